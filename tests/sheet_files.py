"""Files for the tests of the sheets room: workbooks by hand-written XML, and shortcuts."""

import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from zns_batch.errors import SheetError
from zns_batch.sheets import open_sheet
from zns_batch.table import Row, Sheet
from zns_batch.texts import LANGS

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


def encrypted_package() -> bytes:
    """The beginning of what Excel writes when a workbook gets a password ([MS-OFFCRYPTO] 2.3)."""
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE,
    )  # fmt: skip
    table = struct.pack("<III", 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFE).ljust(512, b"\xff")
    names = ("Root Entry", "EncryptionInfo", "EncryptedPackage")
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0").ljust(128, b"\1") for name in names
    )
    return header.ljust(512, b"\xff") + table + entries.ljust(512, b"\0")
