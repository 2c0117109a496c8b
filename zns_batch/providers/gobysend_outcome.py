"""What became of a message, from GobySend's answer: Zalo's shape and, as far as is known, its numbers.

GobySend documents `error` 0 for a call that worked, and no error numbers. A number below zero is read
by Zalo's table; one above zero is a refusal that no table explains.
"""

from http import HTTPStatus

from zns_batch.domain.message import Action, Outcome
from zns_batch.domain.states import Reason
from zns_batch.providers.wire import Answer
from zns_batch.providers.zalo_errors import UNLISTED, Verdict
from zns_batch.providers.zalo_outcome import OutcomeReader, code_of
from zns_batch.providers.zalo_reply import Reply, reply_of

_KEY_REFUSED = Verdict(action=Action.ABORT, reason=Reason.AUTHORISATION)
"""There is nothing to renew: a person must look at the key."""


class GobySendReader(OutcomeReader):
    """Reads GobySend's answers to messages."""

    def outcome_of(self, answer: Answer) -> Outcome:
        """Read an answer, the surest sign first: HTTP 401 and 403 refuse the key, whatever else it says."""
        if refuses_key(answer):
            return self._refused(code_of(answer), _KEY_REFUSED, reply_of(answer), None)
        return super().outcome_of(answer)

    def _by_number(self, answer: Answer, reply: Reply, wait: float | None) -> Outcome:
        if reply.error <= 0:
            return super()._by_number(answer, reply, wait)
        if answer.status >= HTTPStatus.BAD_REQUEST:
            return self._without_number(answer, wait)
        return self._refused(str(reply.error), UNLISTED, reply, wait)


def refuses_key(answer: Answer) -> bool:
    """Tell whether an answer refuses the API key."""
    return answer.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
