"""What is PostgreSQL's alone: its troubles in our words, its locks, its clock, its restarts."""

import asyncio
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import postgres_help
import psycopg
import pytest
from ledger_help import NOW, TestClock, accepted, campaign_of, planned, retry_rows
from postgres_server import LOGIN, Server

from zns_batch.core.clock import SystemClock
from zns_batch.domain.states import RowState
from zns_batch.errors import LaneHeldError, LedgerError
from zns_batch.ledger import campaigns, leases, rows
from zns_batch.ledger.db import timestamps
from zns_batch.ledger.db.engine import Ledger, open_ledger
from zns_batch.ledger.leases import Lease
from zns_batch.ledger.outcome_writer import OutcomeWriter
from zns_batch.ledger.process_identity import ProcessIdentity
from zns_batch.ledger.records import Campaign

ELSEWHERE = ProcessIdentity(host="another-machine", pid=1, started=0.0)


@pytest.fixture
def url() -> Iterator[str]:
    """A database with a ledger in it, without a line."""
    with postgres_help.database() as found:
        yield found


@pytest.fixture
def shared(url: str) -> Iterator[Ledger]:
    """An open ledger that goes by the server's clock."""
    with closing(open_ledger(url)) as found:
        yield found


@pytest.fixture
def campaign(shared: Ledger) -> Campaign:
    """Twenty rows that wait."""
    return campaign_of(shared, [planned(n) for n in range(20)])


def tell(url: str, *statements: str) -> None:
    """Do something to a database behind the program's back."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def key_of(url: str) -> tuple[str, str]:
    """Return what opening a ledger comes to: the error's key and its line."""
    with pytest.raises(LedgerError) as caught:
        open_ledger(url).close()
    line = caught.value.text("en")
    assert "\n" not in line
    return caught.value.key, line


# ── opening ──


@pytest.mark.parametrize(
    "address",
    [
        "mysql://zns:geheim@host/zns",
        "postgresql://zns:geheim@host",
        "postgresql://zns:geheim@host:port/zns",
        "geheim",
        "C:\\geheim\\ledger.db",
        "://geheim",
    ],
)
def test_a_bad_address_is_told_without_showing_it(address: str) -> None:
    """A mistake in ZNS_DATABASE_URL gives one line, and no password."""
    key, line = key_of(address)
    assert "ledger.bad-address" == key
    assert "geheim" not in line


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_an_address_may_begin_in_either_way(url: str, scheme: str) -> None:
    """Hosting services write the same address in several ways."""
    with closing(open_ledger(url.replace("postgresql", scheme, 1))) as found:
        assert 0 == campaigns.count(found)
        assert url == found.place


def test_a_server_that_is_not_there_is_told() -> None:
    """Where nobody answers the person hears so at once."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        key, line = key_of(f"postgresql://zns:geheim@127.0.0.1:{port}/zns")
    assert "ledger.unreachable" == key
    assert "geheim" not in line
    assert f"postgresql://zns@127.0.0.1:{port}/zns" in line


def test_a_wrong_password_is_told_and_not_shown(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The right one comes from the address or from PGPASSWORD, and neither is ever shown."""
    server = postgres_help.shared()
    tell(
        url,
        f"DO $$ BEGIN CREATE ROLE {LOGIN} LOGIN PASSWORD 'richtig'; "
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {LOGIN}",
    )
    name = url.rpartition("/")[2]
    bare = server.url(name, LOGIN)
    wrong = bare.replace(f"{LOGIN}@", f"{LOGIN}:geheim@")
    for address in (wrong, bare, f"{bare}?password=geheim"):
        key, line = key_of(address)
        assert "ledger.not-let-in" == key
        assert "geheim" not in line

    monkeypatch.setenv("PGPASSWORD", "richtig")
    with closing(open_ledger(bare)) as found:
        assert 0 == campaigns.count(found)
        assert "richtig" not in repr(found)


def test_a_database_that_is_missing_is_told(url: str) -> None:
    """The line says which, and how to make it."""
    key, line = key_of(url.rpartition("/")[0] + "/zns_nowhere")
    assert "ledger.no-database" == key
    assert "createdb" in line


def test_a_user_without_rights_is_told() -> None:
    """Who may not make tables hears what is missing."""
    with postgres_help.database(blank=False) as url:
        role = url.rpartition("/")[2]
        tell(url, f"CREATE ROLE {role} LOGIN")
        try:
            key, _ = key_of(postgres_help.shared().url(role, role))
            assert "ledger.no-right" == key
            tell(url, f"ALTER ROLE {role} CONNECTION LIMIT 0")
            key, _ = key_of(postgres_help.shared().url(role, role))
            assert "ledger.crowded" == key
        finally:
            tell(url, f"DROP ROLE {role}")


