"""Delimited text: CSV, TSV and their kin (RFC 4180 and what programs make of it).

The delimiter, the quotation mark and a space after the delimiter are found from the text:
`0912345601, "Nguyen, An", X1` holds the name `Nguyen, An`.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from zns_batch.errors import SheetError
from zns_batch.sheets.formats.encoding import decode
from zns_batch.sheets.grid import COLUMN_LIMIT, ROW_LIMIT, Grid, is_blank
from zns_batch.sheets.header_row import NoHeaderError, find_header

if TYPE_CHECKING:
    import _csv

_DELIMITERS = ",;\t|"
_SAMPLE = 64 << 10
_SAMPLE_ROWS = 20
_LONGER_ROW = 0.9
"""How far a row counts as agreeing with the header that has more cells than it."""
_UNCUT, _WITHOUT_HEADER = 0.001, 0.01

# The first line by which Excel names the delimiter. It is an instruction, not a row.
_SEP_LINE = re.compile(rb'"?sep=([^\w\s"]|\t)"?(?:\r\n|\r|\n|$)', re.IGNORECASE)

_MARKUP = re.compile(rb"\s*<(?:[!?]|html|head|meta|table|style|div|workbook)", re.IGNORECASE)
_WEB_ARCHIVE = re.compile(rb"\s*MIME-Version:", re.IGNORECASE)

# How programs keep Excel from eating a leading zero: ="0901234567".
_GUARDED = re.compile(r'="((?:[^"]|"")*)"')

_SPACE_BEFORE_QUOTE = re.compile(rb"[,;\t|] +[\"']")
_SINGLE_QUOTED_LINE = re.compile(r"\s*'[^'\r\n]*'(?: *[,;\t|] *'[^'\r\n]*')+[ \t]*(?:\r|\n|$)")
_PHONE = re.compile(r"[\s'\"=]*\+?\d(?:[\s.()-]?\d){8}")


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How a text is cut into cells."""

    delimiter: str
    quote: str
    spaced: bool

    def reader(self, text: io.TextIOBase, *, strict: bool = True) -> "_csv.Reader":
        return csv.reader(
            text,
            delimiter=self.delimiter,
            quotechar=self.quote,
            skipinitialspace=self.spaced,
            strict=strict,
        )


def read_csv(data: bytes) -> Grid:
    """Read a text table.

    Raises:
        SheetError: It is no text table, or a quote is never closed.

    """
    decoded = decode(data)
    # What old programs call .xls or .csv and is a web page or XML.
    if _MARKUP.match(decoded.data):
        raise SheetError("sheet.markup", kind="HTML/XML")
    if _WEB_ARCHIVE.match(decoded.data):
        raise SheetError("sheet.markup", kind="MHTML")
    body = decoded.data.rstrip(b"\r\n")
    dialect, start = _detect_dialect(body)
    body = body[start:]
    try:
        width, joined_rows = _measure(body, dialect)
    except SheetError:
        mended = without_spaces_behind_quotes(body, dialect.delimiter, dialect.quote)
        if mended == body:
            raise
        body = mended
        width, joined_rows = _measure(body, dialect)
    rows = partial(_read_rows, body, dialect, guarded=b'="' in body)
    return Grid(
        name=None,
        first_column=0,
        width=width,
        rows=rows,
        delimited=True,
        joined_rows=joined_rows,
        notices=decoded.notices,
    )


def without_spaces_behind_quotes(body: bytes, delimiter: str, quote: str) -> bytes:
    """Return a text without the spaces between a closing quotation mark and what ends the cell.

    `"Nguyen, An" ,X1` holds the name `Nguyen, An`; RFC 4180 knows no such space, and some programs
    write it. A quotation mark with anything else behind it stays as it is.
    """
    end, mark = re.escape(delimiter.encode()), re.escape(quote.encode())
    blank = rb"[ ]" if delimiter == "\t" else rb"[ \t]"
    # Every quoted cell is taken whole, so that none is looked for inside another.
    cell = rb"((?:\A|%s|[\r\n]) *%s(?:[^%s]|%s%s)*+%s)%s*(?=%s|[\r\n]|\Z)"
    pattern = cell % (end, mark, mark, mark, mark, mark, blank, end)
    return re.sub(pattern, rb"\1", body)


def _text(body: bytes) -> io.TextIOWrapper:
    # newline="" leaves every kind of line end to the csv module, also inside quotes.
    return io.TextIOWrapper(io.BytesIO(body), encoding="utf-8", newline="")


