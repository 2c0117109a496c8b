"""Makes the spreadsheets of this folder that a library or a hand can make, and writes expectations.

    python tests/spreadsheets/make.py            # make the originals anew
    python tests/spreadsheets/make.py --expect   # write what is read now beside each original

What `--expect` writes must be read by a person before it is kept: it says what the program does,
and the person what it should do. `README.md` says where the other originals come from.
"""

import csv
import datetime as dt
import io
import json
import re
import struct
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent)]

from sheet_files import (  # noqa: E402 — found through the line above
    as_json,
    binary_format,
    binary_number,
    binary_package,
    binary_row,
    binary_style,
    binary_text,
    package,
    sheet_xml,
    text_cell,
)

HEADERS = ("Họ tên", "Số điện thoại", "Địa chỉ")
LINES = (
    ("Đặng Thị Ngọc Ánh", "0901234567", "12 Nguyễn Huệ, Quận 1"),
    ("Trương Quốc Hoặc", "0912345678", "Số 5, Đường Ỷ Lan"),
)
WIDE = (
    ("STT", "Khách hàng", "Số điện thoại", "Mã đơn", "Ngày đặt", "Tổng tiền", "Giảm", "Đã gọi", "Giờ"),
    (1, "Nguyễn Văn An", "0901234567", "DH0001", dt.date(2026, 11, 22), 150000, 0.1, True, dt.time(8, 5)),
    (2, "Trần Thị Bình", "0912345678", "DH0002", dt.date(2026, 12, 3), 2500000.5, 0.125, False, dt.time(21, 30)),
    (3, "Lê Văn Cường", "0987654321", "DH0003", dt.date(2027, 1, 1), 99000, 0, True, dt.time(0, 0)),
)  # fmt: skip
SHAPES = ("0", "@", "@", "@", "dd/mm/yyyy", '#,##0 "₫"', "0.0%", "General", "hh:mm")
SEEN = (
    ("Khách hàng", "SĐT", "Mã đơn", "Mã khách", "Hợp đồng", "Giảm", "Thuế", "Tiền", "Số lượng", "Ngày"),
    ("Nguyễn Văn An", 901234567, 42, 7, 26001, 0.1, 0.125, 150000, 5, 46348),
    ("Trần Thị Bình", 912345678, 0, 1234567, 5, 1.5, -0.05, 2500000.5, 12.5, 46349),
    ("Lê Văn Cường", "0987654321", "DH3", None, "x", 0, "5%", 99000, 0, "22/11/2026"),
)  # fmt: skip
MEANT = (
    "General",
    "0000-000-000",
    "00000",
    '"KH"0000',
    '000"/HĐ"00',
    "0%",
    "0.0%",
    '#,##0 "₫"',
    "0.00",
    "General",
)
LONG_AGO = dt.datetime(2026, 1, 1)

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

# ── text tables ──


def _table(delimiter: str = ",", end: str = "\r\n", lines: Iterable[Sequence[str]] = LINES) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows([HEADERS, *lines])
    return out.getvalue()


def comma_utf8(path: Path) -> None:
    """Google Sheets' "Comma-separated values": UTF-8 without a mark, CRLF."""
    path.write_bytes(_table().encode())


def semicolon_bom(path: Path) -> None:
    """Excel's "CSV UTF-8" on a Vietnamese Windows."""
    path.write_bytes(_table(";").encode("utf-8-sig"))


def pipe_lf(path: Path) -> None:
    """An ERP's export on a Linux server."""
    path.write_bytes(_table("|", "\n").encode())


def tab_cr(path: Path) -> None:
    """An old Macintosh's line ends."""
    path.write_bytes(_table("\t", "\r").encode())


def quoted_newlines(path: Path) -> None:
    """Line ends of two kinds, quotes and delimiters inside cells, a blank line between rows."""
    lines = [
        ('Nguyễn "Tí" An', "0901234567", "12 Nguyễn Huệ,\nQuận 1"),
        ("", "", ""),
        ("Trần; Bình", "0912345678", "Tầng 3\r\nTòa A"),
    ]
    path.write_bytes(_table(lines=lines).encode())


def utf16_be(path: Path) -> None:
    """UTF-16 in the other byte order, without a mark."""
    path.write_bytes(_table("\t").encode("utf-16-be"))


