"""Dates and times: a cell becomes `22/11/2026`, `08:30` or `08:30 22/11/2026`.

These are the forms Zalo takes for a time parameter, with two digits for day and month. In text the
day comes first, as everybody in Viet Nam writes it, or the year does (ISO). A month first is refused
by the calendar, or by another date of the column that only makes sense so (`MonthFirstGuard`).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache

from zns_batch.domain.sheet import DAY_ZERO, Cell, Row, Sheet
from zns_batch.validation.text import FULL_WIDTH, CellIssue, normalise_text, shown, unsupported_type

_both_ways = re.compile(
    r"(?<![0-9])(0?[1-9]|1[0-2])([/.\-])(0?[1-9]|1[0-2])\2(?:[0-9]{4}|[0-9]{2})(?![0-9])"
).search
_month_first = re.compile(
    r"(?<![0-9])(?:0?[1-9]|1[0-2])([/.\-])(?:1[3-9]|2[0-9]|3[01])\1(?:[0-9]{4}|[0-9]{2})(?![0-9])"
).search


class MonthFirstGuard:
    """Whether a column has a date that only makes sense with the month first.

    The column is looked through when that is first asked: when a text that reads both ways turns
    up. Columns of real dates, and those written day first throughout, are read only once.

    Args:
        sheet: The sheet.
        place: The column's place in its rows.

    """

    def __init__(self, sheet: Sheet, place: int) -> None:
        self._sheet = sheet
        self._place = place

    @cached_property
    def witness(self) -> Row | None:
        """The first row with such a date."""
        place = self._place
        for row in self._sheet.read():
            cell = row.cells[place]
            if cell.__class__ is str and _month_first(str(cell)):
                return row
        return None

    def doubt(self, cell: Cell) -> CellIssue | None:
        """Return why a cell's date can't be told: it reads both ways, and another has the month first.

        Args:
            cell: A cell that reads as a date with the day first.

        """
        both_ways = _both_ways(cell) if isinstance(cell, str) else None
        if not both_ways or int(both_ways[1]) == int(both_ways[3]) or self.witness is None:
            return None
        other = shown(str(self.witness.cells[self._place]))
        return CellIssue(
            "date-ambiguous",
            {"shown": shown(str(cell)), "other": other, "other_row": str(self.witness.number)},
        )


def guard_month_first(
    convert: Callable[[Cell], str | CellIssue | None], column: MonthFirstGuard
) -> Callable[[Cell], str | CellIssue | None]:
    """Make a converter of dates refuse what could have the month first."""

    def convert_surely(cell: Cell) -> str | CellIssue | None:
        value = convert(cell)
        return (isinstance(value, str) and column.doubt(cell)) or value

    return convert_surely


_day_first = re.compile(
    r"(?P<day>[0-9]{1,2})(?P<mark>[/.\-])(?P<month>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4}|[0-9]{2})"
).fullmatch
_year_first = re.compile(
    r"(?P<year>[0-9]{4})(?P<mark>[/.\-])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})"
).fullmatch
_month_of_year = re.compile(
    r"(?:(?:tháng|thang|month|t|m)\.? ?)?(?P<month>[0-9]{1,2}) ?[/.\-] ?(?P<year>[0-9]{4})"
    r"|(?P<year_first>[0-9]{4})[/.\-](?P<month_last>[0-9]{1,2})",
    re.IGNORECASE,
).fullmatch
_clock = re.compile(
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.0+)?)?"
    r"(?: ?(?P<half>am|pm|sa|ch))?",
    re.IGNORECASE,
).fullmatch
_spoken_clock = re.compile(
    r"(?P<hour>[0-9]{1,2}) ?[hg](?: ?(?P<minute>[0-9]{2}))?", re.IGNORECASE
).fullmatch
_number = re.compile(r"[0-9]{5}(?:\.[0-9]+)?").fullmatch
_iso_joint = re.compile(r"(?<=[0-9])T(?=[0-9])")

_AFTERNOON = {"pm", "ch"}

_ANY_DAY = date(2000, 1, 1)

_SERIALS = range(20_000, 80_000)
"""Days since 30 December 1899, as spreadsheets count them: 1954 to 2119."""

_FIRST_SERIAL = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's moments have no zone

_CENTURIES = {year: (1900 if year > 49 else 2000) for year in range(100) if not 30 <= year <= 49}
"""What a two-digit year belongs to, where every version of Excel and Windows says the same.

