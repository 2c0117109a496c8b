"""One customer over all campaigns: found fast and whole, and rows in doubt settled by a person."""

from datetime import timedelta

import pytest
from ledger_help import NOW, campaign_of, planned
from receipts_help import event_of, sent_campaign

from zns_batch.domain.delivery import RATED, REPLIED
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.errors import UsageError, WrongStateError
from zns_batch.ledger import campaigns, rows
from zns_batch.ledger.customers import recipient_index
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import inputs
from zns_batch.ledger.maintenance.purge import purge_campaign
from zns_batch.ledger.webhook_events import store_events
from zns_batch.services.campaigns.control import retry
from zns_batch.services.customers.history import as_json, find_customer
from zns_batch.services.customers.never_send import add_numbers
from zns_batch.services.customers.settle import read_row_numbers, settle_rows

_R = RowState
_PHONE = "84900000002"


def test_a_customer_is_found_in_every_campaign(ledger: Ledger) -> None:
    """Who calls about a message is told what went out, when, whether it arrived, and what was answered."""
    first = sent_campaign(ledger, _R.REJECTED, _R.ACCEPTED, _R.UNKNOWN)
    second = campaign_of(ledger, [planned(2)], account="shop", now=NOW + timedelta(days=1))
    campaign_of(ledger, [planned(1), planned(3)])
    campaign_of(ledger, [planned(2)], confirmed=False)
    reference = f"{first.id}-2"
    told = {"rate": 5, "note": "tốt", "feedbacks": ["Giao nhanh"]}
    events = [
        event_of(reference),
        event_of(reference, name=RATED, told=told),
        event_of(reference, name=REPLIED, told={"data": "Xác nhận"}, at=NOW + timedelta(hours=1)),
    ]
    store_events(ledger, events, now=NOW)

    found = find_customer(ledger, "0900 000 002").messages

    assert [(second.id, "pending"), (first.id, "accepted")] == [
        (message.campaign.id, message.row.state) for message in found
    ]
    message = found[1]
    assert (NOW, {"a": "x2"}) == (message.row.delivered_at, message.data)
    assert message.answer is not None
    assert (5, "tốt", ("Giao nhanh",), "Xác nhận") == (
        message.answer.stars,
        message.answer.note,
        message.answer.reasons,
        message.answer.reply,
    )


def test_what_is_shown_of_a_customer_is_masked(ledger: Ledger) -> None:
    """Whoever looks over a shoulder, or reads a script's log, learns no number."""
    sent_campaign(ledger, _R.ACCEPTED, _R.ACCEPTED)
    add_numbers(ledger, [_PHONE], now=NOW)
    shown = as_json(find_customer(ledger, _PHONE), "en")
    assert "84****002" == shown["phone"]
    assert ["default"] == shown["never_send"]
    assert _PHONE[2:] not in str(shown)


def test_nobody_is_found_by_part_of_a_neighbour(ledger: Ledger) -> None:
    """Only whole numbers match, however the numbers lie beside each other in the index."""
    campaign_of(ledger, [planned(number) for number in range(1, 300)])
    with ledger.read() as connection:
        for number in (1, 299):
            ((_, seqs),) = recipient_index.find(connection, f"849{number:08d}").items()
            assert [number] == seqs
        assert {} == recipient_index.find(connection, "84900000300")
        assert {} == recipient_index.find(connection, "84900000000")


def test_a_purged_customer_is_not_found(ledger: Ledger) -> None:
    """What was erased can't be looked up by another way."""
    campaign = sent_campaign(ledger, _R.ACCEPTED, _R.ACCEPTED)
    campaigns.stop(ledger, campaign.id, state=CampaignState.COMPLETED, now=NOW)
    assert purge_campaign(ledger, campaigns.get(ledger, campaign.id), now=NOW) is None
    assert () == find_customer(ledger, _PHONE).messages
    with ledger.read() as connection:
        assert {} == recipient_index.find(connection, _PHONE)


def test_a_user_id_is_found_and_nonsense_is_told(ledger: Ledger) -> None:
    """Lists of user ids are searched like lists of phones, however long the ids are."""
    for user in ("7632191111111111111", "99999999999999999999"):
        campaign = campaign_of(ledger, [planned(2), planned(1)._replace(phone=user)])
        (found,) = find_customer(ledger, user).messages
        assert (campaign.id, 2) == (found.campaign.id, found.row.number)
    for text in ("", "hello", "12345"):
        with pytest.raises(UsageError):
            find_customer(ledger, text)


