"""Merged cells: each one of a range holds what a person sees in it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from zns_batch.domain.sheet import Cell
from zns_batch.errors import SheetError
from zns_batch.sheets.grid import Area, RawRow, is_blank

ROWS_LIMIT = 10_000_000
"""Rows of all ranges together: one column merged from end to end, ten times over."""


def check_merges(path: Path, areas: Sequence[Area]) -> None:
    """Refuse ranges that lie over each other without end; no program lets them be made.

    Raises:
        SheetError: There are too many.

    """
    if sum(area.bottom - area.top + 1 for area in areas) > ROWS_LIMIT:
        raise SheetError("sheet.too-many-cells", path=str(path))


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
    open_: list[tuple[Area, Cell]] = []
    for number, raw in rows:
        if number in starting:
            open_ += [(area, _at(raw, area.left - first_column)) for area in starting[number]]
        open_ = [each for each in open_ if each[0].bottom >= number] if open_ else open_
        yield number, _fill(raw, open_, first_column) if open_ and not is_blank(raw) else raw


def _at(raw: RawRow, place: int) -> Cell:
    return raw[place] if 0 <= place < len(raw) else ""


def _fill(raw: RawRow, areas: list[tuple[Area, Cell]], first_column: int) -> RawRow:
    cells = list(raw)
    for area, value in areas:
        left, right = area.left - first_column, area.right - first_column
        for place in range(max(left, 0), min(right + 1, len(cells))):
            cells[place] = value
    return cells
