"""The highest safe rate below a limit that nobody has told us.

Zalo publishes no limit for messages a second, and an account's may change. So the lane begins with
the rate that was asked for and listens: a refusal for pace tells where the limit is, because what
was accepted in the last second is what the limit lets through. The lane then stays a little below
it and feels its way up again: by a small step first, and by longer ones while they hold. Refusals that come at any pace are told apart by going slower for a while, and put up with.
"""

import math
from collections import deque

from zns_batch.sending.rate.refusal_stats import (
    SLOWER,
    BackgroundRefusals,
    RefusalCounter,
    SlowdownTrial,
)

_FIRST_STEP = 0.02
_LONGER = 3.0
_BIGGEST_STEP = 0.5
_SOON = 2.5
_SOON_MESSAGES = 25
_LONGEST_SOON = 5.0
_FIRST_PATIENCE = 10.0
_FIRST_MESSAGES = 200
_AMONG_STRAYS = 250
_LONGEST_FIRST = 60.0


class ProbeSchedule:
    """The way up: a small step after a quiet time, and longer ones soon after it while they hold.

    Args:
        now: The moment, in seconds that never run backwards.

    """

    def __init__(self, now: float) -> None:
        self._since = now
        self._step = _FIRST_STEP
        self._patience = _FIRST_PATIENCE

    def is_due(self, now: float, rate: float, *, strays: bool) -> bool:
        """Tell whether nobody has complained for long enough.

        Args:
            now: The moment.
            rate: Messages a second at present.
            strays: Whether some refusals are put up with, so that it takes longer to be sure.

        """
        return now - self._since >= self._wait(rate, strays=strays)

    def step(self, now: float) -> float:
        """Take a step; return by what to multiply the rate."""
        faster = 1 + self._step
        # While the steps hold, they get longer and come sooner: the limit may have been lifted.
        self._step = min(self._step * _LONGER, _BIGGEST_STEP)
        self._patience = _SOON
        self._since = now
        return faster

    def met_a_ceiling(self, now: float) -> None:
        """Begin anew below a ceiling."""
        self._patience = _FIRST_PATIENCE
        self._step = _FIRST_STEP
        self._since = now

    def _wait(self, rate: float, *, strays: bool) -> float:
        if self._step > _FIRST_STEP and not strays:
            return max(self._patience, min(_SOON_MESSAGES / rate, _LONGEST_SOON))
        # At a slow pace the first step waits for so many messages: it may cost a refusal. Among
        # strays each step does: a few more refusals don't show at once.
        messages = _FIRST_MESSAGES
        if strays:
            messages = _AMONG_STRAYS if self._step > _FIRST_STEP else 2 * _FIRST_MESSAGES
        return max(self._patience, min(messages / rate, _LONGEST_FIRST))


WINDOW = 1.0
"""Seconds over which a provider is thought to count."""

MARGIN = 0.96
"""How far below a ceiling the lane stays, as a share of it."""

SLOWEST = 0.2
"""Messages a second below which the lane does not go."""

_FAR = 0.85
_ANOTHER_CEILING = 0.7
_LONGEST_HOLD = 32.0
_GRAIN = 2.0
_ENOUGH = 20
# So many cuts without a quiet time between them are an occasion to ask whether they help at all.
_CUTS = 2
_CUTS_AMONG_STRAYS = 1
_CAUTION_IN_TRIAL = 4.0
_LOOK_AGAIN_ANSWERS = 2000
_LOOK_AGAIN_SECONDS = 60
_LOOK_AT = 200


