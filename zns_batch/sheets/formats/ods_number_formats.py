"""The number formats of an `.ods`, spelled as Excel spells them (OpenDocument 1.3 part 3, 16.29).

`<number:number-style style:name="N1"><number:number number:decimal-places="0" number:grouping="true"
number:min-integer-digits="1"/><number:text> đ</number:text></number:number-style>` is `#,##0" đ"`. A
cell names its style, the style its format; a format with conditions names others for some numbers.
"""

from collections.abc import Iterable, Mapping
from itertools import chain
from xml.parsers import expat

from zns_batch.sheets.formats.ods import Attributes, make_parser, parse, times
from zns_batch.sheets.grid import COLUMN_LIMIT, ROW_LIMIT

_STYLES = frozenset({"number:number-style", "number:currency-style", "number:percentage-style"})
_TEXTS = frozenset({"number:text", "number:currency-symbol", "number:embedded-text"})
_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
_MOST_PLACES = 20
_FORMATS_LIMIT = 10_000
"""Styles and formats that are kept. A workbook of a person has some dozens."""

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
    pieces = iter(styles)
    if first := next(pieces, b""):
        parse(document.parser(), chain([first], pieces))
    parse(document.parser(), content)
    codes = {column: document.formats.code(style) for column, style in document.cells.items()}
    return {column: code for column, code in codes.items() if code}


class _NumberStyleReader:
    """The formats of numbers that were read, by name, and which style has which."""

    def __init__(self) -> None:
        self._of_style: dict[str, tuple[str, str]] = {}
        self._codes: dict[str, str] = {}
        self._conditions: dict[str, dict[str, str]] = {}
        self._name = ""
        self._parts: list[str] | None = None
        self._text: list[str] | None = None
        self._number: Attributes = {}
        self._inside: dict[int, str] = {}
        self._place = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "style:style":
            if len(self._of_style) < _FORMATS_LIMIT:
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
            if self._name and len(self._codes) < _FORMATS_LIMIT:
                # Two texts side by side are one; there is no quote in either.
                self._codes[self._name] = "".join(self._parts).replace('""', "")
            self._parts = self._text = None

    def code(self, style: str) -> str | None:
        """Return the format of a style, of its own or of the style that it is made from."""
        for _ in range(len(self._of_style)):
            own, parent = self._of_style.get(style, ("", ""))
            if own:
                break
            style = parent
        else:
            return None
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


class _RowStyleReader:
    """Finds the styles of the cells of one row. Of tables in a cell only the outermost is a sheet."""

    def __init__(self, index: int, row: int) -> None:
        self.formats = _NumberStyleReader()
        self.cells: dict[int, str] = {}
        self._wanted = (index, row)
        self._sheet, self._depth = -1, 0
        self._row = self._column = 0
        self._columns: list[tuple[range, str]] = []
        self._row_style = ""
        self._is_here = False

    def parser(self) -> expat.XMLParserType:
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
                self._row = self._column = 0
                self._columns = []
        elif not self._depth:
            self.formats.start(name, attributes)
        elif self._depth == 1 and self._sheet == self._wanted[0]:
            if name == "table:table-column":
                count = times(attributes, "table:number-columns-repeated", COLUMN_LIMIT)
                style = attributes.get("table:default-cell-style-name", "")
                self._columns.append((range(self._column, self._column + count), style))
                self._column += count
            elif name == "table:table-row":
                count = times(attributes, "table:number-rows-repeated", ROW_LIMIT)
                self._is_here = self._row < self._wanted[1] <= self._row + count
                self._row += count
                self._column = 0
                self._row_style = attributes.get("table:default-cell-style-name", "")
            elif self._is_here and name in _CELLS:
                count = times(attributes, "table:number-columns-repeated", COLUMN_LIMIT)
                style = attributes.get("table:style-name") or self._row_style
                here = range(self._column, self._column + count)
                for column in here if "office:value-type" in attributes else ():
                    of_column = (other for columns, other in self._columns if column in columns)
                    self.cells[column] = style or next(of_column, "")
                self._column += count

    def _end(self, name: str) -> None:
        if name == "table:table":
            self._depth -= 1
        elif not self._depth:
            self.formats.end(name)


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
