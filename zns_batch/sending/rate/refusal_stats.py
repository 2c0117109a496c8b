"""Answers counted, and how many of them were refusals."""

import math
from dataclasses import dataclass, field


@dataclass(slots=True)
class RefusalCounter:
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
    def before_last(self) -> "RefusalCounter":
        """Everything but the last answer, where the count ended because that was a refusal."""
        return RefusalCounter(max(self.seen - 1, 0.0), max(self.refused - 1, 0.0))

    def is_unlike(self, other: "RefusalCounter", *, errors: float) -> bool:
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

    def with_more(self, more: "RefusalCounter", *, most: float) -> "RefusalCounter":
        """Return both together, the whole faded to as many answers as `most`."""
        seen = self.seen + more.seen
        fade = min(1.0, most / max(seen, 1.0))
        return RefusalCounter(seen * fade, (self.refused + more.refused) * fade)


class LikelihoodRatio:
    """Weighs what speaks for another share of refusals than the usual one.

    Each answer adds to the weight or takes from it, as much as it makes the other share more likely
    than the usual one (a CUSUM of likelihoods, Page 1954). So a single refusal weighs much where
    there are usually none, and little where there are many.

    Args:
        usual: The usual share, between 0 and 1.
        other: The share to look out for, higher or lower, between 0 and 1.

    Attributes:
        weight: What speaks for the other share; 0 when nothing does.
        since: The answers since something has.

    """

    def __init__(self, usual: float, other: float) -> None:
        self._refusal = math.log(other / usual)
        self._acceptance = math.log((1 - other) / (1 - usual))
        self.clear()

    def saw(self, *, refused: bool) -> None:
        """Weigh an answer."""
        added = self._refusal if refused else self._acceptance
        if added <= 0 and not self.weight:
            # Nearly every answer is one of these.
            return
        self.weight += added
        self.since.saw(refused=refused)
        if self.weight <= 0:
            self.clear()

    def clear(self) -> None:
        """Begin anew."""
        self.weight = 0.0
        self.since = RefusalCounter()


SLOWER = 0.85
"""The pace of a trial, as a share of the one before."""

_SHORTEST, _LONGEST = 150.0, 1000.0
_ENOUGH_REFUSALS = 5.0
_WITH_FEW = 400.0
_SECONDS = 2.0
_TELLING = 20
_A_FEW, _A_LOT = 0.03, 0.12


@dataclass(frozen=True, kw_only=True, slots=True)
class SlowdownTrial:
    """A while at a slower pace.

    Attributes:
        base: Messages a second before it.
        before: The answers before it.
        found: The answers at the slower pace.

    """

    base: float
    before: RefusalCounter
    found: RefusalCounter = field(default_factory=RefusalCounter)

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

    def was_worse(self, usual: RefusalCounter) -> bool:
        """Tell whether clearly more was refused before it than usual."""
        return self.before.share > usual.share and self.before.is_unlike(usual, errors=2.0)


_NONE = 1e-4
_MOST = 0.7
# Where there are strays, this many more are worth a look: half as many again, or two in a hundred.
_MORE = 0.5
_MORE_AT_LEAST = 0.02
_MORE_WEIGHT = 4.5
# A fifth of them is fewer; to be surer of that costs nothing.
_FEWER = 1 / 5
_FEWER_WEIGHT = 10.0
# A limit refuses nearly everything that is above it: four in a row, where strays are no reason.
_WALL = 0.8
_WALL_USUAL = 0.1
_WALL_WEIGHT = 8.0
# At a fast pace chance has more occasions to look like a wall, and a wall shows in no time.
_WALL_FAST = 20.0
_WALL_FASTER_WEIGHT = 1.5
_MEMORY = 2000.0
_UNLIKE = 2.5


class BackgroundRefusals:
    """Knows what share of refusals has nothing to do with the pace, and tells when there are more.

    Attributes:
        known: What was answered at paces that were slow enough.

    """

    def __init__(self) -> None:
        self.known = RefusalCounter()
        self._weigh_anew()

    @property
    def share(self) -> float:
        """The share of refusals that is put up with."""
        return self._share

    def saw(self, *, refused: bool) -> None:
        """Count an answer at the present pace."""
        self._more.saw(refused=refused)
        if self._share:
            self._fewer.saw(refused=refused)
            if self._fewer.weight >= _FEWER_WEIGHT:
                # No more are refused at a pace that is slower still.
                self.learn(self._fewer.since)

    def may_be_a_wall(self, *, refused: bool) -> None:
        """Count an answer that tells of a wall, if not of the share at the present pace."""
        self._wall.saw(refused=refused)

    @property
    def are_more(self) -> bool:
        """Whether more is refused than is put up with: the pace may be to blame."""
        return self._more.weight >= _MORE_WEIGHT

    @property
    def since_more(self) -> RefusalCounter:
        """What was answered since there are more."""
        return self._more.since

    def is_wall(self, rate: float, *, caution: float = 0.0) -> bool:
        """Tell whether refusals come one upon the other: a limit, not strays.

        Args:
            rate: Messages a second at present.
            caution: How much more weight is asked for than usual.

        """
        faster = _WALL_FASTER_WEIGHT * math.log(max(rate / _WALL_FAST, 1.0))
        return self._wall.weight >= _WALL_WEIGHT + faster + caution

    def clear(self) -> None:
        """Begin anew, for another pace."""
        self._more.clear()
        self._fewer.clear()
        self._wall.clear()

    def learn(self, found: RefusalCounter) -> None:
        """Take up what share was refused at a pace that is slow enough."""
        known = RefusalCounter() if found.is_unlike(self.known, errors=_UNLIKE) else self.known
        self.known = known.with_more(found, most=_MEMORY)
        self._weigh_anew()

    def _weigh_anew(self) -> None:
        self._share = min(self.known.share, _MOST)
        usual = max(self._share, _NONE)
        self._more = LikelihoodRatio(usual, usual + max(usual * _MORE, _MORE_AT_LEAST))
        self._fewer = LikelihoodRatio(usual, usual * _FEWER)
        usual = max(usual, _WALL_USUAL)
        self._wall = LikelihoodRatio(usual, max(_WALL, (1 + usual) / 2))
