"""Zalo's OAuth v4 for Official Accounts: consent with PKCE, token refresh, `appsecret_proof`.

From Zalo's OAuth pages: a refresh token can be exchanged for a new pair once, by a form with the app's secret in a header. The
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
from urllib.parse import urlencode

import httpx

from zns_batch.core.clock import Clock
from zns_batch.domain.tokens import RefreshRefused, TokenPair
from zns_batch.errors import SettingsError, UsageError
from zns_batch.providers.config import HttpOptions, ProviderConfig
from zns_batch.providers.http.client import HttpClient
from zns_batch.providers.http.provider import JSON_HEADERS
from zns_batch.providers.http.redact import redact_provider_text
from zns_batch.providers.http.response import HttpResponse, TransportError
from zns_batch.providers.http.urls import below, read_address
from zns_batch.providers.outcomes import code_of
from zns_batch.providers.parsing import JsonObject, int_of, json_of, retry_after_of

REFUSALS: Mapping[int, str] = {
    number: f"oauth{number}" for number in (-14002, -14004, -14005, -14014, -14018)
}
"""Zalo's numbers that refuse for certain, and our codes for them, as production reports have them: the
app id, the app secret, the code, the refresh token, the grant type."""

VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
"""What a verifier may be (RFC 7636, section 4.1)."""

_CODE = re.compile(r"[!-~]{4,2048}")


def new_verifier() -> str:
    """Make a verifier: 43 characters, as Zalo's own kit makes it."""
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsentGrant:
    """What came back with the browser."""

    #: Exchanged for the tokens: once, within ten minutes.
    code: str = field(repr=False)
    #: The OA that consented, where Zalo names it.
    oa_id: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Consent:
    """One request for consent."""

    app_id: str
    #: Where the browser is sent afterwards; the same as in Zalo's console.
    callback: str
    #: The PKCE verifier: proves that the one who asked is the one who redeems.
    verifier: str = field(default_factory=new_verifier, repr=False)
    #: Comes back with the browser, so that nobody else's code is accepted.
    state: str = field(default_factory=lambda: secrets.token_urlsafe(16), repr=False)
    #: Zalo's address for consent; `None` for its own.
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

    def read(self, text: str, *, pasted: bool) -> ConsentGrant:
        """Read what came back.

        Args:
            text: The address at which the browser ended; or, pasted, the code alone.
            pasted: A person pasted it. A link that Zalo's console made has no state of ours.

        Raises:
            UsageError: It holds no code, or another consent's.

        """
        text = text.strip()
        if "://" not in text and "?" not in text:
            return ConsentGrant(code=_code(text))
        fields = httpx.QueryParams(text.partition("?")[2].partition("#")[0])
        state = fields.get("state")
        if state is None and not pasted:
            raise UsageError("account.wrong-state")
        if state is not None and not hmac.compare_digest(state.encode(), self.state.encode()):
            raise UsageError("account.wrong-state")
        return ConsentGrant(code=_code(fields.get("code") or ""), oa_id=fields.get("oa_id"))


