"""The content of an `.ods`, written anew for the reading library, and what its cells show.

The library takes white space between elements for content, unfolds ruby text, and knows no zone in
a date. Written anew, a document has only its tables, rows and cells, and in each cell its paragraphs
as plain text (OpenDocument 1.3 part 3, 6.1.2: a run of white space is one space, and none at the
beginning and the end of a paragraph).
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, datetime

from zns_batch.domain.sheet import Cell, Seen, column_letter
from zns_batch.sheets.formats.ods import SPACES_LIMIT, Attributes, make_parser, parse, times
from zns_batch.sheets.formats.xml_text import escape, quoteattr
from zns_batch.sheets.grid import COLUMN_LIMIT, ROW_LIMIT

_UNSEEN = frozenset(
    {"office:annotation", "text:ruby-text", "text:note", "draw:frame", "table:shapes"}
)
_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
_TYPE, _REPEATED = "office:value-type", "table:number-columns-repeated"
_VALUES = frozenset({"office:value", "office:date-value", "office:time-value"})
_PARAGRAPHS = frozenset({"text:p", "text:h"})
_SPACE = re.compile(r"[ \t\r\n]+")
_ZONE = re.compile(r"(T[0-9:.,]*)(?:Z|[+-]\d\d:?\d\d)$")
_KEPT_SPACE, _LINE_BREAK = "\ue000", "\ue001"
"""Stand-ins for what is no white space of the XML, from the area for private use."""

_EXPONENT_OR_FRACTION = re.compile(r"\d[eE][+-]?\d|\d\s?/\s?\d")
_DIGITS = re.compile(r"[0-9][0-9.,]*")
_SWAPPED = str.maketrans(",.", ".,")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AP]M)?", re.IGNORECASE)


class _Paragraphs:
    """Gathers the text of a cell, paragraph by paragraph."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._parts: list[str] | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        if name in _PARAGRAPHS:
            self._parts = []
        elif self._parts is not None:
            if name == "text:s":
                self._parts.append(_KEPT_SPACE * times(attributes, "text:c", SPACES_LIMIT))
            elif name == "text:tab":
                self._parts.append(_KEPT_SPACE)
            elif name == "text:line-break":
                self._parts.append(_LINE_BREAK)

    def add(self, text: str) -> None:
        if self._parts is not None:
            self._parts.append(text)

    def end(self, name: str) -> None:
        if name in _PARAGRAPHS and self._parts is not None:
            text = _SPACE.sub(" ", "".join(self._parts)).strip(" ").replace(_KEPT_SPACE, " ")
            self.lines += text.split(_LINE_BREAK)
            self._parts = None


class _Position:
    """Where the parser is: in which sheet, row and columns. Sheets count from 0, as columns do."""

    def __init__(self) -> None:
        self.sheet = -1
        self.row = self.rows = self.column = self.columns = self._depth = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table:table":
            self._depth += 1
            if self._depth == 1:
                self.sheet += 1
                self.row = self.rows = 0
        elif self._depth == 1 and name == "table:table-row":
            self.row += self.rows or 1
            self.rows = times(attributes, "table:number-rows-repeated", ROW_LIMIT)
            self.column = self.columns = 0
        elif self._depth == 1 and name in _CELLS:
            self.column += self.columns
            self.columns = times(attributes, "table:number-columns-repeated", COLUMN_LIMIT)

    def end(self, name: str) -> None:
        if name == "table:table":
            self._depth -= 1


class _Writer:
    """Writes the document anew while it is parsed, without the values of some cells."""

    def __init__(self, without: Collection[tuple[int, str]]) -> None:
        self._without = without
        self._position = _Position()
        self.out: list[str] = ['<?xml version="1.0" encoding="UTF-8"?>']
        self._unseen = 0
        self._cell: _Paragraphs | None = None
        self._start_tag: Attributes = {}
        self._depth = 0
        self.parser = make_parser(self._start)
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _start(self, name: str, attributes: Attributes) -> None:
        if name in _UNSEEN or self._unseen:
            self._unseen += 1
        elif self._cell:
            self._depth += 1
            self._cell.start(name, attributes)
        else:
            self._position.start(name, attributes)
            if name in _CELLS:
                self._cell, self._depth, self._start_tag = _Paragraphs(), 0, attributes
                if _REPEATED in attributes:
                    attributes[_REPEATED] = str(times(attributes, _REPEATED, COLUMN_LIMIT))
            for key in _VALUES & attributes.keys():
                attributes[key] = _ZONE.sub(r"\1", attributes[key].strip())
            self._append(name, attributes)

    def _append(self, name: str, attributes: Attributes) -> None:
        inside = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
        self.out.append(f"<{name}{inside}>")

    def _text(self, text: str) -> None:
        if self._cell and not self._unseen:
            self._cell.add(text)

    def _end(self, name: str) -> None:
        if self._unseen:
            self._unseen -= 1
        elif self._cell and self._depth:
            self._depth -= 1
            self._cell.end(name)
        else:
            if self._cell:
                here = self._position
                place = (here.sheet, f"{column_letter(here.column)}{here.row}")
                if self._without and place in self._without:
                    self.out.pop()
                    self._append(name, {})
                    self._cell.lines.clear()
                if self._cell.lines and _TYPE not in self._start_tag:
                    self.out.pop()
                    self._append(name, {**self._start_tag, _TYPE: "string"})
                self.out += [f"<text:p>{escape(line)}</text:p>" for line in self._cell.lines]
                self._cell = None
            self._position.end(name)
            self.out.append(f"</{name}>")


