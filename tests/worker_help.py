"""Workers in tests: started, and ended whatever happens."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from program_help import Program, Started, until

from zns_batch.ledger.db.engine import Ledger, open_ledger
from zns_batch.ledger.db.schema import campaigns, schedules


def worker(program: Program, *words: str, **env: str | None) -> Started:
    """Start a worker, and wait until it takes tasks."""
    started = program.start("worker", *words, **env)
    try:
        until(lambda: "is looking after" in started.told())
    except AssertionError:
        started.kill()
        raise AssertionError(started.told()) from None
    return started


@contextmanager
def workers_end(*started: Started) -> Iterator[None]:
    """End workers, whatever happens."""
    try:
        yield
    finally:
        for one in started:
            one.kill()


def detached(program: Program, *words: str, **env: str | None) -> dict[str, Any]:
    """Leave a list for `don-hang` to the workers."""
    pace = [] if "--rate" in words else ["--rate", "200"]
    asked = ("send", *words, "-t", "don-hang", "--yes", "--json", "--detach", *pace)
    done = program.run(*asked, **env)
    assert 0 == done.code, done.err
    return done.object()


def shown(program: Program, campaign: str = "latest") -> dict[str, Any]:
    """How a campaign stands."""
    return program.run("show", campaign, "--json").object()


def ledger_of(program: Program) -> closing[Ledger]:
    """The program's ledger, looked into by the test itself."""
    place: Path | str = program.env.get("ZNS_DATABASE_URL") or program.home / "ledger.db"
    return closing(open_ledger(place))


def the_time_has_come(program: Program) -> None:
    """Let what is scheduled be due now: no test waits for the clock of the wall."""
    now = int(datetime.now(UTC).timestamp() * 1000)
    with ledger_of(program) as ledger, ledger.write() as connection:
        for table, column in ((campaigns, "start_at"), (schedules, "next_at")):
            waits = table.c[column] > now
            connection.execute(table.update().where(waits).values({column: now - 1000}))
