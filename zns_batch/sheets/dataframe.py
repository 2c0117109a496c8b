"""pandas DataFrame to `Sheet`."""

from collections.abc import Hashable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zns_batch.domain.sheet import Cell, CellError, Sheet
from zns_batch.errors import SheetError
from zns_batch.sheets.grid import Grid, errors_named
from zns_batch.sheets.headers import display_header
from zns_batch.sheets.layout import Header, detect_table

if TYPE_CHECKING:
    import pandas as pd

_CELL_TYPES = frozenset({str, bool, int, float, date, time, timedelta, CellError})


def from_frame(frame: "pd.DataFrame", *, name: str = "DataFrame") -> Sheet:
    """Return a DataFrame as a sheet: its columns in order, its first record as row 2.

    The values are copied when this is called. The index is no column; `frame.reset_index()` makes
    it one.

    Args:
        frame: The list. Missing values of any kind (`None`, `NaN`, `NaT`, `NA`) are empty cells.
        name: What messages and reports call the list.

    Raises:
        SheetError: The frame has no columns or no rows.

    """
    width = len(frame.columns)
    if not width:
        raise SheetError("sheet.empty", path=name, sheet=name)
    columns: list[list[Cell]] = []
    for place in range(width):
        series = frame.iloc[:, place]
        pairs = zip(series.tolist(), series.isna().tolist(), strict=True)
        columns.append(["" if missing else _as_cell(value) for value, missing in pairs])
    rows = [("",) * width, *zip(*columns, strict=True)]
    grid = Grid(name=None, first_column=0, width=width, rows=lambda: iter(rows))
    labels: list[Hashable] = list(frame.columns)
    texts = []
    for label in labels:
        parts = label if isinstance(label, tuple) else (label,)  # a tuple of a MultiIndex
        texts.append(display_header(" ".join("" if part is None else str(part) for part in parts)))
    header = Header(first=1, last=1, titles=0, texts=tuple(texts))
    with errors_named(name):
        return detect_table(Path(name), grid, header=header)


def _as_cell(value: Any) -> Cell:
    """Return a value as a spreadsheet would hold it.

    A moment is kept as its own clock shows it; midnight is a day, as in a workbook.
    """
    if type(value) in _CELL_TYPES:
        cell: Cell = value
        return cell
    if isinstance(value, datetime):
        moment = datetime.combine(value.date(), value.time())  # pandas' own class, without a zone
        return moment.date() if moment.time() == time() else moment
    if isinstance(value, timedelta):
        return timedelta(value.days, value.seconds, value.microseconds)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if hasattr(value, "item"):  # a numpy scalar
        return _as_cell(value.item())
    return str(value)
