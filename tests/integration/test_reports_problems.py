"""The errors workbook of `check`: mistakes marked where they stand, ready to be corrected."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet as Saved
from planning_sheets import ORDER, check_of, sheet_of

from zns_batch.domain.planned_row import PlannedRow
from zns_batch.domain.sheet import Cell, Sheet
from zns_batch.domain.states import RowState
from zns_batch.i18n import LANGS, Lang, translate
from zns_batch.reports import problems as problems_workbook
from zns_batch.reports.problems import write_problems
from zns_batch.sheets import open_sheet
from zns_batch.validation.column_mapping import match_columns
from zns_batch.validation.expressions import parse_condition
from zns_batch.validation.row_filter import SheetFilter
from zns_batch.validation.validator import SheetValidator, ValidationOptions

HEADERS = ("SĐT", "Họ tên", "Mã đơn", "Tổng tiền", "Ghi chú riêng")
GOOD: tuple[Cell, ...] = ("0912345678", "Nguyễn Văn An", "DH1", 150000.0, None)
NO_NAME: tuple[Cell, ...] = ("0912345679", None, "DH2", 150000.0, "=1+1")
BOTH: tuple[Cell, ...] = ("0243", "Trần Thị B", "DH3", "x", None)


def _checked(sheet: Sheet) -> list[PlannedRow]:
    columns = match_columns(sheet, ORDER)
    return list(
        SheetValidator(sheet, ORDER, columns, ValidationOptions(sender="zalo:default")).rows()
    )


def _written(path: Path, sheet: Sheet, lang: Lang = "en") -> list[Saved]:
    write_problems(path, sheet, _checked(sheet), lang=lang)
    return list(openpyxl.load_workbook(path).worksheets)


def _values(sheet: Saved) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(values_only=True))


@pytest.mark.parametrize("lang, names, ours", [
    ("en", ["Checked", "Problems"], ["Status", "Reason", "What to do"]),
    ("vi", ["Đã kiểm tra", "Lỗi"], ["Trạng thái", "Lý do", "Cách xử lý"]),
])  # fmt: skip
def test_a_copy_and_a_list(tmp_path: Path, lang: Lang, names: list[str], ours: list[str]) -> None:
    """The first sheet is the person's own with three columns more, the second lists the problems."""
    path = tmp_path / "a.xlsx"
    copy, problems = _written(path, sheet_of(HEADERS, GOOD, NO_NAME), lang)
    assert names == [copy.title, problems.title]
    assert [*HEADERS, *ours] == list(_values(copy)[0])
    assert [GOOD, NO_NAME] == [row[:5] for row in _values(copy)[1:]]
    states = [translate(f"state.{state}", lang) for state in (RowState.PENDING, RowState.INVALID)]
    assert states == [row[5] for row in _values(copy)[1:]]


def test_wrong_cells_are_marked_with_the_reason(tmp_path: Path) -> None:
    """Each wrong cell has a background and a note, empty ones too, and right ones have neither."""
    copy, _ = _written(tmp_path / "a.xlsx", sheet_of(HEADERS, GOOD, NO_NAME, BOTH))
    marked = {
        cell.coordinate: cell.comment.text
        for row in copy.iter_rows(min_row=2, max_col=5)
        for cell in row
        if cell.comment
    }
    assert {"B3", "A4", "D4"} == set(marked)
    assert all(marked.values())
    filled = {
        cell.coordinate
        for row in copy.iter_rows(min_row=2, max_col=5)
        for cell in row
        if cell.fill.patternType == "solid"
    }
    assert filled == set(marked)
    assert None is copy["B3"].value
    assert "“SĐT”" in str(copy["G4"].value)
    assert "“Tổng tiền”" in str(copy["G4"].value)


def test_the_list_names_row_column_and_content(tmp_path: Path) -> None:
    """The second sheet tells row, column, code, what is wrong and what the cell holds, with a link."""
    _, problems = _written(tmp_path / "a.xlsx", sheet_of(HEADERS, GOOD, NO_NAME, BOTH))
    table = _values(problems)
    assert ("Row", "Column", "Code", "What is wrong", "The cell holds") == table[0]
    assert [(3, "Họ tên", None), (4, "SĐT", "0243"), (4, "Tổng tiền", "x")] == [
        (row[0], row[1], row[4]) for row in table[1:]
    ]
    assert all(row[2] and row[3] for row in table[1:])
    assert "'Checked'!B3" == problems["B2"].hyperlink.location


@pytest.mark.parametrize("first", [2, 6])
def test_rows_keep_their_numbers(tmp_path: Path, first: int) -> None:
    """Every row stands in the row it has in the person's own file, below titles and blank rows too."""
    made = sheet_of(HEADERS, GOOD, NO_NAME, first=first)
    path = tmp_path / "a.xlsx"
    copy, _ = _written(path, made)
    assert HEADERS[0] == copy.cell(first - 1, 1).value
    assert NO_NAME[0] == copy.cell(first + 1, 1).value
    assert f"A{first}" == copy.freeze_panes
    again = open_sheet(path)
    assert first - 1 == again.header_row
    assert [first, first + 1] == [row.number for row in again.read()]


