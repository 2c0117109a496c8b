"""Values: a cell becomes the text of a parameter, as the parameter's type asks, or a reason.

A converter is made once for each parameter and run for every row, so what can be known before the
first row is settled when it is made.
"""

import re
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from unicodedata import normalize
from urllib.parse import quote

from zns_batch.domain.sheet import Cell
from zns_batch.domain.template import Param, ParamType
from zns_batch.validation.dates import (
    read_date,
    read_datetime,
    read_time,
    write_date,
    write_datetime,
    write_duration,
)
from zns_batch.validation.numbers import plain_number, read_currency, read_number
from zns_batch.validation.phone_numbers import read_displayed_phone
from zns_batch.validation.text import CellIssue, is_error, normalise_text, shown, unsupported_type

CellReader = Callable[[Cell], str | CellIssue]
"""Turns a cell into text; an empty cell into an empty text."""

Converter = Callable[[Cell], str | CellIssue | None]
"""Turns a cell into what a parameter sends; `None` leaves the parameter out."""

REFUSED_IN_BANK_NOTES = frozenset("@[]^_!\"•#$%¥&'()*+,€-./:;{|<}=~>?")
"""What Zalo refuses in the content of a bank transfer, from its guide to template parameters."""

LONGEST: Mapping[ParamType, int] = {
    ParamType.CURRENCY: 12,
    ParamType.URL: 200,
    ParamType.BANK_NOTE: 90,
}
"""Zalo's own limits for a type, where a template sets none."""

_ERRORS_BEGIN = frozenset("#Ee")

_encoded = re.compile(r"(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+").fullmatch


def converter(param: Param) -> Converter:
    """Make what turns a column's cells into a parameter.

    The converter returns the text to send; `None` to leave the parameter out; or a `Flaw`. An
    empty cell sends the default, and is a flaw only where the parameter is required and has none.
    Lengths are counted in characters after NFC, of the text as it is sent.
    """
    read = READERS[param.type]
    longest = param.max_length or LONGEST.get(param.type) or sys.maxsize
    empty = when_empty(param)

    def convert(cell: Cell) -> str | CellIssue | None:
        if type(cell) is str and cell[:1] in _ERRORS_BEGIN and is_error(cell):
            return CellIssue("value-error-cell", {"shown": shown(cell)})
        value = read(cell)
        if type(value) is not str or 0 < len(value) <= longest:
            return value
        return _too_long(value, longest) if value else empty

    return convert


def when_empty(param: Param) -> str | CellIssue | None:
    """Return what an empty cell sends for a parameter."""
    default = None if param.default is None else normalize("NFC", param.default)
    if param.required and not default:
        return CellIssue("value-missing", {"param": param.name})
    return default


def read_text(cell: Cell) -> str | CellIssue:
    """Turn a cell into text as people see it.

    Numbers are written without an exponent and without `.0`, dates as `22/11/2026`. TRUE and FALSE
    are refused: the customer should read words, and only the sheet's owner knows which.
    """
    if type(cell) is str:
        return normalise_text(cell)
    if cell is None:
        return ""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return plain_number(cell)
    return _moment_text(cell)


def read_url(cell: Cell) -> str | CellIssue:
    """Turn a cell into a part of a link: UTF-8, percent-encoded.

    A value that is encoded already, as Zalo's guide asks of people who fill in files by hand, stays
    as it is; encoding it once more would break the link.
    """
    text = read_text(cell)
    if isinstance(text, CellIssue) or _encoded(text):
        return text
    return quote(text, safe="")


def read_bank_note(cell: Cell) -> str | CellIssue:
    """Turn a cell into the content of a bank transfer; signs that Zalo refuses are a flaw."""
    text = read_text(cell)
    if isinstance(text, CellIssue) or REFUSED_IN_BANK_NOTES.isdisjoint(text):
        return text
    signs = " ".join(dict.fromkeys(sign for sign in text if sign in REFUSED_IN_BANK_NOTES))
    return CellIssue("bank-note-signs", {"shown": shown(text), "signs": signs})


def read_phone_text(cell: Cell) -> str | CellIssue:
    """Turn a cell into a phone number for the customer to read; an empty cell into nothing."""
    phone = read_displayed_phone(cell)
    return "" if isinstance(phone, CellIssue) and phone.code == "phone-missing" else phone


READERS: Mapping[ParamType, CellReader] = {
    ParamType.TEXT: read_text,
    ParamType.NUMBER: read_number,
    ParamType.CURRENCY: read_currency,
    ParamType.DATE: read_date,
    ParamType.TIME: read_time,
    ParamType.DATETIME: read_datetime,
    ParamType.PHONE: read_phone_text,
    ParamType.URL: read_url,
    ParamType.BANK_NOTE: read_bank_note,
}


def _moment_text(cell: Cell) -> str | CellIssue:
    if isinstance(cell, datetime):
        return write_datetime(cell)
    if isinstance(cell, date):
        return write_date(cell)
    if isinstance(cell, time):
        return read_time(cell)
    if isinstance(cell, timedelta):
        return write_duration(cell)
    return unsupported_type(cell, "value-not-text")


def _too_long(value: str, longest: int) -> CellIssue:
    sizes = {"length": len(value), "limit": longest, "over": len(value) - longest}
    return CellIssue("value-too-long", {"shown": shown(value), **sizes})
