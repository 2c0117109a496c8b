"""A while at a slower pace, to see whether fewer messages are refused there."""

from dataclasses import dataclass, field

from zns_batch.sending.tally import Tally

SLOWER = 0.85
"""The pace of a trial, as a share of the one before."""

_SHORTEST, _LONGEST = 150.0, 1000.0
_ENOUGH_REFUSALS = 5.0
_WITH_FEW = 400.0
_SECONDS = 2.0
_TELLING = 20
_A_FEW, _A_LOT = 0.03, 0.12


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """A while at a slower pace.

    Attributes:
        base: Messages a second before it.
        before: The answers before it.
        found: The answers at the slower pace.

    """

    base: float
    before: Tally
    found: Tally = field(default_factory=Tally)

    @property
    def rate(self) -> float:
        """Messages a second while it lasts."""
        return self.base * SLOWER

    @property
    def is_over(self) -> bool:
        """Whether enough answers are there to tell."""
        telling = min(_ENOUGH_REFUSALS / max(self.before.share, 1e-3), _WITH_FEW)
        return self.found.seen >= max(telling, _SHORTEST, min(_SECONDS * self.rate, _LONGEST))

    @property
    def leaves_a_limit(self) -> bool:
        """Whether it fits a limit that is lower still: much less was refused, and still a lot."""
        under_a_limit = max(1 - (1 - self.before.share) / SLOWER, 0.0)
        return self.found.share < (self.before.share + under_a_limit) / 2

    def leaves_room(self, *, beside: float) -> bool:
        """Tell whether it is worth going slower still.

        Args:
            beside: The share of refusals that is put up with.

        """
        if self.before.seen < _TELLING:
            # Nobody knows what was refused before it, so a lot proves nothing.
            return self.found.share > 2 * beside + _A_LOT
        return self.leaves_a_limit and self.found.share > 2 * beside + _A_FEW

    def was_worse(self, usual: Tally) -> bool:
        """Tell whether clearly more was refused before it than usual."""
        return self.before.share > usual.share and self.before.is_unlike(usual, errors=2.0)
