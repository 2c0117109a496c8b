"""Intents and outcomes on a real SQLite file, as the lane writes them."""

import asyncio
import re
import threading
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from commits_help import hear_commits
from ledger_help import NOW, TestClock, accepted, campaign_of, planned
from sqlalchemy import Connection

from zns_batch.domain.message import Action, Failure, Outcome, OutcomeKind
from zns_batch.domain.states import RowState
from zns_batch.errors import LaneHeldError, LedgerError
from zns_batch.ledger import leases, outcome_sql, outcome_writer, rows
from zns_batch.ledger.db.driver import ExecutedStatement, execute
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.outcome_sql import RowUpdate
from zns_batch.ledger.outcome_writer import OutcomeWriter, steps_per_commit
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.rows import DueRow

REFUSED = Outcome(
    kind=OutcomeKind.REJECTED,
    failure=Failure(code="-118", action=Action.ROW, provider_message="not existed"),
)
NOT_NOW = Outcome(kind=OutcomeKind.NOT_SENT, failure=Failure(code="-32", action=Action.SLOW))
HELD_BACK = Outcome(kind=OutcomeKind.NOT_SENT)


@pytest.fixture
def campaign(ledger: Ledger) -> Campaign:
    return campaign_of(ledger, [planned(n) for n in range(40)])


@pytest.fixture
async def writer(ledger: Ledger, campaign: Campaign) -> AsyncIterator[OutcomeWriter]:
    lease = leases.acquire(ledger, "default", campaign.id, now=NOW)
    found = OutcomeWriter(ledger, lease, TestClock())
    yield found
    await found.close()


def due(ledger: Ledger, campaign: Campaign) -> list[DueRow]:
    return rows.due(ledger, campaign.id, after=0, most=100)


def state(ledger: Ledger, campaign: Campaign, seq: int) -> tuple[RowState, int, str | None]:
    row = next(one for one in rows.read_rows(ledger, campaign.id) if one.seq == seq)
    return row.state, row.attempts, row.code


async def test_the_intent_is_on_disk_before_anything_may_leave(
    ledger: Ledger, campaign: Campaign, writer: OutcomeWriter
) -> None:
    """Whoever finds the ledger after a kill knows which rows may have left."""
    row = due(ledger, campaign)[0]

    await writer.record_intent(row, attempt=1)

    assert (RowState.SENDING, 1, None) == state(ledger, campaign, row.seq)


async def test_an_outcome_is_kept_with_all_that_was_said(
    ledger: Ledger, campaign: Campaign, writer: OutcomeWriter
) -> None:
    """Code and words of a refusal reach the results workbook."""
    first, second = due(ledger, campaign)[:2]
    for row, outcome in ((first, accepted("m-1")), (second, REFUSED)):
        await writer.record_intent(row, attempt=1)
        await writer.record_outcome(row, attempt=1, outcome=outcome)

    found = list(rows.read_rows(ledger, campaign.id, price=200))
    assert (RowState.ACCEPTED, "m-1", NOW, 200) == (
        found[0].state,
        found[0].message_id,
        found[0].sent_at,
        found[0].cost,
    )
    assert (RowState.REJECTED, "-118", "not existed", None) == (
        found[1].state,
        found[1].code,
        found[1].said,
        found[1].cost,
    )


async def test_many_rows_share_a_commit(
    ledger: Ledger, campaign: Campaign, writer: OutcomeWriter
) -> None:
    """Durability costs a sync for a handful of rows, not one for each."""
    waiting = due(ledger, campaign)
    await asyncio.gather(*(writer.record_intent(row, attempt=1) for row in waiting))
    await asyncio.gather(
        *(writer.record_outcome(row, attempt=1, outcome=accepted(str(row.seq))) for row in waiting)
    )

    assert {RowState.ACCEPTED: 40} == rows.state_counts(ledger, campaign.id).rows


async def test_a_row_certainly_not_sent_waits_again(
    ledger: Ledger, campaign: Campaign, writer: OutcomeWriter
) -> None:
    """A definite "not now" gives the row back, and its attempt is counted."""
    row = due(ledger, campaign)[0]
    await writer.record_intent(row, attempt=1)
    await writer.record_outcome(row, attempt=1, outcome=NOT_NOW)

    assert (RowState.PENDING, 1, "-32") == state(ledger, campaign, row.seq)


async def test_an_intent_that_never_left_is_no_attempt(
    ledger: Ledger, campaign: Campaign, writer: OutcomeWriter
) -> None:
    """Nobody reads "sent twice" of a row that a Ctrl-C held back."""
    row = due(ledger, campaign)[0]
    await writer.record_intent(row, attempt=1)
    await writer.record_outcome(row, attempt=1, outcome=HELD_BACK)

    assert (RowState.PENDING, 0, None) == state(ledger, campaign, row.seq)


