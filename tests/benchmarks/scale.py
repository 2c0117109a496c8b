"""Many workers and many accounts: messages a second, what each part costs, and what idle ones cost.

Nothing is asserted. The workers are the program's own; one stand-in that takes 20 ms for an answer
and does nothing else serves all accounts, in a process of its own. When a message left and when its
answer was written down stands in the ledger, from which the speed is taken.
"""

import argparse
import math
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent))

import psutil
import psycopg
from crash_help import asked, database_of
from postgres_server import Server
from program_help import Program, Started, orders, program_in, until
from sending import server as stand_in
from sqlalchemy import (
    ColumnElement,
    Connection,
    MetaData,
    String,
    Table,
    cast,
    insert,
    literal,
    select,
)
from worker_help import detached, ledger_of, the_time_has_come, workers_end

DELAY = 0.02
CONCURRENCY = 50
WITHOUT_LIMIT = 2_000.0
CELLS = ((1, 1), (1, 2), (1, 4), (1, 8), (2, 2), (2, 4), (2, 8), (4, 1), (4, 4), (4, 8))
"""Workers and accounts."""

GROWTH_ACCOUNTS = (1, 10, 50, 100)
"""Accounts that share two workers."""

GROWTH_WORKERS = (1, 2, 4, 8)
"""Workers that share eight accounts."""

GROWTH_ROWS = (0, 10_000, 100_000, 1_000_000)
"""Rows of older campaigns that the ledger holds already."""

LEDGERS = ("SQLite", "PostgreSQL")
PACED = 50.0
PACED_ACCOUNTS = 8
IDLE = (1, 5, 10)
FUTURE = 4_000_000_000_000


# ── what each part costs ──


def _seconds(process: int) -> float:
    """Processor time of a process and all below it, also of those that have ended."""
    total = 0.0
    with suppress(psutil.Error):
        top = psutil.Process(process)
        own = top.cpu_times()
        total = own.user + own.system + own.children_user + own.children_system
        for one in top.children(recursive=True):
            with suppress(psutil.Error):
                times = one.cpu_times()
                total += times.user + times.system
    return total


