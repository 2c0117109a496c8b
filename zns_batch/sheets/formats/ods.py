"""What the reading library doesn't tell of an `.ods` sheet, found in its XML (OpenDocument 1.3).

The counterpart of `zns_batch.sheets.formats.xlsx`: error cells, truth values, durations, codes and shares,
merged ranges, hidden rows and columns, and how far the cells reach, with all repetitions counted.
What a person sees of a number stands beside it, so that its format need not be known. The whole
document goes through a strict parser, for the library waits for ever for the end of a table that
never comes.
"""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from itertools import chain
from xml.parsers import expat

from zns_batch.domain.sheet import DAY_ZERO, Cell, CellError
from zns_batch.sheets.formats.ods_numbers import NumberStyles, seen_code, seen_share
from zns_batch.sheets.formats.xlsx import REPLACED_LIMIT, UNCALCULATED, SheetMetadata
from zns_batch.sheets.grid import CELLS_LIMIT, COLUMN_LIMIT, ROW_LIMIT, Area

Attributes = dict[str, str]

_DIGITS = re.compile(r"\s*\+?0*(\d{1,10})")
"""Ten digits are more than any sheet can hold; so is what has more of them."""
_DURATION = re.compile(r"PT(\d{1,9})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S")
_DAY = timedelta(days=1)
_HIDDEN = frozenset({"collapse", "filter"})


class RepeatedTooOftenError(Exception):
    """A row or a cell is repeated beyond what a sheet can hold."""


class DeclarationError(Exception):
    """The document declares a type, and with it entities."""


def scan_metadata(chunks: Iterable[bytes], styles: Iterable[bytes] = ()) -> list[SheetMetadata]:
    """Search all sheets of a document, in its order.

    Args:
        chunks: The document's part with the content, piece by piece.
        styles: The part with the styles that have names, if there is any.

    Raises:
        RepeatedTooOftenError: A row or a cell is repeated beyond what a sheet can hold.
        DeclarationError: The document declares a type.
        xml.parsers.expat.ExpatError: The document is broken.

    """
    document = _Document()
    pieces = iter(styles)
    if first := next(pieces, b""):
        _parse(_parser(document.numbers.take), chain([first], pieces))
    _parse(document.parser, chunks)
    return document.sheets


def _parser(start: Callable[[str, Attributes], None]) -> expat.XMLParserType:
    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = _refuse_declaration
    parser.StartElementHandler = start
    return parser


