"""Numbers never to send to, read from a text file or a spreadsheet."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from zns_batch.domain.sheet import Cell
from zns_batch.errors import SheetError
from zns_batch.sheets import open_sheet
from zns_batch.validation.column_mapping import phone_column
from zns_batch.validation.phone_numbers import read_phone

_NAMED = 8
"""How many wrong lines an error names before it only counts the rest."""

_TEXT_TABLES = frozenset({".csv", ".tsv"})

_HARMLESS = frozenset({"phone-landline", "phone-foreign"})
"""Numbers that no campaign can send to in any case."""

_TOO_LONG = "phone-too-long"
_USER_ID = re.compile(r"[1-9][0-9]{15,19}", re.ASCII).fullmatch
"""A user id, where a cell holds neither one phone nor several: no phone has so many digits."""


def read_suppression_list(path: Path, *, name: str | None = None) -> frozenset[str]:
    """Read a list of numbers never to send to.

    A text file has one number a line; what follows a `#` is a comment. In a spreadsheet the column
    is found by its header as in a recipient list; the only column needs no known header, and a text
    table of one column none at all. Landlines and foreign numbers are passed over: nothing is ever
    sent to them. A user id, as the exported never-send list has it, is one too.

    Args:
        path: A `.txt` file, or anything that is read as a recipient list.
        name: What people know the file by, where that is not its path.

    Returns:
        Each number as `84` and nine digits, or the user id.

    Raises:
        SheetError: The file can't be read, has no column of phone numbers, or a line of it holds
            no phone number. Such a line is never passed over: a person meant somebody by it.

    """
    numbers: set[str] = set()
    wrong: list[int] = []
    shown = name or str(path)
    for number, cell in _entries(path, shown):
        phone = read_phone(cell)
        if isinstance(phone, str):
            numbers.add(phone)
        elif phone.code == _TOO_LONG and isinstance(cell, str) and _USER_ID(cell.strip()):
            numbers.add(cell.strip())
        elif phone.code not in _HARMLESS:
            wrong.append(number)
    if wrong:
        rows = ", ".join(map(str, wrong[:_NAMED])) + (", …" if len(wrong) > _NAMED else "")
        raise SheetError("problem.suppress-lines", path=shown, count=len(wrong), rows=rows)
    return frozenset(numbers)


def _entries(path: Path, shown: str) -> Iterator[tuple[int, Cell]]:
    """Return the cells that should hold a number, each with its row's own number."""
    if path.suffix.lower() == ".txt":
        return _lines(path, shown)
    try:
        sheet = open_sheet(path, name=shown)
    except SheetError as error:
        if error.key == "sheet.no-headers" and path.suffix.lower() in _TEXT_TABLES:
            return _lines(path, shown)
        raise
    # By its header, or the only one there is.
    columns = phone_column(sheet.columns) or list(sheet.columns)
    if len(columns) != 1:
        titles = ", ".join(f"“{column.title}”" for column in sheet.columns)
        raise SheetError("problem.suppress-column", path=shown, columns=titles)
    [column] = columns
    place = sheet.columns.index(column)
    cells = ((row.number, row.cells[place]) for row in sheet.read())
    if isinstance(read_phone(column.header), str):
        # A list without a header begins with its first number.
        return chain([(sheet.header_row, column.header)], cells)
    return cells


def _lines(path: Path, shown: str) -> Iterator[tuple[int, str]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise SheetError("problem.suppress-unreadable", path=shown, why=why) from error
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    # Digits read alike in every other encoding, and comments are not looked at.
    text = content.decode("utf-16" if wide else "utf-8-sig", errors="replace")
    for number, line in enumerate(text.splitlines(), 1):
        entry = line.partition("#")[0].strip()
        if entry:
            yield number, entry
