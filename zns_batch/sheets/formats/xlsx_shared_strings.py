"""The list of texts that an .xlsx keeps apart from its cells: no longer than it can be."""

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


class EndlessTextsError(Exception):
    """The list is longer than it can be, or says so.

    Args:
        key: What to say of it, without the catalogue's prefix.

    """

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


def check_texts(chunks: Iterator[bytes]) -> None:
    """Refuse a list for which the reading library would make more room than there is.

    Args:
        chunks: The part, piece by piece.

    Raises:
        EndlessTextsError: One text or the list is far too long, or it claims to be.

    """
    size = texts = since = claimed = 0
    for chunk in chunks:
        claimed = claimed or _claim(chunk)
        size += len(chunk)
        texts += chunk.count(b"<si")
        end = chunk.rfind(_ITEM)
        since = len(chunk) - end if end >= 0 else since + len(chunk)
        if since > TEXT_LIMIT or texts > TEXTS_LIMIT:
            raise EndlessTextsError("too-many-cells")
    if claimed > size:
        raise EndlessTextsError("damaged")


def _claim(chunk: bytes) -> int:
    """Return the number of texts that the list says it has: room is made for so many."""
    found = _CLAIM.search(chunk[:_HEAD])
    return int(found.group(1)) if found else 0
