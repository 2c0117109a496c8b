"""What is on disk at the moment when a request leaves, however commits are shared."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from ledger_help import NOW, FakeProvider, TestClock, accepted, campaign_of, planned
from sqlalchemy import select

from zns_batch.domain.message import Action, Failure, Message, Outcome, OutcomeKind
from zns_batch.domain.states import RowState
from zns_batch.errors import LedgerError
from zns_batch.ledger import leases, outcome_sql, rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import rows as table
from zns_batch.ledger.outcome_writer import OutcomeWriter
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.rows import DueRow
from zns_batch.sending.interfaces import SendLimits
from zns_batch.services.campaigns.runner import CampaignRunner

MANY = 2 * outcome_sql.MOST + 50
NOT_NOW = Outcome(kind=OutcomeKind.NOT_SENT, failure=Failure(code="-32", action=Action.SLOW))


@pytest.fixture
def campaign(ledger: Ledger) -> Campaign:
    return campaign_of(ledger, [planned(number) for number in range(MANY)])


@pytest.fixture
async def writer(ledger: Ledger, campaign: Campaign) -> AsyncIterator[OutcomeWriter]:
    found = OutcomeWriter(
        ledger, leases.acquire(ledger, "default", campaign.id, now=NOW), TestClock()
    )
    yield found
    await found.close()


def waiting(ledger: Ledger, campaign: Campaign) -> list[DueRow]:
    return rows.due(ledger, campaign.id, after=0, most=MANY)


def states(ledger: Ledger, campaign: Campaign) -> dict[RowState, int]:
    return dict(rows.state_counts(ledger, campaign.id).rows)


async def test_a_request_leaves_only_when_its_intent_is_on_disk(
    ledger: Ledger, campaign: Campaign
) -> None:
    """Whoever finds the ledger after a kill never finds fewer rows in doubt than have left."""
    found: list[str] = []

    def answer(message: Message) -> Outcome:
        with ledger.read() as connection:
            mine = table.c.tracking_id == message.tracking_id
            state = connection.execute(select(table.c.state).where(mine)).scalar_one()
        found.append(state)
        return accepted(message.tracking_id)

    limits = SendLimits(rate=10_000, concurrency=7)
    await CampaignRunner(
        ledger=ledger, campaign=campaign, provider=FakeProvider(answer), limits=limits
    ).run()

    assert ["sending"] * MANY == found


async def test_no_more_rows_are_in_flight_on_disk_than_requests_may_be(
    ledger: Ledger, campaign: Campaign
) -> None:
    """A kill leaves no more rows in doubt than `--concurrency`, though the next row is not kept waiting."""
    most = 0

    def answer(message: Message) -> Outcome:
        nonlocal most
        most = max(most, states(ledger, campaign)[RowState.SENDING])
        return accepted(message.tracking_id)

    limits = SendLimits(rate=10_000, concurrency=7)
    await CampaignRunner(
        ledger=ledger, campaign=campaign, provider=FakeProvider(answer), limits=limits
    ).run()

    assert 7 >= most
    assert {RowState.ACCEPTED: MANY} == states(ledger, campaign)


async def test_more_rows_than_a_statement_takes_share_a_commit(
    ledger: Ledger, campaign: Campaign, writer: OutcomeWriter
) -> None:
    """However many rows wait for the disk at once, each is written."""
    due = waiting(ledger, campaign)
    await asyncio.gather(*(writer.record_intent(row, attempt=1) for row in due))
    assert {RowState.SENDING: MANY} == states(ledger, campaign)

    await asyncio.gather(
        *(writer.record_outcome(row, attempt=1, outcome=accepted(row.tracking_id)) for row in due)
    )

    assert {RowState.ACCEPTED: MANY} == states(ledger, campaign)
    assert [row.tracking_id for row in due] == [
        row.message_id for row in rows.read_rows(ledger, campaign.id)
    ]


async def test_a_row_that_is_given_back_can_be_taken_up_by_the_same_commit(
    ledger: Ledger, campaign: Campaign, writer: OutcomeWriter
) -> None:
    """An outcome reaches the disk before the intent that follows it."""
    row = waiting(ledger, campaign)[0]
    await writer.record_intent(row, attempt=1)

    await asyncio.gather(
        writer.record_outcome(row, attempt=1, outcome=NOT_NOW), writer.record_intent(row, attempt=2)
    )

    found = next(iter(rows.read_rows(ledger, campaign.id)))
    assert (RowState.SENDING, 2) == (found.state, found.attempts)


async def test_a_commit_that_fails_fails_for_all_its_intents(
    ledger: Ledger, campaign: Campaign, writer: OutcomeWriter
) -> None:
    """When the disk refuses a commit, none of its requests leaves and none of its rows is in doubt."""
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE changes RENAME TO gone")

    intents = (writer.record_intent(row, attempt=1) for row in waiting(ledger, campaign)[:9])
    found = await asyncio.gather(*intents, return_exceptions=True)

    assert [LedgerError] * 9 == [type(one) for one in found]
    assert {RowState.PENDING: MANY} == states(ledger, campaign)


async def test_a_row_that_cant_be_taken_up_does_not_spoil_the_others(
    ledger: Ledger, campaign: Campaign, writer: OutcomeWriter
) -> None:
    """One row that somebody cancelled meanwhile costs no other row its commit."""
    due = waiting(ledger, campaign)[:9]
    await writer.record_intent(due[0], attempt=1)
    await writer.record_outcome(due[0], attempt=1, outcome=accepted())

    intents = (writer.record_intent(row, attempt=1) for row in due)
    found = await asyncio.gather(*intents, return_exceptions=True)

    assert [LedgerError] == [type(one) for one in found if isinstance(one, Exception)]
    assert 8 == states(ledger, campaign)[RowState.SENDING]


async def test_who_stops_waiting_takes_back_nothing(
    ledger: Ledger, campaign: Campaign, writer: OutcomeWriter
) -> None:
    """A row that is interrupted while its step is on the way to disk does not take others with it."""
    first, second = waiting(ledger, campaign)[:2]
    one = asyncio.ensure_future(writer.record_intent(first, attempt=1))
    other = asyncio.ensure_future(writer.record_intent(second, attempt=1))
    await asyncio.sleep(0)
    one.cancel()
    await other
    await asyncio.gather(one, return_exceptions=True)

    # The second intent follows the first one to disk.
    assert 2 == states(ledger, campaign)[RowState.SENDING]
