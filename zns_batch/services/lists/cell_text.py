"""A cell of an uploaded list as its owner sees it in the spreadsheet program."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from zns_batch.domain.sheet import Cell, CellError
from zns_batch.sheets.display import DisplayFormat
from zns_batch.validation.dates import write_date, write_datetime, write_duration, write_time
from zns_batch.validation.numbers import plain_number


class CellTexts:
    """Writes cells of one sheet.

    Args:
        formats: The number formats of its columns, as Excel spells them, by the place in the rows.

    """

    def __init__(self, formats: Mapping[int, str]) -> None:
        self._formats = {place: DisplayFormat(code) for place, code in formats.items()}

    def of(self, place: int, cell: Cell) -> str:
        """Return what is seen of a cell in a column, by its place in the rows."""
        display = self._formats.get(place)
        seen = display.show(cell) if display else None
        return seen if isinstance(seen, str) else plain_text(cell)

    def of_row(self, cells: Sequence[Cell]) -> tuple[str, ...]:
        """Return what is seen of a whole row."""
        return tuple(self.of(place, cell) for place, cell in enumerate(cells))


def plain_text(cell: Cell) -> str:  # noqa: PLR0911 — one line for each type
    """Return a cell's value, plainly written."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, CellError):
        return cell.shown
    if isinstance(cell, datetime):
        return write_datetime(cell)
    if isinstance(cell, date):
        return write_date(cell)
    if isinstance(cell, time):
        return write_time(cell)
    if isinstance(cell, timedelta):
        return write_duration(cell)
    number = plain_number(cell)
    return number if isinstance(number, str) else f"{cell:.15g}"
