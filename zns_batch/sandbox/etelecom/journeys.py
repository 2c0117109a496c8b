"""Journeys at eTelecom, which keeps the token and is told the journey by its id."""

import json
from collections.abc import Mapping

from aiohttp import web

from zns_batch.sandbox.etelecom.auth import RequestFields, enter, oa_of, refusal
from zns_batch.sandbox.etelecom.endpoints import handler
from zns_batch.sandbox.etelecom.request import journey_by_id
from zns_batch.sandbox.etelecom.serialize import moment, shaped
from zns_batch.sandbox.journeys import DEFAULT_KIND, LIVES, JourneyToken
from zns_batch.sandbox.responses import RefusedError, SandboxReply, give, in_json, struck
from zns_batch.sandbox.routes import Handler, counted
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.zalo.responses import WORDS
from zns_batch.sandbox.zalo.validate import normal


def journeys(state: SandboxState) -> Mapping[str, Handler]:
    """Return what answers each method."""

    async def create(request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        try:
            reply = create_journey(state, enter(request.headers, body, state))
        except RefusedError as refused:
            reply = refused.reply
        return await give(request, reply)

    return {"CreateJourney": counted(state, create), "GetJourney": handler(state, get_journey)}


def create_journey(state: SandboxState, fields: RequestFields) -> SandboxReply:
    """Create a journey for a phone; requested twice, there are two, and nothing says so.

    Raises:
        RefusedError: The OA or the kind is not valid.

    """
    oa_of(fields, state)
    kind = fields.get("token_type") or DEFAULT_KIND
    kind = DEFAULT_KIND if kind == "unknown" else kind
    if kind not in LIVES:
        raise refusal("invalid_argument", "token_type: not a word of the enum")
    phone = normal(str(fields.get("phone") or ""), strict=state.config.strict_phones)

    def refused(code: int) -> SandboxReply:
        words = WORDS.get(code, "Error")
        content = {"status": "N", "error_code": code, "error_message": words}
        return in_json(shaped(content, state.config.etelecom))

    if phone is None:
        return refused(-108)
    fault = state.fault(phone, f"journey {phone}", len(state.journeys.all()))
    if fault is not None and not fault.accepts:
        return struck(fault, b"") if fault.code is None else refused(fault.code)
    token = state.journeys.create(phone, kind, state.clock.now())
    body = json.dumps(journey_fields(state, token)).encode()
    return SandboxReply(body=body) if fault is None else struck(fault, body)


def get_journey(state: SandboxState, fields: RequestFields) -> RequestFields:
    """Answer `GetJourney`."""
    token = journey_by_id(state, str(fields.get("journey_id") or ""))
    if token is None:
        raise refusal("not_found", "journey not found")
    return journey_fields(state, token)


def journey_fields(state: SandboxState, token: JourneyToken) -> RequestFields:
    """Return a journey as eTelecom has it."""
    fields = {
        "id": str(int(token.journey_id) + 7),
        "journey_id": token.journey_id,
        "journey_token": token.token,
        "phone": token.phone,
        "status": "P",
        "error_code": 0,
        "error_message": "",
        "is_charged": False,
        "expired_at": moment(token.expires_at),
        "created_at": moment(token.created_at),
        "updated_at": moment(token.created_at),
    }
    return shaped(fields, state.config.etelecom)
