"""Workbooks: `.xlsx`, `.xlsm`, `.xlsb`, `.xls` and `.ods`, read by python-calamine.

What the library returns for a cell (python-calamine 0.9, tried on real files): numbers of .xlsx as
floats, of .xls as integers where they are whole; dates and times by the cell's format; an error
cell, a formula without a stored value and an empty cell all as the empty text. The first two are
found in the file itself (`zns_batch.sheets.formats.registry`) and put back. Of .ods, a truth value
comes as 1 or 0, a duration as the text of the standard (`PT36H00M00S`) and no merged range at all:
these too. Numbers come bare, whatever their format; those that a format makes a code or a share are
written as a person sees them (`zns_batch.sheets.number_formats`).
"""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from python_calamine import CalamineWorkbook, load_workbook

from zns_batch.core.background import Background
from zns_batch.core.forked import asked_in_copy
from zns_batch.domain.sheet import Cell, SheetListing, SheetWarning
from zns_batch.errors import SheetError
from zns_batch.i18n import Value
from zns_batch.sheets.calamine import (
    CalamineTable,
    LibraryError,
    OpenWorkbook,
    SheetInfo,
    UnreadableRowError,
    calamine_table,
    choose_sheet,
    enumerated,
    library_errors,
    sheet_infos,
)
from zns_batch.sheets.detect import FileKind
from zns_batch.sheets.formats.registry import scanner_for
from zns_batch.sheets.formats.scanning import MetadataScanner
from zns_batch.sheets.grid import Grid, RawRow, check_merges

if TYPE_CHECKING:
    from zns_batch.sheets.formats.xlsx import SheetMetadata

Replaced = Mapping[int, Mapping[int, Cell]]
"""By row number and column's place."""

_FRAGILE = frozenset({FileKind.XLS, FileKind.XLSB})
"""Of a damaged file of these the library may stop in the middle, with words of its own."""


def read_workbook(
    data: bytes, kind: FileKind, name: str | None, on_gil_released: Callable[[], object]
) -> Grid:
    """Read one sheet of a workbook.

    Args:
        data: The file, whole.
        kind: What the file is.
        name: The sheet's name; `None` for the first one that a person sees.
        on_gil_released: Called when only the library is at work, which leaves the interpreter free
            for other threads.

    Raises:
        SheetError: The workbook is damaged or hostile, or has no such sheet.

    """
    scanner = scanner_for(data, kind)
    try:
        sheets, index, metadata, table = _load(scanner, kind, name, on_gil_released)
    except LibraryError as error:
        scanner = _rewritten(scanner, kind, error)
        with _damage():
            sheets, index, metadata, table = _load(scanner, kind, name, on_gil_released)
    others = []
    if name is None:
        others = [
            sheet.name
            for place, sheet in enumerate(sheets)
            if place != index and sheet.visible and sheet.holds_cells and scanner.has_data(place)
        ]
    if others and not table.height:
        raise SheetError("sheet.empty-others", sheet=table.name, others=enumerated(others))
    notices = []
    if others:
        names: dict[str, Value] = {"sheet": table.name, "others": enumerated(others)}
        notices.append(SheetWarning(code="other-sheets", params=names))
    if metadata.far_cells:
        cells: dict[str, Value] = {"cells": enumerated(metadata.far_cells)}
        notices.append(SheetWarning(code="far-cells", params=cells))
    if metadata.uncalculated:
        count: dict[str, Value] = {"count": metadata.uncalculated}
        notices.append(SheetWarning(code="uncalculated", params=count))
    merges = table.merges or tuple(metadata.areas)
    check_merges(merges)
    read: Callable[[], Iterator[RawRow]] = partial(_read_rows, table, metadata.replaced)
    if metadata.formatted:
        read = metadata.formatted.seen(read, table.first)
    return Grid(
        name=table.name,
        first_column=table.first,
        width=table.width,
        rows=read,
        hidden_rows=frozenset(metadata.hidden_rows),
        hidden_columns=frozenset(metadata.hidden_columns),
        merges=merges,
        day_zero=metadata.day_zero,
        notices=tuple(notices),
        sheet_count=sum(sheet.holds_cells for sheet in sheets),
        displays=partial(scanner.display, index),
        hidden_days=partial(scanner.hidden_days, index),
        number_formats=partial(scanner.number_formats, index),
    )


