"""Ledgers of other versions, and one that moves from a file to a server."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path

import postgres_help
import psycopg
import pytest
from alembic import command
from kill_help import killed_at_commit
from ledger_help import NOW, FakeProvider, campaign_of, planned, retry_rows
from sqlalchemy import Connection, insert, select, text

from zns_batch.domain.states import RowState
from zns_batch.errors import LaneHeldError, LedgerError
from zns_batch.ledger import campaigns, leases, rows
from zns_batch.ledger.customers.keyed_hash import KeyedHash
from zns_batch.ledger.customers.never_send import scopes_of
from zns_batch.ledger.db.engine import Ledger, open_existing_ledger, open_ledger
from zns_batch.ledger.db.migrate import HEAD, _config, upgrade
from zns_batch.ledger.db.schema import metadata, row_counts
from zns_batch.ledger.maintenance.move_to_postgresql import move
from zns_batch.sending.interfaces import SendLimits
from zns_batch.services.campaigns.runner import CampaignRunner


@pytest.fixture
def empty() -> Iterator[str]:
    """A database on a server, in which there is nothing."""
    with postgres_help.database(blank=False) as url:
        yield url


def at_version(version: str, place: Path | str) -> Ledger:
    """Make a ledger as an older version made them, with a campaign in it."""
    ledger = open_existing_ledger(place)
    with ledger.engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        _one_campaign(connection)
    return ledger


def _one_campaign(connection: Connection) -> None:
    connection.execute(
        text(
            "INSERT INTO campaigns (id, name, account, provider, template, state, dry_run, source, "
            "headers, fingerprint, created_at, options) VALUES ('z1', 'một', 'default', 'zalo', "
            """'{"template_id": "217489", "name": "x", "key": "x", "params": {}}', 'running', false, 'a.csv', """
            "'[]', 'f', 1, '{}')"
        )
    )
    connection.execute(
        text("INSERT INTO inputs (campaign_id, seq, number, cells) VALUES ('z1', 1, 2, '[]')")
    )
    connection.execute(
        text(
            "INSERT INTO rows (campaign_id, seq, state, attempts, said) "
            "VALUES ('z1', 1, 'accepted', 1, '')"
        )
    )


def test_a_file_of_the_first_version_is_upgraded_when_it_is_opened(tmp_path: Path) -> None:
    """Nobody has to do anything for a ledger in a file, and nothing in it is lost."""
    at_version("0001", tmp_path / "ledger.db").close()

    with closing(open_ledger(tmp_path / "ledger.db")) as ledger:
        found = campaigns.get(ledger, "z1")
        assert ("một", False, 0, None) == (found.name, found.detached, found.turn, found.start_at)
        assert {RowState.ACCEPTED: 1} == rows.state_counts(ledger, "z1").rows


def test_an_older_ledger_on_a_server_is_upgraded_only_when_asked_for(empty: str) -> None:
    """Other machines may be sending with the older version: a person says when it is time."""
    at_version("0001", empty).close()
    with pytest.raises(LedgerError) as caught:
        open_ledger(empty)
    assert "ledger.older" == caught.value.key
    assert "zns-batch migrate" in caught.value.text("en")

    with closing(open_existing_ledger(empty)) as ledger:
        assert ("0001", HEAD) == upgrade(ledger.engine, ledger.place)
        assert (HEAD, HEAD) == upgrade(ledger.engine, ledger.place)
        assert {RowState.ACCEPTED: 1} == rows.state_counts(ledger, "z1").rows
    open_ledger(empty).close()


@pytest.mark.parametrize("state", ["paused", "completed"])
def test_a_list_of_an_upgraded_ledger_shows_what_its_rows_say(
    empty: str, tmp_path: Path, state: str
) -> None:
    """Campaigns of before the upgrade stand in lists with their counts, and can be resumed."""
    for place in (empty, tmp_path / "ledger.db"):
        older = at_version("0002", place)
        with older.engine.begin() as connection:
            connection.execute(text("UPDATE campaigns SET state = :state"), {"state": state})
            connection.execute(
                text(
                    "INSERT INTO inputs (campaign_id, seq, number, cells, phone, data) "
                    "VALUES ('z1', 2, 3, '[]', '84912345678', '{}')"
                )
            )
            connection.execute(
                text(
                    "INSERT INTO rows (campaign_id, seq, state, tracking_id, attempts, said) "
                    "VALUES ('z1', 2, 'pending', 'z1-2', 0, '')"
                )
            )
        upgrade(older.engine, older.place)
        older.close()
        with closing(open_ledger(place)) as ledger:
            with ledger.read() as connection:
                lines = select(row_counts).where(row_counts.c.rows > 0)
                stored = {line.state: line.rows for line in connection.execute(lines)}
            assert {"accepted": 1, "pending": 1} == stored
            ((_, counts),) = campaigns.list_page(ledger).entries
            assert rows.state_counts(ledger, "z1") == counts
            campaigns.start(ledger, "z1", now=NOW)
            assert ["z1-2"] == [row.tracking_id for row in rows.due(ledger, "z1", after=0, most=9)]


@pytest.fixture(params=["sqlite", "postgresql"])
def nowhere(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where a ledger will lie, on each database in turn."""
    if request.param == "sqlite":
        return tmp_path / "ledger.db"
    url: str = request.getfixturevalue("empty")
    return url