@dataclass(frozen=True, kw_only=True)
class Load:
    """What the parts have used so far.

    Attributes:
        at: When, by the monotonic clock.
        workers: Seconds of the processor.
        database: The same, of PostgreSQL.
        stand_in: The same, of who answers.
        commits: Transactions of PostgreSQL.
        wal: Bytes of its log.

    """

    at: float
    workers: float
    database: float
    stand_in: float
    commits: int
    wal: int

    def since(self, before: Self) -> Self:
        """What was used from one moment to this one."""
        pairs = {
            name: getattr(self, name) - getattr(before, name) for name in self.__dataclass_fields__
        }
        return replace(self, **pairs)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A program, its database, and who answers it."""

    program: Program
    server: Server | None
    answering: int

    def load(self, workers: list[Started]) -> Load:
        """Look at what has been used."""
        commits = wal = 0
        if self.server is not None:
            with psycopg.connect(self.server.url(), autocommit=True) as connection:
                (commits, wal) = connection.execute(
                    "SELECT (SELECT sum(xact_commit) FROM pg_stat_database)::bigint, "
                    "pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint"
                ).fetchone() or (0, 0)
        process = self.server._process if self.server else None
        return Load(
            at=time.monotonic(),
            workers=sum(_seconds(one.process.pid or 0) for one in workers),
            database=_seconds(process.pid) if process else 0.0,
            stand_in=_seconds(self.answering),
            commits=commits,
            wal=wal,
        )


@contextmanager
def stage(kind: str, accounts: int) -> Iterator[Stage]:
    """Lay out a folder, a database and accounts."""
    with tempfile.TemporaryDirectory() as name, stand_in(DELAY) as port, _server(kind) as server:
        folder = Path(name)
        made = program_in(folder, f"http://127.0.0.1:{port}")
        names = [f"a{place}" for place in range(accounts)]
        tokens = {f"ZNS_{one.upper()}_ACCESS_TOKEN": f"token-of-{one}-0123456789" for one in names}
        if server:
            tokens["ZNS_DATABASE_URL"] = server.url()
        env = {**made.env, **tokens}
        settings = "".join(
            f'[accounts.{one}]\nbase_url = "http://127.0.0.1:{port}"\n' for one in names
        )
        (made.folder / "zns-batch.toml").write_text(settings, encoding="utf-8")
        answering = next(
            one.pid for one in psutil.Process().children() if "--serve" in one.cmdline()
        )
        yield Stage(program=replace(made, env=env), server=server, answering=answering)


@contextmanager
def _server(kind: str) -> Iterator[Server | None]:
    if kind == "SQLite":
        yield None
        return
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    found = Server(folder)
    found.create()
    found.start()
    try:
        yield found
    finally:
        found.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def working(made: Stage, count: int, slots: int) -> Iterator[list[Started]]:
    """Start workers, and wait until all take tasks."""
    started = [made.program.start("worker", "--slots", str(slots)) for _ in range(count)]
    with workers_end(*started):
        until(lambda: all("is looking after" in one.told() for one in started), seconds=120)
        yield started


# ── speed ──


def leave(made: Stage, accounts: int, rows: int, rate: float) -> None:
    """Leave a list of each account to the workers, for later."""
    for place in range(accounts):
        made.program.write(f"{place}.csv", orders(rows, start=1 + rows * place))
        pace = ("--rate", str(rate), "--concurrency", str(CONCURRENCY))
        detached(made.program, f"{place}.csv", "--account", f"a{place}", *pace)
    with ledger_of(made.program) as ledger, ledger.write() as connection:
        connection.exec_driver_sql(f"UPDATE campaigns SET start_at = {FUTURE}")


@dataclass(frozen=True, kw_only=True)
class Speed:
    """What came of one cell: messages a second, and what was used."""

    rate: float
    load: Load


def measure(
    kind: str, workers: int, accounts: int, rows: int, rate: float, older: int = 0
) -> Speed:
    """Send one list for each account, all at once, in a ledger that holds so many rows already."""
    with stage(kind, accounts) as made:
        leave(made, accounts, rows // accounts, rate)
        if older:
            _grow(made, older)
        if made.server is not None:
            # As it does by itself where autovacuum is on.
            with psycopg.connect(made.server.url(), autocommit=True) as connection:
                connection.execute("ANALYZE")
        with working(made, workers, math.ceil(accounts / workers)) as started:
            before = made.load(started)
            the_time_has_come(made.program)
            until(lambda: _are_over(made.program), seconds=600)
            used = made.load(started).since(before)
            ours = "campaign_id NOT LIKE 'older-%'"
            ((first, last),) = _ask(
                made.program, f"SELECT min(at), max(at) FROM changes WHERE {ours}"
            )
            ((sent,),) = _ask(
                made.program, f"SELECT count(*) FROM rows WHERE state = 'accepted' AND {ours}"
            )
            assert sent == rows // accounts * accounts
    return Speed(rate=sent / (last - first) * 1000, load=used)


def _ask(program: Program, statement: str) -> list[Any]:
    """Ask the ledger itself: copying one of a million rows takes longer than what is measured."""
    if database_of(program):
        return asked(program, statement)
    place = f"file:{program.home / 'ledger.db'}?mode=ro"
    with closing(sqlite3.connect(place, uri=True, timeout=30)) as connection:
        return connection.execute(statement).fetchall()


_OLDER = 10_000
"""Rows of one older campaign."""


def _grow(made: Stage, rows: int) -> None:
    """Fill the ledger with campaigns that are over, copied row by row from one that waits."""
    with ledger_of(made.program) as ledger, ledger.write() as connection:
        meta = MetaData()
        for name in ("campaigns", "inputs", "rows", "changes"):
            Table(name, meta, autoload_with=connection)
        tables = meta.tables
        (campaign,) = connection.execute(select(tables["campaigns"]).limit(1)).mappings()
        of_it = {name: tables[name].c.campaign_id == campaign["id"] for name in ("inputs", "rows")}
        first = {
            name: dict(
                connection.execute(select(tables[name]).where(where).limit(1)).mappings().one()
            )
            for name, where in of_it.items()
        }
        for place in range(rows // _OLDER):
            name, at = f"older-{place}", campaign["created_at"] - place
            over = {"id": name, "name": name, "fingerprint": name, "created_at": at}
            connection.execute(
                insert(tables["campaigns"]), {**campaign, **over, "state": "completed"}
            )
            if place:
                _copy(connection, tables, "older-0", name)
                continue
            span = range(1, _OLDER + 1)
            own = {"campaign_id": name}
            connection.execute(
                insert(tables["inputs"]), [{**first["inputs"], **own, "seq": seq} for seq in span]
            )
            accepted = {**first["rows"], **own, "state": "accepted", "attempts": 1, "sent_at": at}
            connection.execute(
                insert(tables["rows"]),
                [{**accepted, "seq": seq, "tracking_id": f"{name}-{seq}"} for seq in span],
            )
            change = {**own, "at": at, "attempt": 1, "epoch": 1}
            connection.execute(
                insert(tables["changes"]),
                [
                    {**change, "seq": seq, "state": state, "tracking_id": f"{name}-{seq}"}
                    for seq in span
                    for state in ("sending", "accepted")
                ],
            )


def _copy(connection: Connection, tables: Mapping[str, Table], before: str, name: str) -> None:
    """Copy the rows of a campaign to another within the database, which takes a tenth of the time."""
    for table in (tables["inputs"], tables["rows"], tables["changes"]):
        new: dict[str, ColumnElement[str]] = {"campaign_id": literal(name)}
        if "tracking_id" in table.c:
            new["tracking_id"] = literal(f"{name}-") + cast(table.c.seq, String)
        columns = [each for each in table.c if each.name != "id"]
        wanted = select(*(new.get(each.name, each) for each in columns))
        copied = wanted.where(table.c.campaign_id == before)
        connection.execute(insert(table).from_select(columns, copied))


def accounts_grow(options: argparse.Namespace) -> None:
    """Print what a message costs when two workers share more and more accounts."""
    _grown(options, [(2, accounts, 0) for accounts in GROWTH_ACCOUNTS])


def workers_grow(options: argparse.Namespace) -> None:
    """Print what a message costs when more and more workers share eight accounts."""
    _grown(options, [(workers, 8, 0) for workers in GROWTH_WORKERS])


def rows_grow(options: argparse.Namespace) -> None:
    """Print what a message costs in a ledger that holds more and more rows."""
    _grown(options, [(1, 1, older) for older in options.older])


def _grown(options: argparse.Namespace, cells: list[tuple[int, int, int]]) -> None:
    for kind in [options.ledger] if options.ledger else LEDGERS:
        print(f"\n{options.rows:,} messages a cell, medians of {options.rounds} rounds\n")
        head = HEADER.replace("| accounts |", "| accounts | rows before |")
        print(head.replace("|---|", "|---|---|", 1), flush=True)
        for workers, accounts, older in cells:
            found = [
                measure(kind, workers, accounts, options.rows, WITHOUT_LIMIT, older)
                for _ in range(options.rounds)
            ]
            line = _line(kind, workers, accounts, found, options.rows // accounts * accounts)
            start, mark, rest = line.partition(f"| {workers} | {accounts} | ")
            print(f"{start}{mark}{older:,} | {rest}", flush=True)


def _are_over(program: Program) -> bool:
    time.sleep(0.2)
    left = "SELECT count(*) FROM campaigns WHERE state <> 'completed'"
    return _ask(program, left) == [(0,)]


def _line(kind: str, workers: int, accounts: int, speeds: list[Speed], rows: int) -> str:
    def per(value: float) -> float:
        return value / rows * 1e6

    def middle(name: str) -> float:
        return float(statistics.median(getattr(one.load, name) for one in speeds))

    rate = statistics.median(one.rate for one in speeds)
    busy = middle("workers") + middle("database") + middle("stand_in")
    share = busy / rows * rate / (os.cpu_count() or 1)
    database = (
        f"{per(middle('database')):,.0f} | {middle('commits') / rows:.2f} "
        f"| {middle('wal') / rows:,.0f}"
        if kind != "SQLite"
        else "– | – | –"
    )
    return (
        f"| {kind} | {workers} | {accounts} | {rate:,.0f} | {per(middle('workers')):,.0f} "
        f"| {database} | {per(middle('stand_in')):,.0f} | {share:.0%} |"
    )


HEADER = (
    "| ledger | workers | accounts | messages/s | workers: µs each | PostgreSQL: µs each "
    "| commits each | WAL bytes each | stand-in: µs each | machine busy |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)


def speeds(options: argparse.Namespace) -> None:
    """Print how fast it goes without a limit."""
    print(f"\n{options.rows:,} messages a cell, medians of {options.rounds} rounds\n\n{HEADER}")
    for kind in [options.ledger] if options.ledger else LEDGERS:
        for workers, accounts in CELLS:
            found = [
                measure(kind, workers, accounts, options.rows, WITHOUT_LIMIT)
                for _ in range(options.rounds)
            ]
            print(_line(kind, workers, accounts, found, options.rows), flush=True)


def paced(options: argparse.Namespace) -> None:
    """Print what is held of a pace that the machine can bear."""
    rows = int(PACED * PACED_ACCOUNTS * options.seconds)
    print(f"\n{PACED_ACCOUNTS} accounts at {PACED:.0f} a second each\n\n{HEADER}")
    for workers in (1, 2, 4):
        found = [measure("PostgreSQL", workers, PACED_ACCOUNTS, rows, PACED)]
        print(_line("PostgreSQL", workers, PACED_ACCOUNTS, found, rows), flush=True)


# ── many small campaigns ──

_LEAVING = """
import sys
from zns_batch.cli.app import run

