"""Which rows of a list are meant: `--where COLUMN=VALUE`, compared as headers are."""

from collections.abc import Sequence
from datetime import date, datetime

from zns_batch.domain.sheet import Cell, CellError, Column, Row, Sheet
from zns_batch.errors import NothingChosenError
from zns_batch.sheets.headers import fold_header
from zns_batch.validation.column_mapping import column_named
from zns_batch.validation.converters import read_text
from zns_batch.validation.dates import read_date, write_date
from zns_batch.validation.expressions import Condition
from zns_batch.validation.numbers import plain_number, read_number
from zns_batch.validation.text import shown

_NAMED = 6
"""Values of a column that are named where none is the one that was asked for."""
_KEPT = 2_000
"""Different cells whose comparison is kept."""


class SheetFilter:
    """Chooses rows of one sheet.

    Several values of one column are alternatives; conditions on different columns must all hold, and
    so must each `!=`. A value is compared with what is seen in the cell, without regard to case,
    spaces and diacritics; a number with a number's value, a date with its day.

    Args:
        sheet: The sheet.
        conditions: At least one.

    Attributes:
        conditions: The conditions, each with its column.

    Raises:
        ColumnMappingError: A column is unknown, or its header stands twice.

    """

    def __init__(self, sheet: Sheet, conditions: Sequence[Condition]) -> None:
        self.conditions = tuple(
            (condition, column_named(sheet, "--where", condition.column))
            for condition in conditions
        )
        groups: dict[tuple[Column, bool], list[str]] = {}
        for condition, column in self.conditions:
            groups.setdefault((column, condition.equal), []).append(condition.value)
        self._tests = [
            (sheet.columns.index(column), _ColumnTest(values), equal)
            for (column, equal), values in groups.items()
        ]
        self._path = sheet.path
        self._first = sheet.columns.index(self.conditions[0][1])
        self._seen: dict[str, str] = {}

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that are compared."""
        return tuple(dict.fromkeys(column for _, column in self.conditions))

    def chooses(self, row: Row) -> bool:
        """Tell whether a row is meant; one whose cells may be shifted is, so that it is told."""
        if row.fault:
            return True
        cells = row.cells
        for place, test, equal in self._tests:
            if test[cells[place]] is not equal:
                break
        else:
            return True
        if len(self._seen) <= _NAMED:
            text = _seen(cells[self._first])
            self._seen.setdefault(fold_header(text), shown(text) or "∅")
        return False

    def refuse_nothing(self) -> None:
        """Refuse the filter because it has left no row; an empty list has none to choose from.

        Raises:
            NothingChosenError: There were rows; the error names values that there are.

        """
        if not self._seen:
            return
        values = [*self._seen.values()]
        column = self.conditions[0][1]
        raise NothingChosenError(
            "problem.where-nothing",
            path=str(self._path),
            filter=", ".join(f"“{condition}”" for condition, _ in self.conditions),
            column=f"“{column.title}” ({column.letter})",
            values=", ".join(values[:_NAMED]) + (", …" if len(values) > _NAMED else ""),
        )


class _ColumnTest(dict[Cell, bool]):
    """Whether cells of a column hold one of some values; most columns hold the same few many times."""

    def __init__(self, values: Sequence[str]) -> None:
        super().__init__()
        self._folded = frozenset(map(fold_header, values))
        self._numbers = frozenset(n for n in map(read_number, values) if isinstance(n, str) and n)
        self._days = frozenset(d for d in map(read_date, values) if isinstance(d, str) and d)

    def __missing__(self, cell: Cell) -> bool:
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            holds = plain_number(cell) in self._numbers
        else:
            holds = fold_header(_seen(cell)) in self._folded
            if not holds and isinstance(cell, date):
                day = cell.date() if isinstance(cell, datetime) else cell
                holds = write_date(day) in self._days
        # TRUE and FALSE equal 1 and 0 and are something else, so none of the four is kept.
        if len(self) < _KEPT and cell not in (0, 1):
            self[cell] = holds
        return holds


def _seen(cell: Cell) -> str:
    """Return what a person sees in a cell, for comparing."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, CellError):
        return cell.shown
    text = read_text(cell)
    return text if isinstance(text, str) else str(cell)
