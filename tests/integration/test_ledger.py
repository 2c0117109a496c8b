"""The ledger on a real SQLite file and on a real PostgreSQL server."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from ledger_help import NOW, campaign_of, opened, planned, retry_rows
from sqlalchemy import event, update

from zns_batch.domain.planned_row import PlannedRow
from zns_batch.domain.sheet import Cell, CellError
from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.errors import LedgerError, UnknownCampaignError
from zns_batch.ledger import campaigns, deduplication, drafts, leases, rows
from zns_batch.ledger.db.engine import Ledger, open_ledger
from zns_batch.ledger.db.migrate import HEAD
from zns_batch.ledger.db.schema import campaigns as campaigns_table
from zns_batch.ledger.db.schema import metadata
from zns_batch.ledger.db.schema import rows as table
from zns_batch.ledger.deduplication import exclude_already_sent
from zns_batch.ledger.insert_rows import insert_rows
from zns_batch.ledger.process_identity import ProcessIdentity
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.row_codec import decode_cells, encode_cells
from zns_batch.services.campaigns import control

# ── transactions ──


def test_reads_of_a_snapshot_show_one_moment(ledger: Ledger) -> None:
    """A page that asks several times does not tell of a campaign in one place and not in another."""
    campaign_of(ledger, [planned(1)], name="before")
    with ledger.snapshot():
        assert 1 == campaigns.count(ledger)
        with ThreadPoolExecutor(1) as beside:
            beside.submit(campaign_of, ledger, [planned(2)], name="beside").result()
            assert 2 == beside.submit(campaigns.count, ledger).result()
        assert ["before"] == [each.name for each in campaigns.list_all(ledger)]
    assert 2 == campaigns.count(ledger)


def test_nothing_is_written_within_a_snapshot(ledger: Ledger) -> None:
    """Its reads would go on to tell what was before, and somebody would send a second time."""
    with ledger.snapshot():
        with pytest.raises(RuntimeError, match="snapshot"):
            campaign_of(ledger, [planned(1)])
        assert 0 == campaigns.count(ledger)
    assert campaign_of(ledger, [planned(1)]).id


# ── the file ──


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps other people out by folder")
def test_only_the_owner_can_read_the_ledger(tmp_path: Path) -> None:
    """Phones and tokens in the ledger are for nobody but the person who runs the program."""
    open_ledger(tmp_path / "home" / "ledger.db").close()

    assert 0o600 == stat.S_IMODE((tmp_path / "home" / "ledger.db").stat().st_mode)
    assert 0o700 == stat.S_IMODE((tmp_path / "home").stat().st_mode)


def test_an_intent_survives_a_power_cut(file_ledger: Ledger) -> None:
    """The file is written ahead and synced in full, so that what was committed stays."""
    with file_ledger.read() as connection:
        assert "wal" == connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        assert 2 == connection.exec_driver_sql("PRAGMA synchronous").scalar()


def test_a_second_look_at_the_file_does_not_give_it_to_others(tmp_path: Path) -> None:
    """The pages open their ledger once more for an account's login; when a child that planned a list
    ends, everything that is committed is still there and the pages still write.
    """
    with closing(opened(tmp_path)) as ledger:
        campaign = campaign_of(ledger, [planned(1)])
        open_ledger(tmp_path / "ledger.db").close()
        child = (
            "import sys; from pathlib import Path; from zns_batch.ledger.db.engine import open_ledger;"
            "ledger = open_ledger(Path(sys.argv[1])); ledger.read().__enter__(); ledger.close()"
        )
        subprocess.run([sys.executable, "-c", child, str(tmp_path / "ledger.db")], check=True)
        assert (tmp_path / "ledger.db-wal").exists()
        campaigns.stop(ledger, campaign.id, state=CampaignState.CANCELLED, now=NOW)
        assert CampaignState.CANCELLED is campaigns.get(ledger, campaign.id).state


def test_the_tables_are_what_the_program_thinks_they_are(ledger: Ledger) -> None:
    """A ledger made by the migrations has exactly the tables that the queries use."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with ledger.engine.connect() as connection:
        assert [] == compare_metadata(MigrationContext.configure(connection), metadata)


def test_the_newest_migration_is_the_one_the_program_asks_for() -> None:
    """A migration that is added is also applied."""
    from alembic.script import ScriptDirectory

    from zns_batch.ledger.db.migrate import _config

    assert HEAD == ScriptDirectory.from_config(_config()).get_current_head()


