"""Opening a list from a path or a file object, by a row of headers, and listing its sheets."""

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from sheet_files import AN, BINH, HEADERS, SPREADSHEETS, excel, headers, rows

from zns_batch.domain.sheet import Cell, SheetListing
from zns_batch.errors import SheetError
from zns_batch.sheets import list_sheets, open_sheet
from zns_batch.sheets.grid import Grid
from zns_batch.sheets.layout import detect_table


@pytest.mark.parametrize("ending", [".xlsx", ".xls", ".ods"])
def test_a_file_object_is_read_as_the_file_is(ending: str) -> None:
    """An upload that never had a path gives the same rows, under the name that its sender knows."""
    path = SPREADSHEETS / f"libreoffice{ending}"
    sheet = open_sheet(io.BytesIO(path.read_bytes()), name=f"khách{ending}")
    assert rows(open_sheet(path)) == rows(sheet)
    assert Path(f"khách{ending}") == sheet.path


def test_an_open_file_has_its_own_name() -> None:
    """A file opened in Python is told by its own name where no other one is given."""
    path = SPREADSHEETS / "comma-utf8.csv"
    with path.open("rb") as file:
        assert path == open_sheet(file).path
    assert Path("spreadsheet") == open_sheet(io.BytesIO(path.read_bytes())).path


@pytest.mark.parametrize(
    "data, key",
    [
        (b"", "sheet.file-empty"),
        (b"%PDF-1.7", "sheet.not-a-sheet"),
        (b"SDT\n", "sheet.no-rows"),
        ((SPREADSHEETS / "password.xls").read_bytes(), "sheet.password"),
    ],
)
def test_an_error_names_the_file_as_people_know_it(data: bytes, key: str) -> None:
    """What is wrong with an upload is told with the upload's name, wherever it is found."""
    with pytest.raises(SheetError) as caught:
        open_sheet(io.BytesIO(data), name="khách.xlsx")
    assert (key, "khách.xlsx") == (caught.value.key, caught.value.params["path"])
    assert caught.value.text("vi").startswith("khách.xlsx")


def test_an_error_in_a_late_row_names_the_file() -> None:
    """A cell that can't be read is told with the file's name, however late it comes."""

    def lines() -> Iterator[list[Cell]]:
        yield ["Họ tên", "SĐT"]
        for _ in range(1500):
            yield ["An", "0901234567"]
        raise SheetError("sheet.cell-unreadable", row="1502")

    grid = Grid(name=None, first_column=0, width=2, rows=lines)
    sheet = detect_table(Path("khách.xls"), grid, header_row=1)
    with pytest.raises(SheetError) as caught:
        rows(sheet)
    assert ("khách.xls", "1502") == (caught.value.params["path"], caught.value.params["row"])


def test_the_row_of_headers_can_be_given(tmp_path: Path) -> None:
    """A person who knows better than the search which row names the columns is believed."""
    lines = [("Cửa hàng", "Địa chỉ", "Ghi chú"), HEADERS, AN, BINH]
    path = excel(tmp_path / "list.xlsx", lines)
    assert ["Cửa hàng", "Địa chỉ", "Ghi chú"] == headers(open_sheet(path))
    sheet = open_sheet(path, header_row=2)
    assert (2, list(HEADERS)) == (sheet.header_row, headers(sheet))
    assert [(3, AN), (4, BINH)] == rows(sheet)
    assert {"row": "2", "count": 1} == sheet.notices[0].params


def test_the_row_that_was_found_can_be_given_again() -> None:
    """The header row that is told of a sheet, merged headings or not, gives the same sheet again."""
    for name in ("xlsxwriter-headings.xlsx", "hand-deep-header.xlsx", "libreoffice-layout.ods"):
        sheet = open_sheet(SPREADSHEETS / name)
        again = open_sheet(SPREADSHEETS / name, header_row=sheet.header_row)
        assert headers(sheet) == headers(again)
        assert rows(sheet) == rows(again)


@pytest.mark.parametrize("row", [0, 5, 9, 2_000_000])
def test_a_row_without_headers_is_refused(tmp_path: Path, row: int) -> None:
    """A blank row, or one that isn't there, can't name columns; the row is told."""
    path = excel(tmp_path / "list.xlsx", [HEADERS, AN, BINH])
    with pytest.raises(SheetError) as caught:
        open_sheet(path, header_row=row)
    assert ("sheet.header-row", str(row)) == (caught.value.key, caught.value.params["row"])


@pytest.mark.parametrize("ending", [".xlsx", ".xls", ".ods"])
def test_the_sheets_of_a_workbook_are_listed(ending: str) -> None:
    """Who chooses a sheet sees all of them, which are hidden, and how large each is."""
    listed = list_sheets(SPREADSHEETS / f"libreoffice-layout{ending}")
    assert [("Tháng 11", 8, 5), ("Tháng 10", 1, 1)] == [
        (sheet.name, sheet.rows, sheet.columns) for sheet in listed
    ]


def test_hidden_sheets_are_listed_as_such(tmp_path: Path) -> None:
    """A sheet that nobody sees is listed and marked; a chart is no sheet of cells."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Khách"
    book.active["C7"] = "x"
    book.create_sheet("Mã").sheet_state = "hidden"
    book.create_chartsheet("Biểu đồ")
    book.save(tmp_path / "list.xlsx")
    assert (
        SheetListing(name="Khách", visible=True, rows=7, columns=3),
        SheetListing(name="Mã", visible=False, rows=0, columns=0),
    ) == list_sheets(tmp_path / "list.xlsx")


def test_a_text_table_is_one_sheet() -> None:
    """A text file is listed as its only sheet, which has no name."""
    listed = list_sheets(io.BytesIO(b"SDT,Ten\n0901234567,An\n"))
    assert (SheetListing(name=None, visible=True, rows=2, columns=2),) == listed


def test_a_file_without_sheets_is_refused_by_name() -> None:
    """What can't be listed is told like what can't be opened."""
    with pytest.raises(SheetError) as caught:
        list_sheets(io.BytesIO(b"%PDF-1.7"), name="khách.pdf")
    assert "khách.pdf" == caught.value.params["path"]
