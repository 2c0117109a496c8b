"""Phone numbers: whatever a cell holds becomes `84` and nine digits, or a reason why it can't.

Which numbers exist comes from libphonenumber's metadata for Viet Nam, compiled once: parsing each
number with the library would cost a hundred times as much. A number is never guessed: what reads
in one way only is taken, all else is refused with its reason.
"""

import re
from datetime import date, time, timedelta
from decimal import Decimal

from phonenumbers import PhoneMetadata

from zns_batch.core.masking import mask_phone
from zns_batch.domain.sheet import Cell
from zns_batch.errors import InternalError
from zns_batch.i18n import Value
from zns_batch.validation.numbers import EXACT
from zns_batch.validation.text import CellIssue, is_error, shown, unsupported_type

RENUMBERED = {
    # Viettel
    "162": "32",
    "163": "33",
    "164": "34",
    "165": "35",
    "166": "36",
    "167": "37",
    "168": "38",
    "169": "39",
    # MobiFone
    "120": "70",
    "121": "79",
    "122": "77",
    "126": "76",
    "128": "78",
    # VinaPhone
    "123": "83",
    "124": "84",
    "125": "85",
    "127": "81",
    "129": "82",
    # Vietnamobile
    "186": "56",
    "188": "58",
    # Gmobile
    "199": "59",
}
"""The prefixes of 2018, when mobile numbers went from 11 digits to 10 and kept their last seven.

From the operators' tables for the change of 15 September to 14 November 2018, as ordered by the
Ministry of Information and Communications; without the leading zero.
"""


def _metadata_pattern(kind: str) -> str:
    region = PhoneMetadata.metadata_for_region("VN")
    pattern = getattr(getattr(region, kind, None), "national_number_pattern", None)
    if not isinstance(pattern, str):
        raise InternalError("problem.phone-metadata", kind=kind)
    return f"(?:{pattern})"


# The metadata's mobile pattern holds ranges for machines too (140, 160, 121x: nine digits that
# begin with 1). They reach no person, and an old number that lost its zero must not pass for one.
_MOBILE = rf"(?=[35789][0-9]{{8}}(?![0-9])){_metadata_pattern('mobile')}"
_OLD_MOBILE = rf"(?:{'|'.join(RENUMBERED)})[0-9]{{7}}"
# What may stand before the nine digits: `0`, `84`, `+84`, `0084`, each with a zero behind it; a zero
# before the plus; zeros too many after `+` or `00`, where no country's code begins with one.
_PREFIX = r"(?:0|(?:0?\+|00)?840?|0?\+0+|0{3,})?"

_is_common_mobile = re.compile(rf"0(?=[35789]){_metadata_pattern('mobile')}", re.ASCII).fullmatch
"""Matches a mobile number as nearly everybody writes it."""
_full_match_mobile = re.compile(rf"{_PREFIX}({_MOBILE})", re.ASCII).fullmatch

_NINE_DIGITS = re.compile(_MOBILE, re.ASCII)
_OLD_NUMBER = re.compile(_OLD_MOBILE, re.ASCII)
# The metadata knows the blocks in use; a number of that shape in another block is a landline too.
_LANDLINE = re.compile(rf"{_metadata_pattern('fixed_line')}|2[0-9]{{9}}", re.ASCII)
_HOTLINE = re.compile(
    f"{_metadata_pattern('toll_free')}|{_metadata_pattern('premium_rate')}", re.ASCII
)
_GLUED_NUMBERS = re.compile(
    rf"(?:(?:(?:00)?840?|0)?(?:[35789][0-9]{{8}}|{_OLD_MOBILE})){{2,4}}", re.ASCII
)
_ONLY_DIGITS = re.compile(r"0?\+?[0-9]+", re.ASCII)
_SECOND_NUMBER = re.compile(r"[/,;|&+]\s*[0-9]", re.ASCII)
# A number and the ends of others: `0912000678/79`. A dash groups digits too, so one digit behind it
# is rather one too many.
_SHORTENED = re.compile(
    r"((?:[^0-9]*[0-9]){9,15}?)(?:\s*[/,;|&+]\s*[0-9]{1,4}|\s*-\s*[0-9]{2,4})+", re.ASCII
)
_MASKED = re.compile(r"[0-9]{2}\*{4}[0-9]{3}", re.ASCII)
_DIGIT_RUN = re.compile(r"\+?\(?\+?[0-9](?:[ .()\-]{0,3}[0-9]){7,}", re.ASCII)

# `912345678.0` is how pandas writes a column of numbers with a gap; taken for a separator, the dot
# would turn `091234567.0`, a number that lost a digit, into another person's number.
_WHOLE_FLOAT = re.compile(r"(\+?[0-9]+)[.,]0+", re.ASCII)
_SCIENTIFIC = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?[eE]\+?([0-9]{1,2})", re.ASCII)
_THOUSANDS = re.compile(r"\+?[0-9]{1,4}(?:,[0-9]{3})+", re.ASCII)
_TEXT_FORMULA = re.compile(r'="([^"]*)"')

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_SPACES = "\t\n\r\v\f\x85\xa0\u1680\u2028\u2029\u202f\u205f" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63"
_INVISIBLE = "\xad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff" + "".join(
    map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)
