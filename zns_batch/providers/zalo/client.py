"""Zalo's OpenAPI: one ZNS to one recipient by one request, and the questions about an account.

From Zalo's pages "Send by phone" (`POST /message/template`), on hashed phones and on sending to a
user's id, on the template list and detail, the quota, the OA's quality and tags, the state of a
message and the journey tokens, and from its error table. HTTP says little there: errors come with
status 200 and a number in the body, and Zalo can't recognise a repeated message, so an answer that
leaves doubt makes the message unknown and is never asked for again.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import datetime
from http import HTTPStatus

import httpx
import orjson

from zns_batch.core.clock import Clock
from zns_batch.domain.account import AccountStatus
from zns_batch.domain.delivery import GivenAnswer, Receipt
from zns_batch.domain.journey import Journey, JourneyKind
from zns_batch.domain.message import Action, Address, Failure, Message, Outcome, OutcomeKind, Quota
from zns_batch.domain.states import Reason
from zns_batch.domain.template import ProviderTemplate
from zns_batch.domain.tokens import TokenPair
from zns_batch.errors import RefusalError, SettingsError
from zns_batch.providers.base import Capabilities, ProviderSpec
from zns_batch.providers.config import ProviderConfig
from zns_batch.providers.http.provider import JSON_HEADERS, HttpProvider
from zns_batch.providers.http.response import HttpResponse, TransportError
from zns_batch.providers.http.urls import below, read_address
from zns_batch.providers.outcomes import code_of, outcome_of_transport_error, unanswered
from zns_batch.providers.pages import Page, all_items, offset_page
from zns_batch.providers.parsing import count_of, epoch_of, int_of, text_of
from zns_batch.providers.token_refresher import TokenRefresher
from zns_batch.providers.zalo.oauth import TOKEN, OAuthApp, ZaloTokenEndpoint, appsecret_proof
from zns_batch.providers.zns.answers import rating_of
from zns_batch.providers.zns.answers import reply_of as quick_reply_of
from zns_batch.providers.zns.errors import policy_for
from zns_batch.providers.zns.outcomes import ZnsOutcomeReader
from zns_batch.providers.zns.replies import ZnsReply, quota_of, reply_of, template_of

BASE_URL = "https://business.openapi.zalo.me"

USER_URL = "https://openapi.zalo.me"
"""Where messages to a user's id go: another host than those to a phone."""

PAGE = 100
"""The most templates that Zalo lists at once."""

ANSWERS_PAGE = 1_000
"""Answers that are asked for at once; Zalo takes up to ten thousand."""

_SEND_PATHS = {
    Address.PHONE: "/message/template",
    Address.HASH: "/message/template/hashphone",
    Address.USER: "/v3.0/oa/message/template",
}

_TOKEN_REFUSED = Failure(code="-124", action=Action.AUTH, reason=Reason.AUTHORISATION)
_NO_METHOD = -106
_NO_TEMPLATE = -109
_NO_MESSAGE = -107
_NO_TOKEN = -149
_DELIVERED = 1
_UNKNOWN = -1


