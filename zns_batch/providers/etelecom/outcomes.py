"""What became of a message, from eTelecom's answer to it."""

from collections.abc import Sequence
from enum import Enum
from http import HTTPStatus

from zns_batch.core.clock import Clock
from zns_batch.domain.delivery import Receipt
from zns_batch.domain.message import Failure, Outcome, OutcomeKind
from zns_batch.providers.etelecom.errors import (
    AT_THE_DOOR,
    DOUBTS,
    REFUSALS,
    STATUS_N,
    failure_by_number,
)
from zns_batch.providers.etelecom.parsing import error_of, word_of
from zns_batch.providers.http.redact import redact_provider_text
from zns_batch.providers.http.response import HttpResponse
from zns_batch.providers.outcomes import (
    NOT_REACHED,
    ErrorPolicy,
    code_of,
    failure_of,
    refused,
    unknown,
)
from zns_batch.providers.parsing import (
    JsonObject,
    count_of,
    object_of,
    retry_after_of,
    rfc3339_of,
    text_of,
)
from zns_batch.providers.zns.errors import UNKNOWN_CODE, UNKNOWN_ERROR
from zns_batch.providers.zns.replies import message_id_of

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


def refusal_of(fields: JsonObject, secrets: Sequence[str]) -> Failure:
    """Return why a message was refused."""
    words = redact_provider_text(fields.get("error_message"), secrets)
    return failure_by_number(error_of(fields) or STATUS_N, words)


def receipt_of(fields: JsonObject, secrets: Sequence[str], clock: Clock) -> Receipt:
    """Return what is known of a message by now.

    Args:
        fields: The object; one whose status is not doubtful.
        secrets: What must not appear in the provider's words.
        clock: For the moment of an arrival that has none.

    """
    was_refused = message_status_of(fields) is MessageStatus.REFUSED
    delivered_at = None
    if _has_arrived(fields):
        reported = rfc3339_of(fields.get("delivery_time")) or rfc3339_of(fields.get("updated_at"))
        delivered_at = reported or clock.now()
    fees = [count_of(fields.get(name)) for name in ("fee_main", "fee_token")]
    known_fees = [fee for fee in fees if fee is not None]
    charged = fields.get("is_charged")
    # Until it has arrived nobody has paid, and "not charged" may still change.
    settled = charged is True or delivered_at is not None or was_refused
    return Receipt(
        tracking_id=text_of(fields.get("tracking_id")) or None,
        message_id=message_id_of(fields),
        failure=refusal_of(fields, secrets) if was_refused else None,
        sent_at=rfc3339_of(fields.get("sent_time")),
        delivered_at=delivered_at,
        charged=charged if isinstance(charged, bool) and settled else None,
        fee=sum(known_fees) if known_fees else None,
    )


def _has_arrived(fields: JsonObject) -> bool:
    seen = word_of(fields.get("delivery_status")) in _ARRIVED
    return seen or rfc3339_of(fields.get("delivery_time")) is not None


CONTRADICTORY = "contradictory"

_TOO_FAST = REFUSALS["resource_exhausted"]

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

    def __init__(self, *, secrets: Sequence[str], retry_unknown_error: bool, clock: Clock) -> None:
        self._secrets = secrets
        self._retry_unknown_error = retry_unknown_error
        self._clock = clock

    def outcome_of(self, answer: HttpResponse) -> Outcome:
        """Read an answer.

        Refused is what a word of eTelecom's or a status from 400 to 499 says. A 5xx, a redirect,
        408 and 409 leave doubt, unless the word beside them is one that is given before anything is carried out. A 503
        that says when to come again, without a word of eTelecom's, comes from a gateway that processed nothing.
        """
        fields = object_of(answer)
        if answer.status < HTTPStatus.MULTIPLE_CHOICES:
            return self._by_message(fields) if fields else unknown(code_of(answer))
        return self._by_status(answer, fields or {})

    def _by_message(self, fields: JsonObject) -> Outcome:
        status = message_status_of(fields)
        if status is MessageStatus.TAKEN:
            # Without Zalo's id its receipt is found by the tracking id; eTelecom's own id does not help.
            return Outcome(
                kind=OutcomeKind.ACCEPTED,
                message_id=message_id_of(fields),
                sent_at=rfc3339_of(fields.get("sent_time")) or self._clock.now(),
            )
        if status is MessageStatus.DOUBTFUL:
            return unknown(CONTRADICTORY if fields.get("error_code") else "unreadable")
        failure = refusal_of(fields, self._secrets)
        if failure.code == str(UNKNOWN_ERROR) and not self._retry_unknown_error:
            return unknown(failure.code, failure.provider_message)
        return refused(failure)

    def _by_status(self, answer: HttpResponse, fields: JsonObject) -> Outcome:
        wait = retry_after_of(answer, self._clock.now())
        word = text_of(fields.get("code"))
        code, words = (
            word or code_of(answer),
            redact_provider_text(fields.get("msg"), self._secrets),
        )
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            return refused(failure_of(code, _TOO_FAST, words), retry_after=wait)
        if answer.status == HTTPStatus.SERVICE_UNAVAILABLE and wait is not None and not word:
            return refused(failure_of(code, NOT_REACHED, words), retry_after=wait)
        policy = _refusal_policy(answer.status, word)
        if policy is None:
            return unknown(code, words)
        return refused(failure_of(code, policy, words), retry_after=wait)


def _refusal_policy(status: int, word: str) -> ErrorPolicy | None:
    """Return what a refusal asks for; `None` where it is not certain that it is one."""
    if word in AT_THE_DOOR:
        return REFUSALS[word]
    client = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    if not client or status in _LEAVES_DOUBT or word in DOUBTS:
        return None
    if word:
        return REFUSALS.get(word, UNKNOWN_CODE)
    return _AT_A_GATE.get(status, REFUSALS["bad_route"])
