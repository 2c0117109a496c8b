"""Journey tokens at Zalo: `POST /journey/get-token` and `GET /journey/check-token`."""

from dataclasses import replace

from aiohttp import web

from zns_batch.sandbox.journeys import DEFAULT_KIND, LIVES
from zns_batch.sandbox.responses import RefusedError, SandboxReply, give, in_json, struck
from zns_batch.sandbox.routes import Routes, counted
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.zalo.request import object_of
from zns_batch.sandbox.zalo.responses import refusal, success
from zns_batch.sandbox.zalo.validate import check_token, journey_of, normal


def journeys(state: SandboxState) -> Routes:
    """Return what answers at each address."""

    async def get_token(request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        try:
            check_token(*credentials(request), state)
            reply = created_token(state, body)
        except RefusedError as refused:
            reply = refused.reply
        return await give(request, reply)

    async def check_journey(request: web.BaseRequest) -> web.StreamResponse:
        try:
            check_token(*credentials(request), state)
            token = journey_of(request.headers.get("journey_token", ""), state)
            created, expired = str(int(token.created_at * 1000)), str(int(token.expires_at * 1000))
            fields = {"appId": "1", "oaId": "1", "createdAt": created, "expiredAt": expired}
            reply = success(fields)
        except RefusedError as refused:
            reply = refused.reply
        return await give(request, reply)

    return {
        ("POST", "/journey/get-token"): counted(state, get_token),
        ("GET", "/journey/check-token"): counted(state, check_journey),
    }


def credentials(request: web.BaseRequest) -> tuple[str, str | None]:
    """Return a request's access token and its proof."""
    return request.headers.get("access_token", ""), request.headers.get("appsecret_proof")


def created_token(state: SandboxState, body: bytes) -> SandboxReply:
    """Create a token for a phone; requested twice, there are two, and nothing says so.

    Raises:
        RefusedError: The phone (`-108`) or the kind (`-132`) is not valid, or a fault refuses it.

    """
    fields = object_of(body)
    phone = normal(str(fields.get("phone") or ""), strict=state.config.strict_phones)
    kind = fields.get("token_type") or DEFAULT_KIND
    if phone is None:
        raise refusal(-108)
    if kind not in LIVES:
        raise refusal(-132, "Invalid token_type")
    key, attempt = f"journey {phone}", len(state.journeys.all())
    fault = state.fault(phone, key, attempt)
    if fault is not None and not fault.accepts:
        if fault.code is not None:
            raise refusal(fault.code)
        return struck(fault, b"")
    token = state.journeys.create(phone, kind, state.clock.now())
    content = {"token": token.token, "journey_id": token.journey_id}
    reply = in_json({"error": 0, "message": "Success", **content})
    delay = state.random.seconds(state.config.latency, "latency", key, attempt)
    return replace(reply if fault is None else struck(fault, reply.body), delay=delay)