class AdaptiveRate:
    """Finds the rate to send at.

    Args:
        most: The most messages a second that were asked for; never exceeded.
        now: The moment, in seconds that never run backwards.

    """

    def __init__(self, most: float, now: float) -> None:
        self._most = most
        self._rate = most
        self._accepted: deque[float] = deque()
        self._strays = BackgroundRefusals()
        self._climb = ProbeSchedule(now)
        self._trial: SlowdownTrial | None = None
        # Answers at about this pace, and since strays were last looked at.
        self._tally = RefusalCounter()
        self._since_look = 0
        # The cuts in a row, and the rate before the first of them.
        self._cuts = 0
        self._before_cuts = 0.0
        # The rate before the last step up, until something is refused.
        self._below_step = math.inf
        self._cut_at = now - WINDOW
        self._cut_was_deep = False
        self._accepted_since_cut = True
        self._hold = WINDOW
        self._resumed_at = now - WINDOW

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self._rate

    # ── what is answered ──

    def accepted(self, now: float) -> None:
        """Hear that a message was accepted."""
        self._accepted.append(now)
        self._forget(now)
        self._accepted_since_cut = True
        self._saw(now, refused=False)

    def refused(self, now: float) -> float:
        """Hear that a message came too fast; return for how many seconds nothing may leave.

        All refusals of one moment count once.
        """
        self._forget(now)
        self._saw(now, refused=True)
        if self._strays.is_wall(self._rate, caution=_CAUTION_IN_TRIAL if self._trial else 0.0):
            return self._on_hard_limit(now)
        if self._is_holding(now) or not self._accepted_since_cut or self._trial is not None:
            return 0.0
        return self._on_more_refusals(now) if self._strays.are_more else 0.0

    def maybe_probe(self, now: float) -> None:
        """Go a step up when nobody has complained for long enough."""
        if self._rate >= self._most or self._trial is not None:
            return
        if self._climb.is_due(now, self._rate, strays=self._strays.share > 0):
            self._below_step = self._rate
            self._rate = min(self._most, self._rate * self._climb.step(now))
            self._note_step()

    def _note_step(self) -> None:
        # Among strays, a quiet time much below where the cuts began proves nothing for them.
        if not self._strays.share or self._rate >= self._before_cuts * MARGIN:
            self._cuts, self._before_cuts = 0, 0.0
            self._tally = RefusalCounter()

    def _saw(self, now: float, *, refused: bool) -> None:
        holding = self._is_holding(now)
        # What was still on its way at the last cut says nothing of the rate since then.
        if not (holding and self._cut_was_deep):
            self._strays.may_be_a_wall(refused=refused)
        if not holding:
            self._strays.saw(refused=refused)
            self._tally.saw(refused=refused)
            self._since_look += 1
            self._look(now, refused=refused)

    def _look(self, now: float, *, refused: bool) -> None:
        if self._trial is not None:
            self._trial.found.saw(refused=refused)
            if self._trial.is_over:
                self._conclude(now, self._trial)
        elif self._strays.share and self._is_time_to_look():
            self._look_again(now)

    def _is_holding(self, now: float) -> bool:
        return now - self._cut_at < self._hold

    def _forget(self, now: float) -> None:
        while self._accepted and self._accepted[0] <= now - WINDOW:
            self._accepted.popleft()

    # ── going down ──

    def _on_more_refusals(self, now: float) -> float:
        if self._cuts_are_many():
            return self._try_slower(now, self._tally.before_last)
        self._count_cut(anew=self._cuts == 0 or self._strays.share > 0)
        slower, fits = self._rate * self._fitting() * MARGIN, self._within_step()
        hold = self._cut(now, min(slower, fits), deep=False)
        if fits < slower:
            # Nobody goes back to what was too fast for certain.
            self._before_cuts = self._rate
        return hold

    def _fitting(self) -> float:
        """Tell what share of the rate fits under the limit, as far as the last answers tell."""
        since = self._strays.since_more
        if since.seen < _ENOUGH:
            return 1.0
        return min((1 - since.before_last.share) / (1 - self._strays.share), 1.0)

    def _within_step(self) -> float:
        """Tell how much of the last step up fits under the limit, where it was one step too far."""
        let_through = len(self._accepted) / (1 - self._strays.share)
        return max(self._below_step, let_through * MARGIN)

    def _on_hard_limit(self, now: float) -> float:
        # Where a trial ends at a wall, there is no doubt that the pace is to blame.
        certain, self._trial = self._trial is not None, None
        if self._cut_was_deep and not self._accepted_since_cut:
            return self._halve(now)
        rate = self._estimate_limit(now) * MARGIN
        another = certain or not self._cut_was_deep or rate < self._rate * _ANOTHER_CEILING
        if self._cuts_are_many() and not another and self._tally.seen > _ENOUGH:
            return self._try_slower(now, self._tally.before_last)
        self._count_cut(anew=another or self._cuts == 0)
        hold = self._cut(now, rate, deep=True)
        # Nobody goes back to what ended at a wall.
        self._before_cuts = self._rate
        return hold

    def _cuts_are_many(self) -> bool:
        return self._cuts >= (_CUTS_AMONG_STRAYS if self._strays.share else _CUTS)

    def _count_cut(self, *, anew: bool) -> None:
        self._before_cuts = self._before_cuts if self._cuts else self._rate
        self._cuts = 1 if anew else self._cuts + 1
        self._tally = RefusalCounter() if anew else self._tally

    def _estimate_limit(self, now: float) -> float:
        """Tell at what rate a limit lets messages through: by what was accepted in the last second.

        A second holds whole messages, so a rate that is less than two above the count is taken for
        the count itself: it was a hair too fast, not a message.
        """
        count, taken = len(self._accepted), 1 - self._strays.share
        if self._rate * taken - count < _GRAIN:
            return self._rate
        # Refused from the first message on, somebody else is using the limit. Just after a hold
        # the last second tells little.
        short = count == 0 or now - self._resumed_at < WINDOW
        return max(count / taken, self._rate / 2 if short else 0.0)

    def _cut(self, now: float, rate: float, *, deep: bool) -> float:
        """Go down to a rate, and wait: longer for a wall than for a word of warning."""
        before = self._rate
        self._rate = min(max(rate, SLOWEST), self._most)
        far = self._rate < before * _FAR
        self._climb.met_a_ceiling(now)
        self._hold = WINDOW
        self._note_cut(now, deep=deep)
        if not far:
            return 1 / self._rate
        self._resumed_at = now + WINDOW
        return WINDOW

    def _halve(self, now: float) -> float:
        """Nothing was accepted since the last cut: the limit is much lower, or counts by minutes."""
        self._rate = max(self._rate / 2, min(SLOWEST, self._most))
        self._hold = min(self._hold * 2, _LONGEST_HOLD)
        self._climb.met_a_ceiling(now)
        self._note_cut(now, deep=True)
        return self._hold

    def _note_cut(self, now: float, *, deep: bool) -> None:
        self._cut_was_deep = deep
        self._accepted_since_cut = False
        self._cut_at = now
        self._below_step = math.inf
        self._strays.clear()

    # ── is the pace to blame at all? ──

    def _is_time_to_look(self) -> bool:
        often = max(_LOOK_AGAIN_ANSWERS, _LOOK_AGAIN_SECONDS * self._rate)
        return self._since_look > often and self._tally.seen > _LOOK_AT

    def _look_again(self, now: float) -> None:
        """Ask anew how many strays there are: they may have vanished, or hide a limit."""
        if self._tally.share > self._strays.share:
            self._try_slower(now, self._tally)
            return
        self._strays.learn(self._tally)
        self._tally = RefusalCounter()
        self._since_look = 0

    def _try_slower(self, now: float, before: RefusalCounter) -> float:
        self._trial = SlowdownTrial(base=self._rate, before=before)
        self._rate = max(self._trial.rate, min(SLOWEST, self._most))
        self._hold = WINDOW
        self._note_cut(now, deep=False)
        return 0.0

    def _conclude(self, now: float, trial: SlowdownTrial) -> None:
        """Learn from a trial, and go back up where the slower pace was no better."""
        if trial.leaves_room(beside=self._strays.share):
            self._try_slower(now, trial.found)
            return
        self._trial = None
        self._strays.learn(trial.found)
        self._rate = min(max(self._rate_after(trial), self._rate), self._most)
        self._cuts, self._before_cuts = 0, 0.0
        self._tally, self._since_look = RefusalCounter(), 0
        self._climb.met_a_ceiling(now)
        self._note_cut(now, deep=False)

    def _rate_after(self, trial: SlowdownTrial) -> float:
        if not trial.was_worse(self._strays.known):
            self._strays.learn(trial.before)
            return max(self._before_cuts, trial.base)
        fits = min((1 - trial.before.share) / (1 - self._strays.share), 1.0)
        return max(trial.base * fits, trial.base * SLOWER) * MARGIN
