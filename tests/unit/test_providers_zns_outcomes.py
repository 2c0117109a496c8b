"""What becomes of a message, by status and body of the answer."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from zns_batch.domain.message import Action, Outcome, OutcomeKind, Quota
from zns_batch.domain.states import Reason
from zns_batch.providers.http.response import HttpResponse, TransportError
from zns_batch.providers.outcomes import outcome_of_transport_error
from zns_batch.providers.zns.errors import ERRORS
from zns_batch.providers.zns.outcomes import ZnsOutcomeReader

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TOKEN = "a-token-of-the-oa-0123456789"


class _Stopped:
    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        raise AssertionError(seconds)


def _outcome(
    body: object, status: int = 200, *, retry_unknown_error: bool = True, **headers: str
) -> Outcome:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
    reader = ZnsOutcomeReader(
        secrets=(TOKEN,), retry_unknown_error=retry_unknown_error, clock=_Stopped()
    )
    return reader.outcome_of(HttpResponse(status=status, headers=named, body=content))


def _what(outcome: Outcome) -> tuple[Any, ...]:
    assert outcome.failure is not None
    return outcome.kind, outcome.failure.code, outcome.failure.action, outcome.failure.reason


def test_an_accepted_message_has_id_time_and_quota() -> None:
    """An accepted row shows Zalo's id, Zalo's time and the quota that is left."""
    data = {
        "msg_id": "a1b2",
        "sent_time": "1790000000000",
        "quota": {"dailyQuota": "500", "remainingQuota": "499"},
    }
    expected = Outcome(
        kind=OutcomeKind.ACCEPTED,
        message_id="a1b2",
        sent_at=datetime.fromtimestamp(1790000000, UTC),
        quota=Quota(daily=500, remaining=499),
    )
    assert expected == _outcome({"error": 0, "message": "Success", "data": data})


@pytest.mark.parametrize("data", [{}, None, [], {"sent_time": "soon", "quota": "lots"}])
def test_an_accepted_message_without_details_is_accepted(data: Any) -> None:
    """A yes without id, time or quota is a yes, dated by our own clock."""
    expected = Outcome(kind=OutcomeKind.ACCEPTED, sent_at=NOW)
    assert expected == _outcome({"error": 0, "data": data})


@pytest.mark.parametrize("number", sorted(ERRORS))
def test_every_number_is_kept_and_sorted(number: Any) -> None:
    """A row's own error rejects it; every other error leaves it to be sent later."""
    outcome = _outcome({"error": number, "message": "words"})
    kind, code, action, _ = _what(outcome)
    assert str(number) == code
    assert (OutcomeKind.REJECTED if action is Action.ROW else OutcomeKind.NOT_SENT) is kind
    assert outcome.failure is not None
    assert outcome.failure.provider_message == "words"


def test_a_number_written_as_text_counts() -> None:
    """An error number in quotation marks is the same error."""
    assert _what(_outcome({"error": "-118"}))[1] == "-118"


def test_an_unlisted_number_rejects_the_row_with_zalos_words() -> None:
    """A new error of Zalo's is shown as it came."""
    outcome = _outcome({"error": -7777, "message": "A new rule"})
    assert _what(outcome) == (OutcomeKind.REJECTED, "-7777", Action.ROW, Reason.FAILURES)
    assert outcome.failure is not None
    assert outcome.failure.provider_message == "A new rule"
    assert outcome.failure.suggests_list_error


def test_an_unknown_error_is_tried_again_with_doubt() -> None:
    """After "unknown error" a row goes again a few times, and is then in doubt, not pending."""
    outcome = _outcome({"error": -100})
    assert _what(outcome) == (OutcomeKind.NOT_SENT, "-100", Action.RETRY, Reason.FAILURES)
    assert outcome.failure is not None
    assert outcome.failure.may_have_been_sent


def test_an_unknown_error_is_in_doubt_at_once_when_the_account_says_so() -> None:
    """An account that trusts nothing has no second try after "unknown error"."""
    outcome = _outcome({"error": -100}, retry_unknown_error=False)
    assert _what(outcome)[:2] == (OutcomeKind.UNKNOWN, "-100")


@pytest.mark.parametrize("body", [b"", b"slow down", b'{"error": -32}', b'{"error": 0}'])
def test_a_limit_slows_down_and_loses_nothing(body: Any) -> None:
    """HTTP 429 is a limit, whatever stands in its body."""
    outcome = _outcome(body, 429, retry_after="7")
    assert _what(outcome) == (OutcomeKind.NOT_SENT, "http-429", Action.SLOW, Reason.RATE)
    assert outcome.retry_after == 7.0


