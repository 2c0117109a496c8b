"""Recurrence: the next times of a cron line in a time zone, and which times count as missed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

from zns_batch.errors import UsageError

ZONE = "Asia/Ho_Chi_Minh"
"""The zone of schedules unless told otherwise."""

PUNCTUAL = timedelta(minutes=5)
"""A run that begins within this time is not late: a worker polls every second, but may be starting."""

_MAX_LATENESS = re.compile(r"(\d{1,4})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}

_MACROS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
        start=1,
    )
}
_WEEKDAYS = {
    name: number for number, name in enumerate(["sun", "mon", "tue", "wed", "thu", "fri", "sat"])
}
_FIELDS: tuple[tuple[int, int, dict[str, int]], ...] = (
    (0, 59, {}),
    (0, 23, {}),
    (1, 31, {}),
    (1, 12, _MONTHS),
    (0, 7, _WEEKDAYS),
)
"""Of each field the lowest and highest number, and the names that stand for numbers."""

_HOUR, _DAY, _MONTH, _WEEKDAY = 1, 2, 3, 4
_ANY = frozenset({"*", "?", "*/1"})
_ITEM = re.compile(r"(?:\*|(\w+)(?:-(\w+))?)(?:/(\d{1,2}))?")
_NTH_WEEKDAY = re.compile(r"(\w+)#([1-5])|l([0-7])")
_LAST = -1
_SEARCHED_DAYS = 50 * 366
"""Some lines come seldom: the fifth Monday of February every 28 years."""


class _BadCronError(Exception):
    """A line is beyond the grammar, or names a day that never comes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _CronLine:
    """A cron line, read."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    #: The line names no hour: it goes on through an hour that comes twice.
    any_hour: bool
    months: frozenset[int]
    #: Days of the month, `_LAST` for the last one; `None` for any.
    days: frozenset[int] | None
    #: Weekdays, Sunday is 0, with which one of the month: 0 for each, `_LAST` for the last;
    #: `None` for any.
    weekdays: frozenset[tuple[int, int]] | None

    def names_day(self, day: date) -> bool:
        """Tell whether a day is named; a day of the month *and* a weekday stand for either."""
        if day.month not in self.months:
            return False
        if self.days is None:
            return self.weekdays is None or self.names_weekday(day)
        if day.day in self.days or (_LAST in self.days and (day + timedelta(days=1)).day == 1):
            return True
        return self.weekdays is not None and self.names_weekday(day)

    def names_weekday(self, day: date) -> bool:
        """Tell whether the weekday field names a day."""
        weekday = day.isoweekday() % 7
        is_last = (day + timedelta(days=7)).month != day.month
        names = {(weekday, 0), (weekday, (day.day - 1) // 7 + 1), (weekday, _LAST * is_last)}
        return bool(names & (self.weekdays or set()))


@lru_cache(maxsize=256)
def _parse(cron: str) -> _CronLine:
    """Read a line by the grammar of docs/schedules.md, which leaves nothing to guess."""
    fields = _MACROS.get(cron.strip().lower(), cron.lower()).split()
    if len(fields) != len(_FIELDS):
        raise _BadCronError
    minute, hour, day, month, weekday = fields
    return _CronLine(
        minutes=tuple(sorted(_numbers(minute, 0))),
        hours=tuple(sorted(_numbers(hour, _HOUR))),
        any_hour=hour in _ANY,
        months=frozenset(_numbers(month, _MONTH)),
        days=None if day in _ANY else frozenset(_numbers(day, _DAY)),
        weekdays=None if weekday in _ANY else frozenset(_parse_weekdays(weekday)),
    )


def _parse_weekdays(field: str) -> Iterator[tuple[int, int]]:
    for item in field.split(","):
        match = _NTH_WEEKDAY.fullmatch(item)
        if item in {"*", "?"}:
            raise _BadCronError
        if match is None:
            yield from ((number, 0) for number in _numbers(item, _WEEKDAY))
        else:
            nth = int(match[2]) if match[2] else _LAST
            yield from ((number, nth) for number in _numbers(match[1] or match[3], _WEEKDAY))


def _numbers(field: str, position: int) -> set[int]:
    """Return the numbers that a field means: `5`, `MON-FRI`, `*/10`, `8-18/2,20`."""
    low, high, names = _FIELDS[position]
    # Sunday is 0 and 7.
    highest = 6 if position == _WEEKDAY else high

    def number(word: str) -> int:
        value = names.get(word, int(word) if word.isascii() and word.isdigit() else -1)
        if not low <= value <= high:
            raise _BadCronError
        return value

    if field in _ANY:
        return set(range(low, highest + 1))
    numbers: set[int] = set()
    for item in field.split(","):
        if item == "l" and position == _DAY:
            numbers.add(_LAST)
            continue
        match = _ITEM.fullmatch(item)
        step = int(match[3] or 1) if match else 0
        # A `*` among others would make them pointless: it is taken for a slip.
        if match is None or item == "*" or not 0 < step <= high:
            raise _BadCronError
        first = number(match[1]) if match[1] else low
        # `10` is itself; `*/15` and `10/15` go on to the end.
        to_end = match[3] or not match[1]
        last = number(match[2]) if match[2] else highest if to_end else first
        if first <= last:
            numbers.update(range(first, last + 1, step))
        elif position in {_HOUR, _MONTH, _WEEKDAY} and step == 1 and first <= highest:
            # `FRI-MON` and `22-2` are clear. Every other hour of `22-4` would be a guess.
            numbers.update(range(first, highest + 1), range(low, last + 1))
        else:
            raise _BadCronError
    return {0 if position == _WEEKDAY and value > highest else value for value in numbers}


@dataclass(frozen=True, kw_only=True, slots=True)
class Recurrence:
    """The times at which a schedule recurs. Methods raise a `UsageError` for what `parse_recurrence` would refuse."""

    #: Minute, hour, day, month, weekday.
    cron: str
    #: The time zone's IANA name.
    zone: str = ZONE

    def after(self, moment: datetime) -> datetime:
        """Return the first time after a moment, in UTC."""
        return next(self._times(moment))

    def next_times(self, moment: datetime, count: int) -> list[datetime]:
        """Return the first few times after a moment, in UTC."""
        return list(islice(self._times(moment), count))

    def last_until(self, first: datetime, now: datetime) -> tuple[datetime, int]:
        """Return the last time that is not after `now`, and how many before it were skipped.

        Args:
            first: A time of the recurrence that is not after `now`.
            now: The moment.

        """
        skipped, last = 0, first
        for at in self._times(first):
            if at > now:
                break
            skipped, last = skipped + 1, at
        return last, skipped

    def _times(self, moment: datetime) -> Iterator[datetime]:
        # One that this machine does not know, or not any more.
        check_zone(self.zone)
        try:
            line = _parse(self.cron)
        except _BadCronError as error:
            raise UsageError("schedule.bad-cron", cron=self.cron) from error
        # From the day before: a gap in the clock may move its last time to this day.
        first = moment.astimezone(ZoneInfo(self.zone)).date() - timedelta(days=1)
        for day in _days_from(first):
            if line.names_day(day):
                yield from (at for at in self._times_of(line, day) if at > moment)
        raise UsageError("schedule.bad-cron", cron=self.cron)

    def _times_of(self, line: _CronLine, day: date) -> list[datetime]:
        """Return the times of one day, in UTC."""
        zone = ZoneInfo(self.zone)
        times: set[datetime] = set()
        for hour in line.hours:
            for minute in line.minutes:
                local = datetime.combine(day, time(hour, minute), zone)
                at = local.astimezone(UTC)
                if at.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
                    # When clocks are set forward, an hour is left out. What names it runs as soon
                    # as the clock goes on.
                    if not line.any_hour:
                        times.add(_end_of_gap(local))
                    continue
                times.add(at)
                # When clocks are set back, an hour comes twice. What names its hour runs once.
                if line.any_hour:
                    times.add(local.replace(fold=1).astimezone(UTC))
        return sorted(times)


def _end_of_gap(local: datetime) -> datetime:
    """Return the moment, in UTC, at which a clock jumped over a local time."""
    offset_after = local.replace(fold=1).utcoffset()
    at = local.replace(fold=1).astimezone(UTC).replace(second=0)
    while at.astimezone(local.tzinfo).utcoffset() != offset_after:
        at += timedelta(minutes=1)
    return at


def parse_recurrence(cron: str, zone: str, *, now: datetime) -> Recurrence:
    """Read a cron line and a zone that a person gave.

    Args:
        cron: The line, or a macro such as `@daily`.
        zone: The time zone.
        now: The moment.

    Raises:
        UsageError: One of them can't be understood, or there is no such time.

    """
    check_zone(zone)
    recurrence = Recurrence(cron=" ".join(cron.split()), zone=zone)
    recurrence.after(now)
    line = _parse(recurrence.cron)
    # Of a day and a weekday, each for itself must come: a 31st of April beside a Monday is a slip.
    for days, weekdays in ((line.days, None), (None, line.weekdays)):
        half = replace(line, days=days, weekdays=weekdays)
        if not any(map(half.names_day, _days_from(now.date()))):
            raise UsageError("schedule.bad-cron", cron=cron)
    return recurrence


def _days_from(first: date) -> Iterator[date]:
    return (first + timedelta(days=ahead) for ahead in range(_SEARCHED_DAYS))


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
    """Read the policy for missed times: `once`, `skip`, or a maximum lateness such as `2h`.

    Raises:
        UsageError: It is none of these.

    """
    word = text.strip().lower()
    if word not in {"once", "skip"} and not _MAX_LATENESS.fullmatch(word):
        raise UsageError("schedule.bad-misfire", text=text)
    return word


def days_made_up_for(misfire: str) -> int | None:
    """Return how many days late is not too late for what was due on a day; `None` for any number.

    Args:
        misfire: As `read_misfire` returned it.

    """
    if misfire == "once":
        return None
    match = _MAX_LATENESS.fullmatch(misfire)
    return timedelta(**{_UNITS[match[2]]: int(match[1])}).days if match else 0


def is_missed(misfire: str, late: timedelta) -> bool:
    """Tell whether it is too late for what was due.

    Args:
        misfire: As `read_misfire` returned it.
        late: How late it is.

    """
    if misfire == "once":
        return False
    match = _MAX_LATENESS.fullmatch(misfire)
    allowed = timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else PUNCTUAL
    return late > max(allowed, PUNCTUAL)
