"""What a person sees of a number or a date through its number format (ECMA-376 part 1, 18.8.30, 18.8.31).

1500000 with `#,##0 "đ"` is seen as `1.500.000 đ`, 1 November 2026 with `mm/yyyy` as `11/2026`.
Separators are Viet Nam's. What can't be told from the format alone, such as the name of a month in
the language of whoever looks, is `Seen.UNKNOWN`.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Generic, TypeVar

from zns_batch.domain.sheet import Cell, Seen

BUILTIN_FORMATS: Mapping[int, str] = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "dd/mm/yyyy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "dd/mm/yyyy h:mm",
    37: "#,##0 ;(#,##0)",
    38: "#,##0 ;(#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)",
    41: '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)',
    42: '_($* #,##0_);_($* \\(#,##0\\);_($* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)',
    44: '_($* #,##0.00_);_($* \\(#,##0.00\\);_($* "-"??_);_(@_)',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
}
"""Formats that a file doesn't spell out, by their number (18.8.30)."""

_CODE_LIMIT = 255
_EXACT = 10**15
"""From here on a spreadsheet has lost digits, and plain writing tells so."""
_PLACES_LIMIT = 60

_TOKENS = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]|(?P<general>General)'
    r"|(?P<clock>AM/PM|A/P)|(?P<exponent>E[+-])|(?P<date>y+|m+|d+|h+|s+(?:\.0+)?)"
    r"|(?P<place>[0#?])|(?P<mark>[.,%/;@])|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"[<>=]")
_ELAPSED = re.compile(r"[hms]+", re.IGNORECASE)

_Token = tuple[str, str]
_T = TypeVar("_T")


class DisplayFormat:
    """A number format, read when a cell is first shown through it.

    Args:
        code: The format as the file spells it.

    Attributes:
        code: The same.

    """

    def __init__(self, code: str) -> None:
        self.code = code

    def show(self, cell: Cell) -> str | Seen:
        """Return what is seen of a cell; `Seen.PLAIN` where that is the cell, plainly written."""
        if isinstance(cell, bool):
            return Seen.PLAIN
        if isinstance(cell, int | float):
            return self._show_number(cell)
        if isinstance(cell, date):
            return self._show_date(cell)
        if isinstance(cell, time):  # the number 0, which a format of dates shows as 00/01/1900
            letters = {text[0].lower() for kind, text in self._sections[0] if kind == "date"}
            return Seen.UNKNOWN if letters & {"y", "d"} else Seen.PLAIN
        return Seen.PLAIN

    def show_text(self, text: str) -> str | Seen:
        """Return what is seen of a text: `"COB on "@` puts words before it, `;;;` hides it."""
        if len(self._sections) > 3:
            section = self._sections[3]
        else:
            section = next(
                (tokens for tokens in self._sections if ("mark", "@") in tokens), [("mark", "@")]
            )
        if section == [("mark", "@")] or any(kind == "general" for kind, _ in section):
            return Seen.PLAIN
        return "".join(text if part == ("mark", "@") else part[1] for part in section)

    @property
    def shows_dates(self) -> bool:
        """Whether a number is shown as a date or a time."""
        kinds = {kind for section in self._sections for kind, _ in section}
        return not kinds.isdisjoint({"date", "elapsed"})

    @property
    def shows_elapsed_time(self) -> bool:
        """Whether a number is shown as hours beyond the day's end: `[h]:mm`."""
        return any(kind == "elapsed" for section in self._sections for kind, _ in section)

    @property
    def hides_day(self) -> bool:
        """Whether a date is shown by its month or year without the day: `mm/yyyy`, `mmm-yy`."""
        tokens = _with_minutes(self._sections[0])
        dates = [text for kind, text in tokens if kind == "date"]
        shows_day = any(text[0] == "d" and len(text) < 3 for text in dates)  # `ddd` is a weekday
        return not shows_day and any(text[0] in "my" for text in dates)

    @property
    def hides_all(self) -> bool:
        """Whether no number is seen at all, as with `;;;`."""
        sections = self._sections[:3]
        return len(sections) > 1 and not any(kind for section in sections for kind, _ in section)

    @cached_property
    def _sections(self) -> list[list[_Token]]:
        """The tokens of each section: their kind and their text."""
        sections: list[list[_Token]] = [[]]
        for match in _TOKENS.finditer(self.code[: _CODE_LIMIT + 1]):
            kind = match.lastgroup or ""  # without a group: room for a sign, or a filling
            text = match[kind] if kind else ""
            if text == ";" and kind == "mark":
                sections.append([])
            elif kind == "bracket":
                sections[-1].append(_bracket_token(text))
            elif kind:
                literal = kind in {"quoted", "escaped", "other"}
                sections[-1].append(("literal" if literal else kind, text))
        return sections

    def _show_number(self, number: float) -> str | Seen:
        sections = self._sections[:3]
        kinds = {kind for section in sections for kind, _ in section}
        if "date" in kinds or not -_EXACT < number < _EXACT:  # also of NaN
            return Seen.PLAIN
        if len(self.code) > _CODE_LIMIT or kinds & {"condition", "exponent"}:
            return Seen.UNKNOWN
        at = 0 if number > 0 else 1 if number < 0 else 2
        section = sections[at] if at < len(sections) else sections[0]
        sign = "-" if number < 0 and len(sections) == 1 else ""
        return _write_number(section, abs(Decimal(f"{number:.15g}")), sign)

    def _show_date(self, cell: date) -> str | Seen:
        tokens = _with_minutes(self._sections[0])
        letters = {text[0] for kind, text in tokens if kind == "date"}
        if not letters:
            return Seen.PLAIN
        if not letters & set("ymd"):
            return _write_date(tokens, cell) if isinstance(cell, datetime) else Seen.PLAIN
        if letters >= set("ymd"):
            shows_day_alone = isinstance(cell, datetime) and not letters & set("hns")
            return cell.strftime("%d/%m/%Y") if shows_day_alone else Seen.PLAIN
        named = any(kind == "date" and text[0] in "md" and len(text) > 2 for kind, text in tokens)
        return Seen.UNKNOWN if named else _write_date(tokens, cell)