campaigns, accounts, rate, concurrency = sys.argv[1:]
for place in range(int(campaigns)):
    asked = ["send", f"{place}.csv", "-t", "don-hang", "--yes", "--detach"]
    asked += ["--account", f"a{place % int(accounts)}", "--rate", rate, "--concurrency", concurrency]
    assert run(asked) == 0
"""
"""Leaves the lists in one process: a process for each takes longer than all that is measured."""

_SMALL = 20

_TURNS = """
import asyncio, os, sys, time
from pathlib import Path
from zns_batch.cli.views.worker import WorkerScreen
from zns_batch.core.clock import SystemClock
from zns_batch.core.garbage import rare_collections
from zns_batch.ledger import work_queue
from zns_batch.ledger.db.engine import open_ledger
from zns_batch.sending.event_loop import fastest
from zns_batch.services.unattended.campaign_events import CampaignEvents
from zns_batch.services.unattended.campaign_worker import CampaignWorker
from zns_batch.services.unattended.early_warnings import EarlyWarnings
from zns_batch.services.unattended.notify import Notifier

place = sys.argv[1]
ledger, clock = open_ledger(place if "://" in place else Path(place)), SystemClock()
notifier, events = Notifier(ledger=ledger, clock=clock), CampaignEvents(ledger=ledger, clock=clock)
warnings = EarlyWarnings(ledger=ledger, clock=clock)
screen = WorkerScreen(notifier, clock, warnings=warnings, events=events)
worker = CampaignWorker(ledger=ledger, clock=clock, observer=screen)
now = clock.now()
due = work_queue.list_due(ledger, now=now)


