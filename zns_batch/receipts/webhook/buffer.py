"""Buffers webhook events on their way to disk: many to a commit."""

import asyncio
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from functools import partial
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


_THREADS = 2


class BufferFullError(Exception):
    """More events are waiting than can be written soon."""


class _PendingEvent(NamedTuple):
    event: WebhookEvent
    written: asyncio.Future[EventStatus]


class EventBuffer:
    """Writes events; whoever adds one learns when it is on disk."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock
        self._pending: deque[_PendingEvent] = deque()
        self._task: asyncio.Task[None] | None = None
        # Its own, so that no page keeps an event waiting.
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="webhook")

    async def add(self, event: WebhookEvent) -> EventStatus:
        """Return once an event is on disk, with what became of it.

        A caller that stops waiting takes nothing back: what is in the buffer is written.

        Raises:
            BufferFullError: Too many are waiting.
            LedgerError: It can't be written.
            InternalError: We made a mistake with it.

        """
        if len(self._pending) >= MOST_WAITING:
            raise BufferFullError
        written: asyncio.Future[EventStatus] = asyncio.get_running_loop().create_future()
        self._pending.append(_PendingEvent(event, written))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write_pending())
        return await asyncio.shield(written)

    async def close(self) -> None:
        """Write what is waiting."""
        if self._task is not None:
            await self._task
        self._threads.shutdown(wait=False)

    async def _write_pending(self) -> None:
        while self._pending:
            size = min(len(self._pending), MOST_AT_ONCE)
            await self._write([self._pending.popleft() for _ in range(size)])

    async def _write(self, entries: list[_PendingEvent]) -> None:
        events, now = [entry.event for entry in entries], self._clock.now()
        try:
            store = partial(webhook_events.store_events, self._ledger, events, now=now)
            statuses = await asyncio.get_running_loop().run_in_executor(self._threads, store)
        except Exception as error:  # noqa: BLE001 — a dead buffer would let nothing in any more
            if len(entries) > 1:
                # One that can't be written must not keep the others out.
                for entry in entries:
                    await self._write([entry])
                return
            known = error if isinstance(error, LedgerError) else InternalError.of(error)
            entries[0].written.set_exception(known)
            # Nobody may be waiting for it any more.
            entries[0].written.exception()
        else:
            for entry, status in zip(entries, statuses, strict=True):
                entry.written.set_result(status)
