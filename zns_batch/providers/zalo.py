"""Zalo's own API: one ZNS to one phone by one request.

From Zalo's page "Send by phone" (`POST /message/template`), its quota page (`GET /message/quota`)
and its error table. HTTP says little there: errors come with status 200 and a number in the body,
and Zalo can't recognise a repeated message, so an answer that leaves doubt makes the message unknown
and is never asked for again.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

import httpx
import orjson

from zns_batch import __version__
from zns_batch.clock import Clock, SystemClock
from zns_batch.errors import ProviderError, SettingsError
from zns_batch.messages import Action, Failure, Kind, Message, Outcome, Quota
from zns_batch.providers.address import below, read_address
from zns_batch.providers.keeper import Keeper
from zns_batch.providers.offer import Capabilities, Offer
from zns_batch.providers.said import clean
from zns_batch.providers.sender import Sender, WireOptions
from zns_batch.providers.trouble import Trouble
from zns_batch.providers.wire import Answer, Wire
from zns_batch.providers.zalo_desk import ZaloDesk
from zns_batch.providers.zalo_errors import verdict_on
from zns_batch.providers.zalo_oauth import TOKEN, App, Renewal
from zns_batch.providers.zalo_outcome import OutcomeReader, code_of, unanswered
from zns_batch.providers.zalo_reply import quota_of, reply_of
from zns_batch.states import Reason
from zns_batch.tokens import TokenStore

BASE_URL = "https://business.openapi.zalo.me"


@dataclass(frozen=True, kw_only=True, slots=True)
class ZaloOptions:
    """What a `Zalo` needs.

    Attributes:
        base_url: Where Zalo answers; a stand-in only on this machine or over https.
        oauth_url: Where Zalo renews tokens; `None` for Zalo's own address.
        access_token: The OA's access token, as a person gave it.
        app_id: The application's id; needed to renew tokens alone.
        app_secret: The application's secret; needed to renew tokens and for `appsecret_proof`.
        tokens: Keeps the pair through renewals; `None` renews nothing.
        appsecret_proof: Prove with each call that we hold the application's secret.
        retry_unknown_error: Whether `-100` counts as not sent (Zalo says "try again later", and
            does not promise that nothing was sent).
        wire: How connections are kept.

    """

    base_url: str = BASE_URL
    oauth_url: str | None = None
    access_token: str = field(repr=False)
    app_id: str | None = None
    app_secret: str | None = field(default=None, repr=False)
    tokens: TokenStore | None = field(default=None, repr=False)
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
        clock = clock or SystemClock()
        self._options = options
        self._message_url = below(base, "/message/template")
        self._quota_url = below(base, "/message/quota")
        self._secrets = list(filter(None, (options.access_token, options.app_secret)))
        self._pass = self._pass_of(options.access_token)
        self._keeper = Keeper(
            options.access_token,
            store=options.tokens,
            renewal=_renewal(options, clock),
            clock=clock,
            secrets=self._secrets,
        )
        self._reader = OutcomeReader(
            secrets=self._secrets,
            retry_unknown_error=options.retry_unknown_error,
            clock=clock,
        )
        self._wire = Wire(base, options.wire)

    async def send(self, message: Message) -> Outcome:
        """Send one message with one request. Never raises for anything the network can do."""
        access = await self._keeper.access()
        answer = await self._wire.exchange(
            "POST", self._message_url, self._headers(access), body_of(message)
        )
        if isinstance(answer, Trouble):
            return unanswered(answer)
        outcome = self._reader.outcome_of(answer)
        if outcome.kind is Kind.ACCEPTED:
            self._keeper.accepted(access)
        elif outcome.failure is not None and outcome.failure.action is Action.AUTH:
            self._keeper.refused(access)
        return outcome

    async def quota(self) -> Quota | None:
        """Ask what is left of the day's quota. A token that is refused is renewed once.

        Raises:
            ProviderError: Zalo refused to tell or gave no usable answer; `params["code"]` says
                which code came.
            LedgerError: The store of the tokens failed.

        """
        answer = await self._ask_quota()
        if _refuses_token(answer) and await self.renew(_TOKEN_REFUSED) is None:
            answer = await self._ask_quota()
        return self._read_quota(answer)

    async def authorise(self, until: datetime) -> Failure | None:
        """Take up the pair that is kept, and renew it when it is known that it would not last.

        Args:
            until: When the last message is expected to leave.

        Returns:
            Why a person must act first; `None` when messages may leave.

        Raises:
            LedgerError: The store of the tokens failed.

        """
        return await self._keeper.authorise(until)

    async def renew(self, refusal: Failure) -> Failure | None:
        """Renew the token after a message was refused for it: once for all that were.

        Args:
            refusal: The refusal, with `Action.AUTH`.

        Returns:
            Why that can't be done; `None` when what was refused may go again.

        Raises:
            LedgerError: The store of the tokens failed.

        """
        return await self._keeper.renew(refusal)

    async def _ask_quota(self) -> Answer:
        access = await self._keeper.access()
        answer = await self._wire.exchange("GET", self._quota_url, self._headers(access))
        if isinstance(answer, Trouble):
            raise ProviderError("provider.quota-unanswered", code=answer.code)
        if _refuses_token(answer):
            self._keeper.refused(access)
        elif reply_of(answer) is not None:
            self._keeper.accepted(access)
        return answer

    def _read_quota(self, answer: Answer) -> Quota | None:
        reply = reply_of(answer) if answer.status == HTTPStatus.OK else None
        if reply is None:
            raise ProviderError("provider.quota-unanswered", code=code_of(answer))
        if reply.error:
            said = clean(reply.message, self._secrets) or "–"
            raise ProviderError("provider.quota-refused", code=str(reply.error), said=said)
        return quota_of(reply.data)

    def _headers(self, access: str) -> httpx.Headers:
        if self._pass.access != access:
            self._pass = self._pass_of(access)
        return self._pass.headers

    def _pass_of(self, access: str) -> "_Pass":
        proof = _proof(self._options, access)
        if proof:
            self._secrets.append(proof)
        return _Pass(access=access, headers=_headers(access, proof))

    async def close(self) -> None:
        """Give back connections."""
        await self._wire.close()


def body_of(message: Message) -> bytes:
    """Write the JSON of one message."""
    fields: dict[str, object] = {
        "phone": message.phone,
        "template_id": message.template_id,
        "template_data": message.data,
        "tracking_id": message.tracking_id,
    }
    if message.mode is not None:
        fields["mode"] = message.mode
    return orjson.dumps(fields, default=dict)


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class _Pass:
    """The headers for one access token, made once for all messages that carry it."""

    access: str
    headers: httpx.Headers


_TOKEN_REFUSED = Failure(code="-124", action=Action.AUTH, reason=Reason.AUTHORISATION)


def _refuses_token(answer: Answer) -> bool:
    reply = reply_of(answer)
    if reply is None:
        return answer.status == HTTPStatus.UNAUTHORIZED
    return reply.error < 0 and verdict_on(reply.error).action is Action.AUTH


def _renewal(options: ZaloOptions, clock: Clock) -> Renewal | None:
    if options.tokens is None or not options.app_id or not options.app_secret:
        return None
    app = App(id=options.app_id, secret=options.app_secret)
    return Renewal(app, address=options.oauth_url, wire=options.wire, clock=clock)


def _headers(access: str, proof: str | None) -> httpx.Headers:
    if not access:
        raise SettingsError("provider.token-missing")
    if not TOKEN.fullmatch(access):
        raise SettingsError("provider.token-unusable")
    headers: Mapping[str, str] = {
        "accept": "application/json",
        "accept-encoding": "identity",
        "content-type": "application/json",
        "user-agent": f"zns-batch/{__version__}",
        "access_token": access,
    }
    return httpx.Headers({**headers, "appsecret_proof": proof} if proof else headers)


def _proof(options: ZaloOptions, access: str) -> str | None:
    """Make `appsecret_proof`, as Zalo's PHP SDK does: keyed by the app secret, of the token."""
    if not options.appsecret_proof:
        return None
    if not options.app_secret:
        raise SettingsError("provider.app-secret-missing")
    return hmac.new(options.app_secret.encode(), access.encode(), hashlib.sha256).hexdigest()


def _make(sender: Sender) -> Zalo:
    return Zalo(
        ZaloOptions(
            base_url=sender.base_url or BASE_URL,
            oauth_url=sender.oauth_url or sender.base_url,
            access_token=sender.access_token,
            app_id=sender.app_id,
            app_secret=sender.app_secret,
            tokens=sender.tokens,
            appsecret_proof=sender.appsecret_proof,
            retry_unknown_error=sender.retry_unknown_error,
            wire=sender.wire,
        )
    )


PROVIDER = Offer(
    make=_make,
    desk=ZaloDesk,
    capabilities=Capabilities(
        quota=True,
        development=True,
        journeys=True,
        templates=True,
        sample_data=True,
        account=True,
        status=True,
        tokens=True,
    ),
    needs=("access_token",),
)
