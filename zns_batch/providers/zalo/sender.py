"""Zalo's own API: one ZNS to one recipient by one request.

From Zalo's pages "Send by phone" (`POST /message/template`), on hashed phones and on sending to a
user's id, its quota page and its error table. HTTP says little there: errors come with status 200
and a number in the body, and Zalo can't recognise a repeated message, so an answer that leaves doubt
makes the message unknown and is never asked for again.
"""

import hashlib
import json
from datetime import datetime

import httpx
import orjson

from zns_batch.core.clock import Clock, SystemClock
from zns_batch.domain.message import Action, Address, Failure, Message, Outcome, OutcomeKind, Quota
from zns_batch.providers.base import Capabilities, ProviderSpec
from zns_batch.providers.config import ProviderConfig
from zns_batch.providers.http.errors import TransportError
from zns_batch.providers.http.urls import below, read_address
from zns_batch.providers.zalo.account import ZaloAccountClient
from zns_batch.providers.zalo.client import ZaloClient, raise_for_error
from zns_batch.providers.zalo.outcomes import ZaloOutcomeReader, outcome_of_transport_error
from zns_batch.providers.zalo.parsing import quota_of

USER_URL = "https://openapi.zalo.me"
"""Where messages to a user's id go: another host than those to a phone."""

_PATHS = {
    Address.PHONE: "/message/template",
    Address.HASH: "/message/template/hashphone",
    Address.USER: "/v3.0/oa/message/template",
}


class ZaloSender:
    """Sends through Zalo's own API.

    Args:
        sender: The account's address, secrets and settings.
        clock: For moments that Zalo leaves out.

    Raises:
        SettingsError: The address or a secret is missing or can't be used.

    """

    name = "zalo"

    def __init__(self, sender: ProviderConfig, *, clock: Clock | None = None) -> None:
        clock = clock or SystemClock()
        self._line = ZaloClient(sender, clock=clock)
        self._urls = {one: _url(self._line.base, sender, one) for one in Address}
        self._reader = ZaloOutcomeReader(
            secrets=self._line.secrets,
            retry_unknown_error=sender.retry_unknown_error,
            clock=clock,
        )

    async def send(self, message: Message) -> Outcome:
        """Send one message with one request. Never raises for anything the network can do."""
        line = self._line
        access = await line.keeper.access()
        headers = line.headers(access)
        if message.journey:
            headers = httpx.Headers([*headers.raw, (b"journey_token", message.journey.encode())])
        url = self._urls[message.address]
        answer = await line.wire.request("POST", url, headers, body_of(message))
        if isinstance(answer, TransportError):
            return outcome_of_transport_error(answer)
        outcome = self._reader.outcome_of(answer)
        if outcome.kind is OutcomeKind.ACCEPTED:
            line.keeper.accepted(access)
        elif outcome.failure is not None and outcome.failure.action is Action.AUTH:
            line.keeper.refused(access)
        return outcome

    async def quota(self) -> Quota | None:
        """Ask what is left of the day's quota. A token that is refused is renewed once.

        Raises:
            ProviderError: Zalo refused to tell or gave no usable answer.
            LedgerError: The store of the tokens failed.

        """
        return quota_of(raise_for_error(await self._line.call("GET", "/message/quota")).data)

    async def authorise(self, until: datetime) -> Failure | None:
        """Take up the pair that is kept, and renew it when it is known that it would not last.

        Args:
            until: When the last message is expected to leave.

        Returns:
            Why a person must act first; `None` when messages may leave.

        Raises:
            LedgerError: The store of the tokens failed.

        """
        return await self._line.keeper.authorise(until)

    async def renew(self, refusal: Failure) -> Failure | None:
        """Renew the token after a message was refused for it: once for all that were.

        Args:
            refusal: The refusal, with `Action.AUTH`.

        Returns:
            Why that can't be done; `None` when what was refused may go again.

        Raises:
            LedgerError: The store of the tokens failed.

        """
        return await self._line.keeper.renew(refusal)

    async def close(self) -> None:
        """Give back connections."""
        await self._line.close()


def body_of(message: Message) -> bytes:
    """Write the JSON of one message.

    A message to a user's id has no field for our reference (Zalo's page on sending by UID), so a
    message in doubt there can't be settled by its receipt.
    """
    fields: dict[str, object] = {
        **_recipient(message),
        "template_id": message.template_id,
        "template_data": message.data,
    }
    if message.address is not Address.USER:
        fields["tracking_id"] = message.tracking_id
    if message.mode is not None:
        fields["mode"] = message.mode
    if message.beyond_quota:
        fields["sending_mode"] = "3"
    try:
        return orjson.dumps(fields, default=dict)
    except TypeError:
        # Half of an emoji is no text, and yet a spreadsheet may hold it.
        return json.dumps(fields, separators=(",", ":"), default=dict).encode()


def _recipient(message: Message) -> dict[str, str]:
    if message.address is Address.HASH:
        # Of the `84…` form; of any other, Zalo finds the number invalid.
        return {"hash_phone": hashlib.sha256(message.phone.encode()).hexdigest()}
    return {"user_id" if message.address is Address.USER else "phone": message.phone}


def _url(base: httpx.URL, sender: ProviderConfig, address: Address) -> httpx.URL:
    if address is Address.USER and sender.base_url is None:
        base = read_address(USER_URL, example=USER_URL)
    return below(base, _PATHS[address])


PROVIDER = ProviderSpec(
    make=ZaloSender,
    desk=ZaloAccountClient,
    capabilities=Capabilities(
        quota=True,
        development=True,
        hashed=True,
        user=True,
        beyond_quota=True,
        journeys=True,
        templates=True,
        sample_data=True,
        account=True,
        status=True,
        tokens=True,
    ),
    needs=("access_token",),
)
