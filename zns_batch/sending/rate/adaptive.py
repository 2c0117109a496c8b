"""Finds the highest safe rate below a limit that the provider does not publish.

Zalo publishes no limit for messages a second, and an account's may change. So the lane begins with
the rate that was asked for and listens: a refusal for the rate tells where the limit is, because
what was accepted in the last second is what the limit lets through. The lane then stays a little
below it and probes upwards: by a small step first, and by longer ones while they hold. Refusals
that come at any rate ("background refusals") are told apart by going slower for a while, and
tolerated.

```
                     quiet for long enough: a step up, never above the rate asked for
                    ┌───────────────┐
                    ▼               │
   start ────▶ ┌─────────────────────┐  hard limit: 96 % of the limit as estimated;       ┌─────────┐
   (rate       │       SENDING       │  nothing accepted since the last one: half the rate │ HOLDING │
    asked for) │ AdaptiveRate.rate   │────────────────────────────────────────────────────▶│ answers │
               │                     │  more refusals than background: 96 % of what fits   │ of the  │
               └─────────────────────┘◀────────────────────────────────────────────────────│ old rate│
                    │            ▲       after 1 s (doubling up to 32 s while nothing      │ count   │
     cuts in a row  │            │       is accepted)                                      │ not     │
     did not help;  │            │                                                         └─────────┘
     background     │            │ over, as many refusals as before: the rate is not to blame;
     refusals may   │            │   they are background refusals, and the rate before the cuts returns
     have changed   ▼            │ over, fewer refusals: the rate was to blame; what fits stays
               ┌─────────────────────┐
               │        TRIAL        │──┐ over, much fewer and still a lot: the limit is lower;
               │  85 % of the rate   │◀─┘   another trial from here
               └─────────────────────┘
                    │ hard limit: the rate is certainly to blame; cut as above, to HOLDING
                    ▼
```

"Hard limit", "more refusals" and "fewer refusals" are decided by CUSUM tests over the answers
(`refusal_stats.BackgroundRefusals`), the end of a trial by their number (`SlowdownTrial`). What the
constants achieve together is held by a simulation, `tests/unit/test_sending_adaptive_rate.py`:
change one only with that test, for limits from 3 to 200 a second and 0 to 10 % of background.
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
"""The first step up, as a share of the rate: half of what `MARGIN` leaves below a limit."""

_STEP_GROWTH = 3.0
"""How much longer each further step is while they hold: the limit may have been lifted."""

_BIGGEST_STEP = 0.5
"""The longest step up: one that is too far costs a second of refusals at most."""

_FIRST_QUIET_SECONDS = 10.0
"""Quiet time before the first step up, at least."""

_FIRST_QUIET_MESSAGES = 200
"""Messages before the first step up: at a slow rate a step may cost a refusal, one in 200 at most."""

_FIRST_QUIET_LONGEST = 60.0
"""The longest wait for those messages, in seconds."""

_NEXT_QUIET_SECONDS = 2.5
"""Quiet time before a further step: two counting windows and the answers' way back."""

_NEXT_QUIET_MESSAGES = 25
"""Messages before a further step, for the same reason at a slow rate."""

_NEXT_QUIET_LONGEST = 5.0
"""The longest wait for those messages, in seconds."""

_NEXT_QUIET_MESSAGES_WITH_BACKGROUND = 250
"""The same among background refusals, where a few more don't show at once."""


class ProbeSchedule:
    """When to step up and how far: a small step after a quiet time, longer ones while they hold."""

    _step: float
    _quiet_seconds: float
    _since: float

    def __init__(self, now: float) -> None:
        self.reset(now)

    def is_due(self, now: float, rate: float, *, background: bool) -> bool:
        """Tell whether nothing was refused for long enough.

        `background` tells whether some refusals are tolerated, so that it takes longer to be sure.
        """
        first = self._step == _FIRST_STEP
        if not first and not background:
            quiet = min(_NEXT_QUIET_MESSAGES / rate, _NEXT_QUIET_LONGEST)
        else:
            messages = _FIRST_QUIET_MESSAGES
            if background:
                messages = (
                    2 * _FIRST_QUIET_MESSAGES if first else _NEXT_QUIET_MESSAGES_WITH_BACKGROUND
                )
            quiet = min(messages / rate, _FIRST_QUIET_LONGEST)
        return now - self._since >= max(self._quiet_seconds, quiet)

    def step(self, now: float) -> float:
        """Take a step; return by what to multiply the rate."""
        factor = 1 + self._step
        self._step = min(self._step * _STEP_GROWTH, _BIGGEST_STEP)
        self._quiet_seconds = _NEXT_QUIET_SECONDS
        self._since = now
        return factor

    def reset(self, now: float) -> None:
        """Begin anew, after a cut."""
        self._step = _FIRST_STEP
        self._quiet_seconds = _FIRST_QUIET_SECONDS
        self._since = now


WINDOW = 1.0
"""Seconds over which a provider is thought to count."""

