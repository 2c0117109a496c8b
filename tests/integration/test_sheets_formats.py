"""The other workbook formats: `.xlsb`, `.xls` and `.ods`."""

import struct
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sheet_files import (
    SPREADSHEETS,
    binary_format,
    binary_number,
    binary_package,
    binary_row,
    binary_style,
    binary_text,
    codes,
    first,
    headers,
    open_document,
    refusal,
    rows,
)

from zns_batch.domain.sheet import CellError, Sheet
from zns_batch.sheets import open_sheet

START, END = (145, b""), (146, b"")


def _cell(kind: int, column: int, content: bytes) -> tuple[int, bytes]:
    return kind, struct.pack("<II", column, 0) + content


def _text(text: str, more: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p>'
        "</table:table-cell>"
    )


def _row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


HEADER = _row(_text("Họ tên"), _text("Mã"), _text("SĐT"))
AN = _row(_text("An"), _text("KH1"), _text("0901234567"))


def test_a_binary_workbook(tmp_path: Path) -> None:
    """Of an .xlsb, errors are told from empty cells, and hidden rows and columns are left out."""
    records = [
        (60, struct.pack("<IIIIH", 1, 1, 0, 0, 1)),
        START,
        binary_row(2),
        *(binary_text(at, text) for at, text in enumerate(("Họ tên", "Mã", "SĐT", "Tiền"))),
        binary_row(3),
        binary_text(0, "An"),
        binary_text(2, "0901234567"),
        _cell(3, 3, b"\x2a"),
        binary_row(4, hidden=True),
        binary_text(0, "Bình"),
        END,
    ]
    sheet = open_sheet(binary_package(tmp_path / "list.xlsb", {"S": records}))
    assert ["Họ tên", "SĐT", "Tiền"] == headers(sheet)
    assert [(3, ("An", "0901234567", CellError(shown="#N/A")))] == rows(sheet)
    assert ["hidden-rows", "hidden-columns"] == codes(sheet)


def test_sheets_of_a_binary_workbook(tmp_path: Path) -> None:
    """Of an .xlsb, the other sheets with data are named."""
    records = [
        START,
        binary_row(1),
        binary_text(0, "SĐT"),
        binary_row(2),
        binary_text(0, "09"),
        END,
    ]
    book = {"Một": records, "Hai": [START, END], "Ba": records}
    sheet = open_sheet(binary_package(tmp_path / "list.xlsb", book))
    assert {"sheet": "Một", "others": "Ba"} == sheet.notices[0].params


@pytest.mark.parametrize("row,column", [(1_048_576, 16_383), (2**31, 0), (1, 2**31)])
def test_cells_far_apart_in_a_binary_workbook(tmp_path: Path, row: int, column: int) -> None:
    """Cells at the ends of an .xlsb sheet don't fill the memory with what lies between."""
    records = [START, binary_row(1), binary_text(0, "a"), binary_row(row), binary_text(column, "b")]
    path = binary_package(tmp_path / "list.xlsb", {"S": [*records, END]})
    assert "sheet.too-spread" == refusal(path).key


def test_cells_far_apart_in_an_old_workbook(tmp_path: Path) -> None:
    """A damaged cell of an .xls that claims to lie at the other end doesn't fill the memory."""
    data = bytearray((SPREADSHEETS / "libreoffice.xls").read_bytes())
    text = data.index(b"\xfd\x00\x0a\x00")
    data[text + 4 : text + 8] = b"\xff\xff\x00\xff"
    path = tmp_path / "list.xls"
    path.write_bytes(data)
    assert "sheet.too-spread" == refusal(path).key


