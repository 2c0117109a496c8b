"""The pace of a lane: requests leave evenly, with no burst at the start, after a stall or a restart."""

import math
from collections import deque
from datetime import datetime

from zns_batch.core.clock import Clock
from zns_batch.sending.rate.adaptive import AdaptiveRate

LEAD = 0.02
"""Seconds before its place at which a row is taken up, so that its intent is on disk in time."""

LATE = 0.01
"""Seconds that a request may be late at any pace: no system wakes anybody to the millisecond."""

_SECOND = 1.0


class RateLimiter:
    """Places in time, one a message, `1 / rate` seconds apart.

    A place that nobody takes is lost: time that went by unused is never made up for.

    Args:
        rate: The most messages a second that were asked for.
        clock: What time it is.
        departed_at: When the account's last request left, if known: the first place keeps its
            distance from it.

    """

    def __init__(self, rate: float, clock: Clock, departed_at: datetime | None = None) -> None:
        self._clock = clock
        now = clock.monotonic()
        self._ceiling = AdaptiveRate(rate, now)
        self._next = now + self._still_to_wait(departed_at)
        self._last = self._next - self.gap
        self._held_until = now
        self._most = math.floor(rate) + 1
        self._left: deque[float] = deque()

    @property
    def rate(self) -> float:
        """Messages a second at present: what was asked for, or less when told to slow down."""
        return self._ceiling.rate

    @property
    def gap(self) -> float:
        """Seconds between two messages at present."""
        return 1 / self._ceiling.rate

    def reserve(self) -> float:
        """Return the next free place, a moment on the clock that never runs backwards."""
        now = self._clock.monotonic()
        self._ceiling.maybe_probe(now)
        place = max(self._next, now)
        self._next = place + self.gap
        return place

    def delay(self, place: float) -> float:
        """Return the seconds until a row should be taken up for its place; none when it is time."""
        return max(place, self._held_until) - LEAD - self._clock.monotonic()

    def schedule(self, place: float) -> float:
        """Return the moment at which a request may leave: its place, at the pace's distance.

        Who waits for it must ask `leave` then, and look whether it may still go at all: a stop is
        heard while waiting.
        """
        return self._reserve(max(place, self._clock.monotonic()))

    def try_acquire(self, moment: float) -> float | None:
        """Let a request leave now that its moment has come, or put it off.

        When the whole process stood still, all who waited wake at once: those who are late take
        new moments, one after the other. And whatever happens, no second sees more than one request
        above the rate that was asked for.

        Args:
            moment: The moment that it was given.

        Returns:
            `None` when it leaves, else its new moment.

        """
        now = self._clock.monotonic()
        free = max(self._held_until, self._second_has_room(now))
        if now - moment > max(self.gap, LATE) or now < free:
            return self._reserve(max(now, free))
        self._left.append(now)
        return None

    def _reserve(self, earliest: float) -> float:
        self._last = max(earliest, self._last + self.gap, self._held_until)
        return self._last

    def _second_has_room(self, now: float) -> float:
        left = self._left
        while left and left[0] <= now - _SECOND:
            left.popleft()
        # A hair later, lest rounding find the same second full again.
        return left[0] + _SECOND + 1e-6 if len(left) >= self._most else now

    def on_success(self) -> None:
        """Hear that a message was accepted."""
        self._ceiling.accepted(self._clock.monotonic())

    def on_throttled(self, hold: float = 0.0) -> None:
        """Go slower, because the provider said so; once for all answers of one moment.

        Args:
            hold: Seconds during which the provider wants nothing more.

        """
        now = self._clock.monotonic()
        self._held_until = max(self._held_until, now + max(hold, self._ceiling.refused(now)))
        self._next = max(self._next, self._held_until)

    def _still_to_wait(self, departed_at: datetime | None) -> float:
        if departed_at is None:
            return 0.0
        ago = (self._clock.now() - departed_at).total_seconds()
        return min(max(self.gap - ago, 0.0), self.gap)