Excel's own rule ends the present century's years at 29, newer Windows at 49 (Microsoft's page on
two-digit years), so those between belong to neither.
"""


def read_date(cell: Cell) -> str | CellIssue:
    """Turn a cell into `dd/mm/yyyy`. A time of day beside the date is left out."""
    if isinstance(cell, datetime):
        return write_date(_to_the_second(cell))
    if isinstance(cell, date):
        return write_date(cell)
    if isinstance(cell, str) and not _number(cell):
        text = _plain(cell)
        day, _, clock = text.partition(" ")
        if clock and isinstance(_read_time_text(clock), CellIssue):
            return CellIssue("value-not-date", {"shown": shown(text)})
        return _read_day(day)
    moment = _serial(cell)
    if moment is not None:
        return write_date(_to_the_second(moment))
    return "" if cell is None else unsupported_type(cell, "value-not-date")


def read_month(cell: Cell) -> str | CellIssue:
    """Turn a cell into `mm/yyyy`: a month, or the month of a day, however much of it is shown."""
    if isinstance(cell, str) and not _number(cell):
        text = _plain(cell)
        match = _month_of_year(text)
        if match is not None:
            month = int(match["month"] or match["month_last"])
            if 1 <= month <= 12:
                return f"{month:02}/{match['year'] or match['year_first']}"
            return CellIssue("month-impossible", {"shown": shown(text)})
    day = read_date(cell)
    if isinstance(day, CellIssue) and day.code == "value-not-date":
        return CellIssue("value-not-month", day.params)
    return day[3:] if isinstance(day, str) else day


def read_time(cell: Cell) -> str | CellIssue:
    """Turn a cell into `hh:mm`, with seconds only where there are any.

    A day without a time of day is refused: midnight is how files hold one.
    """
    if isinstance(cell, datetime) and _to_the_second(cell).time() == time():
        return CellIssue("time-missing", {"shown": write_date(cell)})
    return read_time_or_midnight(cell)


def read_time_or_midnight(cell: Cell) -> str | CellIssue:
    """Do what `read_time` does, and take a moment at midnight for `00:00`."""
    if isinstance(cell, str):
        return _read_time_text(_plain(cell))
    if isinstance(cell, time):
        return write_time(_to_the_second(datetime.combine(_ANY_DAY, cell)).time())
    if isinstance(cell, datetime):
        return write_time(_to_the_second(cell).time())
    if isinstance(cell, timedelta) and timedelta() <= cell < timedelta(days=1):
        return write_time(_to_the_second(datetime.combine(_ANY_DAY, time()) + cell).time())
    return "" if cell is None else unsupported_type(cell, "value-not-time")


def read_datetime(cell: Cell) -> str | CellIssue:
    """Turn a cell into `hh:mm dd/mm/yyyy`; one that holds no time of day is refused."""
    value = read_datetime_or_day(cell)
    if isinstance(value, str) and value and ":" not in value:
        return CellIssue("time-missing", {"shown": value})
    return value


def read_datetime_or_day(cell: Cell) -> str | CellIssue:
    """Turn a cell into `hh:mm dd/mm/yyyy`, or `dd/mm/yyyy` where it holds no time of day."""
    if isinstance(cell, datetime):
        return write_datetime(cell)
    if isinstance(cell, date):
        return write_date(cell)
    if isinstance(cell, str) and not _number(cell):
        return _read_datetime_text(_plain(cell))
    moment = _serial(cell)
    if moment is not None:
        return write_datetime(moment)
    return "" if cell is None else unsupported_type(cell, "value-not-datetime")


def _read_datetime_text(text: str) -> str | CellIssue:
    """Read a date with a time before or after it, or alone."""
    first, _, behind = text.partition(" ")
    day, clock = _read_day(first), _read_time_text(behind)
    if behind and isinstance(clock, CellIssue) and clock.code == "value-not-time":
        before, _, last = text.rpartition(" ")
        day, clock = _read_day(last), _read_time_text(before)
    for part in (day, clock):
        if isinstance(part, CellIssue):
            unread = part.code.startswith("value-not")
            return CellIssue("value-not-datetime", {"shown": shown(text)}) if unread else part
    return f"{clock} {day}" if clock else day


def _serial(cell: Cell) -> datetime | None:
    """Read a number as the moment a spreadsheet would show for it in a column formatted as Date.

    The parameter says that a date stands there, so a date is all the number can be.
    """
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return None
    days = float(cell)
    if not _SERIALS.start <= days < _SERIALS.stop:
        return None
    return _FIRST_SERIAL + timedelta(days=days)


def dated(cell: Cell, day_zero: date) -> Cell:
    """Return the day or moment that a bare number stands for; any other cell as it is.

    Args:
        cell: A cell of a column of dates.
        day_zero: What the number 0 is in its sheet.

    """
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return cell
    if isinstance(cell, str) and not _number(cell):
        return cell
    days = float(cell) + (day_zero - DAY_ZERO).days
    if not _SERIALS.start <= days < _SERIALS.stop:
        return cell
    moment = _to_the_second(_FIRST_SERIAL + timedelta(days=days))
    return moment if moment.time() != time() else moment.date()


@lru_cache(maxsize=4096)
def write_date(day: date) -> str:
    """Write a date as `22/11/2026`. The same few dates fill a whole column, so they are kept."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def write_time(moment: time) -> str:
    """Write a time of day as `08:30`, or `08:30:05` when it has seconds."""
    return moment.strftime("%H:%M:%S" if moment.second else "%H:%M")


