"""Phone numbers as they may be shown in errors and logs: never whole."""

import re

# A date such as 2026-11-30 is no phone number, and masked it can't be corrected.
_DATE = r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}(?![0-9])"
# Digits of any script, and whatever people and programs put between groups of them: spaces of every
# width, hyphens of every kind, signs that nobody sees.
_BETWEEN = r"[ \t\u00a0\u2000-\u200f\u202f\u3000.()\-_·\u00ad\u2010-\u2015\u2060\u2212\ufeff]"
_RUN = re.compile(rf"(?<!\d)(?!{_DATE})\+?\d(?:{_BETWEEN}{{0,2}}\d){{7,}}")
_SEPARATORS = re.compile(r"\D")


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