def guarded(path: Path) -> None:
    """Zeros guarded by formulas, and the line that names the delimiter."""
    path.write_text(
        'sep=;\r\nSĐT;Mã\r\n="0901234567";="007"\r\n0912345678;008\r\n', "utf-8", newline=""
    )


def macos_nfd(path: Path) -> None:
    """Letters in pieces, as macOS writes them."""
    path.write_bytes(unicodedata.normalize("NFD", _table()).encode())


def tcvn3(path: Path) -> None:
    """Bytes of a program for the ABC fonts."""
    path.write_bytes("Hä tªn,SDT\r\nNguyÔn V¨n An,0901234567\r\n".encode("cp1252"))


def vni_utf8(path: Path) -> None:
    """Text typed for VNI fonts and saved as UTF-8."""
    lines = "Hoï teân,SÑT\nNguyeãn Vaên An,0901234567\nTraàn Thò Bình,0912345678\n"
    path.write_text(lines, "utf-8", newline="")


def one_column(path: Path) -> None:
    """Nothing but phone numbers."""
    path.write_text("Số điện thoại\n0901234567\n0912345678\n", "utf-8", newline="")


def header_only(path: Path) -> None:
    """A list of nobody."""
    path.write_bytes(_table(lines=[]).encode())


def pandas_csv(path: Path) -> None:
    """What `DataFrame.to_csv` writes, with its index."""
    pd.DataFrame(LINES, columns=HEADERS).to_csv(path, lineterminator="\n")


# ── XlsxWriter ──


def xlsxwriter_types(path: Path) -> None:
    """Every type of cell."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": LONG_AGO})
        page = book.add_worksheet("Danh sách")
        page.write_row(0, 0, WIDE[0])
        for row, line in enumerate(WIDE[1:], 1):
            for column, (value, shape) in enumerate(zip(line, SHAPES, strict=True)):
                page.write(row, column, value, book.add_format({"num_format": shape}))


def xlsxwriter_seen(path: Path) -> None:
    """Numbers that are codes, phones and shares by their formats alone."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": LONG_AGO})
        page = book.add_worksheet("Danh sách")
        page.write_row(0, 0, SEEN[0])
        for row, line in enumerate(SEEN[1:], 1):
            for column, (value, shape) in enumerate(zip(line, MEANT, strict=True)):
                page.write(row, column, value, book.add_format({"num_format": shape}))


def xlsxwriter_formulas(path: Path) -> None:
    """Formulas with values, error cells, rich text, a duration, a link, an array."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": LONG_AGO})
        page, bold = book.add_worksheet("Danh sách"), book.add_format({"bold": True})
        page.write_row(0, 0, ["Tên", "Tiền", "Lỗi", "Thời lượng", "Trang", "Mảng", "Ghi chú"])
        page.write_rich_string(1, 0, "Nguyễn ", bold, "Văn", " An")
        page.write_formula(1, 1, "=100000*1.5", None, 150000)
        page.write_formula(1, 2, "=NA()", None, "#N/A")
        page.write_datetime(1, 3, dt.timedelta(hours=30), book.add_format({"num_format": "[h]:mm"}))
        page.write_url(1, 4, "https://example.vn/dh/1", string="Xem đơn")
        page.write_array_formula("F2:F2", "{=SUM(1,2)}", None, 3)
        page.write_formula(1, 6, '="Chào "&"bạn"', None, "Chào bạn")
        page.write_formula(2, 2, "=1/0", None, "#DIV/0!")
        page.write_formula(2, 6, '=IF(1,"")', None, "")


def xlsxwriter_1904(path: Path) -> None:
    """Dates counted from 1904, as old Macintosh workbooks do."""
    with xlsxwriter.Workbook(
        path, {"date_1904": True, "default_date_format": "dd/mm/yyyy"}
    ) as book:
        book.set_properties({"created": LONG_AGO})
        page = book.add_worksheet()
        page.write_row(0, 0, ["SĐT", "Ngày"])
        page.write_row(1, 0, ["0901234567", dt.datetime(2026, 11, 22)])


def xlsxwriter_inline(path: Path) -> None:
    """Texts inside their cells, as the writer for large files puts them."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        book.set_properties({"created": LONG_AGO})
        page = book.add_worksheet()
        for row, line in enumerate([HEADERS, *LINES, ("  Lê  Cường ", " 0987654321", "\tHuế\n")]):
            page.write_row(row, 0, line)


