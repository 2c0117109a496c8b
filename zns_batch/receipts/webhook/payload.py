"""An event of Zalo's as it comes over the wire, and what of it is kept.

From Zalo's pages on the events of ZBS Template Messages (`user_received_message`, `user_feedback`,
`user_click_response_button`, `change_template_status`, `change_template_quality`,
`change_oa_daily_quota`). All ids and moments come as text; whoever is patient takes numbers too. The
fields of the remaining names are not on any page: what they are likely to have is looked for.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

import orjson

from zns_batch.domain.delivery import RATED, RECEIVED, WebhookEvent
from zns_batch.providers.parsing import epoch_of, int_of, text_of
from zns_batch.providers.zns.replies import message_id_of

LONGEST = 64 * 1024
"""The most bytes of an event that are read; Zalo's have a few hundred."""

_LONGEST_TEXT = 1_000
_LONGEST_ID = 100
_LONGEST_TOLD = 4_000

_ABOUT_TEMPLATES = (
    "template_id",
    "status",
    "reason",
    "quality",
    "quota",
    "prev_value",
    "new_value",
)
_TOLD: Mapping[str, tuple[str, ...]] = {
    RECEIVED: (),
    RATED: ("rate", "note", "feedbacks", "rating_type", "option"),
    "user_click_response_button": ("button_type", "data"),
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
    """What came is no event."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookPayload:
    """An event as it came.

    Attributes:
        body: Byte for byte.
        name: Zalo's name of it.
        timestamp: Its own moment, as text: part of what is signed.
        at: That moment.
        fields: All of it.

    """

    body: bytes
    name: str
    timestamp: str
    at: datetime
    fields: Mapping[str, Any]

    @property
    def oa_id(self) -> str:
        """The OA that it is about; empty when it does not say."""
        named = (
            self.fields.get("oa_id"),
            self.fields.get("oaId"),
            _within(self, "sender").get("id"),
        )
        return next(filter(None, map(text_of, named)), "")


def parse_payload(body: bytes) -> WebhookPayload:
    """Read an event.

    Args:
        body: What came, byte for byte.

    Raises:
        MalformedError: It is no JSON object with a name and a moment.

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
    letter: WebhookPayload, *, server: str, accounts: tuple[str, ...]
) -> WebhookEvent | None:
    """Return what is kept of an event; `None` for one that is not about template messages.

    Args:
        letter: The event.
        server: The header `X-ZEvent-Server`, empty without.
        accounts: The accounts that it may be meant for.

    """
    if letter.name not in _TOLD or (letter.name == RECEIVED and not _is_template(letter, server)):
        return None
    message = _within(letter, "message")
    message_id = message_id_of(message) or message_id_of(letter.fields)
    tracking_id = _id(message.get("tracking_id"))
    if letter.name == RECEIVED and message_id is None and tracking_id is None:
        return None
    return WebhookEvent(
        name=letter.name,
        digest=_digest(letter, message_id, tracking_id),
        accounts=accounts,
        at=_moment(letter, message),
        message_id=message_id,
        tracking_id=tracking_id,
        told=_told(letter, message),
    )


def _within(letter: WebhookPayload, name: str) -> Mapping[str, Any]:
    found = letter.fields.get(name)
    return found if isinstance(found, dict) else {}


def _is_template(letter: WebhookPayload, server: str) -> bool:
    # A chat message that was received has the same name.
    return server.strip().upper() == "ZNS" or "delivery_time" in _within(letter, "message")


def _moment(letter: WebhookPayload, message: Mapping[str, Any]) -> datetime:
    named = message.get("delivery_time" if letter.name == RECEIVED else "submit_time")
    return epoch_of(named) or letter.at


def _digest(letter: WebhookPayload, message_id: str | None, tracking_id: str | None) -> str:
    """Name an event so that every repetition of it has the same name, and no other event."""
    known: Iterable[str | None]
    if letter.name == RECEIVED:
        known = (message_id or tracking_id,)
    elif message_id is not None:
        known = (message_id, text_of(_within(letter, "message").get("submit_time")))
    else:
        known = (letter.body.hex(),)
    said = json.dumps([letter.name, *known]).encode()
    return blake2b(said, digest_size=16).hexdigest()


def _told(letter: WebhookPayload, message: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in _TOLD[letter.name]:
        value = message.get(name, letter.fields.get(name))
        kept = None if value is None else _READ.get(name, _bounded)(value)
        if kept is not None:
            found[name] = kept
    return found


def _bounded(value: Any) -> Any:
    """Return a value that is small enough to be kept; a text is cut, anything else is all or nothing."""
    if isinstance(value, str):
        # PostgreSQL's texts hold no NUL.
        return value.replace("\0", "")[:_LONGEST_TEXT]
    written = orjson.dumps(value).decode()
    return None if len(written) > _LONGEST_TOLD or "\\u0000" in written else value


def _id(value: object) -> str | None:
    text = text_of(value)
    return text if text.isprintable() and 0 < len(text) <= _LONGEST_ID else None


_READ: Mapping[str, Callable[[Any], Any]] = {"rate": int_of, "template_id": text_of}