def take(item):
    with asyncio.Runner(loop_factory=fastest()) as loop:
        loop.run(worker.process(item, seen_at=now))


with rare_collections():
    for item in due[:5]:
        take(item)
    before, own = time.process_time(), time.thread_time()
    for item in due[5:]:
        take(item)
    used, own = time.process_time() - before, time.thread_time() - own
print(used / len(due[5:]), own / len(due[5:]))
"""
"""Takes turns one after the other, without the queue: what it prints is a turn's own cost."""


def turns(options: argparse.Namespace) -> None:
    """Print what the turn of a small campaign costs by itself, apart from the queue."""
    for kind in [options.ledger] if options.ledger else LEDGERS[:1]:
        for _ in range(options.rounds):
            with stage(kind, options.accounts) as made:
                _leave_small(made, options)
                place = database_of(made.program) or str(made.program.home / "ledger.db")
                answer = subprocess.run(
                    [sys.executable, "-c", _TURNS, place],
                    cwd=made.program.folder,
                    env=made.program.environment(),
                    capture_output=True,
                    text=True,
                    check=True,
                ).stdout
            used, own = (float(part) * 1_000 for part in answer.split()[-2:])
            print(
                f"\n{options.campaigns} campaigns of {_SMALL} rows, {options.accounts} accounts, "
                f"one turn after the other, {kind}: {used:.1f} ms of processor a turn, "
                f"{own:.1f} of them in the thread that takes it",
                flush=True,
            )


def many(options: argparse.Namespace) -> None:
    """Print what a small campaign costs a worker: its turn, lane, workbook and notice."""
    for kind in [options.ledger] if options.ledger else LEDGERS[:1]:
        for _ in range(options.rounds):
            print(_many(kind, options), flush=True)


