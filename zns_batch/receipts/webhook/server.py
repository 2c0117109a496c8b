"""Runs the webhook receiver: in an event loop, or as a program until it is terminated."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from aiohttp import web

from zns_batch.core import signals
from zns_batch.core.clock import Clock, SystemClock
from zns_batch.core.logging import log
from zns_batch.errors import LedgerError
from zns_batch.ledger import webhook_events
from zns_batch.ledger.db.engine import Ledger
from zns_batch.receipts.webhook.connections import (
    KEEP_ALIVE_SECONDS,
    ConnectionLimiter,
    max_connections,
)
from zns_batch.receipts.webhook.handler import WebhookHandler

SWEEP_SECONDS = 5.0
"""How often receipts that came before their row was ready are looked at again."""

KEPT_FOR = timedelta(days=90)
"""How long a receipt is kept after its row has it, and one that is nobody's."""

_STOPPING_SECONDS = 3.0
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
    limiter = ConnectionLimiter(clock=SystemClock(), limit=connections or max_connections())
    application = receiver.application()
    application.middlewares.append(limiter.middleware)
    runner = web.AppRunner(
        application,
        access_log=None,
        handle_signals=False,
        shutdown_timeout=_STOPPING_SECONDS,
        keepalive_timeout=KEEP_ALIVE_SECONDS,
    )
    await runner.setup()
    server = runner.server
    assert server is not None
    try:
        # Not by web.TCPSite, which would leave the limiter out.
        listening = await asyncio.get_running_loop().create_server(
            limiter.protocol_factory(server), host, port, backlog=128
        )
        tasks = [
            asyncio.create_task(sweep_events(ledger, clock or SystemClock())),
            asyncio.create_task(limiter.sweep(server)),
        ]
        try:
            yield listening.sockets[0].getsockname()[1]
        finally:
            for task in tasks:
                task.cancel()
            listening.close()
    finally:
        await runner.cleanup()
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
    ending = asyncio.Event()
    stop = partial(asyncio.get_running_loop().call_soon_threadsafe, ending.set)
    with signals.on_termination(stop):
        async with run_server(receiver, ledger, host=host, port=port) as bound_port:
            ready(bound_port)
            await ending.wait()


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
