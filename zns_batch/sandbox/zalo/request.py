"""Requests for messages: to a phone, to a phone's hash, or to a user id."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zns_batch.sandbox.zalo.responses import refusal


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageRequest:
    """A request for a message, as it came.

    Attributes:
        token: The header `access_token`, empty without.
        proof: The header `appsecret_proof`; `None` without.
        address: Which field names the recipient: `phone`, `hash_phone` or `user_id`.
        phone: What stands in that field, as it came; empty when it is no text.
        template_id: As it came, a number as text; empty without.
        data: The template data, whatever it is.
        tracking_id: Empty without.
        mode: `development` for a test send.
        journey: The header `journey_token`, empty without.
        sending_mode: `1`, or `3` for a promotion beyond the quota; whatever came otherwise.

    """

    token: str
    proof: str | None
    address: str
    phone: str
    template_id: str
    data: Any
    tracking_id: str
    mode: Any
    sending_mode: Any
    journey: str

    @property
    def key(self) -> str:
        """What a repeat of the message is recognised by."""
        return self.tracking_id or self.phone

    @property
    def is_test(self) -> bool:
        """Whether it is a test send to an administrator."""
        return bool(self.mode == "development")


def read_request(field: str, headers: Mapping[str, str], body: bytes) -> MessageRequest:
    """Read a request for a message.

    Args:
        field: The field that names the recipient: `phone`, `hash_phone` or `user_id`.
        headers: The request's headers.
        body: Its body.

    Raises:
        RefusedError: The body is empty (`-121`) or no JSON object (`-122`).

    """
    fields = object_of(body)
    # Template ids are numbers in Zalo's own lists, and people send them back as such.
    texts = {
        name: value if isinstance(value, str) else str(value) if type(value) is int else ""
        for name, value in fields.items()
    }
    return MessageRequest(
        token=headers.get("access_token", ""),
        proof=headers.get("appsecret_proof"),
        address=field,
        phone=texts.get(field, ""),
        template_id=texts.get("template_id", ""),
        data=fields.get("template_data"),
        tracking_id=texts.get("tracking_id", ""),
        mode=fields.get("mode"),
        sending_mode=fields.get("sending_mode") or "1",
        journey=headers.get("journey_token", ""),
    )


def object_of(body: bytes) -> dict[str, Any]:
    """Read a body.

    Raises:
        RefusedError: The body is empty (`-121`) or no JSON object (`-122`).

    """
    if not body.strip():
        raise refusal(-121)
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise refusal(-122) from error
    if not isinstance(fields, dict):
        raise refusal(-122)
    return fields
