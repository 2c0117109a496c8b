"""Redacts a provider's text for workbooks and logs: no secrets, no phone numbers, one line."""

import re
from collections.abc import Iterable
from unicodedata import category

from zns_batch.core.masking import mask_phones_within

LONGEST = 200
"""The most characters that are kept."""

# No word is as long as a token, and a token that was replaced a moment ago is still a secret.
_TOKEN = re.compile(r"\S{60,}")
# A shorter secret would be found inside of words; no provider issues one.
_SHORTEST_SECRET = 6


def redact_provider_text(words: object, secrets: Iterable[str] = ()) -> str:
    """Return what a provider said, on one line, without secrets and phone numbers.

    Args:
        words: What stood in the answer; anything but a string is left out.
        secrets: What must not appear.

    """
    if not isinstance(words, str):
        return ""
    text = " ".join("".join(_printable(letter) for letter in words).split())
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, "…")
    text = mask_phones_within(_TOKEN.sub("…", text))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _printable(letter: str) -> str:
    if letter.isspace():
        return " "
    return "" if category(letter).startswith("C") else letter
