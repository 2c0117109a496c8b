"""The cell that holds a user's id at the OA, for messages that go to an id and not to a phone."""

import re

from zns_batch.domain.sheet import Cell
from zns_batch.validation.numbers import EXACT
from zns_batch.validation.text import CellIssue, is_error, normalise_text, unsupported_type

USER_HEADERS = ("user_id", "UID", "Zalo user id", "Mã người dùng Zalo")
"""Headers of the column of user ids. Matched whole, after folding."""

_id = re.compile(r"[0-9]{5,20}", re.ASCII).fullmatch


def read_user_id(cell: Cell) -> str | CellIssue:
    """Turn a cell into a user's id.

    Args:
        cell: The cell as the file has it.

    Returns:
        The digits of the id, or why there are none. The codes are `user-missing`, `user-lossy`,
        `user-unusable`, and those of a cell that nothing can be made of.

    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _read_number(cell)
    if cell is None or cell == "":
        return CellIssue("user-missing")
    if not isinstance(cell, str):
        return unsupported_type(cell, "user-unusable")
    text = normalise_text(cell).removeprefix("'")
    if is_error(text):
        return CellIssue("value-error-cell", {"shown": text})
    if not text:
        return CellIssue("user-missing")
    return text if _id(text) else CellIssue("user-unusable", {"shown": f"{text[:4]}…"})


def _read_number(cell: float) -> str | CellIssue:
    """Read an id that the spreadsheet took for a number; beyond 15 digits it has lost the others."""
    if 0 < cell < EXACT and cell % 1 == 0:
        return (
            str(int(cell)) if cell >= 10_000 else CellIssue("user-unusable", {"shown": str(cell)})
        )
    return CellIssue("user-lossy")
