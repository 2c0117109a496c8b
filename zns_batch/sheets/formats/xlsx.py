"""`.xlsx` metadata that the reading library doesn't give, scanned from the sheet's XML (ECMA-376 part 1, 18.3.1).

`<row r="7" hidden="1"><c r="B7" t="e"><v>#N/A</v></c></row>` is a hidden row with an error in B.

The library gives an empty text for a cell that shows an error and for a formula that was never
calculated, says nothing of hidden rows and columns, and makes room for the whole rectangle between
the first and the last cell, however far apart they are. The XML is searched for just these things,
in pieces and by the speed of the `re` module; a parser would take longer than the reading itself.
No pattern runs past the next `<`, so that no XML, however crafted, is searched twice over.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from operator import itemgetter

from zns_batch.domain.sheet import DAY_ZERO, Cell, CellError, column_letter
from zns_batch.sheets.displayed_values import DisplayedValues
from zns_batch.sheets.formats.xlsx_rows import (
    ODD_CELL,
    BrokenReferenceError,
    CommonForm,
    OversizedRowError,
    attributes_of,
    column_place,
    row_pieces,
    whole_number,
)
from zns_batch.sheets.formats.xlsx_shared_strings import has_loose_runs
from zns_batch.sheets.formats.xlsx_styles import Formats
from zns_batch.sheets.grid import COLUMN_LIMIT, Area

UNCALCULATED = CellError(shown="=?")
"""A formula without a value: the program that wrote the file didn't calculate it."""

NO_DATE = CellError(shown="####")
"""A number that counts to no date, in a cell for dates."""
UNREADABLE = CellError(shown="#?")
"""A cell whose value can't be told from what the file says."""

FAR_COLUMN, FAR_CELLS_LIMIT = 256, 100
"""From which column on a few single cells belong to no list: the width of a sheet before 2007."""
REPLACED_LIMIT = 2_000_000
"""Cells, or rows with such cells, of which something other than the library's word is kept."""

_NO_FORMATS: Formats = {}
_MANY_STYLES = 100
"""From so many on a list of them takes longer to compare with than to look up."""

KNOWN_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
"""What the reading library takes for an error; any other makes it give up the whole sheet."""

# Patterns of the common form (`zns_batch.sheets.formats.xlsx_rows`). A range of digits is found in
# two thirds of the time that a class of them takes.
_FAR_ROW = re.compile(rb'<c r="[A-Z]{1,7}\d{7}')
_FILLED_CELL = re.compile(rb'<c r="([A-Z]{2,7})(\d{1,10})"[^<>]*(?<!/)>')
_FILLED_COLUMN = re.compile(rb'<c r="([A-Z]{1,7})\d+"[^<>]*(?<!/)>')
_FILLED_ROW = re.compile(rb'<c r="[A-Z]{1,7}(\d{1,10})"[^<>]*(?<!/)>')
_LARGE = rb"-?(?:[0-9]{12,}|[0-9.]++[eE]\+?[0-9]{2,})(?:\.[0-9]*)?(?=<)"
"""Numbers of more days than the library can count."""
_NEGATIVE = rb"-[0-9.]*[1-9]"
"""Days before the first one: a spreadsheet shows ####, the library gives a time of day."""
_BEFORE_TEXTS = b't="s"><v>-'
"""A reference to a shared string before the first one, for which the library takes the first."""
_CELL_BEFORE_TEXTS = re.compile(rb'<c r="([A-Z]{1,7})(\d{1,10})"[^<>]*' + _BEFORE_TEXTS)
_HIDDEN_ROW = re.compile(rb'<row r="(\d{1,10})"(?=[^<>]*\s(?:hidden="(?:1|true)"|ht="0(?:\.0*)?"))')
_ROW_OF_DEFAULT_HEIGHT = re.compile(rb'<row r="(\d{1,10})"(?![^<>]*\sht=)')
_ERROR = re.compile(
    rb'<c r="([A-Z]{1,7})(\d{1,10})"(?=[^<>]*\st="e")[^<>]*(?<!/)>\s*'
    rb"(?:<f\b[^<>]*>(?:[^<]*</f>)?\s*)?(?:<v[^<>]*>([^<]*)<)?"
)
_NO_VALUE = re.compile(
    rb'<c r="([A-Z]{1,7})(\d{1,10})"([^<>]*)(?<!/)>\s*<f\b(?:[^<>]*/>|[^<>]*>[^<]*</f>)\s*'
    rb"(<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_ZONED_DATE = re.compile(
    rb'<c r="([A-Z]{1,7})(\d{1,10})"(?=[^<>]*\st="d")[^<>]*><v>'
    rb"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{4,20})(?:Z|[+-][0-9]{2}:?[0-9]{2})<"
)

