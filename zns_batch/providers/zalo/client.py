"""Questions to Zalo under the account's token, which is renewed once when it is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httpx

from zns_batch import __version__
from zns_batch.core.clock import Clock, SystemClock
from zns_batch.domain.message import Action, Failure, Outcome
from zns_batch.domain.states import Reason
from zns_batch.errors import ProviderError, RefusalError, SettingsError
from zns_batch.providers.config import ProviderConfig
from zns_batch.providers.http.client import HttpClient, HttpResponse
from zns_batch.providers.http.errors import TransportError
from zns_batch.providers.http.redact import redact_provider_text
from zns_batch.providers.http.urls import read_address
from zns_batch.providers.token_refresher import TokenRefresher
from zns_batch.providers.zalo.errors import policy_for
from zns_batch.providers.zalo.oauth import TOKEN, OAuthApp, ZaloTokenEndpoint, appsecret_proof
from zns_batch.providers.zalo.outcomes import ZaloOutcomeReader, code_of, outcome_of_transport_error
from zns_batch.providers.zalo.parsing import json_of, reply_of

BASE_URL = "https://business.openapi.zalo.me"

QueryParams = Mapping[str, str | int]

_TOKEN_REFUSED = Failure(code="-124", action=Action.AUTH, reason=Reason.AUTHORISATION)


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiReply:
    """What Zalo answered to a question.

    Attributes:
        error: Its number; 0 for success.
        said: Its words, made fit to be shown.
        fields: The whole object of the answer.
        outcome: What a refusal would mean for a message; `None` for success.

    """

    error: int
    said: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    outcome: Outcome | None = None

    @property
    def data(self) -> Mapping[str, Any]:
        """The object under `data`; empty when there is none."""
        found = self.fields.get("data")
        return found if isinstance(found, dict) else {}

    @property
    def items(self) -> list[Any]:
        """The list under `data`; empty when there is none."""
        found = self.fields.get("data")
        return found if isinstance(found, list) else []


class ZaloClient:
    """Asks Zalo for one account.

    Args:
        sender: The account's address, secrets and settings.
        clock: For when a renewed token expires.

    Raises:
        SettingsError: The address or a secret is missing or can't be used.

    """

    def __init__(self, sender: ProviderConfig, *, clock: Clock | None = None) -> None:
        self.base = read_address(sender.base_url or BASE_URL, example=BASE_URL)
        self.secrets = list(filter(None, (sender.access_token, sender.app_secret)))
        self.keeper = TokenRefresher(
            sender.access_token,
            store=sender.tokens,
            renewal=_renewal(sender, clock or SystemClock()),
            clock=clock or SystemClock(),
            secrets=self.secrets,
        )
        self.wire = HttpClient(self.base, sender.wire)
        self._reader = ZaloOutcomeReader(
            secrets=self.secrets,
            retry_unknown_error=sender.retry_unknown_error,
            clock=clock or SystemClock(),
        )
        self._sender = sender
        self._pass = self._pass_of(sender.access_token)

    def headers(self, access: str) -> httpx.Headers:
        """Return the headers of a request under an access token; made once for each token."""
        if self._pass.access != access:
            self._pass = self._pass_of(access)
        return self._pass.headers

    async def call(
        self,
        method: str,
        path: str,
        query: QueryParams | None = None,
        *,
        content: bytes = b"",
        beside: Mapping[str, str] | None = None,
    ) -> ApiReply:
        """Ask one question. A token that is refused is renewed once.

        Args:
            method: `GET` or `POST`.
            path: Where, from the base on.
            query: What stands behind the question mark.
            content: The body.
            beside: More headers.

        Returns:
            What Zalo answered, refusals included.

        Raises:
            ProviderError: There was no usable answer.
            LedgerError: The store of the tokens failed.

        """
        url = self.base.copy_with(path=self.base.path.rstrip("/") + path, params=query)
        answer = await self._exchange(method, url, content, beside)
        if _refuses_token(answer) and await self.keeper.renew(_TOKEN_REFUSED) is None:
            answer = await self._exchange(method, url, content, beside)
        return self._told(answer)

    async def call_ok(
        self,
        method: str,
        path: str,
        query: QueryParams | None = None,
        *,
        content: bytes = b"",
        beside: Mapping[str, str] | None = None,
    ) -> ApiReply:
        """Ask one question that must not be refused; the rest is as with `ask`.

        Raises:
            RefusalError: Zalo refused.
            ProviderError: There was no usable answer.
            LedgerError: The store of the tokens failed.

        """
        return raise_for_error(await self.call(method, path, query, content=content, beside=beside))

    async def close(self) -> None:
        """Give back connections."""
        await self.wire.close()

    async def _exchange(
        self, method: str, url: httpx.URL, content: bytes, beside: Mapping[str, str] | None
    ) -> HttpResponse:
        access = await self.keeper.access()
        headers = self.headers(access)
        if beside:
            headers = httpx.Headers([*headers.raw, *httpx.Headers(beside).raw])
        answer = await self.wire.request(method, url, headers, content)
        if isinstance(answer, TransportError):
            error = ProviderError("provider.unanswered", code=answer.code)
            raise error.meaning(outcome_of_transport_error(answer))
        if _refuses_token(answer):
            self.keeper.refused(access)
        elif reply_of(answer) is not None:
            self.keeper.accepted(access)
        return answer

    def _told(self, answer: HttpResponse) -> ApiReply:
        reply = reply_of(answer) if answer.status == HTTPStatus.OK else None
        if reply is None:
            error = ProviderError("provider.unanswered", code=code_of(answer))
            raise error.meaning(self._reader.outcome_of(answer))
        fields = json_of(answer.body)
        return ApiReply(
            error=reply.error,
            said=redact_provider_text(reply.message, self.secrets),
            fields=fields if isinstance(fields, dict) else {},
            outcome=self._reader.outcome_of(answer) if reply.error else None,
        )

    def _pass_of(self, access: str) -> "_Pass":
        proof = appsecret_proof(self._sender, access)
        if proof:
            self.secrets.append(proof)
        return _Pass(access=access, headers=_headers(access, proof))


def raise_for_error(told: ApiReply) -> ApiReply:
    """Return what was told, unless it is a refusal.

    Raises:
        RefusalError: It is one.

    """
    if told.error:
        raise RefusalError("zalo", str(told.error), told.said).meaning(told.outcome)
    return told


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class _Pass:
    """The headers for one access token, made once for all requests that carry it."""

    access: str
    headers: httpx.Headers


def _refuses_token(answer: HttpResponse) -> bool:
    reply = reply_of(answer)
    if reply is None:
        return answer.status == HTTPStatus.UNAUTHORIZED
    return reply.error < 0 and policy_for(reply.error).action is Action.AUTH


def _renewal(sender: ProviderConfig, clock: Clock) -> ZaloTokenEndpoint | None:
    if sender.tokens is None or not sender.app_id or not sender.app_secret:
        return None
    app = OAuthApp(id=sender.app_id, secret=sender.app_secret)
    address = sender.oauth_url or sender.base_url
    return ZaloTokenEndpoint(app, address=address, wire=sender.wire, clock=clock)


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
