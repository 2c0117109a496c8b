"""`.ods` metadata that the reading library doesn't give, from the document's XML (OpenDocument 1.3 part 3, 9).

`<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float"
office:value="7"><text:p>007</text:p></table:table-cell></table:table-row>` is two rows that show 007.
The counterpart of `zns_batch.sheets.formats.xlsx`: error cells, truth values, durations, codes and
shares, merged ranges, hidden rows and columns, and how far the cells reach, with all repetitions
counted. What a person sees of a number stands beside it, so that its format need not be known. The
whole document goes through a strict parser, for the library waits for ever for the end of a table
that never comes.
"""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from itertools import chain
from xml.parsers import expat

from zns_batch.domain.sheet import DAY_ZERO, Cell, CellError, column_letter
from zns_batch.sheets.formats.ods_numbers import NumberStyles, seen_code, seen_share
from zns_batch.sheets.formats.xlsx import (
    FAR_CELLS_LIMIT,
    FAR_COLUMN,
    REPLACED_LIMIT,
    UNCALCULATED,
    SheetMetadata,
)
from zns_batch.sheets.grid import CELLS_LIMIT, COLUMN_LIMIT, ROW_LIMIT, Area, RefusedFormatError

Attributes = dict[str, str]

TEXT_LIMIT = 1 << 30
"""Bytes of all texts, each as often as it is repeated."""
SPACES_LIMIT = 32_767
"""Spaces in a row: a cell of a spreadsheet holds no more characters."""

_DIGITS = re.compile(r"\s*\+?0*(\d{1,10})")
"""Ten digits are more than any sheet can hold; so is what has more of them."""
_DURATION = re.compile(r"PT(\d{1,9})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S")
_ZONE = re.compile(r"T.*(?:Z|[+-]\d\d:?\d\d)$")
_DAY = timedelta(days=1)
_HIDDEN = frozenset({"collapse", "filter"})
_FLAT = re.compile(r"0(?:\.0*)?(?:[a-z]{2})?")
_SIZES = {
    "style:table-row-properties": "style:row-height",
    "style:table-column-properties": "style:column-width",
}


class RepeatedTooOftenError(RefusedFormatError):
    """A row, a cell or a space is repeated beyond what a sheet can hold."""

    key = "too-many-cells"


class DeclarationError(RefusedFormatError):
    """The document declares a type, and with it entities."""

    key = "declares-entities"


def scan_metadata(chunks: Iterable[bytes], styles: Iterable[bytes] = ()) -> list[SheetMetadata]:
    """Search all sheets of a document, in its order.

    Args:
        chunks: The document's part with the content, piece by piece.
        styles: The part with the styles that have names, if there is any.

    Raises:
        RepeatedTooOftenError: Something is repeated beyond what a sheet can hold.
        DeclarationError: The document declares a type.
        xml.parsers.expat.ExpatError: The document is broken.

    """
    document = _Document()
    pieces = iter(styles)
    if first := next(pieces, b""):
        parse(make_parser(document.numbers.take), chain([first], pieces))
    parse(document.parser, chunks)
    hides_days = document.numbers.hide_days
    for sheet in document.sheets:
        sheet.hides_days = hides_days
    return document.sheets


def make_parser(start: Callable[[str, Attributes], None]) -> expat.XMLParserType:
    """Return a parser that calls `start` at each element and refuses declarations."""

    def refuse_declaration(*_: object) -> None:
        raise DeclarationError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse_declaration
    parser.StartElementHandler = start
    return parser


def parse(parser: expat.XMLParserType, chunks: Iterable[bytes]) -> None:
    """Give a parser the whole of a part."""
    for chunk in chunks:
        parser.Parse(chunk, False)  # noqa: FBT003 — expat takes no keyword
    parser.Parse(b"", True)  # noqa: FBT003 — expat takes no keyword


class _Document:
    """Listens to the parser. Of tables inside a table's cells only the outermost is a sheet."""

    def __init__(self) -> None:
        self.sheets: list[SheetMetadata] = []
        self.numbers = NumberStyles()
        self._day_zero = DAY_ZERO
        self._table: _TableParser | None = None
        self._depth = 0
        self._style = ""
        self._flat_styles: set[str] = set()
        self.parser = make_parser(self.start_element)
        self.parser.EndElementHandler = self.end_element

    def start_element(self, name: str, attributes: Attributes) -> None:
        """Take an element: of a table, a style, or the document's settings."""
        if name == "table:table":
            self._depth += 1
            self._table = self._table or _TableParser(
                self.parser, self._day_zero, self._flat_styles, codes=self.numbers.make_codes
            )
        elif self._table:
            if take := self._table.takes.get(name):
                take(attributes)
        elif name == "table:null-date":
            with suppress(ValueError):
                self._day_zero = date.fromisoformat(attributes.get("table:date-value", ""))
        elif name == "style:style":
            self._style = attributes.get("style:name", "")
            self.numbers.take(name, attributes)
        elif name in _SIZES:
            if _FLAT.fullmatch(attributes.get(_SIZES[name], "")):
                self._flat_styles.add(self._style)
        else:
            self.numbers.take(name, attributes)

    def end_element(self, name: str) -> None:
        """Take an element's end."""
        if name == "table:table":
            self._depth -= 1
            if self._table and not self._depth:
                self.sheets.append(self._table.finished())
                self._table = None
        elif self._table and name == "table:table-cell":
            self._table.end_cell()
        elif self._table and name == "office:annotation":
            self._table.listen()


