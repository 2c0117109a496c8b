"""`.xls` metadata that the reading library doesn't give, from the BIFF records ([MS-XLS] 2.4).

A workbook is a stream of records, each of its kind, its length and its content: `05 02 08 00 …` is a
BOOLERR record of 8 bytes: row, column, style, `2A` (#N/A) and 1 for an error. The counterpart of
`zns_batch.sheets.formats.xlsx`. A formula without a value can't be told here; Excel never writes one
to this format.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from zns_batch.domain.sheet import DAY_ZERO, DAY_ZERO_1904, CellError
from zns_batch.sheets.display import DisplayFormat
from zns_batch.sheets.formats.xlsx import NO_DATE, SheetMetadata
from zns_batch.sheets.formats.xlsx_styles import Formats, WorkbookStyles
from zns_batch.sheets.grid import CELLS_LIMIT, ROW_LIMIT, RefusedFormatError

Record = tuple[int, int, int]
"""Its kind, where its content begins, and how many bytes that has."""

_EOF, _SHEET, _FILEPASS, _DIMENSIONS = 0x0A, 0x85, 0x2F, 0x200
_DATES, _STYLE, _FORMAT, _CODE_PAGE, _USER = 0x22, 0xE0, 0x41E, 0x42, 0x5C
_UNICODE_VERSION = 0x600
_UNICODE_PAGE, _WESTERN_PAGE = 1200, 1252
_ROW, _DEFAULT_HEIGHT, _COLUMNS = 0x208, 0x225, 0x7D
_BOOL_OR_ERROR, _FORMULA, _MANY_NUMBERS = 0x205, 0x06, 0xBD
_CELLS = frozenset({0xFD, 0x204, 0x203, 0x27E, 0xD6, _BOOL_OR_ERROR, _FORMULA, _MANY_NUMBERS})
"""Records of cells that hold something; each begins with its row and column."""

_NUMBERS = {0x203: 8, 0x27E: 4, _FORMULA: 8, _MANY_NUMBERS: 4}
"""Records of numbers, and in how many bytes."""

_WIDTH = 256
"""Columns of a sheet."""

SHOWN = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}

_PLACE = struct.Struct("<HH")
_SHORT = struct.Struct("<H")
_HEAD = struct.Struct("<HH")


class UnnamedCodePageError(RefusedFormatError):
    """A workbook of before Excel 97 doesn't say in which code page its texts are."""

    key = "code-page"


@dataclass(kw_only=True, slots=True)
class XlsWorkbook:
    """What a workbook's records tell of it as a whole."""

    #: The workbook's stream, as the library can read it.
    stream: bytes
    #: Where each sheet begins in the stream.
    starts: list[int] = field(default_factory=list)
    styles: WorkbookStyles = field(default_factory=WorkbookStyles)
    day_zero: date = DAY_ZERO

    def sheets(self) -> list[SheetMetadata]:
        """Search all sheets, in the workbook's order.

        Raises:
            struct.error: A record is cut off.
            IndexError: A record is cut off.
            ValueError: A sheet ends before it begins.
            TooManyRunsError: No program formats so many cells, each unlike its neighbours.

        """
        formats, displays = self.styles.telling(), self.styles.displays()
        dates = frozenset(style for style, display in displays.items() if display.shows_dates)
        return [
            _scan_sheet(self.stream, start, formats, dates, self.day_zero) for start in self.starts
        ]

    def column_styles(self, index: int, column: int) -> Iterator[tuple[int, int]]:
        """Yield the row number and the style of each cell of a sheet's column."""
        for kind, at, length in _records(self.stream, self.starts[index]):
            if kind in _CELLS:
                for row, place, style in _styles_of(self.stream, kind, at, length):
                    if place == column:
                        yield row, style

    def row_styles(self, index: int, row: int) -> dict[int, int]:
        """Return the style of each cell of a sheet's row, by its column."""
        styles: dict[int, int] = {}
        for kind, at, length in _records(self.stream, self.starts[index]):
            if kind in _CELLS:
                for number, place, style in _styles_of(self.stream, kind, at, length):
                    if number == row:
                        styles[place] = style
                    elif styles:  # cells stand row by row
                        return styles
        return styles


