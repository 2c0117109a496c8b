"""The column of days of a reminder: how its cells are read."""

from datetime import date, datetime

import pytest
from planning_sheets import sheet_of

from zns_batch.domain.sheet import Cell
from zns_batch.errors import ColumnError
from zns_batch.validation.occasions import DayColumn, read_birthday
from zns_batch.validation.text import CellIssue


def days_of(*cells: Cell, yearly: bool = False) -> list[object]:
    sheet = sheet_of(["SĐT", "Ngày sinh"], *(["0912345678", cell] for cell in cells))
    column = DayColumn(sheet, "ngay sinh", yearly=yearly)
    found = [day for _, day in column.days(sheet.read())]
    return [day.code if isinstance(day, CellIssue) else day for day in found]


def test_dates_texts_and_empty_cells() -> None:
    """Real dates, moments and texts are days; an empty cell is none; anything else is told."""
    assert [date(2026, 12, 4), date(2026, 12, 4), date(2026, 12, 4), None, "value-not-date"] == (
        days_of(date(2026, 12, 4), datetime(2026, 12, 4, 8, 30), "4/12/2026", None, "mai")
    )


def test_a_text_that_reads_both_ways_is_told() -> None:
    """Nobody is reminded on the wrong day because the list has the month first."""
    read = days_of("04/12/2026", "12/25/2026", "01/01/2026")
    assert ["date-ambiguous", "date-impossible", date(2026, 1, 1)] == read


def test_birthdays_may_have_no_year() -> None:
    """A birthday is often written without a year, or with two digits of it."""
    assert ["25/12/2000", "29/02/2000", "01/02/2000"] == [
        read_birthday(cell) for cell in ("25/12", "29/2", "1-2-45")
    ]
    issue = read_birthday("31/02")
    assert isinstance(issue, CellIssue)
    assert "date-impossible" == issue.code
    assert [date(2000, 12, 25), date(1990, 5, 2)] == days_of("25/12", "02/05/1990", yearly=True)


def test_a_column_without_dates_is_refused() -> None:
    """The wrong column is told with its letter and what stands in it."""
    with pytest.raises(ColumnError) as caught:
        days_of("An", "Bình")
    assert "remind.no-dates" == caught.value.key
    assert ("B", 2, "An") == tuple(caught.value.params[name] for name in ("letter", "row", "shown"))
