"""An even pace for questions."""

from zns_batch.core.clock import Clock


class Beat:
    """Gives out turns, one after the other, so many a second at the most.

    Args:
        rate: Turns a second.
        clock: What time it is, and how to wait.

    """

    def __init__(self, rate: float, clock: Clock) -> None:
        self._every = 1 / rate
        self._clock = clock
        self._next = clock.monotonic()
        self._slower = 1.0

    async def turn(self) -> None:
        """Return when it is one's turn."""
        now = self._clock.monotonic()
        mine = max(self._next, now)
        self._next = mine + self._every * self._slower
        await self._clock.sleep(mine - now)

    def hold(self, seconds: float) -> None:
        """Give out no turn for some seconds."""
        self._next = max(self._next, self._clock.monotonic() + seconds)

    def slow(self, times: float) -> None:
        """Give out so many times fewer turns from now on; 1 for the pace it began with."""
        self._slower = times
