"""How everything stands, looked at now and then however many pages are open: for the banners."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from zns_batch.core.clock import Clock
from zns_batch.domain.states import Reason
from zns_batch.domain.users import Role, User
from zns_batch.ledger.maintenance.stats import LedgerStats
from zns_batch.services.accounts.ending_logins import EndingLogin

_FRESH_SECONDS = 5.0
_LOGINS_FRESH_SECONDS = 300.0
_PATIENCE_SECONDS = 2.0
"""How long the first page waits for what is known of the accounts' logins."""


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


class LoginMonitor:
    """Remembers for minutes which accounts have to be logged in again soon; no page waits for it.

    Args:
        clock: The time.
        look: Looks at all accounts; an account that can't be looked at is left out.

    """

    def __init__(
        self, clock: Clock, look: Callable[[], Awaitable[tuple[EndingLogin, ...]]]
    ) -> None:
        self._clock = clock
        self._look = look
        self._task: asyncio.Task[tuple[EndingLogin, ...]] | None = None
        self._asked = 0.0
        self._known: tuple[EndingLogin, ...] | None = None

    async def ending(self) -> tuple[EndingLogin, ...]:
        """Return the accounts that were found when somebody last looked, the most urgent first."""
        now, task = self._clock.monotonic(), self._task
        if task is None or (task.done() and now - self._asked >= _LOGINS_FRESH_SECONDS):
            self._asked = now
            self._task = task = asyncio.ensure_future(self._look())
        if self._known is None:
            await asyncio.wait({task}, timeout=_PATIENCE_SECONDS)
        if task.done() and not task.cancelled() and task.exception() is None:
            self._known = task.result()
        return self._known or ()

    def forget(self) -> None:
        """Look again before the next page: an account was logged in."""
        self._task, self._known = None, None


def refused_logins(stats: LedgerStats) -> frozenset[str]:
    """Return the accounts for which a campaign stopped because the provider refused the connection."""
    return frozenset(
        each.account
        for each in stats.resting
        if each.reason == Reason.AUTHORISATION and not each.goes_on
    )


def is_over(login: EndingLogin, now: datetime) -> bool:
    """Tell whether an account's refresh token has ended already."""
    return login.ends_at <= now


def waits_for_worker(stats: LedgerStats) -> bool:
    """Tell whether something is due and nobody is there to send it."""
    return stats.waiting > 0 and stats.workers == 0


def stopped_campaigns(stats: LedgerStats, user: User) -> int:
    """Return how many campaigns that the person may see stopped and need somebody."""
    return sum(
        each.count
        for each in stats.resting
        if not each.goes_on and each.reason != Reason.APPROVAL and user.role(each.account)
    )


def waiting_approvals(stats: LedgerStats, user: User) -> int:
    """Return how many campaigns wait for approval by somebody with the person's rights."""
    return sum(
        each.count
        for each in stats.resting
        if each.reason == Reason.APPROVAL
        and (role := user.role(each.account)) is not None
        and role.covers(Role.SENDER)
    )