class Zalo(HttpProvider):
    """Zalo's own API. An access token that is refused is renewed once for all requests."""

    name = "zalo"

    def __init__(self, config: ProviderConfig, *, clock: Clock | None = None) -> None:
        secrets = list(filter(None, (config.access_token, config.app_secret)))
        super().__init__(config, base_url=BASE_URL, secrets=secrets, clock=clock)
        self._config = config
        self._refresher = TokenRefresher(
            config.access_token,
            store=config.tokens,
            endpoint=_token_endpoint(config, self._clock),
            clock=self._clock,
            secrets=secrets,
        )
        self._reader = ZnsOutcomeReader(
            secrets=secrets, retry_unknown_error=config.retry_unknown_error, clock=self._clock
        )
        self._send_urls = {address: self._url(path) for address, path in _SEND_PATHS.items()}
        if config.base_url is None:
            user_base = read_address(USER_URL, example=USER_URL)
            self._send_urls[Address.USER] = below(user_base, _SEND_PATHS[Address.USER])
        self._token, self._headers = config.access_token, self._headers_of(config.access_token)

    async def send(self, message: Message) -> Outcome:
        """Send one message with one request. Never raises for anything the network can do."""
        token = await self._refresher.access()
        headers = self._headers_for(token)
        if message.journey:
            headers = httpx.Headers([*headers.raw, (b"journey_token", message.journey.encode())])
        url = self._send_urls[message.address]
        answer = await self._http.request("POST", url, headers, body_of(message))
        if isinstance(answer, TransportError):
            return outcome_of_transport_error(answer)
        outcome = self._reader.outcome_of(answer)
        if outcome.kind is OutcomeKind.ACCEPTED:
            self._refresher.accepted(token)
        elif outcome.failure is not None and outcome.failure.action is Action.AUTH:
            self._refresher.refused(token)
        return outcome

    async def quota(self) -> Quota | None:
        """Return what is left of the day's quota."""
        return quota_of((await self._call("GET", "/message/quota")).data)

    async def authorise(self, until: datetime) -> Failure | None:
        """Load the tokens of the store, and refresh them when they would not last until then."""
        return await self._refresher.authorise(until)

    async def renew(self, refusal: Failure) -> Failure | None:
        """Refresh the token after a message was refused for it: once for all that were."""
        return await self._refresher.renew(refusal)

    async def templates(self) -> list[ProviderTemplate]:
        """Return all templates of the account, the newest first, without their parameters."""

        async def page(offset: int) -> Page[int]:
            query = {"offset": offset, "limit": PAGE}
            return offset_page((await self._call("GET", "/template/all", query)).items, offset)

        templates = [template_of(item) async for item in all_items(0, page)]
        # A template that is made meanwhile moves the others one place on.
        return list({template.template_id: template for template in templates}.values())

    async def template(self, template_id: str) -> ProviderTemplate | None:
        """Return one template with its parameters; `None` when the account has none by that id."""
        query = {"template_id": template_id}
        reply = await self._call("GET", "/template/info/v2", query, allow={_NO_TEMPLATE})
        return template_of(reply.data, template_id) if reply.error == 0 else None

    async def sample(self, template_id: str) -> Mapping[str, str]:
        """Return an example value for each parameter of a template."""
        query = {"template_id": template_id}
        reply = await self._call("GET", "/template/sample-data", query)
        return {name: text_of(value) for name, value in reply.data.items()}

    async def account(self) -> AccountStatus:
        """Return the OA's quality, tags and quotas."""
        quality = (await self._call("GET", "/quality")).data
        tags = (await self._call("GET", "/message/template-tag")).items
        quota = (await self._call("GET", "/message/quota")).data
        return AccountStatus(
            oa_id=self._config.oa_id,
            quality=text_of(quality.get("oaCurrentQuality")) or None,
            week_quality=text_of(quality.get("oa7dayQuality")) or None,
            tags=tuple(text_of(tag) for tag in tags),
            quota=quota_of(quota) or Quota(),
            promotion_quota=Quota(
                daily=int_of(quota.get("monthlyPromotionQuota")),
                remaining=int_of(quota.get("remainingMonthlyPromotionQuota")),
            ),
        )

    async def receipt(self, message_id: str) -> Receipt | None:
        """Return what became of an accepted message; `None` when Zalo knows none such."""
        query = {"message_id": message_id}
        reply = await self._call("GET", "/message/status", query, allow={_NO_MESSAGE})
        if reply.error == _NO_MESSAGE:
            return None
        status = int_of(reply.data.get("status"))
        if status is None:
            raise unanswered("unreadable")
        if status <= _UNKNOWN:
            return None
        delivered_at = epoch_of(reply.data.get("delivery_time")) if status == _DELIVERED else None
        return Receipt(message_id=message_id, delivered_at=delivered_at)

    async def answers(
        self, template_id: str, *, since: datetime, until: datetime
    ) -> list[GivenAnswer]:
        """Return ratings of, and quick replies to, a template's messages in a span of time.

        Only an application that may use the template is told. Copies of Zalo's pages disagree on how
        ratings are asked for: senders in the field use GET, and where that is refused POST is tried.
        """
        span: dict[str, str | int] = {
            "template_id": template_id,
            "from_time": int(since.timestamp() * 1000),
            "to_time": int(until.timestamp() * 1000),
            "limit": ANSWERS_PAGE,
        }

        async def ratings(offset: int) -> Page[int]:
            query: dict[str, str | int] = {**span, "offset": offset}
            path, allow = "/rating/get", {_NO_METHOD}
            reply = await self._call("GET", path, query, allow=allow)
            if reply.error == _NO_METHOD:
                reply = await self._call("POST", path, query, content=orjson.dumps(query))
            total = count_of(reply.data.get("total"))
            return offset_page(_listed(reply), offset, total=total)

        async def replies(offset: int) -> Page[int]:
            body = orjson.dumps({**span, "offset": offset})
            listed = _listed(await self._call("POST", "/response/get", content=body))
            return offset_page(listed, offset)

        found = [rating_of(item) async for item in all_items(0, ratings)]
        found += [quick_reply_of(item) async for item in all_items(0, replies)]
        return [answer for answer in found if answer is not None]

    async def create_journey(self, phone: str, kind: JourneyKind) -> Journey:
        """Create a journey token. Not idempotent: two calls make two tokens.

        Zalo's page shows the phone alone and calls what comes a token for seven days; the name of
        the field for another kind is eTelecom's, so it is only sent for another kind.
        """
        fields = {"phone": phone}
        if kind is not JourneyKind.LOGISTICS_7:
            fields["token_type"] = kind.value
        body = json.dumps(fields).encode()
        reply = await self._call("POST", "/journey/get-token", content=body)
        journey = reply.fields if "token" in reply.fields else reply.data
        token = text_of(journey.get("token"))
        if not TOKEN.fullmatch(token):
            raise unanswered("unreadable")
        return Journey(token=token, journey_id=text_of(journey.get("journey_id")) or None)

    async def journey(self, token: str) -> Journey | None:
        """Return a token's journey; `None` when Zalo does not know it."""
        extra = {"journey_token": token}
        reply = await self._call("GET", "/journey/check-token", headers=extra, allow={_NO_TOKEN})
        if reply.error == _NO_TOKEN:
            return None
        data = reply.data
        return Journey(
            token=token,
            created_at=epoch_of(data.get("createdAt") or data.get("created_at")),
            expires_at=epoch_of(data.get("expiredAt") or data.get("expired_at")),
        )

    async def refresh_tokens(self) -> TokenPair:
        """Refresh the account's tokens now, and return the new pair once it is on disk.

        Raises:
            SettingsError: The account has no refresh token, application id or secret.
            ProviderError: Zalo refused; a person must act.

        """
        if not self._refresher.can_renew:
            raise SettingsError("account.nothing-to-renew")
        self._refresher.refused(await self._refresher.access())
        failure = await self._refresher.renew(_TOKEN_REFUSED)
        if failure is not None:
            raise RefusalError(self.name, failure.code, failure.provider_message)
        return await self._refresher.tokens()

    async def tokens(self) -> TokenPair:
        """Return the account's present tokens."""
        return await self._refresher.tokens()

    async def _call(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int] | None = None,
        *,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
        allow: Collection[int] = (),
    ) -> ZnsReply:
        """Ask one question. A token that is refused is renewed once.

        Args:
            method: `GET` or `POST`.
            path: Below the base URL.
            query: The query string's fields.
            content: The body.
            headers: More headers.
            allow: Error numbers that are returned; all others are raised.

        Raises:
            RefusalError: Zalo refused.
            ProviderError: There was no usable answer.
            LedgerError: The store of the tokens failed.

        """
        url = self._url(path, query)
        answer = await self._authorised_request(method, url, content, headers)
        if _refuses_token(answer) and await self._refresher.renew(_TOKEN_REFUSED) is None:
            answer = await self._authorised_request(method, url, content, headers)
        reply = reply_of(answer) if answer.status == HTTPStatus.OK else None
        if reply is None:
            raise unanswered(code_of(answer), self._reader.outcome_of(answer))
        if reply.error and reply.error not in allow:
            error = RefusalError(self.name, str(reply.error), self._redact(reply.message))
            raise error.meaning(self._reader.outcome_of(answer))
        return reply

    async def _authorised_request(
        self, method: str, url: httpx.URL, content: bytes, extra: Mapping[str, str] | None
    ) -> HttpResponse:
        token = await self._refresher.access()
        headers = self._headers_for(token)
        if extra:
            headers = httpx.Headers([*headers.raw, *httpx.Headers(extra).raw])
        answer = await self._request(method, url, headers, content)
        if _refuses_token(answer):
            self._refresher.refused(token)
        elif reply_of(answer) is not None:
            self._refresher.accepted(token)
        return answer

    def _headers_for(self, token: str) -> httpx.Headers:
        """Return the headers under a token: the same object each time, so that it is read once."""
        if self._token != token:
            self._token, self._headers = token, self._headers_of(token)
        return self._headers

    def _headers_of(self, token: str) -> httpx.Headers:
        if not token:
            raise SettingsError("provider.token-missing")
        if not TOKEN.fullmatch(token):
            raise SettingsError("provider.token-unusable")
        headers = {**JSON_HEADERS, "access_token": token}
        proof = appsecret_proof(self._config, token)
        if proof:
            self._secrets.append(proof)
            headers["appsecret_proof"] = proof
        return httpx.Headers(headers)