def test_a_server_that_can_only_be_read_is_told(url: str, shared: Ledger) -> None:
    """On a standby nothing is sent, and everything can be looked at."""
    campaign = campaign_of(shared, [planned(1)])
    name = url.rpartition("/")[2]
    tell(url, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with closing(open_ledger(url)) as standby:
        assert {RowState.PENDING: 1} == rows.state_counts(standby, campaign.id).rows
        with pytest.raises(LedgerError) as caught:
            leases.acquire(standby, "default", campaign.id, now=NOW)
    assert "ledger.standby" == caught.value.key


def test_what_a_server_was_set_to_does_not_weaken_a_commit(url: str, shared: Ledger) -> None:
    """An intent waits for the disk even where somebody made the server not to wait."""
    name = url.rpartition("/")[2]
    tell(url, f"ALTER DATABASE {name} SET synchronous_commit = off")
    with closing(open_ledger(url)) as found, found.write(beside=True) as connection:
        assert "on" == connection.exec_driver_sql("SHOW synchronous_commit").scalar()
        assert "read committed" == connection.exec_driver_sql("SHOW transaction_isolation").scalar()


# ── clocks ──


@pytest.mark.parametrize("wrong", [timedelta(hours=9), timedelta(hours=-9), timedelta(days=400)])
def test_a_machine_with_a_wrong_clock_steals_no_lane(
    shared: Ledger, campaign: Campaign, wrong: timedelta
) -> None:
    """Signs of life are given and judged by the server's clock alone."""
    now = SystemClock().now()
    leases.acquire(shared, "default", campaign.id, now=now + wrong, owner=ELSEWHERE)
    assert leases.holder(shared, "default", now=now) is not None
    for moment in (now, now + wrong, now - wrong):
        with pytest.raises(LaneHeldError):
            leases.acquire(shared, "default", campaign.id, now=moment)


def test_a_lane_is_free_when_its_lease_is_over_by_the_servers_clock(
    shared: Ledger, campaign: Campaign, url: str
) -> None:
    """A machine that is lost holds an account up for seconds, whatever any clock shows."""
    leases.acquire(shared, "default", campaign.id, now=NOW, owner=ELSEWHERE)
    tell(url, "UPDATE lanes SET beat_at = beat_at - 16000")
    assert 2 == leases.acquire(shared, "default", campaign.id, now=NOW).epoch


# ── locks ──


def held(url: str, statement: str) -> psycopg.Connection:
    """Begin a transaction that stays open."""
    connection = psycopg.connect(url)
    connection.execute(statement.encode())
    return connection


async def sent_one(ledger: Ledger, lease: Lease, campaign: Campaign, place: int = 0) -> None:
    """Write an intent and an outcome as a lane does."""
    writer = OutcomeWriter(ledger, lease, TestClock())
    try:
        row = rows.due(ledger, campaign.id, after=place, most=1)[0]
        await writer.record_intent(row, attempt=1)
        await writer.record_outcome(row, attempt=1, outcome=accepted("m"))
    finally:
        await writer.close()


async def test_no_lock_of_others_stands_in_the_way_of_a_message(
    shared: Ledger, campaign: Campaign, url: str
) -> None:
    """While another account's lane is at work, and while somebody plans, messages go on."""
    other = campaign_of(shared, [planned(1)], account="other")
    lease = leases.acquire(shared, "default", campaign.id, now=NOW)
    leases.acquire(shared, "other", other.id, now=NOW)
    with (
        closing(held(url, "SELECT * FROM lanes WHERE account = 'other' FOR UPDATE")),
        shared.write(),
    ):
        await asyncio.wait_for(sent_one(shared, lease, campaign), 20)
    assert 1 == rows.state_counts(shared, campaign.id).rows[RowState.ACCEPTED]


def test_who_takes_a_lane_over_waits_for_a_commit_on_its_way(
    shared: Ledger, campaign: Campaign, url: str
) -> None:
    """An intent that commits at that moment is found, and its row is in doubt."""
    gone = replace(ProcessIdentity.this_process(), started=1.0)
    leases.acquire(shared, "default", campaign.id, now=NOW, owner=gone)
    with closing(held(url, "UPDATE lanes SET beat_at = beat_at")) as before:
        before.execute("UPDATE rows SET state = 'sending', attempts = 1, epoch = 1 WHERE seq = 1")
        with ThreadPoolExecutor(1) as thread:
            taking = thread.submit(leases.acquire, shared, "default", campaign.id, now=NOW)
            wait_for_a_lock(url)
            assert not taking.done()
            before.commit()
            assert 2 == taking.result(30).epoch
    assert 1 == rows.state_counts(shared, campaign.id).rows[RowState.UNKNOWN]


def wait_for_a_lock(url: str) -> None:
    """Wait until somebody waits for somebody."""
    asked = (
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() "
        "AND wait_event_type = 'Lock'"
    )
    with psycopg.connect(url, autocommit=True) as connection:
        while connection.execute(asked).fetchone() is None:
            pass


async def test_what_is_noted_is_what_was_changed(
    shared: Ledger, campaign: Campaign, url: str
) -> None:
    """A late answer that comes beside a person's word never leaves a note of what did not happen."""
    lease = leases.acquire(shared, "default", campaign.id, now=NOW)
    row = rows.due(shared, campaign.id, after=0, most=1)[0]
    writer = OutcomeWriter(shared, lease, TestClock())
    try:
        await writer.record_intent(row, attempt=1)
        tell(
            url,
            "UPDATE lanes SET epoch = epoch + 1",
            "UPDATE rows SET state = 'unknown' WHERE seq = 1",
        )
        with closing(held(url, "SELECT * FROM lanes FOR UPDATE")) as before:
            late = writer.record_outcome(row, attempt=1, outcome=accepted("late"))
            settling = asyncio.ensure_future(late)
            retrying = asyncio.create_task(
                asyncio.to_thread(retry_rows, shared, campaign, {RowState.UNKNOWN}, now=NOW)
            )
            await asyncio.to_thread(wait_for_a_lock, url)
            before.rollback()
            await settling
            moved = await retrying
    finally:
        await writer.close()
    with shared.read() as connection:
        noted = connection.exec_driver_sql("SELECT count(*) FROM changes WHERE state = 'pending'")
        assert moved == noted.scalar()
    settled = rows.state_counts(shared, campaign.id).rows.get(RowState.ACCEPTED, 0)
    assert 1 == settled + moved


# ── a server that goes away ──


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that may be stopped."""
    with postgres_help.own_server() as found:
        yield found


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
async def test_a_restart_of_the_server_is_sat_out(server: Server, how: signal.Signals) -> None:
    """Outcomes and intents that meet a server that starts again are written once it is back, and once."""
    with closing(open_ledger(server.url())) as ledger:
        campaign = campaign_of(ledger, [planned(n) for n in range(4)])
        lease = leases.acquire(ledger, "default", campaign.id, now=NOW)
        writer = OutcomeWriter(ledger, lease, TestClock())
        first, second, *_ = rows.due(ledger, campaign.id, after=0, most=4)
        await writer.record_intent(first, attempt=1)
        await asyncio.to_thread(server.stop, how)
        answered = asyncio.ensure_future(
            writer.record_outcome(first, attempt=1, outcome=accepted("m"))
        )
        intended = asyncio.ensure_future(writer.record_intent(second, attempt=1))
        looking = asyncio.create_task(asyncio.to_thread(rows.count, ledger, campaign.id))
        await asyncio.sleep(0.3)
        assert not answered.done()
        assert not intended.done()
        await asyncio.to_thread(server.start)
        await asyncio.gather(answered, intended)
        assert await looking in {3, 4}
        await writer.close()
        assert {
            RowState.ACCEPTED: 1,
            RowState.SENDING: 1,
            RowState.PENDING: 2,
        } == rows.state_counts(ledger, campaign.id).rows
        with ledger.read() as connection:
            noted = connection.exec_driver_sql("SELECT count(*) FROM changes").scalar()
        assert 3 == noted


async def test_a_commit_whose_answer_got_lost_is_not_made_twice(
    shared: Ledger, campaign: Campaign, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line may be cut after the server has committed: the intent counts, and the row goes out."""
    lease = leases.acquire(shared, "default", campaign.id, now=NOW)
    dialect = shared.engine.dialect
    commit = dialect.do_commit
    cuts = iter([True])

    def cut(connection: object) -> None:
        commit(connection)  # type: ignore[arg-type]  # whatever the dialect calls a connection
        if next(cuts, False):
            raise psycopg.OperationalError("server closed the connection unexpectedly")

    row = rows.due(shared, campaign.id, after=0, most=1)[0]
    writer = OutcomeWriter(shared, lease, TestClock())
    monkeypatch.setattr(dialect, "do_commit", cut)
    try:
        await writer.record_intent(row, attempt=1)
    finally:
        await writer.close()
    with shared.read() as connection:
        assert 1 == connection.exec_driver_sql("SELECT count(*) FROM changes").scalar()
    assert 1 == rows.state_counts(shared, campaign.id).rows[RowState.SENDING]


def test_the_servers_clock_is_asked_for(shared: Ledger) -> None:
    """What stands in for it in other tests is not what runs."""
    with shared.read() as connection:
        assert timestamps.has_clock(connection)
        off = timestamps.common_now(connection, NOW) - SystemClock().now()
    assert abs(off) < timedelta(minutes=1)