class _TableParser:
    """One sheet as far as it is read. Rows count from 1, columns from 0.

    Args:
        parser: What reads the document.
        day_zero: What the number 0 is where a number is a date.
        flat: The styles of rows and columns without height or width.
        codes: Whether numbers may be codes.

    """

    def __init__(
        self, parser: expat.XMLParserType, day_zero: date, flat: set[str], *, codes: bool
    ) -> None:
        self.takes: dict[str, Callable[[Attributes], None]] = {
            "table:table-row": self.begin_row,
            "table:table-cell": self.add_cell,
            "table:covered-table-cell": self.add_cell,
            "table:table-column": self.add_column,
            "office:annotation": self.pass_over_note,
            "text:s": self.add_spaces,
            "text:ruby": self.add_ruby,
            "text:p": self.begin_paragraph,
        }
        self._parser = parser
        self._codes = codes
        self._flat = flat
        self._metadata = SheetMetadata(rows=0, columns=0, day_zero=day_zero)
        self._hidden: list[range] = []
        self._far: list[tuple[int, int]] = []
        self._row = self._repeated = self._column = self._declared = self._filled = 0
        self._replaced = self._texts = self._copies = self._cell_at = self._untyped = 0
        self._shown: list[str] | None = None
        self._shown_at = (0, 0)
        self._meant: Callable[[str], Cell] = _error

    def finished(self) -> SheetMetadata:
        """Return what was found; of hidden rows those that matter, for there may be a million.

        Single cells far to the right count, unless they are few and the sheet would be too large.
        """
        metadata = self._metadata
        rows = max([metadata.rows, *(row for row, _ in self._far)])
        columns = max([metadata.columns, *(column + 1 for _, column in self._far)])
        if rows * columns > CELLS_LIMIT and 0 < len(self._far) <= FAR_CELLS_LIMIT:
            metadata.far_cells = [f"{column_letter(column)}{row}" for row, column in self._far]
        else:
            metadata.rows, metadata.columns = rows, columns
        for hidden in self._hidden:
            metadata.hidden_rows.update(range(hidden.start, min(hidden.stop, metadata.rows + 1)))
        return metadata

    def listen(self) -> None:
        """Go on with what a cell shows, if that is wanted."""
        self._parser.CharacterDataHandler = None if self._shown is None else self._shown.append

    def end_cell(self) -> None:
        """Count what a repeated cell takes, and note what is meant by what it showed, if wanted."""
        if self._copies > 1:
            self._count_text(self._parser.CurrentByteIndex - self._cell_at)
        if self._shown is None:
            return
        meant = self._meant("".join(self._shown).strip())
        self._shown, self._parser.CharacterDataHandler = None, None
        if meant is not None:
            self._put(*self._shown_at, meant)

    def begin_row(self, attributes: Attributes) -> None:
        """Take a row, as often as it is repeated."""
        self._row += self._repeated
        self._repeated = times(attributes, "table:number-rows-repeated", ROW_LIMIT)
        self._column = 0
        if self._row + self._repeated > ROW_LIMIT:
            raise RepeatedTooOftenError
        if self._is_hidden(attributes):
            self._hidden.append(range(self._row + 1, self._row + self._repeated + 1))

    def _is_hidden(self, attributes: Attributes) -> bool:
        return (
            attributes.get("table:visibility") in _HIDDEN
            or attributes.get("table:style-name") in self._flat
        )

    def add_cell(self, attributes: Attributes) -> None:
        """Take a cell, as often as it is repeated."""
        count = times(attributes, "table:number-columns-repeated", COLUMN_LIMIT)
        kind = attributes.get("office:value-type")
        formula = "table:formula" in attributes
        self._copies = count * self._repeated if kind else 0
        self._untyped = count if kind is None and not formula else 0
        self._cell_at = self._parser.CurrentByteIndex
        if kind is not None or formula:
            self._filled += count * self._repeated
            if self._filled > CELLS_LIMIT:
                raise RepeatedTooOftenError
            if self._column >= FAR_COLUMN and count * self._repeated == 1:
                self._far.append((self._row + 1, self._column))
            else:
                self._metadata.rows = self._row + self._repeated
                self._metadata.columns = max(self._metadata.columns, self._column + count)
        if meant := self._meaning(kind, attributes):
            self._shown, self._shown_at, self._meant = [], (self._column, count), meant
            self.listen()
        elif formula and kind is None:
            self._metadata.uncalculated += count * self._repeated
            self._put(self._column, count, UNCALCULATED)
        elif kind in {"boolean", "time"} and (value := _typed(attributes)) is not None:
            self._put(self._column, count, value)
        elif kind == "date" and _ZONE.search(attributes.get("office:date-value", "")):
            self._metadata.rewrite = True
        if "table:number-rows-spanned" in attributes:
            self._merge(attributes)
        self._column += count

    def _meaning(self, kind: str | None, attributes: Attributes) -> Callable[[str], Cell] | None:
        """Return what makes a value of what a cell shows, where its own isn't what is meant."""
        if attributes.get("calcext:value-type") == "error":
            return _error
        if kind == "percentage":
            return seen_share
        if kind == "float" and self._codes:
            return partial(seen_code, attributes.get("office:value", ""))
        return None

    def pass_over_note(self, _: Attributes) -> None:
        """Hear nothing of a note, which stands before what the cell shows."""
        self._parser.CharacterDataHandler = None

    def add_spaces(self, attributes: Attributes) -> None:
        """Count spaces that stand for more than one."""
        self._count_text(times(attributes, "text:c", SPACES_LIMIT))

    def begin_paragraph(self, _: Attributes) -> None:
        """Take a text; in a cell without a type it is the cell's value."""
        if self._untyped:
            self._filled += self._untyped * self._repeated
            if self._filled > CELLS_LIMIT:
                raise RepeatedTooOftenError
            self._metadata.rewrite = True
            self._metadata.rows = self._row + self._repeated
            self._metadata.columns = max(self._metadata.columns, self._column)
            self._untyped = 0

    def add_ruby(self, _: Attributes) -> None:
        """Note ruby text, which the library takes for text of the cell."""
        self._metadata.rewrite = True

    def _count_text(self, size: int) -> None:
        """Refuse texts that fill the memory when they are repeated."""
        self._texts += size * max(self._copies, 1)
        if self._texts > TEXT_LIMIT:
            raise RepeatedTooOftenError

    def _merge(self, attributes: Attributes) -> None:
        rows = times(attributes, "table:number-rows-spanned", ROW_LIMIT)
        columns = times(attributes, "table:number-columns-spanned", COLUMN_LIMIT)
        if rows * columns > 1 and len(self._metadata.areas) < REPLACED_LIMIT:
            top, left = self._row + 1, self._column
            area = Area(top=top, left=left, bottom=top + rows - 1, right=left + columns - 1)
            self._metadata.areas.append(area)

    def _put(self, column: int, count: int, value: Cell) -> None:
        self._replaced += count * self._repeated
        if self._replaced > REPLACED_LIMIT:
            raise RepeatedTooOftenError
        for row in range(self._row + 1, self._row + self._repeated + 1):
            cells = self._metadata.replaced.setdefault(row, {})
            cells.update(dict.fromkeys(range(column, column + count), value))

    def add_column(self, attributes: Attributes) -> None:
        """Take a column, as often as it is repeated."""
        count = times(attributes, "table:number-columns-repeated", COLUMN_LIMIT)
        if self._is_hidden(attributes):
            hidden = range(self._declared, min(self._declared + count, COLUMN_LIMIT))
            self._metadata.hidden_columns.update(hidden)
        self._declared += count


def times(attributes: Attributes, name: str, limit: int) -> int:
    """Return how often something is repeated.

    Raises:
        RepeatedTooOftenError: More often than `limit`.

    """
    text = attributes.get(name)
    if text is None:
        return 1
    digits = _DIGITS.match(text)
    count = int(digits.group(1)) if digits else 1
    if count > limit:
        raise RepeatedTooOftenError
    return count


def _error(shown: str) -> Cell:
    return CellError(shown=shown or "#?")


def _typed(attributes: Attributes) -> Cell:
    """Return a value of a type that the library doesn't tell: a truth value, a day or more."""
    if attributes.get("office:value-type") == "boolean":
        return attributes.get("office:boolean-value", "").strip().lower() == "true"
    match = _DURATION.fullmatch(attributes.get("office:time-value", ""))
    if not match:
        return None
    hours, minutes, seconds = map(int, match.groups())
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return length if length >= _DAY else None
