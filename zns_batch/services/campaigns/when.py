"""Moments as people write them on a command line."""

import re
from datetime import datetime, time, timedelta, tzinfo

from zns_batch.core.clock import VIETNAM
from zns_batch.errors import UsageError
from zns_batch.sending.hours import next_at

_LATER = re.compile(r"\+?(\d{1,4})\s*([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")


def read_moment(text: str, *, now: datetime, zone: tzinfo = VIETNAM) -> datetime:
    """Read a moment: `2026-12-01 18:00`, `01/12/2026 18:00`, `18:00` (the next one), `+2h` or `1d`.

    Args:
        text: What was written.
        now: The moment it is.
        zone: The zone of what is written without one.

    Raises:
        UsageError: It is no moment, or it is over.

    """
    wanted = text.strip()
    found = _later(wanted, now) or _clock(wanted, now, zone) or _date(wanted, zone)
    if found is None:
        raise UsageError("run.bad-moment", text=text)
    if found <= now:
        raise UsageError("run.past-moment", text=text)
    return found


def is_date(text: str) -> bool:
    """Tell whether a moment was written with its day, so that it comes only once."""
    return _date(text.strip(), VIETNAM) is not None


def _later(text: str, now: datetime) -> datetime | None:
    found = _LATER.fullmatch(text)
    return now + timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None


def _clock(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    found = _CLOCK.fullmatch(text)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return next_at(time(int(found[1]), int(found[2])), now, zone)


def _date(text: str, zone: tzinfo) -> datetime | None:
    found = _iso(text) or _as_spoken(text)
    return found.replace(tzinfo=zone) if found and not found.tzinfo else found


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _as_spoken(text: str) -> datetime | None:
    """Read `01/12/2026 08:00`, and `08:00 01/12/2026`, as it is written in Viet Nam."""
    for form in ("%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y"):
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 — the zone is the reader's to say
        except ValueError:
            continue
    return None