def test_a_customer_with_both_is_found_by_phone_and_by_user_id(ledger: Ledger) -> None:
    """A row that went to a user id and has a phone is the same customer, whichever is asked for."""
    user, phone = "7632191111111111111", "84900000002"
    both = planned(2)._replace(extras=f'{{"user":"{user}"}}')
    campaign = campaign_of(ledger, [planned(1), both, planned(3)])
    for typed in (user, phone):
        (found,) = find_customer(ledger, typed).messages
        assert (campaign.id, 3) == (found.campaign.id, found.row.number)
    for number, place in ((1, 1), (3, 3)):
        (found,) = find_customer(ledger, f"849{number:08d}").messages
        assert place == found.row.seq
    assert () == find_customer(ledger, user[:-1]).messages


def test_a_person_settles_rows_in_doubt(ledger: Ledger) -> None:
    """What somebody found out is kept with its note, and only what was not sent can be sent again."""
    campaign = sent_campaign(ledger, _R.UNKNOWN, _R.UNKNOWN, _R.ACCEPTED, _R.UNKNOWN)
    campaigns.stop(ledger, campaign.id, state=CampaignState.COMPLETED, now=NOW)

    assert 1 == settle_rows(ledger, campaign, [2], "accepted", "khách đã nhận", now=NOW)
    assert 1 == settle_rows(ledger, campaign, [3], "not-sent", "  not in the\nreport ", now=NOW)

    states = [(row.state, row.code) for row in rows.read_rows(ledger, campaign.id)]
    assert [
        (_R.ACCEPTED, None),
        (_R.REJECTED, "settled-not-sent"),
        (_R.ACCEPTED, None),
        (_R.UNKNOWN, "timeout"),
    ] == states
    ((_, counts),) = campaigns.list_page(ledger).entries
    assert {_R.ACCEPTED: 2, _R.REJECTED: 1, _R.UNKNOWN: 1} == counts.rows
    (message,) = find_customer(ledger, _PHONE).messages
    assert message.settlement is not None
    assert "not in the report" == message.settlement.note
    again = campaigns.get(ledger, campaign.id)
    assert 1 == retry(ledger, again, {_R.REJECTED}, now=NOW, codes={"settled-not-sent"})


@pytest.mark.parametrize("numbers", [[2, 4], [99], [2, 99]])
def test_rows_that_are_not_in_doubt_cant_be_settled(ledger: Ledger, numbers: list[int]) -> None:
    """A slip of the hand turns no accepted row into one that is sent again: all rows, or none."""
    campaign = sent_campaign(ledger, _R.UNKNOWN, _R.UNKNOWN, _R.ACCEPTED)
    with pytest.raises(WrongStateError) as caught:
        settle_rows(ledger, campaign, numbers, "not-sent", "x", now=NOW)
    assert str(numbers[-1]) == caught.value.params["rows"]
    assert [_R.UNKNOWN, _R.UNKNOWN, _R.ACCEPTED] == [
        row.state for row in rows.read_rows(ledger, campaign.id)
    ]


@pytest.mark.parametrize(
    "verdict, note", [("accepted", " "), ("accepted", "x" * 501), ("lost", "why")]
)
def test_a_settlement_says_what_and_why(ledger: Ledger, verdict: str, note: str) -> None:
    """A word without a reason helps nobody who asks later."""
    campaign = sent_campaign(ledger, _R.UNKNOWN)
    with pytest.raises(UsageError):
        settle_rows(ledger, campaign, [2], verdict, note, now=NOW)


def test_rows_are_named_as_people_do() -> None:
    """Single rows, several, and spans; nonsense is refused."""
    assert [7, 9, 12, 13, 14] == read_row_numbers(["7,9", "12-14", "13"])
    for word in ("", "x", "0", "9-7", "-3", "1-99999999"):
        with pytest.raises(UsageError):
            read_row_numbers([word])


def test_an_older_ledger_learns_whom_its_rows_are_for(ledger: Ledger) -> None:
    """The numbers in the index are those of the rows, whatever else stands in them."""
    lines = [planned(1), planned(2)._replace(phone=None, state=_R.INVALID), planned(3)]
    campaign = campaign_of(ledger, lines)
    with ledger.read() as connection:
        seqs = recipient_index.places_in(connection, campaign.id, {"84900000003", ""})
        phones = connection.execute(inputs.select()).mappings().all()
    assert [3] == seqs
    assert ["84900000003"] == [line["phone"] for line in phones if line["seq"] in seqs]
