"""Encodes a sheet row's cells as JSON for the ledger, and decodes them with their types."""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import orjson

from zns_batch.domain.sheet import Cell, CellError

# What `json.loads` comes to, without its search for spaces around the value. orjson would make a
# float of a whole number of more than 64 bits.
_read = json.JSONDecoder().raw_decode
# Moments and errors carry their kind; `_tagged` writes them.
_OURS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def encode_cells(cells: Sequence[Cell]) -> str:
    """Write cells so that `decode_cells` gives them back, types and all."""
    return cells_as_utf8(cells).decode()


def cells_as_utf8(cells: Sequence[Cell]) -> bytes:
    """Write cells as `encode_cells` does, as UTF-8: one line of JSON."""
    try:
        return orjson.dumps(cells, _written, _OURS)
    except orjson.JSONEncodeError:
        # A whole number of more than 64 bits, from a list made in Python.
        return json.dumps(cells, ensure_ascii=False, default=_tagged).encode()


def decode_cells(text: str) -> tuple[Cell, ...]:
    """Read what `encode_cells` wrote."""
    values, _end = _read(text)
    return tuple([_typed(value) if type(value) is dict else value for value in values])


@lru_cache(maxsize=4096)
def _written(cell: object) -> orjson.Fragment:
    """Write a cell that JSON has no type for. The same few dates fill a whole column."""
    return orjson.Fragment(orjson.dumps(_tagged(cell)))


def _tagged(cell: object) -> dict[str, str | float]:
    # The order matters: a datetime is a date too.
    if isinstance(cell, datetime):
        return {"moment": cell.isoformat()}
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    if isinstance(cell, time):
        return {"time": cell.isoformat()}
    if isinstance(cell, timedelta):
        return {"seconds": cell.total_seconds()}
    if isinstance(cell, CellError):
        return {"error": cell.shown}
    raise TypeError(type(cell).__name__)


_READERS: dict[str, Callable[[str], Cell]] = {
    "moment": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "seconds": lambda seconds: timedelta(seconds=float(seconds)),
    "error": CellError,
}


def _typed(value: dict[str, str]) -> Cell:
    [(tag, content)] = value.items()
    return _READERS[tag](content)