MARGIN = 0.96
"""How far below a limit the lane stays, as a share of it."""

SLOWEST = 0.2
"""Messages a second below which the lane does not go."""

_DEEP_CUT = 0.85
"""A cut to less than this share of the rate lets a whole window pass before the next message."""

_NEW_LIMIT = 0.7
"""A second hard limit below this share of the rate is a limit that fell, not a cut that failed."""

_LONGEST_HOLD = 32.0
"""The longest pause, in seconds, while nothing at all is accepted."""

_COUNT_GRAIN = 2.0
"""A second holds whole messages: a rate less than this above the count was a hair too fast."""

_ENOUGH_ANSWERS = 20
"""Answers below which a share of refusals says nothing."""

_CUTS_BEFORE_TRIAL = 2
"""Cuts without a quiet time between them after which to ask whether cutting helps at all."""

_CUTS_BEFORE_TRIAL_WITH_BACKGROUND = 1
"""The same where background refusals are known: they may have become more."""

_CAUTION_IN_TRIAL = 4.0
"""Additional evidence for a hard limit during a trial, which began because refusals are many."""

_REVIEW_ANSWERS = 2000
_REVIEW_SECONDS = 60
"""The known share of background refusals is reviewed after so many answers and so much time."""

_REVIEW_LEAST = 200
"""Answers at the present rate that a review needs."""