_DEFAULTS = re.compile(rb"<(?:[\w.-]+:)?sheetFormatPr\b([^<>]*)>")
_ZERO = re.compile(rb"0(?:\.0*)?")
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?col\b([^<>]*)>")
_OPEN_QUOTE = re.compile(
    rb"""<(?:[\w.-]{1,80}:)?(?:row|c)\s[^<>"']*+"""
    rb"""(?:"[^<>"]*+"[^<>"']*+|'[^<>']*+'[^<>"']*+)*+["'][^<>]*>"""
)


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
        too_large: Styles of dates among them that are too large for the library.
        rewrite: Whether the library reads the sheet only when it is written anew.
        far_cells: Where single cells stand so far to the right that they belong to no list.
        blank_runs: Whether a run of rich text is only a space, which the library would drop.
        columns: No fewer than the columns up to the last filled cell; 26 stands for all up to that.
        rows: No fewer than the rows up to the last filled cell; 999,999 stands for all up to that.
        uncalculated: How many formulas have no value.
        hides_days: Whether a style shows dates without their day, where the styles are read with it.

    """

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    replaced: dict[int, dict[int, Cell]] = field(default_factory=dict)
    formatted: DisplayedValues = field(default_factory=DisplayedValues)
    day_zero: date = DAY_ZERO
    areas: list[Area] = field(default_factory=list)
    strange: set[str] = field(default_factory=set)
    too_large: set[bytes] = field(default_factory=set)
    far_cells: list[str] = field(default_factory=list)
    blank_runs: bool = False
    rewrite: bool = False
    columns: int = 26
    rows: int = 999_999
    uncalculated: int = 0
    hides_days: bool = False


def scan_metadata(
    chunks: Iterator[bytes],
    formats: Formats = _NO_FORMATS,
    dates: Collection[int] = (),
    *,
    close: bool = False,
) -> SheetMetadata:
    """Search a sheet's XML.

    Args:
        chunks: The part, piece by piece.
        formats: The styles whose cells are to be found.
        dates: The styles that show dates, of which the library takes no number beyond measure.
        close: Whether its cells are known to be in the common form (`cells_lie_close`).

    Raises:
        OversizedRowError: A row or the sheet is larger than any program would write.
        BrokenReferenceError: A cell stands where no sheet has a place.
        TooManyRunsError: No program formats so many cells, each unlike its neighbours.

    """
    metadata = SheetMetadata()
    styled = _Styled(formats) if formats else None
    numbers = _NumbersNoDates(dates) if dates else None
    pieces = row_pieces(chunks)
    head = next(pieces, b"")
    metadata.hidden_columns = _hidden_columns(head)
    defaults = _sheet_defaults(head)
    flat = _ZERO.fullmatch(defaults.get(b"defaultRowHeight", b"")) is not None
    regular = CommonForm()
    for raw in pieces:
        plain = close or ODD_CELL.search(raw) is None
        hides = flat or (b"h" in raw and (b"hidden=" in raw or b"customHeight" in raw))
        piece = regular(raw, plain=plain, hides=hides)
        if not plain or piece is not raw:
            if _OPEN_QUOTE.search(raw):  # an attribute that hides the others after it
                raise BrokenReferenceError
            places = map(column_place, set(_FILLED_COLUMN.findall(piece)))
            metadata.columns = max(metadata.columns, max(places, default=0) + 1)
            if _FAR_ROW.search(piece):
                metadata.rows = max(metadata.rows, _last_row(piece))
        if flat:
            metadata.hidden_rows.update(map(int, _ROW_OF_DEFAULT_HEIGHT.findall(piece)))
        _search(piece, metadata, hides=hides)
        if styled:
            styled.search(piece, metadata.formatted)
        if numbers:
            numbers.search(piece, metadata)
        metadata.blank_runs = metadata.blank_runs or has_loose_runs(piece)
        if b't="d"' in piece:
            put_zoned_dates(piece, metadata)
    return metadata


def put_zoned_dates(piece: bytes, metadata: SheetMetadata) -> None:
    """Note dates that are written with a zone, which the library takes for text.

    A spreadsheet shows the clock that is written, whatever its zone.
    """
    for column, row, text in _ZONED_DATE.findall(piece):
        with suppress(ValueError):
            moment = datetime.fromisoformat(text.decode())
            value = moment if moment.time() != time() else moment.date()
            metadata.replaced.setdefault(int(row), {})[column_place(column)] = value
    _refuse_many(metadata)


def column_styles(chunks: Iterator[bytes], column: int) -> Iterator[tuple[int, int]]:
    """Yield the row number and the style of each cell of a column."""
    cell = re.compile(rb'<c r="%s([0-9]{1,10})"([^<>]*)>' % column_letter(column).encode())
    pieces = row_pieces(chunks)
    next(pieces, b"")
    for piece in map(CommonForm(), pieces):
        for row, attributes in cell.findall(piece):
            yield int(row), whole_number(attributes_of(attributes).get(b"s", b"0"))


def row_styles(chunks: Iterator[bytes], row: int) -> dict[int, int]:
    """Return the style of each cell of a row, by its column's place."""
    cell = re.compile(rb'<c r="([A-Z]{1,7})%d"([^<>]*)>' % row)
    pieces = row_pieces(chunks)
    next(pieces, b"")
    for piece in map(CommonForm(), pieces):
        if cells := cell.findall(piece):
            return {
                column_place(letters): whole_number(attributes_of(attributes).get(b"s", b"0"))
                for letters, attributes in cells
            }
    return {}