def list_workbook_sheets(data: bytes, kind: FileKind) -> tuple[SheetListing, ...]:
    """Return the sheets of a workbook that hold cells.

    Raises:
        SheetError: The workbook is damaged or hostile.

    """
    scanner = scanner_for(data, kind)
    try:
        sheets = _list(scanner, kind)
    except LibraryError as error:
        scanner = _rewritten(scanner, kind, error)
        with _damage():
            sheets = _list(scanner, kind)
    sizes = [
        scanner.size(place) if sheet.holds_cells else (0, 0) for place, sheet in enumerate(sheets)
    ]
    return tuple(
        SheetListing(name=sheet.name, visible=sheet.visible, rows=rows, columns=columns)
        for sheet, (rows, columns) in zip(sheets, sizes, strict=True)
        if sheet.holds_cells
    )


@contextmanager
def _opened(data: bytes, kind: FileKind) -> Iterator[OpenWorkbook]:
    if kind not in _FRAGILE:
        yield InProcessWorkbook(data)
        return
    from zns_batch.sheets.safety.subprocess_reader import ReaderStartError, open_in_subprocess

    with ExitStack() as stack:
        book: OpenWorkbook
        try:
            book = stack.enter_context(open_in_subprocess(data))
        except ReaderStartError:  # an interpreter inside another program reads in place
            book = InProcessWorkbook(data)
        yield book


class InProcessWorkbook:
    """A workbook that is read in this process."""

    def __init__(self, data: bytes) -> None:
        self._book: CalamineWorkbook = load_workbook(io.BytesIO(data))
        self.sheets: Sequence[SheetInfo] = sheet_infos(self._book)

    def table(self, index: int) -> CalamineTable:
        """Return one sheet."""
        return calamine_table(self._book.get_sheet_by_name(self.sheets[index].name))


def _load(
    scanner: MetadataScanner,
    kind: FileKind,
    name: str | None,
    on_gil_released: Callable[[], object],
) -> "tuple[Sequence[SheetInfo], int, SheetMetadata, CalamineTable]":
    with library_errors(), _opened(scanner.data, kind) as book:
        index = choose_sheet(book.sheets, name)
        with _loading(book, scanner, index) as loaded:
            metadata = scanner.metadata(index)
            mended = scanner.mended(index, metadata)
            on_gil_released()
            if mended is None:
                return book.sheets, index, metadata, loaded()
    with library_errors(), _opened(mended, kind) as book:
        return book.sheets, index, metadata, book.table(index)


@contextmanager
def _loading(
    book: OpenWorkbook, scanner: MetadataScanner, index: int
) -> Iterator[Callable[[], CalamineTable]]:
    """Return what gives a sheet's table; where nothing speaks against it, it is being loaded already.

    The library leaves the interpreter free for the search through the same sheet. What it says of a
    sheet that is refused, or that has to be mended first, nobody asks for.
    """
    look = scanner.look_before_loading(index)
    if look is None:
        yield partial(book.table, index)
        return
    # A copy of this process looks whether it may be loaded: the search need not wait for that.
    with asked_in_copy(look) as may_load:
        loading = Background(lambda: book.table(index) if may_load() else None, "zns-load")
        try:
            yield lambda: loading.result() or book.table(index)
        finally:
            loading.wait()


def _list(scanner: MetadataScanner, kind: FileKind) -> Sequence[SheetInfo]:
    with library_errors(), _opened(scanner.data, kind) as book:
        return book.sheets


def _rewritten(scanner: MetadataScanner, kind: FileKind, cause: LibraryError) -> MetadataScanner:
    """Return the scanner of a file that was written anew, because the library can't read it."""
    data = scanner.rewritten()
    if data is None:
        raise SheetError("sheet.damaged") from cause
    return scanner_for(data, kind)


@contextmanager
def _damage() -> Iterator[None]:
    try:
        yield
    except LibraryError as error:
        raise SheetError("sheet.damaged") from error


def _read_rows(table: CalamineTable, replaced: Replaced) -> Iterator[RawRow]:
    """Yield the rows with what really stands in some cells, such as errors.

    The library's rows end with the last value; rows of nothing but formulas without one follow.
    """
    number = 0
    try:
        if not replaced:
            yield from table.rows()
            return
        for number, row in enumerate(table.rows(), 1):
            yield _put(row, replaced[number], table.first) if number in replaced else row
    except UnreadableRowError as error:
        raise SheetError("sheet.cell-unreadable", row=str(error.row)) from error
    for later in range(number + 1, max(replaced) + 1):
        yield _put([""] * table.width, replaced.get(later, {}), table.first)


def _put(row: RawRow, replaced: Mapping[int, Cell], first: int) -> RawRow:
    cells = list(row)
    for place, value in replaced.items():
        if 0 <= place - first < len(cells):
            cells[place - first] = value
    return cells