def test_a_ledger_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    """An old program says that it is too old instead of damaging a newer ledger."""
    opened(tmp_path).close()
    with sqlite3.connect(tmp_path / "ledger.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    with pytest.raises(LedgerError) as caught:
        opened(tmp_path)
    assert "ledger.newer" == caught.value.key


@pytest.mark.parametrize(
    "content, key",
    [(b"this is no database, however long it may be" * 99, "ledger.not-a-ledger")],
)
def test_a_file_that_is_no_ledger_is_told_in_one_line(
    tmp_path: Path, content: bytes, key: str
) -> None:
    """A wrong ZNS_HOME gives a sentence, and the file there is not touched."""
    path = tmp_path / "ledger.db"
    path.write_bytes(content)

    with pytest.raises(LedgerError) as caught:
        open_ledger(path)
    assert key == caught.value.key
    assert content == path.read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="needs Unix permissions")
def test_a_folder_that_cant_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    """A state folder without permission gives a sentence, not a traceback."""
    (tmp_path / "file").write_text("a file where a folder should be")

    with pytest.raises(LedgerError) as caught:
        open_ledger(tmp_path / "file" / "ledger.db")
    assert "ledger.unwritable" == caught.value.key


def test_a_full_disk_is_told_as_such(file_ledger: Ledger) -> None:
    """When there is no room for an intent the person hears why nothing leaves."""
    with file_ledger.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    # SQLite's own limit gives the same error as a disk without room.
    with pytest.raises(LedgerError) as caught, file_ledger.write() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        connection.exec_driver_sql("CREATE TABLE big (x)")
        connection.exec_driver_sql("INSERT INTO big VALUES (randomblob(1000000))")
    assert "ledger.full" == caught.value.key


# ── what is kept ──


CELLS: tuple[Cell, ...] = (
    None,
    "0912",
    "Nguyễn",
    150000.0,
    7,
    True,
    datetime(2026, 11, 22, 8, 5),
    date(2026, 11, 22),
    time(8, 5),
    timedelta(hours=30),
    CellError("#N/A"),
)


def test_cells_come_back_as_the_file_had_them() -> None:
    """The results workbook can show every original cell with its own type."""
    back = decode_cells(encode_cells(CELLS))

    assert CELLS == back
    assert [type(cell) for cell in CELLS] == [type(cell) for cell in back]


def test_rows_come_back_in_the_sheets_order_with_their_numbers(ledger: Ledger) -> None:
    """Row numbers of the spreadsheet are kept to the end."""
    campaign = campaign_of(ledger, [planned(3), planned(7, state=RowState.INVALID), planned(9)])

    found = list(rows.read_rows(ledger, campaign.id, price=200))
    assert [4, 8, 10] == [row.number for row in found]
    assert [f"{campaign.id}-1", None, f"{campaign.id}-3"] == [row.tracking_id for row in found]


def test_every_tracking_id_is_one_that_zalo_takes(ledger: Ledger) -> None:
    """Zalo recommends at most 48 characters without special ones; each row has its own."""
    campaign = campaign_of(ledger, [planned(n) for n in range(50)])

    ids = [row.tracking_id or "" for row in rows.read_rows(ledger, campaign.id)]
    assert 50 == len(set(ids))
    assert all(len(one) <= 48 and one.replace("-", "").isalnum() for one in ids)


def test_a_name_that_is_taken_is_told(ledger: Ledger) -> None:
    """Two campaigns can't be confused by their name."""
    campaign_of(ledger, [planned(1)], name="tháng 11")

    with pytest.raises(LedgerError) as caught:
        campaign_of(ledger, [planned(2)], name="tháng 11")
    assert "ledger.name-taken" == caught.value.key


def test_a_campaign_is_found_by_id_by_name_and_as_the_latest(ledger: Ledger) -> None:
    """People name a campaign in whichever way is at hand."""
    first = campaign_of(ledger, [planned(1)], name="một")
    second = campaign_of(ledger, [planned(2)], name="hai", now=NOW + timedelta(minutes=1))

    assert first.id == campaigns.find(ledger, "một").id
    assert first.id == campaigns.find(ledger, first.id).id
    assert second.id == campaigns.find(ledger, "latest").id
    with pytest.raises(UnknownCampaignError):
        campaigns.find(ledger, "ba")


