"""Numbers never to send to, read from a text file or a spreadsheet."""

from collections.abc import Iterator
from pathlib import Path

from zns_batch.domain.sheet import Cell, Sheet
from zns_batch.errors import SheetError
from zns_batch.sheets import open_sheet
from zns_batch.validation.column_mapping import phone_column
from zns_batch.validation.phone_numbers import read_phone

_NAMED = 8
"""How many wrong lines an error names before it only counts the rest."""

_TEXT_TABLES = frozenset({".csv", ".tsv"})

_HARMLESS = frozenset({"phone-landline", "phone-foreign"})
"""Numbers that no campaign can send to in any case."""


def read_suppression_list(path: Path) -> frozenset[str]:
    """Read a list of numbers never to send to.

    A text file has one number a line; what follows a `#` is a comment. In a spreadsheet the column
    is found by its header as in a recipient list; the only column needs no known header, and a text
    table of one column none at all. Landlines and foreign numbers are passed over: nothing is ever
    sent to them.

    Args:
        path: A `.txt` file, or anything that is read as a recipient list.

    Returns:
        Each number as `84` and nine digits.

    Raises:
        SheetError: The file can't be read, has no column of phone numbers, or a line of it holds
            no phone number. Such a line is never passed over: a person meant somebody by it.

    """
    lines = _lines(path) if path.suffix.lower() == ".txt" else _cells(path)
    numbers: set[str] = set()
    wrong: list[int] = []
    for number, cell in lines:
        phone = read_phone(cell)
        if isinstance(phone, str):
            numbers.add(phone)
        elif phone.code not in _HARMLESS:
            wrong.append(number)
    if wrong:
        raise _wrong_lines(path, wrong)
    return frozenset(numbers)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(_text(path).splitlines(), 1):
        entry = line.partition("#")[0].strip()
        if entry:
            yield number, entry


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise SheetError("problem.suppress-unreadable", path=str(path), why=why) from error
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    # Digits read alike in every other encoding, and comments are not looked at.
    return content.decode("utf-16" if wide else "utf-8-sig", errors="replace")


def _cells(path: Path) -> Iterator[tuple[int, Cell]]:
    try:
        sheet = open_sheet(path)
    except SheetError as error:
        if error.key == "sheet.no-headers" and path.suffix.lower() in _TEXT_TABLES:
            return _lines(path)
        raise
    return _column(sheet)


def _column(sheet: Sheet) -> Iterator[tuple[int, Cell]]:
    place = _phone_place(sheet)
    header = sheet.columns[place].header
    if isinstance(read_phone(header), str):
        yield sheet.header_row, header  # a list without a header begins with its first number
    for row in sheet.read():
        yield row.number, row.cells[place]


def _phone_place(sheet: Sheet) -> int:
    """Return which column holds the numbers: by its header, or the only one there is."""
    found = phone_column(sheet.columns) or list(sheet.columns)
    if len(found) != 1:
        columns = ", ".join(f"“{column.title}”" for column in sheet.columns)
        raise SheetError("problem.suppress-column", path=str(sheet.path), columns=columns)
    return sheet.columns.index(found[0])


def _wrong_lines(path: Path, wrong: list[int]) -> SheetError:
    rows = ", ".join(map(str, wrong[:_NAMED])) + (", …" if len(wrong) > _NAMED else "")
    return SheetError("problem.suppress-lines", path=str(path), count=len(wrong), rows=rows)
