"""Zalo's answers, read with patience: numbers may be text, and anything may be missing."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import orjson

from zns_batch.domain.message import Quota
from zns_batch.domain.template import ProviderParam, ProviderTemplate
from zns_batch.providers.http.client import HttpResponse

_MILLISECONDS = 1000


def template_of(fields: Mapping[str, Any], template_id: str = "") -> ProviderTemplate:
    """Read a template; what is missing is left out.

    Args:
        fields: The object of the answer (`templateId`, `templateName`, `listParams`, …).
        template_id: The id that was asked for, if the answer does not repeat it.

    """
    timeout = whole(fields.get("timeout"))
    return ProviderTemplate(
        template_id=text_of(fields.get("templateId")) or template_id,
        name=text_of(fields.get("templateName")),
        status=text_of(fields.get("status")).upper(),
        reason=text_of(fields.get("reason")),
        quality=text_of(fields.get("templateQuality")) or None,
        tag=text_of(fields.get("templateTag")) or None,
        price=_price(fields.get("price_sdt"), fields.get("price")),
        price_by_user=_price(fields.get("price_uid")),
        timeout_seconds=timeout / _MILLISECONDS if timeout else None,
        preview_url=text_of(fields.get("previewUrl")),
        params=_params(fields.get("listParams")),
        quota=_quota(fields),
    )


def text_of(value: object) -> str:
    """Return a text or a number as text; empty for anything else."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _params(found: object) -> tuple[ProviderParam, ...]:
    listed = found if isinstance(found, list) else []
    named = [one for one in listed if isinstance(one, dict) and text_of(one.get("name"))]
    return tuple(_param(one) for one in named)


def _param(fields: Mapping[str, Any]) -> ProviderParam:
    return ProviderParam(
        name=text_of(fields["name"]),
        required=fields.get("require") is not False,
        type=text_of(fields.get("type")) or "STRING",
        max_length=whole(fields.get("maxLength")) or None,
        min_length=whole(fields.get("minLength")) or 0,
        accepts_empty=fields.get("acceptNull") is True,
    )


def _price(*values: object) -> int | None:
    for value in values:
        number = _number(value)
        if number is not None and number >= 0:
            return round(number)
    return None


def _number(value: object) -> float | None:
    # `"800"` in one document, `300.0` in another.
    try:
        return float(text_of(value))
    except ValueError:
        return None


def _quota(fields: Mapping[str, Any]) -> Quota:
    if fields.get("applyTemplateQuota") is not True:
        return Quota()
    return Quota(
        daily=whole(fields.get("templateDailyQuota")),
        remaining=whole(fields.get("templateRemainingQuota")),
    )


LONGEST_WAIT = 3600.0
"""The most seconds of a `Retry-After` that are believed."""

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
_TOO_LARGE = 10**18
_ID = re.compile(r"[!-~]{1,128}")
_SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]+)?", re.ASCII)
# As milliseconds this is in March 1973 and as seconds in the year 5138: it tells the two apart.
_MILLISECONDS_FROM = 100_000_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class ZaloReply:
    """The JSON object of an answer.

    Attributes:
        error: Zalo's number; 0 for success.
        message: Zalo's words, as they came.
        data: The object under `data`; empty when there is none.

    """

    error: int
    message: object
    data: Mapping[str, Any]


def reply_of(answer: HttpResponse) -> ZaloReply | None:
    """Read an answer's body; `None` unless it is JSON, says so, and has an error number.

    An answer that calls itself something else than JSON comes from something else than Zalo, so it
    is not believed; one that calls itself nothing is read.
    """
    kind = answer.headers.get(b"content-type", b"").lower() or b"json"
    found = json_of(answer.body) if b"json" in kind else None
    if not isinstance(found, dict):
        return None
    error = whole(found.get("error"))
    if error is None:
        return None
    data = found.get("data")
    return ZaloReply(
        error=error,
        message=found.get("message"),
        data=data if isinstance(data, dict) else {},
    )


def whole(value: object) -> int | None:
    """Return a whole number that came as a number or as text; `None` for anything else."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value if abs(value) < _TOO_LARGE else None
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    return None


def quota_of(data: object) -> Quota | None:
    """Read `dailyQuota` and `remainingQuota`; `None` when neither can be read.

    They are text in the answer to a message and numbers in the answer about the quota. What an OA
    without a limit gets is not documented, so a number below zero is taken for "not said".
    """
    if not isinstance(data, dict):
        return None
    daily, remaining = _count(data.get("dailyQuota")), _count(data.get("remainingQuota"))
    if daily is None and remaining is None:
        return None
    return Quota(daily=daily, remaining=remaining)


def moment_of(value: object) -> datetime | None:
    """Read a moment in milliseconds (or seconds) since 1970; `None` when it makes no sense."""
    number = whole(value)
    if number is None or number <= 0:
        return None
    seconds = number / 1000 if number >= _MILLISECONDS_FROM else number
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def message_id_of(data: Mapping[str, Any]) -> str | None:
    """Read `msg_id`, or `message_id` in its place; `None` when it is missing or can't be one."""
    value = data.get("msg_id", data.get("message_id"))
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text if _ID.fullmatch(text) else None


def wait_of(answer: HttpResponse, now: datetime) -> float | None:
    """Read `Retry-After`, in seconds or as a date; `None` without one that makes sense.

    Args:
        answer: The answer.
        now: The moment, aware.

    """
    if b"retry-after" not in answer.headers:
        return None
    value = answer.headers[b"retry-after"].decode("latin-1").strip()
    if _SECONDS.fullmatch(value):
        return min(float(value), LONGEST_WAIT)
    until = _date(value)
    if until is None:
        return None
    return min(max((until - now).total_seconds(), 0.0), LONGEST_WAIT)


def _date(value: str) -> datetime | None:
    if not value:
        return None
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _count(value: object) -> int | None:
    number = whole(value)
    return number if number is not None and number >= 0 else None


def json_of(body: bytes) -> object:
    """Read JSON; `None` for anything that is none."""
    try:
        return orjson.loads(body)
    except ValueError:
        return _other_json(body)


def _other_json(body: bytes) -> object:
    """Read what is JSON only by a wider understanding: another encoding, a byte order mark."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
