"""The pace of a lane: requests leave evenly, with no burst at the start, after a stall or a restart."""

from datetime import datetime

from zns_batch.clock import Clock

LEAD = 0.02
"""Seconds before its place at which a row is taken up, so that its intent is on disk in time."""

_SLOWER = 0.7
_FASTER = 0.05
_SLOWEST = 0.2
_SETTLE_SECONDS = 1.0


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
        self._most = rate
        self._rate = rate
        now = clock.monotonic()
        self._next = now + self._still_to_wait(departed_at)
        self._last = self._next - self.gap
        self._slowed_at = now - _SETTLE_SECONDS
        self._raised_at = now

    @property
    def rate(self) -> float:
        """Messages a second at present: what was asked for, or less when told to slow down."""
        return self._rate

    @property
    def gap(self) -> float:
        """Seconds between two messages at present."""
        return 1 / self._rate

    async def turn(self) -> float:
        """Wait until shortly before the next free place, and return the place."""
        self._recover()
        now = self._clock.monotonic()
        place = max(self._next, now)
        self._next = place + self.gap
        await self._clock.sleep(place - LEAD - now)
        return place

    async def depart(self, place: float) -> None:
        """Wait for a place, or for as long after the last departure as the pace asks."""
        now = self._clock.monotonic()
        moment = max(place, now, self._last + self.gap)
        self._last = moment
        await self._clock.sleep(moment - now)

    def slow_down(self, hold: float = 0.0) -> None:
        """Go slower, because the provider said so; once for all answers of one moment.

        Args:
            hold: Seconds during which nothing more may leave.

        """
        now = self._clock.monotonic()
        self._next = max(self._next, now + hold)
        if now - self._slowed_at >= _SETTLE_SECONDS:
            self._rate = max(self._rate * _SLOWER, min(_SLOWEST, self._most))
            self._slowed_at = self._raised_at = now

    def _recover(self) -> None:
        """Come back to the rate that was asked for, step by step, while nobody complains."""
        now = self._clock.monotonic()
        if self._rate < self._most and now - self._raised_at >= _SETTLE_SECONDS:
            self._rate = min(self._most, self._rate + self._most * _FASTER)
            self._raised_at = now

    def _still_to_wait(self, departed_at: datetime | None) -> float:
        if departed_at is None:
            return 0.0
        ago = (self._clock.now() - departed_at).total_seconds()
        return min(max(self.gap - ago, 0.0), self.gap)