class ColumnDisplay:
    """What is seen of the cells of one column.

    Args:
        formats: From which row on, in order, which format holds; `None` for plain writing.

    """

    def __init__(self, formats: Iterable[tuple[int, DisplayFormat | None]]) -> None:
        self._formats = _Runs(formats)

    def __bool__(self) -> bool:
        """Tell whether any cell is seen otherwise than plainly written."""
        return any(self._formats.values)

    def __call__(self, row: int, cell: Cell) -> str | Seen:
        """Return what is seen of a cell in a row, by the spreadsheet's own row number."""
        format_ = self._formats.at(row)
        return format_.show(cell) if format_ else Seen.PLAIN


class HiddenDays:
    """Which dates of one column are seen without their day.

    Args:
        hidden: From which row on, in order, the formats hide the day or don't.

    """

    def __init__(self, hidden: Iterable[tuple[int, bool]]) -> None:
        self._hidden = _Runs(hidden)

    def __bool__(self) -> bool:
        """Tell whether any cell is seen so."""
        return any(self._hidden.values)

    def __call__(self, row: int, _cell: Cell) -> Seen:
        """Return `Seen.NO_DAY` for a row, by the spreadsheet's own number, whose date has no day."""
        return Seen.NO_DAY if self._hidden.at(row) else Seen.PLAIN


class _Runs(Generic[_T]):
    """What holds of the rows of a column, from one row on up to the next that is named."""

    def __init__(self, pairs: Iterable[tuple[int, _T]]) -> None:
        self._starts: list[int] = []
        self.values: list[_T] = []
        for row, value in pairs:
            if not self.values or self.values[-1] is not value:
                self._starts.append(row)
                self.values.append(value)

    def at(self, row: int) -> _T:
        """Return what holds of a row; of one above the first, what holds of that."""
        return self.values[max(bisect_right(self._starts, row) - 1, 0)]


