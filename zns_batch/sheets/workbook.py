"""Workbooks: `.xlsx`, `.xlsm`, `.xlsb`, `.xls` and `.ods`, read by python-calamine.

What the library returns for a cell (python-calamine 0.9, tried on real files): numbers of .xlsx as
floats, of .xls as integers where they are whole; dates and times by the cell's format; an error
cell, a formula without a stored value and an empty cell all as the empty text. The first two are
found in the file itself (`zns_batch.sheets.parts`) and put back. Of .ods, a truth value comes as 1 or
0 and a duration as the text of the standard (`PT36H00M00S`).
"""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from zns_batch.errors import SheetError
from zns_batch.sheets.content import Kind
from zns_batch.sheets.grid import Area, Grid, RawRow
from zns_batch.sheets.headers import fold
from zns_batch.sheets.marks import Marks
from zns_batch.sheets.parts import Parts, parts_of
from zns_batch.table import CellError, Notice


def read_workbook(path: Path, data: bytes, kind: Kind, wanted: str | None) -> Grid:
    """Read one sheet of a workbook.

    Args:
        path: For the words of an error.
        data: The file, whole.
        kind: What the file is.
        wanted: The sheet's name; `None` for the first one that a person sees.

    Raises:
        SheetError: The workbook is damaged or hostile, or has no such sheet.

    """
    parts = parts_of(path, data, kind)
    with _trouble_as_error(path):
        book = load_workbook(io.BytesIO(data))
    name = _choose(path, book, wanted)
    marks = parts.marks(book.sheet_names.index(name))
    with _trouble_as_error(path):
        sheet = book.get_sheet_by_name(name)
    others = _others_with_data(book, parts, name) if wanted is None else []
    if others and not sheet.height:
        params = {"path": str(path), "sheet": name, "others": _listed(others)}
        raise SheetError("sheet.empty-others", **params)
    return _grid(_Rows(path, sheet), marks, _notices(name, others, marks))


@contextmanager
def _trouble_as_error(path: Path) -> Iterator[None]:
    """Turn whatever the library says of a broken file into one line."""
    try:
        yield
    except Exception as error:
        if isinstance(error, SheetError):
            raise
        raise SheetError("sheet.damaged", path=str(path)) from error
    except BaseException as error:
        # The library is written in Rust; where it gives up, it raises something that is no
        # Exception, of a class that can't be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise SheetError("sheet.damaged", path=str(path)) from error


def _choose(path: Path, book: CalamineWorkbook, wanted: str | None) -> str:
    if wanted is not None:
        return _by_name(book, wanted)
    for each in book.sheets_metadata:
        if _is_seen(each):
            return each.name
    raise SheetError("sheet.no-visible-sheet", path=str(path))


def _is_seen(each: SheetMetadata) -> bool:
    return each.visible == SheetVisibleEnum.Visible and each.typ == SheetTypeEnum.WorkSheet


def _by_name(book: CalamineWorkbook, wanted: str) -> str:
    names = [each.name for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
    if wanted in names:
        return wanted
    alike = [name for name in names if fold(name) == fold(wanted)]
    if len(alike) == 1:
        return alike[0]
    raise SheetError("sheet.unknown-sheet", wanted=wanted, names=_listed(names))


def _others_with_data(book: CalamineWorkbook, parts: Parts, chosen: str) -> list[str]:
    """Return the other sheets that a person sees and that aren't empty."""
    return [
        each.name
        for index, each in enumerate(book.sheets_metadata)
        if each.name != chosen and _is_seen(each) and parts.has_data(index)
    ]


def _notices(name: str, others: list[str], marks: Marks) -> tuple[Notice, ...]:
    notices = []
    if others:
        params: dict[str, str | int | float] = {"sheet": name, "others": _listed(others)}
        notices.append(Notice(code="other-sheets", params=params))
    if marks.uncalculated:
        notices.append(Notice(code="uncalculated", params={"count": marks.uncalculated}))
    return tuple(notices)


def _listed(names: list[str]) -> str:
    more = ["…"] if len(names) > 10 else []
    return ", ".join([*names[:10], *more])


class _Rows:
    """One sheet's rows, from row 1, each from the first column that holds anything."""

    def __init__(self, path: Path, sheet: CalamineSheet) -> None:
        self.path = path
        self.sheet = sheet
        self.first = sheet.start[1] if sheet.start else 0

    def plain(self) -> Iterator[RawRow]:
        """Yield the rows as the library gives them."""
        try:
            yield from self.sheet.iter_rows()
        except OverflowError as error:
            row = str(self._first_bad_row())
            raise SheetError("sheet.cell-unreadable", path=str(self.path), row=row) from error

    def with_errors(self, errors: Mapping[int, Mapping[int, CellError]]) -> Iterator[RawRow]:
        """Yield the rows with their error cells put back.

        The library's rows end with the last value; rows of nothing but formulas without one follow.
        """
        number = 0
        for number, row in enumerate(self.plain(), 1):
            yield self._put(row, errors[number]) if number in errors else row
        for later in range(number + 1, max(errors) + 1):
            yield self._put([""] * self.sheet.width, errors.get(later, {}))

    def _put(self, row: RawRow, errors: Mapping[int, CellError]) -> RawRow:
        cells = list(row)
        for place, error in errors.items():
            if 0 <= place - self.first < len(cells):
                cells[place - self.first] = error
        return cells

    def _first_bad_row(self) -> int:
        number = 1
        with suppress(OverflowError):
            for _ in self.sheet.iter_rows():
                number += 1
        return number


def _grid(rows: _Rows, marks: Marks, notices: tuple[Notice, ...]) -> Grid:
    return Grid(
        name=rows.sheet.name,
        first_column=rows.first,
        width=rows.sheet.width,
        rows=partial(rows.with_errors, marks.errors) if marks.errors else rows.plain,
        hidden_rows=frozenset(marks.hidden_rows),
        hidden_columns=frozenset(marks.hidden_columns),
        merges=tuple(_areas(rows.sheet)),
        notices=notices,
    )


def _areas(sheet: CalamineSheet) -> Iterator[Area]:
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        yield Area(top=top + 1, left=left, bottom=bottom + 1, right=right)
