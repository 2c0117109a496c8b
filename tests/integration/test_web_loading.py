"""The pages' routes are loaded while the port listens already."""

import asyncio
from pathlib import Path

import httpx
import pytest

from zns_batch.core.clock import SystemClock
from zns_batch.ledger.db.engine import open_ledger
from zns_batch.receipts.webhook.handler import WebhookHandler
from zns_batch.settings.web import WebSettings
from zns_batch.web import app as web_app
from zns_batch.web.runtime import WebApp
from zns_batch.web.server import ServeOptions, run_pages


def test_who_asks_while_the_pages_load_is_answered(tmp_path: Path) -> None:
    """The browser that opens at once waits a moment, and gets the page and not an error."""
    asked: list[asyncio.Task[httpx.Response]] = []
    ledger = open_ledger(tmp_path / "ledger.db")

    async def serve() -> int:
        async with httpx.AsyncClient(trust_env=False, timeout=60) as client:

            def ask(web: WebApp) -> None:
                asked.append(asyncio.create_task(client.get(f"{web.base_url}/login")))

            async with run_pages(
                ledger,
                SystemClock(),
                WebSettings(),
                WebhookHandler(ledger, {}),
                ServeOptions(port=0, worker=False),
                home=tmp_path,
                listening=ask,
            ):
                return (await asked[0]).status_code

    try:
        assert 200 == asyncio.run(serve())
    finally:
        ledger.close()


def test_pages_that_cannot_be_loaded_end_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broken installation says so at its start, and does not listen for ever without an answer."""

    def broken(*_: object, **__: object) -> None:
        raise ImportError("jinja2")

    monkeypatch.setattr(web_app, "build_app", broken)
    ledger = open_ledger(tmp_path / "ledger.db")

    async def serve() -> None:
        options = ServeOptions(port=0, worker=False)
        receiver = WebhookHandler(ledger, {})
        async with run_pages(
            ledger, SystemClock(), WebSettings(), receiver, options, home=tmp_path
        ):
            raise AssertionError

    try:
        with pytest.raises(ImportError, match="jinja2"):
            asyncio.run(serve())
    finally:
        ledger.close()
