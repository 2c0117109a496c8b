"""Which rows are meant: compared as headers are, counted, and never silently none."""

from collections.abc import Sequence
from datetime import date, datetime

import pytest
from planning_sheets import HEADERS, ORDER, sheet_of

from zns_batch.domain.sheet import Cell, CellError, Row, RowFault
from zns_batch.domain.states import RowState
from zns_batch.errors import NothingChosenError, UsageError
from zns_batch.validation.column_mapping import ColumnMappingError, match_columns
from zns_batch.validation.expressions import parse_condition
from zns_batch.validation.row_filter import SheetFilter
from zns_batch.validation.validator import SheetValidator, ValidationOptions

BRANCHES: Sequence[Cell] = ("Hà Nội", "ha  noi", "Đà Nẵng", None, "HÀ NỘI")


def check_of(
    *conditions: str, branches: Sequence[Cell] = BRANCHES, limit: int | None = None
) -> SheetValidator:
    """Check orders of some branches, filtered."""
    rows = [
        (f"091234567{place}", "An", f"DH{place}", 1000, branch)
        for place, branch in enumerate(branches)
    ]
    sheet = sheet_of((*HEADERS, "Chi nhánh"), *rows)
    row_filter = SheetFilter(sheet, [parse_condition(each) for each in conditions])
    options = ValidationOptions(sender="x", row_filter=row_filter, limit=limit)
    return SheetValidator(sheet, ORDER, match_columns(sheet, ORDER), options)


def chosen(*conditions: str, branches: Sequence[Cell] = BRANCHES) -> list[int]:
    """Return the places of the rows that are chosen."""
    rows = check_of(*conditions, branches=branches).rows()
    return [place for place, row in enumerate(rows) if row.state is RowState.PENDING]


@pytest.mark.parametrize(
    "conditions, expected",
    [
        (("Chi nhánh=Hà Nội",), [0, 1, 4]),
        (("chi_nhanh = hà nội",), [0, 1, 4]),
        (("E=HA NOI",), [0, 1, 4]),
        (("Chi nhánh!=Hà Nội",), [2, 3]),
        (("Chi nhánh=",), [3]),
        (("Chi nhánh!=",), [0, 1, 2, 4]),
        (("Chi nhánh=Hà Nội", "Chi nhánh=Đà Nẵng"), [0, 1, 2, 4]),
        (("Chi nhánh!=Hà Nội", "Chi nhánh!="), [2]),
        (("Chi nhánh=Hà Nội", "Mã đơn=DH4"), [4]),
        (("Chi nhánh=Hà Nội", "Mã đơn!=DH4"), [0, 1]),
    ],
)
def test_conditions(conditions: tuple[str, ...], expected: list[int]) -> None:
    """A branch's rows are found however its name is written, and others never get its message."""
    assert expected == chosen(*conditions)


@pytest.mark.parametrize(
    "value, cells, expected",
    [
        ("5", [5, 5.0, "5", 15, True], [0, 1, 2]),
        ("007", [7, "007", "7"], [0, 1]),
        ("1.5", [1.5, 15, "1.5"], [0, 2]),
        ("-5", [-5, 5], [0]),
        ("1", [1, True, "1"], [0, 2]),
        ("true", [1, True, "TRUE"], [1, 2]),
        ("#N/A", [CellError("#N/A"), "x"], [0]),
        (
            "22/11/2026",
            [date(2026, 11, 22), datetime(2026, 11, 22, 8, 30), "22/11/2026"],
            [0, 1, 2],
        ),
        ("2026-11-22", [date(2026, 11, 22), "22/11/2026"], [0]),
    ],
)
def test_cells_of_every_type(value: str, cells: list[Cell], expected: list[int]) -> None:
    """A number chooses numbers by their value, and a date the cells of its day."""
    assert expected == chosen(f"Chi nhánh={value}", branches=cells)


def test_rows_left_out_are_counted_and_told_of_no_problem() -> None:
    """The counts add up to the sheet, and nobody is asked to mend a row of another branch."""
    check = check_of("Chi nhánh=Đà Nẵng")
    rows = list(check.rows())
    assert {RowState.PENDING: 1, RowState.EXCLUDED: 4} == check.counts
    assert [2, 3, 4, 5, 6] == [row.number for row in rows]
    assert [] == check.problems
    assert all(row.phone is None and not row.data for row in rows if row.state is RowState.EXCLUDED)


def test_the_limit_counts_rows_that_are_chosen() -> None:
    """A try with the first two of a branch reaches two people, wherever they stand."""
    check = check_of("Chi nhánh=ha noi", limit=2)
    assert [RowState.PENDING] * 2 == [row.state for row in check.rows()]
    check = check_of("Chi nhánh!=ha noi", limit=2)
    states = [row.state for row in check.rows()]
    assert (2, 2) == (states.count(RowState.PENDING), states.count(RowState.EXCLUDED))


def test_a_row_with_shifted_cells_is_told() -> None:
    """A row whose cells may stand in other columns is a problem, and not taken for another branch's."""
    sheet = sheet_of((*HEADERS, "Chi nhánh"), ("0912345670", "An", "DH1", 1, "Huế"))
    [row] = sheet.read()
    faulty = Row(number=2, cells=row.cells, fault=RowFault(code="rows-joined"))
    assert SheetFilter(sheet, [parse_condition("Chi nhánh=Vinh")]).chooses(faulty)


def test_a_filter_that_leaves_nothing_is_one_line_with_values_that_there_are() -> None:
    """A typing error in a branch's name is told with the names in the list, and nothing is sent."""
    with pytest.raises(NothingChosenError) as caught:
        check_of("Chi nhánh=Hải Phòng").run()
    text = caught.value.text("vi")
    assert "“Chi nhánh=Hải Phòng”" in text
    assert "“Chi nhánh” (E) có: Hà Nội, Đà Nẵng, ∅" in text
    assert "\n" not in text


def test_an_empty_list_is_no_fault_of_the_filter() -> None:
    """A list without rows says so as it does without a filter."""
    assert {} == check_of("Chi nhánh=x", branches=()).run().counts


def test_an_unknown_column_names_the_nearest() -> None:
    """A typing error in a header is told with the header that was meant."""
    with pytest.raises(
        ColumnMappingError, match=r"--where: there is no column “Chi nhanhh”.*Chi nhánh"
    ):
        check_of("Chi nhanhh=x")


@pytest.mark.parametrize("text", ["Chi nhánh", "=x", "", "!=x"])
def test_what_is_no_condition_is_refused(text: str) -> None:
    """A condition that can't be read is told, and does not choose everything."""
    with pytest.raises(UsageError):
        parse_condition(text)


@pytest.mark.parametrize(
    "text, column, value, equal",
    [
        ("a=b=c", "a", "b=c", True),
        (" a b != c d ", "a b", "c d", False),
        ("a=!b", "a", "!b", True),
        ("a=", "a", "", True),
    ],
)
def test_the_first_sign_parts_column_and_value(
    text: str, column: str, value: str, equal: bool
) -> None:
    """A value may hold the signs itself, and spaces around it don't count."""
    found = parse_condition(text)
    assert (column, value, equal) == (found.column, found.value, found.equal)