@pytest.mark.parametrize(
    "claim,key",
    [
        ((0, 2**32 - 1, 0, 65535), "sheet.too-spread"),
        ((0, 10**9, 0, 4), "sheet.too-spread"),
        ((7, 1, 3, 1), "sheet.damaged"),
    ],
)
def test_an_old_workbook_that_lies_about_its_size(
    tmp_path: Path, claim: tuple[int, ...], key: str
) -> None:
    """A sheet of an .xls that claims to be boundless is refused before room is made for it."""
    data = bytearray((SPREADSHEETS / "libreoffice.xls").read_bytes())
    dimensions = data.index(b"\x00\x02\x0e\x00")
    data[dimensions + 4 : dimensions + 16] = struct.pack("<IIHH", *claim)
    path = tmp_path / "list.xls"
    path.write_bytes(data)
    assert key == refusal(path).key


def test_an_opendocument_sheet(tmp_path: Path) -> None:
    """Of an .ods, repeated rows keep their numbers, and what is hidden is left out."""
    columns = (
        "<table:table-column/>"
        '<table:table-column table:visibility="collapse"/>'
        '<table:table-column table:number-columns-repeated="16382"/>'
    )
    table = (
        columns
        + HEADER
        + AN
        + _row(*[_text("Bình")] * 3, more='table:visibility="filter"')
        + _row("<table:table-cell/>", more='table:number-rows-repeated="3"')
        + _row(_text("Cúc"), "<table:table-cell/>", _text("#REF!", 'calcext:value-type="error"'))
        + _row(_text("Dung"), "<table:table-cell/>", '<table:table-cell table:formula="of:=1"/>')
        + _row(
            '<table:table-cell table:number-columns-repeated="16384"/>',
            more='table:number-rows-repeated="1048568"',
        )
    )
    sheet = open_sheet(open_document(tmp_path / "list.ods", table))
    assert [
        (2, ("An", "0901234567")),
        (7, ("Cúc", CellError(shown="#REF!"))),
        (8, ("Dung", CellError(shown="=?"))),
    ] == rows(sheet)
    assert ["uncalculated", "hidden-rows", "hidden-columns"] == codes(sheet)


def test_sheets_of_an_opendocument_file(tmp_path: Path) -> None:
    """Of an .ods, the other sheets with data are named."""
    sheet = open_sheet(open_document(tmp_path / "list.ods", HEADER + AN, "", HEADER))
    assert {"sheet": "S0", "others": "S2"} == sheet.notices[0].params


@pytest.mark.parametrize(
    "row",
    [
        _row(_text("x", 'table:number-columns-repeated="4000000000"')),
        _row(_text("x"), more='table:number-rows-repeated="4000000000"'),
        _row(_text("x"), more='table:number-rows-repeated="1048576"'),
        _row(
            _text("x", 'table:number-columns-repeated="16384"'),
            more='table:number-rows-repeated="100000"',
        ),
        _row('<table:table-cell table:number-columns-repeated="99"/>', _text("x"))
        + _row(_text("x"), more='table:number-rows-repeated="1000000"'),
    ],
)
def test_cells_repeated_without_end(tmp_path: Path, row: str) -> None:
    """A cell of an .ods that is repeated a billion times doesn't fill the memory."""
    error = refusal(open_document(tmp_path / "list.ods", HEADER + AN + row))
    assert error.key in {"sheet.too-many-cells", "sheet.too-spread"}


def test_a_stray_cell_far_away(tmp_path: Path) -> None:
    """A single cell far away from the list of an .ods is left out, and the list is read."""
    far = _row(more='table:number-rows-repeated="123453"') + _row(
        '<table:table-cell table:number-columns-repeated="11924"/>', _text("x")
    )
    sheet = open_sheet(open_document(tmp_path / "list.ods", HEADER + AN + far))
    assert [(2, ("An", "KH1", "0901234567"))] == rows(sheet)
    assert ["far-cells"] == codes(sheet)


def test_a_table_that_never_ends(tmp_path: Path) -> None:
    """An .ods whose table is never closed is refused; the reader doesn't wait for its end."""
    path = open_document(
        tmp_path / "list.ods", HEADER + AN + "</table:table><table:table></table:tabel>"
    )
    assert "sheet.damaged" == refusal(path).key