def test_a_limit_without_a_time_is_a_limit() -> None:
    """HTTP 429 slows down even when it does not say for how long."""
    assert None is _outcome(b"", 429).retry_after


def test_try_later_is_certainly_not_sent() -> None:
    """A server that names the time to come back did not take the message."""
    outcome = _outcome(b"", 503, retry_after="7")
    assert _what(outcome) == (OutcomeKind.NOT_SENT, "http-503", Action.RETRY, Reason.NETWORK)
    assert outcome.retry_after == 7.0


@pytest.mark.parametrize("status", [408, 500, 501, 502, 503, 504, 520, 599, 999])
@pytest.mark.parametrize(
    "body", [b"", b"<html>", b'{"error": -118}', b'{"error": 0, "data": {"msg_id": "a"}}']
)
def test_server_trouble_leaves_doubt(status: Any, body: Any) -> None:
    """A server in trouble proves nothing, whatever number it names."""
    assert (OutcomeKind.UNKNOWN, f"http-{status}") == _what(_outcome(body, status))[:2]


@pytest.mark.parametrize("header", ["", "soon", "-1"])
def test_503_needs_a_time_to_be_certain(header: Any) -> None:
    """Only a time to come back makes HTTP 503 a certain "not sent"."""
    assert OutcomeKind.UNKNOWN is _outcome(b"", 503, retry_after=header).kind


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
def test_a_redirect_leaves_doubt(status: Any) -> None:
    """A redirect says nothing of the message."""
    assert _what(_outcome(b"", status))[:2] == (OutcomeKind.UNKNOWN, "redirect")


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_zalos_number_counts_more_than_a_4xx(status: Any) -> None:
    """An error number tells more than the status it came with."""
    assert _what(_outcome({"error": -118}, status))[:2] == (OutcomeKind.REJECTED, "-118")


@pytest.mark.parametrize(
    "status, kind, action, reason",
    [
        (400, OutcomeKind.REJECTED, Action.ROW, Reason.SETTINGS),
        (413, OutcomeKind.REJECTED, Action.ROW, Reason.SETTINGS),
        (422, OutcomeKind.REJECTED, Action.ROW, Reason.SETTINGS),
        (401, OutcomeKind.NOT_SENT, Action.AUTH, Reason.AUTHORISATION),
        (403, OutcomeKind.NOT_SENT, Action.ABORT, Reason.SETTINGS),
        (404, OutcomeKind.NOT_SENT, Action.ABORT, Reason.SETTINGS),
        (405, OutcomeKind.NOT_SENT, Action.ABORT, Reason.SETTINGS),
        (410, OutcomeKind.NOT_SENT, Action.ABORT, Reason.SETTINGS),
    ],
)
def test_a_4xx_without_a_number_is_a_refusal(
    status: Any, kind: Any, action: Any, reason: Any
) -> None:
    """A wrong address stops the campaign before it burns the list; no row is lost."""
    outcome = _outcome(b"<html>no</html>", status, content_type="text/html")
    assert (kind, f"http-{status}", action, reason) == _what(outcome)


@pytest.mark.parametrize(
    "body, status",
    [
        ({"error": 0}, 404),
        ({"error": 5}, 200),
        ({"error": 0.5}, 200),
        ({}, 200),
        ([{"error": 0}], 200),
        (b"OK", 200),
        (b"", 204),
    ],
)
def test_an_answer_that_makes_no_sense_leaves_doubt(body: Any, status: Any) -> None:
    """An answer that is neither yes nor no is never taken for either."""
    assert _what(_outcome(body, status))[:2] == (OutcomeKind.UNKNOWN, "unreadable")


def test_words_never_show_the_token_or_a_phone() -> None:
    """What Zalo echoes of our request does not reach a workbook or a log."""
    outcome = _outcome({"error": -124, "message": f"token {TOKEN} of 84912345678 is invalid"})
    assert outcome.failure is not None
    assert outcome.failure.provider_message == "token … of 84****678 is invalid"


def test_trouble_before_the_request_left_lets_it_go_again() -> None:
    """What was certainly not sent is tried again."""
    outcome = outcome_of_transport_error(TransportError(code="dns", may_have_left=False))
    assert _what(outcome) == (OutcomeKind.NOT_SENT, "dns", Action.RETRY, Reason.NETWORK)


def test_trouble_after_the_request_left_is_unknown() -> None:
    """What may have been sent is not sent again."""
    outcome = outcome_of_transport_error(TransportError(code="timeout", may_have_left=True))
    assert _what(outcome)[:2] == (OutcomeKind.UNKNOWN, "timeout")
