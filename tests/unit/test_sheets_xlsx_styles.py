"""Which styles of a workbook say what is meant by a number."""

import struct
from itertools import starmap
from xml.parsers import expat

import pytest
from sheet_files import binary_format, binary_record, binary_style

from zns_batch.domain.sheet import DAY_ZERO, DAY_ZERO_1904
from zns_batch.sheets.formats import xls, xlsb, xlsx_styles
from zns_batch.sheets.formats.xlsx_styles import Formats, WorkbookStyles, read_styles


def _shown(formats: Formats) -> dict[int, object]:
    return {style: shape.seen(7) for style, shape in formats.items()}


CELLS = '<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="164"><alignment/></xf><xf numFmtId="9"/><xf/></cellXfs>'
CODES = '<numFmts count="1"><numFmt numFmtId="164" formatCode="&quot;DH&quot;000"/></numFmts>'


@pytest.mark.parametrize(
    "xml",
    [
        f"<styleSheet>{CODES}{CELLS}</styleSheet>",
        f'<styleSheet>{CODES}<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs>{CELLS}</styleSheet>',
        f'<styleSheet>{CODES}{CELLS}<dxfs><dxf><numFmt numFmtId="164" formatCode="0"/></dxf></dxfs></styleSheet>',
        f"<styleSheet>{CODES}{CELLS}</styleSheet>".replace("<", "<x:")
        .replace("<x:/", "</x:")
        .replace("<x:styleSheet", '<x:styleSheet xmlns:x="u"'),
        f"<styleSheet>{CODES}{CELLS}</styleSheet>".replace('"', "'"),
    ],
)
def test_formats_of_cells(xml: str) -> None:
    """A cell's style leads to its format, however the program wrote the styles."""
    assert {1: "DH007", 2: "700%"} == _shown(read_styles(xml.encode()).telling())


def test_no_styles() -> None:
    """A workbook without styles has no format that says anything."""
    assert {} == read_styles(b"").telling()


def test_broken_styles() -> None:
    """Styles that end in the middle are told, not passed over."""
    with pytest.raises(expat.ExpatError):
        read_styles(b"<styleSheet><cellXfs>")


def test_styles_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more styles than any program writes the rest isn't listened to."""
    monkeypatch.setattr(xlsx_styles, "ELEMENTS_LIMIT", 10)
    cells = '<xf numFmtId="9"/>' * 50
    xml = f"<styleSheet><cellXfs>{cells}</cellXfs></styleSheet>"
    assert 8 == len(read_styles(xml.encode()).telling())


def test_formats_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more formats than any program writes the rest isn't looked at."""
    monkeypatch.setattr(xlsx_styles, "FORMATS_LIMIT", 3)
    codes = dict.fromkeys(range(164, 200), "000")
    assert 3 == len(WorkbookStyles(codes=codes, cells=list(codes)).telling())


def test_formats_of_binary_parts() -> None:
    """The styles of an .xlsb are those of its cells, not those that they are made from."""
    records = (
        (626, b""),
        binary_style(9),
        (627, b""),
        (617, b""),
        binary_style(0),
        binary_style(164),
        binary_style(9),
        (618, b""),
    )
    part = b"".join(starmap(binary_record, (binary_format(164, '"DH"000'), *records)))
    assert {1: "DH007", 2: "700%"} == _shown(xlsb.read_styles(part).telling())


def test_the_first_day_of_a_binary_workbook() -> None:
    """The workbook's properties say how days are counted; without them it is the usual way."""
    for flags, expected in ((0, DAY_ZERO), (1, DAY_ZERO_1904)):
        assert expected == xlsb.day_zero(binary_record(153, struct.pack("<III", flags, 0, 0)))
    assert DAY_ZERO == xlsb.day_zero(binary_record(143))


