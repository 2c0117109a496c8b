"""Events on their way to disk, many to a commit."""

import asyncio
from collections import deque
from typing import NamedTuple

from zns_batch.core.clock import Clock
from zns_batch.domain.delivery import WebhookEvent
from zns_batch.errors import InternalError, LedgerError
from zns_batch.ledger import webhook_events
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.webhook_events import EventStatus

MOST_AT_ONCE = 100
"""Events in one commit: a lane that is sending waits no longer than that."""

MOST_WAITING = 5_000
"""Above this the sender is told to come back."""


class BufferFullError(Exception):
    """More events are waiting than can be written soon."""


class _PendingEvent(NamedTuple):
    event: WebhookEvent
    written: asyncio.Future[EventStatus]


class EventBuffer:
    """Writes events; whoever puts one in learns when it is on disk.

    Args:
        ledger: The ledger.
        clock: What time it is.

    """

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock
        self._waiting: deque[_PendingEvent] = deque()
        self._task: asyncio.Task[None] | None = None

    async def add(self, event: WebhookEvent) -> EventStatus:
        """Return once an event is on disk, with what became of it.

        Who no longer waits for it takes back nothing: what is in the inbox is written.

        Raises:
            FullError: Too many are waiting.
            LedgerError: It can't be written.
            InternalError: We made a mistake with it.

        """
        if len(self._waiting) >= MOST_WAITING:
            raise BufferFullError
        written: asyncio.Future[EventStatus] = asyncio.get_running_loop().create_future()
        self._waiting.append(_PendingEvent(event, written))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write_all())
        return await asyncio.shield(written)

    async def close(self) -> None:
        """Write what is waiting."""
        if self._task is not None:
            await self._task

    async def _write_all(self) -> None:
        while self._waiting:
            some = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_AT_ONCE))]
            await self._write(some)

    async def _write(self, some: list[_PendingEvent]) -> None:
        try:
            fates = await asyncio.to_thread(self._take_in, [entry.event for entry in some])
        except Exception as error:  # noqa: BLE001 — a dead inbox would let nothing in any more
            if len(some) == 1:
                _fail(some[0], error)
                return
            # One that can't be written must not keep the others out.
            for entry in some:
                await self._write([entry])
        else:
            for entry, fate in zip(some, fates, strict=True):
                entry.written.set_result(fate)

    def _take_in(self, arrived: list[WebhookEvent]) -> list[EventStatus]:
        return webhook_events.store_events(self._ledger, arrived, now=self._clock.now())


def _fail(entry: _PendingEvent, error: Exception) -> None:
    known = error if isinstance(error, LedgerError) else InternalError.of(error)
    entry.written.set_exception(known)
    # Nobody may be waiting for it any more.
    entry.written.exception()
