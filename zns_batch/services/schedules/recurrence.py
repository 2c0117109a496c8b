"""The times of a schedule: the next moments of a cron line in a time zone, and what is too late."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from croniter import CroniterError, croniter

from zns_batch.errors import UsageError

ZONE = "Asia/Ho_Chi_Minh"
"""The zone of schedules unless told otherwise."""

PUNCTUAL = timedelta(minutes=5)
"""What is begun within this time was not missed: a worker looks once a second, but may be starting."""

_LATE = re.compile(r"(\d{1,4})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_FIELDS = 5
_HOUR = 1
"""The place of the hour among them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recurrence:
    """The moments at which something recurs.

    Args:
        cron: Five fields as cron has them: minute, hour, day, month, weekday.
        zone: The time zone's IANA name.

    """

    cron: str
    zone: str = ZONE

    def after(self, moment: datetime) -> datetime:
        """Return the first of them after a moment, in UTC."""
        return next(self._all(moment))

    def next_ones(self, moment: datetime, count: int) -> list[datetime]:
        """Return the first few after a moment, in UTC."""
        return list(islice(self._all(moment), count))

    def last_until(self, first: datetime, now: datetime) -> tuple[datetime, int]:
        """Return the last of them that is not after `now`, and how many before it were passed over.

        Args:
            first: One of them that is not after `now`.
            now: The moment.

        """
        passed, last = 0, first
        for found in self._all(first):
            if found > now:
                break
            passed, last = passed + 1, found
        return last, passed

    def _all(self, moment: datetime) -> Iterator[datetime]:
        here = ZoneInfo(self.zone)
        found = croniter(self.cron, moment.astimezone(here))
        while True:
            at = found.get_next(datetime)
            # When clocks are set back, an hour comes twice. What has its hour does not.
            if not (_is_second(at) and self._has_its_hour()):
                yield at.astimezone(UTC)

    def _has_its_hour(self) -> bool:
        hours: list[object] = croniter.expand(self.cron)[0][_HOUR]
        return hours != ["*"]


def _is_second(at: datetime) -> bool:
    """Tell whether the same time of day was there an hour ago."""
    return at.utcoffset() != at.replace(fold=0).utcoffset()


def parse_recurrence(cron: str, zone: str, *, now: datetime) -> Recurrence:
    """Read a cron line and a zone that a person gave.

    Args:
        cron: The line, or a word such as `@daily`.
        zone: The time zone.
        now: The moment.

    Raises:
        UsageError: One of them can't be understood, or there is no such time.

    """
    check_zone(zone)
    words = " ".join(cron.split())
    try:
        fields = croniter.expand(words)[0]
        found = Recurrence(cron=words, zone=zone)
        found.after(now)
    except (CroniterError, AttributeError) as error:
        raise UsageError("schedule.bad-cron", cron=cron) from error
    if len(fields) != _FIELDS:
        raise UsageError("schedule.bad-cron", cron=cron)
    return found


def check_zone(zone: str) -> None:
    """Refuse a time zone that is not one.

    Raises:
        UsageError: There is none of that name.

    """
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise UsageError("schedule.bad-zone", zone=zone) from error


def read_misfire(text: str) -> str:
    """Read what becomes of a time that was missed: `once`, `skip`, or how late is still good.

    Raises:
        UsageError: It is none of these.

    """
    word = text.strip().lower()
    if word not in {"once", "skip"} and not _LATE.fullmatch(word):
        raise UsageError("schedule.bad-misfire", text=text)
    return word


def is_missed(misfire: str, late: timedelta) -> bool:
    """Tell whether it is too late for what was due.

    Args:
        misfire: As `read_misfire` returned it.
        late: How late it is.

    """
    if misfire == "once":
        return False
    found = _LATE.fullmatch(misfire)
    allowed = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else PUNCTUAL
    return late > max(allowed, PUNCTUAL)
