"""The SMS that goes out when a message does not arrive: what a person wants, made for each row."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from zns_batch.domain.message import Sms
from zns_batch.domain.sheet import Cell
from zns_batch.domain.template import Param
from zns_batch.errors import UsageError
from zns_batch.validation.converters import converter
from zns_batch.validation.text import CellIssue, normalise_text

HEADERS = ("sms_content", "Nội dung SMS")
"""Headers of the column that holds a row's own text. Matched whole, after folding."""

LONGEST_PLAIN = 612
"""The most characters of a text without accents: four parts of 153 (3GPP TS 23.040 and 23.038)."""

LONGEST = 268
"""The most characters of any other text, in UTF-16 units: four parts of 67."""

LONGEST_BRANDNAME = 11
"""The most characters of a sender's name (3GPP TS 23.040, alphanumeric address)."""

USUAL_DELAY = 60
"""Seconds, as in the sample of GobySend's page on sending."""

_LONGEST_DELAY = 86_400

_own = converter(Param(name=HEADERS[0], required=False))
_place = re.compile(r"<([^<>\s]+)>")
_brandname = re.compile(rf"[A-Za-z0-9 ._&-]{{1,{LONGEST_BRANDNAME}}}", re.ASCII).fullmatch
# In the SMS alphabet, but as two characters (3GPP TS 23.038, extension table).
_double = re.compile(r"[\^{}\\\[\]~|]")


@dataclass(frozen=True, kw_only=True, slots=True)
class SmsOptions:
    """The SMS of a campaign, as a person asked for it.

    Attributes:
        brandname: Whom it names as its sender.
        text: Its text, with `<name>` for a parameter; empty when each row brings its own.
        delay_seconds: How long the provider waits for the message first.

    """

    brandname: str
    text: str = ""
    delay_seconds: int = USUAL_DELAY


def sms_options(
    *, brandname: str, text: str, delay_seconds: int, params: Collection[str], has_column: bool
) -> SmsOptions:
    """Check what a person asked for, before anything is sent.

    Args:
        brandname: The sender.
        text: The text, perhaps empty.
        delay_seconds: How long to wait.
        params: The names of the template's parameters.
        has_column: Whether the sheet has a column of `HEADERS`.

    Raises:
        UsageError: Something is missing, can't be understood, or names no parameter.

    """
    options = SmsOptions(
        brandname=normalise_text(brandname), text=normalise_text(text), delay_seconds=delay_seconds
    )
    if not options.brandname:
        raise UsageError("sms.no-brandname")
    if not _brandname(options.brandname):
        name = options.brandname
        raise UsageError("sms.bad-brandname", brandname=name, longest=LONGEST_BRANDNAME)
    if not 0 <= delay_seconds <= _LONGEST_DELAY:
        raise UsageError("sms.bad-delay", delay=delay_seconds, least=0, most=_LONGEST_DELAY)
    if not (options.text or has_column):
        raise UsageError("sms.no-text", column=HEADERS[1])
    refuse_unknown_placeholders(options.text, params)
    length, longest = _measure(_place.sub("", options.text))
    if length > longest:
        raise UsageError("sms.text-too-long", length=length, longest=longest, plain=LONGEST_PLAIN)
    return options


def refuse_unknown_placeholders(text: str, params: Collection[str]) -> None:
    """Refuse an SMS text that names a parameter which the template has not.

    Args:
        text: The text, with `<name>` for a parameter.
        params: The names of the template's parameters.

    Raises:
        UsageError: It names one.

    """
    for name in _place.findall(text):
        if name not in params:
            known = ", ".join(params) or "–"
            raise UsageError("sms.unknown-placeholder", name=name, known=known)


class SmsBuilder:
    """Makes the SMS of each row.

    Args:
        options: What a person asked for, as `sms_options` returned it.

    """

    def __init__(self, options: SmsOptions) -> None:
        self._options = options
        # Odd places hold names: cut once for all rows.
        self._pieces = _place.split(options.text)

    def build(self, data: Mapping[str, str], own: Cell = None) -> Sms | CellIssue | None:
        """Make the SMS of one row.

        Args:
            data: The row's parameters as they will be sent; one that is left out shows as nothing.
            own: The row's cell with a text of its own, which is sent as it stands.

        Returns:
            The SMS; why it can't be sent; `None` for a row that has none.

        """
        content = _own(own)
        if isinstance(content, CellIssue):
            return content
        if not content:
            pieces = self._pieces.copy()
            pieces[1::2] = [data.get(name, "") for name in pieces[1::2]]
            content = normalise_text("".join(pieces))
        if not content:
            return None
        length, longest = _measure(content)
        if length > longest:
            sizes = {"length": length, "longest": longest, "plain": LONGEST_PLAIN}
            return CellIssue("sms-too-long", dict(sizes))
        options = self._options
        return Sms(
            brandname=options.brandname, content=content, delay_seconds=options.delay_seconds
        )


def _measure(text: str) -> tuple[int, int]:
    """Return how long a text is in an SMS, and how long it may be."""
    if text.isascii() and "`" not in text:
        return len(text) + len(_double.findall(text)), LONGEST_PLAIN
    return len(text.encode("utf-16-le")) // 2, LONGEST