def challenge_of(verifier: str) -> str:
    """Return the challenge of a verifier."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise UsageError("account.no-code")
    return text


def appsecret_proof(config: ProviderConfig, access: str) -> str | None:
    """Make the proof, as Zalo's PHP SDK does: keyed by the app secret, of the access token.

    Args:
        config: The account; `None` is returned unless it has `appsecret_proof`.
        access: The access token.

    Raises:
        SettingsError: The account has no app secret.

    """
    if not config.appsecret_proof:
        return None
    if not config.app_secret:
        raise SettingsError("provider.app-secret-missing")
    return hmac.new(config.app_secret.encode(), access.encode(), hashlib.sha256).hexdigest()


OAUTH_URL = "https://oauth.zaloapp.com"

TOKEN = re.compile(r"[!-~]+")
"""What a header can carry; anything else would break the request, or smuggle in a second header."""


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class OAuthApp:
    """The application that an administrator of the OA allowed to send. It has no `repr`.

    Raises:
        SettingsError: One of them can't be right.

    """

    id: str
    secret: str

    def __post_init__(self) -> None:
        if not (TOKEN.fullmatch(self.id) and TOKEN.fullmatch(self.secret)):
            raise SettingsError("provider.app-unusable")


class ZaloTokenEndpoint:
    """Issues pairs of tokens for one application. Its calls block.

    Each has an event loop of its own, so that it can run in a thread that nothing interrupts:
    whoever goes away between Zalo's answer and the disk has lost the grant.

    Args:
        app: The application.
        address: Where Zalo issues tokens; `None` for Zalo's own address.
        http: Time-outs.
        clock: For the moment at which a pair expires.

    Raises:
        SettingsError: The address can't be used.

    """

    def __init__(
        self, app: OAuthApp, *, address: str | None, http: HttpOptions, clock: Clock
    ) -> None:
        self._app = app
        self._base = read_address(address or OAUTH_URL, example=OAUTH_URL, setting="oauth_url")
        self._options = http
        self._clock = clock
        self.timeout = http.request_timeout

    def refresh(self, refresh: str) -> TokenPair | RefreshRefused | TransportError:
        """Exchange a refresh token with one request. Never raises for anything the network can do.

        Args:
            refresh: The refresh token. It is used up when the answer is a pair, and may be when
                there is no usable answer.

        """
        form = {"refresh_token": refresh, "grant_type": "refresh_token"}
        return self._request_tokens(form, refresh)

    def exchange_code(
        self, code: str, verifier: str
    ) -> TokenPair | RefreshRefused | TransportError:
        """Exchange the code of an administrator's consent for the first pair, as `refresh` does.

        Args:
            code: The code; good once, for ten minutes.
            verifier: The PKCE verifier of the consent.

        """
        form = {"code": code, "code_verifier": verifier, "grant_type": "authorization_code"}
        return self._request_tokens(form, code)

    def _request_tokens(
        self, form: Mapping[str, str], credential: str
    ) -> TokenPair | RefreshRefused | TransportError:
        answer = asyncio.run(self._post({**form, "app_id": self._app.id}))
        if isinstance(answer, TransportError):
            return answer
        return self.read(answer, credential, old_refresh=form.get("refresh_token"))

    def read(
        self, answer: HttpResponse, credential: str, *, old_refresh: str | None
    ) -> TokenPair | RefreshRefused | TransportError:
        """Read an answer.

        Args:
            answer: The answer.
            credential: What was exchanged: must not appear in Zalo's words.
            old_refresh: Stays in use when the answer has a new access token alone.

        """
        # A pair counts under any status and any content type: it is the only one there is.
        content = json_of(answer.body)
        fields: JsonObject = content if isinstance(content, dict) else {}
        if access := _token(fields, "access_token"):
            now, seconds = self._clock.now(), int_of(fields.get("expires_in"))
            return TokenPair(
                access=access,
                refresh=_token(fields, "refresh_token") or old_refresh,
                renewed_at=now,
                expires_at=now + timedelta(seconds=seconds) if seconds and seconds > 0 else None,
            )
        if _was_not_processed(answer, self._clock):
            return TransportError(code=code_of(answer), may_have_left=False)
        error = int_of(fields.get("error"))
        if _leaves_open(answer, fields, error):
            return TransportError(code=code_of(answer), may_have_left=True)
        # The more telling words first; the same words often stand under several names.
        names = ("error", "error_name", "error_reason", "error_description", "message")
        values = [fields[name] for name in names if isinstance(fields.get(name), str | int)]
        words = " ".join(dict.fromkeys(map(str, values))) or f"HTTP {answer.status}"
        redacted = redact_provider_text(words, (credential, self._app.secret))
        return RefreshRefused(provider_message=redacted, code=REFUSALS.get(error or 0))

    async def _post(self, form: Mapping[str, str]) -> HttpResponse | TransportError:
        headers = {
            **JSON_HEADERS,
            "content-type": "application/x-www-form-urlencoded",
            "secret_key": self._app.secret,
        }
        url = below(self._base, "/v4/oa/access_token")
        http = HttpClient(self._base, self._options)
        try:
            body = urlencode(form).encode()
            return await http.request("POST", url, httpx.Headers(headers), body)
        finally:
            await http.close()


def _token(fields: JsonObject, name: str) -> str | None:
    value = fields.get(name)
    return value if isinstance(value, str) and TOKEN.fullmatch(value) else None


def _was_not_processed(answer: HttpResponse, clock: Clock) -> bool:
    """Tell whether a server in front of Zalo's refused to pass the request on."""
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return True
    waits = retry_after_of(answer, clock.now()) is not None
    return answer.status == HTTPStatus.SERVICE_UNAVAILABLE and waits


def _leaves_open(answer: HttpResponse, fields: JsonObject, error: int | None) -> bool:
    """Tell whether the answer leaves open whether the refresh token was used up."""
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return True
    if answer.status == HTTPStatus.REQUEST_TIMEOUT:
        return True
    if error in REFUSALS:
        return False
    if "access_token" in fields:
        # A refusal may carry the key without a token; a text that can't be one may be half of one.
        return bool(fields["access_token"]) or error is None or error >= 0
    return answer.status < HTTPStatus.BAD_REQUEST and not fields
