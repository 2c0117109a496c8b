"""The pace of a lane: requests leave evenly, with no burst at the start, after a stall or a restart."""

from datetime import datetime

from zns_batch.clock import Clock
from zns_batch.sending.ceiling import Ceiling

LEAD = 0.02
"""Seconds before its place at which a row is taken up, so that its intent is on disk in time."""


class Pace:
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
        self._ceiling = Ceiling(rate, now)
        self._next = now + self._still_to_wait(departed_at)
        self._last = self._next - self.gap
        self._held_until = now

    @property
    def rate(self) -> float:
        """Messages a second at present: what was asked for, or less when told to slow down."""
        return self._ceiling.rate

    @property
    def gap(self) -> float:
        """Seconds between two messages at present."""
        return 1 / self._ceiling.rate

    def book(self) -> float:
        """Return the next free place, a moment on the clock that never runs backwards."""
        now = self._clock.monotonic()
        self._ceiling.feel_upwards(now)
        place = max(self._next, now)
        self._next = place + self.gap
        return place

    def until(self, place: float) -> float:
        """Return the seconds until a row should be taken up for its place; none when it is time."""
        return max(place, self._held_until) - LEAD - self._clock.monotonic()

    def depart(self, place: float) -> float:
        """Return the seconds until a request may leave: at its place, and at the pace's distance.

        Who waits must look again whether it may still go: a stop is heard while waiting.
        """
        now = self._clock.monotonic()
        moment = max(place, now, self._last + self.gap, self._held_until)
        self._last = moment
        return moment - now

    def worked(self) -> None:
        """Hear that a message was accepted."""
        self._ceiling.accepted(self._clock.monotonic())

    def slow_down(self, hold: float = 0.0) -> None:
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
