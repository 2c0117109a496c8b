"""What eTelecom answers about the OA, its templates and one message."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from aiohttp import web

from zns_batch.sandbox.etelecom.auth import RequestFields, enter, oa_of
from zns_batch.sandbox.etelecom.errors import error, refusal
from zns_batch.sandbox.etelecom.serialize import SHOP_ID, message, moment, shaped
from zns_batch.sandbox.responses import RefusedError, SandboxReply, give, in_json, page
from zns_batch.sandbox.routes import Handler, counted
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.templates import TAGS, SandboxParam, SandboxTemplate

EtelecomQueryHandler = Callable[[SandboxState, RequestFields], RequestFields]

ANY_OA = "4097311281936189049"
"""The OA that the list has when the behaviour names none."""

_DAY = 86_400
_CONSENT_DAYS = 90
_CREATED = 1_735_689_600


def queries(world: SandboxState) -> Mapping[str, Handler]:
    """Return what answers each method."""
    return {name: handler(world, answer) for name, answer in _ANSWERS.items()}


def handler(world: SandboxState, answer: EtelecomQueryHandler) -> Handler:
    """Return what reads a call, answers it, and counts it as a question."""
    return counted(world, partial(_handle, world, answer))


async def _handle(
    world: SandboxState, answer: EtelecomQueryHandler, request: web.BaseRequest
) -> web.StreamResponse:
    body = await request.read()
    try:
        reply: SandboxReply = in_json(answer(world, enter(request.headers, body, world)))
        if world.behaviour.query_fault == request.path:
            reply = page(502)
    except RefusedError as refused:
        reply = refused.reply
    return await give(request, reply)


def _shop_oa(world: SandboxState, fields: RequestFields) -> RequestFields:
    if not world.behaviour.etelecom.get_shop_oa:
        raise RefusedError("bad_route", error("bad_route", "no handler for path"))
    promotion = dict.fromkeys(
        (
            "daily_quota_promotion",
            "monthly_promotion_quota",
            "remaining_monthly_promotion_quota",
            "estimated_next_month_promotion_quota",
        ),
        0,
    )
    oa_id = oa_of(fields, world)
    told = {**_oa(world, oa_id), **promotion, "webhook_url": ""}
    return shaped(told, world.behaviour.etelecom)


def _oas(world: SandboxState, fields: RequestFields) -> RequestFields:
    ways = world.behaviour.etelecom
    wanted = (fields.get("filter") or {}).get("oa_id")
    there = ways.oa_id or wanted or ANY_OA
    found = [shaped(_oa(world, there), ways)] if wanted in {None, there} else []
    return {"accounts": found, "paging": {"limit": ways.page, "next": "", "prev": ""}}


def _oa(world: SandboxState, oa_id: str) -> RequestFields:
    ways, now = world.behaviour.etelecom, world.clock.now()
    until = ways.consent_until.timestamp() if ways.consent_until else now + _CONSENT_DAYS * _DAY
    return {
        "oa_id": oa_id,
        "name": "Sandbox OA",
        "app_id": "2511",
        "avatar": "",
        "cover": "",
        "description": "",
        "connection_id": SHOP_ID,
        "connection_method": "builtin",
        "is_verified": True,
        "status": "P" if ways.connected else "N",
        "expires_at": moment(until),
        "current_quality": world.behaviour.quality,
        "last_week_quality": world.behaviour.quality,
        "daily_quota": world.account.quota,
        "remaining_quota": world.told_quota.remaining(world.account, now, ways.quota_lag),
        "shop_id": SHOP_ID,
        # Spelt so on the wire.
        "onwer_id": SHOP_ID,
        "created_at": moment(_CREATED),
        "updated_at": moment(now),
    }


def _message(world: SandboxState, fields: RequestFields) -> RequestFields:
    oa_id = oa_of(fields, world)
    entry = world.register.find(str(fields.get("msg_id") or ""))
    if entry is None:
        raise refusal("not_found", "message not found")
    return message(entry, oa_id, world.behaviour.etelecom, world.clock.now())


def _template(world: SandboxState, fields: RequestFields) -> RequestFields:
    oa_id = oa_of(fields, world)
    name = str(fields.get("template_id") or "")
    known = world.behaviour.templates
    if name not in known and (known or not name.isdecimal()):
        raise refusal("not_found", "template not found")
    template = world.behaviour.listed.get(name) or SandboxTemplate(price=world.behaviour.price)
    return shaped(template_told(world, name, template, oa_id), world.behaviour.etelecom)


def template_told(
    world: SandboxState, name: str, template: SandboxTemplate, oa_id: str
) -> RequestFields:
    """Return a template as eTelecom tells it."""
    return {
        "template_id": int(name),
        "template_name": template.name,
        "template_status": template.status,
        "template_quality": world.behaviour.quality,
        "template_tag": template.tag or TAGS[0],
        "template_params": [_param(*item) for item in template.params.items()],
        "apply_template_quota": False,
        "template_daily_quota": 0,
        "template_remaining_quota": 0,
        "price": template.price,
        "price_exceeded": template.price,
        "retail_price": template.price,
        "timeout": int(template.timeout * 1000),
        "preview_url": "",
        "ref_param": "",
        "type": "unknown",
        "is_journey": template.journey is not None,
        "oa_id": oa_id,
        "shop_id": SHOP_ID,
        "created_at": moment(_CREATED),
        "updated_at": moment(_CREATED),
    }


def _param(name: str, param: SandboxParam) -> dict[str, Any]:
    return {
        "name": name,
        "require": param.required,
        "type": "STRING",
        "max_length": param.longest,
        "min_length": 0,
        "accept_null": not param.required,
    }


_ANSWERS: Mapping[str, EtelecomQueryHandler] = {
    "GetShopOA": _shop_oa,
    "ListOA": _oas,
    "GetMessage": _message,
    "GetTemplate": _template,
}
