"""What tests of crashes share: a look into a ledger that nobody cleans up, and dice that are told."""

import random
import signal
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from program_help import Program, Started, until

from zns_batch.sandbox import RunningSandbox

on_both = pytest.mark.parametrize("program", ["sqlite", "postgresql"], indirect=True)
"""For what must be true whichever database the ledger lies in."""


def database_of(program: Program) -> str | None:
    """Return the address of the program's database; `None` when its ledger is a file."""
    return program.env.get("ZNS_DATABASE_URL")


def dice() -> random.Random:
    """Return dice of a new seed, which stands in the output of a test that fails."""
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"the seed of this run: {seed}")
    return random.Random(seed)


def has_ended(started: Started) -> bool:
    """Whether a process is over, looked after by its parent or not."""
    try:
        return psutil.Process(started.process.pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def until_or_over(started: Started, what: Callable[[], bool]) -> None:
    """Wait until something is so, or until a process is over."""
    until(lambda: what() or has_ended(started))


def asked(program: Program, statement: str, *values: Any) -> list[Any]:
    """Ask a copy of the ledger, as it lies on the disk; the ledger itself stays as it is.

    Opening the ledger would tidy up what a crash left behind, which is for the program to do.
    """
    if url := database_of(program):
        return _on_server(url, statement, values)
    end = time.monotonic() + 60
    while True:
        try:
            return _in_copy(_ledger_files(program), statement, values)
        except sqlite3.DatabaseError:
            # A program that still runs may have changed it between the looks at two of its files.
            if time.monotonic() > end:
                raise
            time.sleep(0.01)


def _ledger_files(program: Program) -> dict[str, bytes]:
    """Return the ledger's files as they lay on the disk together: two looks saw the same."""
    end = time.monotonic() + 60
    while (seen := _look(program)) is None or seen != _look(program):
        assert time.monotonic() < end, "the ledger is never at rest"
        time.sleep(0.001)
    return seen


def _look(program: Program) -> dict[str, bytes] | None:
    files = [one for one in program.home.glob("ledger.db*") if not one.name.endswith("-shm")]
    try:
        return {one.name: one.read_bytes() for one in files}
    except FileNotFoundError:
        # A journal is there for a moment.
        return None


def _in_copy(files: dict[str, bytes], statement: str, values: tuple[Any, ...]) -> list[Any]:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        with closing(sqlite3.connect(Path(folder) / "ledger.db")) as connection:
            try:
                return connection.execute(statement, values).fetchall()
            except sqlite3.OperationalError as error:
                if str(error).startswith("no such"):
                    # Killed before there were any tables.
                    return []
                raise


def tell(program: Program, statement: str, *values: Any) -> None:
    """Change the ledger behind the program's back."""
    if url := database_of(program):
        _on_server(url, statement, values)
        return
    with closing(sqlite3.connect(program.home / "ledger.db", timeout=20)) as connection:
        connection.execute(statement, values)
        connection.commit()


def _on_server(url: str, statement: str, values: tuple[Any, ...]) -> list[Any]:
    with psycopg.connect(url, autocommit=True) as connection:
        try:
            done = connection.execute(statement.replace("?", "%s").encode(), values or None)
        except psycopg.errors.UndefinedTable:
            # Killed before there were any tables.
            return []
        return done.fetchall() if done.description else []


def is_quiet(program: Program) -> bool:
    """Whether nothing is being done in the program's database, nor is about to end."""
    busy = (
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle' "
        # One of the workers always tidies the queue; that keeps nobody waiting.
        "AND strpos(query, 'pg_try_advisory_xact_lock') = 0"
    )
    return not _on_server(database_of(program) or "", busy, ())


def _come_to_rest(program: Program) -> None:
    # What a killed process had sent to the server is done there a moment later.
    if database_of(program):
        until(lambda: is_quiet(program))


def has_begun(program: Program) -> bool:
    """Whether there is a campaign that a person can see."""
    return bool(asked(program, "SELECT 1 FROM campaigns WHERE state != 'draft'"))


def in_flight(program: Program) -> set[str]:
    """Return the tracking ids whose intent is on the disk, and no outcome."""
    _come_to_rest(program)
    found = asked(program, "SELECT tracking_id FROM rows WHERE state = 'sending'")
    return {tracking_id for (tracking_id,) in found}


def by_state(program: Program) -> dict[str, set[str]]:
    """Return the tracking ids by the state of their rows."""
    _come_to_rest(program)
    states: dict[str, set[str]] = {}
    for state, tracking_id in asked(program, "SELECT state, tracking_id FROM rows"):
        states.setdefault(state, set()).add(tracking_id)
    return states


def as_it_arrived(zalo: RunningSandbox, ids: dict[str, set[str]]) -> None:
    """Hold a ledger against what really arrived, row by row.

    What is called accepted was accepted, everything that was accepted is called accepted or is in
    doubt, and nobody got a message twice.
    """
    until(lambda: zalo.counts().in_flight == 0)
    messages = zalo.messages()
    taken = {one.tracking_id for one in messages}
    assert ids.get("accepted", set()) <= taken
    assert taken <= ids.get("accepted", set()) | ids.get("unknown", set())
    assert {1} >= set(Counter(one.phone for one in messages).values())


def each_once(zalo: RunningSandbox, ids: dict[str, set[str]]) -> None:
    """Hold a ledger against what really arrived, where no row had a reason to be tried twice."""
    as_it_arrived(zalo, ids)
    everyone = set[str]().union(*ids.values())
    assert {0, 1} >= {len(zalo.requests(tracking_id)) for tracking_id in everyone}


def freeze(program: Program, started: Started) -> None:
    """Let a process stand still at a moment at which it is not just writing to a database.

    One that stands still with a file locked keeps everybody out of it, the lease or not.
    """
    for _ in range(200):
        started.signal(signal.SIGSTOP)
        until(lambda: stands_still(started))
        if _is_free(program):
            return
        started.signal(signal.SIGCONT)
        time.sleep(0.003)
    pytest.fail("it was always writing")


def _is_free(program: Program) -> bool:
    if database_of(program):
        return is_quiet(program)
    return all(_is_unlocked(file) for file in program.home.glob("*.db"))


def _is_unlocked(file: Path) -> bool:
    with closing(sqlite3.connect(file, timeout=0.05)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        return True


def stands_still(started: Started) -> bool:
    """Whether every thread has stopped: one that waits for the disk stops a moment later."""
    tasks = Path(f"/proc/{started.process.pid}/task")
    if not tasks.exists():
        time.sleep(0.1)
        return psutil.Process(started.process.pid).status() == psutil.STATUS_STOPPED
    try:
        told = [(one / "stat").read_text() for one in tasks.iterdir()]
    except (FileNotFoundError, ProcessLookupError):
        # A thread has ended between two looks: it does not stand still yet.
        return False
    states = [one.rpartition(")")[2].split()[0] for one in told]
    return set(states) == {"T"}
