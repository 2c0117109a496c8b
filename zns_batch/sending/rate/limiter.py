"""Rate limiter of a lane: evenly spaced slots, with no burst at the start, after a stall or a restart."""

import math
from collections import deque
from datetime import datetime

from zns_batch.core.clock import Clock
from zns_batch.sending.rate.adaptive import AdaptiveRate

LEAD = 0.02
"""Seconds before its slot at which a row is taken up, so that its intent is on disk in time."""

LATE = 0.01
"""Seconds that a request may be late at any rate: no system wakes anybody to the millisecond."""

_SECOND = 1.0

_HAIR = 1e-6
"""Seconds added to the end of a full second, so that rounding does not find it full again."""


class RateLimiter:
    """Slots in time, one a message, `1 / rate` seconds apart.

    A slot that nobody takes is lost: unused time is never made up for. `departed_at` is when the
    account's last request left, if known: the first slot keeps its distance from it.
    """

    def __init__(self, rate: float, clock: Clock, departed_at: datetime | None = None) -> None:
        self._clock = clock
        now = clock.monotonic()
        self._adaptive = AdaptiveRate(rate, now)
        wait = 0.0
        if departed_at is not None:
            ago = (clock.now() - departed_at).total_seconds()
            wait = min(max(self.gap - ago, 0.0), self.gap)
        self._next = now + wait
        self._last = self._next - self.gap
        self._held_until = now
        self._most_in_second = math.floor(rate) + 1
        self._departures: deque[float] = deque()

    @property
    def rate(self) -> float:
        """Messages a second at present: what was asked for, or less when told to slow down."""
        return self._adaptive.rate

    @property
    def gap(self) -> float:
        """Seconds between two messages at present."""
        return 1 / self._adaptive.rate

    def reserve(self) -> float:
        """Return the next free slot, a moment on the clock that never runs backwards."""
        now = self._clock.monotonic()
        self._adaptive.maybe_probe(now)
        slot = max(self._next, now)
        self._next = slot + self.gap
        return slot

    def delay(self, slot: float) -> float:
        """Return the seconds until a row should be taken up for its slot; none when it is time."""
        return max(slot, self._held_until) - LEAD - self._clock.monotonic()

    def schedule(self, slot: float) -> float:
        """Return the moment at which a request may leave: its slot, at the rate's distance.

        Who waits for it must call `try_acquire` then, and look whether it may still go at all: a
        stop is noticed while waiting.
        """
        return self._schedule(max(slot, self._clock.monotonic()))

    def try_acquire(self, moment: float) -> float | None:
        """Let a request leave now that its moment has come (`None`), or return its new moment.

        When the whole process stood still, all who waited wake at once: those who are late take
        new moments, one after the other. And whatever happens, no second sees more than one request
        above the rate that was asked for.
        """
        now = self._clock.monotonic()
        departures = self._departures
        while departures and departures[0] <= now - _SECOND:
            departures.popleft()
        is_full = len(departures) >= self._most_in_second
        free = max(self._held_until, departures[0] + _SECOND + _HAIR if is_full else now)
        if now - moment > max(self.gap, LATE) or now < free:
            return self._schedule(max(now, free))
        departures.append(now)
        return None

    def _schedule(self, earliest: float) -> float:
        self._last = max(earliest, self._last + self.gap, self._held_until)
        return self._last

    def on_success(self) -> None:
        """Count an accepted message."""
        self._adaptive.accepted(self._clock.monotonic())

    def on_throttled(self, hold: float = 0.0) -> None:
        """Slow down after a refusal for the rate, once for all answers of one moment.

        `hold` is for how many seconds the provider wants nothing more.
        """
        now = self._clock.monotonic()
        self._held_until = max(self._held_until, now + max(hold, self._adaptive.refused(now)))
        self._next = max(self._next, self._held_until)