def test_a_draft_is_never_shown_and_leaves_no_trace(ledger: Ledger) -> None:
    """A plan that nobody confirmed can't be resumed by mistake, nor block the list it came from."""
    draft = campaign_of(ledger, [planned(1)], confirmed=False)
    with pytest.raises(UnknownCampaignError):
        campaigns.find(ledger, "latest")

    drafts.drop_draft(ledger, draft.id)

    assert 0 == rows.planned_total(ledger, draft.id)
    assert [] == campaigns.list_all(ledger)


def test_what_a_process_left_when_it_died_while_planning_is_cleared_away(ledger: Ledger) -> None:
    """A kill while planning costs nothing but the time to plan again."""
    draft = campaign_of(ledger, [planned(1)], confirmed=False)

    drafts.drop_old_drafts(ledger, now=NOW + timedelta(hours=25))

    with pytest.raises(UnknownCampaignError):
        campaigns.get(ledger, draft.id)


@pytest.mark.parametrize("most", [1_000_000, 20])
def test_a_list_of_several_chunks_is_whole(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """However rows are bundled for the database, each comes back in its place with its reference."""
    monkeypatch.setattr("zns_batch.ledger.insert_rows.CHUNK", 4)
    monkeypatch.setattr("zns_batch.ledger.insert_rows.most_values", lambda _: most)
    states = {3: RowState.INVALID, 8: RowState.SUPPRESSED, 9: RowState.DUPLICATE}
    wanted = [planned(n, state=states.get(n, RowState.PENDING)) for n in range(1, 12)]
    campaign = campaign_of(ledger, wanted)

    found = list(rows.read_rows(ledger, campaign.id))
    assert [(n, n + 1) for n in range(1, 12)] == [(row.seq, row.number) for row in found]
    assert [row.state for row in wanted] == [row.state for row in found]
    assert [None if n in states else f"{campaign.id}-{n}" for n in range(1, 12)] == [
        row.tracking_id for row in found
    ]
    assert 8 == rows.count(ledger, campaign.id)
    assert 2 == rows.count(ledger, campaign.id, [RowState.INVALID, RowState.DUPLICATE])


def test_a_list_that_breaks_off_is_told(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in the middle of a list comes to whoever plans it, not to the thread that writes."""
    monkeypatch.setattr("zns_batch.ledger.insert_rows.CHUNK", 1)

    def broken() -> Iterator[PlannedRow]:
        yield planned(1)
        yield planned(2)
        raise UnknownCampaignError("ledger.no-campaign")

    with pytest.raises(UnknownCampaignError):
        campaign_of(ledger, broken())
    with pytest.raises(LedgerError):
        insert_rows(ledger, "no such campaign", [planned(1), planned(2)])


def test_a_ledger_that_can_not_be_written_is_told_soon(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for the end of a long list when its first rows could not be written."""
    monkeypatch.setattr("zns_batch.ledger.insert_rows.CHUNK", 1)
    taken = 0

    def long_list() -> Iterator[PlannedRow]:
        nonlocal taken
        for taken in range(1, 1_000):
            yield planned(taken)

    with pytest.raises(LedgerError):
        insert_rows(ledger, "no such campaign", long_list())
    assert taken < 10


def test_only_what_is_said_so_does_without_the_disk(ledger: Ledger) -> None:
    """Planned rows need not wait for the disk; the next commit does, on whichever connection."""
    asked = "SHOW synchronous_commit" if ledger.is_shared else "PRAGMA synchronous"
    full, less = ("on", "off") if ledger.is_shared else (2, 1)
    found = []
    for synced in (True, False, True):
        with ledger.write(synced=synced) as connection:
            found.append(connection.exec_driver_sql(asked).scalar())
    assert [full, less, full] == found


# ── sent before ──


def test_the_same_list_in_another_order_is_recognised(ledger: Ledger) -> None:
    """Sorting a list does not make it a new one."""
    first = campaign_of(ledger, [planned(1), planned(2)])
    second = campaign_of(ledger, [planned(2), planned(1)], confirmed=False)

    found = deduplication.sent_before(ledger, second)
    assert found is not None
    assert first.id == found.id


def test_a_dry_run_does_not_count_as_sent(ledger: Ledger) -> None:
    """After a rehearsal the real thing goes out."""
    campaign_of(ledger, [planned(1)], dry_run=True)
    real = campaign_of(ledger, [planned(1)], confirmed=False)

    assert deduplication.sent_before(ledger, real) is None


def test_a_campaign_cancelled_before_its_first_message_does_not_count(ledger: Ledger) -> None:
    """Whoever cancels in time and mends something can send the list again."""
    first = campaign_of(ledger, [planned(1)])
    rows.cancel_pending(ledger, first.id, now=NOW)
    campaigns.stop(ledger, first.id, state=CampaignState.CANCELLED, now=NOW)
    second = campaign_of(ledger, [planned(1)], confirmed=False)

    assert deduplication.sent_before(ledger, second) is None


def test_a_list_that_grew_reaches_only_the_new_people(ledger: Ledger) -> None:
    """A row that was sent, or may yet be, is set aside when its list comes again with more rows."""
    first = campaign_of(ledger, [planned(1), planned(2)])
    second = campaign_of(ledger, [planned(1), planned(2), planned(3)], confirmed=False)

    earlier = exclude_already_sent(ledger, second, now=NOW)

    assert earlier is not None
    assert first.id == earlier.campaign_id
    states = [row.state for row in rows.read_rows(ledger, second.id)]
    assert [RowState.DUPLICATE, RowState.DUPLICATE, RowState.PENDING] == states


def test_a_row_that_was_cancelled_can_be_sent_by_another_campaign(ledger: Ledger) -> None:
    """What never went out is not held back for having been planned once."""
    first = campaign_of(ledger, [planned(1), planned(2)])
    rows.cancel_pending(ledger, first.id, now=NOW)
    second = campaign_of(ledger, [planned(1), planned(3)], confirmed=False)

    assert exclude_already_sent(ledger, second, now=NOW) is None


def _refuse(ledger: Ledger, campaign: Campaign, seq: int) -> None:
    with ledger.write() as connection:
        mine = (table.c.campaign_id == campaign.id) & (table.c.seq == seq)
        connection.execute(update(table).where(mine).values(state="rejected"))


def test_each_row_names_the_newest_campaign_that_has_sent_it(ledger: Ledger) -> None:
    """A row set aside says where its message went; one that was refused there goes out."""
    wanted = [planned(n) for n in (1, 2, 3, 4)]
    first = campaign_of(ledger, wanted, name="một")
    second = campaign_of(ledger, wanted[1:], name="hai", now=NOW + timedelta(minutes=1))
    _refuse(ledger, second, 1)
    _refuse(ledger, first, 1)
    third = campaign_of(ledger, reversed(wanted), name="ba", confirmed=False)

    earlier = exclude_already_sent(ledger, third, now=NOW)

    assert earlier is not None
    assert (second.id, "hai", 5, 3) == (
        earlier.campaign_id,
        earlier.campaign_name,
        earlier.number,
        earlier.count,
    )
    told = [
        row.problems[0].params if row.problems else None for row in rows.read_rows(ledger, third.id)
    ]
    assert [
        {"campaign": second.id, "first": "5"},
        {"campaign": second.id, "first": "4"},
        {"campaign": first.id, "first": "3"},
        None,
    ] == told
    assert exclude_already_sent(ledger, third, now=NOW) is None


def test_a_start_asks_no_more_after_a_hundred_campaigns_than_after_three(ledger: Ledger) -> None:
    """Whoever sends every day does not wait longer for each start than in the first week."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    def statements(earlier: int) -> int:
        for number in range(len(campaigns.list_all(ledger)), earlier):
            campaign_of(ledger, [planned(number + 1)], name=f"z{number}")
        asked.clear()
        event.listen(ledger.engine, "before_cursor_execute", note)
        try:
            assert exclude_already_sent(ledger, last, now=NOW) is None
        finally:
            event.remove(ledger.engine, "before_cursor_execute", note)
        return len(asked)

    last = campaign_of(ledger, [planned(5_000)], name="mới", confirmed=False)
    assert statements(3) == statements(103)


@pytest.mark.parametrize("at_once", [1, 40, 1 << 20])
def test_earlier_campaigns_are_recognised_in_whichever_part_they_are_read(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """No message goes out twice because the campaign that sent it is one of many."""
    monkeypatch.setattr(deduplication, "_BYTES_AT_ONCE", at_once)
    for number in range(1, 6):
        when = NOW + timedelta(minutes=number)
        campaign_of(ledger, [planned(number), planned(number + 10)], name=f"z{number}", now=when)
    last = campaign_of(ledger, [planned(n) for n in (1, 15, 13, 77)], name="mới", confirmed=False)

    earlier = exclude_already_sent(ledger, last, now=NOW + timedelta(hours=1))

    assert earlier is not None
    assert ("z5", 3) == (earlier.campaign_name, earlier.count)
    states = [row.state for row in rows.read_rows(ledger, last.id)]
    assert [RowState.DUPLICATE] * 3 + [RowState.PENDING] == states


def test_rows_that_say_the_same_are_set_aside_together(ledger: Ledger) -> None:
    """A list that repeats itself on purpose is recognised in every row, and once is enough."""
    first = campaign_of(ledger, [planned(1), planned(1)])
    second = campaign_of(ledger, [planned(1), planned(1), planned(2)], confirmed=False)

    earlier = exclude_already_sent(ledger, second, now=NOW)

    assert earlier is not None
    assert (first.id, 2) == (earlier.campaign_id, earlier.count)
    assert 1 == rows.count(ledger, second.id)


def test_long_lists_are_set_aside_whole(ledger: Ledger) -> None:
    """More rows than one statement names are all recognised, and each step is noted."""
    campaign_of(ledger, [planned(n) for n in range(1, 1302)])
    second = campaign_of(ledger, [planned(n) for n in range(1, 1303)], confirmed=False)

    earlier = exclude_already_sent(ledger, second, now=NOW)

    assert earlier is not None
    assert (2, 1301) == (earlier.number, earlier.count)
    assert {RowState.DUPLICATE: 1301, RowState.PENDING: 1} == rows.state_counts(
        ledger, second.id
    ).rows
    with ledger.read() as connection:
        noted = connection.exec_driver_sql("SELECT count(*) FROM changes").scalar()
    assert 1301 == noted


def test_rehearsals_and_drafts_keep_nobody_away(ledger: Ledger) -> None:
    """Only what really went out, or may, holds a row back."""
    campaign_of(ledger, [planned(1)], dry_run=True)
    campaign_of(ledger, [planned(1)], mode="development")
    campaign_of(ledger, [planned(1)], confirmed=False)
    real = campaign_of(ledger, [planned(1)], confirmed=False)

    assert exclude_already_sent(ledger, real, now=NOW) is None


# ── states moved by a person ──


def test_a_retry_gives_new_tracking_ids(ledger: Ledger) -> None:
    """A late receipt of the first attempt is not taken for one of the second."""
    campaign = campaign_of(ledger, [planned(1)])
    rows.cancel_pending(ledger, campaign.id, now=NOW)

    assert 1 == retry_rows(ledger, campaign, {RowState.CANCELLED}, now=NOW)

    [row] = rows.read_rows(ledger, campaign.id)
    assert RowState.PENDING is row.state
    assert f"{campaign.id}-1-1" == row.tracking_id


def test_an_accepted_row_can_never_be_sent_anew(ledger: Ledger) -> None:
    """Not even by a mistake in the program: the state machine refuses."""
    campaign = campaign_of(ledger, [planned(1)])

    with pytest.raises(ValueError, match="accepted"):
        retry_rows(ledger, campaign, {RowState.ACCEPTED}, now=NOW)


def test_every_state_change_is_kept(ledger: Ledger) -> None:
    """Who asks later what happened to a row can be told step by step."""
    campaign = campaign_of(ledger, [planned(1)])
    rows.cancel_pending(ledger, campaign.id, now=NOW)
    retry_rows(ledger, campaign, {RowState.CANCELLED}, now=NOW)
    rows.expire_pending(ledger, campaign.id, now=NOW)

    with ledger.read() as connection:
        found = connection.exec_driver_sql("SELECT state FROM changes ORDER BY id").scalars().all()
    assert ["cancelled", "pending", "expired"] == list(found)


def test_a_pause_is_kept_with_its_reason_and_its_end(ledger: Ledger) -> None:
    """`show` can say why a campaign waits and until when."""
    campaign = campaign_of(ledger, [planned(1)])
    until = NOW + timedelta(hours=14)

    campaigns.stop(
        ledger,
        campaign.id,
        state=CampaignState.PAUSED,
        reason=Reason.QUOTA,
        resume_after=until,
        now=NOW,
    )

    found = campaigns.get(ledger, campaign.id)
    assert (CampaignState.PAUSED, Reason.QUOTA, until) == (
        found.state,
        found.reason,
        found.resume_after,
    )


# ── lanes ──


def _someone(*, alive: bool) -> ProcessIdentity:
    me = ProcessIdentity.this_process()
    return me if alive else replace(me, started=me.started - 1000)


def test_one_process_at_a_time_sends_for_an_account(ledger: Ledger) -> None:
    """The second one is told who holds the lane."""
    campaign = campaign_of(ledger, [planned(1)])
    leases.acquire(ledger, "default", campaign.id, now=NOW)

    with pytest.raises(LedgerError) as caught:
        leases.acquire(ledger, "default", campaign.id, now=NOW + timedelta(seconds=1))
    assert "ledger.lane-held" == caught.value.key
    assert str(os.getpid()) == caught.value.params["pid"]


def test_another_account_has_a_lane_of_its_own(ledger: Ledger) -> None:
    """Accounts don't wait for one another."""
    campaign = campaign_of(ledger, [planned(1)])
    leases.acquire(ledger, "default", campaign.id, now=NOW)

    assert 1 == leases.acquire(ledger, "other", campaign.id, now=NOW).epoch


def test_the_lane_of_a_dead_process_is_taken_over_at_once(ledger: Ledger) -> None:
    """After a kill nobody has to wait or delete a lock file."""
    campaign = campaign_of(ledger, [planned(1)])
    leases.acquire(ledger, "default", campaign.id, now=NOW, owner=_someone(alive=False))

    assert 2 == leases.acquire(ledger, "default", campaign.id, now=NOW).epoch


def test_the_lane_of_a_silent_process_elsewhere_is_taken_over_after_its_lease(
    ledger: Ledger,
) -> None:
    """A machine that is lost holds an account up for seconds, not for ever."""
    campaign = campaign_of(ledger, [planned(1)])
    far = replace(ProcessIdentity.this_process(), host="another-machine")
    leases.acquire(ledger, "default", campaign.id, now=NOW, owner=far)

    with pytest.raises(LedgerError):
        leases.acquire(ledger, "default", campaign.id, now=NOW + leases.LEASE)
    after = NOW + leases.LEASE + timedelta(seconds=1)
    assert 2 == leases.acquire(ledger, "default", campaign.id, now=after).epoch


def test_a_lane_that_was_given_back_is_free(ledger: Ledger) -> None:
    """The next campaign of an account starts without waiting."""
    campaign = campaign_of(ledger, [planned(1)])
    lease = leases.acquire(ledger, "default", campaign.id, now=NOW)
    leases.release(ledger, lease)

    assert leases.holder(ledger, "default", now=NOW) is None
    assert 2 == leases.acquire(ledger, "default", campaign.id, now=NOW).epoch


def test_a_name_is_free_again_after_a_kill_while_planning(ledger: Ledger) -> None:
    """Who plans anew after a crash may use the same name."""
    draft = campaign_of(ledger, [planned(1)], name="tháng 11", confirmed=False)
    with ledger.write() as connection:
        connection.execute(update(campaigns_table).values(planner=_someone(alive=False).dump()))

    drafts.drop_old_drafts(ledger, now=NOW)

    assert "tháng 11" == campaign_of(ledger, [planned(1)], name="tháng 11").name
    assert 0 == rows.planned_total(ledger, draft.id)


def test_latest_is_the_campaign_that_something_can_be_done_with(ledger: Ledger) -> None:
    """A rehearsal in between does not stand before the real campaign that waits."""
    real = campaign_of(ledger, [planned(1)], name="thật")
    campaigns.stop(ledger, real.id, state=CampaignState.PAUSED, reason=Reason.PERSON, now=NOW)
    later = NOW + timedelta(minutes=1)
    rehearsal = campaign_of(ledger, [planned(1)], name="thử", dry_run=True, now=later)
    campaigns.stop(ledger, rehearsal.id, state=CampaignState.COMPLETED, now=later)

    assert rehearsal.id == campaigns.find(ledger, "latest").id
    assert real.id == campaigns.find(ledger, "latest", to_act=True).id


def test_resuming_leaves_out_what_another_campaign_has_sent_meanwhile(ledger: Ledger) -> None:
    """After a half-sent list was sent again as a whole, its rest does not go out once more."""
    first = campaign_of(ledger, [planned(1), planned(2)], name="một")
    campaigns.stop(ledger, first.id, state=CampaignState.PAUSED, reason=Reason.PERSON, now=NOW)
    campaign_of(ledger, [planned(1), planned(2)], name="hai")

    assert 0 == control.ready_to_resume(ledger, first, now=NOW)
    assert {RowState.DUPLICATE: 2} == rows.state_counts(ledger, first.id).rows
    with ledger.read() as connection:
        found = connection.exec_driver_sql("SELECT state FROM changes ORDER BY id").scalars().all()
    assert ["duplicate", "duplicate"] == list(found)
