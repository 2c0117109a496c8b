"""Running the receiver: in an event loop, or as a program until it is told to stop."""

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
from zns_batch.receipts.webhook.handler import WebhookHandler

SWEEP_SECONDS = 5.0
"""How often receipts that came before their row was ready are looked at again."""

KEPT_FOR = timedelta(days=90)
"""How long a receipt is kept after its row has it, and one that is nobody's."""

_STOPPING_SECONDS = 3.0
_DAY = 86_400.0


@asynccontextmanager
async def run_server(
    receiver: WebhookHandler, ledger: Ledger, *, host: str, port: int, clock: Clock | None = None
) -> AsyncIterator[int]:
    """Receive events for as long as the block runs; gives the port.

    Args:
        receiver: What answers.
        ledger: The ledger.
        host: Where to listen.
        port: The port; 0 for a free one.
        clock: What time it is, and how to wait between two looks at what waits.

    Raises:
        OSError: The address can't be had.

    """
    runner = web.AppRunner(
        receiver.application(),
        access_log=None,
        handle_signals=False,
        shutdown_timeout=_STOPPING_SECONDS,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        sweeping = asyncio.create_task(_sweep(ledger, clock or SystemClock()))
        try:
            yield runner.addresses[0][1]
        finally:
            sweeping.cancel()
    finally:
        await runner.cleanup()
        await receiver.inbox.close()


def serve(
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
        ledger: The ledger.
        host: Where to listen.
        port: The port; 0 for a free one.
        ready: Called with the port once it answers there.

    Raises:
        OSError: The address can't be had.

    """
    asyncio.run(_serve(receiver, ledger, host, port, ready))


async def _serve(
    receiver: WebhookHandler, ledger: Ledger, host: str, port: int, ready: Callable[[int], object]
) -> None:
    ending = asyncio.Event()
    stop = partial(asyncio.get_running_loop().call_soon_threadsafe, ending.set)
    with signals.on_termination(stop):
        async with run_server(receiver, ledger, host=host, port=port) as found:
            ready(found)
            await ending.wait()


async def _sweep(ledger: Ledger, clock: Clock) -> None:
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
