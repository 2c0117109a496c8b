"""Rows of a campaign as pages show them: by state and reason, by page, and one row's life."""

from collections.abc import Collection

import pytest
from ledger_help import NOW, campaign_of, planned
from sqlalchemy import update

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.states import RowState
from zns_batch.ledger import campaigns
from zns_batch.ledger.campaign_filter import CampaignFilter
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import campaigns as campaign_table
from zns_batch.ledger.db.schema import rows
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.row_counts import count_rows
from zns_batch.ledger.row_pages import (
    CodeCount,
    ProblemCount,
    RowFilter,
    answers_by_minute,
    count_codes,
    count_problems,
    read_life,
    read_page,
)
from zns_batch.ledger.rows import move

BAD_PHONE = Problem(row=9, column="SĐT", code="phone-bad", params={"shown": "0912"})


@pytest.fixture
def campaign(ledger: Ledger) -> Campaign:
    """Ten rows: one invalid, three accepted, two rejected with two codes, four waiting."""
    wanted = [planned(n) for n in range(1, 10)]
    invalid = planned(10)._replace(state=RowState.INVALID, phone=None, problems=(BAD_PHONE,))
    made = campaign_of(ledger, [*wanted, invalid])
    for seqs, state, code in (
        ((1, 2, 3), RowState.ACCEPTED, None),
        ((4,), RowState.REJECTED, "-118"),
        ((5,), RowState.REJECTED, "-108"),
    ):
        with ledger.write() as connection:
            only = rows.c.seq.in_(seqs)
            move(connection, made.id, {RowState.PENDING}, RowState.SENDING, now=NOW, only=only)
            move(connection, made.id, {RowState.SENDING}, state, now=NOW, code=code, only=only)
    return made


def _seqs(ledger: Ledger, campaign: Campaign, limit: int, **filters: object) -> list[list[int]]:
    pages, after = [], 0
    while True:
        page = read_page(
            ledger,
            campaign.id,
            RowFilter(**filters),  # type: ignore[arg-type] # as the parametrised test gives them
            after=after,
            limit=limit,
        )
        pages.append([row.seq for row in page.rows])
        if page.after is None:
            return pages
        after = page.after


@pytest.mark.parametrize("limit", [1, 2, 3, 10, 100])
def test_each_row_is_on_one_page(ledger: Ledger, campaign: Campaign, limit: int) -> None:
    """Whoever pages through the results sees each row once, however long a page is."""
    pages = _seqs(ledger, campaign, limit)
    assert list(range(1, 11)) == [seq for page in pages for seq in page]


@pytest.mark.parametrize(
    "states, code, expected",
    [
        ({RowState.ACCEPTED}, None, [1, 2, 3]),
        ({RowState.REJECTED}, None, [4, 5]),
        ({RowState.REJECTED}, "-108", [5]),
        ({RowState.PENDING}, None, [6, 7, 8, 9]),
        ({RowState.UNKNOWN}, None, []),
    ],
)
def test_rows_are_found_by_state_and_reason(
    ledger: Ledger,
    campaign: Campaign,
    states: Collection[RowState],
    code: str | None,
    expected: list[int],
) -> None:
    """A click on “rejected 2” shows those two rows, and a click on a reason the rows it speaks of."""
    assert [expected] == _seqs(ledger, campaign, 100, states=states, code=code)


def test_a_row_in_flight_is_shown_among_those_that_wait(ledger: Ledger, campaign: Campaign) -> None:
    """The number on “waiting” and the rows behind it agree while messages are on their way."""
    with ledger.write() as connection:
        only = rows.c.seq == 6
        move(connection, campaign.id, {RowState.PENDING}, RowState.SENDING, now=NOW, only=only)
    assert [[6, 7, 8, 9]] == _seqs(ledger, campaign, 100, states={RowState.PENDING})


def test_a_row_is_found_by_its_number_and_by_its_phone(ledger: Ledger, campaign: Campaign) -> None:
    """The row that a customer asks about is found by Excel's own number or by the phone."""
    assert [[7]] == _seqs(ledger, campaign, 100, number=8)
    assert [[7]] == _seqs(ledger, campaign, 100, phone="84900000007")


