"""Requests for messages as GobySend takes them."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zns_batch.sandbox.responses import RefusedError, in_json
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.zalo.request import MessageRequest, object_of
from zns_batch.sandbox.zalo.responses import refusal

LONGEST_TRACKING_ID = 48

_HELD = "held by GobySend"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fallback:
    """The SMS that is to go when a message does not arrive.

    Attributes:
        brandname: The sender's name.
        content: Its text.
        delay: Seconds to wait for the message.

    """

    brandname: str
    content: str
    delay: float


@dataclass(frozen=True, kw_only=True, slots=True)
class GobySendRequest(MessageRequest):
    """A request for a message: Zalo's, for GobySend passes it on, and the SMS in its place.

    Attributes:
        fallback: The SMS; `None` for none.

    """

    fallback: Fallback | None


def check_key(headers: Mapping[str, str], state: SandboxState) -> None:
    """Check the key.

    Raises:
        RefusedError: It is missing or not the valid one (HTTP 401).

    """
    key, right = headers.get(state.config.key_header, ""), state.config.api_key
    if key and (right is None or hmac.compare_digest(right.encode(), key.encode(errors="replace"))):
        return
    raise RefusedError("http-401", in_json({"error": 401, "message": "Unauthorized"}, 401))


def read(state: SandboxState, headers: Mapping[str, str], body: bytes) -> GobySendRequest:
    """Read a request, as strictly as GobySend's page says what must be in it.

    Raises:
        RefusedError: The key is not valid (HTTP 401), the body is empty (`-121`) or no JSON object
            (`-122`), or a field is missing or of the wrong kind (`-132`).

    """
    check_key(headers, state)
    fields = object_of(body)
    has_fallback, sms, fallback = (
        fields.get("has_fallback_sms", False),
        fields.get("fallback_sms"),
        None,
    )
    if has_fallback is not False:
        delay = sms.get("delay_seconds") if isinstance(sms, dict) else None
        if (
            has_fallback is not True
            or not isinstance(sms, dict)
            or type(delay) is not int
            or delay < 0
        ):
            raise refusal(-132, "Invalid fallback_sms")
        brandname, content = _text(sms, "brandname"), _text(sms, "content")
        fallback = Fallback(brandname=brandname, content=content, delay=delay)
    return GobySendRequest(
        # GobySend holds the OA's token at Zalo: what Zalo says when it has died is passed on.
        token=state.config.token or _HELD,
        proof=None,
        address="phone",
        phone=_text(fields, "phone"),
        template_id=_text(fields, "template_id"),
        data=fields.get("template_data"),
        tracking_id=tracking_id_of(fields),
        mode=None,
        sending_mode="1",
        journey="",
        fallback=fallback,
    )


def tracking_id_of(fields: Mapping[str, Any]) -> str:
    """Read the sender's reference, which must be there.

    Raises:
        RefusedError: It is missing, no text or too long (`-132`).

    """
    tracking_id = _text(fields, "tracking_id")
    if len(tracking_id) > LONGEST_TRACKING_ID:
        raise refusal(-132, "Invalid tracking_id")
    return tracking_id


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise refusal(-132, f"Invalid {name}")
    return value
