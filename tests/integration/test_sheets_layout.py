"""Where the list stands in a sheet, however much stands around it."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
from lag_help import worked
from sheet_files import (
    AN,
    HEADERS,
    SPREADSHEETS,
    codes,
    excel,
    headers,
    package,
    refusal,
    rows,
    sheet_xml,
    text_cell,
)

from zns_batch.sheets import open_sheet


def test_all_rows_of_a_sheet_are_phantoms(tmp_path: Path) -> None:
    """1,048,576 formatted rows with two recipients among them are read in seconds."""
    path = package(tmp_path / "list.xlsx", {"S": ""})
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for name, content in parts.items():
            if not name.startswith("xl/worksheets"):
                out.writestr(name, content)
        with out.open("xl/worksheets/sheet1.xml", "w") as part:
            for piece in _million_rows():
                part.write(piece)
    began = worked()
    assert [(2, ("An", "0901234567")), (1_000_001, ("Bình", "0912345678"))] == rows(
        open_sheet(path)
    )
    assert 30 > worked() - began


def _million_rows() -> Iterator[bytes]:
    filled = {1: ("Họ tên", "SĐT"), 2: ("An", "0901234567"), 1_000_001: ("Bình", "0912345678")}
    head, tail = sheet_xml("|").split("|")
    yield head.encode()
    for start in range(1, 1_048_577, 4096):
        yield "".join(
            f'<row r="{row}">{text_cell(f"A{row}", filled[row][0])}'
            f"{text_cell(f'B{row}', filled[row][1])}</row>"
            if row in filled
            else f'<row r="{row}"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>'
            for row in range(start, start + 4096)
        ).encode()
    yield tail.encode()


@pytest.mark.parametrize("titles,found", [(18, True), (19, True), (20, False)])
def test_the_header_is_looked_for_in_twenty_rows(tmp_path: Path, titles: int, found: bool) -> None:
    """A header in the twentieth filled row is found; one farther down is not guessed at."""
    lines = [*[(f"Ghi chú {at}",) for at in range(titles)], HEADERS, AN]
    path = excel(tmp_path / "list.xlsx", lines)
    if found:
        assert titles + 1 == open_sheet(path).header_row
    else:
        assert list(HEADERS) != headers(open_sheet(path))


def test_a_second_header_line_is_guessed_only_under_merged_cells(tmp_path: Path) -> None:
    """A row of words below the header is a row of the list, unless headings merged across say no."""
    lines = [("STT", "Khách hàng", "", "Số tiền"), ("", "Họ tên", "SĐT", ""), (1, *AN)]
    sheet = open_sheet(excel(tmp_path / "list.xlsx", lines))
    assert (1, [2, 3]) == (sheet.header_row, [number for number, _ in rows(sheet)])
    sheet = open_sheet(SPREADSHEETS / "xlsxwriter-headings.xlsx")
    assert (2, ["STT", "Họ tên", "SĐT", "Số tiền"]) == (sheet.header_row, headers(sheet))


def test_merged_headings_over_data(tmp_path: Path) -> None:
    """A heading merged across two columns with recipients right below makes no second header line."""
    cells = [("Tên", "Liên hệ", "", "Mã"), ("An", "0901234567", "Hà Nội", "DH1")]
    body = "".join(
        f'<row r="{row}">'
        + "".join(text_cell(f"{at}{row}", text) for at, text in zip("ABCD", line, strict=True))
        + "</row>"
        for row, line in enumerate(cells, 1)
    )
    xml = sheet_xml(body, tail='<mergeCells count="1"><mergeCell ref="B1:C1"/></mergeCells>')
    sheet = open_sheet(package(tmp_path / "list.xlsx", {"S": xml}))
    assert ["Tên", "Liên hệ", "", "Mã"] == headers(sheet)
    assert [(2, ("An", "0901234567", "Hà Nội", "DH1"))] == rows(sheet)


def test_one_column_of_a_workbook(tmp_path: Path) -> None:
    """A workbook of nothing but phone numbers is read, numbers and texts alike."""
    lines = [("Số điện thoại",), ("0901234567",), (912345678,)]
    sheet = open_sheet(excel(tmp_path / "list.xlsx", lines))
    assert ([(2, ("0901234567",)), (3, (912345678,))], []) == (rows(sheet), codes(sheet))


def test_headers_alone_in_every_format() -> None:
    """A list of headers alone is called empty by its row."""
    error = refusal(SPREADSHEETS / "header-only.csv")
    assert ("sheet.no-rows", "1") == (error.key, error.params["row"])


def test_a_heading_over_the_only_row_of_words(tmp_path: Path) -> None:
    """Below headings merged across, a row of words that nothing follows is the list, not its header."""
    with xlsxwriter.Workbook(tmp_path / "list.xlsx") as book:
        page = book.add_worksheet()
        page.merge_range("A1:B1", "Khách hàng")
        page.write_row("C1", ["Ghi chú"])
        page.write_row("A2", ["An", "Bình", "gọi lại"])
    sheet = open_sheet(tmp_path / "list.xlsx")
    assert (1, [(2, ("An", "Bình", "gọi lại"))]) == (sheet.header_row, rows(sheet))