def write_datetime(moment: datetime) -> str:
    """Write a moment as `08:30 22/11/2026`; midnight is how files hold a date without a time."""
    moment = _to_the_second(moment)
    day = write_date(moment)
    return f"{write_time(moment.time())} {day}" if moment.time() != time() else day


def write_duration(duration: timedelta) -> str:
    """Write a duration as a spreadsheet shows it: `26:30`, or `26:30:05` when it has seconds."""
    seconds = round(abs(duration).total_seconds())
    sign = "-" if duration < timedelta() else ""
    hours, minutes = f"{seconds // 3600:02}", f"{seconds // 60 % 60:02}"
    odd_seconds = f":{seconds % 60:02}" if seconds % 60 else ""
    return f"{sign}{hours}:{minutes}{odd_seconds}"


def _to_the_second(moment: datetime) -> datetime:
    """Undo what a float can't hold: a spreadsheet's 08:30 may come as 08:29:59.999999."""
    if not moment.microsecond:
        return moment
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def _plain(text: str) -> str:
    return _iso_joint.sub(" ", normalise_text(text).translate(FULL_WIDTH))


def _read_day(text: str) -> str | CellIssue:
    if not text:
        return ""
    match = _day_first(text) or _year_first(text)
    if not match:
        return CellIssue("value-not-date", {"shown": shown(text)})
    year = int(match["year"])
    if len(match["year"]) == 2:
        if year not in _CENTURIES:
            return CellIssue("date-short-year", {"shown": shown(text)})
        year += _CENTURIES[year]
    try:
        return write_date(date(year, int(match["month"]), int(match["day"])))
    except ValueError:
        return CellIssue("date-impossible", {"shown": shown(text)})


def _read_time_text(text: str) -> str | CellIssue:
    if not text:
        return ""
    match = _clock(text) or _spoken_clock(text)
    if not match:
        return CellIssue("value-not-time", {"shown": shown(text)})
    parts = match.groupdict()
    hour, half = int(parts["hour"]), parts.get("half")
    if half is not None:
        # No half of a day has a 13th hour: 24 is told as impossible below.
        afternoon = 12 if half.lower() in _AFTERNOON else 0
        hour = hour % 12 + afternoon if 1 <= hour <= 12 else 24
    try:
        return write_time(time(hour, int(parts["minute"] or 0), int(parts.get("second") or 0)))
    except ValueError:
        return CellIssue("time-impossible", {"shown": shown(text)})


def with_usual_day_zero(sheet: Sheet, places: Sequence[int]) -> Sheet:
    """Return a sheet that counts days as nearly all do; mostly it is the same one.

    A bare number in a column of dates is a day by the workbook's own count. Written into another
    workbook, such as one with the results, or fed back from it, the same number would be another
    day: it becomes a date.

    Args:
        sheet: The sheet.
        places: The places of the columns of dates in its rows.

    """
    if sheet.day_zero == DAY_ZERO or not places:
        return sheet

    def read() -> Iterator[Row]:
        for row in sheet.read():
            cells = list(row.cells)
            for place in places:
                cells[place] = dated(cells[place], sheet.day_zero)
            yield row._replace(cells=tuple(cells))

    return replace(sheet, day_zero=DAY_ZERO, read=read)
