"""A list prepared in Python: a pandas DataFrame as a sheet."""

from collections.abc import Hashable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zns_batch.domain.sheet import Cell, CellError, Sheet
from zns_batch.errors import SheetError
from zns_batch.sheets.grid import Grid
from zns_batch.sheets.headers import display_header
from zns_batch.sheets.layout import Header, detect_table

if TYPE_CHECKING:
    import pandas as pd

_AS_THEY_ARE = frozenset({str, bool, int, float, date, time, timedelta, CellError})


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
    columns = [_cells(frame.iloc[:, place]) for place in range(width)]
    rows = [("",) * width, *zip(*columns, strict=True)]
    grid = Grid(name=None, first_column=0, width=width, rows=lambda: iter(rows))
    texts = tuple(map(_header, frame.columns))
    return detect_table(Path(name), grid, Header(first=1, last=1, titles=0, texts=texts))


def _cells(series: "pd.Series[Any]") -> list[Cell]:
    missing = series.isna().tolist()
    return [
        "" if gone else _plain(value) for value, gone in zip(series.tolist(), missing, strict=True)
    ]


def _plain(value: Any) -> Cell:
    """Return a value as a spreadsheet would hold it."""
    if type(value) in _AS_THEY_ARE:
        plain: Cell = value
        return plain
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, timedelta):
        return timedelta(value.days, value.seconds, value.microseconds)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if hasattr(value, "item"):  # a numpy scalar
        return _plain(value.item())
    return str(value)


def _moment(value: datetime) -> Cell:
    """Return a moment as its own clock shows it; midnight is a day, as in a workbook."""
    moment = datetime(  # noqa: DTZ001 — a spreadsheet's moments have no zone
        value.year,
        value.month,
        value.day,
        value.hour,
        value.minute,
        value.second,
        value.microsecond,
    )
    return moment.date() if moment.time() == time() else moment


def _header(label: Hashable) -> str:
    parts = label if isinstance(label, tuple) else (label,)
    return display_header(" ".join("" if part is None else str(part) for part in parts))
