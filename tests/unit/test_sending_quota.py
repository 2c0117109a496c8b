"""The quota gate: never more in flight than certainly is left."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_help import accepted

from zns_batch.messages import Action, Failure, Kind, Outcome, Quota
from zns_batch.sending.quota import QuotaGate, Ticket

REFUSED = Outcome(kind=Kind.REJECTED, failure=Failure(code="-118", action=Action.ROW))
UNKNOWN = Outcome(kind=Kind.UNKNOWN, failure=Failure(code="timeout", action=Action.ROW))


def taken(gate: QuotaGate) -> Ticket:
    ticket = gate.take()
    assert ticket is not None
    return ticket


def said(remaining: int) -> Outcome:
    return accepted(quota=Quota(daily=100, remaining=remaining))


def test_no_more_leave_than_are_left() -> None:
    """With three units left, three requests are in flight and no fourth."""
    gate = QuotaGate(Quota(daily=100, remaining=3), 0)

    assert [True, True, True, False] == [gate.take() is not None for _ in range(4)]


def test_the_reserve_is_left_for_others() -> None:
    """`--quota-reserve 2` keeps two units out of reach."""
    gate = QuotaGate(Quota(daily=100, remaining=3), 2)

    assert [True, False] == [gate.take() is not None for _ in range(2)]


def test_a_refused_message_gives_its_unit_back() -> None:
    """Zalo counts what it accepts, so a refusal leaves room for another row."""
    gate = QuotaGate(Quota(daily=100, remaining=1), 0)
    gate.settle(taken(gate), REFUSED)

    assert gate.take() is not None


def test_a_message_in_doubt_keeps_its_unit() -> None:
    """What may have been sent may have been counted."""
    gate = QuotaGate(Quota(daily=100, remaining=1), 0)
    gate.settle(taken(gate), UNKNOWN)

    assert gate.take() is None


def test_a_request_that_never_left_gives_its_unit_back() -> None:
    """A row held back by a stop costs nothing."""
    gate = QuotaGate(Quota(daily=100, remaining=1), 0)
    gate.settle(taken(gate), None)

    assert gate.take() is not None


def test_somebody_elses_messages_are_noticed() -> None:
    """When another system uses the same quota, the provider's lower word counts."""
    gate = QuotaGate(Quota(daily=100, remaining=50), 0)
    gate.settle(taken(gate), said(1))

    assert [True, False] == [gate.take() is not None for _ in range(2)]


def test_a_quota_that_grows_is_used() -> None:
    """When the quota is raised mid-run, the campaign goes on with it."""
    gate = QuotaGate(Quota(daily=100, remaining=1), 0)
    gate.settle(taken(gate), said(40))

    assert 40 == gate.left


def test_an_older_answer_does_not_raise_the_count() -> None:
    """Answers out of order can't make the gate forget what a newer one said."""
    gate = QuotaGate(Quota(daily=100, remaining=10), 0)
    first, second = taken(gate), taken(gate)
    gate.settle(second, said(8))
    gate.settle(first, said(9))

    assert gate.left is not None
    assert gate.left <= 8


def test_before_anybody_said_a_word_one_message_goes_alone() -> None:
    """An account whose quota could not be asked is not flooded: the first answer tells."""
    gate = QuotaGate(None, 0)
    first = taken(gate)
    assert gate.take() is None

    gate.settle(first, said(2))

    assert [True, True, False] == [gate.take() is not None for _ in range(3)]


def test_a_provider_that_never_tells_sets_no_limit() -> None:
    """Without any word on the quota the campaign goes on at its pace."""
    gate = QuotaGate(None, 0)
    gate.settle(taken(gate), accepted())

    assert all(gate.take() is not None for _ in range(20))


@pytest.mark.parametrize("concurrency", [1, 3, 10])
@given(
    quota=st.integers(0, 30),
    seed=st.integers(0, 10_000),
    others=st.integers(0, 5),
)
def test_not_one_request_above_the_quota(
    concurrency: int, quota: int, seed: int, others: int
) -> None:
    """Answers in any order, refusals, doubts and another sender: nothing is ever refused for quota
    unless another sender took the unit while our request was on its way.
    """
    chance = random.Random(seed)
    server_left, gate = quota, QuotaGate(Quota(daily=quota, remaining=quota), 0)
    in_flight: list[tuple[Ticket, Outcome]] = []
    for _ in range(200):
        others_now = others and chance.random() < 0.02 and not in_flight
        if others_now and server_left:
            server_left -= 1
            others -= 1
            gate.hear(Quota(daily=quota, remaining=server_left))
        ticket = gate.take() if len(in_flight) < concurrency else None
        if ticket is not None:
            assert server_left > 0, "a request left although the quota was used"
            kind = chance.choice(("accepted", "accepted", "refused", "unknown"))
            if kind == "refused":
                in_flight.append((ticket, REFUSED))
            else:
                server_left -= 1
                in_flight.append((ticket, said(server_left) if kind == "accepted" else UNKNOWN))
        if in_flight and (ticket is None or chance.random() < 0.5):
            gate.settle(*in_flight.pop(chance.randrange(len(in_flight))))
        assert gate.left is None or gate.left - gate.in_flight <= server_left