def find_far_cells(chunks: Iterator[bytes]) -> list[str]:
    """Return where filled cells stand beyond the columns of a list; none where they are many.

    Raises:
        OversizedRowError: A row is larger than any program would write.
        BrokenReferenceError: A cell stands where no sheet has a place.

    """
    pieces = row_pieces(chunks)
    next(pieces, b"")
    far: list[str] = []
    for piece in map(CommonForm(), pieces):
        for column, row in _FILLED_CELL.findall(piece):
            if column_place(column) >= FAR_COLUMN:
                far.append((column + row).decode())
        if len(far) > FAR_CELLS_LIMIT:
            return []
    return far


def mend_sheet(content: bytes, metadata: SheetMetadata) -> bytes:
    """Return a sheet's XML so that the library reads it.

    An error that it knows takes the place of those that it doesn't, no date is beyond measure, and
    a space that is a run of its own says that it stays.
    """
    for shown in metadata.strange:
        text = re.escape(shown.encode())
        content = re.sub(rb"(<(?:[\w.-]+:)?v[^<>]*>)\s*" + text + rb"\s*<", rb"\1#N/A<", content)
    for place in metadata.far_cells:
        content = re.sub(
            rb'<c r="%s"[^<>]*>.*?</c>' % place.encode(), b"", content, flags=re.DOTALL
        )
    if metadata.too_large:
        styles = b"|".join(metadata.too_large)
        cell = rb'(<c\b[^<>]*\ss=["\'](?:%s)["\'][^<>]*>\s*' % styles
        cell += rb"(?:<f\b[^<>]*>(?:[^<]*</f>)?\s*)?<v>)"
        content = re.sub(cell + _LARGE, rb"\g<1>0", content)
    return keep_blank_runs(content) if metadata.blank_runs else content


def keep_blank_runs(content: bytes) -> bytes:
    """Mark each text that is nothing but spaces, or begins or ends with one, as one whose spaces stay."""
    return re.sub(
        rb"<((?:[\w.-]+:)?t)>( [^<]*|[^<]* )</", rb'<\1 xml:space="preserve">\2</', content
    )


class _NumbersNoDates:
    """Finds numbers that count to no date in cells of some styles."""

    def __init__(self, styles: Collection[int]) -> None:
        some = b"|".join(b"%d" % style for style in styles)
        if len(styles) >= _MANY_STYLES:
            some = rb"[0-9]{1,6}"
        formula = rb"(?:<f\b[^<>]*>(?:[^<]*</f>)?)?"
        value = rb' s="(%s)"(?: t="n")?>%s<v>(?:(%s)|%s)' % (some, formula, _LARGE, _NEGATIVE)
        # The first tells fast that there is one, the second where it stands.
        self._some = re.compile(value)
        self._cells = re.compile(rb'<c r="([A-Z]{1,7})([0-9]{1,10})"[^<>]*' + value)

    def search(self, piece: bytes, metadata: SheetMetadata) -> None:
        """Note those in a piece of the common form."""
        if not self._some.search(piece):
            return
        for column, row, style, large in self._cells.findall(piece):
            if large:
                metadata.too_large.add(style)
            _put(metadata.replaced, row, column, NO_DATE)
        _refuse_many(metadata)


