"""How everything stands, looked at now and then however many pages are open: for the banners."""

import asyncio
from collections.abc import Awaitable, Callable

from zns_batch.core.clock import Clock
from zns_batch.domain.users import User
from zns_batch.ledger.maintenance.stats import LedgerStats

_FRESH_SECONDS = 5.0


class Monitor:
    """Remembers the ledger's statistics for some seconds.

    Args:
        clock: The time.
        look: Reads them.

    """

    def __init__(self, clock: Clock, look: Callable[[], Awaitable[LedgerStats]]) -> None:
        self._clock = clock
        self._look = look
        self._last: tuple[float, LedgerStats] | None = None
        self._lock = asyncio.Lock()

    async def stats(self) -> LedgerStats:
        """Return the statistics of this moment, or of a few seconds ago."""
        async with self._lock:
            now = self._clock.monotonic()
            if self._last is None or now - self._last[0] >= _FRESH_SECONDS:
                self._last = now, await self._look()
            return self._last[1]


def waits_for_worker(stats: LedgerStats) -> bool:
    """Tell whether something is due and nobody is there to send it."""
    return stats.waiting > 0 and stats.workers == 0


def stopped_campaigns(stats: LedgerStats, user: User) -> int:
    """Return how many campaigns that the person may see stopped and need somebody."""
    return sum(each.count for each in stats.resting if not each.goes_on and user.role(each.account))
