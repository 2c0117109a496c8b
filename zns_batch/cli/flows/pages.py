"""`serve`: the pages until they are told to end, and the links that are printed at their start."""

import asyncio
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from zns_batch.cli.console import info, output
from zns_batch.cli.language import tr
from zns_batch.core.clock import SystemClock
from zns_batch.core.logging import redact_secret
from zns_batch.settings import paths
from zns_batch.settings.web import load_web

if TYPE_CHECKING:
    from zns_batch.ledger.db.engine import Ledger
    from zns_batch.receipts.webhook.handler import WebhookHandler
    from zns_batch.web.runtime import WebApp
    from zns_batch.web.server import ServeOptions


def serve_pages_until_stopped(
    ledger: "Ledger",
    receiver: "WebhookHandler",
    options: "ServeOptions",
    *,
    open_browser: bool,
    ready: Callable[[int], object] = lambda _port: None,
) -> None:
    """Serve the pages until Ctrl-C or SIGTERM.

    Args:
        ledger: The ledger.
        receiver: Answers Zalo's events.
        options: Where, and with what.
        open_browser: Whether the browser of this machine is opened, signed in where one person is
            all there is.
        ready: Called with the port once it listens.

    Raises:
        SettingsError: The settings can't be used, or the address is open to others without https.
        OSError: The address can't be had.

    """
    from zns_batch.web.server import serve_pages

    def on_ready(web: "WebApp") -> None:
        link = _start_link(web, for_browser=open_browser)
        if link is None:
            output(tr("web.serve.at", url=web.base_url))
        else:
            output(tr("web.serve.welcome", url=link), wrap=False)
        ready(web.port)
        if not options.worker:
            info("web.serve.no-worker")
        if open_browser:
            # A machine without a browser has the address on the screen.
            with suppress(webbrowser.Error, OSError):
                webbrowser.open(link or web.base_url)

    asyncio.run(
        serve_pages(
            ledger,
            SystemClock(),
            load_web(),
            receiver,
            options,
            home=paths.home(),
            ready=on_ready,
        )
    )


def _start_link(web: "WebApp", *, for_browser: bool) -> str | None:
    """Return the one-time link of this start; `None` where people sign in by password."""
    token = web.people.first_link()
    if token is None and (for_browser or web.people.is_one_without_password()):
        token = web.people.sign_in_link()
    if token is None:
        return None
    redact_secret(token)
    return f"{web.base_url}/welcome/{token}"
