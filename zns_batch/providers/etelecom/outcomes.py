"""What became of a message, from eTelecom's answer to it."""

from datetime import datetime
from enum import Enum
from http import HTTPStatus

from zns_batch.core.clock import Clock
from zns_batch.domain.delivery import Receipt
from zns_batch.domain.message import Action, Failure, Outcome, OutcomeKind
from zns_batch.domain.states import Reason
from zns_batch.providers.etelecom.errors import (
    AT_THE_DOOR,
    DOUBTS,
    REFUSALS,
    STATUS_N,
    by_number,
)
from zns_batch.providers.etelecom.parsing import (
    JsonObject,
    count_of,
    error_of,
    moment_of,
    object_of,
    word_of,
)
from zns_batch.providers.http.client import HttpResponse
from zns_batch.providers.http.redact import redact_provider_text
from zns_batch.providers.zalo.errors import UNKNOWN_CODE, UNKNOWN_ERROR, ErrorPolicy
from zns_batch.providers.zalo.outcomes import code_of, failure_of
from zns_batch.providers.zalo.parsing import message_id_of, text_of, wait_of

_ARRIVED = frozenset({"received", "seen"})


class MessageStatus(Enum):
    """What a message object says of its message."""

    TAKEN = "taken"
    REFUSED = "refused"
    DOUBTFUL = "doubtful"
    """It says both, or nothing."""


def message_status_of(fields: JsonObject) -> MessageStatus:
    """Say what became of a message, the surest sign first."""
    status, message_id = word_of(fields.get("status")), message_id_of(fields)
    if _has_arrived(fields):
        return MessageStatus.TAKEN
    if status == "n":
        return MessageStatus.REFUSED
    if error_of(fields):
        return MessageStatus.DOUBTFUL if status == "p" and message_id else MessageStatus.REFUSED
    if status == "p" or message_id:
        return MessageStatus.TAKEN
    # A writer that leaves out what is empty leaves out `Z`; eTelecom has it, under its own id.
    is_new = status in {"", "z"} and bool(text_of(fields.get("id")))
    return MessageStatus.TAKEN if is_new else MessageStatus.DOUBTFUL


def refusal_of(fields: JsonObject, secrets: tuple[str, ...]) -> Failure:
    """Return why a message was refused."""
    said = redact_provider_text(fields.get("error_message"), secrets)
    return by_number(error_of(fields) or STATUS_N, said)


def receipt_of(fields: JsonObject, secrets: tuple[str, ...], clock: Clock) -> Receipt:
    """Return what is known of a message by now.

    Args:
        fields: The object; one whose fate is not doubtful.
        secrets: What must not appear in the provider's words.
        clock: For the moment of an arrival that has none.

    """
    refused = message_status_of(fields) is MessageStatus.REFUSED
    delivered_at = _arrival_of(fields, clock)
    charged = fields.get("is_charged")
    # Until it has arrived nobody has paid, and "not charged" is no last word.
    settled = charged is True or delivered_at is not None or refused
    return Receipt(
        tracking_id=text_of(fields.get("tracking_id")) or None,
        message_id=message_id_of(fields),
        failure=refusal_of(fields, secrets) if refused else None,
        sent_at=moment_of(fields.get("sent_time")),
        delivered_at=delivered_at,
        charged=charged if isinstance(charged, bool) and settled else None,
        fee=_fee_of(fields),
    )


def _has_arrived(fields: JsonObject) -> bool:
    seen = word_of(fields.get("delivery_status")) in _ARRIVED
    return seen or moment_of(fields.get("delivery_time")) is not None


def _arrival_of(fields: JsonObject, clock: Clock) -> datetime | None:
    if not _has_arrived(fields):
        return None
    told = moment_of(fields.get("delivery_time")) or moment_of(fields.get("updated_at"))
    return told or clock.now()


def _fee_of(fields: JsonObject) -> int | None:
    fees = [count_of(fields.get(name)) for name in ("fee_main", "fee_token")]
    known = [fee for fee in fees if fee is not None]
    return sum(known) if known else None


CONTRADICTORY = "contradictory"

_IN_DOUBT = ErrorPolicy(action=Action.ROW, reason=Reason.NETWORK)
_TOO_FAST = REFUSALS["resource_exhausted"]
_LATER = ErrorPolicy(action=Action.RETRY, reason=Reason.NETWORK)

