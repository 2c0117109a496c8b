"""`oauth.zaloapp.com`: consent, and a pair of tokens for its code or for a refresh token."""

import hmac
from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode

from aiohttp import web

from zns_batch.sandbox.responses import SandboxReply, give, in_json, page
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.token_faults import TokenFault

PATH = "/v4/oa/access_token"
CONSENT_PATH = "/v4/oa/permission"

_DOCS = "https://developers.zalo.me/docs/official-account"


class ConsentEndpoint:
    """The page on which an administrator consents; here one who always does, at once.

    Args:
        world: The stand-in whose OA consents.

    """

    def __init__(self, world: SandboxState) -> None:
        self._world = world

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Send the browser back with a code."""
        asked = request.query
        callback = asked.get("redirect_uri", "")
        app_id = self._world.behaviour.app_id
        if not callback or app_id not in {None, asked.get("app_id", "")}:
            return await give(
                request, in_json({"error": -14003, "message": "Invalid redirect uri"})
            )
        challenge = asked.get("code_challenge", "")
        back = {"code": self._world.grant.consent(challenge, self._world.clock.now()), "oa_id": "1"}
        if "state" in asked:
            back["state"] = asked["state"]
        return web.Response(status=302, headers={"Location": f"{callback}?{urlencode(back)}"})


class TokenRefreshEndpoint:
    """Renews tokens, as Zalo does: a refresh token is good for one pair, and only once.

    Args:
        world: The stand-in that it renews for.

    """

    def __init__(self, world: SandboxState) -> None:
        self._world = world

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        asked = _form(await request.read())
        return await give(request, self._answer(asked, request.headers.get("secret_key", "")))

    def _answer(self, asked: Mapping[str, str], secret: str) -> SandboxReply:
        mishap = self._world.next_mishap()
        if mishap is not None and not mishap.renews:
            return _spoilt(mishap, b"")
        reply = self._refusal(asked, secret) or self._renewed(mishap)
        return reply if mishap is None else _spoilt(mishap, reply.body)

    def _refusal(self, asked: Mapping[str, str], secret: str) -> SandboxReply | None:
        behaviour = self._world.behaviour
        if not secret or not _same(behaviour.app_secret, secret):
            return refusal(-14004, "Invalid secret key")
        if not asked.get("app_id") or not _same(behaviour.app_id, asked["app_id"]):
            return refusal(-14002, "Invalid appId")
        return self._grant_refusal(asked)

    def _grant_refusal(self, asked: Mapping[str, str]) -> SandboxReply | None:
        grant, kind = self._world.grant, asked.get("grant_type")
        if kind == "authorization_code":
            code, verifier = asked.get("code", ""), asked.get("code_verifier", "")
            good = grant.may_redeem(code, verifier, self._world.clock.now())
            return None if good else refusal(-14005, "Invalid authorization code")
        if kind != "refresh_token":
            return refusal(-14018, "Invalid grant type")
        good = grant.may_renew(asked.get("refresh_token", ""))
        return None if good else refusal(-14014, "Invalid refresh token")

    def _renewed(self, mishap: TokenFault | None) -> SandboxReply:
        world, life = self._world, self._world.behaviour.token_life
        access, refresh = world.grant.renew(world.clock.now(), life)
        world.meter.renewed()
        # Text in Zalo's answers, a number in some copies of its pages.
        seconds = int(life) if mishap is not None and mishap.number else str(int(life))
        return in_json({"access_token": access, "refresh_token": refresh, "expires_in": seconds})


def refusal(code: int, words: str) -> SandboxReply:
    """Return a refusal as Zalo gives it, with HTTP 200; the numbers are those of live answers."""
    return in_json(
        {
            "error": code,
            "error_name": words,
            "error_reason": words,
            "ref_doc": _DOCS,
            "error_description": f"{words}.",
        }
    )


def _form(body: bytes) -> dict[str, str]:
    found = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[-1] for name, values in found.items()}


def _same(right: str | None, given: str) -> bool:
    return right is None or hmac.compare_digest(right.encode(), given.encode(errors="replace"))


def _spoilt(mishap: TokenFault, body: bytes) -> SandboxReply:
    if mishap.error is not None:
        return in_json(mishap.error)
    if mishap.status != 200:
        return page(mishap.status, mishap.retry_after)
    if mishap.cut:
        body = body[: len(body) // 2]
    return SandboxReply(body=body, shape=mishap.shape, delay=mishap.delay)
