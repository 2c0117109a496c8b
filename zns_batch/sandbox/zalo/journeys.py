"""Journey tokens at Zalo: `POST /journey/get-token` and `GET /journey/check-token`."""

from dataclasses import replace
from typing import Any

from aiohttp import web

from zns_batch.sandbox.journeys import LIVES, Minted
from zns_batch.sandbox.responses import RefusedError, SandboxReply, give, in_json, struck
from zns_batch.sandbox.routes import Routes, counted
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.zalo.request import object_of
from zns_batch.sandbox.zalo.responses import refusal, success
from zns_batch.sandbox.zalo.validate import check_token, journey_of, normal

_USUAL = "token_logistics_7"


def journeys(world: SandboxState) -> Routes:
    """Return what answers at each address."""
    return {
        ("POST", "/journey/get-token"): counted(world, ZaloJourneyTokens(world)),
        ("GET", "/journey/check-token"): counted(world, ZaloJourneyCheck(world)),
    }


class ZaloJourneyTokens:
    """Mints a token for a phone; asked twice, it mints two, and nothing says so.

    Args:
        world: The stand-in that it mints for.

    """

    def __init__(self, world: SandboxState) -> None:
        self._world = world

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        body = await request.read()
        try:
            _check(request, self._world)
            reply = self._minted(object_of(body))
        except RefusedError as refused:
            reply = refused.reply
        return await give(request, reply)

    def _minted(self, fields: dict[str, Any]) -> SandboxReply:
        world = self._world
        phone = normal(str(fields.get("phone") or ""), strict=world.behaviour.strict_phones)
        kind = fields.get("token_type") or _USUAL
        if phone is None:
            raise refusal(-108)
        if kind not in LIVES:
            raise refusal(-132, "Invalid token_type")
        key, attempt = f"journey {phone}", len(world.journeys.all())
        fault = world.fault(phone, key, attempt)
        if fault is not None and not fault.accepts:
            if fault.code is not None:
                raise refusal(fault.code)
            return struck(fault, b"")
        made = world.journeys.mint(phone, kind, world.clock.now())
        reply = in_json(
            {"error": 0, "message": "Success", "token": made.token, "journey_id": made.journey_id}
        )
        delay = world.draws.seconds(world.behaviour.latency, "latency", key, attempt)
        return replace(reply if fault is None else struck(fault, reply.body), delay=delay)


class ZaloJourneyCheck:
    """Tells what a token is.

    Args:
        world: The stand-in that it checks for.

    """

    def __init__(self, world: SandboxState) -> None:
        self._world = world

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        try:
            _check(request, self._world)
            made = journey_of(request.headers.get("journey_token", ""), self._world)
            reply = success(_told(made))
        except RefusedError as refused:
            reply = refused.reply
        return await give(request, reply)


def _check(request: web.BaseRequest, world: SandboxState) -> None:
    headers = request.headers
    check_token(headers.get("access_token", ""), headers.get("appsecret_proof"), world)


def _told(made: Minted) -> dict[str, str]:
    return {
        "appId": "1",
        "oaId": "1",
        "createdAt": str(int(made.created_at * 1000)),
        "expiredAt": str(int(made.expires_at * 1000)),
    }
