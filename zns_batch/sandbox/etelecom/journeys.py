"""Journeys at eTelecom, which keeps the token and is told the journey by its id."""

import json
from collections.abc import Mapping

from aiohttp import web

from zns_batch.sandbox.etelecom.auth import RequestFields, enter, oa_of
from zns_batch.sandbox.etelecom.endpoints import handler
from zns_batch.sandbox.etelecom.errors import refusal
from zns_batch.sandbox.etelecom.request import journey_by_id
from zns_batch.sandbox.etelecom.serialize import moment, shaped
from zns_batch.sandbox.faults import Fault
from zns_batch.sandbox.journeys import LIVES, Minted
from zns_batch.sandbox.responses import RefusedError, SandboxReply, give, in_json, struck
from zns_batch.sandbox.routes import Handler, counted
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.zalo.responses import WORDS
from zns_batch.sandbox.zalo.validate import normal

_USUAL = "token_logistics_7"


def journeys(world: SandboxState) -> Mapping[str, Handler]:
    """Return what answers each method."""
    return {
        "CreateJourney": counted(world, EtelecomJourneyTokens(world)),
        "GetJourney": handler(world, _journey),
    }


class EtelecomJourneyTokens:
    """Mints a journey for a phone; asked twice, it mints two, and nothing says so.

    Args:
        world: The stand-in that it mints for.

    """

    def __init__(self, world: SandboxState) -> None:
        self._world = world

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one call."""
        body = await request.read()
        try:
            reply = self._minted(enter(request.headers, body, self._world))
        except RefusedError as refused:
            reply = refused.reply
        return await give(request, reply)

    def _minted(self, fields: RequestFields) -> SandboxReply:
        world = self._world
        oa_of(fields, world)
        kind = fields.get("token_type") or _USUAL
        kind = _USUAL if kind == "unknown" else kind
        if kind not in LIVES:
            raise refusal("invalid_argument", "token_type: not a word of the enum")
        phone = normal(str(fields.get("phone") or ""), strict=world.behaviour.strict_phones)
        if phone is None:
            return self._refused(-108)
        return self._mint(phone, kind)

    def _mint(self, phone: str, kind: str) -> SandboxReply:
        world = self._world
        fault = world.fault(phone, f"journey {phone}", len(world.journeys.all()))
        if fault is not None and not fault.accepts:
            return self._struck(fault)
        made = world.journeys.mint(phone, kind, world.clock.now())
        body = json.dumps(_told(world, made)).encode()
        return SandboxReply(body=body) if fault is None else struck(fault, body)

    def _struck(self, fault: Fault) -> SandboxReply:
        return struck(fault, b"") if fault.code is None else self._refused(fault.code)

    def _refused(self, code: int) -> SandboxReply:
        fields = {"status": "N", "error_code": code, "error_message": WORDS.get(code, "Error")}
        return in_json(shaped(fields, self._world.behaviour.etelecom))


def _journey(world: SandboxState, fields: RequestFields) -> RequestFields:
    made = journey_by_id(world, str(fields.get("journey_id") or ""))
    if made is None:
        raise refusal("not_found", "journey not found")
    return _told(world, made)


def _told(world: SandboxState, made: Minted) -> RequestFields:
    fields = {
        "id": str(int(made.journey_id) + 7),
        "journey_id": made.journey_id,
        "journey_token": made.token,
        "phone": made.phone,
        "status": "P",
        "error_code": 0,
        "error_message": "",
        "is_charged": False,
        "expired_at": moment(made.expires_at),
        "created_at": moment(made.created_at),
        "updated_at": moment(made.created_at),
    }
    return shaped(fields, world.behaviour.etelecom)
