"""The questions GobySend answers beside messages: quota, status, templates."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from aiohttp import web

from zns_batch.sandbox.config import SandboxConfig
from zns_batch.sandbox.gobysend.request import check_key
from zns_batch.sandbox.responses import RefusedError, SandboxReply, give, in_json
from zns_batch.sandbox.routes import Routes, counted
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.templates import TAGS, SandboxTemplate
from zns_batch.sandbox.zalo.endpoints import id_told, param_told, status_wanted
from zns_batch.sandbox.zalo.responses import refusal, success

GobySendQuery = Mapping[str, str]
GobySendQueryHandler = Callable[[SandboxState, GobySendQuery], SandboxReply]

MOST = 100
"""The most templates of one answer."""

_MSG_ID = re.compile(r"[0-9a-f]{20}")
_CREATED = "1735689600.000000000"
_OWN_NUMBER = 7
_OA = "1234567890123456789"


def queries(world: SandboxState) -> Routes:
    """Return what answers at each address."""
    return {
        ("GET", path): counted(world, partial(_handle, world, answer))
        for path, answer in _ANSWERS.items()
    }


async def _handle(
    world: SandboxState, answer: GobySendQueryHandler, request: web.BaseRequest
) -> web.StreamResponse:
    try:
        check_key(request.headers, world)
        reply = answer(world, request.query)
    except RefusedError as refused:
        reply = refused.reply
    return await give(request, reply)


def _quota(world: SandboxState, _query: GobySendQuery) -> SandboxReply:
    daily, remaining = world.account.quota, world.account.remaining(world.clock.now())
    data: dict[str, Any] = {"dailyQuota": daily, "remainingQuota": remaining}
    if world.behaviour.quota_as_text:
        data = {name: None if value is None else str(value) for name, value in data.items()}
    return replace(success(data), content_type="text/json")


def _status(world: SandboxState, query: GobySendQuery) -> SandboxReply:
    name = query.get("message_id", "")
    message = world.journal.find(name) if _MSG_ID.fullmatch(name) else None
    text = world.sms.find(name)
    if message is None and text is None:
        return _told(-1, "The message does not exist")
    arrivals = (message.delivered_at if message else None, text.due if text else None)
    arrived = min((one for one in arrivals if one is not None), default=math.inf)
    if arrived > world.clock.now():
        # What never arrives looks like what is on its way: there is no state for it.
        return _told(0, "The message was sent to the service provider")
    words = "The message was delivered to the user's phone"
    return _told(1, words, delivery_time=str(int(arrived * 1000)))


def _told(status: int, words: str, **more: str) -> SandboxReply:
    data = {**more, "message": words, "status": status}
    return in_json({"error": 0, "message": "Success", "data": data})


def _templates(world: SandboxState, query: GobySendQuery) -> SandboxReply:
    offset, limit = _number(query, "offset"), _number(query, "limit")
    if not 0 < limit <= MOST:
        raise refusal(-132, "Invalid limit")
    wanted = status_wanted(query)
    known = world.behaviour.listed
    found = [
        _listed(name, template, world.behaviour)
        for name, template in known.items()
        if wanted in {None, template.status}
    ]
    return success(
        found[offset : offset + limit],
        metadata={"total": len(found), "page": offset // limit, "size": limit},
    )


def _listed(name: str, template: SandboxTemplate, behaviour: SandboxConfig) -> dict[str, Any]:
    return {
        "createdAt": _CREATED,
        "updatedAt": _CREATED,
        "price": float(template.price),
        "oaId": _OWN_NUMBER,
        "zaloOaId": _OA,
        "templateId": id_told(name),
        "templateName": template.name,
        "status": template.status,
        "templateQuality": behaviour.quality,
        "listParams": [param_told(*item) for item in template.params.items()],
        "timeout": int(template.timeout * 1000),
        "previewUrl": "",
        "templateTag": template.tag or TAGS[0],
        "applyTemplateQuota": False,
        "templateDailyQuota": None,
        "templateRemainingQuota": None,
    }


def _number(query: GobySendQuery, name: str) -> int:
    text = query.get(name, "")
    if not (text.isascii() and text.isdecimal()):
        raise refusal(-132, f"Invalid {name}")
    return int(text)


_ANSWERS: Mapping[str, GobySendQueryHandler] = {
    "/api/message/quota": _quota,
    "/api/message/status": _status,
    "/api/template/all": _templates,
}
