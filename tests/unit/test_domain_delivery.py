"""Who pays for a message, and how many are counted."""

from datetime import datetime, timedelta

import pytest
from ledger_help import NOW

from zns_batch.domain.delivery import DeliveryCount, Receipt, cost_of, in_time, is_charged
from zns_batch.domain.message import Action, Failure


def after(seconds: float) -> datetime:
    """Return a moment so many seconds after the sending."""
    return NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "seconds, timeout, expected",
    [
        (0, 15, True),
        (15, 15, True),
        (15.001, 15, False),
        (7200, None, True),
        (7200.001, None, False),
        (7200, 7200, True),
        (-3, 15, True),
    ],
)
def test_in_time_is_up_to_the_templates_time_out(
    seconds: float, timeout: int | None, expected: bool
) -> None:
    """15 seconds for OTP, two hours for all others and for a template that says nothing."""
    assert expected is in_time(NOW, after(seconds), timeout)


REFUSED = Failure(code="-114", action=Action.ROW)


@pytest.mark.parametrize(
    "receipt, asked_after, expected",
    [
        (Receipt(delivered_at=after(10)), None, True),
        (Receipt(delivered_at=after(8000)), None, False),
        (Receipt(delivered_at=after(8000), charged=True), None, True),
        (Receipt(delivered_at=after(10), charged=False), None, False),
        (Receipt(), None, None),
        (Receipt(), 60, None),
        (Receipt(), 7200, None),
        (Receipt(), 7200 + 300, None),
        (Receipt(), 7200 + 301, False),
        (Receipt(charged=True), 60, True),
        (Receipt(failure=REFUSED), 60, False),
    ],
)
def test_who_pays(receipt: Receipt, asked_after: float | None, expected: bool | None) -> None:
    """In time is charged, late is not; not there after its time is not; the provider's word wins."""
    asked_at = None if asked_after is None else after(asked_after)
    assert expected is is_charged(receipt, sent_at=NOW, timeout=None, asked_at=asked_at)


def test_a_message_sent_at_an_unknown_moment_counts_as_charged() -> None:
    """Where nobody can know, the bill is not made smaller than it may be."""
    receipt = Receipt(delivered_at=NOW)
    assert is_charged(receipt, sent_at=None, timeout=15, asked_at=None) is True
    assert is_charged(Receipt(), sent_at=None, timeout=15, asked_at=after(9999)) is None


@pytest.mark.parametrize(
    "charged, fee, price, cost",
    [
        (None, None, 200, 200),
        (True, None, 200, 200),
        (False, None, 200, 0),
        (True, 250, 200, 250),
        (None, 250, None, 250),
        (False, 250, None, 0),
        (True, None, None, None),
        (None, None, None, None),
        (True, 0, 200, 0),
    ],
)
def test_cost(charged: bool | None, fee: int | None, price: int | None, cost: int | None) -> None:
    """In doubt a message costs its price; the provider's own fee goes before the template's price."""
    assert cost == cost_of(charged=charged, fee=fee, price=price)


def test_deliveries_add_up() -> None:
    """Each accepted message is in time, late or missing, and the cost is the sum of theirs."""
    count = DeliveryCount(15)
    told = [(after(10), True, 200), (after(20), False, 0), (None, None, 200), (None, False, 0)]
    for delivered_at, charged, cost in told:
        count.add(sent_at=NOW, delivered_at=delivered_at, charged=charged, cost=cost)
    found = count.result()
    assert (1, 1, 2, 2, 400) == (
        found.in_time,
        found.late,
        found.missing,
        found.uncharged,
        found.cost,
    )
    assert (2, True) == (found.delivered, found.known)


def test_a_sum_with_an_unknown_price_is_not_told() -> None:
    """A cost that leaves some messages out would be no cost at the most."""
    count = DeliveryCount(None)
    count.add(sent_at=NOW, delivered_at=NOW, charged=True, cost=250)
    count.add(sent_at=NOW, delivered_at=None, charged=None, cost=None)
    assert count.result().cost is None
    assert not DeliveryCount(None).result().known
