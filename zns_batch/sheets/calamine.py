"""A workbook as the reading library gives it, and the choice of one of its sheets."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from zns_batch.errors import SheetError
from zns_batch.sheets.grid import Area, RawRow
from zns_batch.sheets.headers import fold_header


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetInfo:
    """A sheet in a workbook's list.

    Attributes:
        name: Its name.
        holds_cells: It is neither a chart nor a macro.
        seen: It is not hidden.

    """

    name: str
    holds_cells: bool
    seen: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class CalamineTable:
    """One sheet's cells.

    Attributes:
        name: The sheet's name.
        first: The place, from 0, of the first column that holds anything.
        width: The columns from there on.
        height: The rows up to the last one that holds anything.
        merges: Merged ranges.
        rows: Makes a new iterator over the rows, from row 1.

    """

    name: str
    first: int
    width: int
    height: int
    merges: tuple[Area, ...]
    rows: Callable[[], Iterator[RawRow]]


class OpenWorkbook(Protocol):
    """A workbook that was opened."""

    @property
    def sheets(self) -> Sequence[SheetInfo]:
        """All sheets in the workbook's order."""
        ...

    def table(self, index: int) -> CalamineTable:
        """Return one sheet."""
        ...


class UnreadableRowError(Exception):
    """A cell can't be turned into a value.

    Args:
        row: The number of its row.

    """

    def __init__(self, row: int) -> None:
        self.row = row
        super().__init__(row)


def listed(book: CalamineWorkbook) -> list[SheetInfo]:
    """Return what a workbook's list says of its sheets."""
    return [
        SheetInfo(
            name=each.name,
            holds_cells=each.typ == SheetTypeEnum.WorkSheet,
            seen=each.visible == SheetVisibleEnum.Visible,
        )
        for each in book.sheets_metadata
    ]


def table(sheet: CalamineSheet) -> CalamineTable:
    """Return a sheet of the library's as a table."""

    def rows() -> Iterator[RawRow]:
        try:
            yield from sheet.iter_rows()
        except OverflowError as error:
            raise UnreadableRowError(_first_bad_row(sheet)) from error

    return CalamineTable(
        name=sheet.name,
        first=sheet.start[1] if sheet.start else 0,
        width=sheet.width,
        height=sheet.height,
        merges=tuple(_areas(sheet)),
        rows=rows,
    )


def choose_sheet(sheets: Sequence[SheetInfo], wanted: str | None) -> int:
    """Return the place of the sheet with that name, or of the first one that a person sees.

    Raises:
        SheetError: There is none.

    """
    if wanted is not None:
        return _by_name(sheets, wanted)
    for place, each in enumerate(sheets):
        if each.seen and each.holds_cells:
            return place
    raise SheetError("sheet.no-visible-sheet")


def enumerated(names: Sequence[str]) -> str:
    """Return names as a sentence lists them, the first ten of many."""
    return ", ".join([*names[:10], *(["…"] if len(names) > 10 else [])])


def _by_name(sheets: Sequence[SheetInfo], wanted: str) -> int:
    names = {each.name: place for place, each in enumerate(sheets) if each.holds_cells}
    if wanted in names:
        return names[wanted]
    alike = [place for name, place in names.items() if fold_header(name) == fold_header(wanted)]
    if len(alike) == 1:
        return alike[0]
    raise SheetError("sheet.unknown-sheet", wanted=wanted, names=enumerated(list(names)))


def _areas(sheet: CalamineSheet) -> Iterator[Area]:
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        yield Area(top=top + 1, left=left, bottom=bottom + 1, right=right)


def _first_bad_row(sheet: CalamineSheet) -> int:
    number = 1
    with suppress(OverflowError):
        for _ in sheet.iter_rows():
            number += 1
    return number