def _sheet_defaults(head: bytes) -> dict[bytes, bytes]:
    match = _DEFAULTS.search(head)
    return attributes_of(match.group(1)) if match else {}


def filled_size(chunks: Iterator[bytes]) -> tuple[int, int]:
    """Return how many rows and columns there are up to the last filled cell.

    Raises:
        OversizedRowError: A row is larger than any program would write.
        BrokenReferenceError: A cell stands where no sheet has a place.

    """
    pieces = row_pieces(chunks)
    next(pieces, b"")
    regular = CommonForm()
    rows = columns = 0
    for piece in map(regular, pieces):
        rows = max(rows, _last_row(piece))
        places = map(column_place, set(_FILLED_COLUMN.findall(piece)))
        columns = max(columns, max(places, default=-1) + 1)
    return rows, columns


def _last_row(piece: bytes) -> int:
    return max(map(int, set(_FILLED_ROW.findall(piece))), default=0)


def _hidden_columns(head: bytes) -> set[int]:
    places: set[int] = set()
    after = declared = 0
    for match in _COLUMN.finditer(head):
        attributes = attributes_of(match.group(1))
        declared = max(declared, min(whole_number(attributes.get(b"max")), COLUMN_LIMIT))
        flat = _ZERO.fullmatch(attributes.get(b"width", b"")) is not None
        if flat or attributes.get(b"hidden") in {b"1", b"true"}:
            # They stand in order; one that goes back is no longer than it can be.
            first = max(whole_number(attributes.get(b"min")) - 1, after)
            after = min(whole_number(attributes.get(b"max")), COLUMN_LIMIT)
            places.update(range(first, after))
    if _ZERO.fullmatch(_sheet_defaults(head).get(b"defaultColWidth", b"")):
        places.update(range(declared, COLUMN_LIMIT))
    return places


def _search(piece: bytes, metadata: SheetMetadata, *, hides: bool) -> None:
    """Look for the things that matter; first each time for a word that most sheets don't hold.

    Of many sheets already one of its letters: a single byte is found at the speed of the memory.
    """
    if hides:
        metadata.hidden_rows.update(map(int, _HIDDEN_ROW.findall(piece)))
    if b"e" in piece and b't="e"' in piece:
        for column, row, text in _ERROR.findall(piece):
            shown = text.decode("utf-8", "replace").strip() or "#?"
            if shown not in KNOWN_ERRORS and len(metadata.strange) < len(KNOWN_ERRORS):
                metadata.strange.add(shown)
            _put(metadata.replaced, row, column, CellError(shown=shown))
        _refuse_many(metadata)
    if _BEFORE_TEXTS in piece:
        for column, row in _CELL_BEFORE_TEXTS.findall(piece):
            _put(metadata.replaced, row, column, UNREADABLE)
        _refuse_many(metadata)
    # A short form of a formula refers to a longer one before it.
    if (b"f" in piece and b"</f>" in piece) or metadata.uncalculated:
        for column, row, attributes, value in _NO_VALUE.findall(piece):
            # A text formula with an empty value is one whose answer is the empty text.
            if not value or b't="str"' not in attributes:
                metadata.uncalculated += 1
                _put(metadata.replaced, row, column, UNCALCULATED)
        _refuse_many(metadata)


def _refuse_many(metadata: SheetMetadata) -> None:
    if len(metadata.replaced) > REPLACED_LIMIT:
        raise OversizedRowError


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
        cells = self._cells.findall(piece) if self._named.search(piece) else []
        if not cells:
            return
        first, last = int(cells[0][1]), int(cells[-1][1])
        gaps = set()
        for (column, style), count in Counter(map(itemgetter(0, 2), cells)).items():
            if count != last - first + 1:
                gaps.add(column)
            elif shape := self._formats.get(style or b"0"):
                formatted.put(first, column_place(column), shape, count=count)
        for column, row, style in cells if gaps else ():
            if column in gaps and (shape := self._formats.get(style or b"0")):
                formatted.put(int(row), column_place(column), shape)
