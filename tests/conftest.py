"""What tests begin with: a sandbox, a program that is pointed at it, and ledgers on each database."""

import signal
from collections.abc import Iterator
from pathlib import Path

import postgres_help
import pytest
from hypothesis import HealthCheck, settings
from ledger_help import TestClock, open_blank
from program_help import TOKEN, Program, program_in
from web_help import Pages, opened_pages

from zns_batch.core import logging
from zns_batch.ledger.db import timestamps
from zns_batch.ledger.db.engine import Ledger, open_ledger
from zns_batch.sandbox import RunningSandbox, sandbox

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell's background job ignores Ctrl-C, and so would every program that a test starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    # So does what `nohup` starts with a closed window.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

# How long an example takes says how busy the machine is. The rest is as hypothesis has it here or in CI.
settings.register_profile(
    "any machine", settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
)
settings.load_profile("any machine")


@pytest.fixture
def zalo() -> Iterator[RunningSandbox]:
    """A stand-in for Zalo, on loopback, with an account in good order."""
    with sandbox() as running:
        yield running


@pytest.fixture
def at_sandbox(
    tmp_path: Path, zalo: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> RunningSandbox:
    """An account at the sandbox, for what runs in the test's own process, in a folder without settings."""
    monkeypatch.setenv("ZNS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ZNS_KEYRING", "0")
    monkeypatch.setenv("ZNS_BASE_URL", zalo.url)
    monkeypatch.setenv("ZNS_ACCESS_TOKEN", TOKEN)
    monkeypatch.chdir(tmp_path)
    return zalo


@pytest.fixture
def program(
    request: pytest.FixtureRequest, tmp_path: Path, zalo: RunningSandbox
) -> Iterator[Program]:
    """The program with a state folder of its own, pointed at the sandbox.

    Its ledger is a file, or a database on a server where a test asks for both (`on_both`).
    """
    if getattr(request, "param", "sqlite") == "sqlite":
        yield program_in(tmp_path, zalo.url)
        return
    with postgres_help.database(blank=False) as url:
        yield program_in(tmp_path, zalo.url, ZNS_DATABASE_URL=url)


@pytest.fixture
def silent_account(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An account whose provider never answers, in a working folder and a state folder of its own."""
    monkeypatch.setenv("ZNS_ACCESS_TOKEN", "secret")
    monkeypatch.setenv("ZNS_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("ZNS_KEYRING", "0")
    monkeypatch.setenv("ZNS_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def alone(tmp_path: Path) -> Program:
    """The program with a state folder of its own, and no provider anywhere."""
    return program_in(tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path | str]:
    """Where a ledger lies, on each database in turn."""
    if request.param == "sqlite":
        yield tmp_path / "ledger.db"
        return
    with postgres_help.database() as url:
        yield url


@pytest.fixture
def file_ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An open ledger in a file, for what is said of files alone."""
    found = open_blank(tmp_path / "ledger.db")
    yield found
    found.close()


@pytest.fixture
def ledger(place: Path | str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    """An open ledger; it believes the clock that the test turns, and no server's."""
    monkeypatch.setattr(timestamps, "has_clock", lambda _connection: False)
    found = open_blank(place) if isinstance(place, Path) else open_ledger(place)
    yield found
    found.close()


@pytest.fixture
def pages(ledger: Ledger, tmp_path: Path) -> Iterator[Pages]:
    """The pages over a ledger, on each database in turn."""
    with opened_pages(ledger, tmp_path / "home") as found:
        yield found


@pytest.fixture
def clock() -> TestClock:
    """A clock that is turned by hand."""
    return TestClock()


@pytest.fixture
def timed(ledger: Ledger, clock: TestClock, tmp_path: Path) -> Iterator[Pages]:
    """The pages by that clock, on each database."""
    with opened_pages(ledger, tmp_path / "home", clock=clock) as found:
        yield found


@pytest.fixture
def file_pages(file_ledger: Ledger, tmp_path: Path) -> Iterator[Pages]:
    """The pages over a ledger in a file, for what is the same on each database."""
    with opened_pages(file_ledger, tmp_path / "home") as found:
        yield found


@pytest.fixture(autouse=True)
def _nothing_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """No secret of another test is kept out of what this one looks at."""
    monkeypatch.setattr(logging, "_hidden", set())
