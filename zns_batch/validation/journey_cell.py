"""The cell that holds a row's own journey token, or the journey's id at a reseller."""

import re

from zns_batch.domain.sheet import Cell
from zns_batch.validation.numbers import EXACT
from zns_batch.validation.text import CellIssue, is_error, normalise_text, unsupported_type

LONGEST = 1_000
"""Characters: Zalo's sample has 228, and what a header can carry is a few thousand."""

_token = re.compile(rf"[!-~]{{1,{LONGEST}}}").fullmatch


def read_journey_cell(cell: Cell) -> str | CellIssue:
    """Turn a cell into the journey that its row belongs to.

    Args:
        cell: The cell as the file has it.

    Returns:
        What a message carries, or why there is no such thing. The codes are `journey-missing`,
        `journey-lossy`, `journey-unusable`, and those of a cell that nothing can be made of
        (`value-error-cell`, `value-boolean`).

    """
    if cell is None:
        return CellIssue("journey-missing")
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _read_number(cell)
    if not isinstance(cell, str):
        return unsupported_type(cell, "journey-unusable")
    text = normalise_text(cell)
    if not text:
        return CellIssue("journey-missing")
    if is_error(text):
        return CellIssue("value-error-cell", {"shown": text})
    # Not quoted: whoever has a token may send in its journey.
    return text if _token(text) else CellIssue("journey-unusable", {"shown": f"{text[:4]}…"})


def _read_number(cell: float) -> str | CellIssue:
    """Read an id that the spreadsheet took for a number; beyond 15 digits it has lost the others."""
    if 0 < cell < EXACT and cell % 1 == 0:
        return str(int(cell))
    return CellIssue("journey-lossy")