def _parse(parser: expat.XMLParserType, chunks: Iterable[bytes]) -> None:
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
        self.parser = _parser(self._start)
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: Attributes) -> None:
        if name == "table:table":
            self._depth += 1
            self._table = self._table or _TableParser(
                self.parser, self._day_zero, codes=self.numbers.make_codes
            )
        elif self._table:
            if take := self._table.takes.get(name):
                take(attributes)
        elif name == "table:null-date":
            self._day_zero = _day(attributes)
        else:
            self.numbers.take(name, attributes)

    def _end(self, name: str) -> None:
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
        codes: Whether numbers may be codes.

    """

    def __init__(self, parser: expat.XMLParserType, day_zero: date, *, codes: bool) -> None:
        self.takes: dict[str, Callable[[Attributes], None]] = {
            "table:table-row": self._begin_row,
            "table:table-cell": self._add_cell,
            "table:covered-table-cell": self._add_cell,
            "table:table-column": self._add_column,
            "office:annotation": self._pass_over,
        }
        self._parser = parser
        self._codes = codes
        self._marks = SheetMetadata(rows=0, columns=0, day_zero=day_zero)
        self._hidden: list[range] = []
        self._row = self._repeated = self._column = self._declared = self._filled = 0
        self._replaced = 0
        self._shown: list[str] | None = None
        self._shown_at = (0, 0)
        self._meant: Callable[[str], Cell] = _error

    def finished(self) -> SheetMetadata:
        """Return what was found; of hidden rows those that matter, for there may be a million."""
        for rows in self._hidden:
            self._marks.hidden_rows.update(range(rows.start, min(rows.stop, self._marks.rows + 1)))
        return self._marks

    def listen(self) -> None:
        """Go on with what a cell shows, if that is wanted."""
        self._parser.CharacterDataHandler = None if self._shown is None else self._shown.append

    def end_cell(self) -> None:
        """Note what is meant by what a cell showed, if that is wanted."""
        if self._shown is None:
            return
        meant = self._meant("".join(self._shown).strip())
        self._shown, self._parser.CharacterDataHandler = None, None
        if meant is not None:
            self._put(*self._shown_at, meant)

    def _begin_row(self, attributes: Attributes) -> None:
        self._row += self._repeated
        self._repeated = _times(attributes, "table:number-rows-repeated", ROW_LIMIT)
        self._column = 0
        if self._row + self._repeated > ROW_LIMIT:
            raise RepeatedTooOftenError
        if attributes.get("table:visibility") in _HIDDEN:
            self._hidden.append(range(self._row + 1, self._row + self._repeated + 1))

    def _add_cell(self, attributes: Attributes) -> None:
        times = _times(attributes, "table:number-columns-repeated", COLUMN_LIMIT)
        valued = "office:value-type" in attributes
        formula = "table:formula" in attributes
        if valued or formula:
            self._fill(times)
        if meant := self._wanted(attributes):
            self._shown, self._shown_at, self._meant = [], (self._column, times), meant
            self.listen()
        elif formula and not valued:
            self._marks.uncalculated += times * self._repeated
            self._put(self._column, times, UNCALCULATED)
        elif (value := _typed(attributes)) is not None:
            self._put(self._column, times, value)
        if "table:number-rows-spanned" in attributes:
            self._merge(attributes)
        self._column += times

    def _wanted(self, attributes: Attributes) -> Callable[[str], Cell] | None:
        """Return what makes a value of what a cell shows, where its own isn't what is meant."""
        if attributes.get("calcext:value-type") == "error":
            return _error
        kind = attributes.get("office:value-type")
        if kind == "percentage":
            return seen_share
        if kind == "float" and self._codes:
            return partial(seen_code, attributes.get("office:value", ""))
        return None

    def _pass_over(self, _: Attributes) -> None:
        """Hear nothing of a note, which stands before what the cell shows."""
        self._parser.CharacterDataHandler = None

    def _merge(self, attributes: Attributes) -> None:
        rows = _times(attributes, "table:number-rows-spanned", ROW_LIMIT)
        columns = _times(attributes, "table:number-columns-spanned", COLUMN_LIMIT)
        if rows * columns > 1 and len(self._marks.areas) < REPLACED_LIMIT:
            top, left = self._row + 1, self._column
            area = Area(top=top, left=left, bottom=top + rows - 1, right=left + columns - 1)
            self._marks.areas.append(area)

    def _fill(self, times: int) -> None:
        self._filled += times * self._repeated
        if self._filled > CELLS_LIMIT:
            raise RepeatedTooOftenError
        self._marks.rows = self._row + self._repeated
        self._marks.columns = max(self._marks.columns, self._column + times)

    def _put(self, column: int, times: int, value: Cell) -> None:
        self._replaced += times * self._repeated
        if self._replaced > REPLACED_LIMIT:
            raise RepeatedTooOftenError
        for row in range(self._row + 1, self._row + self._repeated + 1):
            cells = self._marks.replaced.setdefault(row, {})
            cells.update(dict.fromkeys(range(column, column + times), value))

    def _add_column(self, attributes: Attributes) -> None:
        times = _times(attributes, "table:number-columns-repeated", COLUMN_LIMIT)
        if attributes.get("table:visibility") in _HIDDEN:
            hidden = range(self._declared, min(self._declared + times, COLUMN_LIMIT))
            self._marks.hidden_columns.update(hidden)
        self._declared += times


def _error(shown: str) -> Cell:
    return CellError(shown=shown or "#?")


def _day(attributes: Attributes) -> date:
    with suppress(ValueError):
        return date.fromisoformat(attributes.get("table:date-value", ""))
    return DAY_ZERO


def _typed(attributes: Attributes) -> Cell:
    """Return a value of a type that the library doesn't tell: a truth value, a day or more."""
    kind = attributes.get("office:value-type")
    if kind == "boolean":
        return attributes.get("office:boolean-value") == "true"
    found = _DURATION.fullmatch(attributes.get("office:time-value", "")) if kind == "time" else None
    if not found:
        return None
    hours, minutes, seconds = map(int, found.groups())
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return length if length >= _DAY else None


def _times(attributes: Attributes, name: str, limit: int) -> int:
    said = attributes.get(name)
    if said is None:
        return 1
    found = _DIGITS.match(said)
    times = int(found.group(1)) if found else 1
    if times > limit:
        raise RepeatedTooOftenError
    return times


def _refuse_declaration(*_: object) -> None:
    raise DeclarationError