def is_negative(number: bytes) -> bool:
    """Tell whether a number is below zero: a double, or its short form (RK), which has its sign too."""
    if not number[-1] & 0x80 or (len(number) == 8 and number[-2:] == b"\xff\xff"):
        return False  # a formula's value that begins so is no number
    return any(number[1:-1]) or number[-1] != 0x80 or bool(number[0] & 0xFC)


def is_encrypted(stream: bytes) -> bool:
    """Tell whether a workbook's stream is protected by a password ([MS-XLS] 2.4.117)."""
    for kind, _, _ in _records(stream, 0):
        if kind == _FILEPASS:
            return True
        if kind == _SHEET:
            break
    return False


def read_workbook_records(stream: bytes) -> XlsWorkbook:  # noqa: C901 — one arm for each kind of record
    """Read what a workbook's stream says of it as a whole, and mend what the library reads wrongly.

    Since Excel 97 all texts are Unicode, whatever code page the workbook names; the library believes
    the name (`x03-biff8-codepage-1252.xls`). It takes some formats with conditions for dates.

    Raises:
        UnnamedCodePageError: The workbook is older and names no code page.
        struct.error: A record is cut off.
        IndexError: A record is cut off.

    """
    book = XlsWorkbook(stream=stream)
    mended = bytearray(stream)
    unicode_texts = _SHORT.unpack_from(stream, _HEAD.size)[0] >= _UNICODE_VERSION
    code_page: int | None = None
    user: Record | None = None
    for kind, at, length in _records(stream, 0):
        if kind == _SHEET:
            book.starts.append(struct.unpack_from("<I", stream, at)[0])
        elif kind == _STYLE:
            book.styles.cells.append(_PLACE.unpack_from(stream, at)[1])
        elif kind == _FORMAT:
            code, start = _format_code(stream, at, unicode_texts=unicode_texts)
            book.styles.codes[_SHORT.unpack_from(stream, at)[0]] = code
            if "[" in code and not DisplayFormat(code).shows_dates:
                # As many characters that show numbers, in one byte each or in two.
                wide = b"\0" in stream[start : at + length]
                mended[start : at + length] = (b"0\0" if wide else b"0") * len(code)
        elif kind == _DATES and stream[at]:
            book.day_zero = DAY_ZERO_1904
        elif kind == _CODE_PAGE:
            code_page = at
        elif kind == _USER:
            user = (kind, at, length)
    if code_page is None:
        if not unicode_texts:
            _name_code_page(mended, user)
    elif unicode_texts:
        _SHORT.pack_into(mended, code_page, _UNICODE_PAGE)
    book.stream = bytes(mended)
    return book


def _name_code_page(stream: bytearray, user: Record | None) -> None:
    """Put a record with the code page that Excel takes for granted into that with the user's name."""
    if user is None or user[2] < 2 + _HEAD.size:
        raise UnnamedCodePageError
    kind, at, length = user
    struct.pack_into("<HHH", stream, at - _HEAD.size, _CODE_PAGE, 2, _WESTERN_PAGE)
    _HEAD.pack_into(stream, at + 2, kind, length - 2 - _HEAD.size)


def _records(stream: bytes, position: int) -> Iterator[Record]:
    """Yield the records of one substream, up to the first end, as the reading library does."""
    while position + 4 <= len(stream):
        kind, length = _HEAD.unpack_from(stream, position)
        position += 4
        yield kind, position, length
        if kind == _EOF:
            return
        position += length


def _format_code(stream: bytes, at: int, *, unicode_texts: bool) -> tuple[str, int]:
    """Return a format's text ([MS-XLS] 2.5.294), and where it begins."""
    if not unicode_texts:
        return stream[at + 3 : at + 3 + stream[at + 2]].decode("cp1252", "replace"), at + 3
    (length,) = _SHORT.unpack_from(stream, at + 2)
    if stream[at + 4] & 1:
        return stream[at + 5 : at + 5 + 2 * length].decode("utf-16-le", "replace"), at + 5
    return stream[at + 5 : at + 5 + length].decode("latin-1"), at + 5


