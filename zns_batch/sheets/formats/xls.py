"""What the reading library doesn't tell of an `.xls` sheet, found in its records ([MS-XLS]).

The counterpart of `zns_batch.sheets.formats.xlsx`: error cells, hidden rows and columns, and how far the
cells reach. A formula without a value can't be told here; Excel never writes one to this format.
"""

import struct
from collections.abc import Iterator
from datetime import date

from zns_batch.domain.sheet import DAY_ZERO, DAY_ZERO_1904, CellError
from zns_batch.sheets.formats.xlsx import SheetMetadata
from zns_batch.sheets.formats.xlsx_styles import Formats, telling_formats
from zns_batch.sheets.grid import CELLS_LIMIT

Record = tuple[int, int, int]
"""Its kind, where its content begins, and how many bytes that has."""

_EOF, _SHEET, _FILEPASS, _DIMENSIONS = 0x0A, 0x85, 0x2F, 0x200
_DATES, _STYLE, _FORMAT = 0x22, 0xE0, 0x41E
_UNICODE_VERSION = 0x600
_ROW, _COLUMNS, _BOOL_OR_ERROR, _FORMULA, _MANY_NUMBERS = 0x208, 0x7D, 0x205, 0x06, 0xBD
_CELLS = frozenset({0xFD, 0x204, 0x203, 0x27E, 0xD6, _BOOL_OR_ERROR, _FORMULA, _MANY_NUMBERS})
"""Records of cells that hold something; each begins with its row and column."""

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


def is_encrypted(stream: bytes) -> bool:
    """Tell whether a workbook's stream is protected by a password ([MS-XLS] 2.4.117)."""
    for kind, _, _ in _records(stream, 0):
        if kind == _FILEPASS:
            return True
        if kind == _SHEET:
            break
    return False


def scan_metadata(stream: bytes) -> list[SheetMetadata]:
    """Search all sheets of a workbook, in its order.

    Args:
        stream: The workbook's stream.

    Raises:
        struct.error: A record is cut off.
        IndexError: A record is cut off.
        ValueError: A sheet ends before it begins.
        TooManyRunsError: No program formats so many cells, each unlike its neighbours.

    """
    starts: list[int] = []
    codes: dict[int, str] = {}
    styles: list[int] = []
    day_zero = DAY_ZERO
    for kind, at, _ in _records(stream, 0):
        if kind == _SHEET:
            starts.append(struct.unpack_from("<I", stream, at)[0])
        elif kind == _STYLE:
            styles.append(_PLACE.unpack_from(stream, at)[1])
        elif kind == _FORMAT:
            codes[_SHORT.unpack_from(stream, at)[0]] = _format_code(stream, at + 2)
        elif kind == _DATES and stream[at]:
            day_zero = DAY_ZERO_1904
    formats = telling_formats(codes, styles)
    return [_marks(stream, start, formats, day_zero) for start in starts]


def _records(stream: bytes, position: int) -> Iterator[Record]:
    """Yield the records of one substream, up to the first end, as the reading library does."""
    while position + 4 <= len(stream):
        kind, length = _HEAD.unpack_from(stream, position)
        position += 4
        yield kind, position, length
        if kind == _EOF:
            return
        position += length


def _format_code(stream: bytes, at: int) -> str:
    """Return a format's text ([MS-XLS] 2.5.294); before Excel 97 it has no Unicode."""
    if _SHORT.unpack_from(stream, _HEAD.size)[0] < _UNICODE_VERSION:
        return stream[at + 1 : at + 1 + stream[at]].decode("cp1252", "replace")
    (length,) = _SHORT.unpack_from(stream, at)
    if stream[at + 2] & 1:
        return stream[at + 3 : at + 3 + 2 * length].decode("utf-16-le", "replace")
    return stream[at + 3 : at + 3 + length].decode("latin-1")


def _marks(stream: bytes, start: int, formats: Formats, day_zero: date) -> SheetMetadata:
    marks = SheetMetadata(rows=0, columns=0, day_zero=day_zero)
    for kind, at, length in _records(stream, start):
        if kind in _CELLS:
            _cell(stream, kind, at, length, marks)
            if formats:
                _format(stream, kind, at, marks, formats)
        elif kind == _ROW:
            if stream[at + 12] & 0x20:  # of no height
                marks.hidden_rows.add(_PLACE.unpack_from(stream, at)[0] + 1)
        elif kind == _DIMENSIONS:
            _claim(stream, at, length, marks)
        elif kind == _COLUMNS and stream[at + 8] & 0x01 and len(marks.hidden_columns) < _WIDTH:
            first, last = _PLACE.unpack_from(stream, at)
            marks.hidden_columns.update(range(first, min(last, _WIDTH - 1) + 1))
    return marks


def _claim(stream: bytes, at: int, length: int, marks: SheetMetadata) -> None:
    """Believe a claim beyond measure: the library makes room for what a sheet says of itself."""
    top, rows, left, columns = struct.unpack_from("<IIHH" if length >= 14 else "<HHHH", stream, at)
    if top > rows or left > columns:
        raise ValueError(top, rows, left, columns)
    if rows * columns > CELLS_LIMIT:
        marks.rows, marks.columns = rows, columns


def _cell(stream: bytes, kind: int, at: int, length: int, marks: SheetMetadata) -> None:
    row, column = _PLACE.unpack_from(stream, at)
    last = struct.unpack_from("<H", stream, at + length - 2)[0] if kind == _MANY_NUMBERS else column
    marks.rows = max(marks.rows, row + 1)
    marks.columns = max(marks.columns, column + 1, last + 1)
    code = _error(stream, kind, at)
    if code is not None:
        error = CellError(shown=SHOWN.get(code, "#?"))
        marks.replaced.setdefault(row + 1, {})[column] = error


def _format(stream: bytes, kind: int, at: int, marks: SheetMetadata, formats: Formats) -> None:
    """Note what the style of a cell, or of each in a row of numbers, makes of it."""
    row, column = _PLACE.unpack_from(stream, at)
    (length,) = _SHORT.unpack_from(stream, at - 2)
    styles = range(at + 4, at + length - 2, 6) if kind == _MANY_NUMBERS else (at + 4,)
    for place, style in enumerate(styles, column):
        shape = formats.get(_SHORT.unpack_from(stream, style)[0])
        if shape:
            marks.formatted.put(row + 1, place, shape)


def _error(stream: bytes, kind: int, at: int) -> int | None:
    """Return the code of the error that a cell shows."""
    if kind == _BOOL_OR_ERROR and stream[at + 7]:
        return stream[at + 6]
    if kind == _FORMULA and stream[at + 12 : at + 14] == b"\xff\xff" and stream[at + 6] == 2:
        return stream[at + 8]
    return None
