"""What eTelecom answers about the OA, its templates and one message."""

from collections.abc import Callable, Mapping

from aiohttp import web

from zns_batch.sandbox.etelecom.auth import RequestFields, enter, error, oa_of, refusal
from zns_batch.sandbox.etelecom.serialize import SHOP_ID, message_fields, moment, shaped
from zns_batch.sandbox.responses import RefusedError, SandboxReply, give, in_json, page
from zns_batch.sandbox.routes import Handler, counted
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.templates import TAGS, SandboxTemplate

EtelecomQueryHandler = Callable[[SandboxState, RequestFields], RequestFields]

ANY_OA = "4097311281936189049"
"""The OA that the list has when the config names none."""

_DAY = 86_400
_CONSENT_DAYS = 90
_CREATED = 1_735_689_600


def queries(state: SandboxState) -> Mapping[str, Handler]:
    """Return what answers each method."""
    methods: dict[str, EtelecomQueryHandler] = {
        "GetShopOA": get_shop_oa,
        "ListOA": list_oa,
        "GetMessage": get_message,
        "GetTemplate": get_template,
    }
    return {name: handler(state, answer) for name, answer in methods.items()}


def handler(state: SandboxState, answer: EtelecomQueryHandler) -> Handler:
    """Return what reads a call, answers it, and counts it as a question."""

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        try:
            reply: SandboxReply = in_json(answer(state, enter(request.headers, body, state)))
            if state.config.query_fault == request.path:
                reply = page(502)
        except RefusedError as refused:
            reply = refused.reply
        return await give(request, reply)

    return counted(state, handle)


def get_shop_oa(state: SandboxState, fields: RequestFields) -> RequestFields:
    """Answer `GetShopOA`."""
    if not state.config.etelecom.get_shop_oa:
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
    oa = oa_fields(state, oa_of(fields, state))
    return shaped({**oa, **promotion, "webhook_url": ""}, state.config.etelecom)


def list_oa(state: SandboxState, fields: RequestFields) -> RequestFields:
    """Answer `ListOA`."""
    options = state.config.etelecom
    requested = (fields.get("filter") or {}).get("oa_id")
    oa_id = options.oa_id or requested or ANY_OA
    accounts = [shaped(oa_fields(state, oa_id), options)] if requested in {None, oa_id} else []
    return {"accounts": accounts, "paging": {"limit": options.page, "next": "", "prev": ""}}


def oa_fields(state: SandboxState, oa_id: str) -> RequestFields:
    """Return an OA as eTelecom has it."""
    options, now = state.config.etelecom, state.clock.now()
    until = options.consent_until
    consent_ends = until.timestamp() if until else now + _CONSENT_DAYS * _DAY
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
        "status": "P" if options.connected else "N",
        "expires_at": moment(consent_ends),
        "current_quality": state.config.quality,
        "last_week_quality": state.config.quality,
        "daily_quota": state.account.quota,
        "remaining_quota": state.reported_quota.remaining(state.account, now, options.quota_lag),
        "shop_id": SHOP_ID,
        # Spelt so on the wire.
        "onwer_id": SHOP_ID,
        "created_at": moment(_CREATED),
        "updated_at": moment(now),
    }


def get_message(state: SandboxState, fields: RequestFields) -> RequestFields:
    """Answer `GetMessage`."""
    oa_id = oa_of(fields, state)
    entry = state.reseller_log.find(str(fields.get("msg_id") or ""))
    if entry is None:
        raise refusal("not_found", "message not found")
    return message_fields(entry, oa_id, state.config.etelecom, state.clock.now())


def get_template(state: SandboxState, fields: RequestFields) -> RequestFields:
    """Answer `GetTemplate`."""
    oa_id = oa_of(fields, state)
    name = str(fields.get("template_id") or "")
    known = state.config.templates
    if name not in known and (known or not name.isdecimal()):
        raise refusal("not_found", "template not found")
    template = state.config.listed.get(name) or SandboxTemplate(price=state.config.price)
    return shaped(template_fields(state, name, template, oa_id), state.config.etelecom)


def template_fields(
    state: SandboxState, name: str, template: SandboxTemplate, oa_id: str
) -> RequestFields:
    """Return a template as eTelecom has it."""
    return {
        "template_id": int(name),
        "template_name": template.name,
        "template_status": template.status,
        "template_quality": state.config.quality,
        "template_tag": template.tag or TAGS[0],
        "template_params": [
            {
                "name": param_name,
                "require": param.required,
                "type": "STRING",
                "max_length": param.longest,
                "min_length": 0,
                "accept_null": not param.required,
            }
            for param_name, param in template.params.items()
        ],
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
