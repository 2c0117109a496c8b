"""The stand-in's own addresses, under `/_sandbox/`: what arrived, and what to change."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from aiohttp import web

from zns_batch.sandbox.responses import SandboxReply, give, in_json
from zns_batch.sandbox.routes import Routes
from zns_batch.sandbox.state import SandboxState

_BAD_REQUEST = 400


def control(world: SandboxState) -> Routes:
    """Return what answers at each address."""
    return {
        ("GET", "/_sandbox/counts"): partial(_counts, world),
        ("GET", "/_sandbox/messages"): partial(_messages, world),
        ("GET", "/_sandbox/requests"): partial(_requests, world),
        ("POST", "/_sandbox/set"): partial(_set, world),
        ("POST", "/_sandbox/expire"): partial(_expire, world),
        ("POST", "/_sandbox/reset"): partial(_reset, world),
    }


async def _counts(world: SandboxState, request: web.BaseRequest) -> web.StreamResponse:
    remaining = world.account.remaining(world.clock.now())
    left = {"quota": world.account.quota, "remaining": remaining, "balance": world.account.balance}
    return await give(request, in_json({**asdict(world.meter.counts()), **left}))


async def _messages(world: SandboxState, request: web.BaseRequest) -> web.StreamResponse:
    messages = [asdict(message) for message in world.journal.messages()]
    return await give(request, in_json(messages))


async def _requests(world: SandboxState, request: web.BaseRequest) -> web.StreamResponse:
    arrivals = world.journal.arrivals(request.query.get("tracking_id", ""))
    return await give(request, in_json([asdict(arrival) for arrival in arrivals]))


async def _set(world: SandboxState, request: web.BaseRequest) -> web.StreamResponse:
    return await give(request, _changed(world, await request.read()))


async def _expire(world: SandboxState, request: web.BaseRequest) -> web.StreamResponse:
    world.grant.expire()
    return await give(request, in_json({"ok": True}))


async def _reset(world: SandboxState, request: web.BaseRequest) -> web.StreamResponse:
    world.reset()
    return await give(request, in_json({"ok": True}))


def _changed(world: SandboxState, body: bytes) -> SandboxReply:
    try:
        world.change(_fields(body))
    except ValueError as error:
        return in_json({"ok": False, "error": str(error)}, _BAD_REQUEST)
    return in_json({"ok": True})


def _fields(body: bytes) -> Mapping[str, Any]:
    fields = json.loads(body)
    if isinstance(fields, dict):
        return fields
    raise ValueError("send one JSON object: the fields to change and their new values")
