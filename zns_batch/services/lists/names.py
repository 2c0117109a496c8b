"""The name of an uploaded file: what a person knows it by, and never a path."""

import re
from pathlib import PurePosixPath
from unicodedata import category, normalize

_LONGEST = 200
_LONGEST_ENDING = 10
# Slashes of both kinds, and what no file of Windows may have in its name.
_FOLDERS = re.compile(r"[/\\]")
_REFUSED = re.compile(r'[:*?"<>|]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)", re.IGNORECASE)
_NAMELESS = "danh-sach"


def clean_file_name(name: str) -> str:
    """Return a file's name as it may be shown and used for a download.

    NFC, one line, without folders, control characters and marks that turn the direction of the
    text around; at most 200 characters, of which the ending is kept.
    """
    last = _FOLDERS.split(name)[-1]
    visible = "".join(
        " " if sign.isspace() else sign for sign in last if sign.isspace() or _is_visible(sign)
    )
    text = " ".join(_REFUSED.sub(" ", normalize("NFC", visible)).split()).lstrip(".")
    if _RESERVED.match(text):
        text = f"_{text}"
    if not text.strip(". "):
        return _NAMELESS
    if len(text) <= _LONGEST:
        return text
    ending = PurePosixPath(text).suffix[:_LONGEST_ENDING]
    return text[: _LONGEST - len(ending)].rstrip() + ending


def stem_of(name: str) -> str:
    """Return a cleaned name without its ending."""
    return PurePosixPath(name).stem or name


def _is_visible(sign: str) -> bool:
    # Cc: control, Cf: format (direction marks, zero width), Cs: half a character, Co, Cn: unknown.
    return not category(sign).startswith("C")
