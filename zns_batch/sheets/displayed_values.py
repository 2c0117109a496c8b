"""Reading cells as their number format shows them, for formats through which a cell means something else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import itemgetter

from zns_batch.sheets.grid import RawRow, RefusedFormatError
from zns_batch.sheets.number_formats import AddingFormat, CellFormat

RUNS_LIMIT = 2_000_000
"""Runs of such cells. A sheet full to the last row has a handful for each column."""


_Change = tuple[int, int, CellFormat | None]
"""From which row on which place in the rows has which format, or none."""
_NEVER = 1 << 62


class TooManyRunsError(RefusedFormatError):
    """No program formats so many cells, each unlike its neighbours."""

    key = "too-many-cells"


@dataclass(slots=True)
class _Run:
    """Cells of a column below each other that have one format."""

    first: int
    last: int
    format: CellFormat


class DisplayedValues:
    """Which cells have which format, kept by runs: mostly a whole column has one."""

    def __init__(self) -> None:
        self._runs: list[tuple[int, _Run]] = []
        self._last: dict[int, _Run] = {}

    def __bool__(self) -> bool:
        """Tell whether there is any such cell."""
        return bool(self._runs)

    def put(self, row: int, place: int, format_: CellFormat, *, count: int = 1) -> None:
        """Add cells below each other; those of a column best in order.

        Args:
            row: The first one's row number, from 1.
            place: Their column's place, from 0.
            format_: Their format.
            count: How many they are.

        Raises:
            TooManyRunsError: There are more runs of cells than can be kept.

        """
        run = self._last.get(place)
        if run and run.last == row - 1 and run.format is format_:
            run.last += count
            return
        self._last[place] = run = _Run(row, row + count - 1, format_)
        self._runs.append((place, run))
        if len(self._runs) > RUNS_LIMIT:
            raise TooManyRunsError

    def seen(
        self, rows: Callable[[], Iterator[RawRow]], first_column: int
    ) -> Callable[[], Iterator[RawRow]]:
        """Return what makes an iterator over the rows, in which such numbers are what a person sees.

        Args:
            rows: Makes an iterator over all rows, from row 1.
            first_column: The place of the rows' first cell.

        """
        runs = [(place - first_column, run) for place, run in self._runs if place >= first_column]
        changes: list[_Change] = [(run.last + 1, place, None) for place, run in runs]
        changes += [(run.first, place, run.format) for place, run in runs]
        changes.sort(key=itemgetter(0))  # of one row the ends stay before the starts
        changes.append((_NEVER, 0, None))

        def read() -> Iterator[RawRow]:
            upcoming = iter(changes)
            when, place, format_ = next(upcoming)
            current: dict[int, CellFormat] = {}
            for number, row in enumerate(rows(), 1):
                while when <= number:
                    current.pop(place, None)
                    if format_:
                        current[place] = format_
                    when, place, format_ = next(upcoming)
                yield _displayed(row, current) if current else row

        return read


def _displayed(row: RawRow, formats: dict[int, CellFormat]) -> RawRow:
    cells, width = list(row), len(row)
    for place, format_ in formats.items():
        if place < width:
            cell = cells[place]
            if type(cell) is float or type(cell) is int:
                seen = format_.seen(cell)
                if seen is not None:
                    cells[place] = seen
            elif type(cell) is str and cell and isinstance(format_, AddingFormat):
                cells[place] = format_.seen_text(cell)
    return cells
