"""The highest safe rate below a limit that nobody has told us.

Zalo publishes no limit for messages a second, and an account's may change. So the lane begins with
the rate that was asked for and listens: a refusal for pace tells where the limit is, because what
was accepted in the last second is what the limit lets through. The lane then stays a little below
it and feels its way up again, in small steps, and more seldom the more often the same ceiling is
met.
"""

from collections import deque

from zns_batch.sending.strays import Strays

WINDOW = 1.0
"""Seconds over which a provider is thought to count."""

MARGIN = 0.96
"""How far below a ceiling the lane stays, as a share of it."""

SLOWEST = 0.2
"""Messages a second below which the lane does not go."""

_FIRST_STEP = 0.02
_BIGGEST_STEP = 0.25
_SOON = 5.0
_FIRST_PATIENCE = 10.0
_LONGEST_PATIENCE = 160.0
_LONGEST_HOLD = 32.0
_GRAIN = 2.0
# So many refusals among so many answers are a limit.
_WALL = 4
_RECENT = 5
_MESSAGES = 200
_LONGEST_FIRST = 60.0


class Ceiling:
    """Finds the rate to send at.

    Args:
        most: The most messages a second that were asked for; never exceeded.
        now: The moment, in seconds that never run backwards.

    """

    def __init__(self, most: float, now: float) -> None:
        self._most = most
        self._rate = most
        self._accepted: deque[float] = deque()
        self._recent: deque[bool] = deque(maxlen=_RECENT)
        self._accepted_since_cut = True
        self._cut_was_deep = False
        self._cut_at = now - WINDOW
        self._changed_at = now
        self._step = _FIRST_STEP
        self._patience = _FIRST_PATIENCE
        self._hold = WINDOW
        self._waited = _FIRST_PATIENCE
        self._strays = Strays()

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self._rate

    def accepted(self, now: float) -> None:
        """Hear that a message was accepted."""
        self._accepted.append(now)
        self._forget(now)
        self._recent.append(True)
        self._accepted_since_cut = True
        self._strays.saw(refused=False)

    def refused(self, now: float) -> float:
        """Hear that a message came too fast; return for how many seconds nothing may leave.

        All refusals of one moment count once.
        """
        self._strays.saw(refused=True)
        self._recent.append(False)
        self._forget(now)
        holding = now - self._cut_at < self._hold
        if self._is_wall():
            # What was still on its way at the last cut says nothing new.
            return 0.0 if holding and self._cut_was_deep else self._cut_deep(now)
        if holding or not self._accepted_since_cut:
            return 0.0
        if not self._strays.blames_pace(self._rate):
            self._rate = self._strays.restored
            return 0.0
        return self._cut(now, self._rate * MARGIN, deep=False)

    def _cut_deep(self, now: float) -> float:
        if self._cut_was_deep and not self._accepted_since_cut:
            return self._retreat(now)
        return self._cut(now, self._let_through() * MARGIN, deep=True)

    def _is_wall(self) -> bool:
        """Tell whether refusals come one upon the other: a limit, not a stray."""
        return self._recent.count(False) >= _WALL

    def feel_upwards(self, now: float) -> None:
        """Go a step up when nobody has complained for long enough."""
        if self._rate >= self._most or now - self._changed_at < self._wait():
            return
        self._rate = min(self._most, self._rate * (1 + self._step))
        # While the steps hold, they get longer and come sooner: the limit may have been lifted.
        self._step = min(self._step * 2, _BIGGEST_STEP)
        self._patience, self._waited = _SOON, self._patience
        self._changed_at = now

    def _wait(self) -> float:
        if self._step > _FIRST_STEP:
            return self._patience
        # At a slow pace the first step waits for so many messages: it may cost a refusal.
        return max(self._patience, min(_MESSAGES / self._rate, _LONGEST_FIRST))

    def _cut(self, now: float, rate: float, *, deep: bool) -> float:
        """Go down to a rate, and wait: longer for a wall than for a word of warning."""
        before = self._rate
        self._rate = min(max(rate, SLOWEST), self._most)
        far = self._rate < before * 0.85
        # Meeting the same ceiling again is no news, so ask more seldom.
        self._patience = _FIRST_PATIENCE if far else min(self._waited * 2, _LONGEST_PATIENCE)
        self._hold = WINDOW
        self._note_cut(now, deep=deep)
        return WINDOW if far else 1 / self._rate

    def _note_cut(self, now: float, *, deep: bool) -> None:
        self._waited = self._patience
        self._step = _FIRST_STEP
        self._cut_was_deep = deep
        self._accepted_since_cut = False
        self._recent.clear()
        self._cut_at = self._changed_at = now

    def _let_through(self) -> float:
        """Tell what the limit let through: what was accepted in the last second.

        A second holds whole messages, so a rate that is less than two above the count is taken for
        the count itself: it was a hair too fast, not a message.
        """
        count = len(self._accepted)
        if self._rate - count < _GRAIN:
            return self._rate
        # Refused from the first message on: somebody else is using the limit.
        return float(count) or self._rate / 2

    def _retreat(self, now: float) -> float:
        """Nothing was accepted since the last cut: the limit is much lower, or counts by minutes."""
        self._rate = max(self._rate / 2, min(SLOWEST, self._most))
        self._hold = min(self._hold * 2, _LONGEST_HOLD)
        self._patience = _FIRST_PATIENCE
        self._note_cut(now, deep=True)
        return self._hold

    def _forget(self, now: float) -> None:
        while self._accepted and self._accepted[0] <= now - WINDOW:
            self._accepted.popleft()
