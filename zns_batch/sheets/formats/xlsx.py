"""What the reading library doesn't tell of an .xlsx sheet, found in the sheet's own XML.

The library gives an empty text for a cell that shows an error and for a formula that was never
calculated, says nothing of hidden rows and columns, and makes room for the whole rectangle between
the first and the last cell, however far apart they are. The XML is searched for just these things,
in pieces and by the speed of the `re` module; a parser would take longer than the reading itself.
No pattern runs past the next `<`, so that no XML, however crafted, is searched twice over.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter

from zns_batch.domain.sheet import DAY_ZERO, Cell, CellError, column_letter
from zns_batch.sheets.displayed_values import DisplayedValues
from zns_batch.sheets.formats.xlsx_styles import Formats
from zns_batch.sheets.grid import CELLS_LIMIT, COLUMN_LIMIT, Area

UNCALCULATED = CellError(shown="=?")
"""A formula without a value: the program that wrote the file didn't calculate it."""

PIECE_LIMIT = 32 << 20
"""Bytes of one row's XML. Sixteen thousand cells take a twentieth of it."""
HEAD_LIMIT = 8 << 20
"""Bytes before the rows. A description of all columns takes a fifth of it."""
COUNTED_FROM = 256 << 20
"""Bytes of a sheet from which on its cells are counted. The smallest cells take 16 bytes each."""

REPLACED_LIMIT = 2_000_000
"""Cells, or rows with such cells, of which something other than the library's word is kept."""

_NO_FORMATS: Formats = {}
_MANY_STYLES = 100
"""From so many on a list of them takes longer to compare with than to look up."""

KNOWN_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
"""What the reading library takes for an error; any other makes it give up the whole sheet."""

_PREFIXED_ROW = re.compile(rb"<[A-Za-z_][\w.-]*:row[\s/>]")
_PREFIXED = re.compile(rb"<[A-Za-z_][\w.-]*:(?:row|c)[\s/>]")
_QUOTED = re.compile(rb"<(?:row|c)\s[^<>]*='")
_ROW_END = re.compile(rb"</(?:[\w.-]+:)?sheetData\s*>")
_DATA = re.compile(rb"<(?:[\w.-]+:)?sheetData\b")

# The form in which every common program writes rows and cells, up to column Z and row 999999. A
# range of digits is found in two thirds of the time that a class of them takes.
_ODD_CELL = re.compile(rb'<c(?! r="[A-Z][0-9]{1,6}")')
_ROW = re.compile(rb'<row r="([0-9]{1,10})"')
_ODD_ROW = re.compile(rb'<row(?! r="[0-9])')
# The same form with any column and row.
_IRREGULAR_CELL = re.compile(rb'<c(?! r="[A-Z]{1,3}[0-9]{1,7}")')

_FAR_ROW = re.compile(rb'<c r="[A-Z]{1,7}\d{7}')
_FILLED_COLUMN = re.compile(rb'<c r="([A-Z]{1,7})\d+"[^<>]*(?<!/)>')
_FILLED_ROW = re.compile(rb'<c r="[A-Z]{1,7}(\d{1,10})"[^<>]*(?<!/)>')
_HIDDEN_ROW = re.compile(rb'<row r="(\d{1,10})"(?=[^<>]*\shidden="(?:1|true)")')
_ERROR = re.compile(
    rb'<c r="([A-Z]{1,7})(\d{1,10})"(?=[^<>]*\st="e")[^<>]*(?<!/)>\s*'
    rb"(?:<f\b[^<>]*>(?:[^<]*</f>)?\s*)?(?:<v[^<>]*>([^<]*)<)?"
)
_NO_VALUE = re.compile(
    rb'<c r="([A-Z]{1,7})(\d{1,10})"([^<>]*)(?<!/)>\s*<f\b(?:[^<>]*/>|[^<>]*>[^<]*</f>)\s*'
    rb"(<v\s*/>|<v>\s*</v>)?\s*</c>"
)

