"""Parses the body of a Zalo webhook request, and picks what of the event is stored.

From Zalo's pages on the events of ZBS Template Messages (`user_received_message`, `user_feedback`,
`user_click_response_button`, `change_template_status`, `change_template_quality`,
`change_oa_daily_quota`). All ids and moments come as text; numbers are taken too. The
fields of the remaining names are not on any page: what they are likely to have is looked for.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from zns_batch.domain.delivery import RATED, RECEIVED, REPLIED, WebhookEvent, event_digest
from zns_batch.providers.parsing import epoch_of, int_of, text_of
from zns_batch.providers.zns.replies import message_id_of

MAX_BYTES = 64 * 1024
"""The most bytes of an event that are read; Zalo's have a few hundred."""

_MAX_TEXT = 1_000
_MAX_ID = 100
_MAX_VALUE = 4_000

_ABOUT_TEMPLATES = (
    "template_id",
    "status",
    "reason",
    "quality",
    "quota",
    "prev_value",
    "new_value",
)
_STORED_FIELDS: Mapping[str, tuple[str, ...]] = {
    RECEIVED: (),
    RATED: ("rate", "note", "feedbacks", "rating_type", "option"),
    REPLIED: ("button_type", "data"),
    "change_template_status": _ABOUT_TEMPLATES,
    "change_template_quality": _ABOUT_TEMPLATES,
    "change_template_quota": _ABOUT_TEMPLATES,
    "change_oa_daily_quota": ("quota",),
    "change_oa_template_tags": ("tags", "template_tags", "status"),
    "event_journey_acknowledged": ("journey_id",),
    "event_journey_time_out": ("journey_id",),
}
"""The events that are kept, and which of their fields. Nobody's phone or id at Zalo is among them."""


class MalformedPayloadError(ValueError):
    """The body of a request holds no event."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookPayload:
    """An event as it came."""

    #: Byte for byte: what is signed.
    body: bytes
    #: Zalo's name of it.
    name: str
    #: Its own moment, as text: part of what is signed.
    timestamp: str
    #: That moment.
    at: datetime
    fields: Mapping[str, Any]

    @property
    def oa_id(self) -> str:
        """The OA that it is about; empty when it does not say."""
        sender = self.within("sender").get("id")
        ids = (self.fields.get("oa_id"), self.fields.get("oaId"), sender)
        return next(filter(None, map(text_of, ids)), "")

    def within(self, name: str) -> Mapping[str, Any]:
        """Return a field that is an object; an empty one for anything else."""
        value = self.fields.get(name)
        return value if isinstance(value, dict) else {}


def parse_payload(body: bytes) -> WebhookPayload:
    """Parse an event.

    Raises:
        MalformedPayloadError: It is no JSON object with a name and a moment.

    """
    try:
        fields = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise MalformedPayloadError from error
    if not isinstance(fields, dict):
        raise MalformedPayloadError
    name, timestamp = fields.get("event_name"), text_of(fields.get("timestamp"))
    at = epoch_of(timestamp)
    if not isinstance(name, str) or not name or at is None:
        raise MalformedPayloadError
    return WebhookPayload(body=body, name=name, timestamp=timestamp, at=at, fields=fields)


def event_of(
    payload: WebhookPayload, *, server: str, accounts: tuple[str, ...]
) -> WebhookEvent | None:
    """Return what is stored of an event; `None` for one that is not about template messages.

    Args:
        server: The header `X-ZEvent-Server`, empty without.
        accounts: The accounts that it may be meant for.

    """
    if payload.name not in _STORED_FIELDS:
        return None
    is_receipt, message = payload.name == RECEIVED, payload.within("message")
    message_id = message_id_of(message) or message_id_of(payload.fields)
    reference = text_of(message.get("tracking_id"))
    tracking_id = reference if reference.isprintable() and 0 < len(reference) <= _MAX_ID else None
    if is_receipt:
        # A chat message that was received has the same name.
        is_template = server.strip().upper() == "ZNS" or "delivery_time" in message
        if not is_template or (message_id is None and tracking_id is None):
            return None
    stored = {}
    for name in _STORED_FIELDS[payload.name]:
        value = message.get(name, payload.fields.get(name))
        if value is not None and (small := _READ.get(name, _bounded)(value)) is not None:
            stored[name] = small
    moment = epoch_of(message.get("delivery_time" if is_receipt else "submit_time"))
    return WebhookEvent(
        name=payload.name,
        digest=_digest(payload, message_id, tracking_id),
        accounts=accounts,
        at=moment or payload.at,
        message_id=message_id,
        tracking_id=tracking_id,
        told=stored,
    )


def _digest(payload: WebhookPayload, message_id: str | None, tracking_id: str | None) -> str:
    """Name an event so that every repetition of it has the same name, and no other event."""
    known: Iterable[str | None]
    if payload.name == RECEIVED:
        known = (message_id or tracking_id,)
    elif message_id is not None:
        known = (message_id, text_of(payload.within("message").get("submit_time")))
    else:
        known = (payload.body.hex(),)
    return event_digest(payload.name, *known)


def _bounded(value: Any) -> Any:
    """Return a value that is small enough to be stored; a text is cut, anything else is all or nothing."""
    if isinstance(value, str):
        # PostgreSQL's texts hold no NUL.
        return value.replace("\0", "")[:_MAX_TEXT]
    written = orjson.dumps(value).decode()
    return None if len(written) > _MAX_VALUE or "\\u0000" in written else value


_READ: Mapping[str, Callable[[Any], Any]] = {"rate": int_of, "template_id": text_of}
