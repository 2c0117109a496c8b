"""Sanitises texts that other people wrote before they leave the machine: one line, no phone, no secret."""

import re
import unicodedata

from zns_batch.core.logging import redact
from zns_batch.core.masking import mask_phone, mask_phones_in_name

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

    Phones are masked and secrets removed, as far as they can be recognised.
    """
    visible = "".join(" " if _is_unseen(sign) else sign for sign in text.translate(_DIGITS))
    text = redact(unicodedata.normalize("NFC", " ".join(visible.split())))
    text = _NAMED_SECRET.sub(r"\1\2***", _USER_OF_URL.sub("***", text))
    text = _PHONE.sub(lambda match: mask_phone(_NOT_DIGITS.sub("", match[0])), text)
    text = mask_phones_in_name(text)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def path_text(path: object) -> str:
    """Return a path as it may be shown: without phones, secrets and invisible characters.

    A file's name may hold a date and a number, so only what is built like a phone is masked.
    """
    return mask_phones_in_name(redact("".join(sign for sign in str(path) if not _is_unseen(sign))))


def redact_text(text: str) -> str:
    """Return a text without tags and mentions.

    Chat rooms read `<!channel>` and `@all` as mentions, and pages read `<b>` as a tag.
    """
    return text.translate(str.maketrans("<>@", "‹›＠"))


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) in _UNSEEN