def test_a_number_of_an_upgraded_never_send_list_is_found(nowhere: Path | str) -> None:
    """Who was on the list before the upgrade stays on it, and is found without reading all of it."""
    older = at_version("0011", nowhere)
    with older.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO never_send (account, recipient, source, why, added_at, entry_id) "
                "VALUES ('*', '84912000001', 'person', 'x', 1, 1)"
            )
        )
    upgrade(older.engine, older.place)
    older.close()

    with closing(open_ledger(nowhere)) as ledger:
        assert [None] == scopes_of(ledger, "84912000001", KeyedHash(key=b"k" * 32))
        assert [] == scopes_of(ledger, "84912000002", None)
        with ledger.read() as connection:
            if ledger.is_shared:
                # So few lines would be read as a whole, whatever index there is.
                connection.execute(text("SET LOCAL enable_seqscan = off"))
            explain = "EXPLAIN" if ledger.is_shared else "EXPLAIN QUERY PLAN"
            asked = "SELECT account FROM never_send WHERE recipient = '84912000001'"
            plan = str(connection.execute(text(f"{explain} {asked}")).all())
        assert "ix_never_send_recipient" in plan


def test_two_that_set_up_a_database_at_once_both_get_it(empty: str) -> None:
    """Workers that start together on a new database wait for each other."""
    with ThreadPoolExecutor(4) as threads:
        ledgers = list(threads.map(lambda _: open_ledger(empty), range(4)))
    for ledger in ledgers:
        assert 0 == campaigns.count(ledger)
        ledger.close()


def test_a_newer_ledger_on_a_server_is_left_alone(empty: str) -> None:
    """An old program says that it is too old, also when it is asked to migrate."""
    open_ledger(empty).close()
    with psycopg.connect(empty, autocommit=True) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with closing(open_existing_ledger(empty)) as ledger:
        for attempt in (lambda: open_ledger(empty), lambda: upgrade(ledger.engine, ledger.place)):
            with pytest.raises(LedgerError) as caught:
                attempt()
            assert "ledger.newer" == caught.value.key


# ── moving ──


@pytest.fixture
def target(empty: str) -> Iterator[Ledger]:
    """A ledger on a server, without a line."""
    found = open_ledger(empty)
    yield found
    found.close()


def filled(place: Path) -> str:
    """Make a ledger in which no table is empty, with a campaign that waits; return the campaign."""
    with closing(open_ledger(place)) as ledger:
        campaign = campaign_of(ledger, [planned(n) for n in range(1, 7)])
        rows.cancel_pending(ledger, campaign.id, now=NOW)
        retry_rows(ledger, campaign, {RowState.CANCELLED}, now=NOW)
        leases.release(ledger, leases.acquire(ledger, "default", campaign.id, now=NOW))
        with ledger.write() as connection:
            for table in metadata.sorted_tables:
                if connection.execute(select(table).limit(1)).first() is None:
                    values = {
                        column.name: _anything(column.type.python_type) for column in table.columns
                    }
                    connection.execute(insert(table), values)
    return campaign.id


def _anything(kind: type) -> object:
    return {str: "a\0b", int: 7, bool: True, bytes: b"\0\xff"}[kind]


def everything(ledger: Ledger) -> dict[str, list[object]]:
    """Return what is in a ledger, but for the workers, which are processes."""
    tables = [table for table in metadata.sorted_tables if table.name != "workers"]
    with ledger.read() as connection:
        return {
            table.name: [
                tuple(line)
                for line in connection.execute(select(table).order_by(*table.primary_key))
            ]
            for table in tables
        }


async def test_a_ledger_moves_whole_and_goes_on_there(tmp_path: Path, target: Ledger) -> None:
    """Every line is there, new ones are numbered on, and what waited is sent once."""
    file = tmp_path / "ledger.db"
    campaign_id = filled(file)
    with closing(open_ledger(file)) as ledger:
        before = everything(ledger)

    counted = move(file, target)

    assert {name: len(lines) for name, lines in before.items()} == counted
    assert {name: _cleaned(lines) for name, lines in before.items()} == everything(target)
    provider = FakeProvider()
    found = campaigns.get(target, campaign_id)
    await CampaignRunner(
        ledger=target, campaign=found, provider=provider, limits=SendLimits(rate=1000.0)
    ).run()
    assert 6 == len({message.tracking_id for message in provider.arrived}) == len(provider.arrived)
    assert {RowState.ACCEPTED: 6} == rows.state_counts(target, campaign_id).rows


def _clean(value: object) -> object:
    return value.replace("\0", "") if isinstance(value, str) else value


