"""What a person sees of a number or a date through its number format."""

from datetime import date, datetime, time

import pytest

from zns_batch.domain.sheet import Cell, Seen
from zns_batch.sheets.display import ColumnDisplay, DisplayFormat, HiddenDays

MONTH = date(2026, 11, 1)
MOMENT = datetime(2026, 11, 5, 16, 2, 9)


@pytest.mark.parametrize(
    "code, cell, expected",
    [
        ("#,##0", 1500000, "1.500.000"),
        ("#,##0", 999.0, "999"),
        ("#,##0.00", 1234.5, "1.234,50"),
        ('#,##0 "đ"', 1500000.0, "1.500.000 đ"),
        ('#,##0\\ "₫"', 150000, "150.000 ₫"),
        ("#,##0 [$₫-42A]", 150000, "150.000 ₫"),
        ('_-* #,##0 "₫"_-', 150000, "150.000 ₫"),
        ('#,##0".000"', 1500, "1.500.000"),
        ('"VND "#,##0', 99000, "VND 99.000"),
        ('0" kg"', 5, "5 kg"),
        ('"Lần "0', 3, "Lần 3"),
        ('General" điểm"', 2.5, "2,5 điểm"),
        ("0.00", 12.345, "12,35"),
        ("0.0#", 12.0, "12,0"),
        ("#,##0,", 1500000, "1.500"),
        ('0.0,,"tr"', 1500000, "1,5tr"),
        ("#,##0;(#,##0)", -1500, "(1.500)"),
        ("#,##0", -1500, "-1.500"),
        ("#,##0;[Red]-#,##0", -1500, "-1.500"),
        ('#,##0;-#,##0;"-"', 0, "-"),
        ("0;-0;;@", 0, ""),
        (";;;", 5, ""),
        ("0", 1500.7, "1501"),
        ("0.0%", 0.125, "12,5%"),
        ("000000", 42, "000042"),
        ("mm/yyyy", MONTH, "11/2026"),
        ("yyyy", MONTH, "2026"),
        ('"Tháng "m', MONTH, "Tháng 11"),
        ("dd/mm", MOMENT, "05/11"),
        ("d/m", MOMENT, "5/11"),
        ("mm/yy", MOMENT, "11/26"),
        ("dd/mm/yyyy", MOMENT, "05/11/2026"),
        ("hh:mm", MOMENT, "16:02"),
        ("h:mm:ss", MOMENT, "16:02:09"),
        ("dd/mm hh:mm", MOMENT, "05/11 16:02"),
    ],
)
def test_what_is_seen(code: str, cell: Cell, expected: str) -> None:
    """A number or a date is the text that stands in the cell, with the separators of Viet Nam."""
    assert expected == DisplayFormat(code).show(cell)


@pytest.mark.parametrize(
    "code, cell",
    [
        ("General", 1500),
        ("@", 1500),
        ("#,##0", "chữ"),
        ("#,##0", True),
        ("#,##0", 1e15),
        ("#,##0", float("nan")),
        ("dd/mm/yyyy", 46331),
        ("dd/mm/yyyy", MONTH),
        ("d-mmm-yy", MONTH),
        ("[$-F800]dddd, mmmm dd, yyyy", MONTH),
        ("dd/mm/yyyy hh:mm", MOMENT),
        ("hh:mm", time(8, 5)),
        ("0.00", MONTH),
    ],
)
def test_what_is_plainly_written(code: str, cell: Cell) -> None:
    """Whole dates, and what no format changes, are written as they always are."""
    assert Seen.PLAIN is DisplayFormat(code).show(cell)


@pytest.mark.parametrize(
    "code, cell",
    [
        ("0.00E+00", 2190.0),
        ("##0.0E+0", 1),
        ("# ?/?", 0.5),
        ('[<1000]0;0,"k"', 5),
        ('0" và "0', 12),
        ("d-mmm", MONTH),
        ("mmm-yy", MONTH),
        ("mmmm", MONTH),
        ("dddd", MOMENT),
        ("dd/mm/yyyy", time()),
        ("0" * 300, 5),
    ],
)
def test_what_cannot_be_told(code: str, cell: Cell) -> None:
    """Exponents, fractions, conditions and names of months are never guessed."""
    assert Seen.UNKNOWN is DisplayFormat(code).show(cell)


@pytest.mark.parametrize(
    "expected, code",
    [
        (True, "mm/yyyy"),
        (True, "mm-yy"),
        (True, "mmm-yy"),
        (True, "[$-42A]mmmm yyyy;@"),
        (True, "yyyy-mm"),
        (True, '"Tháng "mm'),
        (True, '"Tháng "mm" năm "yyyy'),
        (True, "yyyy"),
        (True, "hh:mm mm/yyyy"),
        (True, "ddd, mm/yyyy"),
        (False, "dd/mm/yyyy"),
        (False, "d-mmm"),
        (False, "d/m"),
        (False, "MM/DD/YY"),
        (False, "[$-F800]dddd, mmmm dd, yyyy"),
        (False, "dd/mm/yyyy hh:mm"),
        (False, "dd"),
        (False, "hh:mm"),
        (False, "mm:ss"),
        (False, "mm:ss.0"),
        (False, "[h]:mm"),
        (False, "[mm]:ss"),
        (False, 'h" giờ "mm'),
        (False, "#,##0"),
        (False, '0" month"'),
        (False, "General"),
        (False, "@"),
        (False, ""),
    ],
)
def test_which_formats_hide_the_day(expected: bool, code: str) -> None:
    """A format that shows a month hides the day; minutes are no months, a weekday is no day."""
    assert expected is DisplayFormat(code).hides_day


def test_days_are_hidden_within_a_column() -> None:
    """Only the rows whose own format hides the day are told."""
    hidden = HiddenDays([(2, False), (3, True), (4, True), (6, False)])
    assert hidden
    seen = [Seen.PLAIN, Seen.PLAIN, Seen.NO_DAY, Seen.NO_DAY, Seen.NO_DAY, Seen.PLAIN, Seen.PLAIN]
    assert seen == [hidden(row, MONTH) for row in range(1, 8)]
    assert not HiddenDays([(2, False), (3, False)])
    assert not HiddenDays([])


def test_formats_change_within_a_column() -> None:
    """Each cell of a column is seen through the format of its own row."""
    money, month = DisplayFormat("#,##0"), DisplayFormat("mm/yyyy")
    display = ColumnDisplay([(1, None), (2, money), (3, money), (5, None), (6, month)])
    assert Seen.PLAIN is display(1, 1500)
    assert ["1.500", "1.500"] == [display(2, 1500), display(4, 1500)]
    assert Seen.PLAIN is display(5, 1500)
    assert "11/2026" == display(99, MONTH)
    assert display
    assert not ColumnDisplay([(1, None)])
