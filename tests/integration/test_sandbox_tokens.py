"""The sandbox's tokens: they die, and each refresh token buys one pair, once."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sandbox_client import body

from zns_batch.sandbox import RunningSandbox, SandboxConfig, sandbox
from zns_batch.sandbox.token_faults import TOKEN_FAULTS


def renew(
    zalo: RunningSandbox,
    refresh: str = "first",
    *,
    patience: float = 60,
    **changes: str | None,
) -> httpx.Response:
    """Ask for a new pair as Zalo's page says."""
    form = {"refresh_token": refresh, "app_id": "1", "grant_type": "refresh_token", **changes}
    secret = str(changes.pop("secret", None) or "the-secret")
    data = {name: value for name, value in form.items() if value is not None and name != "secret"}
    url = f"{zalo.url}/v4/oa/access_token"
    return httpx.post(url, data=data, headers={"secret_key": secret}, timeout=patience)


def code(zalo: RunningSandbox, token: str) -> int:
    """Send a message with a token and return the number of the answer."""
    url = f"{zalo.url}/message/template"
    found: int = httpx.post(url, json=body(), headers={"access_token": token}, timeout=60).json()[
        "error"
    ]
    return found


def test_a_renewal_ends_the_token_before_it() -> None:
    """The new access token is valid at once and alone, for as long as the answer says."""
    with sandbox() as zalo:
        assert 0 == code(zalo, "any")
        found = renew(zalo).json()
        assert {"access_token", "refresh_token", "expires_in"} == found.keys()
        assert "90000" == found["expires_in"]
        assert [-124, 0] == [code(zalo, "any"), code(zalo, found["access_token"])]
        assert (1, {"/v4/oa/access_token": 1}) == (zalo.counts().renewals, zalo.counts().queries)


def test_a_refresh_token_is_good_once() -> None:
    """A used refresh token is refused with HTTP 200 and -14014, as live answers of Zalo are."""
    with sandbox(SandboxConfig(refresh_token="first")) as zalo:
        second = renew(zalo).json()["refresh_token"]
        again = renew(zalo)
        assert 200 == again.status_code
        assert "Invalid refresh token" == again.json()["error_name"]
        assert -14014 == again.json()["error"]
        assert "access_token" in renew(zalo, second).json()
        assert 2 == zalo.counts().renewals


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"secret": "wrong"}, "Invalid secret key"),
        ({"app_id": "2"}, "Invalid appId"),
        ({"app_id": None}, "Invalid appId"),
        ({"grant_type": "password"}, "Invalid grant type"),
        ({"refresh_token": ""}, "Invalid refresh token"),
        ({"refresh_token": "another"}, "Invalid refresh token"),
    ],
)
def test_who_is_not_allowed_gets_no_pair(changes: Any, words: str) -> None:
    """Secret, app and refresh token must all be right; a refusal uses nothing up."""
    behaviour = SandboxConfig(app_secret="the-secret", app_id="1", refresh_token="first")
    with sandbox(behaviour) as zalo:
        assert words in renew(zalo, **changes).text
        assert "access_token" in renew(zalo).json()


def test_a_token_dies_when_told_to() -> None:
    """Every token is refused until a renewal, a new token by a person, or a new start."""
    with sandbox() as zalo:
        assert {"ok": True} == httpx.post(f"{zalo.url}/_sandbox/expire", timeout=60).json()
        assert -124 == code(zalo, "any")
        assert 0 == code(zalo, renew(zalo).json()["access_token"])
        zalo.expire()
        zalo.change(token="of-a-person")
        assert [0, -124] == [code(zalo, "of-a-person"), code(zalo, "any")]
        zalo.expire()
        zalo.reset()
        assert 0 == code(zalo, "any")


def test_a_token_dies_of_age() -> None:
    """After `token_life` seconds of the sandbox's clock a renewed token is refused."""
    start = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
    with sandbox(SandboxConfig(token_life=60, clock=start)) as zalo:
        token = renew(zalo).json()["access_token"]
        assert 0 == code(zalo, token)
        zalo.change(clock=start.replace(minute=2))
        assert -124 == code(zalo, token)


@pytest.mark.parametrize("name", TOKEN_FAULTS)
def test_a_mishap_renews_or_does_not(name: str) -> None:
    """Each mishap strikes one renewal; the table says truly whether the refresh token is used up."""
    with sandbox(SandboxConfig(renewal_faults=(name,))) as zalo:
        patience = 1.0 if name in {"timeout", "slow"} else 60.0
        try:
            struck = renew(zalo, patience=patience).text
        except httpx.HTTPError:
            struck = ""
        assert TOKEN_FAULTS[name].renews is (zalo.counts().renewals == 1)
        whole = name in {"none", "number"}
        assert whole is ("expires_in" in struck and struck.endswith("}"))
        again = "access_token" in renew(zalo).json()
        assert again is not TOKEN_FAULTS[name].renews


def test_a_mishap_that_is_not_known_is_refused() -> None:
    """A misspelt name is told with the names that there are."""
    with pytest.raises(ValueError, match="there are none, refused"):
        SandboxConfig(renewal_faults=("resett",))
    with sandbox() as zalo, pytest.raises(ValueError, match="renewal_faults"):
        zalo.change(renewal_faults=["resett"])


def test_a_consent_page_leads_back_as_was_chosen() -> None:
    """In the practice mode a person chooses how a consent ends; the page says what it is, and leads to web addresses only."""
    asked = {
        "app_id": "1",
        "redirect_uri": "http://127.0.0.1:8484/oauth/zalo",
        "state": "<b>s</b>",
    }
    with sandbox(SandboxConfig(app_id="1", consent_oa="77")) as zalo:
        address = f"{zalo.url}/v4/oa/permission"
        shown = httpx.get(address, params=asked, timeout=60)
        assert 200 == shown.status_code
        assert "đây không phải Zalo" in shown.text
        assert "<b>s</b>" not in shown.text
        ends = {
            way: httpx.QueryParams(
                httpx.get(address, params={**asked, "answer": way}, timeout=60)
                .headers["location"]
                .partition("?")[2]
            )
            for way in ("agree", "deny", "other", "forged")
        }
        assert ("77", "<b>s</b>") == (ends["agree"]["oa_id"], ends["agree"]["state"])
        assert ("access_denied", None) == (ends["deny"]["error"], ends["deny"].get("code"))
        assert "77" != ends["other"]["oa_id"]
        assert "<b>s</b>" != ends["forged"]["state"]
        script = {**asked, "redirect_uri": "javascript:alert(1)"}
        assert "Invalid redirect uri" in httpx.get(address, params=script, timeout=60).text