_QUOTES = "'`\"\xb4\u2018\u2019\u201b\u201c\u201d\u2032"

_UNIFORM: dict[int, int | str | None] = {
    **_FULL_WIDTH,
    **dict.fromkeys(map(ord, _SPACES), " "),
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, "\xb7\u2022\u2027"), "."),
    **dict.fromkeys(map(ord, _INVISIBLE)),
}
_GROUPING: dict[int, None] = dict.fromkeys(map(ord, " .-()[]" + _QUOTES))
_QUOTING: dict[int, None] = dict.fromkeys(map(ord, _QUOTES))
_LOOKALIKES = str.maketrans("OoQIl|", "000111")


def read_phone(cell: Cell) -> str | CellIssue:
    """Turn a cell into the phone number it holds.

    Args:
        cell: The cell as the file has it.

    Returns:
        `84` and nine digits, or why there is no such number. The codes are `phone-missing`,
        `phone-too-short`, `phone-too-long`, `phone-landline`, `phone-foreign`, `phone-several`,
        `phone-shortened` (a number and the end of another, as in `0912000678/79`),
        `phone-letters`, `phone-suggestion` (as `phone-letters`, and what is meant is plain),
        `phone-lookalike` (letters that look like digits stand for them), `phone-invalid`,
        `phone-lossy`, `phone-date` and `value-error-cell`.

    """
    if type(cell) is str:
        return f"84{cell[1:]}" if _is_common_mobile(cell) else _read_phone_text(cell)
    if cell is None or isinstance(cell, bool):
        return _read_text("" if cell is None else str(cell).upper())
    if isinstance(cell, int | float):
        if cell < 0 or cell % 1 != 0:  # also true of NaN and the infinities
            return CellIssue("phone-invalid", {"shown": shown(repr(cell))})
        digits = str(int(cell)) if cell < EXACT else f"{Decimal(cell):f}"
        mobile = _full_match_mobile(digits)
        return f"84{mobile[1]}" if mobile else _read_digits(digits)
    if isinstance(cell, date | time | timedelta):
        return CellIssue("phone-date")
    return unsupported_type(cell, "phone-letters")


def read_displayed_phone(cell: Cell) -> str | CellIssue:
    """Turn a cell into a phone number for people to read in a message: `0912345678`.

    Landlines and hotlines are welcome here: a message may well tell where to call.
    """
    phone = read_phone(cell)
    if isinstance(phone, str):
        return f"0{phone[2:]}"
    if phone.code != "phone-landline":
        return phone
    number = _national_number(_compact(_uniform(str(cell))))[1]
    return number if _HOTLINE.fullmatch(number) else f"0{number}"


def quote_phone(uniform: str) -> str:
    """Quote what stands in a cell; digits with a letter among them are a phone all the same."""
    quoted = shown(uniform)
    open_digits = sum(map(str.isdecimal, _MASKED.sub("", quoted)))
    return quoted if open_digits < 8 else f"{uniform[:3]}****{uniform[-3:]}"


def _read_phone_text(text: str) -> str | CellIssue:
    """Read a text that may group the digits, or have a country code before them."""
    mobile = _full_match_mobile(text)
    if not mobile and not _WHOLE_FLOAT.fullmatch(text):
        # The commonest groupings without the cost of all others.
        mobile = _full_match_mobile(text.replace(" ", "").replace(".", "").replace("-", ""))
    return f"84{mobile[1]}" if mobile else _read_text(text)


def _read_text(text: str) -> str | CellIssue:
    """Read what is no plain number: every way to write one, else the reason with the most help."""
    uniform = _uniform(text)
    compact = _compact(uniform)
    if not compact:
        return CellIssue("phone-missing")
    # A number and the end of another could be put together in two ways.
    shortened = _SHORTENED.fullmatch(uniform)
    if shortened and not isinstance(_read_run(shortened[1]), str):
        shortened = None
    if _ONLY_DIGITS.fullmatch(compact):
        phone = _read_digits(compact)
        # `0840912345` is a number itself, so `0840912345-678` may be two.
        if not shortened or (isinstance(phone, str) and not compact.startswith("0840")):
            return phone
    if is_error(uniform):
        return CellIssue("value-error-cell", {"shown": shown(uniform)})
    scientific = _SCIENTIFIC.fullmatch(uniform.lstrip(_QUOTES))
    if scientific:
        return _read_scientific(scientific, quote_phone(uniform))
    if shortened:
        return CellIssue("phone-shortened", {"shown": quote_phone(uniform)})
    return _read_mixed(uniform)


def _uniform(text: str) -> str:
    """Write every kind of digit, space and dash in one way and unpack a CSV's `="0912…"`."""
    uniform = text.translate(_UNIFORM).strip()
    packed = _TEXT_FORMULA.fullmatch(uniform)
    return packed[1].strip() if packed else uniform


