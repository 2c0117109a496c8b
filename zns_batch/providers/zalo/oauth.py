"""Zalo's address for tokens: a refresh token buys the next pair, once.

From Zalo's OAuth pages for Official Accounts (v4): a form with the app's secret in a header. The
answer's HTTP status and `error` say little there (a refusal may come with status 200 and without a
number), so an `access_token` in the answer is success, and nothing else is.
"""

import asyncio
import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import httpx

from zns_batch import __version__
from zns_batch.core.clock import Clock
from zns_batch.domain.tokens import RefreshRefused, TokenPair
from zns_batch.errors import SettingsError, UsageError
from zns_batch.providers.config import HttpOptions, ProviderConfig
from zns_batch.providers.http.client import HttpClient, HttpResponse
from zns_batch.providers.http.errors import TransportError
from zns_batch.providers.http.redact import redact_provider_text
from zns_batch.providers.http.urls import below, read_address
from zns_batch.providers.zalo.outcomes import code_of
from zns_batch.providers.zalo.parsing import json_of, wait_of, whole

VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
"""What a verifier may be (RFC 7636, section 4.1)."""

_CODE = re.compile(r"[!-~]{4,2048}")


def new_verifier() -> str:
    """Make a verifier: 43 characters, as Zalo's own kit makes it."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, kw_only=True, slots=True)
class Granted:
    """What came back with the browser.

    Attributes:
        code: Buys the tokens, once, within ten minutes.
        oa_id: The OA that consented, where Zalo names it.

    """

    code: str = field(repr=False)
    oa_id: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Consent:
    """One request for consent.

    Attributes:
        app_id: The application's id.
        callback: Where the browser is sent afterwards; the same as in Zalo's console.
        verifier: Proves that the one who asked is the one who redeems.
        state: Comes back with the browser, so that nobody else's code is taken.
        oauth_url: Zalo's address for consent; `None` for its own.

    """

    app_id: str
    callback: str
    verifier: str = field(default_factory=new_verifier, repr=False)
    state: str = field(default_factory=lambda: secrets.token_urlsafe(16), repr=False)
    oauth_url: str | None = None

    @property
    def link(self) -> str:
        """The page on which an administrator of the OA consents."""
        base = read_address(self.oauth_url or OAUTH_URL, example=OAUTH_URL, setting="oauth_url")
        query = {
            "app_id": self.app_id,
            "redirect_uri": self.callback,
            "code_challenge": challenge_of(self.verifier),
            "state": self.state,
        }
        return str(below(base, "/v4/oa/permission").copy_with(params=query))

    def read(self, text: str, *, pasted: bool) -> Granted:
        """Read what came back.

        Args:
            text: The address at which the browser ended; or, pasted, the code alone.
            pasted: A person pasted it. A link that Zalo's console made has no state of ours.

        Raises:
            UsageError: It holds no code, or another consent's.

        """
        text = text.strip()
        if "://" not in text and "?" not in text:
            return Granted(code=_code(text))
        fields = httpx.QueryParams(text.partition("?")[2].partition("#")[0])
        state = fields.get("state")
        if state is None and not pasted:
            raise UsageError("account.wrong-state")
        if state is not None and not hmac.compare_digest(state.encode(), self.state.encode()):
            raise UsageError("account.wrong-state")
        return Granted(code=_code(fields.get("code") or ""), oa_id=fields.get("oa_id"))


def challenge_of(verifier: str) -> str:
    """Return the challenge of a verifier."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise UsageError("account.no-code")
    return text


def appsecret_proof(sender: ProviderConfig, access: str) -> str | None:
    """Make the proof, as Zalo's PHP SDK does: keyed by the app secret, of the access token.

    Args:
        sender: The account; `None` comes back when it isn't to prove anything.
        access: The access token.

    Raises:
        SettingsError: The account has no app secret.

    """
    if not sender.appsecret_proof:
        return None
    if not sender.app_secret:
        raise SettingsError("provider.app-secret-missing")
    return hmac.new(sender.app_secret.encode(), access.encode(), hashlib.sha256).hexdigest()


OAUTH_URL = "https://oauth.zaloapp.com"

TOKEN = re.compile(r"[!-~]+")
"""What a header can carry; anything else would break the request, or smuggle in a second header."""

# The more telling words first; the same words often stand under several names.
_WORDS = ("error", "error_name", "error_reason", "error_description", "message")


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class OAuthApp:
    """The application that an administrator of the OA allowed to send. It has no `repr`.

    Attributes:
        id: Its id.
        secret: Its secret.

    Raises:
        SettingsError: One of them can't be right.

    """

    id: str
    secret: str

    def __post_init__(self) -> None:
        if not (TOKEN.fullmatch(self.id) and TOKEN.fullmatch(self.secret)):
            raise SettingsError("provider.app-unusable")


