"""The questions Zalo answers beside messages: quota, status, templates, quality, tags."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from aiohttp import web

from zns_batch.sandbox.config import SandboxConfig
from zns_batch.sandbox.responses import RefusedError, SandboxReply, give, page
from zns_batch.sandbox.routes import Routes, counted
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.templates import STATUSES, TAGS, SandboxParam, SandboxTemplate
from zns_batch.sandbox.zalo.responses import refusal, success
from zns_batch.sandbox.zalo.validate import check_token, template_of

ZaloQuery = Mapping[str, str]
ZaloQueryHandler = Callable[[SandboxState, ZaloQuery], SandboxReply]

_MSG_ID = re.compile(r"[0-9a-f]{20}")
_CREATED = 1_735_689_600_000


def queries(world: SandboxState) -> Routes:
    """Return what answers at each address."""
    return {
        ("GET", path): counted(world, partial(_handle, world, answer))
        for path, answer in _ANSWERS.items()
    }


async def _handle(
    world: SandboxState, answer: ZaloQueryHandler, request: web.BaseRequest
) -> web.StreamResponse:
    try:
        headers = request.headers
        check_token(headers.get("access_token", ""), headers.get("appsecret_proof"), world)
        reply = answer(world, request.query)
        if world.behaviour.query_fault == request.path:
            reply = page(502)
    except RefusedError as refused:
        reply = refused.reply
    return await give(request, reply)


def _quota(world: SandboxState, _query: ZaloQuery) -> SandboxReply:
    remaining = world.account.remaining(world.clock.now())
    return success(
        {
            "dailyQuota": world.account.quota,
            "remainingQuota": remaining,
            "dailyQuotaPromotion": None,
            "remainingQuotaPromotion": None,
            "monthlyPromotionQuota": None,
            "remainingMonthlyPromotionQuota": None,
            "estimatedNextMonthPromotionQuota": None,
        }
    )


def _status(world: SandboxState, query: ZaloQuery) -> SandboxReply:
    msg_id = query.get("message_id", "")
    if not _MSG_ID.fullmatch(msg_id):
        raise refusal(-107)
    message = world.journal.find(msg_id)
    if message is None:
        return success({"message": "The message does not exist", "status": -1})
    if message.delivered_at is None or message.delivered_at > world.clock.now():
        return success({"message": "The message was pushed to Zalo", "status": 0})
    return success(
        {
            "delivery_time": str(int(message.delivered_at * 1000)),
            "message": "The message was delivered to the user's phone",
            "status": 1,
        }
    )


def _quality(world: SandboxState, _query: ZaloQuery) -> SandboxReply:
    quality = world.behaviour.quality
    return success({"oaCurrentQuality": quality, "oa7dayQuality": quality})


def _tags(world: SandboxState, _query: ZaloQuery) -> SandboxReply:
    return success(list(world.behaviour.tags))


def _template_list(world: SandboxState, query: ZaloQuery) -> SandboxReply:
    offset, limit = _number(query, "offset", 0), min(100, _number(query, "limit", 100))
    wanted = status_wanted(query)
    found = [
        _listed(name, template, world.behaviour)
        for name, template in world.behaviour.listed.items()
        if wanted in {None, template.status}
    ]
    return success(found[offset : offset + limit], metadata={"total": len(found)})


def _template_info(world: SandboxState, query: ZaloQuery) -> SandboxReply:
    name = query.get("template_id", "")
    template = _described(name, world)
    price = str(template.price)
    return success(
        {
            "templateId": id_told(name),
            "templateName": template.name,
            "status": template.status,
            "reason": "",
            "listParams": [param_told(*item) for item in template.params.items()],
            "listButtons": [],
            "timeout": int(template.timeout * 1000),
            "previewUrl": "",
            "templateQuality": world.behaviour.quality,
            "templateTag": template.tag or TAGS[0],
            "price": price,
            "price_sdt": price,
            "price_uid": price,
            "applyTemplateQuota": template.quota is not None,
            "templateDailyQuota": template.quota,
            "templateRemainingQuota": world.template_remaining(name, template.quota),
        }
    )


def _sample(world: SandboxState, query: ZaloQuery) -> SandboxReply:
    template = _described(query.get("template_id", ""), world)
    return success({name: template.sample.get(name, f"<{name}>") for name in template.params})


def _described(name: str, world: SandboxState) -> SandboxTemplate:
    """Return a template as the account tells it; one of no parameters where it takes any."""
    known = template_of(name, world) or world.behaviour.listed.get(name)
    return known or SandboxTemplate(price=world.behaviour.price)


def _listed(name: str, template: SandboxTemplate, behaviour: SandboxConfig) -> dict[str, Any]:
    return {
        "templateId": id_told(name),
        "templateName": template.name,
        "createdTime": _CREATED,
        "status": template.status,
        "templateQuality": behaviour.quality,
    }


def param_told(name: str, param: SandboxParam) -> dict[str, Any]:
    """Return a parameter as a list of a template's parameters has it."""
    return {
        "name": name,
        "require": param.required,
        "type": "STRING",
        "maxLength": param.longest,
        "minLength": 0,
        "acceptNull": not param.required,
    }


def id_told(name: str) -> int | str:
    """Return a template's id as lists have it."""
    # Ids are numbers today; the older ones are hexadecimal.
    return int(name) if name.isdecimal() else name


def _number(query: ZaloQuery, name: str, usual: int) -> int:
    text = query.get(name, "") or str(usual)
    if not (text.isascii() and text.isdecimal()):
        raise refusal(-132, f"Invalid {name}")
    return int(text)


def status_wanted(query: ZaloQuery) -> str | None:
    """Return the state of templates that is asked for; `None` for all.

    Raises:
        RefusedError: It is none of 1 to 5 (`-132`).

    """
    text = query.get("status", "")
    if not text:
        return None
    if text not in {str(number) for number in range(1, len(STATUSES) + 1)}:
        raise refusal(-132, "Invalid status")
    return STATUSES[int(text) - 1]


_ANSWERS: Mapping[str, ZaloQueryHandler] = {
    "/message/quota": _quota,
    "/message/status": _status,
    "/quality": _quality,
    "/message/template-tag": _tags,
    "/template/all": _template_list,
    "/template/info/v2": _template_info,
    "/template/sample-data": _sample,
}
