"""The number formats of an `.ods`, spelled as Excel spells them (OpenDocument 1.3 part 3, 16.29).

`<number:number-style style:name="N1"><number:number number:decimal-places="0" number:grouping="true"
number:min-integer-digits="1"/><number:text> đ</number:text></number:number-style>` is `#,##0" đ"`. A
cell names its style, the style its format; a format with conditions names others for some numbers.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from itertools import chain
from xml.parsers import expat

from zns_batch.sheets.formats.ods import Attributes, make_parser, parse, times
from zns_batch.sheets.formats.ods_numbers import STYLES_LIMIT, DateStyles
from zns_batch.sheets.grid import COLUMN_LIMIT, ROW_LIMIT

_STYLES = frozenset({"number:number-style", "number:currency-style", "number:percentage-style"})
_TEXTS = frozenset({"number:text", "number:currency-symbol", "number:embedded-text"})
_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
_MOST_PLACES = 20
_MOST_PARENTS = 100
"""Styles that a style is made from, each from the next: more are a ring, or there to keep us busy."""

# Excel's sections are for numbers above zero, below zero, and zero, in this order.
_ABOVE, _FROM_ZERO, _BELOW = "value()>0", "value()>=0", "value()<0"


def ods_number_formats(
    styles: Iterable[bytes], content: Iterable[bytes], index: int, row: int
) -> dict[int, str]:
    """Return the number formats of a row's cells by the column's place, where they have one.

    Args:
        styles: The part with the styles that have names, piece by piece; may be empty.
        content: The part with the content.
        index: The sheet's place in the document.
        row: The row's number, from 1.

    Raises:
        RepeatedTooOftenError: Something is repeated beyond what a sheet can hold.
        DeclarationError: The document declares a type.
        xml.parsers.expat.ExpatError: The document is broken.

    """
    document = _RowStyleReader(index, row)
    document.read(styles, content)
    codes = {column: document.formats.code(style) for column, style in document.cells.items()}
    return {column: code for column, code in codes.items() if code}


def ods_hidden_days(
    styles: Iterable[bytes], content: Iterable[bytes], index: int, column: int
) -> list[tuple[int, bool]]:
    """Return from which row on the dates of a column are seen without their day, or again with it.

    Args:
        styles: The part with the styles that have names, piece by piece; may be empty.
        content: The part with the content.
        index: The sheet's place in the document.
        column: The column's place, from 0.

    Raises:
        RepeatedTooOftenError: Something is repeated beyond what a sheet can hold.
        DeclarationError: The document declares a type.
        xml.parsers.expat.ExpatError: The document is broken.

    """
    document = _ColumnStyleReader(index, column)
    document.read(styles, content)
    return document.hidden


class _NumberStyleReader:
    """The formats of numbers and dates that were read, by name, and which style has which."""

    def __init__(self) -> None:
        self._of_style: dict[str, tuple[str, str]] = {}
        self._codes: dict[str, str] = {}
        self._conditions: dict[str, dict[str, str]] = {}
        self._dates = DateStyles()
        self._name = ""
        self._parts: list[str] | None = None
        self._text: list[str] | None = None
        self._number: Attributes = {}
        self._inside: dict[int, str] = {}
        self._place = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name.startswith("number:"):
            self._dates.take(name, attributes)
        if name == "style:style":
            if len(self._of_style) < STYLES_LIMIT:
                style = attributes.get("style:name", "")
                own = attributes.get("style:data-style-name", "")
                self._of_style[style] = (own, attributes.get("style:parent-style-name", ""))
        elif name in _STYLES:
            self._name, self._parts = attributes.get("style:name", ""), []
            self._conditions.pop(self._name, None)
        elif self._parts is not None:
            if name == "number:number":
                self._number, self._inside = attributes, {}
            elif name in _TEXTS:
                self._text = []
                self._place = _count(attributes, "position")
            elif name == "style:map":
                condition = "".join(attributes.get("style:condition", "").split())
                other = attributes.get("style:apply-style-name", "")
                self._conditions.setdefault(self._name, {})[condition] = other
            elif name != "style:text-properties":
                self._name = ""  # a fraction, an exponent: nothing is known of it then

    def text(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        if name in _TEXTS and self._parts is not None and self._text is not None:
            text = "".join(self._text).replace('"', "")
            # The sign of percent is one where it stands for itself.
            literal = text if text.strip() == "%" or not text else f'"{text}"'
            self._text = None
            if name == "number:embedded-text":
                self._inside[self._place] = literal
            else:
                self._parts.append(literal)
        elif name == "number:number" and self._parts is not None:
            self._parts.append(places_code(self._number, self._inside))
        elif name in _STYLES and self._parts is not None:
            if self._name and len(self._codes) < STYLES_LIMIT:
                # Two texts side by side are one; there is no quote in either.
                self._codes[self._name] = "".join(self._parts).replace('""', "")
            self._parts = self._text = None

    def code(self, style: str) -> str | None:
        """Return the format of a style, of its own or of the style that it is made from."""
        own = self._format_of(style)
        code, others = self._codes.get(own), self._conditions.get(own, {})
        if code is None or not others:
            return code
        known: Mapping[str, str | None] = {
            condition: self._codes.get(other) for condition, other in others.items()
        }
        if known.keys() == {_FROM_ZERO}:
            sections = [known[_FROM_ZERO], code]
        elif known.keys() == {_ABOVE, _BELOW}:
            sections = [known[_ABOVE], known[_BELOW], code]
        else:
            return None
        return None if None in sections else ";".join(filter(None, sections))

    def hides_day(self, style: str) -> bool:
        """Tell whether a style shows a date without its day."""
        return self._dates.hides_day(self._format_of(style))

    def _format_of(self, style: str) -> str:
        """Return the name of a style's format, of its own or of the style that it is made from."""
        for _ in range(_MOST_PARENTS):
            own, parent = self._of_style.get(style, ("", ""))
            if own:
                return own
            style = parent
        return ""