def test_dates_of_a_binary_workbook_in_the_short_form(tmp_path: Path) -> None:
    """A date that Excel stored as a whole number is a date, a time or a duration, and no number."""

    def short(column: int, number: int, style: int) -> tuple[int, bytes]:
        return 2, struct.pack("<III", column, style, number << 2 | 2)

    styles = [
        (615, struct.pack("<I", 1)),
        binary_format(164, "[h]:mm"),
        (616, b""),
        (617, struct.pack("<I", 3)),
        *(binary_style(number) for number in (0, 14, 164)),
        (618, b""),
    ]
    records = [
        START,
        binary_row(1),
        *(binary_text(place, name) for place, name in enumerate(("SĐT", "Ngày", "Giờ", "Số"))),
        binary_row(2),
        binary_text(0, "0901234567"),
        short(1, 39630, 1),
        short(2, 2, 2),
        short(3, 39630, 0),
        END,
    ]
    sheet = open_sheet(binary_package(tmp_path / "list.xlsb", {"S": records}, styles=styles))
    assert [(2, ("0901234567", date(2008, 7, 1), timedelta(hours=48), 39630))] == rows(sheet)


def test_rows_and_columns_of_no_size_in_a_binary_workbook(tmp_path: Path) -> None:
    """A row of no height and a column of no width are seen by nobody."""
    flat_row = (0, struct.pack("<IIHBB5x", 2, 0, 0, 0, 0))
    flat_column = (60, struct.pack("<IIIIH", 1, 1, 0, 0, 0))
    records = [
        flat_column,
        START,
        binary_row(1),
        binary_text(0, "SĐT"),
        binary_text(1, "Ẩn"),
        binary_row(2),
        binary_text(0, "0901234567"),
        flat_row,
        binary_text(0, "0912345678"),
        END,
    ]
    sheet = open_sheet(binary_package(tmp_path / "list.xlsb", {"S": records}))
    assert [(2, ("0901234567",))] == rows(sheet)
    assert ["hidden-rows", "hidden-columns"] == codes(sheet)


PAGE_LIMIT = (
    '<table:table-row><table:table-cell office:value-type="string"><text:p>a<text:s text:c="{0}"/>b'
    "</text:p></table:table-cell></table:table-row>"
)


@pytest.mark.parametrize("count", ["2000000000", "40000", "99999999999999999999"])
def test_spaces_without_measure(tmp_path: Path, count: str) -> None:
    """A few bytes that ask for thousands of millions of spaces are refused."""
    path = open_document(tmp_path / "list.ods", HEADER + PAGE_LIMIT.format(count))
    assert "sheet.too-many-cells" == refusal(path).key


def test_a_long_text_repeated_without_measure(tmp_path: Path) -> None:
    """A long text in each of millions of cells is refused before it fills the memory."""
    text = "x" * 40_000
    row = (
        '<table:table-row table:number-rows-repeated="1000"><table:table-cell'
        ' table:number-columns-repeated="1000" office:value-type="string">'
        f"<text:p>{text}</text:p></table:table-cell></table:table-row>"
    )
    assert "sheet.too-many-cells" == refusal(open_document(tmp_path / "list.ods", HEADER + row)).key


@pytest.mark.parametrize("zone", ["Z", "+07:00", "-0500"])
def test_dates_with_a_zone(tmp_path: Path, zone: str) -> None:
    """A date whose writer added a zone is the date that its own clock shows."""
    row = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>An</text:p>'
        '</table:table-cell><table:table-cell office:value-type="date"'
        f' office:date-value="2026-11-22T08:05:00{zone}"><text:p>22/11/26</text:p>'
        "</table:table-cell></table:table-row>"
    )
    sheet = open_sheet(open_document(tmp_path / "list.ods", HEADER + row))
    assert [(2, ("An", datetime(2026, 11, 22, 8, 5), None))] == rows(sheet)


