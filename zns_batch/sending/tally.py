"""Answers counted, and how many of them were refusals."""

import math
from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """Answers, and how many of them were refusals. Old ones may fade, so both are fractions."""

    seen: float = 0.0
    refused: float = 0.0

    def saw(self, *, refused: bool) -> None:
        """Count an answer."""
        self.seen += 1
        self.refused += refused

    @property
    def share(self) -> float:
        """The share of refusals."""
        return self.refused / max(self.seen, 1.0)

    @property
    def before_last(self) -> "Tally":
        """Everything but the last answer, where the count ended because that was a refusal."""
        return Tally(max(self.seen - 1, 0.0), max(self.refused - 1, 0.0))

    def is_unlike(self, other: "Tally", *, errors: float) -> bool:
        """Tell whether the shares differ by more than chance makes likely.

        Args:
            other: What to compare with.
            errors: How many standard errors of a difference are not put down to chance.

        """
        either = self.with_more(other, most=math.inf)
        # Of no refusals at all nobody knows how seldom they are.
        share = max(either.share, 1 / max(either.seen, 1.0))
        error = math.sqrt(share * (1 / max(self.seen, 1.0) + 1 / max(other.seen, 1.0)))
        return abs(self.share - other.share) > errors * error

    def with_more(self, more: "Tally", *, most: float) -> "Tally":
        """Return both together, the whole faded to as many answers as `most`."""
        seen = self.seen + more.seen
        fade = min(1.0, most / max(seen, 1.0))
        return Tally(seen * fade, (self.refused + more.refused) * fade)
