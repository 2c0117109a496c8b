"""The shared strings of an .xlsx: no longer than they can be (ECMA-376 part 1, 18.4)."""

import re
from collections.abc import Iterator

from zns_batch.sheets.grid import CELLS_LIMIT

TEXT_LIMIT = 8 << 20
"""Bytes of one text with all its formatting. A cell holds at most 32,767 characters."""
TEXTS_LIMIT = CELLS_LIMIT // 2

_CLAIM = re.compile(rb"""\suniqueCount\s*=\s*["']0*(\d{1,20})""")
_HEAD = 8192
_ITEM = b"si>"
"""The end of a text, with or without a prefix. Most files have no other form."""
_BLANK_RUN = re.compile(rb"<(?:[\w.-]+:)?t> +</")
_LONGEST_BLANK_RUN = 64


class EndlessTextsError(Exception):
    """The list is longer than it can be, or says so.

    Args:
        key: What to say of it, without the catalogue's prefix.

    """

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


def check_texts(chunks: Iterator[bytes]) -> bool:
    """Refuse a list for which the reading library would make more room than there is.

    Returns:
        Whether a run of a text is nothing but spaces, which the library would drop.

    Raises:
        EndlessTextsError: One text or the list is far too long, or it claims to be.

    """
    size = texts = since = claimed = 0
    blank_runs = False
    last = b""
    for chunk in chunks:
        if not claimed and (claim := _CLAIM.search(chunk[:_HEAD])):
            claimed = int(claim.group(1))  # room is made for so many
        size += len(chunk)
        texts += chunk.count(b"<si")
        end = chunk.rfind(_ITEM)
        since = len(chunk) - end if end >= 0 else since + len(chunk)
        if since > TEXT_LIMIT or texts > TEXTS_LIMIT:
            raise EndlessTextsError("too-many-cells")
        if b"t> " in chunk or b"t> " in last + chunk[:_LONGEST_BLANK_RUN]:
            blank_runs = blank_runs or _BLANK_RUN.search(last + chunk) is not None
        last = chunk[-_LONGEST_BLANK_RUN:]
    if claimed > size:
        raise EndlessTextsError("damaged")
    return blank_runs
