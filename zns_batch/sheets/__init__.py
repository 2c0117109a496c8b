"""Reading any spreadsheet as rows with its own row numbers, and writing cells safely."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from zns_batch.domain.sheet import Sheet
from zns_batch.errors import SheetError
from zns_batch.sheets.dataframe import from_frame
from zns_batch.sheets.detect import FileKind, detect_kind, load, renamed
from zns_batch.sheets.grid import Grid
from zns_batch.sheets.layout import detect_table

__all__ = ["from_frame", "open_sheet"]


def open_sheet(
    path: Path, *, sheet: str | None = None, freed: Callable[[], object] | None = None
) -> Sheet:
    """Open a recipient list.

    What the file is, is told from its content: workbooks (`.xlsx`, `.xlsm`, `.xlsb`, `.xls`,
    `.ods`) and text tables (`.csv`, `.tsv`, `.txt`). Hidden rows and columns are left out, merged
    cells are filled, and the sheet's notices say so. Cells come typed as the file has them; those
    of a text table are text.

    Args:
        path: The file.
        sheet: The name of a workbook's sheet; without it the first one that a person sees.
        freed: Called when the greater part of the work begins that leaves the interpreter free for
            other threads. Of a text table nothing does.

    Raises:
        SheetError: The file can't be read, holds no list, or has no such sheet.

    """
    data = load(path)
    kind = detect_kind(path, data)
    grid = _grid(path, data, kind, sheet, freed or _nothing)
    return detect_table(path, replace(grid, notices=(*renamed(path, kind), *grid.notices)))


def _nothing() -> None:
    """Be called by who has nobody to tell."""


def _grid(
    path: Path, data: bytes, kind: FileKind, wanted: str | None, freed: Callable[[], object]
) -> Grid:
    if kind is not FileKind.TEXT:
        from zns_batch.sheets.workbook import read_workbook

        return read_workbook(path, data, kind, wanted, freed)
    if wanted is not None:
        raise SheetError("sheet.text-without-sheets", path=str(path), wanted=wanted)
    from zns_batch.sheets.formats.csv import read_csv

    return read_csv(path, data)
