"""Numbers and amounts of money: a cell becomes the digits that a parameter needs.

Both styles of separators are in use in Viet Nam (`1.500.000,5` and `1,500,000.5`), often in one
file. What reads in one way only is taken; `1.500` alone could be one and a half or fifteen hundred,
and is refused where it matters.
"""

import re
from decimal import Decimal

from zns_batch.domain.sheet import Cell
from zns_batch.validation.text import FULL_WIDTH, CellIssue, normalise_text, shown, unsupported_type

EXACT = 10**15
"""From here on spreadsheets no longer keep every digit of a number: they hold fifteen."""

_PLAIN = {**FULL_WIDTH, 0x2212: "-"}
_GROUPED = r"[1-9][0-9]{0,2}(?P<mark>[., ])[0-9]{3}(?:(?P=mark)[0-9]{3})*"

_integer = re.compile(r"(?P<sign>[+-]?)(?P<whole>[0-9]+)", re.ASCII).fullmatch
_decimal = re.compile(r"(?P<sign>[+-]?)(?P<whole>[0-9]+)[.,](?P<part>[0-9]+)", re.ASCII).fullmatch
_grouped = re.compile(
    rf"(?P<sign>[+-]?)(?P<whole>{_GROUPED})(?:(?P<point>(?!(?P=mark))[.,])(?P<part>[0-9]+))?",
    re.ASCII,
).fullmatch
_ambiguous = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}", re.ASCII).fullmatch
_exponent = re.compile(r"[+-]?[0-9.,]+[eE][+-]?[0-9]+", re.ASCII).fullmatch
_negative = re.compile(r"-.*|\(.*\)").fullmatch
_CURRENCY = r"(?:vn[dđ]|đồng|[đd₫])"
_dong = re.compile(rf"{_CURRENCY}?\s*(?P<amount>.*?)\s*{_CURRENCY}?", re.IGNORECASE).fullmatch


def plain_number(number: float) -> str | CellIssue:
    """Write a number as people see it: `150000`, `0.5`; never `1E+05` or `150000.0`.

    Args:
        number: A number as a spreadsheet holds it.

    Returns:
        Its digits, with `.` before decimals, or `value-lossy` when it is so long that the
        spreadsheet has already lost some of them.

    """
    if number % 1 == 0 and abs(number) < EXACT:
        return str(int(number))
    if not abs(number) < EXACT:  # also true of NaN
        return CellIssue("value-lossy", {"shown": shown(f"{Decimal(number):.15g}")})
    return format(Decimal(f"{number:.15g}"), "f")  # fifteen digits: `0.1 + 0.2` is `0.3`


def read_number(cell: Cell) -> str | CellIssue:
    """Turn a cell into a number parameter: digits, with `.` before decimals.

    Zalo writes `1000` as 1.000 and `0.3` as 0,3 itself.
    """
    if type(cell) is str:
        text = normalise_text(cell).translate(_PLAIN)
        match = _integer(text) or _grouped(text) or _decimal(text)
        if match and not _ambiguous(text):
            return _written(match)
        code = "number-ambiguous" if match else _unread(text, "value-not-number")
        return CellIssue(code, {"shown": shown(text)}) if text else ""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return plain_number(cell)
    return "" if cell is None else unsupported_type(cell, "value-not-number")


def read_currency(cell: Cell) -> str | CellIssue:
    """Turn a cell into an amount in VND: digits only, more than nothing.

    The dong has no decimals, so `150.000` can only be a hundred and fifty thousand.
    """
    if type(cell) is str:
        return _read_currency_text(normalise_text(cell).translate(_PLAIN))
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        digits = plain_number(cell)
        if (cell % 1 == 0 and cell > 0) or isinstance(digits, CellIssue):
            return digits
        code = "currency-decimals" if cell > 0 else "currency-not-positive"
        return CellIssue(code, {"shown": shown(digits)})
    return "" if cell is None else unsupported_type(cell, "value-not-amount")


def _read_currency_text(text: str) -> str | CellIssue:
    if not text:
        return ""
    dong = _dong(text)
    amount = dong["amount"] if dong else text
    match = _integer(amount) or _grouped(amount) or _decimal(amount)
    if not match:
        negative = _negative(amount)
        code = "currency-not-positive" if negative else _unread(amount, "value-not-amount")
        return CellIssue(code, {"shown": shown(text)})
    part = _part(match)
    if match["sign"] == "-" or not match[0].strip("+0.,"):
        code = "currency-not-positive"
    elif part.strip("0"):  # `,00`, as programs export it, is nothing wrong
        code = "currency-decimals"
    elif len(part) > 2:  # `1500.000`: groups cut wrongly
        code = "value-not-amount"
    else:
        return _written(match)
    return CellIssue(code, {"shown": shown(text)})


def _unread(text: str, code: str) -> str:
    return "value-lossy" if _exponent(text) else code


def _part(match: re.Match[str]) -> str:
    return match.groupdict().get("part") or ""


def _written(match: re.Match[str]) -> str:
    digits = "".join(filter(str.isdecimal, match["whole"])).lstrip("0") or "0"
    part = _part(match).rstrip("0")
    number = f"{digits}.{part}" if part else digits
    return f"-{number}" if match["sign"] == "-" and number != "0" else number
