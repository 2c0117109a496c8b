"""GobySend (GobyZNS): sends through the OA that one API key belongs to.

From GobySend's pages on authorisation (one key for each OA, in a header whose name the copies of the
pages lack), on sending (`POST /api/message/send`), the status of a message, the quota and the list
of templates. The answer to a message is not shown there; it is read as Zalo's, whose shape all other
answers have. GobySend can't recognise a repeated message, nor be asked for one by our tracking id, so
an answer that leaves doubt makes the message unknown.
"""

import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import httpx

from zns_batch.core.clock import Clock
from zns_batch.domain.account import AccountStatus
from zns_batch.domain.delivery import Receipt
from zns_batch.domain.message import SMS_TEXT, Action, Address, Failure, Message, Outcome, Quota
from zns_batch.domain.states import Reason
from zns_batch.domain.template import ProviderTemplate
from zns_batch.errors import ProviderError, RefusalError, SettingsError
from zns_batch.providers.base import Capabilities, ProviderSpec
from zns_batch.providers.config import ProviderConfig
from zns_batch.providers.gobysend.parsing import (
    GobySendOutcomeReader,
    message_status_of,
    oa_id_of,
    receipt_of,
    refuses_key,
    template_page_of,
)
from zns_batch.providers.http.provider import JSON_HEADERS, HttpProvider
from zns_batch.providers.http.response import TransportError
from zns_batch.providers.outcomes import (
    code_of,
    outcome_of_transport_error,
    refused,
    unanswered,
)
from zns_batch.providers.pages import Page, all_items
from zns_batch.providers.zns.replies import ZnsReply, quota_of, reply_of, template_of

BASE_URL = "https://zns.api.gobysend.com"

PAGE = 100
"""The most templates that GobySend lists at once."""

_NO_MESSAGE = "-107"

_header_name = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+").fullmatch
"""What can name a header (RFC 9110, section 5.6.2)."""
_key = re.compile(r"[!-~]+(?: [!-~]+)*").fullmatch
"""What a header can carry. A space may stand within, for a header that wants `Bearer …`."""

_RESERVED_HEADERS = frozenset(
    {
        *JSON_HEADERS,
        *("connection", "content-encoding", "content-length", "cookie", "expect", "host"),
        *("keep-alive", "te", "trailer", "transfer-encoding", "upgrade"),
    }
)
"""Headers with a meaning of their own: a key in one of them would break the request."""

_UNSUPPORTED = Failure(code="unsupported", action=Action.ABORT, reason=Reason.SETTINGS)


