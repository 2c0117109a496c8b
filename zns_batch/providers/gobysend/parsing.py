"""Readers of GobySend's answers, tolerant because the pages leave much open."""

from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus

from zns_batch.domain.delivery import Receipt
from zns_batch.domain.message import Action, Outcome
from zns_batch.domain.states import Reason
from zns_batch.providers.http.response import HttpResponse
from zns_batch.providers.outcomes import ErrorPolicy, code_of
from zns_batch.providers.pages import Page, offset_page
from zns_batch.providers.parsing import JsonObject, epoch_of, int_of, text_of
from zns_batch.providers.zns.errors import UNKNOWN_CODE
from zns_batch.providers.zns.outcomes import ZnsOutcomeReader
from zns_batch.providers.zns.replies import ZnsReply, reply_of

_KEY_REFUSED = ErrorPolicy(action=Action.ABORT, reason=Reason.AUTHORISATION)
"""There is nothing to renew: a person must look at the key."""

_DELIVERED = 1
_ON_ITS_WAY = 0
_NO_SUCH_MESSAGE = -1


class GobySendOutcomeReader(ZnsOutcomeReader):
    """Reads GobySend's answers to messages."""

    def outcome_of(self, answer: HttpResponse) -> Outcome:
        """Read an answer, the surest sign first: HTTP 401 and 403 refuse the key, whatever else it says."""
        if refuses_key(answer):
            return self.refused(code_of(answer), _KEY_REFUSED, reply_of(answer), None)
        return super().outcome_of(answer)

    def by_number(self, answer: HttpResponse, reply: ZnsReply, wait: float | None) -> Outcome:
        """Read an answer that has an error number; GobySend has numbers of its own above zero."""
        if reply.error <= 0:
            return super().by_number(answer, reply, wait)
        if answer.status >= HTTPStatus.BAD_REQUEST:
            return self.by_status(answer, wait)
        return self.refused(str(reply.error), UNKNOWN_CODE, reply, wait)


def refuses_key(answer: HttpResponse) -> bool:
    """Tell whether an answer refuses the API key."""
    return answer.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


def template_page_of(reply: ZnsReply, offset: int) -> Page[int]:
    """Read a page of the list of templates.

    Its items have the names of Zalo's (`templateId`, `listParams`, `timeout` in milliseconds, …), and
    the OA's id at Zalo as `zaloOaId` beside GobySend's own number.
    """
    metadata = reply.fields.get("metadata")
    total = int_of(metadata.get("total")) if isinstance(metadata, dict) else None
    return offset_page(reply.items, offset, total=total if total and total > 0 else None)


def oa_id_of(templates: Iterable[object]) -> str | None:
    """Return the OA's id at Zalo, as the first template that has it tells it: `zaloOaId`."""
    ids = (text_of(item.get("zaloOaId")) for item in templates if isinstance(item, dict))
    return next(filter(None, ids), None)


def message_status_of(data: JsonObject) -> int | None:
    """Read -1, 0 or 1; `None` for anything else.

    The sample has the number under `status`; the table beside it explains the numbers under `message`.
    """
    for name in ("status", "message"):
        number = int_of(data.get(name))
        if number in {_NO_SUCH_MESSAGE, _ON_ITS_WAY, _DELIVERED}:
            return number
    return None


def receipt_of(message_id: str, status: int, data: JsonObject, *, now: datetime) -> Receipt | None:
    """Read what became of a message; `None` when there is no such message.

    Args:
        message_id: The message.
        status: What `message_status_of` read.
        data: The object of the answer.
        now: Stands in for a moment that the answer leaves out, aware: it is no later than this.

    """
    if status == _DELIVERED:
        delivered_at = epoch_of(data.get("delivery_time")) or now
        return Receipt(message_id=message_id, delivered_at=delivered_at)
    return Receipt(message_id=message_id) if status == _ON_ITS_WAY else None
