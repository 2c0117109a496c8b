"""Reads customers' answers: ratings and quick replies, as Zalo tells them when it is asked.

From copies of Zalo's pages on `/rating/get` and `/response/get`, and from senders that use the former in
production. Moments come as text in milliseconds.
"""

from collections.abc import Iterable

from zns_batch.domain.delivery import RATED, REPLIED, GivenAnswer
from zns_batch.providers.parsing import JsonObject, epoch_of, int_of, text_of

_MAX_TEXT = 1_000
_MAX_ID = 100
_MOST_REASONS = 20


def rating_of(fields: JsonObject) -> GivenAnswer | None:
    """Read a rating; `None` for one without a moment, or about no message."""
    told = {
        "rate": int_of(fields.get("rate")),
        "note": answer_text(fields.get("note")),
        "feedbacks": answer_reasons(fields.get("feedbacks")),
    }
    return _answer_of(RATED, fields, told)


def reply_of(fields: JsonObject) -> GivenAnswer | None:
    """Read a quick reply; `None` for one without a moment, or about no message."""
    return _answer_of(REPLIED, fields, {"data": answer_text(fields.get("data"))})


def _answer_of(name: str, fields: JsonObject, told: JsonObject) -> GivenAnswer | None:
    submitted = text_of(fields.get("submitDate"))
    at = epoch_of(submitted)
    message_id, tracking_id = answer_id(fields.get("msgId")), answer_id(fields.get("trackingId"))
    if at is None or (message_id or tracking_id) is None:
        return None
    return GivenAnswer(
        name=name,
        at=at,
        submitted=submitted,
        message_id=message_id,
        tracking_id=tracking_id,
        told={key: value for key, value in told.items() if value not in (None, "", [])},
    )


def answer_text(value: object) -> str:
    """Return what a customer wrote, cut to what is stored; PostgreSQL's texts hold no NUL."""
    return text_of(value).replace("\0", "")[:_MAX_TEXT]


def answer_reasons(value: object) -> list[str]:
    """Return the reasons that a customer chose."""
    listed: Iterable[object] = value if isinstance(value, list) else [value]
    texts = filter(None, map(answer_text, listed))
    return list(texts)[:_MOST_REASONS]


def answer_id(value: object) -> str | None:
    """Return the id of a message; `None` for what is none."""
    text = text_of(value)
    return text if text.isprintable() and 0 < len(text) <= _MAX_ID else None
