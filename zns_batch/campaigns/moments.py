"""Moments as people write them on a command line."""

import re
from datetime import datetime, time, timedelta

from zns_batch.clock import VIETNAM
from zns_batch.errors import UsageError
from zns_batch.sending.window import next_at

_LATER = re.compile(r"\+?(\d{1,4})\s*([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")


def read_moment(text: str, *, now: datetime) -> datetime:
    """Read a moment: `2026-12-01 18:00`, `18:00` (the next one), `+2h`, `90m` or `1d`.

    Args:
        text: What was written. Without a zone of its own it is Vietnamese time.
        now: The moment it is.

    Raises:
        UsageError: It is no moment, or it is over.

    """
    found = _later(text.strip(), now) or _clock(text.strip(), now) or _date(text.strip())
    if found is None:
        raise UsageError("run.bad-moment", text=text)
    if found <= now:
        raise UsageError("run.past-moment", text=text)
    return found


def _later(text: str, now: datetime) -> datetime | None:
    found = _LATER.fullmatch(text)
    return now + timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None


def _clock(text: str, now: datetime) -> datetime | None:
    found = _CLOCK.fullmatch(text)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return next_at(time(int(found[1]), int(found[2])), now)


def _date(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=VIETNAM)