def xlsxwriter_filter(path: Path) -> None:
    """A table with a filter set: the rows it hides, and a hidden column."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": LONG_AGO})
        page = book.add_worksheet()
        lines = [
            ("An", "0901234567", "HN"),
            ("Bình", "0912345678", "HCM"),
            ("Cúc", "0987654321", "HN"),
        ]
        columns = [{"header": name} for name in ("Tên", "SĐT", "Tỉnh")]
        page.add_table(0, 0, 3, 2, {"data": lines, "columns": columns})
        page.set_row(2, None, None, {"hidden": True})
        page.set_column("C:C", None, None, {"hidden": True})


def xlsxwriter_layout(path: Path) -> None:
    """Titles, a header two lines deep, merged cells, blank rows, a total, a second sheet."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": LONG_AGO})
        page = book.add_worksheet("Tháng 11")
        page.merge_range("A1:E1", "CÔNG TY TNHH AN BÌNH")
        page.write("A2", "Danh sách khách hàng tháng 11/2026")
        page.merge_range("A4:A5", "STT")
        page.merge_range("B4:C4", "Khách hàng")
        page.write_row("B5", ["Họ tên", "SĐT"])
        page.merge_range("D4:D5", "Khu vực")
        page.merge_range("E4:E5", "Số tiền")
        page.write_row("A6", [1, "An", "0901234567"])
        page.merge_range("D6:D8", "Hà Nội")
        page.write("E6", 150000)
        page.write_row("A8", [2, "Bình", "0912345678"])
        page.write("E8", 99000)
        page.write("B10", "Tổng cộng")
        page.write("E10", 249000)
        book.add_worksheet("Trống")
        book.add_worksheet("Tháng 10").write_row(0, 0, HEADERS)


def xlsxwriter_headings(path: Path) -> None:
    """A first header line merged across alone, with the headers of its columns below."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": LONG_AGO})
        page = book.add_worksheet()
        page.write_row("A1", ["STT", "Khách hàng", "", "Số tiền"])
        page.merge_range("B1:C1", "Khách hàng")
        page.write_row("B2", ["Họ tên", "SĐT"])
        page.write_row("A3", [1, "An", "0901234567", 150000])


# ── openpyxl ──


def _settle(path: Path) -> None:
    """Take the moment of making out of a package, so that making it again changes nothing."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            still = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2026-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), still, zipfile.ZIP_DEFLATED)


def _book(lines: Iterable[Iterable[Any]]) -> tuple[openpyxl.Workbook, Any]:
    book = openpyxl.Workbook()
    page: Any = book.active
    for line in lines:
        page.append(list(line))
    return book, page


def openpyxl_types(path: Path) -> None:
    """Every type of cell, by another library."""
    book, page = _book(WIDE)
    for row in page.iter_rows(min_row=2):
        for cell, shape in zip(row, SHAPES, strict=True):
            cell.number_format = shape
    book.save(path)
    _settle(path)


def openpyxl_iso_dates(path: Path) -> None:
    """Dates as text of the standard instead of numbers, as strict workbooks have them."""
    book, _ = _book(
        [
            ("SĐT", "Ngày", "Lúc", "Giờ"),
            ("0901234567", dt.date(2026, 11, 22), dt.datetime(2026, 11, 22, 8, 5), dt.time(8, 5)),
        ]
    )
    book.iso_dates = True
    book.save(path)
    _settle(path)


def openpyxl_formulas(path: Path) -> None:
    """Formulas that nobody calculated."""
    book, _ = _book(
        [("SĐT", "Tiền"), ("0901234567", "=1+1"), ("0912345678", 5), ("=B2", "=SUM(B2:B3)")]
    )
    book.save(path)
    _settle(path)


