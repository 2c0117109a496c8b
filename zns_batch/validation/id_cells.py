"""Cells that hold an id: a user's at the OA, a journey's token or its id at a reseller."""

import re

from zns_batch.domain.sheet import Cell
from zns_batch.validation.numbers import EXACT
from zns_batch.validation.text import CellIssue, is_error, normalise_text, unsupported_type

USER_HEADERS = ("user_id", "UID", "Zalo user id", "Mã người dùng Zalo")
"""Headers of the column of user ids. Matched whole, after folding."""

LONGEST_TOKEN = 1_000
"""Characters: Zalo's sample has 228, and what a header can carry is a few thousand."""

_user_id = re.compile(r"[0-9]{5,20}", re.ASCII).fullmatch
_token = re.compile(rf"[!-~]{{1,{LONGEST_TOKEN}}}").fullmatch


def read_user_id(cell: Cell) -> str | CellIssue:
    """Turn a cell into a user's id.

    Returns:
        The digits of the id, or why there are none. The codes are `user-missing`, `user-lossy`,
        `user-unusable`, and those of a cell that nothing can be made of.

    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        digits = _whole_digits(cell)
        if digits is None:
            return CellIssue("user-lossy")
        return digits if _user_id(digits) else CellIssue("user-unusable", {"shown": str(cell)})
    if cell is not None and not isinstance(cell, str):
        return unsupported_type(cell, "user-unusable")
    text = normalise_text(cell or "").removeprefix("'")
    if not text:
        return CellIssue("user-missing")
    if is_error(text):
        return CellIssue("value-error-cell", {"shown": text})
    return text if _user_id(text) else CellIssue("user-unusable", {"shown": f"{text[:4]}…"})


def read_journey_cell(cell: Cell) -> str | CellIssue:
    """Turn a cell into the journey that its row belongs to.

    Returns:
        What a message carries, or why there is no such thing. The codes are `journey-missing`,
        `journey-lossy`, `journey-unusable`, and those of a cell that nothing can be made of
        (`value-error-cell`, `value-boolean`).

    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _whole_digits(cell) or CellIssue("journey-lossy")
    if cell is not None and not isinstance(cell, str):
        return unsupported_type(cell, "journey-unusable")
    text = normalise_text(cell or "")
    if not text:
        return CellIssue("journey-missing")
    if is_error(text):
        return CellIssue("value-error-cell", {"shown": text})
    # Not quoted: whoever has a token may send in its journey.
    return text if _token(text) else CellIssue("journey-unusable", {"shown": f"{text[:4]}…"})


def _whole_digits(cell: float) -> str | None:
    """Return an id that the spreadsheet took for a number; `None` when it has lost digits.

    Spreadsheets keep fifteen of them.
    """
    return str(int(cell)) if 0 < cell < EXACT and cell % 1 == 0 else None
