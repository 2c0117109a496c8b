"""Ledgers on PostgreSQL for tests: one server for a whole run, a database for each test."""

import fcntl
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
import pytest
from postgres_server import Server, programs

from zns_batch.ledger.db.engine import open_ledger

_BLANK = "zns_blank"
_NUMBERS = count(1)


def require() -> None:
    """Skip a test where there is no server to be had."""
    if programs() is None:
        assert not sys.platform.startswith("linux"), "the wheel with PostgreSQL is missing"
        pytest.skip("no PostgreSQL server for this platform in the wheels that tests install")


def folder() -> Path:
    """Return the folder of this run's server; workers of one run share it."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"pid-{os.getpid()}")
    found = Path(tempfile.gettempdir()) / f"zns-postgres-{run}"
    found.mkdir(mode=0o755, exist_ok=True)
    return found


@cache
def shared() -> Server:
    """Return the server of this run; the first that asks starts it."""
    require()
    place = folder()
    with _alone(place):
        if not (place / "port").exists():
            _begin(place)
    server = Server(place)
    server.port = int((place / "port").read_text())
    with _alone(place):
        _make_blank(server)
    return server


def _begin(place: Path) -> None:
    watched = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    keeper = Path(__file__).with_name("postgres_server.py")
    with (place / "keeper.log").open("wb") as log:
        subprocess.run(
            [sys.executable, keeper, place, str(watched)],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    end = time.monotonic() + 90
    while not (place / "port").exists():
        assert time.monotonic() < end, (place / "keeper.log").read_text()
        time.sleep(0.05)


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_blank(server: Server) -> None:
    """Make a ledger without a line, to be copied: making one takes longer than most tests."""
    if execute(server, "SELECT 1 FROM pg_database WHERE datname = %s", _BLANK):
        return
    execute(server, "DROP DATABASE IF EXISTS zns_being_made")
    execute(server, "CREATE DATABASE zns_being_made")
    open_ledger(server.url("zns_being_made")).close()
    execute(server, f"ALTER DATABASE zns_being_made RENAME TO {_BLANK}")


def execute(
    server: Server, statement: str, *values: str, database: str = "postgres"
) -> list[object]:
    """Execute a statement outside of transactions; return the lines it gives."""
    with psycopg.connect(server.url(database), autocommit=True) as connection:
        done = connection.execute(statement.encode(), values or None)
        return list(done.fetchall()) if done.description else []


@contextmanager
def database(*, blank: bool = True) -> Iterator[str]:
    """Give the address of a database of its own: a ledger without a line, or nothing at all."""
    server = shared()
    name = f"zns_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}_{next(_NUMBERS)}"
    execute(server, f"CREATE DATABASE {name} TEMPLATE {_BLANK if blank else 'template0'}")
    try:
        yield server.url(name)
    finally:
        execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def own_server() -> Iterator[Server]:
    """Give a server that may be stopped and started, for one test."""
    require()
    shared()  # whose keeper ends this one too when the run breaks off
    with tempfile.TemporaryDirectory(dir=folder(), ignore_cleanup_errors=True) as place:
        Path(place).chmod(0o755)
        server = Server(Path(place))
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()
