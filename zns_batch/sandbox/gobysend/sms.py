"""`POST /api/sms/send`: an SMS by itself; and `GET /_sandbox/sms`: every SMS that was requested."""

from dataclasses import asdict

from aiohttp import web

from zns_batch.sandbox.gobysend.request import check_key, tracking_id_of
from zns_batch.sandbox.responses import RefusedError, SandboxReply, give, in_json
from zns_batch.sandbox.routes import Routes, counted
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.zalo.request import object_of
from zns_batch.sandbox.zalo.responses import refusal
from zns_batch.sandbox.zalo.validate import normal


def sms_routes(state: SandboxState) -> Routes:
    """Return what answers at each address."""

    async def send(request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        try:
            check_key(request.headers, state)
            reply = send_sms(state, body)
        except RefusedError as refused:
            reply = refused.reply
        return await give(request, reply)

    async def list_all(request: web.BaseRequest) -> web.StreamResponse:
        now = state.clock.now()
        listed = [{**asdict(sms), "sent": sms.due <= now} for sms in state.sms.all()]
        return await give(request, in_json(listed))

    return {
        ("POST", "/api/sms/send"): counted(state, send),
        ("GET", "/_sandbox/sms"): list_all,
    }


def send_sms(state: SandboxState, body: bytes) -> SandboxReply:
    """Keep an SMS.

    Raises:
        RefusedError: The phone (`-108`) or the text (`-132`) is not valid, or the wallet is empty
            (`-115`, as for a message: no page says it of an SMS).

    """
    fields = object_of(body)
    phone = normal(str(fields.get("phone") or ""), strict=state.config.strict_phones)
    content = fields.get("message")
    if phone is None:
        raise refusal(-108)
    if not isinstance(content, str) or not content:
        raise refusal(-132, "Invalid message")
    if not state.account.can_pay(state.config.price):
        raise refusal(-115)
    state.account.pay(state.config.price)
    tracking_id = tracking_id_of(fields) if "tracking_id" in fields else ""
    sms = state.sms.add(
        phone=phone, content=content, due=state.clock.now(), tracking_id=tracking_id
    )
    return in_json({"error": 0, "message": "Success", "data": {"msg_id": sms.sms_id}})