def _compact(uniform: str) -> str:
    """Take out what groups the digits."""
    whole = _WHOLE_FLOAT.fullmatch(uniform.translate(_QUOTING))
    if whole:
        return whole[1]
    grouped = uniform.replace(",", "") if _THOUSANDS.fullmatch(uniform) else uniform
    return grouped.translate(_GROUPING)


def _read_digits(compact: str) -> str | CellIssue:
    """Read digits with at most a plus before them, or tell why they are no mobile number."""
    digits, number = _national_number(compact)
    if not number and digits:
        return CellIssue("phone-foreign", {"shown": shown(digits)})
    mobile = number
    if _OLD_NUMBER.fullmatch(number):
        mobile = f"{RENUMBERED[number[:3]]}{number[3:]}"
    if _NINE_DIGITS.fullmatch(mobile):
        return f"84{mobile}"
    quoted: dict[str, Value] = {"shown": shown(digits)}
    if _LANDLINE.fullmatch(number) or _HOTLINE.fullmatch(number):
        return CellIssue("phone-landline", quoted)
    if len(number) == 9:
        return CellIssue("phone-invalid", quoted)
    if len(number) > 9 and _GLUED_NUMBERS.fullmatch(digits):
        return CellIssue("phone-several", quoted)
    code = "phone-too-short" if len(number) < 9 else "phone-too-long"
    return CellIssue(code, {**quoted, "digits": len(digits)})


def _national_number(compact: str) -> tuple[str, str]:
    """Take off what leads to a number from abroad, then the country code and the trunk zero.

    Nine digits that begin with 84 are a VinaPhone number that lost its zero, not a country code:
    by length alone, since a number with its country code has eleven. By length, too, a country code
    that a program has put before another one is told from one before such a number.

    Returns:
        The digits as they would be dialled within a country or with its code, and those of the
        number in this country; the latter empty for a number of another country.

    """
    _, plus, digits = compact.rpartition("+")
    international = bool(plus)
    # `00` and a landline's or mobile's own digits is a zero too many, not another country.
    if not plus and digits.startswith("00") and (digits.startswith("0084") or len(digits) > 11):
        digits, international = digits[2:], True
    if international and digits.startswith("0"):
        # No country's code begins with a zero: it is this country's number.
        digits, international = f"0{digits.lstrip('0')}", False
    if digits.startswith("0840") and len(digits) > 12:
        digits = digits[1:]
    number = digits
    if number.startswith("8484") and len(number) > 12:
        number = number[2:]
    if number.startswith("84") and (international or len(number) > 9):
        return digits, number[2:].removeprefix("0")
    if not international:
        return digits, number.removeprefix("0")
    # A landline behind `+` or `00` that lacks the country's code.
    return digits, number if _LANDLINE.fullmatch(number) else ""


def _read_scientific(match: re.Match[str], quoted: str) -> str | CellIssue:
    """Read `9.12345678E+08`, which has all its digits; refuse `9.12E+08`, which lost six."""
    whole, fraction, exponent = match[1], match[2] or "", int(match[3])
    if exponent > len(fraction):
        return CellIssue("phone-lossy", {"shown": quoted})
    if fraction[exponent:].strip("0"):
        return CellIssue("phone-invalid", {"shown": quoted})
    return _read_digits(whole + fraction[:exponent])


def _read_mixed(uniform: str) -> CellIssue:
    """Tell what is meant by digits among letters and signs, without taking it."""
    quoted: dict[str, Value] = {"shown": quote_phone(uniform)}
    # `O912345678`, typed on a keyboard or read by a scanner.
    lookalike = _read_run(uniform.translate(_LOOKALIKES))
    if isinstance(lookalike, str):
        letters = dict.fromkeys(sign for sign in _compact(uniform) if not sign.isdecimal())
        pairs = ", ".join(f"{sign} → {sign.translate(_LOOKALIKES)}" for sign in letters)
        suggestion = mask_phone(f"0{lookalike[2:]}")
        return CellIssue("phone-lookalike", {**quoted, "suggestion": suggestion, "letters": pairs})
    read = [_read_run(run) for run in _DIGIT_RUN.findall(uniform)]
    phones = [phone for phone in read if isinstance(phone, str)]
    remainder = _DIGIT_RUN.sub("", uniform)
    glued = any(isinstance(issue, CellIssue) and issue.code == "phone-several" for issue in read)
    if glued or len(phones) > 1 or (phones and _SECOND_NUMBER.search(remainder)):
        return CellIssue("phone-several", quoted)
    if len(phones) != 1 or re.search("[0-9]", remainder):
        return CellIssue("phone-letters", quoted)
    suggestion = mask_phone(f"0{phones[0][2:]}")
    return CellIssue("phone-suggestion", {**quoted, "suggestion": suggestion})


def _read_run(run: str) -> str | CellIssue | None:
    compact = _compact(run)
    return _read_digits(compact) if _ONLY_DIGITS.fullmatch(compact) else None
