"""The webhook over a real connection into a real ledger."""

import asyncio
import gzip
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from ledger_help import NOW, TestClock, opened
from receipts_help import APP, KEY, MAILBOX, OA, arrival, body, headers, put, row, sent_campaign
from sqlalchemy import func, select

from zns_batch.core import asgi_server, logging
from zns_batch.core.clock import SystemClock
from zns_batch.domain.delivery import WebhookEvent
from zns_batch.domain.states import RowState
from zns_batch.ledger import rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import events
from zns_batch.receipts.webhook import buffer, handler, server
from zns_batch.receipts.webhook.endpoint import WebhookEndpoint
from zns_batch.receipts.webhook.handler import WebhookHandler
from zns_batch.receipts.webhook.payload import MAX_BYTES
from zns_batch.receipts.webhook.server import run_server

_R = RowState
ZALO = "/webhook/zalo/default"


class Client:
    """Posts to a receiver."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session = session
        self.url = url

    async def post(self, data: bytes, path: str = ZALO, **more: str) -> int:
        """Post an event that is signed rightly, and return the status."""
        return await self.raw(data, path, **dict(headers(data), **more))

    async def raw(self, data: bytes, path: str = ZALO, **given: str) -> int:
        """Post bytes with the headers as they are given, and return the status."""
        async with self.session.post(self.url + path, data=data, headers=given) as answer:
            return answer.status


class StandingClock(SystemClock):
    """Shows the tests' moment and waits as the machine's does: what is dropped by its age is not dropped."""

    def now(self) -> datetime:
        """`NOW`, always."""
        return NOW


@asynccontextmanager
async def running(
    ledger: Ledger, *, clock: TestClock | None = None, limit: int | None = None, **more: Any
) -> AsyncIterator[Client]:
    """Run a receiver for one account, at ten in the morning of the tests' day."""
    found = WebhookHandler(ledger, {"default": MAILBOX}, clock=clock or TestClock(), **more)
    async with (
        run_server(
            found, ledger, host="127.0.0.1", port=0, clock=StandingClock(), connections=limit
        ) as port,
        aiohttp.ClientSession() as session,
    ):
        yield Client(session, f"http://127.0.0.1:{port}")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """An empty ledger in a file."""
    return opened(tmp_path)


def stored(ledger: Ledger) -> int:
    """Return how many events are on disk."""
    with ledger.read() as connection:
        return int(connection.execute(select(func.count()).select_from(events)).scalar_one())


