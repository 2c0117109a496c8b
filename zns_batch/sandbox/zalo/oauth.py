"""`oauth.zaloapp.com`: consent, and a pair of tokens for its code or for a refresh token."""

import hmac
from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode

from aiohttp import web

from zns_batch.sandbox.responses import SandboxReply, give, in_json, page
from zns_batch.sandbox.routes import Routes, counted
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.zalo.consent_page import ANOTHER_OA, consent_page

PATH = "/v4/oa/access_token"
CONSENT_PATH = "/v4/oa/permission"

_WAYS = frozenset({"agree", "deny", "other", "forged"})
"""How the consent page can end."""

_PAGE_HEADERS = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}

_DOCS = "https://developers.zalo.me/docs/official-account"


def oauth(state: SandboxState) -> Routes:
    """Return what answers at each address."""

    async def consent(request: web.BaseRequest) -> web.StreamResponse:
        """Send the browser back with a code, at once or after somebody has chosen how it ends."""
        query = dict(request.query)
        callback, app_id = query.get("redirect_uri", ""), state.config.app_id
        is_web = callback.startswith(("http://", "https://"))
        if not is_web or app_id not in {None, query.get("app_id", "")}:
            error = in_json({"error": -14003, "message": "Invalid redirect uri"})
            return await give(request, error)
        way, oa_id = query.pop("answer", ""), state.config.consent_oa
        if oa_id is not None and way not in _WAYS:
            text = consent_page(CONSENT_PATH, query, oa_id)
            return web.Response(text=text, content_type="text/html", headers=_PAGE_HEADERS)
        code = state.grant.consent(query.get("code_challenge", ""), state.clock.now())
        answer = {"code": code, "oa_id": ANOTHER_OA if way == "other" else oa_id or "1"}
        if way == "deny":
            answer = {"error": "access_denied"}
        if "state" in query:
            answer["state"] = "of-another-login" if way == "forged" else query["state"]
        return web.Response(status=302, headers={"Location": f"{callback}?{urlencode(answer)}"})

    async def access_token(request: web.BaseRequest) -> web.StreamResponse:
        body = (await request.read()).decode("utf-8", "replace")
        form = {name: values[-1] for name, values in parse_qs(body, keep_blank_values=True).items()}
        return await give(request, issue(state, form, request.headers.get("secret_key", "")))

    return {
        ("GET", CONSENT_PATH): counted(state, consent),
        ("POST", PATH): counted(state, access_token),
    }


def issue(state: SandboxState, form: Mapping[str, str], secret: str) -> SandboxReply:
    """Issue a pair of tokens, as Zalo does: a refresh token is good for one pair, and only once."""
    fault = state.next_token_fault()
    reply = SandboxReply()
    if fault is None or fault.renews:
        reply = refusal_of(state, form, secret) or SandboxReply()
        if not reply.body:
            life = state.config.token_life
            access, refresh = state.grant.renew(state.clock.now(), life)
            state.meter.tokens_issued()
            # Text in Zalo's answers, a number in some copies of its pages.
            seconds = int(life) if fault is not None and fault.number else str(int(life))
            reply = in_json(
                {"access_token": access, "refresh_token": refresh, "expires_in": seconds}
            )
    if fault is None:
        return reply
    if fault.error is not None:
        return in_json(fault.error)
    if fault.status != 200:
        return page(fault.status, fault.retry_after)
    body = reply.body[: len(reply.body) // 2] if fault.cut else reply.body
    return SandboxReply(body=body, shape=fault.shape, delay=fault.delay)


def refusal_of(state: SandboxState, form: Mapping[str, str], secret: str) -> SandboxReply | None:
    """Return why no pair is issued; `None` when one is. A code that is good is used up by this."""

    def is_right(expected: str | None, given: str) -> bool:
        return bool(given) and (
            expected is None
            or hmac.compare_digest(expected.encode(), given.encode(errors="replace"))
        )

    kind = form.get("grant_type")
    if not is_right(state.config.app_secret, secret):
        return refusal(-14004, "Invalid secret key")
    if not is_right(state.config.app_id, form.get("app_id", "")):
        return refusal(-14002, "Invalid appId")
    if kind == "authorization_code":
        code, verifier = form.get("code", ""), form.get("code_verifier", "")
        good = state.grant.may_redeem(code, verifier, state.clock.now())
        return None if good else refusal(-14005, "Invalid authorization code")
    if kind != "refresh_token":
        return refusal(-14018, "Invalid grant type")
    good = state.grant.may_renew(form.get("refresh_token", ""))
    return None if good else refusal(-14014, "Invalid refresh token")


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
