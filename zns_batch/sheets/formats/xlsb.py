"""What the reading library doesn't tell of an `.xlsb` sheet, found in its records ([MS-XLSB]).

The counterpart of `zns_batch.sheets.formats.xlsx`: error cells, merged ranges, hidden rows and columns, and
how far the cells reach. A formula without a value can't be told here; Excel never writes one to this format.
"""

import struct
from collections.abc import Iterator
from datetime import date

from zns_batch.domain.sheet import DAY_ZERO, DAY_ZERO_1904, CellError
from zns_batch.sheets.formats.xls import SHOWN
from zns_batch.sheets.formats.xlsx import REPLACED_LIMIT, SheetMetadata
from zns_batch.sheets.formats.xlsx_styles import Formats, telling_formats
from zns_batch.sheets.grid import COLUMN_LIMIT, Area

_ROW, _COLUMNS, _SHEET, _MERGED = 0, 60, 156, 176
_PROPERTIES, _FORMAT, _STYLE, _STYLES, _STYLES_END = 153, 44, 47, 617, 618
_CELLS = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 62})
"""Records of cells that hold something; each begins with its column."""
_ERRORS = frozenset({3, 11})

_NUMBER = struct.Struct("<I")
_STYLE_BITS = 0xFFFFFF
_SHORT = struct.Struct("<H")
_TWO = struct.Struct("<II")
_FOUR = struct.Struct("<IIII")


def sheet_ids(workbook: bytes) -> list[str]:
    """Return the relation of each sheet's part, in the workbook's order.

    Args:
        workbook: The workbook's part.

    Raises:
        struct.error: A record is cut off.

    """
    ids = []
    for kind, at, _ in _records(workbook):
        if kind == _SHEET:
            ids.append(_text(workbook, at + 8))
    return ids


def day_zero(workbook: bytes) -> date:
    """Return what the number 0 is where a number is a date ([MS-XLSB] 2.4.822).

    Args:
        workbook: The workbook's part.

    Raises:
        struct.error: A record is cut off.

    """
    for kind, at, _ in _records(workbook):
        if kind == _PROPERTIES:
            return DAY_ZERO_1904 if workbook[at] & 1 else DAY_ZERO
    return DAY_ZERO


def formats_in(styles: bytes) -> Formats:
    """Read the part that holds the styles.

    Raises:
        struct.error: A record is cut off.
        IndexError: A record is cut off.

    """
    codes: dict[int, str] = {}
    cells: list[int] = []
    in_cells = False
    for kind, at, _ in _records(styles):
        if kind in {_STYLES, _STYLES_END}:
            in_cells = kind == _STYLES
        elif kind == _STYLE and in_cells:
            cells.append(_SHORT.unpack_from(styles, at + 2)[0])
        elif kind == _FORMAT:
            codes[_SHORT.unpack_from(styles, at)[0]] = _text(styles, at + 2)
    return telling_formats(codes, cells)


def scan_metadata(sheet: bytes, formats: Formats) -> SheetMetadata:
    """Search a sheet's part.

    Args:
        sheet: The part.
        formats: The styles whose cells are to be found.

    Raises:
        struct.error: A record is cut off.
        IndexError: A record is cut off.
        TooManyRunsError: No program formats so many cells, each unlike its neighbours.

    """
    marks = SheetMetadata(rows=0, columns=0)
    row = after = 0
    for kind, at, _ in _records(sheet):
        if kind in _CELLS:
            _cell(sheet, kind, at, row, marks, formats)
        elif kind == _ROW:
            row = _NUMBER.unpack_from(sheet, at)[0] + 1
            if sheet[at + 11] & 0x10:  # of no height
                marks.hidden_rows.add(row)
        elif kind == _COLUMNS and sheet[at + 16] & 0x01:
            first, last = _TWO.unpack_from(sheet, at)
            # They stand in order; one that goes back is no longer than it can be.
            hidden = range(max(first, after), min(last + 1, COLUMN_LIMIT))
            marks.hidden_columns.update(hidden)
            after = max(after, hidden.stop)
        elif kind == _MERGED and len(marks.areas) < REPLACED_LIMIT:
            top, bottom, left, right = _FOUR.unpack_from(sheet, at)
            marks.areas.append(Area(top=top + 1, left=left, bottom=bottom + 1, right=right))
    return marks


def _text(part: bytes, at: int) -> str:
    (length,) = _NUMBER.unpack_from(part, at)
    return part[at + 4 : at + 4 + 2 * length].decode("utf-16-le", "replace")


def _cell(
    sheet: bytes, kind: int, at: int, row: int, marks: SheetMetadata, formats: Formats
) -> None:
    column, style = _TWO.unpack_from(sheet, at)
    marks.rows = max(marks.rows, row)
    marks.columns = max(marks.columns, column + 1)
    if kind in _ERRORS:
        error = CellError(shown=SHOWN.get(sheet[at + 8], "#?"))
        marks.replaced.setdefault(row, {})[column] = error
    elif formats and (shape := formats.get(style & _STYLE_BITS)):
        marks.formatted.put(row, column, shape)


def _records(part: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield each record's kind, where its content begins, and how many bytes that has."""
    position = 0
    while position < len(part):
        kind, position = _kind(part, position)
        length, position = _length(part, position)
        yield kind, position, length
        position += length


def _kind(part: bytes, position: int) -> tuple[int, int]:
    low = part[position]
    if low < 0x80:
        return low, position + 1
    return (low & 0x7F) | (part[position + 1] & 0x7F) << 7, position + 2


def _length(part: bytes, position: int) -> tuple[int, int]:
    length = 0
    for at in range(4):
        byte = part[position + at]
        length |= (byte & 0x7F) << 7 * at
        if byte < 0x80:
            return length, position + at + 1
    return length, position + 4
