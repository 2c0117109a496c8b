"""The stand-in's own addresses, under `/_sandbox/`: what arrived, and what to change."""

import json
from dataclasses import asdict

from aiohttp import web

from zns_batch.sandbox.responses import give, in_json
from zns_batch.sandbox.routes import Routes
from zns_batch.sandbox.state import SandboxState

_BAD_REQUEST = 400


def control(state: SandboxState) -> Routes:
    """Return what answers at each address."""

    async def counts(request: web.BaseRequest) -> web.StreamResponse:
        account = state.account
        remaining = account.remaining(state.clock.now())
        left = {"quota": account.quota, "remaining": remaining, "balance": account.balance}
        return await give(request, in_json({**asdict(state.meter.counts()), **left}))

    async def messages(request: web.BaseRequest) -> web.StreamResponse:
        accepted = [asdict(message) for message in state.messages.messages()]
        return await give(request, in_json(accepted))

    async def requests(request: web.BaseRequest) -> web.StreamResponse:
        arrivals = state.messages.arrivals(request.query.get("tracking_id", ""))
        return await give(request, in_json([asdict(arrival) for arrival in arrivals]))

    async def change(request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        problem = "send one JSON object: the fields to change and their new values"
        try:
            fields = json.loads(body)
            if isinstance(fields, dict):
                state.change(fields)
                return await give(request, in_json({"ok": True}))
        except ValueError as error:
            problem = str(error)
        return await give(request, in_json({"ok": False, "error": problem}, _BAD_REQUEST))

    async def expire(request: web.BaseRequest) -> web.StreamResponse:
        state.grant.expire()
        return await give(request, in_json({"ok": True}))

    async def reset(request: web.BaseRequest) -> web.StreamResponse:
        state.reset()
        return await give(request, in_json({"ok": True}))

    return {
        ("GET", "/_sandbox/counts"): counts,
        ("GET", "/_sandbox/messages"): messages,
        ("GET", "/_sandbox/requests"): requests,
        ("POST", "/_sandbox/set"): change,
        ("POST", "/_sandbox/expire"): expire,
        ("POST", "/_sandbox/reset"): reset,
    }
