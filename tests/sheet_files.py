"""Files for the tests of the sheets room: workbooks by hand-written XML, and shortcuts.

`spreadsheets/` holds small files of real programs with what must be read from them; its `README.md`
says where each comes from.
"""

import struct
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import starmap
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from zns_batch.domain.sheet import DAY_ZERO, Cell, CellError, Row, Sheet
from zns_batch.errors import SheetError
from zns_batch.i18n import LANGS
from zns_batch.sheets import open_sheet

SPREADSHEETS = Path(__file__).parent / "spreadsheets"

HEADERS = ("Họ tên", "Số điện thoại", "Số tiền")
AN = ("Nguyễn Văn An", "0901234567", 150000)
BINH = ("Trần Thị Bình", "0912345678", 99000)

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def rows(sheet: Sheet) -> list[tuple[int, tuple[object, ...]]]:
    """All rows with their numbers."""
    return [(row.number, row.cells) for row in sheet.read()]


def first(sheet: Sheet) -> Row:
    """The first row."""
    return next(sheet.read())


def headers(sheet: Sheet) -> list[str]:
    """The headers in order."""
    return [column.header for column in sheet.columns]


def codes(sheet: Sheet) -> list[str]:
    """The codes of the notices, each of which says something in both languages."""
    assert all(notice.text("en") and notice.text("vi") for notice in sheet.notices)
    return [notice.code for notice in sheet.notices]


def originals() -> list[Path]:
    """The small files of real programs, each with what must be read from it beside it."""
    return sorted(
        path.with_name(path.name.removesuffix(".expected.json"))
        for path in SPREADSHEETS.glob("*.expected.json")
    )


def as_json(path: Path) -> dict[str, Any]:
    """All that is read from a file, or why it can't be, in the form that expectations are kept."""
    try:
        sheet = open_sheet(path)
        found = {str(row.number): [_plain(cell) for cell in row.cells] for row in sheet.read()}
        faults = {str(row.number): row.fault.code for row in sheet.read() if row.fault}
    except SheetError as error:
        said = {name: value for name, value in error.params.items() if name != "path"}
        return {"error": error.key, **said}
    return {
        "sheet": sheet.name,
        "header_row": sheet.header_row,
        **({} if sheet.day_zero == DAY_ZERO else {"day_zero": sheet.day_zero.isoformat()}),
        "columns": {column.letter: column.header for column in sheet.columns},
        "rows": found,
        **({"faults": faults} if faults else {}),
        "notices": [{"code": notice.code, **notice.params} for notice in sheet.notices],
    }


def _plain(cell: Cell) -> Any:
    """A cell with its type: text and nothing as they are, anything else by its name."""
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, CellError):
        return {"error": cell.shown}
    if isinstance(cell, bool | int | float):
        return {type(cell).__name__: cell}
    if isinstance(cell, timedelta):
        return {"seconds": cell.total_seconds()}
    assert isinstance(cell, date | datetime | time)
    return {type(cell).__name__: cell.isoformat()}


def refusal(path: Path, sheet: str | None = None) -> SheetError:
    """The error that a file is refused with."""
    with pytest.raises(SheetError) as caught:
        open_sheet(path, sheet=sheet)
    assert all("\n" not in caught.value.text(lang) for lang in LANGS)
    return caught.value


def excel(path: Path, lines: Sequence[Sequence[object]], *, row: int = 1, column: int = 0) -> Path:
    """A workbook with these lines, the first one in `row`."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for at, line in enumerate(lines):
            sheet.write_row(row - 1 + at, column, line)
    return path


def openpyxl_book() -> tuple[openpyxl.Workbook, Worksheet]:
    """A new workbook of openpyxl and its sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return book, sheet


def text_cell(reference: str, text: str) -> str:
    """A cell with its text in it."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet_xml(body: str, *, head: str = "", tail: str = "") -> str:
    """A sheet's part around its rows."""
    return (
        f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}">{head}'
        f"<sheetData>{body}</sheetData>{tail}</worksheet>"
    )


