"""Number formats through which a cell means something else than its value (ECMA-376 part 1, 18.8.31).

A cell that shows `00042`, `DH042` or `12,5%` holds the number 42 or 0.125, and what is meant stands
in its format alone. Codes and shares are therefore read as they are seen, and so are numbers with
digits added (`#,##0".000"`), texts with words added (`"COB on "@`) and values hidden (`;;;`). Of all
other formats (money, thousands, decimals) the number is what is meant.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar, Protocol

from zns_batch.domain.sheet import Seen
from zns_batch.sheets.display import DisplayFormat

_EXACT = 10**15
"""From here on a spreadsheet has lost digits, and what it shows isn't what was meant."""
_LAST_DAY = 2_958_466
"""The day after 31/12/9999, counted from 1900."""
_KEPT = 2_000
"""Different shares of a format whose text is kept."""
_CODE_LIMIT = 255
"""Characters of a format in Excel."""
_DECIMALS_LIMIT = 10
_PLACES_LIMIT = 60
"""More than any format has that was made by a person, and less than `Decimal` holds."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]|(?P<general>General)'
    r"|(?P<place>[0#?])|(?P<mark>[.,%])|(?P<end>;)|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
_PLAIN_SIGNS = frozenset("$-+():!^&'~{}<>= ")
"""What stands for itself without quotes; other ASCII signs are dates, fractions and exponents."""
_CONDITION = re.compile(r"\[[<>=]")
_ADDS_DIGITS = re.compile(r'[0#?]\s*(?:"[^"0-9]*[0-9]|\\[0-9])')
"""Digits in words behind a number's own: `#,##0".000"`."""
_TEXT = re.compile(r'"[^"]*"\s*@|@\s*"|@\\|\\.@|(?:[^;]*;){3}')
"""A section for texts with words in it, or the fourth one, which is for texts."""
_NOTHING = re.compile(r"[^1-9]*")
_COLOR = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|colou?r ?\d+", re.IGNORECASE)

# Of a section's tokens: L text, `0 # ?` a digit's place, and the signs `. , %`.
_CODE = re.compile(r"(?P<before>L*)[0#](?:[0#L]*[0#])?L*")
_PERCENT = re.compile(
    r"(?P<before>[L%]*)(?P<whole>[0#?,]*[0#?])(?:\.(?P<part>[0#?]*))?(?P<after>[L%]*)"
)
_MONEY = frozenset({"vnd", "vnđ", "đ", "usd", "eur"})
"""Words before a number that make it an amount, not a code."""

_Token = tuple[str, str]
"""Its letter as the patterns have it, and its text."""


