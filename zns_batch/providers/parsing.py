"""Tolerant readers of JSON answers: numbers may be text, and anything may be missing or nonsense."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import orjson

from zns_batch.providers.http.response import HttpResponse

JsonObject = Mapping[str, Any]

LONGEST_WAIT = 3600.0
"""The most seconds of a `Retry-After` that are believed."""

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
_TOO_LARGE = 10**18
_SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]+)?", re.ASCII)
# As milliseconds this is in March 1973 and as seconds in the year 5138: it tells the two apart.
_MILLISECONDS_FROM = 100_000_000_000
_EARLIEST_YEAR = 2000


def json_of(body: bytes) -> object:
    """Read JSON; `None` for anything that is none."""
    try:
        return orjson.loads(body)
    except ValueError:
        pass
    try:
        # JSON by a wider understanding: another encoding, a byte order mark.
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def object_of(answer: HttpResponse) -> JsonObject | None:
    """Return the JSON object of an answer; `None` when it has none.

    An answer that calls itself something else than JSON comes from something else than the provider,
    so it is not believed; one that calls itself nothing is read.
    """
    kind = answer.headers.get(b"content-type", b"").lower() or b"json"
    value = json_of(answer.body) if b"json" in kind else None
    return value if isinstance(value, dict) else None


def text_of(value: object) -> str:
    """Return a text or a number as text; empty for anything else."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def int_of(value: object) -> int | None:
    """Return a whole number that came as a number or as text; `None` for anything else."""
    if isinstance(value, str):
        return int(value) if _INTEGER.fullmatch(value.strip()) else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value if abs(value) < _TOO_LARGE else None
    return None


def count_of(value: object) -> int | None:
    """Return a whole number that is not below zero; `None` for anything else."""
    number = int_of(value)
    return number if number is not None and number >= 0 else None


def epoch_of(value: object) -> datetime | None:
    """Read a moment in milliseconds (or seconds) since 1970; `None` when it makes no sense."""
    number = int_of(value)
    if number is None or number <= 0:
        return None
    seconds = number / 1000 if number >= _MILLISECONDS_FROM else number
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def rfc3339_of(value: object) -> datetime | None:
    """Read a moment as RFC 3339 has it; `None` when it makes no sense, as the year 1 does."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if moment is None or moment.year < _EARLIEST_YEAR:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def retry_after_of(answer: HttpResponse, now: datetime) -> float | None:
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
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max((until - now).total_seconds(), 0.0), LONGEST_WAIT)
