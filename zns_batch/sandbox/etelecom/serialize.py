"""How eTelecom writes things: RFC 3339, 64-bit ids as text, and the versions of a message."""

from datetime import UTC, datetime
from typing import Any

from zns_batch.sandbox.config import EtelecomConfig
from zns_batch.sandbox.message_log import ResellerEntry

SerializedFields = dict[str, Any]

_INT64 = frozenset(
    ("id", "oa_id", "shop_id", "user_id", "zl_user_id", "campaign_id", "journey_id", "app_id")
)
_WORDS = frozenset(("delivery_status", "type", "sending_mode", "current_quality"))

SHOP_ID = "1153468297845643210"


def moment(seconds: float | None) -> str | None:
    """Write a moment in whole seconds, in UTC."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def shaped(fields: SerializedFields, options: EtelecomConfig) -> SerializedFields:
    """Write an object as the config has it."""
    if options.numbers:
        fields = {
            name: int(value) if name in _INT64 and value else value
            for name, value in fields.items()
        }
    if options.capitals:
        fields = {
            name: value.capitalize() if name in _WORDS and isinstance(value, str) else value
            for name, value in fields.items()
        }
    if options.answers == "sparse":
        fields = {name: value for name, value in fields.items() if value and value != "Z"}
    return fields


def message_fields(
    entry: ResellerEntry, oa_id: str, options: EtelecomConfig, now: float
) -> SerializedFields:
    """Return a message object as it stands now."""
    arrived, taken = entry.has_arrived(now), not entry.error_code
    rating = entry.rating if entry.rating is not None and entry.rating.at <= now else None
    reply = entry.reply if entry.reply is not None and entry.reply.at <= now else None
    fields: SerializedFields = {
        "id": str(entry.id),
        "shop_id": SHOP_ID,
        "user_id": SHOP_ID,
        "campaign_id": "0",
        "oa_id": oa_id,
        "zl_user_id": "0",
        "msg_id": entry.msg_id,
        "status": "P" if taken else "N",
        "error_code": entry.error_code,
        "error_message": entry.error_message,
        "delivery_status": "received" if arrived else "unknown",
        "delivery_time": moment(entry.delivered_at) if arrived else None,
        "is_charged": entry.is_charged(now),
        "is_development": entry.is_test,
        "fee_main": entry.price if taken else 0,
        "fee_token": 0,
        "journey_id": entry.journey_id or "0",
        "type": "journey" if entry.journey_id else "template",
        "sending_mode": "tag3" if entry.beyond_quota else "default",
        "phone": entry.phone,
        "template_id": int(entry.template_id) if entry.template_id.isdecimal() else 0,
        "template_data": dict(entry.data),
        "tracking_id": entry.tracking_id,
        "timeout": int(entry.timeout * 1000),
        "rate": 0 if rating is None else rating.stars,
        "note": "" if rating is None else rating.note,
        "feedback": [] if rating is None else list(rating.reasons),
        "request_time": moment(entry.requested_at),
        "sent_time": moment(entry.requested_at) if taken else None,
        "submit_time": moment(entry.answered_at(now)),
        "created_at": moment(entry.requested_at),
        "updated_at": moment(entry.changed_at(now)),
    }
    if options.answers == "2025":
        fields |= {"enable_sms_on_zns_failure": False, "sms": None}
    else:
        fields["response_data"] = "" if reply is None else reply.text
    return shaped(fields, options)
