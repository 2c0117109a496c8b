"""A sheet before anything is known of its layout: every cell of every row, from row 1."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from zns_batch.domain.sheet import DAY_ZERO, Cell, Notice

RawRow = Sequence[Cell]
"""One row as its file gives it. An empty cell is the empty string, never `None`."""

ROW_LIMIT = 1_048_576
COLUMN_LIMIT = 16_384
"""The largest sheet that spreadsheet programs know (Excel's specifications and limits)."""


CELLS_LIMIT = 40_000_000
"""Cells between the first and the last filled one. The reading library takes 32 bytes for each."""


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
        notices: What reading the file brought to light.

    """

    name: str | None
    first_column: int
    width: int
    rows: Callable[[], Iterator[RawRow]]
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merges: tuple[Area, ...] = ()
    day_zero: date = DAY_ZERO
    notices: tuple[Notice, ...] = ()


def is_blank(cells: RawRow) -> bool:
    """Tell whether a person sees nothing in these cells: they are empty or only spaces."""
    return all(cell.__class__ is str and not cell.strip() for cell in cells)
