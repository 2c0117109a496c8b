"""Statistics of "too many requests" refusals: counts, CUSUM tests, trials at a slower rate."""

import math
from dataclasses import dataclass, field


@dataclass(slots=True)
class RefusalCounter:
    """Answers, and how many of them were refusals. Old ones may fade, so both are fractions."""

    answers: float = 0.0
    refusals: float = 0.0

    def count(self, *, refused: bool) -> None:
        """Count an answer."""
        self.answers += 1
        self.refusals += refused

    @property
    def share(self) -> float:
        """The share of refusals."""
        return self.refusals / max(self.answers, 1.0)

    @property
    def before_last(self) -> "RefusalCounter":
        """Everything but the last answer, where the count ended because that was a refusal."""
        return RefusalCounter(max(self.answers - 1, 0.0), max(self.refusals - 1, 0.0))

    def differs_from(self, other: "RefusalCounter", *, errors: float) -> bool:
        """Tell whether the shares differ by more than so many standard errors of a difference."""
        both = self.merged(other, most=math.inf)
        # Of no refusals at all nobody knows how seldom they are.
        share = max(both.share, 1 / max(both.answers, 1.0))
        error = math.sqrt(share * (1 / max(self.answers, 1.0) + 1 / max(other.answers, 1.0)))
        return abs(self.share - other.share) > errors * error

    def merged(self, other: "RefusalCounter", *, most: float) -> "RefusalCounter":
        """Return both together, the whole faded to as many answers as `most`."""
        answers = self.answers + other.answers
        fade = min(1.0, most / max(answers, 1.0))
        return RefusalCounter(answers * fade, (self.refusals + other.refusals) * fade)


class LikelihoodRatio:
    """Weighs the evidence for another share of refusals than the usual one.

    Each answer adds to the weight or takes from it, as much as it makes the other share more likely
    than the usual one (a CUSUM of likelihoods, Page 1954). So a single refusal weighs much where
    there are usually none, and little where there are many. Both shares lie between 0 and 1.
    """

    #: The evidence for the other share; 0 when there is none.
    weight: float
    #: The answers since there is some.
    since: RefusalCounter

    def __init__(self, usual: float, other: float) -> None:
        self._refusal = math.log(other / usual)
        self._acceptance = math.log((1 - other) / (1 - usual))
        self.reset()

    def count(self, *, refused: bool) -> None:
        """Weigh an answer."""
        added = self._refusal if refused else self._acceptance
        if added <= 0 and not self.weight:
            # Nearly every answer is one of these.
            return
        self.weight += added
        self.since.count(refused=refused)
        if self.weight <= 0:
            self.reset()

    def reset(self) -> None:
        """Begin anew."""
        self.weight = 0.0
        self.since = RefusalCounter()


SLOWER = 0.85
"""The rate of a trial, as a share of the one before: clearly slower, and no great loss."""

_FEWEST_ANSWERS, _MOST_ANSWERS = 150.0, 1000.0
"""A trial takes at least so many answers, and the time below asks for no more than so many."""

_TRIAL_SECONDS = 2.0
"""A trial lasts at least as long, so that it sees more than one counting window of the provider."""

_ENOUGH_REFUSALS = 5.0
"""A trial waits for as many answers as held so many refusals before it …"""

_ENOUGH_ANSWERS_WITH_FEW = 400.0
"""… but for no more than these, where refusals are rare."""

_RARE = 1e-3
"""The lowest share of refusals that this is computed with."""

_ENOUGH_BEFORE = 20
"""Answers before a trial below which nobody knows what was refused then."""

_A_FEW, _A_LOT = 0.03, 0.12
"""Shares of refusals, above twice the background, that make going slower still worth a trial: with a
known share before it, and without."""

