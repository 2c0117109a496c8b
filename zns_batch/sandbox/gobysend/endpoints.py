"""The questions GobySend answers beside messages: quota, status, templates."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from aiohttp import web

from zns_batch.sandbox.gobysend.request import check_key
from zns_batch.sandbox.responses import RefusedError, SandboxReply, give, in_json
from zns_batch.sandbox.routes import Handler, Routes, counted
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.templates import TAGS
from zns_batch.sandbox.zalo.endpoints import (
    MESSAGE_ID,
    param_fields,
    requested_status,
    template_id,
)
from zns_batch.sandbox.zalo.responses import refusal, success

GobySendQuery = Mapping[str, str]
GobySendQueryHandler = Callable[[SandboxState, GobySendQuery], SandboxReply]

MOST = 100
"""The most templates of one answer."""

_CREATED = "1735689600.000000000"
_OWN_NUMBER = 7
_OA = "1234567890123456789"


def queries(state: SandboxState) -> Routes:
    """Return what answers at each address."""

    def route(answer: GobySendQueryHandler) -> Handler:
        async def handle(request: web.BaseRequest) -> web.StreamResponse:
            try:
                check_key(request.headers, state)
                reply = answer(state, request.query)
            except RefusedError as refused:
                reply = refused.reply
            return await give(request, reply)

        return counted(state, handle)

    return {
        ("GET", "/api/message/quota"): route(quota),
        ("GET", "/api/message/status"): route(message_status),
        ("GET", "/api/template/all"): route(template_list),
    }


def quota(state: SandboxState, _query: GobySendQuery) -> SandboxReply:
    """Return what is left of the day's quota."""
    daily, remaining = state.account.quota, state.account.remaining(state.clock.now())
    data: dict[str, Any] = {"dailyQuota": daily, "remainingQuota": remaining}
    if state.config.quota_as_text:
        data = {name: None if value is None else str(value) for name, value in data.items()}
    return replace(success(data), content_type="text/json")


def message_status(state: SandboxState, query: GobySendQuery) -> SandboxReply:
    """Return what became of a message, or of the SMS in its place."""
    name = query.get("message_id", "")
    message = state.messages.find(name) if MESSAGE_ID.fullmatch(name) else None
    sms = state.sms.find(name)
    arrivals = (message.delivered_at if message else None, sms.due if sms else None)
    arrived = min((arrival for arrival in arrivals if arrival is not None), default=math.inf)
    data: dict[str, Any] = {}
    if message is None and sms is None:
        data = {"message": "The message does not exist", "status": -1}
    elif arrived > state.clock.now():
        # What never arrives looks like what is on its way: there is no state for it.
        data = {"message": "The message was sent to the service provider", "status": 0}
    else:
        data["delivery_time"] = str(int(arrived * 1000))
        data |= {"message": "The message was delivered to the user's phone", "status": 1}
    return in_json({"error": 0, "message": "Success", "data": data})


def template_list(state: SandboxState, query: GobySendQuery) -> SandboxReply:
    """Return a page of the account's templates with their parameters."""
    for name in ("offset", "limit"):
        text = query.get(name, "")
        if not (text.isascii() and text.isdecimal()):
            raise refusal(-132, f"Invalid {name}")
    offset, limit = int(query["offset"]), int(query["limit"])
    if not 0 < limit <= MOST:
        raise refusal(-132, "Invalid limit")
    status = requested_status(query)
    listed = [
        {
            "createdAt": _CREATED,
            "updatedAt": _CREATED,
            "price": float(template.price),
            "oaId": _OWN_NUMBER,
            "zaloOaId": _OA,
            "templateId": template_id(name),
            "templateName": template.name,
            "status": template.status,
            "templateQuality": state.config.quality,
            "listParams": [param_fields(*item) for item in template.params.items()],
            "timeout": int(template.timeout * 1000),
            "previewUrl": "",
            "templateTag": template.tag or TAGS[0],
            "applyTemplateQuota": False,
            "templateDailyQuota": None,
            "templateRemainingQuota": None,
        }
        for name, template in state.config.listed.items()
        if status in {None, template.status}
    ]
    return success(
        listed[offset : offset + limit],
        metadata={"total": len(listed), "page": offset // limit, "size": limit},
    )
