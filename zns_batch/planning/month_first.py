"""Dates as text that may have the month first, as a spreadsheet set to American English writes them.

`03/04/2026` alone is the third of April: the day comes first in Viet Nam. Beside an `11/22/2026` in
the same column it could be the fourth of March, and nothing in the cell says which.
"""

import re
from collections.abc import Callable
from functools import cached_property

from zns_batch.domain.sheet import Cell, Row, Sheet
from zns_batch.planning.flaw import Flaw, shown

_both_ways = re.compile(
    r"(?<![0-9])(0?[1-9]|1[0-2])([/.\-])(0?[1-9]|1[0-2])\2(?:[0-9]{4}|[0-9]{2})(?![0-9])"
).search
_month_first = re.compile(
    r"(?<![0-9])(?:0?[1-9]|1[0-2])([/.\-])(?:1[3-9]|2[0-9]|3[01])\1(?:[0-9]{4}|[0-9]{2})(?![0-9])"
).search


class MonthFirst:
    """Whether a column has a date that only makes sense with the month first.

    The column is looked through when that is first asked: when a text that reads both ways turns
    up. Columns of real dates, and those written day first throughout, are read only once.

    Args:
        sheet: The sheet.
        place: The column's place in its rows.

    """

    def __init__(self, sheet: Sheet, place: int) -> None:
        self._sheet = sheet
        self._place = place

    @cached_property
    def witness(self) -> Row | None:
        """The first row with such a date."""
        place = self._place
        for row in self._sheet.read():
            cell = row.cells[place]
            if cell.__class__ is str and _month_first(str(cell)):
                return row
        return None

    def doubt(self, cell: Cell) -> Flaw | None:
        """Return why a cell's date can't be told: it reads both ways, and another has the month first.

        Args:
            cell: A cell that reads as a date with the day first.

        """
        found = _both_ways(cell) if isinstance(cell, str) else None
        if not found or int(found[1]) == int(found[3]) or self.witness is None:
            return None
        other = shown(str(self.witness.cells[self._place]))
        return Flaw(
            "date-ambiguous",
            {"shown": shown(str(cell)), "other": other, "other_row": str(self.witness.number)},
        )


def watched(
    convert: Callable[[Cell], str | Flaw | None], column: MonthFirst
) -> Callable[[Cell], str | Flaw | None]:
    """Make a converter of dates refuse what could have the month first."""

    def convert_surely(cell: Cell) -> str | Flaw | None:
        value = convert(cell)
        return (isinstance(value, str) and column.doubt(cell)) or value

    return convert_surely
