"""Texts that other people wrote, made fit to leave the machine: one line, no phone, no secret."""

import re
import unicodedata

from zns_batch.core.logging import redact
from zns_batch.core.masking import mask_phone

LONGEST = 500
"""The most characters of one text."""

# Not mask_within: the names of campaigns and files hold dates, which are no phones.
_PHONE = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9]{4}-)"
    r"(?:(?:\+[0-9]{1,3}|84)(?:[ .()–-]{0,2}[0-9]){8,12}|0(?:[ .()–-]{0,2}[0-9]){9,12}"
    r"|[35789][0-9]{8})(?![0-9:])"
)
_NOT_DIGITS = re.compile(r"[^0-9]")
_USER_OF_URL = re.compile(r"(?<=://)[^/\s@]+(?=@)")
_NAMED_SECRET = re.compile(
    r"(?i)\b(\w*(?:password|passwd|pwd|secret|token|api_?key))(\s*[=:]\s*)[^\s,;&]+"
)
_DIGITS = str.maketrans("０１２３４５６７８９＋", "0123456789+")
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def one_line(text: str, longest: int = LONGEST) -> str:
    """Return a text as one line that can't act: no control and no direction marks, cut if long.

    Phones are masked and secrets taken out, as far as they can be told.

    Args:
        text: What somebody wrote.
        longest: The most characters.

    """
    hidden = _without_secrets(redact(_printable(text)))
    masked = _PHONE.sub(lambda found: mask_phone(_NOT_DIGITS.sub("", found[0])), hidden)
    return masked if len(masked) <= longest else masked[: longest - 1] + "…"


def path_text(path: object) -> str:
    """Return a path as it may be told: as it is, but for a phone, a secret and what is unseen.

    Args:
        path: The path. Its name may hold a date and a number, so only a phone in one piece counts.

    """
    return redact("".join(letter for letter in str(path) if not _is_unseen(letter)))


def redact_text(text: str) -> str:
    """Return a text in which no sign calls for anything: no tag, and nobody is mentioned.

    Chat rooms take `<!channel>` and `@all` as calls, and pages take `<b>` as a tag.
    """
    return text.translate(str.maketrans("<>@", "‹›＠"))


def _without_secrets(text: str) -> str:
    return _NAMED_SECRET.sub(r"\1\2***", _USER_OF_URL.sub("***", text))


def _printable(text: str) -> str:
    seen = "".join(" " if _is_unseen(letter) else letter for letter in text.translate(_DIGITS))
    return unicodedata.normalize("NFC", " ".join(seen.split()))


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in _UNSEEN