def openpyxl_text_numbers(path: Path) -> None:
    """Numbers kept as text, by the format and by an apostrophe; rich text; white space."""
    rich = CellRichText("Nguyễn ", TextBlock(InlineFont(b=True), "Văn"), " An")
    book, page = _book(
        [("Tên", "SĐT", "Mã"), (rich, "0901234567", "00123"), (" B ", "912345678", "1E+05")]
    )
    for row in page.iter_rows(min_row=2, min_col=2):
        for cell in row:
            cell.number_format, cell.quotePrefix = "@", True
    book.save(path)
    _settle(path)


def openpyxl_styled(path: Path) -> None:
    """Formats far beyond the list, a hidden sheet in front, frozen panes, a wide header."""
    book, page = _book([HEADERS, *LINES])
    page.title, page.freeze_panes = "Khách", "A2"
    for row in range(1, 60):
        for column in range(1, 30):
            page.cell(row, column).fill = PatternFill("solid", start_color="FFFF00")
    for cell in page[1]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True)
    hidden = book.create_sheet("Ẩn", 0)
    hidden.append(HEADERS)
    hidden.sheet_state = "hidden"
    book.active = 1
    book.save(path)
    _settle(path)


def openpyxl_1904(path: Path) -> None:
    """Dates counted from 1904, by another library."""
    book, page = _book([("SĐT", "Ngày")])
    book.epoch = CALENDAR_MAC_1904
    page.append(["0901234567", dt.date(2026, 11, 22)])
    book.save(path)
    _settle(path)


def openpyxl_seen(path: Path) -> None:
    """Numbers that are codes, phones and shares by their formats alone, by another library."""
    book, page = _book(SEEN)
    for row in page.iter_rows(min_row=2):
        for cell, shape in zip(row, MEANT, strict=True):
            cell.number_format = shape
    book.save(path)
    _settle(path)


def openpyxl_1904_numbers(path: Path) -> None:
    """A bare number that stands for a day, in a workbook that counts from 1904."""
    book, page = _book([("SĐT", "Ngày")])
    book.epoch = CALENDAR_MAC_1904
    page.append(["0901234567", 44886])
    book.save(path)
    _settle(path)


# ── pandas ──


def pandas_excel(path: Path) -> None:
    """What `DataFrame.to_excel` writes, with its index and missing values."""
    frame = pd.DataFrame(
        {
            "Họ tên": ["An", None],
            "SĐT": ["0901234567", "0912345678"],
            "Tiền": [150000.0, float("nan")],
            "Ngày": [pd.Timestamp(2026, 11, 22), pd.NaT],
        }
    )
    frame.to_excel(path)
    _settle(path)


def pandas_two_lines(path: Path) -> None:
    """A header of two levels, which pandas merges across."""
    columns = pd.MultiIndex.from_tuples(
        [("Khách", "Tên"), ("Khách", "SĐT"), ("Đơn", "Mã"), ("Đơn", "Tiền")]
    )
    frame = pd.DataFrame(
        [["An", "0901234567", "DH1", 5], ["Bình", "0912345678", "DH2", 6]], columns=columns
    )
    frame.to_excel(path)
    _settle(path)


# ── by hand ──

_LIST = (
    f'<row r="1">{text_cell("A1", "Họ tên")}{text_cell("B1", "SĐT")}</row>'
    f'<row r="2">{text_cell("A2", "An")}{text_cell("B2", "0901234567")}</row>'
)


