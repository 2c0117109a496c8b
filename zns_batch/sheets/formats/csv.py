"""Text tables: CSV, TSV and their kin."""

import csv
import io
import re
from collections.abc import Iterator
from functools import partial
from itertools import islice

from zns_batch.errors import SheetError
from zns_batch.sheets.formats.encoding import decode
from zns_batch.sheets.grid import COLUMN_LIMIT, ROW_LIMIT, Grid, is_blank
from zns_batch.sheets.header_row import NoHeaderError, find_header

_DELIMITERS = ",;\t|"
_SAMPLE = 64 << 10
_SAMPLE_ROWS = 20

# The first line by which Excel names the delimiter. It is an instruction, not a row.
_SEP_LINE = re.compile(rb'"?sep=([^\w\s"]|\t)"?(?:\r\n|\r|\n|$)', re.IGNORECASE)

_MARKUP = re.compile(rb"\s*<(?:[!?]|html|head|meta|table|style|div|workbook)", re.IGNORECASE)
_WEB_ARCHIVE = re.compile(rb"\s*MIME-Version:", re.IGNORECASE)

# How programs keep Excel from eating a leading zero: ="0901234567".
_GUARDED = re.compile(r'="((?:[^"]|"")*)"')


def read_csv(data: bytes) -> Grid:
    """Read a text table.

    Args:
        data: The file, whole.

    Raises:
        SheetError: It is no text table, or a quote is never closed.

    """
    decoded = decode(data)
    _refuse_markup(decoded.data)
    delimiter, body = _delimiter(decoded.data)
    rows = partial(_rows, body, delimiter)
    if b'="' in body:
        rows = partial(_unguarded, rows)
    width = _measure(rows())
    return Grid(name=None, first_column=0, width=width, rows=rows, notices=decoded.notices)


def _refuse_markup(data: bytes) -> None:
    """Refuse what old programs call .xls or .csv and is a web page or XML."""
    if _MARKUP.match(data):
        raise SheetError("sheet.markup", kind="HTML/XML")
    if _WEB_ARCHIVE.match(data):
        raise SheetError("sheet.markup", kind="MHTML")


def _rows(body: bytes, delimiter: str) -> Iterator[list[str]]:
    # newline="" leaves every kind of line end to the csv module, also inside quotes.
    text = io.TextIOWrapper(io.BytesIO(body), encoding="utf-8", newline="")
    return csv.reader(text, delimiter=delimiter, strict=True)


def _unguarded(rows: partial[Iterator[list[str]]]) -> Iterator[list[str]]:
    for row in rows():
        yield [_unguard(cell) if cell.startswith('="') else cell for cell in row]


def _unguard(cell: str) -> str:
    found = _GUARDED.fullmatch(cell)
    return found.group(1).replace('""', '"') if found else cell


def _measure(rows: Iterator[list[str]]) -> int:
    """Return the width of the widest row, having read the whole file once without trouble."""
    width = number = 0
    try:
        for row in rows:
            number += 1
            width = max(width, len(row))
    except csv.Error as error:
        raise SheetError("sheet.quotes", row=str(number + 1)) from error
    if width > COLUMN_LIMIT or number > ROW_LIMIT:
        raise SheetError("sheet.too-many-cells")
    return width


def _delimiter(data: bytes) -> tuple[str, bytes]:
    """Return the delimiter and the text without the line that may have named it."""
    named = _SEP_LINE.match(data)
    if named:
        return named.group(1).decode("ascii", "replace"), data[named.end() :]
    sample = _sample(data)
    best = max(_DELIMITERS, key=partial(_score, sample))  # the first of equals: the comma
    return best, data


def _sample(data: bytes) -> str:
    """Return the beginning of the text, cut at a line's end."""
    piece = data[:_SAMPLE]
    if len(data) > _SAMPLE:
        piece = piece[: max(piece.rfind(b"\n"), piece.rfind(b"\r")) + 1] or piece
    return piece.decode("utf-8", "ignore")


def _score(sample: str, delimiter: str) -> float:
    """Rate a delimiter: the columns its header row has, by the share of rows that agree."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        read = islice(reader, 10 * _SAMPLE_ROWS)
        rows = [(n, row) for n, row in enumerate(read, 1) if not is_blank(row)][:_SAMPLE_ROWS]
        place = find_header(rows) if rows else 0
    except (csv.Error, NoHeaderError):
        return 0
    widths = [len(row) for _, row in rows[place:]]
    return widths[0] * widths.count(widths[0]) / len(widths) if widths else 0
