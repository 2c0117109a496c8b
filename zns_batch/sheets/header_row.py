"""Finding the row that names the columns."""

import re
from collections.abc import Sequence

from zns_batch.sheets.grid import RawRow
from zns_batch.table import Cell

HEAD = 20
"""How many rows that aren't blank are looked at."""

_LETTER = re.compile(r"[^\W\d_]")
_PHONE = re.compile(r"\d(?:[\s.()-]?\d){8}")
_MAIL = re.compile(r"\S@\S")


class NoHeaderError(Exception):
    """No row looks like a header row.

    Args:
        row: The number of the row that stands where it should be.

    """

    def __init__(self, row: int) -> None:
        self.row = row
        super().__init__(row)


def find_header(rows: Sequence[tuple[int, RawRow]]) -> int:
    """Return the place, in `rows`, of the header row.

    It is the first row that fills more than half of what the widest row fills; what stands above it
    (a title, a date, the company's name) is narrower.

    Args:
        rows: The first rows that aren't blank, at most `HEAD`, with their numbers.

    Raises:
        NoHeaderError: That row looks like data.

    """
    filled = [sum(map(_is_filled, cells)) for _, cells in rows]
    widest = max(filled)
    place = next(i for i, count in enumerate(filled) if count * 2 > widest)
    if _names_columns(rows[place][1]):
        return place
    # One named column, and notes beside it that have no header.
    if widest == 2 and place > 0 and _names_columns(rows[place - 1][1]):
        return place - 1
    raise NoHeaderError(rows[place][0])


def _is_filled(cell: Cell) -> bool:
    return not isinstance(cell, str) or bool(cell.strip())


def _names_columns(cells: RawRow) -> bool:
    """Tell whether a row is mostly words, and has nothing in it that only data has."""
    filled = [cell for cell in cells if _is_filled(cell)]
    return not any(map(_is_data, filled)) and sum(map(_is_word, filled)) * 2 > len(filled)


def _is_word(cell: Cell) -> bool:
    return isinstance(cell, str) and _LETTER.search(cell) is not None


def _is_data(cell: Cell) -> bool:
    """Tell whether a cell is surely data: a mail address, or a phone number's worth of digits."""
    if isinstance(cell, str):
        return bool(_MAIL.search(cell) or _PHONE.search(cell))
    return isinstance(cell, int | float) and abs(cell) >= 10_000_000