class _Section(Protocol):
    def write(self, number: float, /) -> str | None:
        """Return what is seen of a number that isn't negative."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberFormat:
    """A format in which some numbers are codes or shares.

    Attributes:
        positive: How numbers above zero are written; `None` where they are just numbers.
        negative: How numbers below zero are.
        zero: How zero is.
        sign: What stands before a number below zero.
        zeros: Digits to which whole numbers from zero on are padded, where that is all it does.

    """

    positive: _Section | None
    negative: _Section | None
    zero: _Section | None
    sign: str
    zeros: int
    texts: ClassVar[bool] = False

    def seen(self, number: float) -> str | None:
        """Return what a person sees for a number; `None` where the number itself is meant."""
        if self.zeros and 0 <= number < _EXACT and not number % 1:
            return str(int(number)).zfill(self.zeros)
        if not -_EXACT < number < _EXACT:  # also true of NaN
            return None
        section = self.positive if number > 0 else self.negative if number < 0 else self.zero
        text = section.write(abs(number)) if section else None
        if text is None or number >= 0 or _NOTHING.fullmatch(text):
            return text
        return f"{self.sign}{text}"


@dataclass(frozen=True, kw_only=True, slots=True)
class AddingFormat:
    """A format that adds digits to numbers or words to texts, or hides what it is given."""

    display: DisplayFormat
    numbers: bool
    texts: bool

    def seen(self, number: float) -> str | None:
        """Return what a person sees for a number; `None` where the number itself is meant."""
        text = self.display.show(number) if self.numbers else None
        return text if isinstance(text, str) else None

    def seen_text(self, text: str) -> str:
        """Return what a person sees for a text."""
        seen = self.display.show_text(text)
        return seen if isinstance(seen, str) else text


@dataclass(frozen=True, slots=True)
class NumberAsDate:
    """A format that shows numbers as dates or times."""

    day_zero: date
    elapsed: bool
    texts: ClassVar[bool] = False

    def seen(self, number: float) -> date | time | timedelta | None:
        """Return the moment that a number counts to; `None` where it counts to none."""
        if not 0 <= number < _LAST_DAY:
            return None
        if self.elapsed:
            return timedelta(days=number)
        moment = datetime.combine(self.day_zero, time()) + timedelta(days=number)
        moment = (moment + timedelta(microseconds=500)).replace(microsecond=0)
        if number < 1:
            return moment.time()
        return moment.date() if moment.time() == time() else moment


CellFormat = NumberFormat | AddingFormat | NumberAsDate


def number_format(code: str) -> CellFormat | None:
    """Return a format by its code, such as `00000`; `None` where cells mean their values."""
    if len(code) > _CODE_LIMIT:
        return None
    if _ADDS_DIGITS.search(code) or _TEXT.search(code) or not code.strip(";"):
        display = DisplayFormat(code)
        numbers = bool(_ADDS_DIGITS.search(code)) or display.hides_all
        texts = display.show_text("x") != Seen.PLAIN
        if numbers or texts:
            return AddingFormat(display=display, numbers=numbers, texts=texts)
    if _CONDITION.search(code):
        return None
    sections = [_section(tokens) for tokens in _sections(code)]
    if not any(sections[:3]):
        return None
    first = sections[0]
    return NumberFormat(
        positive=first,
        negative=sections[1] if len(sections) > 1 else first,
        zero=sections[2] if len(sections) > 2 else first,
        sign="" if len(sections) > 1 else "-",
        zeros=first.zeros if isinstance(first, _Code) and len(sections) < 3 else 0,
    )


def begins_code(before: str) -> bool:
    """Tell whether a text right before a number makes it a code: `DH` does, `Lần ` and `VND` don't."""
    if before[-1:].isspace() or before.casefold() in _MONEY:
        return False
    return any(map(str.isalpha, before))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Code:
    """Digits in fixed places, with text before, between and after them; `None` is a place."""

    parts: tuple[str | None, ...]
    least: int

    @property
    def zeros(self) -> int:
        """Digits to which numbers are padded, where nothing but places is there."""
        return 0 if any(self.parts) else self.least

    def write(self, number: float, /) -> str | None:
        if number % 1:
            return None
        digits = str(int(number)).zfill(self.least)
        places = self.parts.count(None)
        more = max(len(digits) - places, 0)  # those that go before the first place
        filled = iter([*[""] * (places - len(digits)), digits[: more + 1], *digits[more + 1 :]])
        return "".join(next(filled) if part is None else part for part in self.parts)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Percent:
    """A share, written with a decimal comma as in Viet Nam."""

    before: str
    after: str
    digits: int
    grouped: bool
    least: int
    most: int
    _kept: dict[float, str] = field(default_factory=dict, compare=False)

    def write(self, number: float, /) -> str | None:
        text = self._kept.get(number)  # a column has few different shares
        if text is None:
            share = Decimal(f"{number:.15g}") * 100
            share = share.quantize(Decimal(1).scaleb(-self.most), ROUND_HALF_UP)
            whole, _, part = f"{share:f}".partition(".")
            part = part[: self.least] + part[self.least :].rstrip("0")
            whole = whole.zfill(self.digits)
            if self.grouped:
                whole = f"{int(whole):,}".replace(",", ".")
            text = f"{self.before}{whole}{',' if part else ''}{part}{self.after}"
            if len(self._kept) < _KEPT:
                self._kept[number] = text
        return text


def _sections(code: str) -> Iterator[list[_Token] | None]:
    """Yield the tokens of each section; `None` for one with anything that is no plain number."""
    tokens: list[_Token] | None = []
    for match in _TOKEN.finditer(code):
        if match["end"]:
            yield tokens
            tokens = []
        elif tokens is not None:
            token = _token(match)
            tokens = None if token is None else [*tokens, token]
    yield tokens


def _token(match: re.Match[str]) -> _Token | None:
    kind = match.lastgroup
    text = match[kind] if kind else ""  # without a group: room for a sign, or a filling
    if kind in {"place", "mark"}:
        return text, text
    if kind == "general":
        return "0", ""
    if kind == "bracket":
        # A currency's sign or a language; a color, which isn't text; conditions are refused.
        if text.startswith("$"):
            sign = text[1:].partition("-")[0]
            return ("L" if sign else ""), sign
        return ("", "") if _COLOR.fullmatch(text) else None
    if kind == "other" and text.isascii() and text not in _PLAIN_SIGNS:
        return None
    return ("L" if text else ""), text


def _section(tokens: list[_Token] | None) -> _Section | None:
    if not tokens or len(tokens) > _PLACES_LIMIT:
        return None
    written = [token for token in tokens if token[0]]
    shape = "".join(kind for kind, _ in written)
    if "%" in shape:
        return _percent(shape, [text for _, text in written])
    return _code(shape, written)


def _code(shape: str, tokens: list[_Token]) -> _Code | None:
    match = _CODE.fullmatch(shape)
    if not match:
        return None
    places = shape.replace("L", "")
    least = len(places) - places.find("0") if "0" in places else 1
    before = "".join(text for _, text in tokens[: match.end("before")])
    if least < 2 and not begins_code(before):
        return None
    parts = tuple(text if kind == "L" else None for kind, text in tokens)
    return _Code(parts=parts, least=least)


def _percent(shape: str, texts: list[str]) -> _Percent | None:
    match = _PERCENT.fullmatch(shape)
    if not match or shape.count("%") > 1:
        return None
    part = match["part"] or ""
    if len(part) > _DECIMALS_LIMIT:
        return None
    return _Percent(
        before="".join(texts[: match.end("before")]),
        after="".join(texts[match.start("after") :]),
        digits=max(match["whole"].count("0"), 1),
        grouped="," in match["whole"],
        least=part.rfind("0") + 1,
        most=len(part),
    )
