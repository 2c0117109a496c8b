"""The reading library, python-calamine, behind a small interface, and the choice of a sheet."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from zns_batch.errors import SheetError
from zns_batch.sheets.grid import Area, RawRow
from zns_batch.sheets.headers import fold_header


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetInfo:
    """A sheet in a workbook's list."""

    name: str
    #: It is neither a chart nor a macro.
    holds_cells: bool
    visible: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class CalamineTable:
    """One sheet's cells."""

    #: The sheet's name.
    name: str
    #: The place, from 0, of the first column that holds anything.
    first: int
    #: The columns from there on.
    width: int
    #: The rows up to the last one that holds anything.
    height: int
    merges: tuple[Area, ...]
    #: Makes a new iterator over the rows, from row 1.
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


class LibraryError(Exception):
    """The library can't read a file, for whatever reason of its own."""


@contextmanager
def library_errors() -> Iterator[None]:
    """Turn whatever the library says of a broken file into a `LibraryError`.

    The library is written in Rust; where it gives up, it raises something that is no Exception, of a
    class that can't be imported.
    """
    try:
        yield
    except (SheetError, UnreadableRowError):
        raise
    except Exception as error:
        raise LibraryError from error
    except BaseException as error:
        if not is_panic(error):
            raise
        raise LibraryError from error


def is_panic(error: BaseException) -> bool:
    """Tell whether the library gave up in the middle."""
    return type(error).__name__ == "PanicException"


def sheet_infos(book: CalamineWorkbook) -> list[SheetInfo]:
    """Return what a workbook's list says of its sheets."""
    return [
        SheetInfo(
            name=sheet.name,
            holds_cells=sheet.typ == SheetTypeEnum.WorkSheet,
            visible=sheet.visible == SheetVisibleEnum.Visible,
        )
        for sheet in book.sheets_metadata
    ]


def calamine_table(sheet: CalamineSheet) -> CalamineTable:
    """Return a sheet of the library's as a table."""

    def rows() -> Iterator[RawRow]:
        try:
            yield from sheet.iter_rows()
        except OverflowError as error:
            raise UnreadableRowError(_first_bad_row(sheet)) from error
        except BaseException as error:
            if not is_panic(error):
                raise
            raise UnreadableRowError(_first_bad_row(sheet)) from error

    areas = [
        Area(top=top + 1, left=left, bottom=bottom + 1, right=right)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    ]
    return CalamineTable(
        name=sheet.name,
        first=sheet.start[1] if sheet.start else 0,
        width=sheet.width,
        height=sheet.height,
        merges=tuple(areas),
        rows=rows,
    )


def choose_sheet(sheets: Sequence[SheetInfo], name: str | None) -> int:
    """Return the place of the sheet with that name, or of the first one that a person sees.

    Raises:
        SheetError: There is none.

    """
    if name is None:
        for place, sheet in enumerate(sheets):
            if sheet.visible and sheet.holds_cells:
                return place
        raise SheetError("sheet.no-visible-sheet")
    places = {sheet.name: place for place, sheet in enumerate(sheets) if sheet.holds_cells}
    if name in places:
        return places[name]
    alike = [place for other, place in places.items() if fold_header(other) == fold_header(name)]
    if len(alike) == 1:
        return alike[0]
    raise SheetError("sheet.unknown-sheet", wanted=name, names=enumerated(list(places)))


def enumerated(names: Sequence[str]) -> str:
    """Return names as a sentence lists them, the first ten of many."""
    return ", ".join([*names[:10], *(["…"] if len(names) > 10 else [])])


def _first_bad_row(sheet: CalamineSheet) -> int:
    number = 1
    try:
        for _ in sheet.iter_rows():
            number += 1
    except BaseException as error:
        if not (isinstance(error, OverflowError) or is_panic(error)):
            raise
    return number