class _CellStyleReader(ABC):
    """Finds the styles of a sheet's cells. Of tables in a cell only the outermost is a sheet."""

    def __init__(self, index: int) -> None:
        self.formats = _NumberStyleReader()
        self._index = index
        self._sheet, self._depth = -1, 0
        self._column = 0
        self._rows = range(1, 1)
        self._column_styles: dict[int, str] = {}
        self._row_style = ""
        self._is_here = False

    @abstractmethod
    def wants(self, rows: range) -> bool:
        """Tell whether cells of these rows are to be taken."""

    @abstractmethod
    def take(self, rows: range, columns: range, style: str) -> None:
        """Take cells with a value, all of one style; it is empty where the column's counts."""

    def read(self, styles: Iterable[bytes], content: Iterable[bytes]) -> None:
        """Read the part with the styles that have names, which may be empty, and the content."""
        pieces = iter(styles)
        if first := next(pieces, b""):
            parse(self._parser(), chain([first], pieces))
        parse(self._parser(), content)

    def style_of_column(self, column: int) -> str:
        """Return the style of a column's cells that name none."""
        return self._column_styles.get(column, "")

    def _parser(self) -> expat.XMLParserType:
        """Return a parser for one part."""
        parser = make_parser(self._start)
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.formats.text
        return parser

    def _start(self, name: str, attributes: Attributes) -> None:
        if name == "table:table":
            self._depth += 1
            if self._depth == 1:
                self._sheet += 1
                self._column, self._rows = 0, range(1, 1)
                self._column_styles = {}
        elif not self._depth:
            self.formats.start(name, attributes)
        elif self._depth == 1 and self._sheet == self._index:
            if name == "table:table-column":
                count = times(attributes, "table:number-columns-repeated", COLUMN_LIMIT)
                style = attributes.get("table:default-cell-style-name", "")
                columns = range(self._column, min(self._column + count, COLUMN_LIMIT))
                self._column_styles.update(dict.fromkeys(columns, style))
                self._column += count
            elif name == "table:table-row":
                count = times(attributes, "table:number-rows-repeated", ROW_LIMIT)
                self._rows = range(self._rows.stop, self._rows.stop + count)
                self._is_here = self.wants(self._rows)
                self._column = 0
                self._row_style = attributes.get("table:default-cell-style-name", "")
            elif self._is_here and name in _CELLS:
                count = times(attributes, "table:number-columns-repeated", COLUMN_LIMIT)
                if "office:value-type" in attributes:
                    style = attributes.get("table:style-name") or self._row_style
                    self.take(self._rows, range(self._column, self._column + count), style)
                self._column += count

    def _end(self, name: str) -> None:
        if name == "table:table":
            self._depth -= 1
        elif not self._depth:
            self.formats.end(name)


class _RowStyleReader(_CellStyleReader):
    """Finds the styles of the cells of one row."""

    def __init__(self, index: int, row: int) -> None:
        super().__init__(index)
        self.cells: dict[int, str] = {}
        self._wanted = row

    def wants(self, rows: range) -> bool:
        """Tell whether the row is one of these."""
        return self._wanted in rows

    def take(self, _rows: range, columns: range, style: str) -> None:
        """Take the cells."""
        for column in columns:
            self.cells[column] = style or self.style_of_column(column)


class _ColumnStyleReader(_CellStyleReader):
    """Finds which cells of one column have a style that hides the day of a date."""

    def __init__(self, index: int, column: int) -> None:
        super().__init__(index)
        self.hidden: list[tuple[int, bool]] = []
        self._wanted = column
        self._hides: dict[str, bool] = {}

    def wants(self, rows: range) -> bool:
        """Tell that every row counts."""
        return bool(rows)

    def take(self, rows: range, columns: range, style: str) -> None:
        """Take the cells if they are in the column. All styles were read before them."""
        if self._wanted not in columns:
            return
        style = style or self.style_of_column(self._wanted)
        if style not in self._hides:
            self._hides[style] = self.formats.hides_day(style)
        hides = self._hides[style]
        if not self.hidden or self.hidden[-1][1] is not hides:
            self.hidden.append((rows.start, hides))


def places_code(attributes: Attributes, inside: Mapping[int, str]) -> str:
    """Return the places of a number, with the texts that stand so many places before its end."""
    least = _count(attributes, "min-integer-digits")
    decimals = _count(attributes, "decimal-places")
    least_decimals = min(_count(attributes, "min-decimal-places", decimals), decimals)
    whole = "0" * least or "#"
    if attributes.get("number:grouping") == "true":
        whole = "#" * max(4 - len(whole), 0) + whole
        whole = f"{whole[:-3]},{whole[-3:]}"
    else:
        for place, literal in sorted(inside.items()):  # from the end, so that places stay
            at = max(least - place, 0)
            whole = f"{whole[:at]}{literal}{whole[at:]}"
    part = "0" * least_decimals + "#" * (decimals - least_decimals)
    return f"{whole}.{part}" if part else whole


def _count(attributes: Attributes, name: str, default: int = 0) -> int:
    text = attributes.get(f"number:{name}", "")
    return min(int(text), _MOST_PLACES) if text.isdecimal() and len(text) < 5 else default