class ZaloTokenEndpoint:
    """Buys new pairs of tokens for one application.

    Args:
        app: The application.
        address: Where Zalo renews tokens; `None` for Zalo's own address.
        wire: How patiently to wait.
        clock: For the moment at which a pair expires.

    Raises:
        SettingsError: The address can't be used.

    """

    def __init__(
        self, app: OAuthApp, *, address: str | None, wire: HttpOptions, clock: Clock
    ) -> None:
        self._app = app
        self._base = read_address(address or OAUTH_URL, example=OAUTH_URL, setting="oauth_url")
        self._wire = wire
        self._clock = clock
        self.patience = wire.request_timeout

    def refresh(self, refresh: str) -> TokenPair | RefreshRefused | TransportError:
        """Buy a new pair with one request. Never raises for anything the network can do.

        It has an event loop of its own, so that it can run in a thread that nothing interrupts:
        whoever goes away between Zalo's answer and the disk has lost the grant.

        Args:
            refresh: The refresh token. It is used up when the answer is a pair, and may be when
                there is no usable answer.

        """
        return self._request_tokens(
            {"refresh_token": refresh, "grant_type": "refresh_token"}, refresh
        )

    def exchange_code(
        self, code: str, verifier: str
    ) -> TokenPair | RefreshRefused | TransportError:
        """Buy the first pair with the code of an administrator's consent, as with `ask`.

        Args:
            code: The code; good once, for ten minutes.
            verifier: What the consent's challenge was made from.

        """
        form = {"code": code, "code_verifier": verifier, "grant_type": "authorization_code"}
        return self._request_tokens(form, code)

    def _request_tokens(
        self, form: Mapping[str, str], paid: str
    ) -> TokenPair | RefreshRefused | TransportError:
        answer = asyncio.run(self._exchange({**form, "app_id": self._app.id}))
        if isinstance(answer, TransportError):
            return answer
        return self._read(answer, paid)

    async def _exchange(self, form: Mapping[str, str]) -> HttpResponse | TransportError:
        url = below(self._base, "/v4/oa/access_token")
        wire = HttpClient(self._base, self._wire)
        try:
            return await wire.request("POST", url, self._headers(), urlencode(form).encode())
        finally:
            await wire.close()

    def _headers(self) -> httpx.Headers:
        return httpx.Headers(
            {
                "accept": "application/json",
                "accept-encoding": "identity",
                "content-type": "application/x-www-form-urlencoded",
                "user-agent": f"zns-batch/{__version__}",
                "secret_key": self._app.secret,
            }
        )

    def _read(
        self, answer: HttpResponse, refresh: str
    ) -> TokenPair | RefreshRefused | TransportError:
        # A pair counts under any status and any content type: it is the only one there is.
        found = json_of(answer.body)
        fields = found if isinstance(found, dict) else {}
        if access := _token(fields, "access_token"):
            return self._tokens(access, fields, refresh)
        if _was_not_looked_at(answer, self._clock):
            return TransportError(code=code_of(answer), may_have_left=False)
        if _may_be_renewed(answer, fields):
            return TransportError(code=code_of(answer), may_have_left=True)
        said = " ".join(_words(fields)) or f"HTTP {answer.status}"
        return RefreshRefused(said=redact_provider_text(said, (refresh, self._app.secret)))

    def _tokens(self, access: str, fields: Mapping[str, Any], refresh: str) -> TokenPair:
        now, seconds = self._clock.now(), whole(fields.get("expires_in"))
        return TokenPair(
            access=access,
            refresh=_token(fields, "refresh_token") or refresh,
            renewed_at=now,
            expires_at=now + timedelta(seconds=seconds) if seconds and seconds > 0 else None,
        )


def _token(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    return value if isinstance(value, str) and TOKEN.fullmatch(value) else None


def _was_not_looked_at(answer: HttpResponse, clock: Clock) -> bool:
    """Tell whether a server in front of Zalo's refused to pass the request on."""
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return True
    waits = wait_of(answer, clock.now()) is not None
    return answer.status == HTTPStatus.SERVICE_UNAVAILABLE and waits


def _may_be_renewed(answer: HttpResponse, fields: Mapping[str, Any]) -> bool:
    """Tell whether the answer leaves open what became of the refresh token."""
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR or "access_token" in fields:
        return True
    if answer.status == HTTPStatus.REQUEST_TIMEOUT:
        return True
    return answer.status < HTTPStatus.BAD_REQUEST and not fields


def _words(fields: Mapping[str, Any]) -> list[str]:
    said = (fields.get(name) for name in _WORDS)
    return list(dict.fromkeys(str(one) for one in said if isinstance(one, str | int)))