async def test_a_row_that_no_longer_waits_cant_be_sent(
    ledger: Ledger, campaign: Campaign, writer: OutcomeWriter
) -> None:
    """A row that was cancelled meanwhile does not leave, and the others of its commit do."""
    first, second = due(ledger, campaign)[:2]
    await writer.record_intent(first, attempt=1)
    await writer.record_outcome(first, attempt=1, outcome=accepted())

    results = await asyncio.gather(
        writer.record_intent(first, attempt=2),
        writer.record_intent(second, attempt=1),
        return_exceptions=True,
    )

    assert isinstance(results[0], LedgerError)
    assert results[1] is True
    assert (RowState.ACCEPTED, 1, None) == state(ledger, campaign, first.seq)


async def test_who_lost_the_lane_can_send_nothing_more(
    ledger: Ledger, campaign: Campaign, writer: OutcomeWriter
) -> None:
    """A process that stood still and wakes up finds its intents refused."""
    row = due(ledger, campaign)[0]
    later = NOW + leases.LEASE + timedelta(seconds=1)
    leases.acquire(ledger, "default", campaign.id, now=later)

    with pytest.raises(LaneHeldError):
        await writer.record_intent(row, attempt=1)
    assert (RowState.PENDING, 0, None) == state(ledger, campaign, row.seq)


async def test_what_the_new_owner_finds_in_flight_is_in_doubt(
    ledger: Ledger, campaign: Campaign, writer: OutcomeWriter
) -> None:
    """After a take-over a row in flight is unknown, and a late answer still settles it."""
    row = due(ledger, campaign)[0]
    await writer.record_intent(row, attempt=1)
    leases.acquire(ledger, "default", campaign.id, now=NOW + leases.LEASE + timedelta(seconds=1))

    assert (RowState.UNKNOWN, 1, "interrupted") == state(ledger, campaign, row.seq)

    await writer.record_outcome(row, attempt=1, outcome=accepted("m-late"))

    assert (RowState.ACCEPTED, 1, None) == state(ledger, campaign, row.seq)


async def test_a_late_answer_of_an_older_attempt_changes_nothing(
    ledger: Ledger, campaign: Campaign, writer: OutcomeWriter
) -> None:
    """Only the attempt that is under way can be settled."""
    row = due(ledger, campaign)[0]
    await writer.record_intent(row, attempt=1)
    await writer.record_outcome(row, attempt=1, outcome=NOT_NOW)
    await writer.record_intent(row, attempt=2)

    await writer.record_outcome(row, attempt=1, outcome=REFUSED)

    assert (RowState.SENDING, 2) == state(ledger, campaign, row.seq)[:2]


async def test_an_outcome_is_written_once_the_trouble_has_passed(
    ledger: Ledger, campaign: Campaign, writer: OutcomeWriter
) -> None:
    """A result that was paid for is not lost to a ledger that fails for a moment."""
    row = due(ledger, campaign)[0]
    await writer.record_intent(row, attempt=1)
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE changes RENAME TO gone")

    settling = asyncio.ensure_future(writer.record_outcome(row, attempt=1, outcome=accepted("m")))
    await asyncio.sleep(0.3)
    assert not settling.done()
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE gone RENAME TO changes")
    await settling

    assert (RowState.ACCEPTED, 1, None) == state(ledger, campaign, row.seq)


async def test_an_intent_that_cant_be_written_is_told_at_once(
    ledger: Ledger, campaign: Campaign, writer: OutcomeWriter
) -> None:
    """A ledger that fails stops the request, it does not wait for better times."""
    row = due(ledger, campaign)[0]
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE changes RENAME TO gone")

    with pytest.raises(LedgerError):
        await writer.record_intent(row, attempt=1)


