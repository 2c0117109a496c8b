"""What became of a message, from an answer in Zalo's shape."""

from collections.abc import Sequence
from http import HTTPStatus

from zns_batch.core.clock import Clock
from zns_batch.domain.message import Action, Outcome, OutcomeKind
from zns_batch.domain.states import Reason
from zns_batch.providers.http.redact import redact_provider_text
from zns_batch.providers.http.response import HttpResponse
from zns_batch.providers.outcomes import (
    NOT_REACHED,
    TOO_FAST,
    ErrorPolicy,
    code_of,
    failure_of,
    leaves_doubt,
    refused,
    unknown,
)
from zns_batch.providers.parsing import epoch_of, retry_after_of
from zns_batch.providers.zns.errors import UNKNOWN_ERROR, policy_for
from zns_batch.providers.zns.replies import ZnsReply, message_id_of, quota_of, reply_of

_ROW_REFUSED = ErrorPolicy(action=Action.ROW, reason=Reason.SETTINGS, whole_list=True)
_TOKEN_REFUSED = ErrorPolicy(action=Action.AUTH, reason=Reason.AUTHORISATION)
_ALL_REFUSED = ErrorPolicy(action=Action.ABORT, reason=Reason.SETTINGS)

_ROW_STATUSES = frozenset({400, 413, 414, 422, 431})
"""Statuses with which a gateway may refuse one message for what it says, and take the next."""


class ZnsOutcomeReader:
    """Reads answers to messages.

    Args:
        secrets: What must not appear in the provider's words.
        retry_unknown_error: Whether `-100` counts as not sent.
        clock: For moments that the answer leaves out.

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
        asks_to_wait = b"retry-after" in answer.headers
        wait = retry_after_of(answer, self._clock.now()) if asks_to_wait else None
        reply = reply_of(answer)
        if answer.status == HTTPStatus.OK and reply is not None:
            return self.by_number(answer, reply, wait)
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            return self.refused(code_of(answer), TOO_FAST, reply, wait)
        if answer.status == HTTPStatus.SERVICE_UNAVAILABLE and wait is not None:
            return self.refused(code_of(answer), NOT_REACHED, reply, wait)
        if leaves_doubt(answer.status):
            return unknown(code_of(answer), self._words_of(reply))
        if reply is None:
            return self.by_status(answer, wait)
        return self.by_number(answer, reply, wait)

    def by_number(self, answer: HttpResponse, reply: ZnsReply, wait: float | None) -> Outcome:
        """Read an answer that has an error number."""
        if reply.error == UNKNOWN_ERROR and not self._retry_unknown_error:
            return unknown(str(UNKNOWN_ERROR), self._words_of(reply))
        if reply.error < 0:
            return self.refused(str(reply.error), policy_for(reply.error), reply, wait)
        if reply.error > 0 or answer.status >= HTTPStatus.BAD_REQUEST:
            # A number above zero is in none of Zalo's tables, and success with a 4xx is none.
            return unknown("unreadable", self._words_of(reply))
        data = reply.data
        # Without an id the message is accepted all the same; only its receipt can't be asked for.
        return Outcome(
            kind=OutcomeKind.ACCEPTED,
            message_id=message_id_of(data),
            sent_at=epoch_of(data.get("sent_time")) or self._clock.now(),
            quota=quota_of(data.get("quota")),
        )

    def by_status(self, answer: HttpResponse, wait: float | None) -> Outcome:
        """Read an answer that is not the provider's; a 4xx is a refusal by something in front of it."""
        code = code_of(answer)
        if answer.status < HTTPStatus.BAD_REQUEST:
            return unknown(code)
        if answer.status in _ROW_STATUSES:
            return self.refused(code, _ROW_REFUSED, None, wait)
        if answer.status == HTTPStatus.UNAUTHORIZED:
            return self.refused(code, _TOKEN_REFUSED, None, wait)
        return self.refused(code, _ALL_REFUSED, None, wait)

    def refused(
        self, code: str, policy: ErrorPolicy, reply: ZnsReply | None, wait: float | None
    ) -> Outcome:
        """Return the outcome of a definite refusal."""
        return refused(
            failure_of(code, policy, self._words_of(reply)),
            quota=quota_of(reply.data.get("quota")) if reply else None,
            retry_after=wait,
        )

    def _words_of(self, reply: ZnsReply | None) -> str:
        return redact_provider_text(reply.message, self._secrets) if reply else ""