_AT_A_GATE = {
    400: REFUSALS["invalid_argument"],
    413: REFUSALS["invalid_argument"],
    414: REFUSALS["invalid_argument"],
    422: REFUSALS["invalid_argument"],
    431: REFUSALS["invalid_argument"],
    401: REFUSALS["unauthenticated"],
}
"""Statuses without a word of eTelecom's, from something in front of it: the row's own, or the key's.
Any other from 400 to 499 concerns all rows."""

_LEAVES_DOUBT = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT})


class EtelecomOutcomeReader:
    """Reads eTelecom's answers to messages.

    Args:
        secrets: What must not appear in the provider's words.
        retry_unknown_error: Whether Zalo's `-100` counts as not sent.
        clock: For moments that eTelecom leaves out.

    """

    def __init__(
        self, *, secrets: tuple[str, ...], retry_unknown_error: bool, clock: Clock
    ) -> None:
        self._secrets = secrets
        self._retry_unknown_error = retry_unknown_error
        self._clock = clock

    def outcome_of(self, answer: HttpResponse) -> Outcome:
        """Read an answer.

        Refused is what a word of eTelecom's or a status from 400 to 499 says. A 5xx, a redirect,
        408 and 409 leave doubt, unless the word beside them is one that is given at the door. A 503
        that says when to come again, without a word of eTelecom's, is a gate that took nothing.
        """
        fields = object_of(answer)
        if answer.status < HTTPStatus.MULTIPLE_CHOICES:
            return self._by_message(fields) if fields else self._unknown(code_of(answer))
        return self._by_status(answer, fields or {})

    def _by_message(self, fields: JsonObject) -> Outcome:
        fate = message_status_of(fields)
        if fate is MessageStatus.TAKEN:
            return self._taken(fields)
        if fate is MessageStatus.DOUBTFUL:
            return self._unknown(CONTRADICTORY if fields.get("error_code") else "unreadable")
        failure = refusal_of(fields, self._secrets)
        if failure.code == str(UNKNOWN_ERROR) and not self._retry_unknown_error:
            return self._unknown(failure.code, failure.provider_message)
        kind = OutcomeKind.REJECTED if failure.action is Action.ROW else OutcomeKind.NOT_SENT
        return Outcome(kind=kind, failure=failure)

    def _taken(self, fields: JsonObject) -> Outcome:
        # Without Zalo's id its receipt is found by the tracking id; eTelecom's own id opens no door.
        return Outcome(
            kind=OutcomeKind.ACCEPTED,
            message_id=message_id_of(fields),
            sent_at=moment_of(fields.get("sent_time")) or self._clock.now(),
        )

    def _by_status(self, answer: HttpResponse, fields: JsonObject) -> Outcome:
        wait = wait_of(answer, self._clock.now())
        word = text_of(fields.get("code"))
        code, said = word or code_of(answer), redact_provider_text(fields.get("msg"), self._secrets)
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            return _refused(code, _TOO_FAST, said, wait)
        if answer.status == HTTPStatus.SERVICE_UNAVAILABLE and wait is not None and not word:
            return _refused(code, _LATER, said, wait)
        verdict = _verdict_on(answer.status, word)
        return _refused(code, verdict, said, wait) if verdict else self._unknown(code, said)

    def _unknown(self, code: str, said: str = "") -> Outcome:
        return Outcome(kind=OutcomeKind.UNKNOWN, failure=failure_of(code, _IN_DOUBT, said))


def _verdict_on(status: int, word: str) -> ErrorPolicy | None:
    """Say what a refusal asks for; `None` where it is not certain that it is one."""
    if word in AT_THE_DOOR:
        return REFUSALS[word]
    client = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    if not client or status in _LEAVES_DOUBT or word in DOUBTS:
        return None
    if word:
        return REFUSALS.get(word, UNKNOWN_CODE)
    return _AT_A_GATE.get(status, REFUSALS["bad_route"])


def _refused(code: str, verdict: ErrorPolicy, said: str, wait: float | None) -> Outcome:
    return Outcome(
        kind=OutcomeKind.REJECTED if verdict.action is Action.ROW else OutcomeKind.NOT_SENT,
        failure=failure_of(code, verdict, said),
        retry_after=wait,
    )
