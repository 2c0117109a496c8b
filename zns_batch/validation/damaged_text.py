"""Text that was damaged before it reached us: no customer should read `nan`, `{{name}}` or `Nguy?n`.

Each kind has a code of its own. A row with such a text is held back rather than sent with a
question, because most campaigns run with nobody there to answer; where somebody may mean what
stands there (a customer called Null, a question mark within a word), the template file allows the
kind for that parameter (`allow = ["null"]`), which answers the question once for all lists.
"""

import html
import re
from collections.abc import Collection

from zns_batch.validation.text import CellIssue, normalise_text, shown

ALLOWABLE = {
    "null": "text-null",
    "placeholder": "text-placeholder",
    "question-marks": "text-question-marks",
    "html": "text-html",
    "escapes": "text-escapes",
}
"""The words of `allow` in a template file, and the problems they allow.

What is missing here nobody can mean: U+FFFD, and UTF-8 read in another code page.
"""

_LETTERS = "0-9A-Za-zÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ"
_WORD = rf"[{_LETTERS},.:;/()+#_*!\"@$|^~-]+"
PLAIN_TEXT = rf"{_WORD}(?: {_WORD})*"
is_plain_text = re.compile(PLAIN_TEXT).fullmatch
"""Matches most texts: normalised already, and without a sign that any kind of damage shows."""

NULL_WORDS = {
    *("nan", "NaN", "-nan", "NaT", "nat", "<NA>", "<na>", "N/A", "n/a", "N/a", "#n/a", "\\N"),
    *("null", "Null", "NULL", "(null)", "[null]", "None", "none", "NONE", "(blank)"),
    *("undefined", "Undefined", "UNDEFINED", "(undefined)"),
    *(letter * count for letter in "xX" for count in range(3, 11)),
}
"""What is written where there is no value, `xxx` by people. `Nan` and `Na` are names."""

_null_inside = re.compile(r"\b(?:undefined|NaN|null|NULL)\b|\[object Object\]").search
_address = re.compile(r"://|www\.|[\w-]\.[a-z]{2,}/|@").search
_tag = re.compile(
    r"</?(?:a|b|big|br|center|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|script|small|span|strong"
    r"|style|sub|sup|table|tbody|td|th|tr|u|ul)(?:\s[^<>]*|\s*/)?>|<!--|<!\[CDATA\[",
    re.IGNORECASE,
).search
_entity = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});").search
_placeholder = re.compile(
    r"\{\{[^{}]*\}\}|\$\{[^{}]*\}|\{[^\W\d][\w.]*\}|\{[0-9]?\}|<<[^<>]+>>|\[\[[^\[\]]+\]\]"
    r"|<[^\W\d][^<>@/]{0,60}>|(?<![\w%])%[A-Za-z_]{2,}%(?!\w)|(?<![0-9])%[sd]\b|«\w*_\w*»"
).search
_bracketed = re.compile(r"\[(?=[^a-zA-ZÀ-ỹ]{0,40}[a-zA-ZÀ-ỹ])[^\[\]]+\]|«[^«»]+»").fullmatch
_escape = re.compile(
    r"\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|=\?[\w-]+\?[BbQq]\?"
    r"|(?:%[C-Fc-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f])+)|(?:=[C-F][0-9A-F](?:=[89AB][0-9A-F])+)"
).search
_mark_in_word = re.compile(r"(?:[^\W\d_]|(?:^|(?<=\s)))\?+[^\W\d_]").search

_lost = re.compile("\ufffd|ï¿½|∩┐╜|Ôø½").search
"""U+FFFD, and what its UTF-8 is in the code pages of Windows, of DOS and of old Macintoshes."""
_CODE_PAGES = ("cp1252", "latin-1", "cp1258", "cp1250", "cp1251", "mac_roman", "cp437", "cp850")
_MOST_TIMES = 3
"""How often a text may have been read in another code page."""
_foreign_run = re.compile(r"[^\x00-\x7f]+")
_CLOSING = frozenset("”’»…–—\xa0")
_readable = re.compile(
    r"[\xa0-\u024f\u0300-\u036f\u1e00-\u1eff\u2010-\u2044\u20ab\u20ac]+"
).fullmatch


