"""What Zalo's address for tokens answers, and what is made of it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from ledger_help import NOW, TestClock

from zns_batch.domain.tokens import RefreshRefused, TokenPair
from zns_batch.errors import SettingsError
from zns_batch.i18n import has_translation
from zns_batch.providers.config import HttpOptions
from zns_batch.providers.http.response import HttpResponse, TransportError
from zns_batch.providers.zalo.oauth import OAuthApp, ZaloTokenEndpoint

REFRESH = "refresh-token-0123456789"
SECRET = "the-app-secret-0123456789"
PAIR = {"access_token": "A1", "refresh_token": "R1", "expires_in": "90000"}


def renewal(address: str | None = None) -> ZaloTokenEndpoint:
    app = OAuthApp(id="4321", secret=SECRET)
    return ZaloTokenEndpoint(app, address=address, http=HttpOptions(), clock=TestClock())


def read(
    body: Any, *, status: int = 200, kind: str = "application/json", retry_after: str | None = None
) -> TokenPair | RefreshRefused | TransportError:
    headers = {b"content-type": kind.encode()}
    if retry_after:
        headers[b"retry-after"] = retry_after.encode()
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = HttpResponse(status=status, headers=headers, body=content)
    return renewal().read(answer, REFRESH, old_refresh=REFRESH)


@pytest.mark.parametrize("expires_in", ["90000", 90_000, 90_000.0, " 90000 "])
@pytest.mark.parametrize("status, kind", [(200, "application/json"), (201, "text/html"), (500, "")])
def test_an_access_token_is_success(expires_in: Any, status: int, kind: str) -> None:
    """A pair that came is kept, whatever else the answer says: there is no other one."""
    found = read({**PAIR, "expires_in": expires_in, "error": 0}, status=status, kind=kind)
    life = timedelta(hours=25)
    expected = TokenPair(access="A1", refresh="R1", renewed_at=NOW, expires_at=NOW + life)
    assert expected == found


@pytest.mark.parametrize("expires_in", [None, "", "soon", 0, -5, True, [], "9" * 30])
def test_a_life_that_makes_no_sense_is_unknown(expires_in: Any) -> None:
    """The pair counts without its end; the token is used until it is refused."""
    found = read({**PAIR, "expires_in": expires_in})
    assert isinstance(found, TokenPair)
    assert None is found.expires_at


def test_without_a_new_refresh_token_the_old_one_is_kept() -> None:
    """Should Zalo ever leave it out, the one we have may still be good."""
    found = read({"access_token": "A1", "expires_in": "90000"})
    assert isinstance(found, TokenPair)
    assert REFRESH == found.refresh


def test_the_code_of_a_login_is_no_refresh_token() -> None:
    """A login whose answer has no refresh token keeps none, instead of the code that is used up."""
    body = json.dumps({"access_token": "A1", "expires_in": "90000"}).encode()
    answer = HttpResponse(status=200, headers={}, body=body)
    pair = renewal().read(answer, "the-code-0123456789", old_refresh=None)
    assert isinstance(pair, TokenPair)
    assert None is pair.refresh


@pytest.mark.parametrize(
    "body, status, said",
    [
        (
            {"error_name": "Invalid refresh token", "error_description": "It is used."},
            200,
            "Invalid refresh token It is used.",
        ),
        ({"error": -14002, "message": "Invalid appId"}, 200, "-14002 Invalid appId"),
        ({"error": -14014, "error_name": "x", "error_reason": "x"}, 400, "-14014 x"),
        ({"data": {}}, 200, "HTTP 200"),
        (b"<html>not found</html>", 404, "HTTP 404"),
        ({"error_description": f"{REFRESH} {SECRET}"}, 200, "… …"),
    ],
)
def test_a_refusal_is_told_in_zalos_words(body: Any, status: int, said: str) -> None:
    """An answer without a token is a refusal, with or without a number, and shows no secret."""
    refused = read(body, status=status)
    assert isinstance(refused, RefreshRefused)
    assert said == refused.provider_message


@pytest.mark.parametrize("number", [-14002, -14004, -14005, -14014, -14018])
@pytest.mark.parametrize("tokens", [{}, {"access_token": ""}, {"access_token": None}])
@pytest.mark.parametrize("status", [200, 400])
def test_a_refusal_by_number_leaves_no_doubt(number: int, tokens: Any, status: int) -> None:
    """A refusal that carries empty tokens is told at once, with the remedy for its number."""
    refused = read({"error": number, "error_name": "No.", **tokens}, status=status)
    assert RefreshRefused(provider_message=f"{number} No.", code=f"oauth{number}") == refused
    assert all(has_translation(f"provider.oauth{number}{end}") for end in ("", ".do"))


def test_another_number_with_an_empty_token_is_a_refusal() -> None:
    """A number that is in no table refuses too, in Zalo's own words."""
    refused = read({"error": -14099, "message": "No.", "access_token": "", "refresh_token": ""})
    assert RefreshRefused(provider_message="-14099 No.") == refused


@pytest.mark.parametrize(
    "body, status, code",
    [
        (b"<html></html>", 200, "unreadable"),
        (b'{"access_token": "A1", "refresh_to', 200, "unreadable"),
        (b"", 200, "unreadable"),
        (b"[]", 200, "unreadable"),
        ({"access_token": ""}, 200, "unreadable"),
        ({"access_token": "two words"}, 200, "unreadable"),
        ({"access_token": "", "error": 0}, 200, "unreadable"),
        ({"access_token": "two words", "error": -1}, 200, "unreadable"),
        (b"", 302, "redirect"),
        (b"<html></html>", 408, "http-408"),
        (b"<html></html>", 502, "http-502"),
        ({"error": -200}, 500, "http-500"),
        (b"<html></html>", 503, "http-503"),
    ],
)
def test_what_says_nothing_leaves_doubt(body: Any, status: int, code: str) -> None:
    """Where the answer may have been lost on the way, the refresh token may be used up."""
    assert TransportError(code=code, may_have_left=True) == read(body, status=status)


@pytest.mark.parametrize(
    "status, retry_after, code", [(429, None, "http-429"), (503, "1", "http-503")]
)
def test_try_later_uses_nothing_up(status: int, retry_after: str | None, code: str) -> None:
    """A limit, or a server that says when to come again, took no refresh token."""
    found = read(b"<html></html>", status=status, retry_after=retry_after)
    assert TransportError(code=code, may_have_left=False) == found


@pytest.mark.parametrize(
    "app_id, secret", [("", "s"), ("1", ""), ("1 2", "s"), ("1", "a\r\nb: c"), ("mã", "s")]
)
def test_an_app_that_breaks_a_header_is_refused(app_id: str, secret: str) -> None:
    """A secret that was copied with a line break is told before it is sent anywhere."""
    with pytest.raises(SettingsError) as raised:
        OAuthApp(id=app_id, secret=secret)
    assert "provider.app-unusable" == raised.value.key


def test_the_address_must_be_safe() -> None:
    """Refresh token and app secret go over an encrypted way alone; the error names the setting."""
    with pytest.raises(SettingsError) as raised:
        renewal("http://oauth.example")
    assert raised.value.text("en").startswith("oauth_url connects to oauth.example")
    assert raised.value.text("vi").startswith("oauth_url trỏ tới oauth.example")


def test_an_app_shows_nothing() -> None:
    """Printing what renews tokens shows no secret."""
    assert SECRET not in repr(OAuthApp(id="1", secret=SECRET)) + repr(vars(renewal())["_app"])