async def until(what: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + 30
    while not what():
        assert time.monotonic() < end, "it did not come to pass"
        await asyncio.sleep(0.01)


async def test_an_event_is_on_disk_when_it_is_answered(ledger: Ledger) -> None:
    """200 means that the delivery stands in the ledger, in doubt or not before."""
    campaign = sent_campaign(ledger, _R.ACCEPTED, _R.UNKNOWN)
    async with running(ledger) as zalo:
        for seq in (1, 2):
            assert 200 == await zalo.post(arrival(f"{campaign.id}-{seq}", f"m-{campaign.id}-{seq}"))
            assert NOW == row(ledger, campaign, seq).delivered_at
    assert {_R.ACCEPTED: 2} == rows.state_counts(ledger, campaign.id).rows


async def test_repetitions_are_answered_and_change_nothing(ledger: Ledger) -> None:
    """Zalo may bring an event as often as it likes, also to a receiver that was started again."""
    campaign = sent_campaign(ledger, _R.ACCEPTED)
    event = arrival(f"{campaign.id}-1", f"m-{campaign.id}-1")
    for _ in range(2):
        async with running(opened(Path(ledger.place).parent)) as zalo:
            assert [200] * 5 == list(await asyncio.gather(*(zalo.post(event) for _ in range(5))))
    assert 1 == stored(ledger)
    assert 1 == rows.state_counts(ledger, campaign.id).delivered


async def test_a_burst_out_of_order_is_taken_whole(ledger: Ledger) -> None:
    """Hundreds of events at once, half of them repetitions, leave every row delivered once."""
    campaign = sent_campaign(ledger, *[_R.ACCEPTED, _R.UNKNOWN] * 60)
    posted = [
        arrival(f"{campaign.id}-{seq}", f"m-{campaign.id}-{seq}") for seq in range(120, 0, -1)
    ]
    async with running(ledger) as zalo:
        answers = await asyncio.gather(*(zalo.post(one) for one in [*posted, *posted[::-1]]))
        # What is not written in time is brought again, as Zalo does.
        again = [
            one
            for one, answer in zip([*posted, *posted[::-1]], answers, strict=True)
            if answer != 200
        ]
        for one in again:
            while await zalo.post(one) != 200:
                await asyncio.sleep(0.05)
    assert {200, 503} >= set(answers)
    assert 120 == stored(ledger)
    tally = rows.state_counts(ledger, campaign.id)
    assert ({_R.ACCEPTED: 120}, 120) == (tally.rows, tally.delivered)


async def test_what_came_before_its_outcome_is_merged_soon_after(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The receiver looks again and again at what waits for its row."""
    monkeypatch.setattr(server, "SWEEP_SECONDS", 0.02)
    campaign = sent_campaign(ledger, _R.SENDING)
    async with running(ledger) as zalo:
        assert 200 == await zalo.post(arrival(f"{campaign.id}-1", f"m-{campaign.id}-1"))
        put(ledger, campaign, 1, _R.ACCEPTED)
        await until(lambda: row(ledger, campaign).delivered_at == NOW)


def _unsigned(data: bytes) -> dict[str, str]:
    return {name: value for name, value in headers(data).items() if "Signature" not in name}


GOOD = arrival("z1-1")
REFUSED: dict[str, tuple[bytes, dict[str, str], int]] = {
    "no signature": (GOOD, _unsigned(GOOD), 403),
    "empty signature": (GOOD, dict(headers(GOOD), **{"X-ZEvent-Signature": ""}), 403),
    "false signature": (
        GOOD,
        dict(headers(GOOD), **{"X-ZEvent-Signature": "mac=" + "0" * 64}),
        403,
    ),
    "another key": (GOOD, dict(headers(GOOD, key="another")), 403),
    "another application": (GOOD, dict(headers(GOOD, first="1")), 403),
    "changed on the way": (GOOD.replace(b"z1-1", b"z1-2"), dict(headers(GOOD)), 403),
    "signature of another": (GOOD, dict(headers(arrival("z1-2"))), 403),
    "no object": (b"[1]", dict(headers(GOOD)), 400),
    "no JSON": (b"hello", dict(headers(GOOD)), 400),
    "cut off": (GOOD[:-1], dict(headers(GOOD)), 400),
    "nothing": (b"", dict(headers(GOOD)), 400),
    "too large": (b" " * MAX_BYTES + GOOD, dict(headers(GOOD)), 413),
    "a form": (GOOD, dict(headers(GOOD), **{"Content-Type": "multipart/form-data"}), 415),
    "plain text": (GOOD, dict(headers(GOOD), **{"Content-Type": "text/plain"}), 415),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_is_not_zalos_changes_nothing(ledger: Ledger, what: str) -> None:
    """Forged, malformed and oversized requests are refused, and nothing of them is kept."""
    campaign = sent_campaign(ledger, _R.UNKNOWN)
    data, given, status = REFUSED[what]
    mine = campaign.id.encode()
    async with running(ledger) as zalo:
        assert status == await zalo.raw(data.replace(b"z1", mine), **given)
    assert (0, {_R.UNKNOWN: 1}) == (stored(ledger), rows.state_counts(ledger, campaign.id).rows)


@pytest.mark.parametrize(
    "method, path, status",
    [
        ("GET", ZALO, 405),
        ("PUT", ZALO, 405),
        ("POST", "/webhook/zalo/shop-2", 404),
        ("POST", "/webhook/zalo/", 404),
        ("POST", "/webhook/zalo", 404),
        ("POST", "/webhook/zalo/default/more", 404),
        ("POST", "/webhook/zalo/%2e%2e", 404),
        ("POST", "/", 404),
        ("POST", "/health", 405),
        ("GET", "/health", 200),
        ("GET", "/", 404),
    ],
)
async def test_only_one_door_is_open(ledger: Ledger, method: str, path: str, status: int) -> None:
    """Other methods, other addresses and accounts without a key are refused by the right number."""
    async with running(ledger) as zalo:
        sent: Any = {"data": GOOD, "headers": headers(GOOD)} if method != "GET" else {}
        async with zalo.session.request(method, zalo.url + path, **sent) as answer:
            assert status == answer.status
    assert 0 == stored(ledger)


async def test_a_compressed_body_is_refused(ledger: Ledger) -> None:
    """What was signed is what came; something that grows when it is unpacked is not even unpacked."""
    packed = gzip.compress(b" " * 10_000_000)
    async with running(ledger) as zalo:
        given = dict(headers(GOOD), **{"Content-Encoding": "gzip"})
        assert 415 == await zalo.raw(packed, **given)
    assert 0 == stored(ledger)


async def test_a_body_without_an_end_is_cut_off(ledger: Ledger) -> None:
    """A body that never says how long it is is read up to the limit and no further."""

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b" " * 8192

    async with running(ledger) as zalo:
        sent = zalo.session.post(zalo.url + ZALO, data=endless(), headers=headers(GOOD))
        try:
            async with sent as answer:
                assert 413 == answer.status
        except aiohttp.ClientError:
            pass  # The connection was closed while we were still writing: refused as well.
        assert 200 == await zalo.post(GOOD)
    assert 1 == stored(ledger)


async def test_a_body_that_never_comes_is_given_up(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who begins and does not go on keeps no place."""
    monkeypatch.setattr(handler, "READING", 0.05)

    async def slow() -> AsyncIterator[bytes]:
        yield GOOD[:5]
        await asyncio.sleep(60)

    async with (
        running(ledger) as zalo,
        zalo.session.post(zalo.url + ZALO, data=slow(), headers=headers(GOOD)) as answer,
    ):
        assert 408 == answer.status
    assert 0 == stored(ledger)


@pytest.mark.parametrize(
    "age, status",
    [
        (timedelta(0), 200),
        (timedelta(hours=2), 200),
        (timedelta(hours=24), 200),
        (timedelta(hours=24, seconds=1), 403),
        (timedelta(days=400), 403),
        (timedelta(hours=-23), 200),
        (timedelta(hours=-25), 403),
    ],
)
async def test_an_old_event_is_not_taken(ledger: Ledger, age: timedelta, status: int) -> None:
    """A genuine event that somebody kept and sends again much later changes nothing."""
    campaign = sent_campaign(ledger, _R.UNKNOWN)
    async with running(ledger) as zalo:
        assert status == await zalo.post(arrival(f"{campaign.id}-1", at=NOW - age))
    assert (1 if status == 200 else 0) == stored(ledger)


async def test_the_age_can_be_set(ledger: Ledger) -> None:
    """Whoever wants events of the last hour alone gets no others."""
    async with running(ledger, max_age=timedelta(hours=1)) as zalo:
        assert 403 == await zalo.post(arrival("z1-1", at=NOW - timedelta(hours=2)))


async def test_chat_is_answered_and_not_kept(ledger: Ledger) -> None:
    """An application that sends us all its events is answered, and what customers write is not kept."""
    chat = body("user_send_text", message={"msg_id": "m", "text": "Chào shop"})
    async with running(ledger) as zalo:
        assert 200 == await zalo.post(chat, **{"X-ZEvent-Server": "OA OpenAPI"})
    assert 0 == stored(ledger)


async def test_a_change_is_kept_and_told_once(ledger: Ledger) -> None:
    """Who watches the receiver hears that a template was switched off, once."""
    heard: list[tuple[str, str]] = []

    def told(account: str, event: WebhookEvent) -> None:
        heard.append((account, event.name))

    change = body("change_template_status", template_id="217489", oa_id=OA)
    async with running(ledger, on_event=told) as zalo:
        assert [200, 200] == [await zalo.post(change) for _ in range(2)]
    assert [("default", "change_template_status")] == heard
    assert 1 == stored(ledger)


async def test_while_the_ledger_is_busy_zalo_is_told_to_come_again(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer comes before Zalo gives up, and what was not written in time is not called written."""
    monkeypatch.setattr(handler, "PATIENCE", 0.2)
    campaign = sent_campaign(ledger, _R.ACCEPTED)
    event = arrival(f"{campaign.id}-1", f"m-{campaign.id}-1")
    async with running(ledger) as zalo:
        with closing(sqlite3.connect(ledger.place, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert 503 == await zalo.post(event)
            assert 0 == stored(ledger)
            other.execute("ROLLBACK")
        await until(lambda: row(ledger, campaign).delivered_at == NOW)
        assert 200 == await zalo.post(event)
    assert 1 == stored(ledger)


async def test_a_ledger_that_fails_is_no_ok(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What can't be written is answered with 503, and the receiver lives on."""
    from zns_batch.errors import LedgerError
    from zns_batch.ledger import webhook_events as kept

    def full(*_args: object, **_more: object) -> None:
        raise LedgerError("ledger.full", path="x", why="disk is full")

    async with running(ledger) as zalo:
        with monkeypatch.context() as patch:
            patch.setattr(kept, "store_events", full)
            assert 503 == await zalo.post(GOOD)
        assert 200 == await zalo.post(GOOD)


async def test_one_event_that_can_not_be_written_keeps_no_other_out(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake of ours with one event is that event's alone."""
    from zns_batch.ledger import webhook_events as kept

    real = kept.store_events

    def spoilt(found: Ledger, arrived: list[WebhookEvent], **more: Any) -> Any:
        if any(one.tracking_id == "z1-13" for one in arrived):
            raise ZeroDivisionError
        return real(found, arrived, **more)

    monkeypatch.setattr(kept, "store_events", spoilt)
    async with running(ledger) as zalo:
        posted = [zalo.post(arrival(f"z1-{seq}", f"m-{seq}")) for seq in range(1, 21)]
        answers = await asyncio.gather(*posted)
    assert [503 if seq == 13 else 200 for seq in range(1, 21)] == answers
    assert 19 == stored(ledger)


async def test_too_many_at_once_are_told_to_come_again(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits for the disk takes no more memory than is bearable."""
    monkeypatch.setattr(buffer, "MOST_WAITING", 0)
    async with running(ledger) as zalo:
        assert 503 == await zalo.post(GOOD)


async def test_stopping_leaves_nothing_half_done(ledger: Ledger) -> None:
    """What was answered before a stop is on disk after it, and the next start goes on."""
    campaign = sent_campaign(ledger, *[_R.ACCEPTED] * 20)
    posted = [arrival(f"{campaign.id}-{seq}", f"m-{campaign.id}-{seq}") for seq in range(1, 21)]
    async with running(ledger) as zalo:
        answers = await asyncio.gather(*(zalo.post(one) for one in posted))
    assert answers.count(200) <= stored(ledger)
    async with running(ledger) as zalo:
        assert {200} == set(await asyncio.gather(*(zalo.post(one) for one in posted)))
    assert 20 == rows.state_counts(ledger, campaign.id).delivered


async def test_the_events_of_a_sister_oa_find_their_rows(ledger: Ledger) -> None:
    """All OAs of an application post to one address; each event comes to its own account's rows."""
    campaign = sent_campaign(ledger, _R.UNKNOWN, account="shop-2")
    sister = WebhookEndpoint(
        account="default", first=APP, key=KEY, siblings={"default": OA, "shop-2": "2"}
    )
    found = WebhookHandler(ledger, {"default": sister}, clock=TestClock())
    async with (
        run_server(found, ledger, host="127.0.0.1", port=0, clock=StandingClock()) as port,
        aiohttp.ClientSession() as session,
    ):
        zalo = Client(session, f"http://127.0.0.1:{port}")
        assert 200 == await zalo.post(arrival(f"{campaign.id}-1", oa="2"))
    assert _R.ACCEPTED is row(ledger, campaign).state


async def test_the_log_has_neither_phones_nor_keys(ledger: Ledger, tmp_path: Path) -> None:
    """Whatever comes, the log names no customer and no secret."""
    path = tmp_path / "logs" / "zns-batch.log"
    logging.write_to(path)
    phone = "84912345678"
    async with running(ledger) as zalo:
        await zalo.post(arrival("z1-1", phone=phone))
        await zalo.raw(GOOD, **headers(GOOD, key="another"))
        await zalo.post(body("user_send_text", message={"text": phone}))
        await zalo.raw(phone.encode(), **headers(GOOD))
    said = path.read_text("utf-8")
    assert 4 == said.count("webhook.")
    assert [] == [
        word for word in (phone, KEY, headers(GOOD)["X-ZEvent-Signature"]) if word in said
    ]


async def _connect(zalo: Client) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", int(zalo.url.rpartition(":")[2]))


async def _closed(reader: asyncio.StreamReader) -> bool:
    """Wait until the other side has closed a connection."""
    try:
        async with asyncio.timeout(30):
            return await reader.read() == b""
    except ConnectionError:
        return True


@pytest.mark.parametrize("sent", [b"", b"POST /webhook/zalo/default HTTP/1.1\r\nHost: x\r\nX-"])
async def test_idle_clients_do_not_switch_the_receiver_off(ledger: Ledger, sent: bytes) -> None:
    """More idle connections than there is room for: the oldest give way, and Zalo's events are taken."""
    campaign = sent_campaign(ledger, _R.ACCEPTED)
    async with running(ledger, limit=8) as zalo:
        idle = [await _connect(zalo) for _ in range(40)]
        for _, writer in idle:
            writer.write(sent)
        assert 200 == await zalo.post(arrival(f"{campaign.id}-1", f"m-{campaign.id}-1"))
        assert await _closed(idle[0][0])
        for _, writer in idle:
            writer.close()
    assert 1 == stored(ledger)


@pytest.mark.parametrize("sent", [b"", b"GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: 1"])
async def test_a_head_that_does_not_come_ends_the_connection(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    """Who connects and says nothing, or half a head, is not waited for for ever."""
    monkeypatch.setattr(asgi_server, "HEAD_SECONDS", 0.0)
    async with running(ledger) as zalo:
        reader, writer = await _connect(zalo)
        writer.write(sent)
        assert await _closed(reader)
        writer.close()


async def test_a_kept_connection_is_closed_when_no_request_comes(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection may bring a second request; after a while without one it is given back."""
    async with running(ledger) as zalo:
        reader, writer = await _connect(zalo)
        for _ in range(2):
            writer.write(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
            assert b"200 OK" in await reader.readuntil(b"ok")
        monkeypatch.setattr(asgi_server, "KEEP_ALIVE_SECONDS", 0.0)
        writer.write(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        await reader.readuntil(b"ok")
        assert await _closed(reader)
        writer.close()