def test_a_file_that_was_moved_says_where_it_went(tmp_path: Path, target: Ledger) -> None:
    """Nobody goes on sending from it by mistake, not even who has had it open all along."""
    file = tmp_path / "ledger.db"
    campaign_id = filled(file)
    with closing(open_ledger(file)) as before:
        move(file, target)
        with pytest.raises(LedgerError):
            leases.acquire(before, "default", campaign_id, now=NOW)
        with pytest.raises(LedgerError):
            rows.cancel_pending(before, campaign_id, now=NOW)
        assert {RowState.PENDING: 6} == rows.state_counts(before, campaign_id).rows

    with pytest.raises(LedgerError) as caught:
        open_ledger(file)
    assert ("ledger.moved", target.place) == (caught.value.key, caught.value.params["to"])
    with pytest.raises(LedgerError) as caught:
        move(file, target)
    assert "ledger.moved" == caught.value.key


def test_nothing_moves_into_a_database_that_was_used(tmp_path: Path, target: Ledger) -> None:
    """Two histories are never mixed, and the file stays as it was."""
    file = tmp_path / "ledger.db"
    filled(file)
    campaign_of(target, [planned(1)], name="hai")

    with pytest.raises(LedgerError) as caught:
        move(file, target)
    assert "ledger.move-to-full" == caught.value.key
    open_ledger(file).close()


def test_nothing_moves_while_somebody_sends(tmp_path: Path, target: Ledger) -> None:
    """What is in flight belongs to the ledger under which it left."""
    file = tmp_path / "ledger.db"
    campaign_id = filled(file)
    with closing(open_ledger(file)) as ledger:
        from zns_batch.core.clock import SystemClock

        leases.acquire(ledger, "default", campaign_id, now=SystemClock().now())
        with pytest.raises(LaneHeldError):
            move(file, target)
    assert 0 == campaigns.count(target)


def test_a_move_that_is_killed_leaves_one_ledger_and_is_finished(
    tmp_path: Path, empty: str
) -> None:
    """Killed at whichever of its commits, no list can go out from both, and the command goes on."""
    for number in count(1):
        file = tmp_path / f"{number}.db"
        campaign_id = filled(file)
        with closing(open_ledger(file)) as ledger:
            before = {name: _cleaned(lines) for name, lines in everything(ledger).items()}
        with postgres_help.database() as url:
            killed = killed_at_commit(number, partial(_moved, file, url))
            with closing(open_ledger(url)) as target:
                usable = [campaign_id in _campaigns_of(place) for place in (file, url)]
                assert 1 == sum(usable) or (killed and usable == [False, False])
                if killed:
                    move(file, target)
                assert before == everything(target)
                assert not _campaigns_of(file)
        if not killed:
            assert number > 3
            return


def _moved(file: Path, url: str) -> None:
    with closing(open_ledger(url)) as target:
        move(file, target)


def _campaigns_of(place: Path | str) -> list[str]:
    """Return the campaigns that could be sent from a ledger."""
    try:
        with closing(open_ledger(place)) as ledger:
            return [campaign.id for campaign in campaigns.list_all(ledger)]
    except LedgerError:
        return []


def _cleaned(lines: list[object]) -> list[tuple[object, ...]]:
    return [tuple(_clean(value) for value in line) for line in lines]  # type: ignore[attr-defined]  # lines of a table


def test_a_move_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, target: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the database breaks off in the middle, people go on with the file."""
    file = tmp_path / "ledger.db"
    campaign_id = filled(file)

    def fails(*_: object) -> None:
        raise LedgerError("ledger.unreachable", path="x", why="y")

    monkeypatch.setattr("zns_batch.ledger.maintenance.move_to_postgresql._copy_all", fails)
    with pytest.raises(LedgerError):
        move(file, target)
    with closing(open_ledger(file)) as ledger:
        rows.cancel_pending(ledger, campaign_id, now=NOW)
    assert 0 == campaigns.count(target)


def test_a_move_that_was_killed_does_not_go_on_elsewhere(tmp_path: Path, target: Ledger) -> None:
    """Whatever the first database has, no second one can come to have it too."""
    file = tmp_path / "ledger.db"
    filled(file)
    with postgres_help.database() as url:
        assert killed_at_commit(3, partial(_moved, file, url))
        with pytest.raises(LedgerError) as caught:
            move(file, target)
        assert "ledger.moving" == caught.value.key
        assert 0 == campaigns.count(target)
        with closing(open_ledger(url)) as first:
            # A sender that did not wait for the move to be finished.
            rows.cancel_pending(first, campaigns.list_all(first)[0].id, now=NOW)
            there = everything(first)
            move(file, first)
            assert there == everything(first)


def test_a_file_that_is_not_there_is_told(tmp_path: Path, target: Ledger) -> None:
    """A mistyped name does not make an empty ledger and move that."""
    with pytest.raises(LedgerError) as caught:
        move(tmp_path / "ledger.db", target)
    assert "ledger.move-from-nothing" == caught.value.key
    assert [] == list(tmp_path.iterdir())
