"""Reads moments as people write them on a command line."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, time, timedelta, tzinfo

from zns_batch.core.clock import VIETNAM
from zns_batch.errors import UsageError
from zns_batch.sending.hours import next_at

_LATER = re.compile(r"\+?(\d{1,4})\s*([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_DAYS = ("%d/%m/%Y", "%d %b %Y")
"""Days as they are written in Viet Nam, and as our English sentences write them."""


def read_moment(text: str, *, now: datetime, zone: tzinfo = VIETNAM) -> datetime:
    """Read a moment: `2026-12-01 18:00`, `01/12/2026 18:00`, `18:00` (the next one), `+2h` or `1d`.

    Args:
        text: What was written.
        now: The moment it is.
        zone: The zone of what is written without one.

    Raises:
        UsageError: It is no moment, or it is over.

    """
    words = text.strip()
    moment = _date(words, zone)
    later, clock = _LATER.fullmatch(words), _CLOCK.fullmatch(words)
    if later:
        moment = now + timedelta(**{_UNITS[later[2]]: int(later[1])})
    elif clock and int(clock[1]) <= 23 and int(clock[2]) <= 59:
        moment = next_at(time(int(clock[1]), int(clock[2])), now, zone)
    if moment is None:
        raise UsageError("run.bad-moment", text=text)
    if moment <= now:
        raise UsageError("run.past-moment", text=text)
    return moment


def read_past_moment(text: str, *, now: datetime) -> datetime:
    """Read a moment that is over: `2026-12-01`, `01/12/2026`, either with a time, or `7d` ago.

    Raises:
        UsageError: It is no moment.

    """
    words = text.strip()
    before = _LATER.fullmatch(words)
    if before and not words.startswith("+"):
        return now - timedelta(**{_UNITS[before[2]]: int(before[1])})
    moment = _date(words, VIETNAM)
    for form in _DAYS if moment is None else ():
        with suppress(ValueError):
            moment = _reader(form)(words).replace(tzinfo=VIETNAM)
    if moment is None:
        raise UsageError("run.bad-past-moment", text=text)
    return moment


def read_past_end(text: str, *, now: datetime) -> datetime:
    """Read an end as `read_past_moment` reads a beginning: a day without a time is meant whole.

    Raises:
        UsageError: It is no moment.

    """
    moment = read_past_moment(text, now=now)
    return moment if ":" in text or _LATER.fullmatch(text.strip()) else moment + timedelta(days=1)


def is_date(text: str) -> bool:
    """Tell whether a moment was written with its day, so that it comes only once."""
    return _date(text.strip(), VIETNAM) is not None


def _date(text: str, zone: tzinfo) -> datetime | None:
    """Read `2026-12-01 18:00`, and each way in which we write it: `08:00 01/12/2026`, `08:00 1 Dec 2026`."""
    readers = [
        datetime.fromisoformat,
        *map(_reader, (f"{day} %H:%M" for day in _DAYS)),
        *map(_reader, (f"%H:%M {day}" for day in _DAYS)),
    ]
    for read in readers:
        with suppress(ValueError):
            moment = read(text)
            return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    return None


def _reader(form: str) -> Callable[[str], datetime]:
    return lambda text: datetime.strptime(text, form)  # noqa: DTZ007 — the zone is the reader's to say