@pytest.mark.parametrize("lang", LANGS)
def test_the_copy_can_be_corrected_and_fed_back(tmp_path: Path, lang: Lang) -> None:
    """The corrected copy passes the same check, our columns are left aside, and are not doubled."""
    path = tmp_path / "a.xlsx"
    _written(path, sheet_of(HEADERS, GOOD, NO_NAME), lang)
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["B3"] = "Lê Hoàng"
    book.save(path)
    again = open_sheet(path)
    columns = match_columns(again, ORDER)
    assert 3 == len(columns.own_result_columns)
    assert [RowState.PENDING] * 2 == [row.state for row in _checked(again)]
    copy, problems = _written(tmp_path / "b.xlsx", again, "en")
    assert [*HEADERS, "Status", "Reason", "What to do"] == list(_values(copy)[0])
    assert 1 == problems.max_row


def test_repeated_and_suppressed_rows_say_so_without_marks(tmp_path: Path) -> None:
    """A row that is left out but not wrong tells why, and none of its cells looks wrong."""
    check = check_of(
        GOOD[:4], GOOD[:4], ("0987654321", "B", "DH", 1), suppressed=frozenset({"84987654321"})
    )
    path = tmp_path / "a.xlsx"
    write_problems(path, sheet_of(HEADERS[:4]), check.rows(), lang="en")
    copy, problems = openpyxl.load_workbook(path).worksheets
    assert ["pending", "duplicate", "suppressed"] == [row[4] for row in _values(copy)[1:]]
    assert all(row[5] and row[6] for row in _values(copy)[2:])
    assert not any(cell.comment for row in copy.iter_rows() for cell in row)
    assert 3 == problems.max_row


def test_rows_of_another_branch_say_so_without_marks(tmp_path: Path) -> None:
    """A row that the filter leaves out tells why, stands where it stood, and is not among the problems."""
    sheet = sheet_of(HEADERS, GOOD, (*GOOD[:2], "KHAC", *GOOD[3:]))
    row_filter = SheetFilter(sheet, [parse_condition("Mã đơn!=KHAC")])
    options = ValidationOptions(sender="x", row_filter=row_filter)
    check = SheetValidator(sheet, ORDER, match_columns(sheet, ORDER), options)
    path = tmp_path / "a.xlsx"
    template = replace(ORDER, where=("Mã đơn!=KHAC",))
    write_problems(path, sheet, check.rows(), template=template, lang="en")
    copy, problems = openpyxl.load_workbook(path).worksheets
    [_, first, second] = _values(copy)
    assert ("pending", "excluded") == (first[-3], second[-3])
    assert "--where" in str(second[-2])
    assert [(None, None, "--where", "Mã đơn!=KHAC", None)] == _values(problems)[1:]


def test_a_great_many_mistakes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the notes and links that Excel opens quickly every mistake is still marked and listed."""
    monkeypatch.setattr(problems_workbook, "_MOST_NOTES", 3)
    copy, problems = _written(tmp_path / "a.xlsx", sheet_of(HEADERS, *[NO_NAME] * 8))
    assert 3 == sum(cell.comment is not None for [cell] in copy["B2:B9"])
    assert 8 == sum(cell.fill.patternType == "solid" for [cell] in copy["B2:B9"])
    assert 9 == problems.max_row
    assert ["Họ tên"] * 8 == [cell.value for [cell] in problems["B2:B9"]]


def test_formulas_in_cells_stay_text(tmp_path: Path) -> None:
    """A cell that begins like a formula is text in the copy, marked or not."""
    wrong: tuple[Cell, ...] = ("=1+1", "A", "DH", 1, "=2+2")
    copy, problems = _written(tmp_path / "a.xlsx", sheet_of(HEADERS, wrong))
    assert ("s", "s") == (copy["A2"].data_type, copy["E2"].data_type)
    assert ("=1+1", "s") == (problems["E2"].value, problems["E2"].data_type)


def test_a_check_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """When the sheet can't be read to the end, no half workbook is left."""

    def failing() -> Iterator[PlannedRow]:
        yield from _checked(sheet_of(HEADERS, GOOD))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_problems(tmp_path / "a.xlsx", sheet_of(HEADERS, GOOD), failing(), lang="en")
    assert [] == list(tmp_path.iterdir())


def test_titles_and_formats_stay(tmp_path: Path) -> None:
    """The copy has what stood above the header, and its amounts look as they did in the list."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for line in (["Khách tháng 11"], [], HEADERS[:4], [*NO_NAME[:3], 1_500_000]):
        sheet.append(line)
    sheet["D4"].number_format = '#,##0 "đ"'
    book.save(tmp_path / "list.xlsx")
    copy, _ = _written(tmp_path / "a.xlsx", open_sheet(tmp_path / "list.xlsx"))
    assert ("Khách tháng 11", "SĐT", 1_500_000) == tuple(
        copy[at].value for at in ("A1", "A3", "D4")
    )
    assert '#,##0 "đ"' == copy["D4"].number_format
    again = open_sheet(tmp_path / "a.xlsx")
    assert (3, "Khách tháng 11") == (again.header_row, again.titles[0].cells[0])
