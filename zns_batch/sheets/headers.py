"""Headers: how one is shown, and when two of them are the same."""

import re
import unicodedata
from functools import lru_cache

# Marks (diacritics), controls, invisible characters, spaces and every kind of dash: two headers
# that differ in these alone are one header.
_IGNORED = frozenset({"Mn", "Mc", "Me", "Cc", "Cf", "Zs", "Zl", "Zp", "Pd"})
_JOINERS = frozenset("_.*:?!\"'`“”‘’«»")
_EMPTY_BRACKETS = re.compile(r"\(\)|\[\]|\{\}")
"""What is left of `(*)`, by which forms mark a column that must be filled in."""
_LETTERS = str.maketrans("đĐ", "dD")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


@lru_cache(maxsize=8192)
def fold_header(text: str) -> str:
    """Return what a header is compared by.

    Two headers match when their folded forms are equal: case, spaces, `_ - .`, diacritics
    (đ = d), zero-width and non-breaking characters and the Unicode form make no difference; nor do
    quotation marks, `: ? !` and the star of a column that must be filled in, as in `SĐT (*)`.

    Args:
        text: A header, a parameter's name, a sheet's name.

    """
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS)).casefold()
    plain = unicodedata.normalize("NFKD", plain)
    folded = "".join(
        char
        for char in plain
        if char not in _JOINERS and unicodedata.category(char) not in _IGNORED
    )
    while (shorter := _EMPTY_BRACKETS.sub("", folded)) != folded:
        folded = shorter
    return folded


def display_header(text: str) -> str:
    """Return a header as a person sees it: composed, on one line, without invisible characters."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_INVISIBLE).split())
