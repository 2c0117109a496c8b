"""Runs the webhook receiver: in an event loop, or as a program until it is terminated."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from zns_batch.core import signals
from zns_batch.core.asgi_server import run_asgi
from zns_batch.core.clock import Clock, SystemClock
from zns_batch.core.logging import log
from zns_batch.errors import LedgerError
from zns_batch.ledger import webhook_events
from zns_batch.ledger.db.engine import Ledger
from zns_batch.receipts.webhook.handler import WebhookHandler

SWEEP_SECONDS = 5.0
"""How often receipts that came before their row was ready are looked at again."""

KEPT_FOR = timedelta(days=90)
"""How long a receipt is kept after its row has it, and one that is nobody's."""

_DAY = 86_400.0


@asynccontextmanager
async def run_server(
    receiver: WebhookHandler,
    ledger: Ledger,
    *,
    host: str,
    port: int,
    clock: Clock | None = None,
    connections: int | None = None,
) -> AsyncIterator[int]:
    """Receive events for as long as the block runs; gives the port.

    Args:
        receiver: What answers.
        host: Where to listen.
        port: The port; 0 for a free one.
        clock: What time it is, and how to wait between two looks at what waits.
        connections: How many may be open at once; `None` for what this process's files allow.

    Raises:
        OSError: The address can't be had.

    """
    application = receiver.application()
    try:
        async with run_asgi(
            application, host=host, port=port, connections=connections
        ) as bound_port:
            sweeping = asyncio.create_task(sweep_events(ledger, clock or SystemClock()))
            try:
                yield bound_port
            finally:
                sweeping.cancel()
    finally:
        await receiver.buffer.close()


async def serve(
    receiver: WebhookHandler,
    ledger: Ledger,
    *,
    host: str,
    port: int,
    ready: Callable[[int], object],
) -> None:
    """Receive events until the process gets SIGINT (Ctrl-C) or SIGTERM.

    Args:
        receiver: What answers.
        host: Where to listen.
        port: The port; 0 for a free one.
        ready: Called with the port once it answers there.

    Raises:
        OSError: The address can't be had.

    """
    with signals.termination() as terminated:
        async with run_server(receiver, ledger, host=host, port=port) as bound_port:
            ready(bound_port)
            await terminated()


async def sweep_events(ledger: Ledger, clock: Clock) -> None:
    """Merge what has waited, again and again, and drop once a day what is long over."""
    cleaned = -_DAY
    while True:
        try:
            now = clock.now()
            await asyncio.to_thread(webhook_events.sweep, ledger, now=now)
            if clock.monotonic() - cleaned >= _DAY:
                cleaned = clock.monotonic()
                await asyncio.to_thread(webhook_events.forget, ledger, before=now - KEPT_FOR)
        except LedgerError as error:
            log().warning("webhook.sweep-failed", key=error.key)
        await clock.sleep(SWEEP_SECONDS)
