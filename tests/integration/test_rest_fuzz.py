"""The JSON API under requests that its own document describes, and under those it does not."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from program_help import HEADERS, TOKEN, orders, write_list
from rest_help import API, caller
from schemathesis.specs.openapi.checks import positive_data_acceptance
from web_campaign_help import stopped
from web_help import Pages

from zns_batch.core.asgi_server import run_asgi
from zns_batch.rest.mounted import mount
from zns_batch.rest.runtime import make_runtime
from zns_batch.sandbox import RunningSandbox
from zns_batch.web.app import build_app

EXAMPLES = 12
"""Of each call: a bounded run, the same each time."""


@pytest.fixture
def served(
    file_pages: Pages, zalo: RunningSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The API over real connections; the address of its server."""
    monkeypatch.setenv("ZNS_KEYRING", "0")
    monkeypatch.setenv("ZNS_BASE_URL", zalo.url)
    monkeypatch.setenv("ZNS_ACCESS_TOKEN", TOKEN)
    monkeypatch.setenv("ZNS_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    ports: list[int] = []
    ready, loop, ending = threading.Event(), asyncio.new_event_loop(), asyncio.Event()

    async def serve() -> None:
        web = file_pages.web
        runtime = make_runtime(web, per_second=10_000, burst=100_000, guesses_at_once=100_000)
        guard = build_app(web, api=mount(runtime))
        async with run_asgi(guard, host="127.0.0.1", port=0) as port:
            known = web.hosts.hosts | {f"127.0.0.1:{port}"}
            object.__setattr__(web.hosts, "hosts", known)
            ports.append(port)
            ready.set()
            await ending.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    assert ready.wait(30)
    yield f"http://127.0.0.1:{ports[0]}"
    loop.call_soon_threadsafe(ending.set)
    thread.join(30)
    loop.close()


def test_no_request_is_a_crash_or_answered_otherwise_than_documented(
    served: str, file_pages: Pages, tmp_path: Path
) -> None:
    """Whatever a client sends that is made from the document, it gets an answer that the document names."""
    erp = caller(file_pages, tmp_path)
    path = write_list(tmp_path / "a.xlsx", orders(2), HEADERS)
    known = {
        "list_id": erp.upload_file(path).json()["id"],
        "campaign_id": stopped(file_pages).id,
        "schedule_id": "none",
        "event_id": "evt_none",
    }
    headers = {"Authorization": str(erp.client.headers["authorization"])}
    schema = schemathesis.openapi.from_url(f"{served}{API}/openapi.json")
    asked = 0
    for result in schema.get_all_operations():
        operation = result.ok()  # type: ignore[union-attr]  # a call that can't be read raises here

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(), real=st.booleans())
        def ask(case: Any, real: bool) -> None:
            nonlocal asked
            asked += 1
            if real:
                for name in case.path_parameters or {}:
                    case.path_parameters[name] = known[name]
            # What stands in a list or a ledger may be other than a schema can tell: then it is refused.
            case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

        ask()
    assert asked >= 20 * EXAMPLES // 2