_COLUMN = re.compile(rb"<(?:[\w.-]+:)?col\b([^<>]*)>")
_CELL_TAG = re.compile(rb"<(?:[\w.-]{1,80}:)?c[\s/>]")
_LONGEST_TAG = 100
_OPEN_QUOTE = re.compile(
    rb"""<(?:[\w.-]{1,80}:)?(?:row|c)\s[^<>"']*+"""
    rb"""(?:"[^<>"]*+"[^<>"']*+|'[^<>']*+'[^<>"']*+)*+["'][^<>]*>"""
)
_PREFIX = re.compile(rb"<(/?)[A-Za-z_][\w.-]*:")
_TAG = re.compile(rb"<(row|c)(?=[\s/>])([^<>]*?)(/?)>")
_ATTRIBUTE = re.compile(rb"""(?<![\w:.-])([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = re.compile(rb"([A-Za-z]{1,7})0*(\d{1,10})")
_NUMBER = re.compile(rb"0*(\d{1,10})")


class OversizedRowError(Exception):
    """One row's XML, or the whole sheet's, is larger than any program would write."""


class BrokenReferenceError(Exception):
    """A cell says that it stands where no sheet has a place."""


@dataclass(kw_only=True, slots=True)
class SheetMetadata:
    """What was found.

    Attributes:
        hidden_rows: Their numbers, from 1.
        hidden_columns: Their places, from 0.
        replaced: By row number and column's place: what stands in the cell; the library says other.
        formatted: The cells whose format says what is meant by them.
        day_zero: What the number 0 is where a number is a date.
        areas: Merged ranges, where the library doesn't give them.
        strange: Errors among them that the reading library doesn't know.
        columns: No fewer than the columns up to the last filled cell; 26 stands for all up to that.
        rows: No fewer than the rows up to the last filled cell; 999,999 stands for all up to that.
        uncalculated: How many formulas have no value.

    """

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    replaced: dict[int, dict[int, Cell]] = field(default_factory=dict)
    formatted: DisplayedValues = field(default_factory=DisplayedValues)
    day_zero: date = DAY_ZERO
    areas: list[Area] = field(default_factory=list)
    strange: set[str] = field(default_factory=set)
    columns: int = 26
    rows: int = 999_999
    uncalculated: int = 0


def scan_metadata(chunks: Iterator[bytes], formats: Formats = _NO_FORMATS) -> SheetMetadata:
    """Search a sheet's XML.

    Args:
        chunks: The part, piece by piece.
        formats: The styles whose cells are to be found.

    Raises:
        OversizedRowError: A row or the sheet is larger than any program would write.
        BrokenReferenceError: A cell stands where no sheet has a place.
        TooManyRunsError: No program formats so many cells, each unlike its neighbours.

    """
    marks = SheetMetadata()
    styled = _Styled(formats) if formats else None
    pieces = _pieces(chunks)
    marks.hidden_columns = _hidden_columns(next(pieces, b""))
    regular = _Regular()
    for piece in _counted(pieces):
        plain = _ODD_CELL.search(piece) is None
        hides = b"h" in piece and b"hidden=" in piece
        found = regular(piece, plain=plain, hides=hides)
        if not plain or found is not piece:
            if _OPEN_QUOTE.search(piece):  # an attribute that hides the others after it
                raise BrokenReferenceError
            _widen(found, marks)
        _search(found, marks, hides=hides)
        if styled:
            styled.search(found, marks.formatted)
    return marks


def filled_size(chunks: Iterator[bytes]) -> tuple[int, int]:
    """Return how many rows and columns there are up to the last filled cell.

    Raises:
        OversizedRowError: A row is larger than any program would write.
        BrokenReferenceError: A cell stands where no sheet has a place.

    """
    pieces = _pieces(chunks)
    next(pieces, b"")
    regular = _Regular()
    rows = columns = 0
    for piece in map(regular, pieces):
        rows = max(rows, _last_row(piece))
        places = map(column_place, set(_FILLED_COLUMN.findall(piece)))
        columns = max(columns, max(places, default=-1) + 1)
    return rows, columns


def column_place(letters: bytes) -> int:
    """Return a column's place from its letters: `A` is 0, `AA` is 26."""
    place = 0
    for letter in letters.upper():
        place = place * 26 + letter - 64
    return place - 1


def _last_row(piece: bytes) -> int:
    return max(map(int, set(_FILLED_ROW.findall(piece))), default=0)


def _pieces(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield what stands before the rows, then the rows, many whole ones at a time."""
    head, rest = _head(chunks)
    yield head
    while (end := _end(rest)) < 0:
        cut = _last_row_start(rest)
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
        chunk = next(chunks, b"")
        if not chunk:
            break
        rest += chunk
        if len(rest) > PIECE_LIMIT:
            raise OversizedRowError
    yield rest[:end] if end >= 0 else rest
    _refuse_more_cells(rest[max(end, 0) :], chunks)


def _refuse_more_cells(rest: bytes, chunks: Iterator[bytes]) -> None:
    """Refuse cells behind the end of all cells: what looked like the end was a comment."""
    while rest:
        if _CELL_TAG.search(rest):
            raise BrokenReferenceError
        chunk = next(chunks, b"")
        rest = rest[-_LONGEST_TAG:] + chunk if chunk else b""


def _counted(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the pieces, and stop a sheet that repeats its cells without end."""
    size = cells = 0
    for piece in pieces:
        size += len(piece)
        if size > COUNTED_FROM:
            cells += piece.count(b"<v") + piece.count(b"<is")
            if cells > CELLS_LIMIT:
                raise OversizedRowError
        yield piece


def _end(piece: bytes) -> int:
    """Return where the rows end, or -1. A plain search comes first: it is many times faster."""
    place = piece.find(b"sheetData")
    found = _ROW_END.search(piece, max(0, place - 100)) if place > 0 else None
    return found.start() if found else -1


def _last_row_start(piece: bytes) -> int:
    place = piece.rfind(b"<row")
    if place < 0 and b":row" in piece:
        place = max((found.start() for found in _PREFIXED_ROW.finditer(piece)), default=-1)
    return place


def _head(chunks: Iterator[bytes]) -> tuple[bytes, bytes]:
    read = b""
    for chunk in chunks:
        read += chunk
        found = _DATA.search(read, max(0, len(read) - len(chunk) - 100))
        if found:
            return read[: found.start()], read[found.start() :]
        if len(read) > HEAD_LIMIT:
            raise OversizedRowError
    return read, b""


def _hidden_columns(head: bytes) -> set[int]:
    places: set[int] = set()
    after = 0
    for found in _COLUMN.finditer(head):
        attributes = _attributes(found.group(1))
        if attributes.get(b"hidden") in {b"1", b"true"}:
            # They stand in order; one that goes back is no longer than it can be.
            first = max(_number(attributes.get(b"min")) - 1, after)
            after = min(_number(attributes.get(b"max")), COLUMN_LIMIT)
            places.update(range(first, after))
    return places


def _number(digits: bytes | None) -> int:
    found = _NUMBER.fullmatch(digits or b"")
    return int(found.group(1)) if found else 1


def _search(piece: bytes, marks: SheetMetadata, *, hides: bool) -> None:
    """Look for the things that matter; first each time for a word that most sheets don't hold.

    Of many sheets already one of its letters: a single byte is found at the speed of the memory.
    """
    if hides:
        marks.hidden_rows.update(map(int, _HIDDEN_ROW.findall(piece)))
    if b"e" in piece and b't="e"' in piece:
        _search_errors(piece, marks)
    if (
        b"f" in piece and b"</f>" in piece
    ) or marks.uncalculated:  # a short form refers to a longer one before it
        _search_formulas(piece, marks)


def _search_errors(piece: bytes, marks: SheetMetadata) -> None:
    for column, row, text in _ERROR.findall(piece):
        shown = text.decode("utf-8", "replace").strip() or "#?"
        if shown not in KNOWN_ERRORS and len(marks.strange) < len(KNOWN_ERRORS):
            marks.strange.add(shown)
        _put(marks.replaced, row, column, CellError(shown=shown))
    _refuse_many(marks)


def _refuse_many(marks: SheetMetadata) -> None:
    if len(marks.replaced) > REPLACED_LIMIT:
        raise OversizedRowError


def _widen(piece: bytes, marks: SheetMetadata) -> None:
    places = map(column_place, set(_FILLED_COLUMN.findall(piece)))
    marks.columns = max(marks.columns, max(places, default=0) + 1)
    if _FAR_ROW.search(piece):
        marks.rows = max(marks.rows, _last_row(piece))


def _search_formulas(piece: bytes, marks: SheetMetadata) -> None:
    for column, row, attributes, value in _NO_VALUE.findall(piece):
        # A text formula with an empty value is one whose answer is the empty text.
        if value and b't="str"' in attributes:
            continue
        marks.uncalculated += 1
        _put(marks.replaced, row, column, UNCALCULATED)
    _refuse_many(marks)


def _put(replaced: dict[int, dict[int, Cell]], row: bytes, column: bytes, error: CellError) -> None:
    replaced.setdefault(int(row), {})[column_place(column)] = error


class _Styled:
    """Finds the cells of some styles. A cell that names none has the first one, number 0."""

    def __init__(self, formats: Formats) -> None:
        self._formats = {b"%d" % style: shape for style, shape in formats.items()}
        some = b"|".join(self._formats) if len(formats) < _MANY_STYLES else rb"[0-9]{1,6}"
        style = rb'(?:(?! s=")[^<>]*?)?\ss="(%s)"' % some  # the style comes next, nearly always
        if 0 in formats:
            style = rb'(?:%s|(?![^<>]*\ss="))' % style
        self._named = re.compile(b"<c" if 0 in formats else rb's="(?:%s)"' % some)
        self._cells = re.compile(rb'<c r="([A-Z]{1,7})([0-9]{1,10})"%s' % style)

    def search(self, piece: bytes, formatted: DisplayedValues) -> None:
        """Note those in a piece of the common form: columns that are full of them at once."""
        found = self._cells.findall(piece) if self._named.search(piece) else []
        if not found:
            return
        first, last = int(found[0][1]), int(found[-1][1])
        gaps = set()
        for (column, style), count in Counter(map(itemgetter(0, 2), found)).items():
            if count != last - first + 1:
                gaps.add(column)
            elif shape := self._formats.get(style or b"0"):
                formatted.put(first, column_place(column), shape, count=count)
        for column, row, style in found if gaps else ():
            if column in gaps and (shape := self._formats.get(style or b"0")):
                formatted.put(int(row), column_place(column), shape)


class _Regular:
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

    def _tag(self, found: re.Match[bytes]) -> bytes:
        name, inside, close = found.groups()
        attributes = _attributes(inside)
        reference = attributes.pop(b"r", b"")
        place = self._at_row(reference) if name == b"row" else self._at_cell(reference)
        rest = b"".join(b' %s="%s"' % each for each in attributes.items())
        return b'<%s r="%s"%s%s>' % (name, place, rest, close)

    def _at_row(self, reference: bytes) -> bytes:
        self._row = _number(reference) if reference.isdigit() else self._row + 1
        self._column = -1
        return b"%d" % self._row

    def _at_cell(self, reference: bytes) -> bytes:
        if reference:
            found = _REFERENCE.fullmatch(reference)
            if not found:
                raise BrokenReferenceError
            self._column = column_place(found.group(1))
            return found.group(1).upper() + found.group(2)
        self._column += 1
        return column_letter(self._column).encode() + b"%d" % self._row


def _is_irregular(piece: bytes, *, plain: bool, hides: bool) -> bool:
    if not plain and _IRREGULAR_CELL.search(piece):
        return True
    # A search for one byte is so fast that it pays to ask for the colon or the quote alone first.
    if b"'" in piece and b"='" in piece and _QUOTED.search(piece):
        return True
    if b":" in piece and b":c" in piece and _PREFIXED.search(piece):
        return True
    return hides and _ODD_ROW.search(piece) is not None


def _attributes(inside: bytes) -> dict[bytes, bytes]:
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(inside)}