def body_of(message: Message) -> bytes:
    """Write the JSON of one message.

    A message to a user's id has no field for our reference (Zalo's page on sending by UID), so a
    message in doubt there can't be settled by its receipt.
    """
    fields: dict[str, object]
    if message.address is Address.HASH:
        # Of the `84…` form; of any other, Zalo finds the number invalid.
        fields = {"hash_phone": hashlib.sha256(message.phone.encode()).hexdigest()}
    else:
        fields = {"user_id" if message.address is Address.USER else "phone": message.phone}
    fields["template_id"] = message.template_id
    fields["template_data"] = message.data
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


def _listed(reply: ZnsReply) -> list[object]:
    items = reply.data.get("data")
    return items if isinstance(items, list) else []


def _refuses_token(answer: HttpResponse) -> bool:
    reply = reply_of(answer)
    if reply is None:
        return answer.status == HTTPStatus.UNAUTHORIZED
    return reply.error < 0 and policy_for(reply.error).action is Action.AUTH


def _token_endpoint(config: ProviderConfig, clock: Clock) -> ZaloTokenEndpoint | None:
    if config.tokens is None or not config.app_id or not config.app_secret:
        return None
    app = OAuthApp(id=config.app_id, secret=config.app_secret)
    address = config.oauth_url or config.base_url
    return ZaloTokenEndpoint(app, address=address, http=config.http, clock=clock)


PROVIDER = ProviderSpec(
    client=Zalo,
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
        answers=True,
        tokens=True,
    ),
    needs=("access_token",),
)