def _biff(version: int, code: bytes, *, dates: int = 0) -> bytes:
    """The stream of an .xls with a format, two styles and a sheet of five numbers in two records."""

    def record(kind: int, *content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(b"".join(content))) + b"".join(content)

    head = b"".join(
        (
            record(0x809, struct.pack("<HH12x", version, 5)),
            record(0x42, struct.pack("<H", 1252)),
            record(0x22, struct.pack("<H", dates)),
            record(0x41E, struct.pack("<H", 164), code),
            record(0xE0, struct.pack("<HH16x", 0, 0)),
            record(0xE0, struct.pack("<HH16x", 0, 164)),
        )
    )
    start = len(head) + (4 + 8) + 4  # behind the list of sheets and the end
    sheet = b"".join(
        (
            record(0x809, struct.pack("<HH12x", version, 0x10)),
            record(0x203, struct.pack("<HHHd", 4, 0, 1, 42)),
            record(0x203, struct.pack("<HHHd", 4, 1, 0, 42)),
            record(0xBD, struct.pack("<HHHIHIHIH", 4, 2, 1, 0, 0, 0, 1, 0, 4)),
            record(0x0A),
        )
    )
    return head + record(0x85, struct.pack("<I4x", start)) + record(0x0A) + sheet


@pytest.mark.parametrize(
    "version,code",
    [
        (0x600, struct.pack("<HB", 3, 0) + b"000"),
        (0x600, struct.pack("<HB", 3, 1) + "000".encode("utf-16-le")),
        (0x500, b"\x03000"),
    ],
)
def test_formats_of_an_old_workbook(version: int, code: bytes) -> None:
    """The cells of an .xls lead to their formats, also in Excel 95 and in rows of numbers."""
    marks = xls.read_workbook_records(_biff(version, code)).sheets()[0]
    rows = marks.formatted.seen(lambda: iter([[], [], [], [], [7.0] * 5]), 0)
    assert ["007", 7.0, "007", 7.0, "007"] == list(rows())[4]


@pytest.mark.parametrize("dates,expected", [(0, DAY_ZERO), (1, DAY_ZERO_1904)])
def test_the_first_day_of_an_old_workbook(dates: int, expected: object) -> None:
    """An .xls says how it counts days."""
    book = xls.read_workbook_records(_biff(0x600, struct.pack("<HB", 3, 0) + b"000", dates=dates))
    assert expected == book.sheets()[0].day_zero


def test_a_format_with_conditions_is_no_date() -> None:
    """The number 50 under a format of Excel 95 with conditions is 50 for the library too."""
    code = b"[Red][<-25]General;[Blue][>25]General"
    stream = _biff(0x500, bytes([len(code)]) + code)
    book = xls.read_workbook_records(stream)
    assert code not in book.stream
    assert code.decode() == book.styles.codes[164]


@pytest.mark.parametrize("page", [1252, 1258, 0x8001])
def test_texts_are_unicode_whatever_page_is_named(page: int) -> None:
    """Since Excel 97 a code page that a workbook names says nothing of its texts."""
    code = struct.pack("<HB", 3, 0) + b"000"
    stream = _biff(0x600, code).replace(
        struct.pack("<HHH", 0x42, 2, 1252), struct.pack("<HHH", 0x42, 2, page)
    )
    assert struct.pack("<HHH", 0x42, 2, 1200) in xls.read_workbook_records(stream).stream


def test_a_workbook_before_unicode_without_a_page() -> None:
    """An Excel 95 workbook that names no code page gets the usual one, or is refused in words."""
    named = struct.pack("<HHH", 0x42, 2, 1252)
    unnamed = _biff(0x500, b"\x03000").replace(named, b"")
    with pytest.raises(xls.UnnamedCodePageError):
        xls.read_workbook_records(unnamed)
    user = struct.pack("<HH", 0x5C, 32) + b"\x04user".ljust(32)
    stream = unnamed.replace(
        struct.pack("<HHH", 0x22, 2, 0), user + struct.pack("<HHH", 0x22, 2, 0)
    )
    mended = xls.read_workbook_records(stream).stream
    assert named in mended
    assert len(stream) == len(mended)