def _scan_sheet(  # noqa: C901, PLR0912 — one arm for each kind of record
    stream: bytes, start: int, formats: Formats, dates: frozenset[int], day_zero: date
) -> SheetMetadata:
    metadata = SheetMetadata(rows=0, columns=0, day_zero=day_zero)
    rows_by_default = True
    visible_rows: set[int] = set()
    for kind, at, length in _records(stream, start):
        if kind in _CELLS:
            _scan_cell(stream, kind, at, length, metadata)
            telling = _styles_of(stream, kind, at, length) if formats or dates else ()
            for row, column, style in telling:
                if format_ := formats.get(style):
                    metadata.formatted.put(row, column, format_)
                if style in dates and (size := _NUMBERS.get(kind)):
                    place = at + 6 + 6 * (column - _SHORT.unpack_from(stream, at + 2)[0])
                    if is_negative(stream[place : place + size]):
                        metadata.replaced.setdefault(row, {})[column] = NO_DATE
        elif kind == _ROW:
            row, height = (
                _PLACE.unpack_from(stream, at)[0] + 1,
                _SHORT.unpack_from(stream, at + 6)[0],
            )
            if stream[at + 12] & 0x20 or not height & 0x7FFF:  # of no height
                metadata.hidden_rows.add(row)
            else:
                visible_rows.add(row)
        elif kind == _DEFAULT_HEIGHT:
            rows_by_default = not (stream[at] & 0x02 or not _SHORT.unpack_from(stream, at + 2)[0])
        elif kind == _DIMENSIONS:
            _check_dimensions(stream, at, length, metadata)
        elif kind == _COLUMNS and (stream[at + 8] & 0x01 or stream[at + 4 : at + 6] == b"\0\0"):
            first, last = _PLACE.unpack_from(stream, at)
            if len(metadata.hidden_columns) < _WIDTH:
                metadata.hidden_columns.update(range(first, min(last, _WIDTH - 1) + 1))
    if not rows_by_default:
        rows = range(1, min(metadata.rows, ROW_LIMIT) + 1)
        metadata.hidden_rows.update(row for row in rows if row not in visible_rows)
    return metadata


def _check_dimensions(stream: bytes, at: int, length: int, metadata: SheetMetadata) -> None:
    """Believe a claim beyond measure: the library makes room for what a sheet says of itself."""
    top, rows, left, columns = struct.unpack_from("<IIHH" if length >= 14 else "<HHHH", stream, at)
    if top > rows or left > columns:
        raise ValueError(top, rows, left, columns)
    if rows * columns > CELLS_LIMIT:
        metadata.rows, metadata.columns = rows, columns


def _scan_cell(stream: bytes, kind: int, at: int, length: int, metadata: SheetMetadata) -> None:
    row, column = _PLACE.unpack_from(stream, at)
    last = _SHORT.unpack_from(stream, at + length - 2)[0] if kind == _MANY_NUMBERS else column
    metadata.rows = max(metadata.rows, row + 1)
    metadata.columns = max(metadata.columns, column + 1, last + 1)
    code = None
    if kind == _BOOL_OR_ERROR and stream[at + 7]:
        code = stream[at + 6]
    elif kind == _FORMULA and stream[at + 12 : at + 14] == b"\xff\xff" and stream[at + 6] == 2:
        code = stream[at + 8]
    if code is not None:
        error = CellError(shown=SHOWN.get(code, "#?"))
        metadata.replaced.setdefault(row + 1, {})[column] = error


def _styles_of(stream: bytes, kind: int, at: int, length: int) -> Iterator[tuple[int, int, int]]:
    """Yield the row number, the column and the style of a cell, or of each in a row of numbers."""
    row, column = _PLACE.unpack_from(stream, at)
    styles = range(at + 4, at + length - 2, 6) if kind == _MANY_NUMBERS else (at + 4,)
    for place, style in enumerate(styles, column):
        yield row + 1, place, _SHORT.unpack_from(stream, style)[0]