def test_counts_by_state_and_code_add_up(ledger: Ledger, campaign: Campaign) -> None:
    """The numbers on the page and the reasons below them are of the same moment, and none is missing."""
    counts = count_codes(ledger, campaign.id)
    assert 10 == counts.states.total == sum(code.rows for code in counts.codes)
    with ledger.read() as connection:
        assert count_rows(connection, campaign.id) == counts.states
    rejected = {code for code in counts.codes if code.state is RowState.REJECTED}
    assert rejected == {
        CodeCount(state=RowState.REJECTED, code="-118", rows=1),
        CodeCount(state=RowState.REJECTED, code="-108", rows=1),
    }


def test_an_accepted_message_that_was_refused_later_is_counted_as_such(
    ledger: Ledger, campaign: Campaign
) -> None:
    """A message that the provider took and gave up later does not hide among the good ones."""
    refused = rows.c.campaign_id == campaign.id, rows.c.seq == 1
    with ledger.write() as connection:
        connection.execute(update(rows).where(*refused).values(charged=False, code="-118"))
    found = [code for code in count_codes(ledger, campaign.id).codes if code.refused_later]
    later = CodeCount(state=RowState.ACCEPTED, code="-118", rows=1, refused_later=1)
    assert [later] == found


def test_kinds_of_problems_are_counted(ledger: Ledger, campaign: Campaign) -> None:
    """The page says how many rows were left out, and for which of their cells."""
    expected = ProblemCount(state=RowState.INVALID, rows=1, example=BAD_PHONE)
    assert [expected] == count_problems(ledger, campaign.id)
    assert [[10]] == _seqs(ledger, campaign, 100, problem="phone-bad")
    assert [[]] == _seqs(ledger, campaign, 100, problem="phone%")


def test_a_rows_life_has_every_step(ledger: Ledger, campaign: Campaign) -> None:
    """For one customer it can be told when the message was tried and what came of it."""
    life = read_life(ledger, campaign.id, 4)
    assert life is not None
    steps = [(change.state, change.code) for change in life.changes]
    assert [(RowState.SENDING, None), (RowState.REJECTED, "-118")] == steps
    assert '{"a":"x4"}' == (life.data or "").replace(" ", "")
    assert 5 == life.row.number
    assert None is read_life(ledger, campaign.id, 11)


def test_answers_are_counted_by_the_minute(ledger: Ledger, campaign: Campaign) -> None:
    """The chart of the pace shows as many messages as were answered."""
    assert [(NOW, 5)] == answers_by_minute(ledger, campaign.id)


@pytest.mark.parametrize(
    "filters, expected",
    [
        (CampaignFilter(), {"real", "tried", "other"}),
        (CampaignFilter(real=True), {"real", "other"}),
        (CampaignFilter(accounts={"default"}), {"real", "tried"}),
        (CampaignFilter(accounts=()), set()),
        (CampaignFilter(template="don-hang"), {"real", "tried", "other"}),
        (CampaignFilter(template="don_hang"), set()),
        (CampaignFilter(made_by="an"), {"real"}),
        (CampaignFilter(template='"%'), set()),
    ],
)
def test_campaigns_are_chosen_as_a_page_asks(
    ledger: Ledger, filters: CampaignFilter, expected: set[str]
) -> None:
    """Nobody sees another account's campaigns in the list, and rehearsals only who asks for them."""
    real = campaign_of(ledger, [planned(1)], name="real")
    campaign_of(ledger, [planned(2)], name="tried", dry_run=True)
    campaign_of(ledger, [planned(3)], name="other", account="shop-b")
    with ledger.write() as connection:
        mine = campaign_table.c.id == real.id
        connection.execute(update(campaign_table).where(mine).values(made_by="an"))
    page = campaigns.list_page(ledger, filters)
    assert expected == {campaign.name for campaign, _ in page.entries}