def hand_strict(path: Path) -> None:
    """Strict Open XML: other names for everything, dates as text."""
    body = (
        _LIST + f'<row r="3">{text_cell("A3", "Bình")}<c r="B3" t="d"><v>2026-11-22</v></c></row>'
    )
    package(path, {"S": sheet_xml(body)})
    strict = {
        _MAIN.encode(): b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        _OFFICE.encode(): b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    _rewrite(path, strict)


def _rewrite(path: Path, names: dict[bytes, bytes]) -> None:
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    for old_name, new_name in names.items():
        parts = {name: content.replace(old_name, new_name) for name, content in parts.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    _settle(path)


def hand_shared(path: Path) -> None:
    """Shared texts: rich ones in runs, with a reading aid, with spaces, with escaped controls."""
    items = (
        "<si><t>Tên</t></si><si><t>Ghi chú</t></si>"
        '<si><r><t xml:space="preserve">Nguyễn </t></r><r><rPr><b/></rPr><t>Văn An</t></r></si>'
        '<si><t>Bình</t><rPh sb="0" eb="1"><t>ビン</t></rPh></si>'
        '<si><t xml:space="preserve"> hai dòng_x000D_&#10;và _x0041_ </t></si><si><t/></si>'
    )
    rows = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{cell}{row}" t="s"><v>{at}</v></c>' for cell, at in cells)
        + "</row>"
        for row, cells in enumerate(
            ([("A", 0), ("B", 1)], [("A", 2), ("B", 4)], [("A", 3), ("B", 5)]), 1
        )
    )
    texts = f'<sst xmlns="{_MAIN}" count="6" uniqueCount="6">{items}</sst>'
    relations = _relations(
        ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
    )
    more = {"xl/sharedStrings.xml": texts, "xl/_rels/workbook.xml.rels": relations}
    package(path, {"S": sheet_xml(rows)}, more)
    _settle(path)


def _relations(*targets: tuple[str, str]) -> str:
    each = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def hand_errors(path: Path) -> None:
    """All errors of Excel and one of Google Sheets, and formulas in every form."""
    shown = (
        "#NULL!",
        "#DIV/0!",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "#N/A",
        "#SPILL!",
        "#ERROR!",
    )
    cells = "".join(
        f'<row r="{row}">{text_cell(f"A{row}", "x")}<c r="B{row}" t="e"><f>A1</f><v>{error}</v></c></row>'
        for row, error in enumerate(shown, 2)
    )
    formulas = (
        '<row r="20"><c r="A20"><f t="shared" ref="A20:B20" si="0">1+1</f><v>2</v></c>'
        '<c r="B20"><f t="shared" si="0"/><v>3</v></c></row>'
        '<row r="21"><c r="A21"><f t="shared" si="0"/></c><c r="B21" t="str"><f>A1</f><v>chữ</v></c></row>'
        '<row r="22"><c r="A22" t="b"><f>TRUE()</f><v>1</v></c><c r="B22" t="str"><f>""</f><v></v></c></row>'
    )
    head = f'<row r="1">{text_cell("A1", "Tên")}{text_cell("B1", "Lỗi")}</row>'
    package(path, {"S": sheet_xml(head + cells + formulas)})
    _settle(path)


def hand_uncommon(path: Path) -> None:
    """Prefixes, single quotes, no references: what few programs write and all may."""
    body = (
        "<x:row><x:c t='inlineStr'><x:is><x:t>SĐT</x:t></x:is></x:c><x:c t='inlineStr'><x:is><x:t>Mã"
        "</x:t></x:is></x:c></x:row><x:row hidden='1'><x:c><x:v>1</x:v></x:c></x:row>"
        "<x:row><x:c t='e'><x:v>#REF!</x:v></x:c><x:c><x:v>7</x:v></x:c></x:row>"
    )
    xml = f'<x:worksheet xmlns:x="{_MAIN}"><x:sheetData>{body}</x:sheetData></x:worksheet>'
    package(path, {"S": xml})
    _settle(path)


def hand_macros(path: Path) -> None:
    """A workbook with macros, links to another workbook and to a place on the web."""
    body = (
        _LIST
        + '<row r="3"><c r="A3" t="str"><f>[1]Gốc!A1</f><v>Bình</v></c>'
        + text_cell("B3", "09")
    )
    relations = _relations(
        ("worksheet", "worksheets/sheet1.xml"),
        ("externalLink", "externalLinks/externalLink1.xml"),
        ("vbaProject", "vbaProject.bin"),
    )
    link = _relations(("externalLinkPath", "file:///C:/gia.xlsx")).replace(
        "/>", ' TargetMode="External"/>'
    )
    more: dict[str, str | bytes] = {
        "xl/_rels/workbook.xml.rels": relations,
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 no real project",
        "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{_MAIN}"/>',
        "xl/externalLinks/_rels/externalLink1.xml.rels": link,
        "../../evil.txt": b"out of the way",
    }
    package(path, {"S": sheet_xml(body + "</row>")}, more)
    _settle(path)


def hand_google(path: Path) -> None:
    """The shape of Google Sheets' exports: shared texts, styles on whole rows, a filter's rows."""
    items = "".join(
        f"<si><t>{text}</t></si>" for text in ("Tên", "SĐT", "An", "0901234567", "Bình", "Cúc")
    )
    rows = (
        '<row r="1" ht="15.75" customHeight="1"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="1" t="s">'
        '<v>1</v></c><c r="C1" s="1"/></row><row r="2"><c r="A2" s="1" t="s"><v>2</v></c><c r="B2" s="1"'
        ' t="s"><v>3</v></c></row><row r="3" hidden="1"><c r="A3" s="1" t="s"><v>4</v></c><c r="B3" s="1">'
        '<v>9.12345678E8</v></c></row><row r="4"><c r="A4" s="1" t="s"><v>5</v></c><c r="B4" s="1">'
        "<f>B3+1</f><v>9.12345679E8</v></c></row>"
        + "".join(f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(5, 60))
    )
    relations = _relations(
        ("worksheet", "worksheets/sheet1.xml"),
        ("sharedStrings", "sharedStrings.xml"),
        ("styles", "styles.xml"),
    )
    styles = f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="0"/></cellXfs></styleSheet>'
    more = {
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}" uniqueCount="6">{items}</sst>',
        "xl/styles.xml": styles,
        "xl/_rels/workbook.xml.rels": relations,
    }
    package(path, {"Trang tính1": sheet_xml(rows)}, more)
    _settle(path)


