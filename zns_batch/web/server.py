"""Runs the pages, the webhook receiver and the worker's child until the process is told to end."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Receive, Scope, Send

from zns_batch import __version__
from zns_batch.core import signals
from zns_batch.core.asgi_server import run_asgi
from zns_batch.core.clock import Clock
from zns_batch.core.garbage import rare_collections
from zns_batch.core.logging import log
from zns_batch.errors import ZnsBatchError
from zns_batch.ledger.db.engine import Ledger
from zns_batch.receipts.webhook.handler import WebhookHandler
from zns_batch.receipts.webhook.server import sweep_events
from zns_batch.services.people.acts import record_act
from zns_batch.settings.web import WebSettings
from zns_batch.web.listening import check_address, tls_context
from zns_batch.web.runtime import WebApp, make_web_app
from zns_batch.web.worker_child import WorkerChild

if TYPE_CHECKING:
    from zns_batch.web.middleware import MountedApi

_SWEEP_SECONDS = 600.0

MakeApi = Callable[[WebApp], "MountedApi"]
"""Makes the application for programs, once it is known what the pages run on."""

_NEW_OBJECTS = 10_000
"""New objects after which garbage is looked for: few enough that no page waits for it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ServeOptions:
    """How the pages are served.

    Attributes:
        host: Where to listen.
        port: The port; 0 for a free one.
        worker: Whether a child process sends what is confirmed.
        practice: Whether messages go to a stand-in.
        connections: How many may be open at once; `None` for what the process's files allow.
        api: Makes what answers programs; `None` for pages alone.

    """

    host: str = "127.0.0.1"
    port: int = 8484
    worker: bool = True
    practice: bool = False
    connections: int | None = None
    api: MakeApi | None = None


class _Late:
    """The application that is made once the port is known; requests wait for it."""

    def __init__(self) -> None:
        self._made: asyncio.Future[ASGIApp] = asyncio.get_running_loop().create_future()

    def be(self, app: ASGIApp) -> None:
        """Take the application."""
        self._made.set_result(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        app = await asyncio.shield(self._made)
        await app(scope, receive, send)


@asynccontextmanager
async def run_pages(
    ledger: Ledger,
    clock: Clock,
    settings: WebSettings,
    receiver: WebhookHandler,
    options: ServeOptions,
    *,
    home: Path,
    listening: Callable[[WebApp], object] = lambda _web: None,
) -> AsyncIterator[WebApp]:
    """Serve the pages for as long as the block runs; gives what they run on.

    The routes of the pages are loaded while the port listens already: what is asked meanwhile waits
    that part of a second.

    Args:
        ledger: The ledger.
        clock: The time.
        settings: `[web]`.
        receiver: Answers Zalo's events.
        options: Where, and with what.
        home: The state folder.
        listening: Called once the port listens.

    Raises:
        SettingsError: The address is open to others without https.
        OSError: The address can't be had.

    """
    check_address(settings, options.host)
    tls, late = tls_context(settings), _Late()
    worker = WorkerChild(clock) if options.worker else None
    async with run_asgi(
        late, host=options.host, port=options.port, connections=options.connections, tls=tls
    ) as port:
        web = make_web_app(
            ledger,
            clock,
            settings,
            home=home,
            port=port,
            host=options.host,
            practice=options.practice,
        )
        await web.run_in_thread(_note_start, web)
        # Before anybody is answered: it takes lists that are arriving for those of a process that died.
        await _clean([partial(web.lists.sweep, at_start=True)])
        listening(web)
        app, sweeps = await asyncio.to_thread(_load, web, receiver, options.api)
        late.be(app)
        tasks = [
            asyncio.create_task(sweep_events(ledger, clock)),
            asyncio.create_task(_sweep(web, sweeps)),
        ]
        if worker is not None:
            tasks.append(asyncio.create_task(worker.run()))
        try:
            # What is loaded stays: to look through it for garbage keeps a page waiting for a tenth of
            # a second.
            with rare_collections(after=_NEW_OBJECTS):
                yield web
        finally:
            for task in tasks:
                task.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(*tasks, return_exceptions=True)
            if worker is not None:
                await worker.stop()
    await receiver.buffer.close()
    web.close()


def _load(
    web: WebApp, receiver: WebhookHandler, make_api: MakeApi | None
) -> tuple[ASGIApp, Sequence[Callable[[], object]]]:
    """Return what answers, and what is to be called now and then."""
    from zns_batch.web.app import build_app
    from zns_batch.web.machine_routes import machine_routes

    api = make_api(web) if make_api is not None else None
    app = build_app(web, more=[machine_routes(web, receiver)], api=api)
    return app, api.sweeps if api is not None else ()


def _note_start(web: WebApp) -> None:
    """Note under which settings the pages begin."""
    settings = web.settings
    record_act(
        web.ledger,
        "serve",
        version=__version__,
        url=web.base_url,
        second_factor=settings.second_factor.value,
        max_upload_mb=settings.max_upload_mb,
        session_idle_minutes=settings.session_idle_minutes,
        session_hours=settings.session_hours,
        audit_days=settings.audit_days,
    )


async def serve_pages(
    ledger: Ledger,
    clock: Clock,
    settings: WebSettings,
    receiver: WebhookHandler,
    options: ServeOptions,
    *,
    home: Path,
    ready: Callable[[WebApp], object],
) -> None:
    """Serve the pages until the process gets SIGINT (Ctrl-C) or SIGTERM.

    Args:
        ready: Called once the port listens.
        ledger: See `run_pages`, as the others.
        clock: The time.
        settings: `[web]`.
        receiver: Answers Zalo's events.
        options: Where, and with what.
        home: The state folder.

    """
    with signals.termination() as terminated:
        async with run_pages(
            ledger, clock, settings, receiver, options, home=home, listening=ready
        ):
            await terminated()


async def _clean(cleaners: Iterable[Callable[[], object]]) -> None:
    for clean in cleaners:
        try:
            await asyncio.to_thread(clean)
        except ZnsBatchError as error:
            log().warning("web.sweep-failed", key=error.key)
        except OSError as error:
            log().warning("web.sweep-failed", why=type(error).__name__)


async def _sweep(web: WebApp, more: Iterable[Callable[[], object]]) -> None:
    """Remove what is over, again and again: sessions, links, forgotten lists."""
    while True:
        await _clean((*web.sweeps(), *more))
        await web.clock.sleep(_SWEEP_SECONDS)