class GobySend(HttpProvider):
    """GobySend's API. One key serves one OA, so that no request names the OA."""

    name = "gobysend"

    def __init__(self, config: ProviderConfig, *, clock: Clock | None = None) -> None:
        # Whether a scheme stands before the key or not, the key itself is the secret.
        secrets = [config.api_key, *config.api_key.split()[-1:]]
        super().__init__(config, base_url=BASE_URL, secrets=secrets, clock=clock)
        self._key_header = config.key_header or ""
        if not _header_name(self._key_header) or self._key_header.lower() in _RESERVED_HEADERS:
            raise SettingsError("gobysend.header-unusable", header=self._key_header)
        if not _key(config.api_key):
            raise SettingsError("gobysend.key-unusable")
        self._headers = httpx.Headers({**JSON_HEADERS, self._key_header: config.api_key})
        self._send_url = self._url("/api/message/send")
        self._sms_url = self._url("/api/sms/send")
        self._reader = GobySendOutcomeReader(
            secrets=secrets, retry_unknown_error=config.retry_unknown_error, clock=self._clock
        )

    async def send(self, message: Message) -> Outcome:
        """Send one message with one request. Never raises for anything the network can do."""
        # A test that goes to customers is none, and a hash or a user's id would be taken for a phone.
        plain = message.mode is None and message.journey is None and not message.beyond_quota
        if not plain or message.address is not Address.PHONE:
            return refused(_UNSUPPORTED)
        answer = await self._http.request("POST", self._send_url, self._headers, body_of(message))
        if isinstance(answer, TransportError):
            return outcome_of_transport_error(answer)
        return self._reader.outcome_of(answer)

    async def send_sms(self, message: Message) -> Outcome:
        """Send one SMS by itself with one request. Never raises for anything the network can do.

        The page has no field for a sender's name: the account has one.
        """
        fields = {
            "phone": message.phone,
            "message": message.data[SMS_TEXT],
            "tracking_id": message.tracking_id,
        }
        body = json.dumps(fields, separators=(",", ":")).encode()
        answer = await self._http.request("POST", self._sms_url, self._headers, body)
        if isinstance(answer, TransportError):
            return outcome_of_transport_error(answer)
        return self._reader.outcome_of(answer)

    async def quota(self) -> Quota | None:
        """Return what is left of the day's quota."""
        return quota_of((await self._call("/api/message/quota")).data)

    async def templates(self) -> list[ProviderTemplate]:
        """Return all templates of the account with their parameters, the newest first."""
        listed = [template_of(item) async for item in all_items(0, self._template_page)]
        # A template that is made meanwhile moves the others one place on.
        return list({item.template_id: item for item in listed if item.template_id}.values())

    async def template(self, template_id: str) -> ProviderTemplate | None:
        """Return one template with its parameters; `None` when the account has none by that id."""
        async for item in all_items(0, self._template_page):
            template = template_of(item)
            if template.template_id == template_id:
                return template
        return None

    async def account(self) -> AccountStatus:
        """Return the account's quota, and the OA that the key belongs to.

        Only a template tells the OA, so an account without one does not.
        """
        quota = quota_of((await self._call("/api/message/quota")).data)
        newest = await self._call("/api/template/all", {"offset": 0, "limit": 1})
        return AccountStatus(oa_id=oa_id_of(newest.items), quota=quota or Quota())

    async def receipt(self, message_id: str) -> Receipt | None:
        """Return what became of an accepted message; `None` when GobySend knows none such.

        GobySend has no state for a message that failed: one that never arrives stays on its way.
        """
        try:
            reply = await self._call("/api/message/status", {"message_id": message_id})
        except RefusalError as error:
            if error.code == _NO_MESSAGE:
                return None
            raise
        status = message_status_of(reply.data)
        if status is None:
            raise unanswered("unreadable")
        return receipt_of(message_id, status, reply.data, now=self._clock.now())

    async def _template_page(self, offset: int) -> Page[int]:
        reply = await self._call("/api/template/all", {"offset": offset, "limit": PAGE})
        return template_page_of(reply, offset)

    async def _call(self, path: str, query: Mapping[str, str | int] | None = None) -> ZnsReply:
        """Ask one question.

        Raises:
            RefusalError: GobySend refused, with an error number.
            ProviderError: The key was refused, or there was no usable answer.

        """
        answer = await self._request("GET", self._url(path, query), self._headers)
        if refuses_key(answer):
            code = code_of(answer)
            raise ProviderError("gobysend.key-refused", code=code, header=self._key_header)
        reply = reply_of(answer)
        if reply is None or not (reply.error or answer.status == HTTPStatus.OK):
            raise unanswered(code_of(answer))
        if reply.error:
            raise RefusalError(self.name, str(reply.error), self._redact(reply.message))
        return reply


def body_of(message: Message) -> bytes:
    """Write the JSON of one message."""
    fields: dict[str, Any] = {
        "phone": message.phone,
        "template_id": message.template_id,
        "template_data": dict(message.data),
        "tracking_id": message.tracking_id,
    }
    if message.sms is not None:
        fields["has_fallback_sms"] = True
        fields["fallback_sms"] = {
            "brandname": message.sms.brandname,
            "content": message.sms.content,
            "delay_seconds": message.sms.delay_seconds,
        }
    return json.dumps(fields, separators=(",", ":")).encode()


PROVIDER = ProviderSpec(
    client=GobySend,
    capabilities=Capabilities(
        quota=True, sms=True, plain_sms=True, templates=True, account=True, status=True
    ),
    needs=("api_key", "key_header"),
)