class AdaptiveRate:
    """Messages a second to send at; see the module's drawing.

    `limit` is the most that was asked for and is never exceeded; `now` is in seconds of a clock
    that never runs backwards, as in all methods.
    """

    def __init__(self, limit: float, now: float) -> None:
        self._limit = limit
        self._rate = limit
        self._accepted: deque[float] = deque()
        self._background = BackgroundRefusals()
        self._probes = ProbeSchedule(now)
        self._trial: SlowdownTrial | None = None
        # Answers at about the present rate, and since background refusals were last reviewed.
        self._answers = RefusalCounter()
        self._since_review = 0
        # The cuts in a row, and the rate before the first of them.
        self._cuts = 0
        self._before_cuts = 0.0
        # The rate before the last step up, until something is refused.
        self._before_step = math.inf
        self._cut_at = now - WINDOW
        self._cut_was_deep = False
        self._accepted_since_cut = True
        self._hold = WINDOW
        self._resumed_at = now - WINDOW

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self._rate

    def accepted(self, now: float) -> None:
        """Count an accepted message."""
        self._accepted.append(now)
        self._forget(now)
        self._accepted_since_cut = True
        self._count(now, refused=False)

    def refused(self, now: float) -> float:
        """Count a refusal for the rate; return for how many seconds nothing may leave.

        All refusals of one moment count once.
        """
        self._forget(now)
        self._count(now, refused=True)
        caution = _CAUTION_IN_TRIAL if self._trial else 0.0
        if self._background.is_hard_limit(self._rate, caution=caution):
            return self._on_hard_limit(now)
        holding = now - self._cut_at < self._hold
        if holding or not self._accepted_since_cut or self._trial is not None:
            return 0.0
        return self._on_more_refusals(now) if self._background.is_exceeded else 0.0

    def maybe_probe(self, now: float) -> None:
        """Take a step up when nothing was refused for long enough."""
        if self._rate >= self._limit or self._trial is not None:
            return
        background = self._background.share > 0
        if not self._probes.is_due(now, self._rate, background=background):
            return
        self._before_step = self._rate
        self._rate = min(self._limit, self._rate * self._probes.step(now))
        # Among background refusals, a quiet time much below where the cuts began proves nothing
        # for them.
        if not background or self._rate >= self._before_cuts * MARGIN:
            self._cuts, self._before_cuts = 0, 0.0
            self._answers = RefusalCounter()

    def _forget(self, now: float) -> None:
        while self._accepted and self._accepted[0] <= now - WINDOW:
            self._accepted.popleft()

    def _count(self, now: float, *, refused: bool) -> None:
        holding = now - self._cut_at < self._hold
        # What was still on its way at the last cut says nothing of the rate since then.
        if not (holding and self._cut_was_deep):
            self._background.count_for_hard_limit(refused=refused)
        if holding:
            return
        self._background.count(refused=refused)
        self._answers.count(refused=refused)
        self._since_review += 1
        if self._trial is not None:
            self._trial.during.count(refused=refused)
            if self._trial.is_over:
                self._conclude(now, self._trial)
        elif self._background.share:
            self._maybe_review(now)

    # ── cuts ──

    def _on_more_refusals(self, now: float) -> float:
        """Cut the rate because more is refused than usual, or find out whether that helps."""
        if self._has_many_cuts():
            return self._start_trial(now, self._answers.before_last)
        background = self._background.share
        self._count_cut(new_limit=self._cuts == 0 or background > 0)
        # The share of the rate that fits under the limit, as far as the last answers tell.
        fitting, since = 1.0, self._background.since_exceeded
        if since.answers >= _ENOUGH_ANSWERS:
            fitting = min((1 - since.before_last.share) / (1 - background), 1.0)
        slower = self._rate * fitting * MARGIN
        # What of the last step up fits, where it was one step too far.
        accepted = len(self._accepted) / (1 - background)
        within_step = max(self._before_step, accepted * MARGIN)
        hold = self._cut(now, min(slower, within_step), deep=False)
        if within_step < slower:
            # Never return to a rate that was too fast for certain.
            self._before_cuts = self._rate
        return hold

    def _on_hard_limit(self, now: float) -> float:
        """Cut the rate to just below the limit that refuses everything above it."""
        # Where a trial ends at a hard limit, the rate is to blame without a doubt.
        certain, self._trial = self._trial is not None, None
        if self._cut_was_deep and not self._accepted_since_cut:
            # Nothing accepted since the last cut: the limit is much lower, or counts by minutes.
            self._rate = max(self._rate / 2, min(SLOWEST, self._limit))
            self._hold = min(self._hold * 2, _LONGEST_HOLD)
            self._probes.reset(now)
            self._note_cut(now, deep=True)
            return self._hold
        rate = self._estimate_limit(now) * MARGIN
        new_limit = certain or not self._cut_was_deep or rate < self._rate * _NEW_LIMIT
        if self._has_many_cuts() and not new_limit and self._answers.answers > _ENOUGH_ANSWERS:
            return self._start_trial(now, self._answers.before_last)
        self._count_cut(new_limit=new_limit or self._cuts == 0)
        hold = self._cut(now, rate, deep=True)
        # Never return to a rate that ended at a hard limit.
        self._before_cuts = self._rate
        return hold

    def _has_many_cuts(self) -> bool:
        if self._background.share:
            return self._cuts >= _CUTS_BEFORE_TRIAL_WITH_BACKGROUND
        return self._cuts >= _CUTS_BEFORE_TRIAL

    def _count_cut(self, *, new_limit: bool) -> None:
        self._before_cuts = self._before_cuts if self._cuts else self._rate
        self._cuts = 1 if new_limit else self._cuts + 1
        self._answers = RefusalCounter() if new_limit else self._answers

    def _estimate_limit(self, now: float) -> float:
        """Return the rate that a limit lets through: what was accepted in the last second."""
        count, share_accepted = len(self._accepted), 1 - self._background.share
        if self._rate * share_accepted - count < _COUNT_GRAIN:
            return self._rate
        # Refused from the first message on, somebody else is using the limit. Just after a hold
        # the last second tells little.
        short = count == 0 or now - self._resumed_at < WINDOW
        return max(count / share_accepted, self._rate / 2 if short else 0.0)

    def _cut(self, now: float, rate: float, *, deep: bool) -> float:
        """Lower the rate; return the hold: longer for a hard limit than for more refusals."""
        before = self._rate
        self._rate = min(max(rate, SLOWEST), self._limit)
        self._probes.reset(now)
        self._hold = WINDOW
        self._note_cut(now, deep=deep)
        if self._rate >= before * _DEEP_CUT:
            return 1 / self._rate
        self._resumed_at = now + WINDOW
        return WINDOW

    def _note_cut(self, now: float, *, deep: bool) -> None:
        self._cut_was_deep = deep
        self._accepted_since_cut = False
        self._cut_at = now
        self._before_step = math.inf
        self._background.reset()

    # ── trials: is the rate to blame at all? ──

    def _maybe_review(self, now: float) -> None:
        """Count background refusals anew now and then: they may have gone, or hide a limit."""
        due = max(_REVIEW_ANSWERS, _REVIEW_SECONDS * self._rate)
        if self._since_review <= due or self._answers.answers <= _REVIEW_LEAST:
            return
        if self._answers.share > self._background.share:
            self._start_trial(now, self._answers)
            return
        self._background.learn(self._answers)
        self._answers = RefusalCounter()
        self._since_review = 0

    def _start_trial(self, now: float, before: RefusalCounter) -> float:
        self._trial = SlowdownTrial(base=self._rate, before=before)
        self._rate = max(self._trial.rate, min(SLOWEST, self._limit))
        self._hold = WINDOW
        self._note_cut(now, deep=False)
        return 0.0

    def _conclude(self, now: float, trial: SlowdownTrial) -> None:
        """Learn from a trial, and go back up where the slower rate was no better."""
        if trial.suggests_slower(background=self._background.share):
            self._start_trial(now, trial.during)
            return
        self._trial = None
        self._background.learn(trial.during)
        if trial.was_worse_before(self._background.known):
            fits = min((1 - trial.before.share) / (1 - self._background.share), 1.0)
            rate = max(trial.base * fits, trial.base * SLOWER) * MARGIN
        else:
            self._background.learn(trial.before)
            rate = max(self._before_cuts, trial.base)
        self._rate = min(max(rate, self._rate), self._limit)
        self._cuts, self._before_cuts = 0, 0.0
        self._answers, self._since_review = RefusalCounter(), 0
        self._probes.reset(now)
        self._note_cut(now, deep=False)
