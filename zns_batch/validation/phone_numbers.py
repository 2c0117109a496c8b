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
from zns_batch.domain.sheet import Cell, CellError
from zns_batch.errors import InternalError
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

_KINDS = ("mobile", "fixed_line", "toll_free", "premium_rate")


def _metadata(kind: str) -> str:
    region = PhoneMetadata.metadata_for_region("VN")
    pattern = getattr(getattr(region, kind, None), "national_number_pattern", None)
    if not isinstance(pattern, str):
        raise InternalError("problem.phone-metadata", kind=kind)
    return f"(?:{pattern})"


_MOBILE, _FIXED, _TOLL_FREE, _PREMIUM = (_metadata(kind) for kind in _KINDS)

# The metadata's mobile pattern holds ranges for machines too (140, 160, 121x: nine digits that
# begin with 1). They reach no person, and an old number that lost its zero must not pass for one.
_PERSON = rf"(?=[35789][0-9]{{8}}(?![0-9])){_MOBILE}"
_OLD = rf"(?:{'|'.join(RENUMBERED)})[0-9]{{7}}"
_PREFIX = r"(?:(?:\+|00)?840?|0)?"

_plain = re.compile(rf"{_PREFIX}({_PERSON})", re.ASCII).fullmatch
_person = re.compile(_PERSON, re.ASCII).fullmatch
_old = re.compile(_OLD, re.ASCII).fullmatch
# The metadata knows the blocks in use; a number of that shape in another block is a landline too.
_fixed = re.compile(rf"{_FIXED}|2[0-9]{{9}}", re.ASCII).fullmatch
_hotline = re.compile(f"{_TOLL_FREE}|{_PREMIUM}", re.ASCII).fullmatch
_several = re.compile(
    rf"(?:(?:(?:00)?840?|0)?(?:[35789][0-9]{{8}}|{_OLD})){{2,4}}", re.ASCII
).fullmatch
_digits = re.compile(r"\+?[0-9]+", re.ASCII).fullmatch
_another = re.compile(r"[/,;|&+]\s*[0-9]", re.ASCII).search
# A number and the ends of others: `0912000678/79`. A dash groups digits too, so one digit behind it
# is rather one too many.
_shortened = re.compile(
    r"((?:[^0-9]*[0-9]){9,15}?)(?:\s*[/,;|&+]\s*[0-9]{1,4}|\s*-\s*[0-9]{2,4})+", re.ASCII
).fullmatch
_masked = re.compile(r"[0-9]{2}\*{4}[0-9]{3}", re.ASCII)
_run = re.compile(r"\+?\(?\+?[0-9](?:[ .()\-]{0,3}[0-9]){7,}", re.ASCII)

# `912345678.0` is how pandas writes a column of numbers with a gap; taken for a separator, the dot
# would turn `091234567.0`, a number that lost a digit, into another person's number.
_whole = re.compile(r"(\+?[0-9]+)[.,]0+", re.ASCII).fullmatch
_scientific = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?[eE]\+?([0-9]{1,2})", re.ASCII).fullmatch
_thousands = re.compile(r"\+?[0-9]{1,4}(?:,[0-9]{3})+", re.ASCII).fullmatch
_formula = re.compile(r'="([^"]*)"').fullmatch

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
        found = _plain(cell) or _plain_grouped(cell)
        return f"84{found[1]}" if found else _read_text(cell)
    return _read_typed(cell)


def read_displayed_phone(cell: Cell) -> str | CellIssue:
    """Turn a cell into a phone number for people to read in a message: `0912345678`.

    Landlines and hotlines are welcome here: a message may well tell where to call.
    """
    phone = read_phone(cell)
    if isinstance(phone, str):
        return f"0{phone[2:]}"
    if phone.code != "phone-landline":
        return phone
    digits, international = _split(_compact(_uniform(str(cell))))
    number = _significant(digits, international=international)
    return number if _hotline(number) else f"0{number}"


def _plain_grouped(text: str) -> re.Match[str] | None:
    """Read the commonest groupings without the cost of all others."""
    if _whole(text):
        return None
    return _plain(text.replace(" ", "").replace(".", "").replace("-", ""))


def _read_typed(cell: Cell) -> str | CellIssue:
    if cell is None:
        return CellIssue("phone-missing")
    if isinstance(cell, bool):
        return CellIssue("phone-letters", {"shown": str(cell).upper()})
    if isinstance(cell, int | float):
        return _read_number(cell)
    if isinstance(cell, date | time | timedelta):
        return CellIssue("phone-date")
    if isinstance(cell, CellError):
        return unsupported_type(cell, "phone-letters")
    return read_phone(str(cell))


def _read_number(cell: float) -> str | CellIssue:
    if cell < 0 or cell % 1 != 0:  # also true of NaN and the infinities
        return CellIssue("phone-invalid", {"shown": shown(repr(cell))})
    digits = str(int(cell)) if cell < EXACT else f"{Decimal(cell):f}"
    found = _plain(digits)
    return f"84{found[1]}" if found else _read_digits(digits)


def _read_text(text: str) -> str | CellIssue:
    uniform = _uniform(text)
    compact = _compact(uniform)
    found = _plain(compact)
    if found:
        return f"84{found[1]}"
    if not compact:
        return CellIssue("phone-missing")
    if _digits(compact):
        phone = _read_digits(compact)
        return phone if isinstance(phone, str) else _read_shortened(uniform) or phone
    if is_error(uniform):
        return CellIssue("value-error-cell", {"shown": shown(uniform)})
    return (
        _read_scientific(uniform)
        or _read_shortened(uniform)
        or _read_lookalike(uniform)
        or _read_mixed(uniform)
    )


