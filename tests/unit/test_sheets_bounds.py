"""What a file claims is believed only as far as it can be true."""

import io
import struct
import zipfile
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sheet_files import sheet_xml, text_cell

from zns_batch.domain.sheet import CellError
from zns_batch.sheets.formats import ods, xlsx, xlsx_rows, xlsx_shared_strings
from zns_batch.sheets.formats.xlsx import scan_metadata
from zns_batch.sheets.formats.xlsx_rows import BrokenReferenceError, OversizedRowError
from zns_batch.sheets.formats.xlsx_shared_strings import EndlessTextsError, check_texts
from zns_batch.sheets.safety.zip_guard import DoubtfulDirectoryError, check_directory

SPACE = "urn:oasis:names:tc:opendocument:xmlns"


def _zip(comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as to:
        to.writestr("a.txt", "x")
        to.comment = comment
    return out.getvalue()


def _start(data: bytes) -> int:
    return zipfile.ZipFile(io.BytesIO(data)).start_dir


@pytest.mark.parametrize("data", [_zip(), _zip(b"a comment"), _zip() + b"\r\n"])
def test_an_ordinary_directory(data: bytes) -> None:
    """A package with a comment, or with a line end that a download added, is no doubtful one."""
    check_directory(data, _start(data))


@pytest.mark.parametrize("data", [b"PK\x03\x04" + _zip(), _zip() + _zip(), _zip() + b"x" + _zip()])
def test_a_directory_elsewhere(data: bytes) -> None:
    """A package whose directory isn't where its last record says is refused."""
    with pytest.raises(DoubtfulDirectoryError):
        check_directory(data, _start(data))


def test_a_directory_of_a_large_package() -> None:
    """A zip64 record that says the same as the old one is believed, one that differs isn't."""
    data = _zip()
    end = data.rfind(b"PK\x05\x06")
    start = _start(data)
    for said, fine in ((start, True), (start + 1, False)):
        record = b"PK\x06\x06".ljust(48, b"\0") + struct.pack("<Q", said)
        locator = b"PK\x06\x07" + struct.pack("<IQI", 0, end, 1)
        large = data[:end] + record + locator + data[end:]
        if fine:
            check_directory(large, start)
        else:
            with pytest.raises(DoubtfulDirectoryError):
                check_directory(large, start)


@pytest.mark.parametrize("size", [10, 100, 10_000])
def test_texts_are_counted_and_measured(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Many texts, or one without end, are refused however the part is cut into pieces."""
    monkeypatch.setattr(xlsx_shared_strings, "TEXT_LIMIT", 1000)
    monkeypatch.setattr(xlsx_shared_strings, "TEXTS_LIMIT", 50)
    fine = b"<sst>" + b"<si><t>abc</t></si>" * 40 + b"</sst>"
    check_texts(_cut(fine, size))
    for bad in (b"<sst>" + b"<si><t>abc</t></si>" * 80, b"<sst><si><t>" + b"x" * 30_000):
        with pytest.raises(EndlessTextsError):
            check_texts(_cut(bad, size))


def _cut(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


@pytest.mark.parametrize(
    "body",
    [
        '<row r="1"><c r="AAAAAAAA1"><v>1</v></c></row>',
        '<row r="1"><c r="A99999999999"><v>1</v></c></row>',
        '<row r="1"><c r="1A"><v>1</v></c></row>',
        '<row r="1"><c s=">" r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><x:c s="/>" r="XFD1048576"><x:v>1</x:v></x:c></row>',
    ],
)
def test_references_that_no_sheet_has(body: str) -> None:
    """A cell that hides where it stands, or stands nowhere, is refused."""
    with pytest.raises(BrokenReferenceError):
        scan_metadata(iter([sheet_xml(body).encode()]))


@pytest.mark.parametrize("size", [5, 60, 10_000])
def test_cells_after_the_end(size: int) -> None:
    """Cells that stand behind what looks like the end of all cells are found."""
    body = f'<row r="1">{text_cell("A1", "x")}</row><!-- </sheetData> -->'
    xml = sheet_xml(body + f'<row r="9">{text_cell("XFD9", "y")}</row>').encode()
    with pytest.raises(BrokenReferenceError):
        scan_metadata(_cut(xml, size))


@pytest.mark.parametrize("size", [1, 7, 60, 10_000])
@pytest.mark.parametrize(
    "body",
    [
        '<row r="1"><c r="AA1"><v>1</v></c></row>',
        '<row r="1"><c r="A1000000"><v>1</v></c></row>',
        '<row r="1"><c><v>1</v></c></row>',
        '<row r="1"><c s="1" r="XFD1048576"><v>1</v></c></row>',
        "<row r='1'><c r='XFD1048576'><v>1</v></c></row>",
        '<row r="1"><x:c r="XFD1048576"><x:v>1</x:v></x:c></row>',
        '<row r="1"><a-long.prefix:c r="XFD1048576"/></row>',
        '</sheetData><row r="1"><c r="XFD1048576"/></row>',
        '<row r="1"><c r="XFD1048576',
    ],
)
def test_a_cell_far_away_is_never_called_close(body: str, size: int) -> None:
    """The library is not let loose on a sheet whose cells would fill the memory, however they are written."""
    near = f'<row r="1">{text_cell("A1", "x")}</row>'
    whole = sheet_xml(near + body + near).encode()
    assert not xlsx_rows.cells_lie_close(_cut(whole, size))
    cut_off = whole[: whole.index(body.encode()) + len(body.encode())]
    assert not xlsx_rows.cells_lie_close(_cut(cut_off, size))


@pytest.mark.parametrize("size", [100, 1_000, 100_000])
def test_an_ordinary_long_sheet_is_called_close(size: int) -> None:
    """Nobody waits for the scan of a list that comes from a common program."""
    rows = (
        f'<row r="{at}">{text_cell(f"A{at}", "x: y")}{text_cell(f"Z{at}", "")}</row>'
        for at in range(1, 300)
    )
    assert xlsx_rows.cells_lie_close(_cut(sheet_xml("".join(rows)).encode(), size))


def test_a_sheet_of_more_bytes_than_a_list_is_not_called_close(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Cells that are repeated without end are counted before the library sees them."""
    monkeypatch.setattr(xlsx_rows, "COUNTED_FROM", 100)
    body = '<row r="1">' + '<c r="A1"><v>1</v></c>' * 200 + "</row>"
    assert not xlsx_rows.cells_lie_close(_cut(sheet_xml(body).encode(), 50))


def test_other_things_after_the_end() -> None:
    """Formats, links and drawings below the cells aren't taken for cells."""
    tail = "<conditionalFormatting><cfRule/></conditionalFormatting><xdr:col>1</xdr:col><controls/>"
    assert 26 == scan_metadata(iter([sheet_xml("", tail=tail).encode()])).columns


@pytest.mark.parametrize("head", ['<col min="x" max="2" hidden="1"/>', '<col hidden="1"/>'])
def test_columns_without_numbers(head: str) -> None:
    """A column's description without numbers ends in no traceback."""
    assert scan_metadata(iter([sheet_xml("", head=head).encode()])).hidden_columns <= {0, 1}


def test_numbers_of_many_digits() -> None:
    """A number that is longer than any number ends in no traceback."""
    digits = "9" * 5000
    body = f'<row r="{digits}" hidden="1"><c r="A1" t="e"><v>#N/A</v></c></row>'
    assert set() == scan_metadata(iter([sheet_xml(body).encode()])).hidden_rows
    with pytest.raises(EndlessTextsError):
        check_texts(iter([f'<sst uniqueCount="{digits}">'.encode()]))


def test_too_many_cells_for_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet that repeats one cell without end is refused before it is read."""
    monkeypatch.setattr(xlsx_rows, "COUNTED_FROM", 100)
    monkeypatch.setattr(xlsx_rows, "CELLS_LIMIT", 100)
    body = '<row r="1">' + '<c r="A1"><v>1</v></c>' * 200 + "</row>"
    with pytest.raises(OversizedRowError):
        scan_metadata(iter([sheet_xml(body).encode()]))


def test_too_many_errors_for_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet of nothing but errors, far longer than any list, is refused."""
    monkeypatch.setattr(xlsx, "REPLACED_LIMIT", 100)
    body = "".join(
        f'<row r="{row}"><c r="A{row}" t="e"><v>#N/A</v></c></row>' for row in range(200)
    )
    with pytest.raises(OversizedRowError):
        scan_metadata(iter([sheet_xml(body).encode()]))


def _document(table: str) -> list[xlsx.SheetMetadata]:
    content = (
        f'<office:document-content xmlns:office="{SPACE}:office:1.0" xmlns:text="{SPACE}:text:1.0"'
        f' xmlns:table="{SPACE}:table:1.0" xmlns:calcext="x" xmlns:number="n">{table}</office:document-content>'
    )
    return ods.scan_metadata(_cut(content.encode(), 50))


def test_cells_of_an_opendocument_table() -> None:
    """Errors, truth values, long durations and merged ranges of an .ods are found."""
    found = _document(
        "<table:table><table:table-row>"
        '<table:table-cell office:value-type="string" calcext:value-type="error">'
        "<text:p>#N<text:span>/A</text:span></text:p></table:table-cell>"
        '<table:table-cell office:value-type="boolean" office:boolean-value="false"/>'
        '<table:table-cell office:value-type="time" office:time-value="PT08H00M00S"/>'
        '<table:table-cell office:value-type="time" office:time-value="PT30H00M00S"'
        ' table:number-columns-spanned="2" table:number-rows-spanned="3"/>'
        "</table:table-row></table:table>"
    )[0]
    assert {0: CellError(shown="#N/A"), 1: False} == {
        place: value for place, value in found.replaced[1].items() if place < 3
    }
    assert "1 day, 6:00:00" == str(found.replaced[1][3])
    area = found.areas[0]
    assert (1, 3, 3, 4) == (area.top, area.left, area.bottom, area.right)


STYLES = '<number:number-style><number:number number:min-integer-digits="5"/></number:number-style>'


def _cell(kind: str, value: str, shown: str, inside: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="{kind}" office:value="{value}">{inside}'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


@pytest.mark.parametrize(
    "cell,expected",
    [
        (_cell("float", "42", "00042"), "00042"),
        (_cell("float", "42.0", "DH00042"), "DH00042"),
        (_cell("float", "42", "DH42"), "DH42"),
        (_cell("float", "912345678", "0912.345.678"), "0912.345.678"),
        (_cell("float", "0", "000"), "000"),
        (_cell("float", "26001", "260/HĐ01"), "260/HĐ01"),
        (_cell("float", "1500", "1 500"), None),
        (_cell("float", "42", "42"), None),
        (_cell("float", "0", "0,00"), None),
        (_cell("float", "5", "0.005"), None),
        (_cell("float", "1500", "1.500 đ"), None),
        (_cell("float", "42.5", "00043"), None),
        (_cell("float", "42", "Lần 42"), None),
        (_cell("float", "x", "00042"), None),
        (_cell("float", "42", ""), None),
        (_cell("float", "0", "-"), None),
        (_cell("percentage", "0.125", "12.5%"), "12,5%"),
        (_cell("percentage", "0.125", "12,5 %"), "12,5 %"),
        (_cell("percentage", "-0.1", "-10%"), "-10%"),
        (_cell("percentage", "12.345", "1.234,5%"), "1.234,5%"),
        (_cell("percentage", "0.125", ""), None),
        (
            _cell("percentage", "0.1", "10%", "<office:annotation><text:p>?</text:p></office:annotation>"),
            "10%",
        ),
    ],
)  # fmt: skip
def test_codes_and_shares_of_an_opendocument_table(cell: str, expected: str | None) -> None:
    """What is seen of a number in an .ods counts where it is a code or a share."""
    row = f"<table:table-row>{cell}</table:table-row>"
    marks = _document(f"{STYLES}<table:table>{row}</table:table>")[0]
    assert ({1: {0: expected}} if expected else {}) == marks.replaced


def test_numbers_without_a_telling_style() -> None:
    """Where no style of an .ods makes codes, numbers are numbers whatever stands beside them."""
    row = f"<table:table-row>{_cell('float', '42', '00042')}</table:table-row>"
    other = STYLES.replace("number-style", "date-style")
    assert {} == _document(f"{other}<table:table>{row}</table:table>")[0].replaced


@pytest.mark.parametrize(
    "said,expected",
    [("1904-01-01", "1904-01-01"), ("1899-12-30", "1899-12-30"), ("soon", "1899-12-30")],
)
def test_the_first_day_of_an_opendocument(said: str, expected: str) -> None:
    """An .ods says from which day on it counts."""
    settings = f'<table:null-date table:date-value="{said}"/>'
    assert expected == _document(f"{settings}<table:table/>")[0].day_zero.isoformat()


def test_a_million_hidden_rows_below_the_list() -> None:
    """Rows that a filter hides below the list cost nothing."""
    row = '<table:table-row table:visibility="filter" table:number-rows-repeated="1000000">'
    cell = '<table:table-cell office:value-type="float" office:value="1"/>'
    table = f"<table:table><table:table-row>{cell}</table:table-row>{row}<table:table-cell/></table:table-row></table:table>"
    assert [set()] == [each.hidden_rows for each in _document(table)]


@given(st.binary(max_size=300), st.integers(1, 50))
def test_no_bytes_break_the_search(data: bytes, size: int) -> None:
    """Whatever bytes stand in a sheet's part, searching it ends with marks or a known error."""
    _search(data, size)


def _search(data: bytes, size: int) -> None:
    with suppress(OversizedRowError, BrokenReferenceError):
        scan_metadata(_cut(b"<sheetData>" + data, size))


@given(
    st.lists(
        st.sampled_from(
            [
                "<row",
                "<c",
                "<x:c",
                " r=",
                '"A1"',
                "'B2'",
                '"',
                ">",
                "/>",
                "<v>",
                "</c>",
                ' t="e"',
                " hidden=",
                '"1"',
                "</sheetData>",
                "<!--",
            ]
        ),
        max_size=40,
    ),
    st.integers(1, 50),
)
def test_no_pieces_of_xml_break_the_search(pieces: list[str], size: int) -> None:
    """However tags and attributes are shuffled, searching ends with marks or a known error."""
    _search("".join(pieces).encode(), size)
