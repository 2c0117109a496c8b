"""The rows of an .xlsx sheet's XML, in pieces and in one form (ECMA-376 part 1, 18.3.1.73 and 18.3.1.4).

`<x:row><x:c><x:v>7</x:v></x:c></x:row>` becomes `<row r="1"><c r="A1"><v>7</v></c></row>`: prefixes
are left out, references given. Rare writers need it; it costs more than reading, so the common form
is recognised first. No pattern runs past the next `<`, so that no XML, however crafted, is searched
twice over.
"""

import re
from collections.abc import Iterator

from zns_batch.domain.sheet import column_letter
from zns_batch.sheets.grid import CELLS_LIMIT, RefusedFormatError

PIECE_LIMIT = 32 << 20
"""Bytes of one row's XML. Sixteen thousand cells take a twentieth of it."""
HEAD_LIMIT = 8 << 20
"""Bytes before the rows. A description of all columns takes a fifth of it."""
COUNTED_FROM = 256 << 20
"""Bytes of a sheet from which on its cells are counted. The smallest cells take 16 bytes each."""

ODD_CELL = re.compile(rb'<c(?! r="[A-Z][0-9]{1,6}")')
"""Not in the form in which every common program writes cells, up to column Z and row 999999."""

_PREFIXED_ROW = re.compile(rb"<[A-Za-z_][\w.-]*:row[\s/>]")
_PREFIXED = re.compile(rb"<[A-Za-z_][\w.-]*:(?:row|c)[\s/>]")
_PREFIXED_CELL = re.compile(rb":c[\s/>]")
_QUOTED = re.compile(rb"<(?:row|c)\s[^<>]*='")
_ROW_END = re.compile(rb"</(?:[\w.-]+:)?sheetData\s*>")
_DATA = re.compile(rb"<(?:[\w.-]+:)?sheetData\b")
_ROW = re.compile(rb'<row r="([0-9]{1,10})"')
_ODD_ROW = re.compile(rb'<row(?! r="[0-9])')
# The common form with any column and row.
_IRREGULAR_CELL = re.compile(rb'<c(?! r="[A-Z]{1,3}[0-9]{1,7}")')
_CELL_TAG = re.compile(rb"<(?:[\w.-]{1,80}:)?c[\s/>]")
_LONGEST_TAG = 100
_LONGEST_TEXT = 1 << 20
"""Bytes of a tag and what follows it. A cell's text takes a tenth of them."""
_PREFIX = re.compile(rb"<(/?)[A-Za-z_][\w.-]*:")
_TAG = re.compile(rb"<(row|c)(?=[\s/>])([^<>]*?)(/?)>")
_ATTRIBUTE = re.compile(rb"""(?<![\w:.-])([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = re.compile(rb"([A-Za-z]{1,7})0*(\d{1,10})")
_NUMBER = re.compile(rb"0*(\d{1,10})")


class OversizedRowError(RefusedFormatError):
    """One row's XML, or the whole sheet's, is larger than any program would write."""

    key = "too-many-cells"


class BrokenReferenceError(RefusedFormatError):
    """A cell says that it stands where no sheet has a place."""


def column_place(letters: bytes) -> int:
    """Return a column's place from its letters: `A` is 0, `AA` is 26."""
    place = 0
    for letter in letters.upper():
        place = place * 26 + letter - 64
    return place - 1


def whole_number(digits: bytes | None) -> int:
    """Return a number without a sign; 1 where it is none."""
    match = _NUMBER.fullmatch(digits or b"")
    return int(match.group(1)) if match else 1


def attributes_of(inside: bytes) -> dict[bytes, bytes]:
    """Return the attributes of a tag, from what stands in it behind its name."""
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(inside)}