_WORSE_ERRORS = 2.0
"""Standard errors that make a share before a trial clearly worse than usual."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SlowdownTrial:
    """A while at a slower rate, to find out whether refusals depend on the rate."""

    #: Messages a second before it.
    base: float
    #: The answers before it.
    before: RefusalCounter
    #: The answers at the slower rate.
    during: RefusalCounter = field(default_factory=RefusalCounter)

    @property
    def rate(self) -> float:
        """Messages a second while it lasts."""
        return self.base * SLOWER

    @property
    def is_over(self) -> bool:
        """Whether there are enough answers to decide."""
        telling = min(_ENOUGH_REFUSALS / max(self.before.share, _RARE), _ENOUGH_ANSWERS_WITH_FEW)
        timely = min(_TRIAL_SECONDS * self.rate, _MOST_ANSWERS)
        return self.during.answers >= max(telling, _FEWEST_ANSWERS, timely)

    def suggests_slower(self, *, background: float) -> bool:
        """Tell whether it is worth going slower still, beside a share of background refusals."""
        if self.before.answers < _ENOUGH_BEFORE:
            # Nobody knows what was refused before it, so a lot proves nothing.
            return self.during.share > 2 * background + _A_LOT
        # A limit that is lower still: much less was refused at the slower rate, and still a lot.
        under_a_limit = max(1 - (1 - self.before.share) / SLOWER, 0.0)
        leaves_a_limit = self.during.share < (self.before.share + under_a_limit) / 2
        return leaves_a_limit and self.during.share > 2 * background + _A_FEW

    def was_worse_before(self, usual: RefusalCounter) -> bool:
        """Tell whether clearly more was refused before it than usual."""
        worse = self.before.share > usual.share
        return worse and self.before.differs_from(usual, errors=_WORSE_ERRORS)


_LEAST_SHARE = 1e-4
"""The share that stands for none: a likelihood ratio needs more than 0."""

_HIGHEST_SHARE = 0.7
"""The highest share of refusals that is tolerated as background."""

_MORE, _MORE_AT_LEAST = 0.5, 0.02
"""What counts as more than background: half as many again, and two in a hundred at least."""

_MORE_WEIGHT = 4.5
"""The evidence for it: a single refusal where there are usually none."""

_FEWER = 1 / 5
"""What counts as fewer than background: a fifth of it."""

_FEWER_WEIGHT = 10.0
"""The evidence for it: to be surer of that costs nothing."""

_HARD_LIMIT_SHARE = 0.8
"""A limit refuses nearly everything that is above it: this share, at least."""

_HARD_LIMIT_USUAL = 0.1
"""The usual share to compare with, at least: four refusals in a row, where there is no background."""

_HARD_LIMIT_WEIGHT = 8.0
"""The evidence for a hard limit."""

_FAST_RATE = 20.0
_FASTER_WEIGHT = 1.5
"""At a faster rate chance has more occasions to look like a limit, and a limit shows in no time: so
much more evidence for each e-fold above the fast rate."""

_MEMORY = 2000.0
"""Answers of which the known share is made; older ones fade."""

_CHANGED_ERRORS = 2.5
"""Standard errors by which a share must differ from the known one to replace it."""


class BackgroundRefusals:
    """Estimates the share of refusals that does not depend on our rate, and detects more of them."""

    #: The answers at rates that were slow enough.
    known: RefusalCounter

    def __init__(self) -> None:
        self.known = RefusalCounter()
        self._restart_tests()

    @property
    def share(self) -> float:
        """The share of refusals that is tolerated."""
        return self._share

    def count(self, *, refused: bool) -> None:
        """Count an answer at the present rate."""
        self._more.count(refused=refused)
        if self._share:
            self._fewer.count(refused=refused)
            if self._fewer.weight >= _FEWER_WEIGHT:
                # No more are refused at a rate that is slower still.
                self.learn(self._fewer.since)

    def count_for_hard_limit(self, *, refused: bool) -> None:
        """Count an answer that tells of a hard limit, if not of the share at the present rate."""
        self._hard_limit.count(refused=refused)

    @property
    def is_exceeded(self) -> bool:
        """Whether more is refused than is tolerated: the rate may be to blame."""
        return self._more.weight >= _MORE_WEIGHT

    @property
    def since_exceeded(self) -> RefusalCounter:
        """The answers since there are more."""
        return self._more.since

    def is_hard_limit(self, rate: float, *, caution: float = 0.0) -> bool:
        """Tell whether refusals come one upon the other: a limit at this rate, not background.

        `caution` is how much more evidence than usual is asked for.
        """
        faster = _FASTER_WEIGHT * math.log(max(rate / _FAST_RATE, 1.0))
        return self._hard_limit.weight >= _HARD_LIMIT_WEIGHT + faster + caution

    def reset(self) -> None:
        """Begin all tests anew, for another rate."""
        self._more.reset()
        self._fewer.reset()
        self._hard_limit.reset()

    def learn(self, answers: RefusalCounter) -> None:
        """Update the known share with answers at a rate that is slow enough."""
        changed = answers.differs_from(self.known, errors=_CHANGED_ERRORS)
        known = RefusalCounter() if changed else self.known
        self.known = known.merged(answers, most=_MEMORY)
        self._restart_tests()

    def _restart_tests(self) -> None:
        self._share = min(self.known.share, _HIGHEST_SHARE)
        usual = max(self._share, _LEAST_SHARE)
        self._more = LikelihoodRatio(usual, usual + max(usual * _MORE, _MORE_AT_LEAST))
        self._fewer = LikelihoodRatio(usual, usual * _FEWER)
        usual = max(usual, _HARD_LIMIT_USUAL)
        self._hard_limit = LikelihoodRatio(usual, max(_HARD_LIMIT_SHARE, (1 + usual) / 2))