async def test_steps_of_a_busy_moment_share_a_commit(
    ledger: Ledger, campaign: Campaign, writer: OutcomeWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows whose answers come together wait for the disk once, also those that the loop gets to later."""
    commits: list[None] = []

    async def intend(row: DueRow, *, later: bool) -> None:
        if later:
            await asyncio.sleep(0)
        await writer.record_intent(row, attempt=1)

    waiting = due(ledger, campaign)[:20]
    hear_commits(monkeypatch, lambda _connection: commits.append(None), ledger.engine)
    await asyncio.gather(*(intend(row, later=n >= 10) for n, row in enumerate(waiting)))

    assert 1 == len(commits)
    assert 20 == rows.state_counts(ledger, campaign.id).rows[RowState.SENDING]


class LateEvent(threading.Event):
    """Set at the very moment when the first wait for it has timed out."""

    has_timed_out = False

    def wait(self, timeout: float | None = None) -> bool:
        """Wait as an event does, but for the first time."""
        if self.has_timed_out:
            return super().wait(timeout)
        self.has_timed_out = True
        super().wait()
        return False


async def test_a_step_that_comes_when_a_heartbeat_is_due_is_written_and_so_is_the_next(
    ledger: Ledger, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer is woken just when it has stopped waiting to send a heartbeat; it goes on all the same."""
    own = SimpleNamespace(Event=LateEvent, Thread=threading.Thread)
    monkeypatch.setattr(outcome_writer, "threading", own)
    writer = OutcomeWriter(
        ledger, leases.acquire(ledger, "default", campaign.id, now=NOW), TestClock()
    )
    for row in due(ledger, campaign)[:3]:
        await asyncio.wait_for(writer.record_intent(row, attempt=1), 30)
    await writer.close()

    assert 3 == rows.state_counts(ledger, campaign.id).rows[RowState.SENDING]


def test_the_example_in_the_module_is_what_is_executed(
    file_ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads the worked example of the SQL reads what the database gets."""
    campaign = campaign_of(file_ledger, [planned(number) for number in range(1, 9)])
    lease = leases.acquire(file_ledger, "default", campaign.id, now=NOW)
    rows_by_seq = {row.seq: row for row in due(file_ledger, campaign)}
    executed: list[str] = []

    def note(connection: Connection, sql: str, values: tuple[Any, ...]) -> ExecutedStatement:
        executed.append(sql)
        return execute(connection, sql, values)

    monkeypatch.setattr(outcome_sql, "execute", note)
    taken = [RowUpdate.of(rows_by_seq[seq], 1, NOW, None) for seq in (7, 8)]
    answered = RowUpdate.of(rows_by_seq[5], 1, NOW, accepted("m-5"))
    with file_ledger.write() as connection:
        outcome_sql.settle(connection, lease, [answered])
        outcome_sql.intend(connection, lease, taken)
        got = [_plain(statement) for statement in executed]

    block = (outcome_sql.__doc__ or "").partition("```sql")[2].partition("```")[0]
    without_comments = re.sub(r"--[^\n]*", "", block)
    documented = [f"INSERT INTO{part}" for part in without_comments.split("INSERT INTO")[1:]]
    assert [_plain(statement) for statement in documented] == got


def _plain(statement: str) -> str:
    return " ".join(statement.split())


@pytest.mark.parametrize(
    "waiting, sync_seconds, most",
    [
        (5, 0.0, 32),
        (96, 0.002, 32),
        (96, 0.003, 45),
        (96, 0.05, 100),
        (97, 0.002, 33),
        (500, 0.001, 100),
    ],
)
def test_a_commit_takes_more_steps_where_few_would_not_keep_up(
    waiting: int, sync_seconds: float, most: int
) -> None:
    """A slow disk and a long queue make larger commits, up to what one statement holds."""
    assert most == steps_per_commit(waiting, sync_seconds)


@pytest.mark.parametrize("sync_seconds, is_larger", [(0.0, False), (0.01, True)])
async def test_a_slow_disk_is_asked_less_often(
    ledger: Ledger, sync_seconds: float, is_larger: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a commit waits long for the disk, more rows share the next ones; each row is written once."""
    campaign = campaign_of(ledger, [planned(n) for n in range(300)])
    clock = TestClock()
    writer = OutcomeWriter(ledger, leases.acquire(ledger, "default", campaign.id, now=NOW), clock)
    sizes: list[int] = []

    def note_size(connection: Connection, sql: str, values: tuple[Any, ...]) -> ExecutedStatement:
        if sql.startswith("INSERT INTO changes"):
            sizes.append(len(values) // (sql.partition(")")[0].count(",") + 1))
        return execute(connection, sql, values)

    def sync(_connection: object) -> None:
        clock.turn(sync_seconds)
        # So long that all steps of a wave wait by then.
        time.sleep(0.01)

    monkeypatch.setattr(outcome_sql, "execute", note_size)
    hear_commits(monkeypatch, sync, ledger.engine)
    waiting = rows.due(ledger, campaign.id, after=0, most=300)
    for start in range(0, 300, 50):
        wave = waiting[start : start + 50]
        await asyncio.gather(*(writer.record_intent(row, attempt=1) for row in wave))
    await writer.close()

    assert 300 == sum(sizes)
    assert is_larger is (max(sizes) > 32)
    assert {RowState.SENDING: 300} == rows.state_counts(ledger, campaign.id).rows
