"""The raw grid of a sheet, before its table is detected: every cell of every row, from row 1."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from zns_batch.domain.sheet import DAY_ZERO, Cell, CellDisplay, SheetWarning
from zns_batch.errors import SheetError

RawRow = Sequence[Cell]
"""One row as its file gives it. An empty cell is the empty string, never `None`."""

ROW_LIMIT = 1_048_576
COLUMN_LIMIT = 16_384
"""The largest sheet that spreadsheet programs know (Excel's specifications and limits)."""


CELLS_LIMIT = 40_000_000
"""Cells between the first and the last filled one. The reading library takes 32 bytes for each."""


class RefusedFormatError(Exception):
    """A format's own module met what no program writes.

    Attributes:
        key: What to say of it, without the catalogue's prefix.

    """

    key = "damaged"


@dataclass(frozen=True, kw_only=True, slots=True)
class Area:
    """A merged range. Rows count from 1, columns from 0; the last ones belong to it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """What every kind of file is turned into before its layout is looked at.

    Attributes:
        name: The sheet's name; `None` for a text file.
        first_column: The spreadsheet's place, from 0, of the first cell of every row.
        width: The number of cells of the widest row.
        rows: Makes a new iterator over all rows, from row 1; a row may be shorter than `width`.
        hidden_rows: Numbers of the rows that a person doesn't see.
        hidden_columns: Places, from 0, of the columns that a person doesn't see.
        merges: Merged ranges.
        day_zero: What the number 0 is where a number is a date.
        delimited: Whether the cells were cut out of text, so that a row can have too many of them.
        joined_rows: Numbers of the rows that were probably several before a quotation mark.
        notices: What reading the file brought to light.
        sheet_count: How many sheets the workbook has that can hold cells.
        displays: Returns what is seen of a column's cells through their formats, by its place.
        hidden_days: Returns which dates of a column are seen without their day, by its place.
        number_formats: Returns the number formats of a row's cells, by the column's place, where
            they are known.

    """

    name: str | None
    first_column: int
    width: int
    rows: Callable[[], Iterator[RawRow]]
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merges: tuple[Area, ...] = ()
    day_zero: date = DAY_ZERO
    delimited: bool = False
    joined_rows: frozenset[int] = frozenset()
    notices: tuple[SheetWarning, ...] = ()
    sheet_count: int = 1
    displays: Callable[[int], CellDisplay | None] = lambda _: None
    hidden_days: Callable[[int], CellDisplay | None] = lambda _: None
    number_formats: Callable[[int], Mapping[int, str]] = lambda _: {}


@contextmanager
def errors_named(name: str) -> Iterator[None]:
    """Add the name that people know a file by to the errors that are raised about its content."""
    try:
        yield
    except SheetError as error:
        raise error.named(name) from error


def is_blank(cells: RawRow) -> bool:
    """Tell whether a person sees nothing in these cells: they are empty or only spaces."""
    return all(cell.__class__ is str and not cell.strip() for cell in cells)


ROWS_LIMIT = 10_000_000
"""Rows of all ranges together: one column merged from end to end, ten times over."""


def check_merges(areas: Sequence[Area]) -> None:
    """Refuse ranges that lie over each other without end; no program lets them be made.

    Raises:
        SheetError: There are too many.

    """
    if sum(area.bottom - area.top + 1 for area in areas) > ROWS_LIMIT:
        raise SheetError("sheet.too-many-cells")


def filled(
    rows: Iterator[tuple[int, RawRow]], areas: Sequence[Area], first_column: int
) -> Iterator[tuple[int, RawRow]]:
    """Yield the rows with every merged range filled from its top left cell.

    A row with nothing of its own stays as it is: a range that ends below the list makes no rows.

    Args:
        rows: With their numbers, in order, from a row above or at the first range.
        areas: The merged ranges.
        first_column: The place of the rows' first cell.

    """
    starting = defaultdict(list)
    for area in areas:
        starting[area.top].append(area)
    current: list[tuple[Area, Cell]] = []
    for number, raw in rows:
        for area in starting.get(number, ()):
            place = area.left - first_column
            current.append((area, raw[place] if 0 <= place < len(raw) else ""))
        if not current:
            yield number, raw
            continue
        current = [pair for pair in current if pair[0].bottom >= number]
        if is_blank(raw):
            yield number, raw
            continue
        cells = list(raw)
        for area, value in current:
            left, right = area.left - first_column, area.right - first_column
            for place in range(max(left, 0), min(right + 1, len(cells))):
                cells[place] = value
        yield number, cells
