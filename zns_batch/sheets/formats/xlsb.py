"""`.xlsb` metadata that the reading library doesn't give, from the binary records ([MS-XLSB] 2.4).

A part is a row of records, each of its kind and its length in one to four bytes of seven bits, and
its content: `03 09 02000000 00000000 2A` is BrtCellError in the third column, showing #N/A. The
counterpart of `zns_batch.sheets.formats.xlsx`. A formula without a value can't be told here; Excel
never writes one to this format.
"""

import struct
from collections.abc import Iterator
from datetime import date

from zns_batch.domain.sheet import DAY_ZERO, DAY_ZERO_1904, CellError
from zns_batch.sheets.formats.xls import SHOWN, is_negative
from zns_batch.sheets.formats.xlsx import NO_DATE, REPLACED_LIMIT, SheetMetadata
from zns_batch.sheets.formats.xlsx_styles import Formats, WorkbookStyles
from zns_batch.sheets.grid import COLUMN_LIMIT, Area
from zns_batch.sheets.number_formats import NumberAsDate

_ROW, _COLUMNS, _SHEET, _MERGED = 0, 60, 156, 176
_PROPERTIES, _FORMAT, _STYLE, _STYLES, _STYLES_END = 153, 44, 47, 617, 618
_CELLS = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 62})
"""Records of cells that hold something; each begins with its column."""
_ERRORS = frozenset({3, 11})
_NUMBERS = {2: 4, 5: 8, 9: 8}
"""Records of numbers, and in how many bytes."""

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


def read_styles(part: bytes) -> WorkbookStyles:
    """Read the part that holds the styles.

    Raises:
        struct.error: A record is cut off.
        IndexError: A record is cut off.

    """
    styles = WorkbookStyles()
    in_cells = False
    for kind, at, _ in _records(part):
        if kind in {_STYLES, _STYLES_END}:
            in_cells = kind == _STYLES
        elif kind == _STYLE and in_cells:
            styles.cells.append(_SHORT.unpack_from(part, at + 2)[0])
        elif kind == _FORMAT:
            styles.codes[_SHORT.unpack_from(part, at)[0]] = _text(part, at + 2)
    return styles


def telling_formats(styles: WorkbookStyles, day_zero: date) -> Formats:
    """Return those styles through which a cell means something else than its number.

    Dates are among them: the library gives a whole number in the short form (RK) as it is.
    """
    dates = {
        style: NumberAsDate(day_zero, display.shows_elapsed_time)
        for style, display in styles.displays().items()
        if display.shows_dates
    }
    return {**dates, **styles.telling()}


def column_styles(sheet: bytes, column: int) -> Iterator[tuple[int, int]]:
    """Yield the row number and the style of each cell of a column."""
    row = 0
    for kind, at, _ in _records(sheet):
        if kind == _ROW:
            row = _NUMBER.unpack_from(sheet, at)[0] + 1
        elif kind in _CELLS:
            place, style = _TWO.unpack_from(sheet, at)
            if place == column:
                yield row, style & _STYLE_BITS


def row_styles(sheet: bytes, wanted: int) -> dict[int, int]:
    """Return the style of each cell of a row, by its column's place."""
    styles: dict[int, int] = {}
    row = 0
    for kind, at, _ in _records(sheet):
        if kind == _ROW:
            row = _NUMBER.unpack_from(sheet, at)[0] + 1
            if row > wanted:
                break
        elif kind in _CELLS and row == wanted:
            place, style = _TWO.unpack_from(sheet, at)
            styles[place] = style & _STYLE_BITS
    return styles


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
    metadata = SheetMetadata(rows=0, columns=0)
    row = after = 0
    for kind, at, _ in _records(sheet):
        if kind in _CELLS:
            column, style = _TWO.unpack_from(sheet, at)
            metadata.rows = max(metadata.rows, row)
            metadata.columns = max(metadata.columns, column + 1)
            if kind in _ERRORS:
                error = CellError(shown=SHOWN.get(sheet[at + 8], "#?"))
                metadata.replaced.setdefault(row, {})[column] = error
            elif format_ := formats.get(style & _STYLE_BITS):
                metadata.formatted.put(row, column, format_)
                size = _NUMBERS.get(kind) if isinstance(format_, NumberAsDate) else None
                if size and is_negative(sheet[at + 8 : at + 8 + size]):
                    metadata.replaced.setdefault(row, {})[column] = NO_DATE
        elif kind == _ROW:
            row = _NUMBER.unpack_from(sheet, at)[0] + 1
            if sheet[at + 11] & 0x10 or sheet[at + 8 : at + 10] == b"\0\0":  # of no height
                metadata.hidden_rows.add(row)
        elif kind == _COLUMNS and (
            sheet[at + 16] & 0x01 or sheet[at + 8 : at + 12] == bytes(4)  # of no width
        ):
            first, last = _TWO.unpack_from(sheet, at)
            # They stand in order; one that goes back is no longer than it can be.
            hidden = range(max(first, after), min(last + 1, COLUMN_LIMIT))
            metadata.hidden_columns.update(hidden)
            after = max(after, hidden.stop)
        elif kind == _MERGED and len(metadata.areas) < REPLACED_LIMIT:
            top, bottom, left, right = _FOUR.unpack_from(sheet, at)
            metadata.areas.append(Area(top=top + 1, left=left, bottom=bottom + 1, right=right))
    return metadata


def _text(part: bytes, at: int) -> str:
    (length,) = _NUMBER.unpack_from(part, at)
    return part[at + 4 : at + 4 + 2 * length].decode("utf-16-le", "replace")


def _records(part: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield each record's kind, where its content begins, and how many bytes that has."""
    position = 0
    while position < len(part):
        kind = part[position]
        position += 1
        if kind >= 0x80:
            kind = (kind & 0x7F) | (part[position] & 0x7F) << 7
            position += 1
        length = 0
        for shift in range(0, 28, 7):
            byte = part[position]
            position += 1
            length |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
        yield kind, position, length
        position += length