def _uniform(text: str) -> str:
    """Write every kind of digit, space and dash in one way and unpack a CSV's `="0912…"`."""
    uniform = text.translate(_UNIFORM).strip()
    packed = _formula(uniform)
    return packed[1].strip() if packed else uniform


def _compact(uniform: str) -> str:
    """Take out what groups the digits."""
    whole = _whole(uniform.translate(_QUOTING))
    if whole:
        return whole[1]
    grouped = uniform.replace(",", "") if _thousands(uniform) else uniform
    return grouped.translate(_GROUPING)


def _read_digits(compact: str) -> str | CellIssue:
    digits, international = _split(compact)
    if international and not digits.startswith("84"):
        return CellIssue("phone-foreign", {"shown": shown(digits)})
    number = _significant(digits, international=international)
    phone = _renumbered(number)
    return f"84{phone}" if _person(phone) else _why_not(number, digits)


def _split(compact: str) -> tuple[str, bool]:
    """Take off `+` or `00` and tell whether a country code must follow."""
    if compact.startswith("+"):
        return compact[1:], True
    # `00` and a landline's or mobile's own digits is a zero too many, not another country.
    if compact.startswith("00") and (compact.startswith("0084") or len(compact) > 11):
        return compact[2:], True
    return compact, False


def _significant(digits: str, *, international: bool) -> str:
    """Take off the country code and the trunk zero.

    Nine digits that begin with 84 are a VinaPhone number that lost its zero, not a country code:
    by length alone, since a number with its country code has eleven. By length, too, a country code
    that a program has put before another one is told from one before such a number.
    """
    if digits.startswith("8484") and len(digits) > 12:
        digits = digits[2:]
    if international or (digits.startswith("84") and len(digits) > 9):
        return digits[2:].removeprefix("0")
    return digits.removeprefix("0")


def _renumbered(number: str) -> str:
    return f"{RENUMBERED[number[:3]]}{number[3:]}" if _old(number) else number


def _why_not(number: str, digits: str) -> CellIssue:
    if _fixed(number) or _hotline(number):
        return CellIssue("phone-landline", {"shown": shown(digits)})
    if len(number) < 9:
        return CellIssue("phone-too-short", {"shown": shown(digits), "digits": len(digits)})
    if len(number) == 9:
        return CellIssue("phone-invalid", {"shown": shown(digits)})
    if _several(digits):
        return CellIssue("phone-several", {"shown": shown(digits)})
    return CellIssue("phone-too-long", {"shown": shown(digits), "digits": len(digits)})


def _read_scientific(uniform: str) -> str | CellIssue | None:
    """Read `9.12345678E+08`, which has all its digits; refuse `9.12E+08`, which lost six."""
    found = _scientific(uniform.lstrip(_QUOTES))
    if not found:
        return None
    whole, fraction, exponent = found[1], found[2] or "", int(found[3])
    if exponent > len(fraction):
        return CellIssue("phone-lossy", {"shown": quote_phone(uniform)})
    if fraction[exponent:].strip("0"):
        return CellIssue("phone-invalid", {"shown": quote_phone(uniform)})
    return _read_digits(whole + fraction[:exponent])


def _read_shortened(uniform: str) -> CellIssue | None:
    """Tell a number that is followed by the end of another, which could be put together in two ways."""
    found = _shortened(uniform)
    if not found or not isinstance(_read_run(found[1]), str):
        return None
    return CellIssue("phone-shortened", {"shown": quote_phone(uniform)})


def _read_lookalike(uniform: str) -> CellIssue | None:
    """Tell what is meant by `O912345678`, typed on a keyboard or read by a scanner, and don't take it."""
    compact = _compact(uniform)
    phone = _read_run(uniform.translate(_LOOKALIKES))
    if not isinstance(phone, str):
        return None
    letters = dict.fromkeys(sign for sign in compact if not sign.isdecimal())
    told = ", ".join(f"{sign} → {sign.translate(_LOOKALIKES)}" for sign in letters)
    suggestion = mask_phone(f"0{phone[2:]}")
    return CellIssue(
        "phone-lookalike",
        {"shown": quote_phone(uniform), "suggestion": suggestion, "letters": told},
    )


def _read_mixed(uniform: str) -> CellIssue:
    """Tell what is meant by digits among letters and signs, without taking it."""
    read = [_read_run(run) for run in _run.findall(uniform)]
    meant = [phone for phone in read if isinstance(phone, str)]
    rest = _run.sub("", uniform)
    if _holds_several(read, rest):
        return CellIssue("phone-several", {"shown": quote_phone(uniform)})
    if len(meant) != 1 or re.search("[0-9]", rest):
        return CellIssue("phone-letters", {"shown": quote_phone(uniform)})
    suggestion = mask_phone(f"0{meant[0][2:]}")
    return CellIssue("phone-suggestion", {"shown": quote_phone(uniform), "suggestion": suggestion})


def _holds_several(read: list[str | CellIssue | None], rest: str) -> bool:
    """Tell two numbers in one cell."""
    phones = sum(isinstance(phone, str) for phone in read)
    glued = any(isinstance(flaw, CellIssue) and flaw.code == "phone-several" for flaw in read)
    return glued or phones > 1 or (phones == 1 and bool(_another(rest)))


def _read_run(run: str) -> str | CellIssue | None:
    compact = _compact(run)
    return _read_digits(compact) if _digits(compact) else None


def quote_phone(uniform: str) -> str:
    """Quote what stands in a cell; digits with a letter among them are a phone all the same."""
    quoted = shown(uniform)
    open_digits = sum(map(str.isdecimal, _masked.sub("", quoted)))
    return quoted if open_digits < 8 else f"{uniform[:3]}****{uniform[-3:]}"
