"""Workbooks: `.xlsx`, `.xlsm`, `.xlsb`, `.xls` and `.ods`, read by python-calamine.

What the library returns for a cell (python-calamine 0.9, tried on real files): numbers of .xlsx as
floats, of .xls as integers where they are whole; dates and times by the cell's format; an error
cell, a formula without a stored value and an empty cell all as the empty text. The first two are
found in the file itself (`zns_batch.sheets.formats.registry`) and put back. Of .ods, a truth value comes as 1 or
0, a duration as the text of the standard (`PT36H00M00S`) and no merged range at all: these too.
Numbers come bare, whatever their format; those that a format makes a code or a share are written as
a person sees them (`zns_batch.sheets.number_formats`).
"""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial

from python_calamine import CalamineWorkbook, load_workbook

from zns_batch.domain.sheet import Cell, SheetListing, SheetWarning
from zns_batch.errors import SheetError
from zns_batch.sheets.calamine import (
    CalamineTable,
    OpenWorkbook,
    SheetInfo,
    UnreadableRowError,
    choose_sheet,
    enumerated,
    listed,
    table,
)
from zns_batch.sheets.detect import FileKind
from zns_batch.sheets.formats.registry import MetadataScanner, scanner_for
from zns_batch.sheets.formats.xlsx import SheetMetadata
from zns_batch.sheets.grid import Grid, RawRow, check_merges

Replaced = Mapping[int, Mapping[int, Cell]]
"""By row number and column's place."""

_FRAGILE = frozenset({FileKind.XLS, FileKind.XLSB})
"""Of a damaged file of these the library may stop in the middle, with words of its own."""


def read_workbook(
    data: bytes, kind: FileKind, wanted: str | None, on_gil_released: Callable[[], object]
) -> Grid:
    """Read one sheet of a workbook.

    Args:
        data: The file, whole.
        kind: What the file is.
        wanted: The sheet's name; `None` for the first one that a person sees.
        on_gil_released: Called when the library begins, which leaves the interpreter free for other threads.

    Raises:
        SheetError: The workbook is damaged or hostile, or has no such sheet.

    """
    parts = scanner_for(data, kind)
    with _library_errors(), _opened(data, kind) as book:
        index = choose_sheet(book.sheets, wanted)
        marks = parts.metadata(index)
        # An error that the library doesn't know keeps it from reading the file as it is.
        readable = _Here(parts.readable(index, marks)) if marks.strange else book
        on_gil_released()
        found = readable.table(index)
        others = _others_with_data(book.sheets, parts, index) if wanted is None else []
    if others and not found.height:
        raise SheetError("sheet.empty-others", sheet=found.name, others=enumerated(others))
    check_merges(found.merges or marks.areas)
    return _grid(_Rows(found), marks, _notices(found.name, others, marks))


def list_workbook_sheets(data: bytes, kind: FileKind) -> tuple[SheetListing, ...]:
    """Return the sheets of a workbook that hold cells.

    Raises:
        SheetError: The workbook is damaged or hostile.

    """
    scanner = scanner_for(data, kind)
    with _library_errors(), _opened(data, kind) as book:
        sheets = book.sheets
    sizes = [
        scanner.size(index) if info.holds_cells else (0, 0) for index, info in enumerate(sheets)
    ]
    return tuple(
        SheetListing(name=info.name, visible=info.seen, rows=rows, columns=columns)
        for info, (rows, columns) in zip(sheets, sizes, strict=True)
        if info.holds_cells
    )


@contextmanager
def _opened(data: bytes, kind: FileKind) -> Iterator[OpenWorkbook]:
    if kind not in _FRAGILE:
        yield _Here(data)
        return
    from zns_batch.sheets.safety.subprocess_reader import ReaderStartError, open_in_subprocess

    with ExitStack() as stack:
        book: OpenWorkbook
        try:
            book = stack.enter_context(open_in_subprocess(data))
        except ReaderStartError:  # an interpreter inside another program reads in place
            book = _Here(data)
        yield book


class _Here:
    """A workbook that is read in this process."""

    def __init__(self, data: bytes) -> None:
        self._book: CalamineWorkbook = load_workbook(io.BytesIO(data))
        self.sheets: Sequence[SheetInfo] = listed(self._book)

    def table(self, index: int) -> CalamineTable:
        return table(self._book.get_sheet_by_name(self.sheets[index].name))


@contextmanager
def _library_errors() -> Iterator[None]:
    """Turn whatever the library says of a broken file into one line."""
    try:
        yield
    except Exception as error:
        if isinstance(error, SheetError):
            raise
        raise SheetError("sheet.damaged") from error
    except BaseException as error:
        # The library is written in Rust; where it gives up, it raises something that is no
        # Exception, of a class that can't be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise SheetError("sheet.damaged") from error


def _others_with_data(
    sheets: Sequence[SheetInfo], parts: MetadataScanner, chosen: int
) -> list[str]:
    """Return the other sheets that a person sees and that aren't empty."""
    return [
        each.name
        for index, each in enumerate(sheets)
        if index != chosen and each.seen and each.holds_cells and parts.has_data(index)
    ]


def _notices(name: str, others: list[str], marks: SheetMetadata) -> tuple[SheetWarning, ...]:
    notices = []
    if others:
        params: dict[str, str | int | float] = {"sheet": name, "others": enumerated(others)}
        notices.append(SheetWarning(code="other-sheets", params=params))
    if marks.uncalculated:
        notices.append(SheetWarning(code="uncalculated", params={"count": marks.uncalculated}))
    return tuple(notices)


class _Rows:
    """One sheet's rows, from row 1, each from the first column that holds anything."""

    def __init__(self, found: CalamineTable) -> None:
        self.table = found

    def plain(self) -> Iterator[RawRow]:
        """Yield the rows as the library gives them."""
        try:
            yield from self.table.rows()
        except UnreadableRowError as error:
            raise SheetError("sheet.cell-unreadable", row=str(error.row)) from error

    def with_replaced(self, replaced: Replaced) -> Iterator[RawRow]:
        """Yield the rows with what really stands in some cells, such as errors.

        The library's rows end with the last value; rows of nothing but formulas without one follow.
        """
        number = 0
        for number, row in enumerate(self.plain(), 1):
            yield self._put(row, replaced[number]) if number in replaced else row
        for later in range(number + 1, max(replaced) + 1):
            yield self._put([""] * self.table.width, replaced.get(later, {}))

    def _put(self, row: RawRow, replaced: Mapping[int, Cell]) -> RawRow:
        cells = list(row)
        for place, value in replaced.items():
            if 0 <= place - self.table.first < len(cells):
                cells[place - self.table.first] = value
        return cells


def _grid(rows: _Rows, marks: SheetMetadata, notices: tuple[SheetWarning, ...]) -> Grid:
    read = partial(rows.with_replaced, marks.replaced) if marks.replaced else rows.plain
    if marks.formatted:
        read = marks.formatted.seen(read, rows.table.first)
    return Grid(
        name=rows.table.name,
        first_column=rows.table.first,
        width=rows.table.width,
        rows=read,
        hidden_rows=frozenset(marks.hidden_rows),
        hidden_columns=frozenset(marks.hidden_columns),
        merges=rows.table.merges or tuple(marks.areas),
        day_zero=marks.day_zero,
        notices=notices,
    )
