"""`POST /api/sms/send`: an SMS by itself; and `GET /_sandbox/sms`: every SMS that was asked for."""

from dataclasses import asdict
from functools import partial

from aiohttp import web

from zns_batch.sandbox.gobysend.request import check_key, tracking_id_of
from zns_batch.sandbox.responses import RefusedError, SandboxReply, give, in_json
from zns_batch.sandbox.routes import Routes, counted
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.zalo.request import object_of
from zns_batch.sandbox.zalo.responses import refusal
from zns_batch.sandbox.zalo.validate import normal


def texting(world: SandboxState) -> Routes:
    """Return what answers at each address."""
    return {
        ("POST", "/api/sms/send"): counted(world, partial(_send, world)),
        ("GET", "/_sandbox/sms"): partial(_list, world),
    }


async def _send(world: SandboxState, request: web.BaseRequest) -> web.StreamResponse:
    body = await request.read()
    try:
        check_key(request.headers, world)
        reply = _kept(world, body)
    except RefusedError as refused:
        reply = refused.reply
    return await give(request, reply)


def _kept(world: SandboxState, body: bytes) -> SandboxReply:
    fields = object_of(body)
    phone = normal(str(fields.get("phone") or ""), strict=world.behaviour.strict_phones)
    content = fields.get("message")
    if phone is None:
        raise refusal(-108)
    if not isinstance(content, str) or not content:
        raise refusal(-132, "Invalid message")
    tracking_id = tracking_id_of(fields) if "tracking_id" in fields else ""
    text = world.sms.add(
        phone=phone, content=content, due=world.clock.now(), tracking_id=tracking_id
    )
    return in_json({"error": 0, "message": "Success", "data": {"msg_id": text.sms_id}})


async def _list(world: SandboxState, request: web.BaseRequest) -> web.StreamResponse:
    now = world.clock.now()
    texts = [{**asdict(one), "sent": one.due <= now} for one in world.sms.all()]
    return await give(request, in_json(texts))
