"""GobySend's answers to questions, read with patience: the pages leave much open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from zns_batch.domain.delivery import Receipt
from zns_batch.domain.message import Action, Outcome
from zns_batch.domain.states import Reason
from zns_batch.domain.template import ProviderTemplate
from zns_batch.providers.http.client import HttpResponse
from zns_batch.providers.zalo.client import ApiReply
from zns_batch.providers.zalo.errors import UNKNOWN_CODE, ErrorPolicy
from zns_batch.providers.zalo.outcomes import ZaloOutcomeReader, code_of
from zns_batch.providers.zalo.parsing import (
    ZaloReply,
    moment_of,
    reply_of,
    template_of,
    text_of,
    whole,
)

_KEY_REFUSED = ErrorPolicy(action=Action.ABORT, reason=Reason.AUTHORISATION)
"""There is nothing to renew: a person must look at the key."""


class GobySendOutcomeReader(ZaloOutcomeReader):
    """Reads GobySend's answers to messages."""

    def outcome_of(self, answer: HttpResponse) -> Outcome:
        """Read an answer, the surest sign first: HTTP 401 and 403 refuse the key, whatever else it says."""
        if refuses_key(answer):
            return self._refused(code_of(answer), _KEY_REFUSED, reply_of(answer), None)
        return super().outcome_of(answer)

    def _by_number(self, answer: HttpResponse, reply: ZaloReply, wait: float | None) -> Outcome:
        if reply.error <= 0:
            return super()._by_number(answer, reply, wait)
        if answer.status >= HTTPStatus.BAD_REQUEST:
            return self._without_number(answer, wait)
        return self._refused(str(reply.error), UNKNOWN_CODE, reply, wait)


def refuses_key(answer: HttpResponse) -> bool:
    """Tell whether an answer refuses the API key."""
    return answer.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


_DELIVERED = 1
_ON_ITS_WAY = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplatePage:
    """One page of the list of templates.

    Attributes:
        templates: Those that can be read.
        count: How many there are on the page, readable or not.
        total: How many there are in all; `None` where it is not said.
        oa_id: The OA's id, as the first of them has it.

    """

    templates: tuple[ProviderTemplate, ...]
    count: int
    total: int | None
    oa_id: str | None


def listed_of(told: ApiReply) -> TemplatePage:
    """Read a page of the list of templates.

    Its items have the names of Zalo's (`templateId`, `listParams`, `timeout` in milliseconds, …), and
    the OA's id at Zalo as `zaloOaId` beside GobySend's own number.
    """
    items = [item for item in told.items if isinstance(item, dict)]
    beside = told.fields.get("metadata")
    total = whole(beside.get("total")) if isinstance(beside, dict) else None
    owners = (text_of(item.get("zaloOaId")) for item in items)
    read = (template_of(item) for item in items)
    return TemplatePage(
        templates=tuple(one for one in read if one.template_id),
        count=len(told.items),
        total=total if total and total > 0 else None,
        oa_id=next(filter(None, owners), None),
    )


def status_of(data: Mapping[str, Any]) -> int | None:
    """Read -1, 0 or 1; `None` for anything else.

    The sample has the number under `status`; the table beside it explains the numbers under `message`.
    """
    for name in ("status", "message"):
        number = whole(data.get(name))
        if number in {-1, _ON_ITS_WAY, _DELIVERED}:
            return number
    return None


def receipt_of(
    message_id: str, status: int, data: Mapping[str, Any], *, now: datetime
) -> Receipt | None:
    """Read what became of a message.

    Args:
        message_id: The message.
        status: What `status_of` read.
        data: The object of the answer.
        now: Stands in for a moment that the answer leaves out, aware: it is no later than this.

    Returns:
        The receipt; `None` when there is no such message.

    """
    if status == _DELIVERED:
        delivered_at = moment_of(data.get("delivery_time")) or now
        return Receipt(message_id=message_id, delivered_at=delivered_at)
    return Receipt(message_id=message_id) if status == _ON_ITS_WAY else None