def find_damage(text: str, allowed: Collection[str] = ()) -> CellIssue | None:
    """Return how a text was damaged before it reached us; `None` for a sound one.

    Args:
        text: The cell's text as the file has it: some signs of damage are lost when it is
            normalised.
        allowed: Codes of problems that are no damage here.

    """
    if is_plain_text(text) and text not in NULL_WORDS and not _null_inside(text):
        return None
    plain = normalise_text(text)
    meant = read_as_another_code_page(text)
    if meant is not None:
        return CellIssue("text-encoding", {"shown": shown(plain), "suggestion": shown(meant)})
    code = _kind_of_damage(plain)
    return None if code is None or code in allowed else CellIssue(code, {"shown": shown(plain)})


def _kind_of_damage(plain: str) -> str | None:
    """Return the code of what is wrong with a normalised text, the plainest first."""
    entity = _entity(plain)
    # A link may well hold question marks and escapes.
    address = _address(plain) is not None
    kinds = {
        "text-null": plain in NULL_WORDS or _null_inside(plain),
        "text-replacement": _lost(plain),
        "text-html": _tag(plain) or (entity and html.unescape(entity[0]) != entity[0]),
        "text-escapes": not address and _escape(plain),
        "text-placeholder": _placeholder(plain) or _bracketed(plain),
        "text-question-marks": not address and "?" in plain and _has_lost_letters(plain),
    }
    return next((code for code, damaged in kinds.items() if damaged), None)


def _has_lost_letters(plain: str) -> bool:
    """Tell question marks that stand for letters a code page lacked from those that ask."""
    if _mark_in_word(plain) or not plain.strip("? "):
        return True
    # `Lê Th? Hà`: a name, in which nothing is asked.
    words = plain.split()
    named = 2 <= len(words) <= 6 and all(word[0].isupper() for word in words)
    return named and any(word.endswith("?") for word in words)


def read_as_another_code_page(text: str) -> str | None:
    """Return what a text was before its UTF-8 was read in another code page; `None` for a sound one.

    Runs of letters beyond ASCII are looked at one by one, because a good text may stand beside a
    damaged one, and again when they come out damaged still.
    """
    repaired: dict[str, str] = {}
    proven = False
    for match in _foreign_run.finditer(text):
        run = match[0]
        good = _decode_again(run) if len(run) > 1 else None
        if good is None:
            continue
        # `“5 MÃ”` is a letter and a closing sign; one such pair is no proof, two of them are.
        doubtful = len(run) == 2 and run[1] in _CLOSING and not text[: match.start()][-1:].islower()
        proven = proven or not doubtful or bool(repaired)
        repaired[run] = good
    if not proven:
        return None
    return normalise_text(_foreign_run.sub(lambda run: repaired.get(run[0], run[0]), text))


def _decode_again(run: str, *, times: int = _MOST_TIMES) -> str | None:
    for code_page in _CODE_PAGES:
        try:
            good = run.encode(code_page).decode("utf-8")
        except UnicodeError:
            continue
        again = _decode_again(good, times=times - 1) if times > 1 and len(good) > 1 else None
        if again or _readable(good):
            return again or good
    return None


_guarded = re.compile(
    # A decade or an English word may begin with one.
    r"'(?!(?:[0-9]0s|tis|twas|em|n|cause|til|bout)\b)[^'’]*"
).fullmatch


def without_guard(text: str) -> str:
    """Take off the apostrophe that other programs put before a text, so that it stays one.

    Exports guard numbers (`'00123`) and what a spreadsheet might take for a formula (`'-5`) so. An
    apostrophe that another one closes is a quotation, and stays.
    """
    return text[1:] if _guarded(text) else text
