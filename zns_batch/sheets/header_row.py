"""Header row detection: the row that names the columns."""

import re
from collections.abc import Sequence

from zns_batch.domain.sheet import Cell
from zns_batch.sheets.grid import RawRow

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
    if names_columns(rows[place][1]):
        # Below a second title, as wide as the header, a blank row parts it from the list.
        while (
            place + 1 < len(rows)
            and rows[place + 1][0] > rows[place][0] + 1
            and filled[place + 1] * 2 > widest
            and names_columns(rows[place + 1][1])
        ):
            place += 1
        return place
    if _names_numbered_columns(rows, place):
        return place
    above = _above_data(rows)
    if above is not None and (filled[above] > 1 or widest == 2):
        return above
    raise NoHeaderError(rows[place][0])


def names_columns(cells: RawRow) -> bool:
    """Tell whether a row is mostly words, and has nothing in it that only data has."""
    filled = [cell for cell in cells if _is_filled(cell)]
    return not any(map(_is_data, filled)) and sum(map(_is_word, filled)) * 2 > len(filled)


def _names_numbered_columns(rows: Sequence[tuple[int, RawRow]], place: int) -> bool:
    """Tell whether a row names columns by numbers for the most part, such as `SĐT,1,2,3` or years.

    Its numbers are all different, and a column that it names in words holds data right below.
    """
    cells = [cell for cell in rows[place][1] if _is_filled(cell)]
    if any(map(_is_data, cells)) or len(set(cells)) < len(cells) or place + 1 >= len(rows):
        return False
    pairs = zip(rows[place][1], rows[place + 1][1], strict=False)
    return any(_is_word(cell) and _is_data(data) for cell, data in pairs)


def _above_data(rows: Sequence[tuple[int, RawRow]]) -> int | None:
    """Return the place of the row right above the first row of data.

    It is the header of a list in which most columns have none: one named column and notes beside it.
    """
    for place, (_, cells) in enumerate(rows):
        if not names_columns(cells):
            return place - 1 if place else None
    return None


def _is_filled(cell: Cell) -> bool:
    return not isinstance(cell, str) or bool(cell.strip())


def _is_word(cell: Cell) -> bool:
    return isinstance(cell, str) and _LETTER.search(cell) is not None


def _is_data(cell: Cell) -> bool:
    """Tell whether a cell is surely data: a mail address, or a phone number's worth of digits."""
    if isinstance(cell, str):
        return bool(_MAIL.search(cell) or _PHONE.search(cell))
    return isinstance(cell, int | float) and abs(cell) >= 10_000_000
