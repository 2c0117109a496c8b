"""Which rows are reminded today: their days are read from a column of the list."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from zns_batch.domain.reminder import Occasion, ReminderDay
from zns_batch.domain.sheet import DAY_ZERO, Cell, Column, Row, Sheet
from zns_batch.errors import ColumnError
from zns_batch.validation.column_mapping import column_named
from zns_batch.validation.dates import MonthFirstGuard, dated, guard_month_first, read_date
from zns_batch.validation.text import FULL_WIDTH, CellIssue, normalise_text, shown

_KEPT = 2_000
"""Different cells whose day is kept."""

_LEAP_YEAR = 2000
"""A year that has each day, for birthdays without one."""

_without_year = re.compile(
    r"(?P<day>[0-9]{1,2})(?P<mark>[/.\-])(?P<month>[0-9]{1,2})(?:(?P=mark)[0-9]{2})?"
).fullmatch


class DayColumn:
    """The column of a list in which each row has its day.

    Args:
        sheet: The list.
        name: The column, as a person names it.
        yearly: The year does not matter and may be missing.

    Attributes:
        column: The column.

    Raises:
        ColumnMappingError: There is no such column, or there are several.

    """

    def __init__(self, sheet: Sheet, name: str, *, yearly: bool = False) -> None:
        self.column: Column = column_named(sheet, "--on", name)
        self._place = sheet.columns.index(self.column)
        self._path = sheet.path
        self._day_zero = sheet.day_zero
        read = read_birthday if yearly else read_date
        guard = MonthFirstGuard(sheet, self._place)
        self._convert: Callable[[Cell], str | CellIssue | None] = guard_month_first(read, guard)
        self._seen: dict[Cell, date | CellIssue | None] = {}

    def read(self, row: Row) -> date | CellIssue | None:
        """Return a row's day; `None` when its cell is empty, an issue when it can't be read."""
        cell = row.cells[self._place]
        # TRUE equals 1 and is something else, so neither is kept.
        if cell in (0, 1):
            return self._day(cell)
        if cell not in self._seen:
            if len(self._seen) >= _KEPT:
                self._seen.clear()
            self._seen[cell] = self._day(cell)
        return self._seen[cell]

    def _day(self, cell: Cell) -> date | CellIssue | None:
        value = self._convert(cell if self._day_zero == DAY_ZERO else dated(cell, self._day_zero))
        if not isinstance(value, str):
            return value
        return date(int(value[6:]), int(value[3:5]), int(value[:2])) if value else None

    def days(self, rows: Iterable[Row]) -> Iterator[tuple[Row, date | CellIssue | None]]:
        """Yield the rows with their days.

        Raises:
            ColumnError: At the end: no row of them had a day.

        """
        first: Row | None = None
        found = False
        for row in rows:
            day = self.read(row)
            found = found or isinstance(day, date)
            first = first or row
            yield row, day
        if first is not None and not found:
            cell = first.cells[self._place]
            raise ColumnError(
                "remind.no-dates",
                path=str(self._path),
                column=self.column.title,
                letter=self.column.letter,
                row=first.number,
                shown="∅" if cell is None else shown(str(cell)),
            )


class DueRows:
    """The rows of a list that are to be reminded on one day.

    Args:
        days: The column of days.
        day: The day.

    """

    def __init__(self, days: DayColumn, day: ReminderDay) -> None:
        self.days = days
        self._day = day

    def choose(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield the rows that are due, and those whose day can't be read, so that they are told.

        Raises:
            ColumnError: At the end: no row had a day.

        """
        for row, day in self.days.days(rows):
            if row.fault or isinstance(self._due(day), Occasion | CellIssue):
                yield row

    def read(self, row: Row) -> Occasion | CellIssue | None:
        """Return what a row is to be reminded of, or why that can't be told."""
        return self._due(self.days.read(row))

    def _due(self, day: date | CellIssue | None) -> Occasion | CellIssue | None:
        return self._day.due(day) if isinstance(day, date) else day


def read_birthday(cell: Cell) -> str | CellIssue:
    """Turn a cell into `dd/mm/yyyy`, of which the year does not matter: `25/12` has any."""
    if isinstance(cell, str):
        text = normalise_text(cell).translate(FULL_WIDTH)
        if match := _without_year(text):
            try:
                day = date(_LEAP_YEAR, int(match["month"]), int(match["day"]))
            except ValueError:
                return CellIssue("date-impossible", {"shown": shown(text)})
            return f"{day.day:02}/{day.month:02}/{day.year}"
    return read_date(cell)
