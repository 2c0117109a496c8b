"""Rows whose meaning the other rows or cells decide: totals, dates that read both ways, kept values."""

from collections.abc import Sequence

import pytest
from planning_sheets import check_of, template_of

from zns_batch.domain.sheet import Cell, Row, Sheet
from zns_batch.domain.template import Param, ParamType
from zns_batch.validation.row_reader import is_total_row
from zns_batch.validation.validator import SheetValidator

DUE = template_of(
    Param(name="due", type=ParamType.DATE),
    Param(name="at", type=ParamType.DATETIME, required=False),
)


def found(check: SheetValidator) -> list[tuple[int | None, str | None, str]]:
    """Return every problem's place and code."""
    return [(one.row, one.column, one.code) for one in check.run().problems]


# ── lines of totals ──


@pytest.mark.parametrize(
    "text",
    [
        "Tổng cộng",
        "TỔNG CỘNG:",
        "Tổng số: 60 khách",
        "Tổng (60 dòng)",
        "Cộng",
        "Tổng tiền 1.500.000",
        " Total ",
        "Grand total = 12",
        "Sum",
        "Tô\u0309ng cô\u0323ng",
    ],
)
def test_a_line_of_totals(text: str) -> None:
    """A row without a phone that says “total” is told as that, in one problem."""
    check = check_of(("0912345678", "Lan", "DH1", 150000), (None, text, None, 150000))
    assert [(3, "SĐT", "total-row")] == found(check)


@pytest.mark.parametrize("place", range(3))
def test_totals_may_stand_anywhere(place: int) -> None:
    """The word may stand in any cell, also in the phone's, as where the cells are merged."""
    cells: list[Cell] = [None, None, None, 150000]
    cells[place] = "Tổng cộng"
    assert [(2, "SĐT", "total-row")] == found(check_of(cells))


@pytest.mark.parametrize(
    "text", ["Tống Văn An", "Tổng công ty Điện lực", "Công", "Summer", "Totalmart", "Cộng sự A"]
)
def test_a_customer_is_no_total(text: str) -> None:
    """Names that begin like the word for total are customers, whose phone is missing."""
    assert is_total_row((None, text)) is None
    assert [(2, "SĐT", "phone-missing")] == found(check_of((None, text, "DH1", 150000)))


def test_totals_with_a_good_phone_are_a_recipient() -> None:
    """A row with a phone is a recipient, whatever its cells say."""
    assert not found(check_of(("0912345678", "Tổng", "DH1", 150000)))


# ── dates that read both ways ──


def dates(*cells: Sequence[Cell]) -> SheetValidator:
    """Check rows of a phone that is good and dates."""
    rows = [(f"09120000{place:02}", *row) for place, row in enumerate(cells)]
    return check_of(*rows, headers=("SĐT", "due", "at"), template=DUE)


def test_a_month_first_makes_others_doubtful() -> None:
    """Beside a date that only fits month/day, texts that read both ways are refused and name it."""
    check = dates(
        ("03/04/2026", None), ("13/04/2026", None), ("5/5/2026", None), ("11/22/26", None)
    )
    assert [(2, "due", "date-ambiguous"), (5, "due", "date-impossible")] == found(check)
    params = check.problems[0].params
    assert ("03/04/2026", "11/22/26", "5") == (
        params["shown"],
        params["other"],
        params["other_row"],
    )


def test_columns_are_judged_apart() -> None:
    """A month first in one column says nothing about another, and dates with a time count too."""
    check = dates(("03/04/2026", "08:30 11/22/2026"), ("03/04/2026", "03/04/2026 9:00"))
    assert [(2, "at", "date-impossible"), (3, "at", "date-ambiguous")] == found(check)


def test_day_first_throughout() -> None:
    """Without a month first in the column the day comes first, as everybody in Viet Nam writes."""
    check = dates(("03/04/2026", None), ("22/11/2026", None), ("2026-11-22", None))
    assert ["03/04/2026", "22/11/2026", "22/11/2026"] == [row.data["due"] for row in check.rows()]


def test_a_column_without_doubt_is_read_once() -> None:
    """The sheet is read a second time only when a text that reads both ways turns up."""
    reads: list[int] = []
    check = dates(("22/11/2026", None), ("03/04/2026", None), ("04/05/2026", None))
    sheet: Sheet = check._sheet
    rows: list[Row] = list(sheet.read())

    def read() -> object:
        reads.append(len(reads))
        return iter(rows)

    object.__setattr__(sheet, "read", read)
    check.run()
    assert 2 == len(reads)


# ── values that are kept ──


def test_true_is_not_one() -> None:
    """TRUE beside a 1 in the same column is refused although the two are equal to a computer."""
    check = check_of(
        ("0912345671", "A", 1, 1),
        ("0912345672", "B", True, True),
        ("0912345673", "C", 1.0, 1.0),
        ("0912345674", "D", False, 2),
        ("0912345675", "E", 0, 2),
    )
    boolean = "value-boolean"
    expected = [(3, "Mã đơn", boolean), (3, "Tổng tiền", boolean), (5, "Mã đơn", boolean)]
    assert expected == found(check)
    assert ["1", "1", "0"] == [row.data["order_code"] for row in check.rows() if row.data]


def test_more_values_than_are_kept() -> None:
    """A column with more different values than are kept is read right to its end, and again."""
    lines = [(f"0912{place:06}", f"Khách {place}", f"DH{place}", 5) for place in range(2_500)]
    check = check_of(*lines)
    for _ in range(2):
        assert [f"DH{place}" for place in range(2_500)] == [
            row.data["order_code"] for row in check.rows()
        ]