def plain_content(chunks: Iterable[bytes], without: Collection[tuple[int, str]] = ()) -> bytes:
    """Return a document's content with plain paragraphs in its cells and nothing between them.

    Args:
        chunks: The part, piece by piece.
        without: Cells whose values are left out: the sheet's place and the cell's reference.

    """
    writer = _Writer(without)
    parse(writer.parser, chunks)
    return "".join(writer.out).encode()


class OdsColumnDisplay:
    """What is seen of the cells of one column: the document holds it beside each number and date.

    Args:
        chunks: The document's part with the content, piece by piece.
        index: The sheet's place in the document.
        column: The column's place, from 0.

    """

    def __init__(self, chunks: Iterable[bytes], index: int, column: int) -> None:
        self._texts: list[tuple[range, str]] = []
        self._wanted = (index, column)
        self._position = _Position()
        self._cell: _Paragraphs | None = None
        parser = make_parser(self._start)
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parse(parser, chunks)
        self._at = 0

    def __bool__(self) -> bool:
        """Tell whether any cell shows a number or a date."""
        return bool(self._texts)

    def __call__(self, row: int, cell: Cell) -> str | Seen:
        """Return what is seen of a cell in a row. Rows are mostly asked for in their order."""
        texts = self._texts
        if self._at >= len(texts) or texts[self._at][0].start > row:
            self._at = 0
        while self._at < len(texts) and texts[self._at][0].stop <= row:
            self._at += 1
        if self._at == len(texts) or row not in texts[self._at][0]:
            return Seen.PLAIN
        text = texts[self._at][1]
        if not text or isinstance(cell, str | bool):
            return Seen.PLAIN
        return _seen_number(text, cell) if isinstance(cell, int | float) else _seen_date(text, cell)

    def _start(self, name: str, attributes: Attributes) -> None:
        here = self._position
        here.start(name, attributes)
        if name in _CELLS:
            is_here = here.column <= self._wanted[1] < here.column + here.columns
            valued = attributes.get("office:value-type") in {"float", "currency", "date"}
            is_wanted = here.sheet == self._wanted[0] and is_here and valued
            self._cell = _Paragraphs() if is_wanted else None
        elif self._cell:
            self._cell.start(name, attributes)

    def _text(self, text: str) -> None:
        if self._cell:
            self._cell.add(text)

    def _end(self, name: str) -> None:
        self._position.end(name)
        if name in _CELLS and self._cell:
            rows = range(self._position.row, self._position.row + self._position.rows)
            self._texts.append((rows, "\n".join(self._cell.lines)))
            self._cell = None
        elif self._cell:
            self._cell.end(name)


def _seen_date(text: str, cell: Cell) -> str | Seen:
    """Return what a date's cell shows; whole dates are written as they always are."""
    if not isinstance(cell, date):
        return Seen.PLAIN
    clock = _CLOCK.search(text)
    day_text = _CLOCK.sub("", text)
    numbers = Counter(map(int, re.findall(r"\d{1,9}", day_text)))
    named = any(map(str.isalpha, day_text))
    if not numbers and clock:
        return clock[0] if isinstance(cell, datetime) else Seen.PLAIN
    year = cell.year if cell.year in numbers else cell.year % 100
    parts = Counter([cell.day, year] if named else [cell.day, cell.month, year])
    if parts <= numbers:
        day_alone = isinstance(cell, datetime) and not clock
        return cell.strftime("%d/%m/%Y") if day_alone else Seen.PLAIN
    return Seen.UNKNOWN if named else text


def _seen_number(text: str, number: float) -> str | Seen:
    """Return what a number's cell shows, in whatever language the file was saved.

    `150,000 ₫` of 150000 is `150.000 ₫` in Viet Nam: read with a decimal comma it would be 150.
    """
    if text in {f"{number:.15g}", str(number)}:
        return Seen.PLAIN
    if _EXPONENT_OR_FRACTION.search(text):
        return Seen.UNKNOWN
    written = _DIGITS.search(text)
    if not written:
        return text
    digits = written[0]
    english = digits.replace(",", "")
    decimals = len(english.partition(".")[2])
    try:
        is_english = round(abs(number), decimals) == float(english)
    except ValueError:  # a point more than once
        return text
    if not is_english:
        return text
    return text.replace(digits, digits.translate(_SWAPPED), 1)
