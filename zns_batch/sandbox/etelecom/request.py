"""A message requested of eTelecom, in the form in which it passes it on to Zalo."""

import json
from collections.abc import Callable, Mapping

from zns_batch.sandbox.etelecom.auth import enter, oa_of, refusal
from zns_batch.sandbox.journeys import JourneyToken
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.zalo.request import MessageRequest, read_request

MODES = (None, "unknown", "development")
SENDING_MODES = (None, "unknown", "default", "tag3")

_HELD = "the token that eTelecom holds for the OA"
_NO_JOURNEY = "none"


def reader(
    state: SandboxState, *, journey: bool
) -> Callable[[Mapping[str, str], bytes], MessageRequest]:
    """Return what reads the calls of one of the two methods that send."""

    def read(headers: Mapping[str, str], body: bytes) -> MessageRequest:
        fields = enter(headers, body, state)
        oa_of(fields, state)
        if fields.get("mode") not in MODES:
            raise refusal("invalid_argument", "mode: not a word of the enum")
        if fields.get("sending_mode") not in SENDING_MODES:
            raise refusal("invalid_argument", "sending_mode: not a word of the enum")
        template_id = fields.get("template_id")
        if type(template_id) not in {int, str} or not str(template_id).isdecimal():
            raise refusal("invalid_argument", "template_id: expected an integer")
        passed = {
            "phone": fields.get("phone"),
            "template_id": str(template_id),
            "template_data": fields.get("template_data"),
            "tracking_id": fields.get("tracking_id"),
        }
        connected = state.config.etelecom.connected
        passed_headers = {"access_token": (state.grant.access or _HELD) if connected else ""}
        if journey:
            token = journey_by_id(state, str(fields.get("journey_id") or ""))
            passed_headers["journey_token"] = token.token if token else _NO_JOURNEY
        else:
            passed["mode"] = fields.get("mode")
            passed["sending_mode"] = "3" if fields.get("sending_mode") == "tag3" else "1"
        return read_request("phone", passed_headers, json.dumps(passed).encode())

    return read


def journey_by_id(state: SandboxState, journey_id: str) -> JourneyToken | None:
    """Return the journey of an id; `None` when there is none."""
    tokens = state.journeys.all()
    return next((token for token in tokens if token.journey_id == journey_id), None)
