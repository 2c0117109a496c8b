"""What became of a message, from Zalo's answer or from the lack of one."""

from collections.abc import Sequence
from http import HTTPStatus

from zns_batch.core.clock import Clock
from zns_batch.domain.message import Action, Failure, Outcome, OutcomeKind
from zns_batch.domain.states import Reason
from zns_batch.providers.http.client import HttpResponse
from zns_batch.providers.http.errors import TransportError
from zns_batch.providers.http.redact import redact_provider_text
from zns_batch.providers.zalo.errors import UNKNOWN_ERROR, ErrorPolicy, policy_for
from zns_batch.providers.zalo.parsing import (
    ZaloReply,
    message_id_of,
    moment_of,
    quota_of,
    reply_of,
    wait_of,
)

_IN_DOUBT = ErrorPolicy(action=Action.ROW, reason=Reason.NETWORK)
"""A message in doubt stays as it is; the next may go out."""
_UNREACHED = ErrorPolicy(action=Action.RETRY, reason=Reason.NETWORK)
_TOO_FAST = ErrorPolicy(action=Action.SLOW, reason=Reason.RATE)
_ROW_REFUSED = ErrorPolicy(action=Action.ROW, reason=Reason.SETTINGS, whole_list=True)
_TOKEN_REFUSED = ErrorPolicy(action=Action.AUTH, reason=Reason.AUTHORISATION)
_ALL_REFUSED = ErrorPolicy(action=Action.ABORT, reason=Reason.SETTINGS)

_ROW_AT_FAULT = frozenset({400, 413, 414, 422, 431})
"""Statuses with which a gateway may refuse one message for what it says, and take the next."""


class ZaloOutcomeReader:
    """Reads Zalo's answers to messages.

    Args:
        secrets: What must not appear in the provider's words.
        retry_unknown_error: Whether `-100` counts as not sent.
        clock: For moments that Zalo leaves out.

    """

    def __init__(self, *, secrets: Sequence[str], retry_unknown_error: bool, clock: Clock) -> None:
        self._secrets = secrets
        self._retry_unknown_error = retry_unknown_error
        self._clock = clock

    def outcome_of(self, answer: HttpResponse) -> Outcome:
        """Read an answer, the surest sign first.

        A limit (429) and "try later" (503 with `Retry-After`) come from a server that did not take
        the request. Any other 5xx, a redirect and 408 leave doubt, even with an error number in
        the body: Zalo gives its numbers with other statuses, so such a body proves nothing.
        """
        wait = wait_of(answer, self._clock.now())
        reply = reply_of(answer)
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            return self._refused(code_of(answer), _TOO_FAST, reply, wait)
        if answer.status == HTTPStatus.SERVICE_UNAVAILABLE and wait is not None:
            return self._refused(code_of(answer), _UNREACHED, reply, wait)
        if _leaves_doubt(answer.status):
            return self._unknown(code_of(answer), reply)
        if reply is None:
            return self._without_number(answer, wait)
        return self._by_number(answer, reply, wait)

    def _by_number(self, answer: HttpResponse, reply: ZaloReply, wait: float | None) -> Outcome:
        if reply.error == UNKNOWN_ERROR and not self._retry_unknown_error:
            return self._unknown(str(UNKNOWN_ERROR), reply)
        if reply.error < 0:
            return self._refused(str(reply.error), policy_for(reply.error), reply, wait)
        if reply.error == 0 and answer.status < HTTPStatus.BAD_REQUEST:
            return self._accepted(reply)
        # A number above zero is in none of Zalo's tables, and success with a 4xx is none.
        return self._unknown("unreadable", reply)

    def _without_number(self, answer: HttpResponse, wait: float | None) -> Outcome:
        """Read an answer that is not Zalo's own; a 4xx is a refusal by something in front of it."""
        code = code_of(answer)
        if answer.status < HTTPStatus.BAD_REQUEST:
            return self._unknown(code, None)
        if answer.status in _ROW_AT_FAULT:
            return self._refused(code, _ROW_REFUSED, None, wait)
        if answer.status == HTTPStatus.UNAUTHORIZED:
            return self._refused(code, _TOKEN_REFUSED, None, wait)
        return self._refused(code, _ALL_REFUSED, None, wait)

    def _accepted(self, reply: ZaloReply) -> Outcome:
        # Without an id the message is accepted all the same; only its receipt can't be asked for.
        return Outcome(
            kind=OutcomeKind.ACCEPTED,
            message_id=message_id_of(reply.data),
            sent_at=moment_of(reply.data.get("sent_time")) or self._clock.now(),
            quota=quota_of(reply.data.get("quota")),
        )

    def _refused(
        self, code: str, verdict: ErrorPolicy, reply: ZaloReply | None, wait: float | None
    ) -> Outcome:
        return Outcome(
            kind=OutcomeKind.REJECTED if verdict.action is Action.ROW else OutcomeKind.NOT_SENT,
            failure=failure_of(code, verdict, self._said(reply)),
            quota=quota_of(reply.data.get("quota")) if reply else None,
            retry_after=wait,
        )

    def _unknown(self, code: str, reply: ZaloReply | None) -> Outcome:
        return Outcome(
            kind=OutcomeKind.UNKNOWN, failure=failure_of(code, _IN_DOUBT, self._said(reply))
        )

    def _said(self, reply: ZaloReply | None) -> str:
        return redact_provider_text(reply.message, self._secrets) if reply else ""


def outcome_of_transport_error(trouble: TransportError) -> Outcome:
    """Return what became of a message that got no usable answer."""
    if trouble.may_have_left:
        return Outcome(kind=OutcomeKind.UNKNOWN, failure=failure_of(trouble.code, _IN_DOUBT))
    return Outcome(kind=OutcomeKind.NOT_SENT, failure=failure_of(trouble.code, _UNREACHED))


def code_of(answer: HttpResponse) -> str:
    """Return our word for an answer that has no number of Zalo's."""
    if answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return "unreadable"
    return "redirect" if answer.status < HTTPStatus.BAD_REQUEST else f"http-{answer.status}"


def _leaves_doubt(status: int) -> bool:
    redirect = HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST
    server = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return redirect or server or status == HTTPStatus.REQUEST_TIMEOUT


def failure_of(code: str, verdict: ErrorPolicy, said: str = "") -> Failure:
    """Return the failure that a verdict means."""
    return Failure(
        code=code,
        action=verdict.action,
        reason=verdict.reason,
        provider_message=said,
        suggests_list_error=verdict.whole_list,
        may_have_been_sent=verdict.doubtful,
    )