def _read_rows(body: bytes, dialect: _Dialect, *, guarded: bool) -> Iterator[list[str]]:
    rows = dialect.reader(_text(body))
    if not guarded:
        return rows
    return (
        [
            guard[1].replace('""', '"')
            if cell.startswith('="') and (guard := _GUARDED.fullmatch(cell))
            else cell
            for cell in row
        ]
        for row in rows
    )


def _measure(body: bytes, dialect: _Dialect) -> tuple[int, frozenset[int]]:
    """Return the width of the widest row, and the rows that a stray quotation mark joined of several.

    The whole file is read once, so that reading its rows later meets no trouble.
    """
    width = number = 0
    reader = dialect.reader(_text(body))
    try:
        for row in islice(reader, ROW_LIMIT + 1):
            number += 1
            width = max(width, len(row))
    except csv.Error as error:
        raise SheetError("sheet.quotes", row=str(number + 1)) from error
    if width > COLUMN_LIMIT or number > ROW_LIMIT:
        raise SheetError("sheet.too-many-cells")
    if reader.line_num == number:  # no row has several lines
        return width, frozenset()
    joined: set[int] = set()
    lines = 0
    reader = dialect.reader(_text(body))
    for number, row in enumerate(reader, 1):
        if reader.line_num > lines + 1 and _is_joined(row, dialect):
            joined.add(number)
        lines = reader.line_num
    return width, frozenset(joined)


def _is_joined(row: list[str], dialect: _Dialect) -> bool:
    """Tell whether a row of several lines is several rows, joined by a stray quotation mark.

    `0912000101,"Lan,A1⏎0912000102,Mai",A2` is a row of three cells. So is each of its lines, when no
    heed is paid to the quotation mark, and both have a phone at the same place.
    """
    text = dialect.delimiter.join(row)
    first, *others = (line.split(dialect.delimiter) for line in text.splitlines())
    phones = [place for place, cell in enumerate(first) if _PHONE.match(cell)]
    return any(
        len(other) >= len(row) and any(_PHONE.match(other[place]) for place in phones)
        for other in others
        if len(other) > max(phones, default=0)
    )


def _detect_dialect(body: bytes) -> tuple[_Dialect, int]:
    """Return how a text is cut into cells, and where it begins behind a line that names that."""
    named = _SEP_LINE.match(body)
    start = named.end() if named else 0
    piece = body[start : start + _SAMPLE]
    if len(body) > start + _SAMPLE:  # cut at a line's end
        piece = piece[: max(piece.rfind(b"\n"), piece.rfind(b"\r")) + 1] or piece
    sample = piece.decode("utf-8", "ignore")
    quote = "'" if _SINGLE_QUOTED_LINE.match(sample) else '"'
    # One search for few bytes is so fast that it pays to ask for the space and the mark alone first.
    spaced = f" {quote}".encode() in body and _SPACE_BEFORE_QUOTE.search(body) is not None
    delimiters = named.group(1).decode("ascii", "replace") if named else _DELIMITERS
    dialects = [_Dialect(delimiter, quote, spaced) for delimiter in delimiters]
    return max(dialects, key=partial(_score, sample)), start  # the first of equals: the comma


def _score(sample: str, dialect: _Dialect) -> float:
    """Rate a delimiter: the columns its header row has, by the share of rows that agree.

    One that cuts nothing comes last, behind one that cuts rows in which no header is found: such a
    list lacks its headers, and that is what its owner must be told.
    """
    reader = dialect.reader(io.StringIO(sample, newline=""), strict=False)
    place, weight = 0, 1.0
    try:
        read = list(islice(reader, 10 * _SAMPLE_ROWS))
    except csv.Error:
        return 0
    rows = [(n, row) for n, row in enumerate(read, 1) if not is_blank(row)][:_SAMPLE_ROWS]
    try:
        place = find_header(rows) if rows else 0
    except NoHeaderError:
        weight = _WITHOUT_HEADER
    widths = [len(row) for _, row in rows[place:]]
    if not widths:
        return _UNCUT  # nothing is there but delimiters
    columns = widths[0]
    agreeing = widths.count(columns) + _LONGER_ROW * sum(width > columns for width in widths)
    return (columns if columns > 1 else _UNCUT) * weight * agreeing / len(widths)
