"""Lists of campaigns: page by page, filtered, and without a look at their rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from ledger_help import NOW, accepted, campaign_of, planned, retry_rows
from sqlalchemy import event

from zns_batch.core.clock import SystemClock
from zns_batch.domain.delivery import Receipt
from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.errors import UsageError
from zns_batch.ledger import campaigns, leases, receipts, row_counts, rows, work_queue
from zns_batch.ledger.campaign_filter import CampaignFilter
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.outcome_writer import OutcomeWriter
from zns_batch.ledger.receipts import ReceiptUpdate


def at_rest(ledger: Ledger, name: str, count: int = 2, minutes: int = 0, **more: Any) -> str:
    """Plan a campaign that waits for a person, some minutes after the first one."""
    now = NOW + timedelta(minutes=minutes)
    campaign = campaign_of(
        ledger, [planned(n) for n in range(1, count + 1)], name=name, now=now, **more
    )
    campaigns.stop(ledger, campaign.id, state=CampaignState.PAUSED, reason=Reason.PERSON, now=now)
    return campaign.id


def names(ledger: Ledger, filters: CampaignFilter | None = None) -> list[str]:
    page = campaigns.list_page(ledger, filters or CampaignFilter())
    return [campaign.name for campaign, _ in page.entries]


@contextmanager
def statements(ledger: Ledger) -> Iterator[list[str]]:
    """Give the statements that the ledger executes."""
    executed: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        executed.append(statement)

    event.listen(ledger.engine, "before_cursor_execute", hear)
    try:
        yield executed
    finally:
        event.remove(ledger.engine, "before_cursor_execute", hear)


def exact(ledger: Ledger, campaign_id: str) -> bool:
    """Tell whether a list shows what counting the rows gives, and whether that is stored."""
    (shown,) = [c for one, c in campaigns.list_page(ledger).entries if one.id == campaign_id]
    assert rows.state_counts(ledger, campaign_id) == shown
    with statements(ledger) as executed:
        campaigns.list_page(ledger, CampaignFilter(text=campaign_id))
    return not any("FROM rows" in statement for statement in executed)


def test_pages_follow_each_other_without_gap_or_repetition(ledger: Ledger) -> None:
    """Whoever turns the pages sees each campaign once, also those planned at one moment."""
    expected = [at_rest(ledger, f"c{n}", minutes=n // 2) for n in range(7)]
    expected.sort(key=lambda one: (campaigns.get(ledger, one).created_at, one), reverse=True)
    shown: list[str] = []
    cursor, pages = None, 0
    while pages == 0 or cursor is not None:
        page = campaigns.list_page(ledger, cursor=cursor, limit=3)
        shown += [campaign.id for campaign, _ in page.entries]
        cursor, pages = page.next_cursor, pages + 1
        if pages == 1:
            at_rest(ledger, "planned meanwhile", minutes=60)
    assert (expected, 3) == (shown, pages)


def test_a_list_can_be_narrowed_down(ledger: Ledger) -> None:
    """An agency finds the campaign of one customer among thousands."""
    at_rest(ledger, "Đơn hàng tháng 11")
    at_rest(ledger, "nhắc nợ", minutes=1, account="shop")
    done = at_rest(ledger, "Khảo sát", minutes=2)
    campaigns.stop(ledger, done, state=CampaignState.COMPLETED, now=NOW)
    campaign_of(ledger, [planned(9)], name="draft", confirmed=False)

    assert ["Khảo sát", "nhắc nợ", "Đơn hàng tháng 11"] == names(ledger)
    assert ["nhắc nợ"] == names(ledger, CampaignFilter(account="shop"))
    assert ["Khảo sát"] == names(ledger, CampaignFilter(states=[CampaignState.COMPLETED]))
    assert ["Đơn hàng tháng 11"] == names(ledger, CampaignFilter(text="DON HANG"))
    assert ["Khảo sát"] == names(ledger, CampaignFilter(text=done))
    assert 3 == len(names(ledger, CampaignFilter(text="list.xlsx")))
    assert ["nhắc nợ"] == names(
        ledger,
        CampaignFilter(since=NOW + timedelta(seconds=1), until=NOW + timedelta(minutes=2)),
    )


@pytest.mark.parametrize("cursor", ["", "x", "12", "12.", "-1.z", "١.z"])
def test_a_cursor_that_no_page_gave_is_refused(ledger: Ledger, cursor: str) -> None:
    """A program that mangles the cursor hears of it and never gets a wrong page."""
    with pytest.raises(UsageError) as caught:
        campaigns.list_page(ledger, cursor=cursor)
    assert "ledger.bad-cursor" == caught.value.key


def test_a_list_reads_no_rows_of_campaigns_at_rest(ledger: Ledger) -> None:
    """A page of big campaigns is there at once: as many rows as one may have, none is read."""
    for number in range(5):
        at_rest(ledger, f"c{number}", count=50, minutes=number)
    with statements(ledger) as executed:
        page = campaigns.list_page(ledger)
    assert [50] * 5 == [counts.count(RowState.PENDING) for _, counts in page.entries]
    assert not [one for one in executed if "FROM rows" in one]
    assert len(executed) <= 4


async def test_counts_in_a_list_are_those_of_the_rows_whatever_changes_them(ledger: Ledger) -> None:
    """A list never shows a count that is out of date: not after receipts, retry, cancel, a lost lane."""
    campaign = campaign_of(ledger, [planned(n) for n in range(1, 7)])
    assert not exact(ledger, campaign.id), "it is being sent: its rows are counted"
    lease = leases.acquire(ledger, "default", campaign.id, now=NOW)
    writer = OutcomeWriter(ledger, lease, SystemClock())
    waiting = rows.due(ledger, campaign.id, after=0, most=3)
    for row in waiting:
        await writer.record_intent(row, attempt=1)
    await writer.record_outcome(waiting[0], attempt=1, outcome=accepted("m1"))
    leases.release(ledger, lease)
    # What is left in flight is in doubt; an answer comes late.
    lease = leases.acquire(ledger, "default", campaign.id, now=NOW)
    campaigns.stop(ledger, campaign.id, state=CampaignState.PAUSED, now=NOW, epoch=lease.epoch)
    assert exact(ledger, campaign.id)
    await writer.record_outcome(waiting[1], attempt=1, outcome=accepted("m2"))
    await writer.close()
    leases.release(ledger, lease)
    assert not exact(ledger, campaign.id)

    work_queue.enqueue(ledger, campaign.id, at=NOW, expected=CampaignState.PAUSED)
    assert exact(ledger, campaign.id)
    seqs = receipts.open_places(ledger, campaign.id, by_tracking=True)
    asked = receipts.open_rows(ledger, campaign.id, seqs, by_tracking=True)
    answers = [ReceiptUpdate(row, Receipt(message_id="m", delivered_at=NOW)) for row in asked]
    receipts.apply_receipts(ledger, campaign, [*answers, *answers], now=NOW)
    assert exact(ledger, campaign.id)
    assert (3, 3) == _accepted(ledger, campaign.id)

    campaigns.end(
        ledger, campaign.id, RowState.CANCELLED, now=NOW, epoch=lease.epoch,
        was=CampaignState.SCHEDULED,
    )  # fmt: skip
    assert exact(ledger, campaign.id)
    retry_rows(ledger, campaign, {RowState.CANCELLED}, now=NOW)
    assert exact(ledger, campaign.id)
    campaigns.stop(ledger, campaign.id, state=CampaignState.PAUSED, now=NOW)
    campaigns.start(ledger, campaign.id, now=NOW)
    assert not exact(ledger, campaign.id)


def _accepted(ledger: Ledger, campaign_id: str) -> tuple[int, int]:
    with ledger.read() as connection:
        counts = row_counts.read(connection, [campaign_id])[campaign_id]
    return counts.count(RowState.ACCEPTED), counts.delivered
