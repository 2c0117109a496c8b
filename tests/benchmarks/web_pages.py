"""Pages over a ledger of an agency's size, asked in this process without a browser and without a socket.

Each answer is told by the clock, as the person waits for it, and by the processor's time of all threads,
which another program on the machine hardly changes. The floor is the smallest answer of the same
application, a script of some kilobytes.
"""

import asyncio
import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from ledger_help import campaign_of, planned
from sqlalchemy import ColumnElement, insert, literal, select
from starlette.types import Message
from web_filled import (
    ACTS,
    CLOSED_NUMBERS,
    LISTS,
    REQUESTS,
    SCHEDULES,
    fill_beside,
    fill_lists,
    is_filled,
)
from web_help import PORT, Pages, Visitor, opened_pages
from web_ledgers import Measured, opened_ledger

from zns_batch.core.clock import SystemClock
from zns_batch.core.garbage import rare_collections
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.domain.users import Role
from zns_batch.ledger import campaigns, leases, rows
from zns_batch.ledger.db.customer_tables import never_send, recipients
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import campaigns as campaigns_table
from zns_batch.ledger.db.schema import inputs, row_counts
from zns_batch.ledger.db.schema import rows as rows_table
from zns_batch.ledger.process_identity import ProcessIdentity
from zns_batch.web.security import request_rate
from zns_batch.web.static_files import static_url

