"""Reading any spreadsheet as rows with its own row numbers, and writing cells safely."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from zns_batch.domain.sheet import Cell, Sheet, SheetListing
from zns_batch.errors import SheetError
from zns_batch.sheets.detect import FileKind, SheetFile, detect_kind, extension_warnings, load
from zns_batch.sheets.grid import Grid, errors_named

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SheetHead", "from_frame", "list_sheets", "open_head", "open_sheet"]


def open_sheet(
    file: SheetFile,
    *,
    name: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    on_gil_released: Callable[[], object] | None = None,
) -> Sheet:
    """Open a recipient list.

    The file's type is detected from its content: workbooks (`.xlsx`, `.xlsm`, `.xlsb`, `.xls`,
    `.ods`) and text tables (`.csv`, `.tsv`, `.txt`). Hidden rows and columns are left out, merged
    cells are filled, and the sheet's notices say so. Cells come typed as the file has them; those
    of a text table are text.

    Args:
        file: A path, or a binary file object.
        name: What messages call the file; without it the path, or the file object's own name.
        sheet: The name of a workbook's sheet; without it the first visible one.
        header_row: The number, from 1, of the row that names the columns; without it that row is
            searched for.
        on_gil_released: Called when the greater part of what is left to do leaves the interpreter
            free for other threads. It is not called for a text table, which has no such part.

    Raises:
        SheetError: The file can't be read, holds no list, or has no such sheet or header row. The
            error carries the name of the file.

    """
    name = name or file_name(file)
    with errors_named(name):
        grid = _read_grid(file, name, sheet, on_gil_released or (lambda: None))
        from zns_batch.sheets.layout import detect_table  # loaded by others meanwhile

        return detect_table(Path(name), grid, header_row=header_row)


def _read_grid(
    file: SheetFile, name: str, sheet: str | None, on_gil_released: Callable[[], object]
) -> Grid:
    kind, data = detect_kind(load(file))
    if kind is not FileKind.TEXT:
        from zns_batch.sheets.workbook import read_workbook

        grid = read_workbook(data, kind, sheet, on_gil_released)
    elif sheet is not None:
        raise SheetError("sheet.text-without-sheets", wanted=sheet)
    else:
        from zns_batch.sheets.formats.csv import read_csv

        grid = read_csv(data)
    return replace(grid, notices=(*extension_warnings(name, kind), *grid.notices))


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetHead:
    """The first rows of a sheet as they stand in it, before its table is looked for.

    Attributes:
        rows: Each with the spreadsheet's own number and a cell for each of `columns`.
        columns: The places in the spreadsheet, from 0, of the columns that a person sees.
        sheet_count: How many sheets the workbook has that can hold cells.
        table: Finds the table below a header row, by its number; `None` to detect it. It raises
            `SheetError` where there is none.

    """

    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    columns: tuple[int, ...]
    sheet_count: int
    table: Callable[[int | None], Sheet]


def open_head(
    file: SheetFile, *, name: str, sheet: str | None = None, rows: int = 20, columns: int = 50
) -> SheetHead:
    """Open a recipient list for a person who chooses its header row.

    Args:
        file: As `open_sheet` takes it.
        name: What messages call the file.
        sheet: As `open_sheet` takes it.
        rows: How many of the first rows to return.
        columns: How many of their cells at the most.

    Raises:
        SheetError: The file can't be read, or has no such sheet.

    """
    with errors_named(name):
        grid = _read_grid(file, name, sheet, lambda: None)
    places = [
        place for place in range(grid.width) if place + grid.first_column not in grid.hidden_columns
    ][:columns]
    head = []
    for number, raw in enumerate(islice(grid.rows(), rows), 1):
        cells = (raw[place] if place < len(raw) else "" for place in places)
        head.append((number, tuple(None if cell == "" else cell for cell in cells)))

    def table(header_row: int | None) -> Sheet:
        from zns_batch.sheets.layout import detect_table

        with errors_named(name):
            return detect_table(Path(name), grid, header_row=header_row)

    return SheetHead(
        rows=tuple(head),
        columns=tuple(place + grid.first_column for place in places),
        sheet_count=grid.sheet_count,
        table=table,
    )


def list_sheets(file: SheetFile, *, name: str | None = None) -> tuple[SheetListing, ...]:
    """Return the sheets of a file in the workbook's order, hidden ones among them.

    A text table counts as one visible sheet without a name. Charts and macro sheets are left out.

    Args:
        file: A path, or a binary file object.
        name: What messages call the file; without it the path, or the file object's own name.

    Raises:
        SheetError: The file can't be read. The error carries the name of the file.

    """
    name = name or file_name(file)
    with errors_named(name):
        kind, data = detect_kind(load(file))
        if kind is not FileKind.TEXT:
            from zns_batch.sheets.workbook import list_workbook_sheets

            return list_workbook_sheets(data, kind)
        from zns_batch.sheets.formats.csv import read_csv

        grid = read_csv(data)
        rows = sum(1 for _ in grid.rows())
        return (SheetListing(name=None, visible=True, rows=rows, columns=grid.width),)


def file_name(file: SheetFile) -> str:
    """Return what messages call a file: its path, or a file object's own name."""
    if isinstance(file, str | os.PathLike):
        return os.fspath(file).encode("utf-8", "replace").decode()
    own = getattr(file, "name", None)  # a number for a file without a name
    return own if isinstance(own, str) else "spreadsheet"


def from_frame(frame: "pd.DataFrame", *, name: str = "DataFrame") -> Sheet:
    """Return a pandas DataFrame as a recipient list (`zns_batch.sheets.dataframe.from_frame`)."""
    from zns_batch.sheets import dataframe

    return dataframe.from_frame(frame, name=name)
