"""GobySend (GobyZNS): sends through the OA that one API key belongs to.

From GobySend's pages on sending (`POST /api/message/send`) and on the quota. The answer to a message
is not shown there; it is read as Zalo's, whose shape all other answers have. GobySend can't recognise
a repeated message, nor be asked for one by our tracking id, so an answer that leaves doubt makes the
message unknown.
"""

import json
from datetime import datetime
from typing import Any

from zns_batch.core.clock import Clock, SystemClock
from zns_batch.domain.message import (
    Action,
    Address,
    Failure,
    Message,
    Outcome,
    OutcomeKind,
    Quota,
    Sms,
)
from zns_batch.domain.states import Reason
from zns_batch.providers.base import Capabilities, ProviderSpec
from zns_batch.providers.config import ProviderConfig
from zns_batch.providers.gobysend.account import GobySendAccountClient
from zns_batch.providers.gobysend.client import NAME, GobySendClient
from zns_batch.providers.gobysend.parsing import GobySendOutcomeReader
from zns_batch.providers.http.errors import TransportError
from zns_batch.providers.zalo.outcomes import outcome_of_transport_error
from zns_batch.providers.zalo.parsing import quota_of


class GobySendSender:
    """Sends through GobySend.

    Args:
        sender: The account's address, secrets and settings.
        clock: For moments that GobySend leaves out.

    Raises:
        SettingsError: The address, the key or its header is missing or can't be used.

    """

    name = NAME

    def __init__(self, sender: ProviderConfig, *, clock: Clock | None = None) -> None:
        self._line = GobySendClient(sender)
        self._message_url = self._line.at("/api/message/send")
        self._reader = GobySendOutcomeReader(
            secrets=self._line.secrets,
            retry_unknown_error=sender.retry_unknown_error,
            clock=clock or SystemClock(),
        )

    async def send(self, message: Message) -> Outcome:
        """Send one message with one request. Never raises for anything the network can do."""
        if not _fits(message):
            return _NOT_SENT
        answer = await self._line.post(self._message_url, body_of(message))
        if isinstance(answer, TransportError):
            return outcome_of_transport_error(answer)
        return self._reader.outcome_of(answer)

    async def quota(self) -> Quota | None:
        """Ask what is left of the day's quota.

        Raises:
            ProviderError: GobySend refused to tell or gave no usable answer.

        """
        return quota_of((await self._line.call("/api/message/quota")).data)

    async def authorise(self, until: datetime) -> Failure | None:  # noqa: ARG002 - a key lasts
        """Let everything leave: GobySend renews the OA's token itself, and a key does not expire."""
        return None

    async def renew(self, refusal: Failure) -> Failure | None:
        """Renew nothing: a person must connect the OA again in GobySend's portal."""
        return refusal

    async def close(self) -> None:
        """Give back connections."""
        await self._line.close()


def _fits(message: Message) -> bool:
    # A test that goes to customers is none, and a hash or a user's id would be taken for a phone.
    plain = message.mode is None and message.journey is None and not message.beyond_quota
    return plain and message.address is Address.PHONE


_NOT_SENT = Outcome(
    kind=OutcomeKind.NOT_SENT,
    failure=Failure(code="unsupported", action=Action.ABORT, reason=Reason.SETTINGS),
)


def body_of(message: Message) -> bytes:
    """Write the JSON of one message."""
    fields: dict[str, Any] = {
        "phone": message.phone,
        "template_id": message.template_id,
        "template_data": dict(message.data),
        "tracking_id": message.tracking_id,
    }
    if message.sms is not None:
        fields |= {"has_fallback_sms": True, "fallback_sms": _sms(message.sms)}
    return json.dumps(fields, separators=(",", ":")).encode()


def _sms(sms: Sms) -> dict[str, str | int]:
    return {
        "brandname": sms.brandname,
        "content": sms.content,
        "delay_seconds": sms.delay_seconds,
    }


PROVIDER = ProviderSpec(
    make=GobySendSender,
    desk=GobySendAccountClient,
    capabilities=Capabilities(quota=True, sms=True, templates=True, account=True, status=True),
    needs=("api_key", "key_header"),
)
