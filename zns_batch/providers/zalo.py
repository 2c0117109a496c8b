"""Zalo's own API: one ZNS to one phone by one request.

From Zalo's page "Send by phone" (`POST /message/template`), its quota page (`GET /message/quota`)
and its error table. HTTP says little there: errors come with status 200 and a number in the body,
and Zalo can't recognise a repeated message, so an answer that leaves doubt makes the message unknown
and is never asked for again.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

import httpx

from zns_batch import __version__
from zns_batch.clock import Clock, SystemClock
from zns_batch.errors import ProviderError, SettingsError
from zns_batch.messages import Message, Outcome, Quota
from zns_batch.providers.address import below, read_address
from zns_batch.providers.offer import Capabilities, Offer
from zns_batch.providers.said import clean
from zns_batch.providers.sender import Sender, WireOptions
from zns_batch.providers.trouble import Trouble
from zns_batch.providers.wire import Wire
from zns_batch.providers.zalo_outcome import OutcomeReader, code_of, unanswered
from zns_batch.providers.zalo_reply import quota_of, reply_of

BASE_URL = "https://business.openapi.zalo.me"

# What a header can carry; anything else would break the request, or smuggle in a second header.
_TOKEN = re.compile(r"[!-~]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class ZaloOptions:
    """What a `Zalo` needs.

    Attributes:
        base_url: Where Zalo answers; a stand-in only on this machine or over https.
        access_token: The OA's access token.
        app_secret: The application's secret; needed for `appsecret_proof` alone.
        appsecret_proof: Prove with each call that we hold the application's secret.
        retry_unknown_error: Whether `-100` counts as not sent (Zalo says "try again later", and
            does not promise that nothing was sent).
        wire: How connections are kept.

    """

    base_url: str = BASE_URL
    access_token: str = field(repr=False)
    app_secret: str | None = field(default=None, repr=False)
    appsecret_proof: bool = False
    retry_unknown_error: bool = True
    wire: WireOptions = field(default_factory=WireOptions)


class Zalo:
    """Sends through Zalo's own API.

    Args:
        options: Address, secrets and settings.
        clock: For moments that Zalo leaves out.

    Raises:
        SettingsError: The address or a secret is missing or can't be used.

    """

    name = "zalo"

    def __init__(self, options: ZaloOptions, *, clock: Clock | None = None) -> None:
        base = read_address(options.base_url, example=BASE_URL)
        self._headers = _headers(options)
        self._message_url = below(base, "/message/template")
        self._quota_url = below(base, "/message/quota")
        self._secrets = tuple(
            filter(None, (options.access_token, options.app_secret, _proof(options)))
        )
        self._reader = OutcomeReader(
            secrets=self._secrets,
            retry_unknown_error=options.retry_unknown_error,
            clock=clock or SystemClock(),
        )
        self._wire = Wire(base, options.wire)

    async def send(self, message: Message) -> Outcome:
        """Send one message with one request. Never raises for anything the network can do."""
        answer = await self._wire.exchange(
            "POST", self._message_url, self._headers, body_of(message)
        )
        if isinstance(answer, Trouble):
            return unanswered(answer)
        return self._reader.outcome_of(answer)

    async def quota(self) -> Quota | None:
        """Ask what is left of the day's quota.

        Raises:
            ProviderError: Zalo refused to tell or gave no usable answer; `params["code"]` says
                which code came.

        """
        answer = await self._wire.exchange("GET", self._quota_url, self._headers)
        if isinstance(answer, Trouble):
            raise ProviderError("provider.quota-unanswered", code=answer.code)
        reply = reply_of(answer) if answer.status == HTTPStatus.OK else None
        if reply is None:
            raise ProviderError("provider.quota-unanswered", code=code_of(answer))
        if reply.error:
            said = clean(reply.message, self._secrets) or "–"
            raise ProviderError("provider.quota-refused", code=str(reply.error), said=said)
        return quota_of(reply.data)

    async def close(self) -> None:
        """Give back connections."""
        await self._wire.close()


def body_of(message: Message) -> bytes:
    """Write the JSON of one message."""
    fields: dict[str, str | dict[str, str]] = {
        "phone": message.phone,
        "template_id": message.template_id,
        "template_data": dict(message.data),
        "tracking_id": message.tracking_id,
    }
    if message.mode is not None:
        fields["mode"] = message.mode
    return json.dumps(fields, separators=(",", ":")).encode()


def _headers(options: ZaloOptions) -> httpx.Headers:
    if not options.access_token:
        raise SettingsError("provider.token-missing")
    if not _TOKEN.fullmatch(options.access_token):
        raise SettingsError("provider.token-unusable")
    headers: Mapping[str, str] = {
        "accept": "application/json",
        "accept-encoding": "identity",
        "content-type": "application/json",
        "user-agent": f"zns-batch/{__version__}",
        "access_token": options.access_token,
    }
    proof = _proof(options)
    return httpx.Headers({**headers, "appsecret_proof": proof} if proof else headers)


def _proof(options: ZaloOptions) -> str | None:
    """Make `appsecret_proof`, as Zalo's PHP SDK does: keyed by the app secret, of the token."""
    if not options.appsecret_proof:
        return None
    if not options.app_secret:
        raise SettingsError("provider.app-secret-missing")
    key, token = options.app_secret.encode(), options.access_token.encode()
    return hmac.new(key, token, hashlib.sha256).hexdigest()


def _make(sender: Sender) -> Zalo:
    return Zalo(
        ZaloOptions(
            base_url=sender.base_url or BASE_URL,
            access_token=sender.access_token,
            app_secret=sender.app_secret,
            appsecret_proof=sender.appsecret_proof,
            retry_unknown_error=sender.retry_unknown_error,
            wire=sender.wire,
        )
    )


PROVIDER = Offer(make=_make, capabilities=Capabilities(quota=True, development=True))
