"""Stopping before the whole list is burnt."""

import pytest

from zns_batch.domain.message import Action, Failure, Outcome, OutcomeKind
from zns_batch.domain.states import Reason
from zns_batch.sending.circuit_breaker import CircuitBreaker, FailureThresholds

ACCEPTED = Outcome(kind=OutcomeKind.ACCEPTED, message_id="m")
TOLERANCE = FailureThresholds(
    same_at_start=3, same_in_a_row=5, unknown_in_a_row=4, share=0.5, share_after=20
)


def rejected(code: str = "-118", *, whole_list: bool = False) -> Outcome:
    """A row that was refused."""
    failure = Failure(
        code=code,
        action=Action.ROW,
        suggests_list_error=whole_list,
        reason=Reason.TEMPLATE if whole_list else None,
    )
    return Outcome(kind=OutcomeKind.REJECTED, failure=failure)


def unknown(code: str = "timeout") -> Outcome:
    """A row in doubt."""
    return Outcome(kind=OutcomeKind.UNKNOWN, failure=Failure(code=code, action=Action.ROW))


def first_stop(outcomes: list[Outcome]) -> tuple[int, Reason] | None:
    """After how many outcomes it stops, and why."""
    breaker = CircuitBreaker(TOLERANCE)
    for count, outcome in enumerate(outcomes, 1):
        reason = breaker.record(outcome)
        if reason is not None:
            return count, reason
    return None


@pytest.mark.parametrize(
    "outcomes, stop",
    [
        ([ACCEPTED] * 100, None),
        # One error that may concern the whole list, from the first row on.
        ([rejected("-1122", whole_list=True)] * 9, (3, Reason.TEMPLATE)),
        ([ACCEPTED, *[rejected("-1122", whole_list=True)] * 4], None),
        ([rejected("-1121", whole_list=True), *[rejected("-1122", whole_list=True)] * 4], None),
        # The same refusal for row after row.
        ([rejected()] * 9, (5, Reason.FAILURES)),
        ([*[rejected()] * 4, ACCEPTED] * 3, None),
        ([rejected("-118"), rejected("-119")] * 8, None),
        # Doubt is dearer than refusal: each row may have cost.
        ([unknown()] * 9, (4, Reason.FAILURES)),
        ([*[unknown()] * 3, ACCEPTED] * 4, None),
        ([unknown("timeout"), unknown("http-502")] * 5, None),
        # A share of the whole, once there is enough to judge by.
        ([rejected("-118"), rejected("-119")] * 20, (20, Reason.FAILURES)),
        ([ACCEPTED, rejected("-118")] * 20, (20, Reason.FAILURES)),
        ([ACCEPTED, ACCEPTED, rejected("-118")] * 20, None),
    ],
)
def test_it_stops_when_going_on_would_waste_the_list(
    outcomes: list[Outcome], stop: tuple[int, Reason] | None
) -> None:
    """A run of one failure, or too large a share of failures, stops; single failures never do."""
    assert stop == first_stop(outcomes)


def test_an_ordinary_campaign_never_trips_the_usual_tolerance() -> None:
    """With one row in five refused for reasons of its own the campaign goes to its end."""
    breaker = CircuitBreaker(FailureThresholds())
    outcomes = [*[ACCEPTED] * 4, rejected()] * 400
    assert {None} == {breaker.record(outcome) for outcome in outcomes}


def test_a_list_of_strangers_is_held_back_early() -> None:
    """Fifty refusals one after the other are enough, of a list however long."""
    breaker = CircuitBreaker(FailureThresholds())
    reasons = [breaker.record(rejected()) for _ in range(50)]
    assert [None] * 49 + [Reason.FAILURES] == reasons