def row_pieces(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield what stands before the rows, then the rows, many whole ones at a time.

    Raises:
        OversizedRowError: A row or the sheet is larger than any program would write.
        BrokenReferenceError: Cells stand behind the end of all cells.

    """
    head, pending = _head(chunks)
    yield head
    count = _CellCounter()
    end = _rows_end(pending)
    while end < 0:
        cut = pending.rfind(b"<row")
        if cut < 0 and b":row" in pending:
            cut = max((row.start() for row in _PREFIXED_ROW.finditer(pending)), default=-1)
        if cut > 0:
            yield count(pending[:cut])
            pending = pending[cut:]
        chunk = next(chunks, b"")
        if not chunk:
            break
        pending += chunk
        if len(pending) > PIECE_LIMIT:
            raise OversizedRowError
        end = _rows_end(pending)
    yield count(pending[:end] if end >= 0 else pending)
    # Behind the end of all cells there are none: what looked like the end was a comment.
    pending = pending[max(end, 0) :]
    while pending:
        if _CELL_TAG.search(pending):
            raise BrokenReferenceError
        chunk = next(chunks, b"")
        pending = pending[-_LONGEST_TAG:] + chunk if chunk else b""


class _CellCounter:
    """Stops a sheet that repeats its cells without end."""

    def __init__(self) -> None:
        self._size = self._cells = 0

    def __call__(self, piece: bytes) -> bytes:
        self._size += len(piece)
        if self._size > COUNTED_FROM:
            self._cells += piece.count(b"<v") + piece.count(b"<is")
            if self._cells > CELLS_LIMIT:
                raise OversizedRowError
        return piece


def _head(chunks: Iterator[bytes]) -> tuple[bytes, bytes]:
    read = b""
    for chunk in chunks:
        read += chunk
        match = _DATA.search(read, max(0, len(read) - len(chunk) - 100))
        if match:
            return read[: match.start()], read[match.start() :]
        if len(read) > HEAD_LIMIT:
            raise OversizedRowError
    return read, b""


def _rows_end(piece: bytes) -> int:
    """Return where the rows end, or -1. A plain search comes first: it is many times faster."""
    place = piece.find(b"sheetData")
    match = _ROW_END.search(piece, max(0, place - 100)) if place > 0 else None
    return match.start() if match else -1


def cells_lie_close(chunks: Iterator[bytes]) -> bool:
    """Tell whether all cells surely lie within column Z and row 999,999, so that memory holds them.

    It takes a third of the time of a scan. Doubt is a no: prefixes, single quotation marks, references
    that were left out.

    Args:
        chunks: The whole part, piece by piece.

    """
    size, tag = 0, b""
    for chunk in chunks:
        size += len(chunk)
        piece = tag + chunk
        end = max(piece.rfind(b"<"), 0)
        if (
            size > COUNTED_FROM
            or ODD_CELL.search(piece, 0, end)
            or (b":" in piece and _PREFIXED_CELL.search(piece))
            or (b"'" in piece and b"='" in piece)
        ):
            return False
        # The last tag may be cut, and is looked at with what follows it.
        tag = piece[end:]
        if len(tag) > _LONGEST_TEXT:
            return False
    return ODD_CELL.search(tag) is None


class CommonForm:
    """Brings rows and cells into the common form: no prefixes, references first and never left out.

    Rare writers need it; it costs more than reading, so the common form is recognised first.
    """

    def __init__(self) -> None:
        self._row = 0
        self._column = -1

    def __call__(self, piece: bytes, *, plain: bool = False, hides: bool = True) -> bytes:
        """Return a piece in the common form.

        Args:
            piece: Whole rows.
            plain: Whether its cells are known to be in that form.
            hides: Whether it may hide a row, so that the rows' form matters too.

        """
        if not _is_irregular(piece, plain=plain, hides=hides):
            last = _ROW.match(piece, max(piece.rfind(b"<row"), 0))
            self._row = int(last.group(1)) if last else self._row
            return piece
        return _TAG.sub(self._tag, _PREFIX.sub(rb"<\1", piece))

    def _tag(self, tag: re.Match[bytes]) -> bytes:
        name, inside, close = tag.groups()
        attributes = attributes_of(inside)
        reference = attributes.pop(b"r", b"")
        if name == b"row":
            self._row = whole_number(reference) if reference.isdigit() else self._row + 1
            self._column = -1
            place = b"%d" % self._row
        elif reference:
            match = _REFERENCE.fullmatch(reference)
            if not match:
                raise BrokenReferenceError
            self._column = column_place(match.group(1))
            place = match.group(1).upper() + match.group(2)
        else:
            self._column += 1
            place = column_letter(self._column).encode() + b"%d" % self._row
        others = b"".join(b' %s="%s"' % pair for pair in attributes.items())
        return b'<%s r="%s"%s%s>' % (name, place, others, close)


def _is_irregular(piece: bytes, *, plain: bool, hides: bool) -> bool:
    # A search for one byte is so fast that it pays to ask for the colon or the quote alone first.
    return (
        (not plain and _IRREGULAR_CELL.search(piece) is not None)
        or (b"'" in piece and b"='" in piece and _QUOTED.search(piece) is not None)
        or (b":" in piece and b":c" in piece and _PREFIXED.search(piece) is not None)
        or (hides and _ODD_ROW.search(piece) is not None)
    )