def hand_binary(path: Path) -> None:
    """A binary workbook: texts, numbers, truth, an error, a hidden row and a hidden column."""

    def cell(kind: int, column: int, content: bytes) -> tuple[int, bytes]:
        return kind, struct.pack("<II", column, 0) + content

    merged = struct.pack("<IIII", 1, 3, 5, 5)
    records = [
        (60, struct.pack("<IIIIH", 1, 1, 0, 0, 1)),
        (145, b""),
        binary_row(1),
        *(
            binary_text(at, text)
            for at, text in enumerate(("Tên", "Giá vốn", "SĐT", "Tiền", "Mới", "Tỉnh"))
        ),
        binary_row(2),
        binary_text(0, "An"),
        binary_text(2, "0901234567"),
        cell(5, 3, struct.pack("<d", 150000.5)),
        cell(4, 4, b"\x01"),
        binary_text(5, "Huế"),
        binary_row(3, hidden=True),
        binary_text(0, "Bình"),
        binary_row(4),
        binary_text(0, "Cúc"),
        cell(5, 2, struct.pack("<d", 912345678)),
        cell(3, 3, b"\x07"),
        binary_row(5),
        binary_text(0, "Dung"),
        cell(2, 3, struct.pack("<I", 99000 << 2 | 2)),
        (146, b""),
        (176, merged),
    ]
    binary_package(path, {"Danh sách": records})
    _settle(path)


def hand_binary_seen(path: Path) -> None:
    """A binary workbook that counts from 1904, with a code and a share by their formats."""
    styles = [
        (615, struct.pack("<I", 1)),
        binary_format(164, '"DH"00000'),
        (616, b""),
        (617, struct.pack("<I", 3)),
        *(binary_style(number) for number in (0, 164, 9)),
        (618, b""),
    ]
    records = [
        (145, b""),
        binary_row(1),
        *(binary_text(at, text) for at, text in enumerate(("SĐT", "Mã đơn", "Giảm", "Ngày"))),
        binary_row(2),
        binary_number(0, 901234567),
        binary_number(1, 42, 1),
        binary_number(2, 0.1, 2),
        binary_number(3, 44886),
        (146, b""),
    ]
    binary_package(path, {"Danh sách": records}, styles=styles, from_1904=True)
    _settle(path)


def hand_old_font(path: Path) -> None:
    """Text typed for the `.VnTime` fonts in a workbook of today."""
    lines = (("Hä tªn", "S§T"), ("NguyÔn V¨n An", "0901234567"), ("TrÇn ThÞ B×nh", "0912345678"))
    rows = "".join(
        f'<row r="{row}">{text_cell(f"A{row}", name)}{text_cell(f"B{row}", phone)}</row>'
        for row, (name, phone) in enumerate(lines, 1)
    )
    package(path, {"S": sheet_xml(rows)})
    _settle(path)


