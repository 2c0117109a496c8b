"""Values: a cell becomes the text of a parameter, as the parameter's type asks, or a reason.

A converter is made once for each parameter and run for every row, so what can be known before the
first row is settled when it is made.
"""

import re
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from unicodedata import normalize
from urllib.parse import quote, unquote

from zns_batch.domain.sheet import Cell
from zns_batch.domain.template import Param, ParamType
from zns_batch.validation.damaged_text import (
    ALLOWABLE,
    NULL_WORDS,
    PLAIN_TEXT,
    find_damage,
    without_guard,
)
from zns_batch.validation.dates import (
    read_date,
    read_datetime,
    read_datetime_or_day,
    read_month,
    read_time,
    read_time_or_midnight,
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

PAYMENT = range(2_000, 500_000_001)
"""The amounts, in VND, that a payment may have (Zalo's guide to payment templates)."""

_RARE_FIRST = frozenset("#Ee'")
"""What error texts and guarded texts begin with."""

_is_sound_text = re.compile(f"(?![{''.join(_RARE_FIRST)}]){PLAIN_TEXT}").fullmatch

_WORDS = frozenset(
    {ParamType.TEXT, ParamType.BANK_NOTE, ParamType.URL, ParamType.QR, ParamType.OTP}
)
"""Types whose text a customer reads as it is; the others refuse what is no value of theirs."""

_escaped = re.compile(r"%[0-9A-Fa-f]{2}").search
_bin = re.compile(r"[0-9]{6}", re.ASCII).fullmatch
_unescaped_percent = re.compile(r"%(?![0-9A-Fa-f]{2})").search


def converter(param: Param) -> Converter:
    """Make what turns a column's cells into a parameter.

    The converter returns the text to send; `None` to leave the parameter out; or a `CellIssue`. An
    empty cell sends the default, and is an issue only where the parameter is required and has none.
    Lengths are counted in characters after NFC, of the text as it is sent.
    """
    read = _reader_for(param)
    longest, least = param.longest or sys.maxsize, max(param.min_length, 1)
    empty = when_empty(param)

    def convert(cell: Cell) -> str | CellIssue | None:
        if type(cell) is str and cell[:1] in _RARE_FIRST:
            if is_error(cell):
                return CellIssue("value-error-cell", {"shown": shown(cell)})
            cell = without_guard(cell)
        value = read(cell)
        if type(value) is not str or least <= len(value) <= longest:
            return value
        if not value:
            return empty
        if len(value) < least:
            short = {"length": len(value), "least": least, "missing": least - len(value)}
            return CellIssue("value-too-short", {"shown": shown(value), **short})
        sizes = {"length": len(value), "limit": longest, "over": len(value) - longest}
        return CellIssue("value-too-long", {"shown": shown(value), **sizes})

    def convert_text(cell: Cell) -> str | CellIssue | None:
        # Nearly all texts are sound as they stand, and looked at once.
        if (
            type(cell) is str
            and _is_sound_text(cell)
            and least <= len(cell) <= longest
            and ("u" not in cell or ("null" not in cell and "undefined" not in cell))
            and cell not in NULL_WORDS
        ):
            return cell
        return convert(cell)

    return convert_text if param.type is ParamType.TEXT else convert


def _reader_for(param: Param) -> CellReader:
    """Return what reads a parameter's cells, by its type and what its file allows."""
    read = READERS[param.type]
    if "no-time" in param.allow:
        read = _READERS_WITHOUT_TIME.get(param.type, read)
    if "no-date" in param.allow and param.type is ParamType.DATETIME:
        read = _time_or(read)
    return _sound_words_reader(param, read) if param.type in _WORDS else read


def _sound_words_reader(param: Param, read: CellReader) -> CellReader:
    """Make a reader refuse text that was damaged before it reached us."""
    allowed = {ALLOWABLE[word] for word in param.allow if word in ALLOWABLE}
    if param.type is ParamType.URL:
        allowed.add("text-escapes")
    if param.type in {ParamType.BANK_NOTE, ParamType.QR}:
        # Their signs are refused one by one.
        allowed.update({"text-escapes", "text-html", "text-placeholder", "text-question-marks"})

    def read_sound_words(cell: Cell) -> str | CellIssue:
        damage = find_damage(cell, allowed) if type(cell) is str else None
        return read(cell) if damage is None else damage

    return read_sound_words


def when_empty(param: Param) -> str | CellIssue | None:
    """Return what an empty cell sends for a parameter."""
    default = None if param.default is None else normalize("NFC", param.default)
    if param.required and not default:
        if param.accept_empty:
            return ""
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
    for kind, write in _MOMENT_WRITERS.items():
        if isinstance(cell, kind):
            return write(cell)
    return unsupported_type(cell, "value-not-text")


_MOMENT_WRITERS: Mapping[type, Callable[[Any], str | CellIssue]] = {
    datetime: write_datetime,
    date: write_date,
    time: read_time,
    timedelta: write_duration,
}
"""In this order: a `datetime` is a `date` too."""


def read_url(cell: Cell) -> str | CellIssue:
    """Turn a cell into a part of a link: UTF-8, percent-encoded.

    A value that is encoded already, as Zalo's guide asks of people who fill in files by hand
    (`Nguy%E1%BB%85n+V%C4%83n+A`), stays as it is but for signs that no link may hold; encoding its
    percent signs once more would break the link.
    """
    text = read_text(cell)
    if isinstance(text, CellIssue):
        return text
    encoded = _escaped(text) and not _unescaped_percent(text)
    if encoded and "\ufffd" not in unquote(text):
        return quote(text, safe="%+-._~:/?#[]@!$&'()*,;=")
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


def read_payment(cell: Cell) -> str | CellIssue:
    """Turn a cell into the amount of a payment in VND, within what Zalo takes."""
    amount = read_currency(cell)
    if isinstance(amount, CellIssue) or not amount or int(amount) in PAYMENT:
        return amount
    bounds = {"least": PAYMENT.start, "most": PAYMENT.stop - 1}
    return CellIssue("payment-bounds", {"shown": shown(amount), **bounds})


def read_qr(cell: Cell) -> str | CellIssue:
    """Turn a cell into the content of a QR code, which holds ASCII alone (Zalo's guide)."""
    text = read_text(cell)
    if isinstance(text, CellIssue) or text.isascii():
        return text
    signs = " ".join(dict.fromkeys(sign for sign in text if not sign.isascii()))
    return CellIssue("qr-signs", {"shown": shown(text), "signs": signs})


def read_bin(cell: Cell) -> str | CellIssue:
    """Turn a cell into the number by which a bank is known in transfers: six digits."""
    text = read_text(cell)
    if isinstance(text, CellIssue) or not text or _bin(text):
        return text
    return CellIssue("bin-digits", {"shown": shown(text)})


def _time_or(read: CellReader) -> CellReader:
    """Make a reader of moments take a time of day without a day too."""

    def read_moment_or_time(cell: Cell) -> str | CellIssue:
        moment = read(cell)
        if isinstance(moment, str) or not isinstance(cell, str | time | timedelta):
            return moment
        clock = read_time(cell)
        return clock if isinstance(clock, str) else moment

    return read_moment_or_time


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
    ParamType.MONTH: read_month,
    ParamType.PAYMENT: read_payment,
    ParamType.QR: read_qr,
    ParamType.BIN: read_bin,
    ParamType.OTP: read_text,
}

_READERS_WITHOUT_TIME: Mapping[ParamType, CellReader] = {
    ParamType.TIME: read_time_or_midnight,
    ParamType.DATETIME: read_datetime_or_day,
}
"""The readers where the template file says that a time of day may be missing."""
