"""Recurrences as people say them, turned into cron lines: `thứ Hai 08:00`, `Mon-Fri 8h30`."""

import re
import unicodedata

from zns_batch.errors import UsageError

_CLOCK = re.compile(r"(\d{1,2})(?::(\d{2})|\s*(?:h|g|gio)\s*(\d{2})?)")
_SEPARATOR = re.compile(r"\s*(?:,|;|&|\bva\b|\band\b)\s*")
_RANGE = re.compile(r"\s*(?:-|–|\bden\b|\bto\b)\s*")

_WEEK = ("w", "week", "weeks", "tuan")
_DAYS_BEFORE = re.compile(rf"([-–]?)\s*(\d{{1,4}})\s*(d|days?|ngay|{'|'.join(_WEEK)})?")
_MOST_DAYS_BEFORE = 365

_VIETNAMESE = {
    **{f"{word}{number}": number - 1 for word in ("t", "thu ") for number in range(2, 8)},
    **{
        f"thu {name}": number
        for number, name in enumerate(("hai", "ba", "tu", "nam", "sau", "bay"), start=1)
    },
    "chu nhat": 0,
    "cn": 0,
}
_ENGLISH = {
    name[:length]: number
    for number, name in enumerate(
        ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
    )
    for length in (3, len(name))
}
_WEEKDAYS = _VIETNAMESE | _ENGLISH
_EVERY_DAY = frozenset({"ngay", "hang ngay", "moi ngay", "day"})
_LAST_DAY = frozenset({"l", "last", "cuoi", "cuoi thang"})


def daily(text: str) -> str:
    """Return the cron line of each day at a time of day, such as `08:00` or `8h30`.

    Raises:
        UsageError: It is no time of day.

    """
    time = _time(_fold(text))
    if time is None:
        raise UsageError("schedule.bad-daily", text=text)
    return f"{time} * * *"


def weekly(text: str) -> str:
    """Return the cron line of weekdays and a time of day: `thứ Hai 08:00`, `T2, T5 8h`, `Mon-Fri 08:30`.

    Raises:
        UsageError: It can't be understood.

    """
    folded = _fold(text)
    # The time stands last; everything before it names weekdays.
    for match in _CLOCK.finditer(folded):
        time = _time(folded[match.start() :])
        if time is None:
            continue
        days = folded[: match.start()].strip().rstrip(",").removesuffix(" luc").removesuffix(" at")
        if days in _EVERY_DAY:
            return f"{time} * * *"
        weekdays = [_weekdays(part) for part in _SEPARATOR.split(days.removeprefix("moi "))]
        if all(weekdays):
            return f"{time} * * {','.join(weekdays)}"
    raise UsageError("schedule.bad-every", text=text)


def monthly(day: str, text: str) -> str:
    """Return the cron line of a day of each month, 1 to 31 or `L` for the last, at a time of day.

    Raises:
        UsageError: One of them can't be understood.

    """
    time, folded = _time(_fold(text)), _fold(day)
    number = "L" if folded in _LAST_DAY else folded.removeprefix("ngay ")
    if time is None or not (number == "L" or (number.isdigit() and 1 <= int(number) <= 31)):
        raise UsageError("schedule.bad-monthly", text=f"{day} {text}")
    return f"{time} {number} * *"


def days_before(text: str) -> int:
    """Return how many days before: `3d`, `3`, `3 ngày`, `2w`, `2 tuần`.

    Raises:
        UsageError: It is none, it is in the past, or it is longer than a year.

    """
    match = _DAYS_BEFORE.fullmatch(_fold(text))
    if match is None:
        raise UsageError("remind.bad-before", text=text)
    days = int(match[2]) * (7 if match[3] in _WEEK else 1)
    if match[1] and days:
        raise UsageError("remind.past-before", text=text)
    if days > _MOST_DAYS_BEFORE:
        raise UsageError("remind.long-before", text=text, most=_MOST_DAYS_BEFORE)
    return days


def _weekdays(text: str) -> str:
    """Return a weekday or a range of them as cron has it; empty when it is none."""
    ends = [_WEEKDAYS.get(end) for end in _RANGE.split(text)]
    if len(ends) > 2 or None in ends:
        return ""
    return "-".join(map(str, ends))


def _time(text: str) -> str | None:
    """Return a time of day as cron's minute and hour."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or match[3] or 0)
    return f"{minute} {hour}" if hour < 24 and minute < 60 else None


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())