ACCOUNTS, PEOPLE = 100, 50
BEING_SENT = 10
_COPIED = (campaigns_table, inputs, rows_table, row_counts, recipients)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one kind of answer takes, in milliseconds: by the clock, and of the processor.

    `high` is what 95 of 100 answers don't exceed; `server` is the processor of the database's server,
    of which `trips` tells how many ways there and back one answer took.
    """

    median: float
    high: float
    processor: float
    processor_high: float
    server: float
    trips: float
    size: int


def filled(ledger: Ledger, count: int, length: int) -> list[str]:
    """Fill a ledger with campaigns of many accounts; return the ids of those being sent."""
    now = datetime.now(UTC)
    wanted = [planned(n) for n in range(1, length + 1)]
    over = campaign_of(ledger, wanted, name="campaign", account="shop-000", now=now)
    answer_rows(ledger, over.id, length)
    campaigns.stop(ledger, over.id, state=CampaignState.COMPLETED, now=now)
    for place in range(1, count):
        _copy(ledger, over.id, place, now - timedelta(hours=place))
    running = []
    for place in range(BEING_SENT):
        account = f"shop-{place:03}"
        one = campaign_of(ledger, wanted, name=f"running {place}", account=account, now=now)
        answer_rows(ledger, one.id, length // 2)
        leases.acquire(ledger, account, one.id, now=now, owner=ProcessIdentity.this_process())
        campaigns.start(ledger, one.id, now=now, detached=True)
        running.append(one.id)
    return running


def answer_rows(ledger: Ledger, campaign: str, count: int) -> None:
    """Have the first rows of a campaign accepted."""
    now, first = datetime.now(UTC), rows_table.c.seq <= count
    steps = ((RowState.PENDING, RowState.SENDING), (RowState.SENDING, RowState.ACCEPTED))
    with ledger.write() as connection:
        for before, after in steps:
            rows.move(connection, campaign, {before}, after, now=now, only=first)


def _copy(ledger: Ledger, campaign: str, place: int, moment: datetime) -> None:
    """Copy a campaign with its rows under another name and account."""
    new_id = f"{campaign[:12]}-{place:04}"
    new = {
        "id": new_id,
        "name": f"campaign {place}",
        "account": f"shop-{place % ACCOUNTS:03}",
        "created_at": int(moment.timestamp() * 1000),
    }
    with ledger.write(synced=False) as connection:
        for table in _COPIED:
            is_head = table is campaigns_table
            key = table.c.id if is_head else table.c.campaign_id
            values: dict[str, object] = dict(new) if is_head else {"campaign_id": new_id}
            wanted: list[ColumnElement[object]] = [
                literal(values[each.name], each.type) if each.name in values else each
                for each in table.c
            ]
            copied = select(*wanted).where(key == campaign)
            connection.execute(insert(table).from_select(list(table.c), copied))


class Asking:
    """Asks the application as its server does: a scope, a body, no socket."""

    def __init__(self, pages: Pages, visitor: Visitor, measured: Measured) -> None:
        self._pages, self._measured = pages, measured
        cookies = "; ".join(f"{name}={value}" for name, value in visitor.client.cookies.items())
        self._headers = [
            (b"host", f"127.0.0.1:{PORT}".encode()),
            (b"cookie", cookies.encode()),
            (b"accept", b"text/html"),
            (b"accept-encoding", b"gzip"),
        ]

    def times(self, path: str, count: int, *, etag: str = "") -> Answer:
        """Ask again and again."""
        asked = self._times(path, count, etag)
        return asyncio.run_coroutine_threadsafe(asked, self._pages.loop.event_loop).result(600)

    def etag(self, path: str) -> str:
        """Return the mark of an answer."""
        asked = self._ask(path, "")
        _, headers, _ = asyncio.run_coroutine_threadsafe(asked, self._pages.loop.event_loop).result(
            60
        )
        return headers[b"etag"].decode()

    async def _times(self, path: str, count: int, etag: str) -> Answer:
        status, _, size = await self._ask(path, etag)
        assert status in {200, 304}, (path, status)
        taken, processor = [], []
        server = self._measured.server_seconds()
        self._measured.trips.begin()
        for _ in range(count):
            began, used = time.perf_counter(), time.process_time()
            await self._ask(path, etag)
            taken.append((time.perf_counter() - began) * 1000)
            processor.append((time.process_time() - used) * 1000)
        server = self._measured.server_seconds() - server
        taken.sort()
        processor.sort()
        late = int(count * 0.95)
        return Answer(
            median=statistics.median(taken),
            high=taken[late],
            processor=statistics.median(processor),
            processor_high=processor[late],
            server=server / count * 1000,
            trips=self._measured.trips.count / count,
            size=size,
        )

    async def _ask(self, path: str, etag: str) -> tuple[int, dict[bytes, bytes], int]:
        name, _, query = path.partition("?")
        headers = [*self._headers, (b"if-none-match", etag.encode())] if etag else self._headers
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": name,
            "raw_path": name.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", PORT),
        }
        status, size, found = 0, 0, dict[bytes, bytes]()

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            nonlocal status, size, found
            if message["type"] == "http.response.start":
                status, found = message["status"], dict(message["headers"])
            else:
                size += len(message.get("body", b""))

        await self._pages.guard(scope, receive, send)
        return status, found, size


def pages(count: int, length: int, asks: int, database: str, kept: Path | None = None) -> None:
    """Print what pages take."""
    # The benchmark asks faster than any person may.
    request_rate.RequestRate.take = lambda *_: True  # type: ignore[method-assign] # for this process
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        settings = Path(folder) / "zns-batch.toml"
        settings.write_text("".join(_account(place) for place in range(ACCOUNTS)))
        patch.setenv("ZNS_SETTINGS", str(settings))
        with opened_ledger(database, kept) as measured:
            ledger = measured.ledger
            if measured.is_new:
                filled(ledger, count, length)
            if not is_filled(ledger):
                fill_beside(ledger, ACCOUNTS)
            if measured.is_new:
                measured.settle()
            with opened_pages(ledger, Path(folder) / "home", clock=SystemClock()) as opened:
                print(
                    f"\n{database}: {count} campaigns of {length:,} rows, {BEING_SENT} being sent"
                )
                # As `serve` does.
                with rare_collections(after=10_000):
                    _print_pages(opened, measured, length, asks)


def _account(place: int) -> str:
    lines = ('provider = "zalo"', f'oa_name = "Shop {place}"', 'window = "08:00-21:30"')
    return "\n".join((f"[accounts.shop-{place:03}]", *lines, "", ""))


def _running(ledger: Ledger) -> str:
    return next(
        each.id for each in campaigns.list_all(ledger) if each.state is CampaignState.RUNNING
    )


def _print_pages(opened: Pages, measured: Measured, length: int, asks: int) -> None:
    ledger, running = measured.ledger, _running(measured.ledger)
    login = f"an-{time.time_ns()}"
    an = opened.person(login, admin=True)
    for place in range(PEOPLE):
        grants = {f"shop-{(place * 2 + n) % ACCOUNTS:03}": Role.PREPARER for n in range(4)}
        opened.person(f"{login}-{place}", grants=grants)
    fill_lists(ledger, an.user.id, PEOPLE)
    found = an.post("/find", {"number": "0912345678"}, page="/find").headers["location"]
    asking = Asking(opened, an, measured)
    floor = asking.times(static_url("app.js"), asks)
    live = f"/campaigns/{running}/live"
    print(
        f"{ACCOUNTS} accounts, {CLOSED_NUMBERS:,} never-send entries, {ACTS:,} acts, {LISTS:,} uploaded lists, "
        f"{SCHEDULES} schedules, {REQUESTS} requests for approval"
    )
    print(
        "| answer | clock, ms | 95 of 100 | processor, ms | 95 of 100 | to a file "
        "| database's server, ms | trips | bytes |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    _line("a file", floor, floor)
    _line("live poll", asking.times(live, asks), floor)
    _line("unchanged poll (304)", asking.times(live, asks, etag=asking.etag(live)), floor)
    for name, path in (
        ("home", "/"),
        ("campaigns", "/campaigns"),
        ("campaigns, searched", "/campaigns?q=campaign+1"),
        ("campaigns of an account", "/campaigns?account=shop-050"),
        ("people", "/settings/users"),
        ("uploaded lists", "/lists"),
        ("new", "/new"),
        ("a campaign being sent", f"/campaigns/{running}"),
        ("rows, first page", f"/campaigns/{running}/rows"),
        ("rows, last page", f"/campaigns/{running}/rows?after={max(length - 100, 0)}"),
        ("never-send list", "/suppressed"),
        ("never-send list, a late page", _late_page(ledger)),
        ("never-send list of an account", "/suppressed?account=shop-050"),
        ("log of acts", "/settings/audit"),
        ("log of acts, a late page", "/settings/audit?before=1000"),
        ("log of acts of a person", "/settings/audit?who=person-7"),
        ("schedules", "/schedules"),
        ("requests for approval", "/approvals"),
        ("a customer", found),
        ("accounts", "/accounts"),
        ("templates", "/templates"),
        ("my sessions", "/me"),
        ("settings", "/settings"),
        ("personal data", "/settings/data"),
        ("system", "/system"),
    ):
        _line(name, asking.times(path, asks), floor)


def _late_page(ledger: Ledger) -> str:
    """Return the address of a page near the end of the never-send list."""
    with ledger.read() as connection:
        query = select(never_send.c.added_at, never_send.c.entry_id).where(
            never_send.c.entry_id == CLOSED_NUMBERS - 500
        )
        at, entry = connection.execute(query).one()
    return f"/suppressed?after={at}-{entry}"


def _line(name: str, answer: Answer, floor: Answer) -> None:
    print(
        f"| {name} | {answer.median:.2f} | {answer.high:.2f} | {answer.processor:.2f} | "
        f"{answer.processor_high:.2f} | {answer.processor / floor.processor:.1f} | "
        f"{answer.server:.1f} | {answer.trips:.1f} | {answer.size:,} |",
        flush=True,
    )