def package(
    path: Path, sheets: Mapping[str, str], more: Mapping[str, str | bytes] | None = None
) -> Path:
    """A workbook from the XML of its sheets, by name; `more` adds or replaces parts."""
    names = list(sheets)
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1"'
        f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        + "".join(
            f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>'
            for at, name in enumerate(names, 1)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="rId{at}" Type="{_OFFICE}/worksheet"'
            f' Target="worksheets/sheet{at}.xml"/>'
            for at in range(1, len(names) + 1)
        )
        + "</Relationships>",
    }
    for at, name in enumerate(names, 1):
        parts[f"xl/worksheets/sheet{at}.xml"] = sheets[name]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in {**parts, **(more or {})}.items():
            out.writestr(name, content)
    return path


def open_document(path: Path, *tables: str, styles: str = "") -> Path:
    """An .ods from the rows of its sheets, with automatic styles."""
    space = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{space}:office:1.0" xmlns:text="{space}:text:1.0"'
        f' xmlns:table="{space}:table:1.0" xmlns:style="{space}:style:1.0"'
        f' xmlns:number="{space}:datastyle:1.0" xmlns:calcext="urn:org:documentfoundation:names:'
        'experimental:calc:xmlns:calcext:1.0">'
        f"{styles}<office:body><office:spreadsheet>"
        + "".join(
            f'<table:table table:name="S{at}">{table}</table:table>'
            for at, table in enumerate(tables)
        )
        + "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        out.writestr("META-INF/manifest.xml", "<manifest/>")
        out.writestr("content.xml", content)
    return path


def binary_package(
    path: Path,
    sheets: Mapping[str, Sequence[tuple[int, bytes]]],
    *,
    styles: Sequence[tuple[int, bytes]] = (),
    from_1904: bool = False,
) -> Path:
    """A workbook of binary parts from the records of its sheets, by name ([MS-XLSB])."""
    bundle = b"".join(
        binary_record(156, struct.pack("<II", 0, at) + _wide(f"rId{at}") + _wide(name))
        for at, name in enumerate(sheets, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{at}.bin"/>'
        for at in range(1, len(sheets) + 1)
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "xl/workbook.bin": binary_record(131)
        + binary_record(153, struct.pack("<III", from_1904, 0, 0))
        + binary_record(143)
        + bundle
        + binary_record(144)
        + binary_record(132),
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{relations}</Relationships>",
    }
    if styles:
        parts["xl/styles.bin"] = b"".join(starmap(binary_record, styles))
    for at, records in enumerate(sheets.values(), 1):
        body = b"".join(starmap(binary_record, records))
        parts[f"xl/worksheets/sheet{at}.bin"] = (
            binary_record(129) + binary_record(148, bytes(16)) + body + binary_record(130)
        )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return path


def binary_record(kind: int, content: bytes = b"") -> bytes:
    """One record of a binary part."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(content)]) + content


def binary_format(number: int, code: str) -> tuple[int, bytes]:
    """The record of a number format."""
    return 44, struct.pack("<H", number) + _wide(code)


def binary_style(number: int) -> tuple[int, bytes]:
    """The record of a style with a number format."""
    return 47, struct.pack("<HHHHHBBHBB", 0, number, 0, 0, 0, 0, 0, 0, 0, 0)


def binary_number(column: int, number: float, style: int = 0) -> tuple[int, bytes]:
    """The record of a cell with a number."""
    return 5, struct.pack("<IId", column, style, number)


def binary_row(number: int, *, hidden: bool = False) -> tuple[int, bytes]:
    """The record that begins a row."""
    return 0, struct.pack("<IIHBB5x", number - 1, 0, 300, 0, 0x10 if hidden else 0)


def binary_text(column: int, text: str) -> tuple[int, bytes]:
    """The record of a cell with its text in it."""
    return 6, struct.pack("<II", column, 0) + _wide(text)


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def encrypted_package() -> bytes:
    """The beginning of what Excel writes when a workbook gets a password ([MS-OFFCRYPTO] 2.3)."""
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0,
    )  # fmt: skip
    table = struct.pack("<III", 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE).ljust(512, b"\xff")
    entries = _entry("Root Entry", 5) + _entry("EncryptionInfo", 2) + _entry("EncryptedPackage", 2)
    return header.ljust(512, b"\xff") + table + entries.ljust(512, b"\0")


def _entry(name: str, kind: int) -> bytes:
    """One entry of an OLE file's directory, of a stream without content."""
    wide = name.encode("utf-16-le")
    return struct.pack("<64sHBBiii36xIQ", wide, len(wide) + 2, kind, 1, -1, -1, -1, 0xFFFFFFFE, 0)
