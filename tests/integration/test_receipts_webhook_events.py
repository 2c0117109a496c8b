"""Events in a real ledger: merged, kept until their row is ready, never counted twice."""

from contextlib import closing
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest
from ledger_help import NOW, retry_rows
from receipts_help import SENT, event_of, ms, put, row, sent_campaign

from zns_batch.domain.states import RowState
from zns_batch.ledger import rows, webhook_events
from zns_batch.ledger.db.engine import Ledger, open_ledger
from zns_batch.ledger.receipts import deliveries
from zns_batch.ledger.webhook_events import EventStatus

_R = RowState


def test_a_receipt_finds_its_row(ledger: Ledger) -> None:
    """By our reference the delivery comes to its row, which is charged when it was in time."""
    campaign = sent_campaign(ledger, _R.ACCEPTED, _R.ACCEPTED)
    assert [EventStatus.MERGED] == webhook_events.store_events(
        ledger, [event_of(f"{campaign.id}-2")], now=NOW
    )
    assert row(ledger, campaign).delivered_at is None
    found = row(ledger, campaign, 2)
    assert (NOW, True, 200) == (found.delivered_at, found.charged, found.cost)
    assert 1 == rows.state_counts(ledger, campaign.id).delivered


def test_a_late_one_costs_nothing(ledger: Ledger) -> None:
    """What comes after the template's time is told and not charged."""
    campaign = sent_campaign(ledger, _R.ACCEPTED)
    late = event_of(f"{campaign.id}-1", at=SENT + timedelta(hours=2, seconds=1))
    webhook_events.store_events(ledger, [late], now=NOW)
    found = row(ledger, campaign)
    assert (False, 0) == (found.charged, found.cost)
    counted = deliveries(ledger, campaign)
    assert (0, 1, 0, 1, 0) == (
        counted.in_time,
        counted.late,
        counted.missing,
        counted.uncharged,
        counted.cost,
    )


def test_a_row_in_doubt_is_settled(ledger: Ledger) -> None:
    """A message that arrived was sent: its row becomes accepted, with the provider's id."""
    campaign = sent_campaign(ledger, _R.UNKNOWN)
    arrived = event_of(f"{campaign.id}-1", message_id="m-9")
    assert [EventStatus.MERGED] == webhook_events.store_events(ledger, [arrived], now=NOW)
    found = row(ledger, campaign)
    assert (_R.ACCEPTED, "m-9", None, NOW, SENT, True) == (
        found.state,
        found.message_id,
        found.code,
        found.delivered_at,
        found.sent_at,
        found.charged,
    )


def test_a_repetition_changes_nothing(ledger: Ledger, place: Path | str) -> None:
    """An event may come as often as it likes; the first word stands."""
    campaign = sent_campaign(ledger, _R.ACCEPTED)
    one = event_of(f"{campaign.id}-1", at=NOW)
    assert [EventStatus.MERGED, EventStatus.KNOWN] == webhook_events.store_events(
        ledger, [one, one], now=NOW
    )
    with closing(open_ledger(place)) as again:
        assert [EventStatus.KNOWN] == webhook_events.store_events(
            again, [one], now=NOW + timedelta(hours=1)
        )
    other = event_of(f"{campaign.id}-1", at=NOW + timedelta(hours=9))
    webhook_events.store_events(ledger, [other], now=NOW)
    assert NOW == row(ledger, campaign).delivered_at


def test_a_receipt_before_its_outcome_waits(ledger: Ledger) -> None:
    """While its row is still being sent, a receipt waits and does not touch it."""
    campaign = sent_campaign(ledger, _R.SENDING)
    assert [EventStatus.WAITING] == webhook_events.store_events(
        ledger, [event_of(f"{campaign.id}-1")], now=NOW
    )
    assert (_R.SENDING, None) == (row(ledger, campaign).state, row(ledger, campaign).delivered_at)
    assert 0 == webhook_events.sweep(ledger, now=NOW)
    put(ledger, campaign, 1, _R.ACCEPTED)
    assert 1 == webhook_events.sweep(ledger, now=NOW)
    assert NOW == row(ledger, campaign).delivered_at
    assert 0 == webhook_events.sweep(ledger, now=NOW)