def hand_deep_header(path: Path) -> None:
    """A header in the twentieth filled row, under nineteen rows of titles, right of column Z."""
    titles = "".join(
        f'<row r="{row}">{text_cell(f"AA{row}", f"Ghi chú {row}")}</row>' for row in range(1, 20)
    )
    rows = "".join(
        f'<row r="{row}">'
        + "".join(
            text_cell(f"{at}{row}", text) for at, text in zip(("AA", "AB", "AC"), line, strict=True)
        )
        + "</row>"
        for row, line in ((25, HEADERS), (26, LINES[0]), (31, LINES[1]))
    )
    package(path, {"S": sheet_xml(titles + rows)})
    _settle(path)


def renamed_xlsx(path: Path) -> None:
    """A workbook under a text table's ending."""
    xlsxwriter_inline(path)


def renamed_text(path: Path) -> None:
    """A text table under a workbook's ending, as web programs send it."""
    path.write_bytes(_table("\t").encode("utf-16"))


def html_table(path: Path) -> None:
    """A web page under the ending of a workbook, as older web programs send it."""
    path.write_text("<html><table><tr><td>SĐT</td></tr></table></html>", "utf-8", newline="")


MAKERS: dict[str, Callable[[Path], None]] = {
    "comma-utf8.csv": comma_utf8,
    "semicolon-bom.csv": semicolon_bom,
    "pipe-lf.txt": pipe_lf,
    "tab-cr.tsv": tab_cr,
    "quoted-newlines.csv": quoted_newlines,
    "utf-16-be.txt": utf16_be,
    "guarded.csv": guarded,
    "macos-nfd.csv": macos_nfd,
    "tcvn3.csv": tcvn3,
    "vni-utf8.csv": vni_utf8,
    "one-column.txt": one_column,
    "header-only.csv": header_only,
    "pandas.csv": pandas_csv,
    "xlsxwriter-types.xlsx": xlsxwriter_types,
    "xlsxwriter-seen.xlsx": xlsxwriter_seen,
    "xlsxwriter-formulas.xlsx": xlsxwriter_formulas,
    "xlsxwriter-1904.xlsx": xlsxwriter_1904,
    "xlsxwriter-inline.xlsx": xlsxwriter_inline,
    "xlsxwriter-filter.xlsx": xlsxwriter_filter,
    "xlsxwriter-layout.xlsx": xlsxwriter_layout,
    "xlsxwriter-headings.xlsx": xlsxwriter_headings,
    "openpyxl-types.xlsx": openpyxl_types,
    "openpyxl-iso-dates.xlsx": openpyxl_iso_dates,
    "openpyxl-formulas.xlsx": openpyxl_formulas,
    "openpyxl-text-numbers.xlsx": openpyxl_text_numbers,
    "openpyxl-styled.xlsx": openpyxl_styled,
    "openpyxl-1904.xlsx": openpyxl_1904,
    "openpyxl-1904-numbers.xlsx": openpyxl_1904_numbers,
    "openpyxl-seen.xlsx": openpyxl_seen,
    "pandas.xlsx": pandas_excel,
    "pandas-two-lines.xlsx": pandas_two_lines,
    "hand-strict.xlsx": hand_strict,
    "hand-shared.xlsx": hand_shared,
    "hand-errors.xlsx": hand_errors,
    "hand-uncommon.xlsx": hand_uncommon,
    "hand-macros.xlsm": hand_macros,
    "hand-google.xlsx": hand_google,
    "hand-binary.xlsb": hand_binary,
    "hand-binary-seen.xlsb": hand_binary_seen,
    "hand-old-font.xlsx": hand_old_font,
    "hand-deep-header.xlsx": hand_deep_header,
    "renamed-workbook.csv": renamed_xlsx,
    "renamed-text.xls": renamed_text,
    "html.xls": html_table,
}


def expect() -> None:
    """Write what is read now beside each original."""
    for path in sorted(HERE.iterdir()):
        if path.suffix not in {".json", ".py", ".md"} and path.is_file():
            text = json.dumps(as_json(path), ensure_ascii=False, indent=1)
            path.with_name(path.name + ".expected.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    if "--expect" in sys.argv:
        expect()
    else:
        for name, make in MAKERS.items():
            make(HERE / name)