def _bracket_token(inside: str) -> _Token:
    """Read what stands in brackets: a currency's sign, a condition, elapsed time, or a color."""
    if inside.startswith("$"):
        return "literal", inside[1:].partition("-")[0]
    if _CONDITION.match(inside):
        return "condition", inside
    return ("elapsed", inside) if _ELAPSED.fullmatch(inside) else ("", "")


def _write_number(tokens: list[_Token], number: Decimal, sign: str) -> str | Seen:
    """Write a number that isn't negative through one section of a format."""
    general = [at for at, (kind, text) in enumerate(tokens) if kind == "general" or text == "@"]
    digits = [at for at, (kind, text) in enumerate(tokens) if kind == "place" or text in {".", ","}]
    core = general or [at for at in digits if tokens[at][0] != "literal"]
    if any(token == ("mark", "/") for token in tokens):
        return Seen.UNKNOWN  # a fraction
    if not core:  # the number isn't shown at all
        return _literals(tokens).strip()
    first, last = core[0], core[-1] + 1
    before, after = _literals(tokens[:first]), _literals(tokens[last:])
    if last - first != len(core) or len(core) > _PLACES_LIMIT:
        return Seen.UNKNOWN  # words among the digits
    if general:
        if not f"{before}{after}".strip():
            return Seen.PLAIN
        written = f"{number:f}".replace(".", ",")
    else:
        percents = sum(token == ("mark", "%") for token in tokens)
        shape = "".join(text for _, text in tokens[first:last])
        written = _write_digits(shape, number.scaleb(2 * percents))
    if not written.strip("0,."):
        sign = ""
    return f"{sign}{before}{written}{after}".strip()


def _literals(tokens: list[_Token]) -> str:
    return "".join(text for kind, text in tokens if kind in {"literal", "mark"})


def _write_digits(shape: str, number: Decimal) -> str:
    """Write a number through the places and marks of a format, such as `#,##0.00`."""
    whole, _, part = shape.partition(".")
    part = part.replace(".", "")
    # Commas behind all places divide by a thousand each.
    thousands = len(whole) - len(whole.rstrip(",")) + part.count(",")
    whole, part = whole.rstrip(","), part.replace(",", "")
    least = part.rfind("0") + 1
    value = number.scaleb(-3 * thousands).quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP)
    digits, _, decimals = f"{value:f}".partition(".")
    digits = digits.lstrip("0").zfill(whole.count("0"))
    if "," in whole:
        digits = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ".", digits)
    decimals = decimals[:least] + decimals[least:].rstrip("0")
    return f"{digits},{decimals}" if decimals else digits


def _with_minutes(tokens: list[_Token]) -> list[_Token]:
    """Return the tokens with every `m` that means minutes as `n`: behind hours or before seconds."""
    dates = [at for at, (kind, _) in enumerate(tokens) if kind in {"date", "elapsed"}]
    letters = [tokens[at][1].lower() for at in dates]
    result = list(tokens)
    for before, at, text, after in zip(
        ["", *letters], dates, letters, [*letters[1:], ""], strict=False
    ):
        minutes = text[0] == "m" and (before.startswith("h") or after.startswith("s"))
        result[at] = (tokens[at][0], "n" * len(text) if minutes else text)
    return result


def _write_date(tokens: list[_Token], cell: date) -> str:
    """Write the parts of a moment that a format shows, in digits."""
    moment = cell if isinstance(cell, datetime) else datetime.combine(cell, time())
    parts = {
        "y": moment.year,
        "m": moment.month,
        "d": moment.day,
        "h": moment.hour,
        "n": moment.minute,
        "s": moment.second,
    }
    out = []
    for kind, text in tokens:
        if kind != "date":
            out.append(text if kind in {"literal", "mark"} else "")
        elif text[0] == "y":
            out.append(f"{parts['y']:04}" if len(text) > 2 else f"{parts['y'] % 100:02}")
        else:
            out.append(f"{parts[text[0]]:0{min(len(text), 2)}}")
    return "".join(out).strip()