def _many(kind: str, options: argparse.Namespace) -> str:
    campaigns, accounts, slots = options.campaigns, options.accounts, options.slots
    with stage(kind, accounts) as made:
        _leave_small(made, options)
        with ledger_of(made.program) as ledger, ledger.write() as connection:
            connection.exec_driver_sql(f"UPDATE campaigns SET start_at = {FUTURE}")
        with working(made, 1, slots or accounts) as started:
            before = made.load(started)
            threads = psutil.Process(started[0].process.pid)
            system = threads.cpu_times().system
            the_time_has_come(made.program)
            until(lambda: _are_over(made.program), seconds=1_800)
            used = made.load(started).since(before)
            system = threads.cpu_times().system - system
    each = used.workers / campaigns * 1_000
    return (
        f"\n{campaigns} campaigns of {_SMALL} rows, {accounts} accounts, "
        f"one worker of {slots or accounts} slots, {kind}: {used.at:.1f} s, "
        f"{each:.0f} ms of the worker's processor a campaign "
        f"({system / campaigns * 1_000:.0f} of them in the system)"
        + (f", {used.database / campaigns * 1_000:.0f} ms of PostgreSQL's" if made.server else "")
    )


def _leave_small(made: Stage, options: argparse.Namespace) -> None:
    """Leave all small campaigns to the workers, for now."""
    for place in range(options.campaigns):
        made.program.write(f"{place}.csv", orders(_SMALL, start=1 + _SMALL * place))
    counts = (str(options.campaigns), str(options.accounts))
    subprocess.run(
        [sys.executable, "-c", _LEAVING, *counts, str(WITHOUT_LIMIT), str(CONCURRENCY)],
        cwd=made.program.folder,
        env=made.program.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )


# ── idle workers ──


def idle(options: argparse.Namespace) -> None:
    """Print what workers cost that have nothing to do."""
    print(
        "\n| ledger | idle workers | processor of one, % | memory of one, MB "
        "| PostgreSQL's processor, % | transactions/s | statements/s | WAL bytes/s | connections |\n"
        "|---|---|---|---|---|---|---|---|---|"
    )
    for kind, count in (("SQLite", 1), *(("PostgreSQL", count) for count in IDLE)):
        print(_idle(kind, count, options.seconds), flush=True)


def _idle(kind: str, count: int, seconds: float) -> str:
    with stage(kind, 1) as made, working(made, count, 8) as started:
        time.sleep(5)
        before = made.load(started)
        time.sleep(seconds)
        used = made.load(started).since(before)
        one = psutil.Process(started[0].process.pid)
        figures = (
            f"| {kind} | {count} | {used.workers / count / used.at:.1%} "
            f"| {one.memory_info().rss / 1e6:.0f}"
        )
        if made.server is None:
            return f"{figures} | – | – | – | – | – |"
        return (
            f"{figures} | {used.database / used.at:.1%} | {used.commits / used.at:,.0f} "
            f"| {_statements(made.server, 5):,.0f} | {used.wal / used.at:,.0f} "
            f"| {_connections(made.server)} |"
        )


def _statements(server: Server, seconds: float) -> float:
    """Let the server write down what it is asked for a while, and count."""
    log = server._folder / "log"
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET log_statement = 'all'")
        connection.execute("SELECT pg_reload_conf()")
        time.sleep(1)
        before = log.stat().st_size
        time.sleep(seconds)
        with log.open("rb") as lines:
            lines.seek(before)
            count = sum(b" LOG:  " in line for line in lines)
        connection.execute("ALTER SYSTEM RESET log_statement")
        connection.execute("SELECT pg_reload_conf()")
    return float(count) / seconds


def _connections(server: Server) -> int:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' "
            "AND pid <> pg_backend_pid()"
        ).fetchone()
    return int(found[0]) if found else 0


GROWTH = {
    "growth-accounts": accounts_grow,
    "growth-workers": workers_grow,
    "growth-rows": rows_grow,
}
PARTS = {"speed": speeds, "paced": paced, "idle": idle, "many": many, "turns": turns, **GROWTH}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=8_000, help="messages a cell")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=15.0, help="of a paced or idle run")
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--campaigns", type=int, default=200, help="of the many small ones")
    parser.add_argument("--accounts", type=int, default=50, help="of the many small campaigns")
    parser.add_argument("--slots", type=int, help="of the many small campaigns; one per account")
    parser.add_argument(
        "--older", type=int, nargs="*", default=GROWTH_ROWS, help="rows that the ledger has already"
    )
    parser.add_argument("--ledger", choices=LEDGERS, help="of the cells without a limit")
    asked_for = parser.parse_args()
    print(f"{os.cpu_count()} processors, Python {sys.version.split()[0]}")
    for name, part in PARTS.items():
        if asked_for.only in {None, name}:
            part(asked_for)


if __name__ == "__main__":
    main()