def test_a_receipt_settles_a_row_that_fell_in_doubt_meanwhile(ledger: Ledger) -> None:
    """The process that sent it died; its receipt was there first."""
    campaign = sent_campaign(ledger, _R.SENDING)
    webhook_events.store_events(ledger, [event_of(f"{campaign.id}-1", message_id="m-9")], now=NOW)
    put(ledger, campaign, 1, _R.UNKNOWN)
    assert 1 == webhook_events.catch_up(ledger, campaign, now=NOW)
    assert (_R.ACCEPTED, "m-9") == (row(ledger, campaign).state, row(ledger, campaign).message_id)


def test_a_receipt_without_our_reference_is_found_by_the_message(ledger: Ledger) -> None:
    """When the campaign is looked at, a receipt that names only the message's id finds its row."""
    campaign = sent_campaign(ledger, _R.ACCEPTED, _R.ACCEPTED)
    nameless = event_of(None, message_id=f"m-{campaign.id}-2")
    foreign = event_of(None, message_id="m-of-another-system")
    taken = webhook_events.store_events(ledger, [nameless, foreign], now=NOW)
    assert [EventStatus.WAITING, EventStatus.WAITING] == taken
    assert 1 == webhook_events.catch_up(ledger, campaign, now=NOW)
    assert [None, NOW] == [row(ledger, campaign, n).delivered_at for n in (1, 2)]
    assert 0 == webhook_events.catch_up(ledger, campaign, now=NOW)


@pytest.mark.parametrize(
    "tracking_id", ["another-system-17", "z999999zzzzzz-1", "{id}-99", "{id}", "x{id}-1", "-1", "1"]
)
def test_a_strangers_receipt_is_kept_and_changes_nothing(ledger: Ledger, tracking_id: str) -> None:
    """What another system sent from the same OA is no row of ours."""
    campaign = sent_campaign(ledger, _R.ACCEPTED, _R.UNKNOWN)
    stranger = event_of(tracking_id.format(id=campaign.id))
    assert [EventStatus.STRANGER] == webhook_events.store_events(ledger, [stranger], now=NOW)
    assert {_R.ACCEPTED: 1, _R.UNKNOWN: 1} == rows.state_counts(ledger, campaign.id).rows
    assert 0 == rows.state_counts(ledger, campaign.id).delivered


def test_another_accounts_event_settles_nothing(ledger: Ledger) -> None:
    """Whoever holds one account's key has no say about another account's rows."""
    campaign = sent_campaign(ledger, _R.UNKNOWN, account="shop-2")
    assert [EventStatus.STRANGER] == webhook_events.store_events(
        ledger, [event_of(f"{campaign.id}-1")], now=NOW
    )
    assert _R.UNKNOWN is row(ledger, campaign).state
    both = event_of(f"{campaign.id}-1", accounts=("default", "shop-2"), message_id="m-2")
    assert [EventStatus.MERGED] == webhook_events.store_events(ledger, [both], now=NOW)


def test_an_earlier_attempt_that_arrived_is_told_apart(ledger: Ledger) -> None:
    """A row that a person sent again keeps its own receipt, and the first message is counted."""
    campaign = sent_campaign(ledger, _R.UNKNOWN)
    retry_rows(ledger, campaign, [_R.UNKNOWN], now=NOW)
    first = event_of(f"{campaign.id}-1", message_id="m-first")
    assert [EventStatus.OTHER] == webhook_events.store_events(ledger, [first], now=NOW)
    assert _R.PENDING is row(ledger, campaign).state
    put(ledger, campaign, 1, _R.ACCEPTED)
    second = event_of(f"{campaign.id}-1-2", message_id=f"m-{campaign.id}-1")
    assert [EventStatus.MERGED] == webhook_events.store_events(ledger, [second], now=NOW)
    assert 1 == webhook_events.repeated(ledger, campaign.id)


def test_a_receipt_that_waited_for_a_row_that_was_sent_again(ledger: Ledger) -> None:
    """What waited for the first attempt does not pass for the second one's receipt."""
    campaign = sent_campaign(ledger, _R.SENDING)
    webhook_events.store_events(ledger, [event_of(f"{campaign.id}-1")], now=NOW)
    put(ledger, campaign, 1, _R.REJECTED)
    assert 0 == webhook_events.sweep(ledger, now=NOW)
    retry_rows(ledger, campaign, [_R.REJECTED], now=NOW)
    assert 1 == webhook_events.sweep(ledger, now=NOW)
    assert 1 == webhook_events.repeated(ledger, campaign.id)
    assert row(ledger, campaign).delivered_at is None


