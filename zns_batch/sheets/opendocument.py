"""What the reading library doesn't tell of an `.ods` sheet, found in its XML (OpenDocument 1.3).

The counterpart of `zns_batch.sheets.marks`: error cells, hidden rows and columns, and how far the
cells reach, with all repetitions counted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from zns_batch.sheets.grid import CELLS_LIMIT, COLUMN_LIMIT, ROW_LIMIT
from zns_batch.sheets.marks import UNCALCULATED, Marks
from zns_batch.table import CellError

_TAG = re.compile(
    rb"<(?:table:(table-cell|table-row|covered-table-cell|table-column|table)|/table:(table))"
    rb"(?=[\s/>])([^>]*)>"
)
_TEXT = re.compile(rb"<text:p[^>]*>([^<]*)")
_ROWS = re.compile(rb"""\stable:number-rows-repeated\s*=\s*["'](\d+)""")
_COLUMNS = re.compile(rb"""\stable:number-columns-repeated\s*=\s*["'](\d+)""")
_HIDDEN = re.compile(rb"""\stable:visibility\s*=\s*["'](?:collapse|filter)""")
_ERROR = re.compile(rb"""\scalcext:value-type\s*=\s*["']error""")


class RepeatedTooOftenError(Exception):
    """A row or a cell is repeated beyond what a sheet can hold."""


@dataclass(kw_only=True, slots=True)
class _Table:
    """One sheet as far as it is read. Rows count from 1, columns from 0."""

    marks: Marks = field(default_factory=lambda: Marks(rows=0, columns=0))
    row: int = 0
    repeated: int = 0
    column: int = 0
    declared: int = 0
    filled: int = 0

    def begin_row(self, attributes: bytes) -> None:
        self.row += self.repeated
        self.repeated = _times(_ROWS, attributes, ROW_LIMIT)
        self.column = 0
        if self.row + self.repeated > ROW_LIMIT:
            raise RepeatedTooOftenError
        if _HIDDEN.search(attributes):
            self.marks.hidden_rows.update(range(self.row + 1, self.row + self.repeated + 1))

    def add_cell(self, attributes: bytes, error: CellError | None) -> None:
        times = _times(_COLUMNS, attributes, COLUMN_LIMIT)
        marks = self.marks
        formula = b":formula" in attributes
        valued = b":value-type" in attributes
        if valued or formula:
            self.filled += times * self.repeated
            if self.filled > CELLS_LIMIT:
                raise RepeatedTooOftenError
            marks.rows = self.row + self.repeated
            marks.columns = max(marks.columns, self.column + times)
        if error:
            self._add_error(times, error)
        elif formula and not valued:
            marks.uncalculated += times
            self._add_error(times, UNCALCULATED)
        self.column += times

    def _add_error(self, times: int, error: CellError) -> None:
        for row in range(self.row + 1, self.row + self.repeated + 1):
            cells = self.marks.errors.setdefault(row, {})
            cells.update(dict.fromkeys(range(self.column, self.column + times), error))

    def add_column(self, attributes: bytes) -> None:
        times = _times(_COLUMNS, attributes, COLUMN_LIMIT)
        if _HIDDEN.search(attributes):
            hidden = range(self.declared, min(self.declared + times, COLUMN_LIMIT))
            self.marks.hidden_columns.update(hidden)
        self.declared += times


def find_marks(content: bytes) -> list[Marks]:
    """Search all sheets of a document, in its order.

    Args:
        content: The document's part with the content.

    Raises:
        RepeatedTooOftenError: A row or a cell is repeated beyond what a sheet can hold.

    """
    return [table.marks for table in _tables(content)]


def _tables(content: bytes) -> Iterator[_Table]:
    table = None
    for found in _TAG.finditer(content):
        name, closing, attributes = found.groups()
        if closing and table:
            yield table
        if closing or name == b"table":
            table = None if closing else _Table()
        elif table:
            _take(table, name, attributes, content, found.end())


def _take(table: _Table, name: bytes, attributes: bytes, content: bytes, end: int) -> None:
    if name == b"table-row":
        table.begin_row(attributes)
    elif name == b"table-column":
        table.add_column(attributes)
    elif b"error" in attributes and _ERROR.search(attributes):
        text = _TEXT.match(content, end)
        shown = text.group(1).decode("utf-8", "replace") if text else ""
        table.add_cell(attributes, CellError(shown=shown or "#?"))
    else:
        table.add_cell(attributes, None)


def _times(pattern: re.Pattern[bytes], attributes: bytes, limit: int) -> int:
    if b"-repeated" not in attributes:  # a plain search first: there is one for every cell
        return 1
    found = pattern.search(attributes)
    times = int(found.group(1)) if found else 1
    if times > limit:
        raise RepeatedTooOftenError
    return times