@pytest.mark.parametrize(
    "cell, expected",
    [
        ("<table:table-cell><text:p>KH1</text:p></table:table-cell>", "KH1"),
        (
            (
                '<table:table-cell table:number-columns-repeated="-1" office:value-type="float"'
                ' office:value=" 7 "><text:p>7</text:p></table:table-cell>'
            ),
            7.0,
        ),
        (
            '<table:table-cell office:value-type="boolean" office:boolean-value="TRUE"/>',
            True,
        ),
        (
            (
                '<table:table-cell office:value-type="string">\n <text:p>\n  a <text:s/>b\n </text:p>\n'
                "<text:p><text:ruby><text:ruby-base>c</text:ruby-base><text:ruby-text>d"
                "</text:ruby-text></text:ruby></text:p></table:table-cell>"
            ),
            "a  b\nc",
        ),
    ],
)
def test_cells_as_few_writers_write_them(tmp_path: Path, cell: str, expected: object) -> None:
    """A cell without a type, with an odd count, in capitals or among white space is what it shows."""
    line = _row(_text("An"), cell, _text("0901234567"))
    sheet = open_sheet(open_document(tmp_path / "list.ods", HEADER + line))
    assert [(2, ("An", expected, "0901234567"))] == rows(sheet)


def test_a_number_before_the_first_day_of_a_binary_workbook(tmp_path: Path) -> None:
    """Of an .xlsb, a date below zero is an error of its cell, as Excel shows it, and no time of day."""
    styles = [(617, struct.pack("<I", 2)), binary_style(0), binary_style(14), (618, b"")]
    records = [
        START,
        binary_row(1),
        *(binary_text(at, text) for at, text in enumerate(("SĐT", "Hạn", "Ngày", "Còn"))),
        binary_row(2),
        binary_text(0, "0901234567"),
        binary_number(1, -5.5, style=1),
        (2, struct.pack("<III", 2, 1, (-5 << 2 & 0xFFFFFFFF) | 2)),
        binary_number(3, -5.5),
        END,
    ]
    sheet = open_sheet(binary_package(tmp_path / "list.xlsb", {"S": records}, styles=styles))
    error = CellError(shown="####")
    assert [(2, ("0901234567", error, error, -5.5))] == rows(sheet)


def test_a_number_before_the_first_day_of_an_old_workbook(tmp_path: Path) -> None:
    """Of an .xls, a date below zero is an error of its cell, as Excel shows it, and no time of day."""
    path = SPREADSHEETS / "libreoffice-types.xls"
    number, cells = first_date(open_sheet(path))
    data = bytearray(path.read_bytes())
    place = struct.pack("<HH", number - 1, cells)
    at = next(
        at for at in range(len(data)) if bytes(data[at : at + 2]) in {b"\x03\x02", b"\x7e\x02"}
        and data[at + 4 : at + 8] == place
    )  # fmt: skip
    data[at + (17 if data[at] == 3 else 13)] |= 0x80
    (tmp_path / "list.xls").write_bytes(data)
    assert CellError(shown="####") == first(open_sheet(tmp_path / "list.xls")).cells[cells]


def first_date(sheet: Sheet) -> tuple[int, int]:
    """The number of the first row and the place of its first day."""
    row = first(sheet)
    return row.number, next(at for at, cell in enumerate(row.cells) if type(cell) is date)


def test_an_open_document_without_its_type(tmp_path: Path) -> None:
    """An .ods that tells what it is only in its list of parts is read, as LibreOffice reads it."""
    path = open_document(tmp_path / "list.ods", HEADER + AN)
    with zipfile.ZipFile(path) as whole:
        content = whole.read("content.xml")
    entry = '<manifest:file-entry manifest:full-path="/" manifest:media-type="{}"/>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("META-INF/manifest.xml", f"<manifest>{entry.format(kind)}</manifest>")
        out.writestr("content.xml", content)
    assert [(2, ("An", "KH1", "0901234567"))] == rows(open_sheet(path))