@pytest.mark.parametrize("state", [_R.PENDING, _R.REJECTED, _R.EXPIRED, _R.CANCELLED, _R.INVALID])
def test_a_receipt_moves_no_other_row(ledger: Ledger, state: RowState) -> None:
    """Only an accepted row or one in doubt takes a receipt; it waits at any other."""
    campaign = sent_campaign(ledger, state)
    assert [EventStatus.WAITING] == webhook_events.store_events(
        ledger, [event_of(f"{campaign.id}-1")], now=NOW
    )
    assert (state, None) == (row(ledger, campaign).state, row(ledger, campaign).delivered_at)


@pytest.mark.parametrize("order", [*permutations(["receipt", "repeat", "doubt", "sweep"])])
def test_whatever_the_order_the_end_is_the_same(ledger: Ledger, order: tuple[str, ...]) -> None:
    """Receipts and outcomes may come in any order: the row ends accepted and delivered once."""
    campaign = sent_campaign(ledger, _R.SENDING)
    for step in order:
        if step in {"receipt", "repeat"}:
            webhook_events.store_events(
                ledger, [event_of(f"{campaign.id}-1", message_id="m-1")], now=NOW
            )
        elif step == "doubt":
            put(ledger, campaign, 1, _R.UNKNOWN)
        else:
            webhook_events.sweep(ledger, now=NOW)
    webhook_events.sweep(ledger, now=NOW)
    found = row(ledger, campaign)
    assert (_R.ACCEPTED, NOW, "m-1") == (found.state, found.delivered_at, found.message_id)
    assert 1 == rows.state_counts(ledger, campaign.id).delivered


def test_many_wait_and_all_are_merged(ledger: Ledger) -> None:
    """More receipts than one transaction takes are merged all the same."""
    campaign = sent_campaign(ledger, *[_R.SENDING] * 450)
    waiting = [event_of(f"{campaign.id}-{seq}") for seq in range(1, 451)]
    assert {EventStatus.WAITING} == set(webhook_events.store_events(ledger, waiting, now=NOW))
    for seq in range(1, 451):
        put(ledger, campaign, seq, _R.ACCEPTED)
    assert 450 == webhook_events.sweep(ledger, now=NOW)
    assert 450 == rows.state_counts(ledger, campaign.id).delivered


def test_ratings_are_counted(ledger: Ledger) -> None:
    """Stars come to the campaign that the rated message belongs to."""
    campaign = sent_campaign(ledger, _R.ACCEPTED, _R.ACCEPTED)
    assert webhook_events.ratings(ledger, campaign.id) is None
    rated = [
        event_of(f"{campaign.id}-{seq}", name="user_feedback", told={"rate": rate, "note": "Tốt"})
        for seq, rate in ((1, 5), (2, 4))
    ]
    unrated = event_of(f"{campaign.id}-1", name="user_feedback", told={"note": "…"})
    assert [EventStatus.KEPT] * 3 == webhook_events.store_events(ledger, [*rated, unrated], now=NOW)
    found = webhook_events.ratings(ledger, campaign.id)
    assert found is not None
    assert (2, 4.5) == (found.count, found.mean)
    assert 0 == rows.state_counts(ledger, campaign.id).delivered


def test_old_receipts_are_dropped_and_ratings_stay(ledger: Ledger) -> None:
    """The ledger does not grow by what is over, and forgets nothing that somebody may still read."""
    campaign = sent_campaign(ledger, _R.ACCEPTED, _R.SENDING)
    arrived = [
        event_of(f"{campaign.id}-1"),
        event_of(f"{campaign.id}-2"),
        event_of("another-system"),
        event_of(None, message_id="m-x"),
        event_of(f"{campaign.id}-1", name="user_feedback", told={"rate": 5}),
    ]
    webhook_events.store_events(ledger, arrived, now=NOW)
    assert 0 == webhook_events.forget(ledger, before=NOW)
    assert 3 == webhook_events.forget(ledger, before=NOW + timedelta(days=1))
    assert webhook_events.ratings(ledger, campaign.id) is not None
    put(ledger, campaign, 2, _R.ACCEPTED)
    assert 1 == webhook_events.sweep(ledger, now=NOW)


def test_an_events_moment_is_kept_to_the_millisecond(ledger: Ledger) -> None:
    """What Zalo tells in milliseconds stands so in the ledger."""
    campaign = sent_campaign(ledger, _R.ACCEPTED)
    at = NOW + timedelta(milliseconds=123)
    webhook_events.store_events(ledger, [event_of(f"{campaign.id}-1", at=at)], now=NOW)
    found = row(ledger, campaign).delivered_at
    assert found is not None
    assert ms(at) == ms(found)
