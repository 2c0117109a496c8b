"""A message that eTelecom is asked for, put into the words in which it passes it on to Zalo."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from zns_batch.sandbox.etelecom.auth import RequestFields, enter, oa_of
from zns_batch.sandbox.etelecom.errors import refusal
from zns_batch.sandbox.journeys import Minted
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.zalo.request import MessageRequest, by_phone

MODES = (None, "unknown", "development")
SENDING_MODES = (None, "unknown", "default", "tag3")

_HELD = "the token that eTelecom holds for the OA"
_NO_JOURNEY = "none"


def reader(world: SandboxState, *, journey: bool) -> "partial[MessageRequest]":
    """Return what reads the calls of one of the two methods that send."""
    return partial(_read, world, journey)


def journey_by_id(world: SandboxState, journey_id: str) -> Minted | None:
    """Return the journey of an id; `None` when there is none."""
    return next((one for one in world.journeys.all() if one.journey_id == journey_id), None)


def _read(
    world: SandboxState,
    journey: bool,  # noqa: FBT001 — bound by name above
    headers: Mapping[str, str],
    body: bytes,
) -> MessageRequest:
    fields = enter(headers, body, world)
    oa_of(fields, world)
    _check_words(fields)
    passed = {
        "phone": fields.get("phone"),
        "template_id": _template_id(fields.get("template_id")),
        "template_data": fields.get("template_data"),
        "tracking_id": fields.get("tracking_id"),
    }
    if not journey:
        passed["mode"] = fields.get("mode")
        passed["sending_mode"] = "3" if fields.get("sending_mode") == "tag3" else "1"
    return by_phone(_headers(world, fields, journey=journey), json.dumps(passed).encode())


def _headers(world: SandboxState, fields: RequestFields, *, journey: bool) -> Mapping[str, str]:
    token = (world.grant.access or _HELD) if world.behaviour.etelecom.connected else ""
    if not journey:
        return {"access_token": token}
    made = journey_by_id(world, str(fields.get("journey_id") or ""))
    return {"access_token": token, "journey_token": made.token if made else _NO_JOURNEY}


def _check_words(fields: RequestFields) -> None:
    if fields.get("mode") not in MODES:
        raise refusal("invalid_argument", "mode: not a word of the enum")
    if fields.get("sending_mode") not in SENDING_MODES:
        raise refusal("invalid_argument", "sending_mode: not a word of the enum")


def _template_id(value: Any) -> str:
    text = str(value) if type(value) in {int, str} else ""
    if not text.isdecimal():
        raise refusal("invalid_argument", "template_id: expected an integer")
    return text
