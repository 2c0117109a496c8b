"""Phone numbers as they may be shown in errors and logs: never whole."""

import re

# A date such as 2026-11-30 is no phone number, and masked it can't be corrected.
_DATE = r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}(?![0-9])"
# Digits of any script, and whatever people and programs put between groups of them: spaces of every
# width, hyphens of every kind, signs that nobody sees.
_BETWEEN = r"[ \t\u00a0\u2000-\u200f\u202f\u3000.()\-_·\u00ad\u2010-\u2015\u2060\u2212\ufeff]"
_RUN = re.compile(rf"(?<!\d)(?!{_DATE})\+?\d(?:{_BETWEEN}{{0,2}}\d){{7,}}")
_SEPARATORS = re.compile(r"\D")
# The names of files and campaigns hold dates, amounts and counts too: only what is built like a phone
# of Viet Nam, or begins with the plus of another country.
_NAME_DATE = r"(?:[0-3]?[0-9][-._ ][01]?[0-9][-._ ](?:19|20)[0-9]{2}(?![0-9]))"
_NAME_GAP = r"[ ._()\-\u00a0\u2010-\u2015]{0,2}"
_IN_NAME = re.compile(
    rf"(?<![0-9])(?!{_NAME_DATE})(?:"
    rf"(?:(?:\+|00)?84|0){_NAME_GAP}[235789](?:{_NAME_GAP}[0-9]){{8,9}}"
    rf"|\+[0-9]{{1,3}}(?:{_NAME_GAP}[0-9]){{8,12}}"
    r"|[35789][0-9]{8})(?![0-9])"
)


def mask_phone(phone: str) -> str:
    """Return a phone number of which only the ends can be read: `84****567`.

    Args:
        phone: Digits; usually `84` and nine digits.

    """
    return f"{phone[:2]}****{phone[-3:]}" if len(phone) > 7 else f"****{phone[-2:]}"


def mask_phones_within(text: str) -> str:
    """Return a text with every run of eight or more digits masked, however the run is grouped.

    For texts that other people wrote: what stands in a cell, what a provider answered.
    """
    return _RUN.sub(lambda match: mask_phone(_SEPARATORS.sub("", match[0])), text)


def mask_phones_in_name(name: str) -> str:
    """Return the name of a file, a campaign or a schedule with what is built like a phone masked.

    A date, an amount and the time in a campaign's name stay: by them people know it.
    """
    return _IN_NAME.sub(lambda match: mask_phone(_SEPARATORS.sub("", match[0])), name)
