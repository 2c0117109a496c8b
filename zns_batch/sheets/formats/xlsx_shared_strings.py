"""The shared strings of an .xlsx: no longer than they can be (ECMA-376 part 1, 18.4)."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from zns_batch.sheets.formats.xlsx_rows import row_pieces
from zns_batch.sheets.grid import CELLS_LIMIT, RefusedFormatError

TEXT_LIMIT = 8 << 20
"""Bytes of one text with all its formatting. A cell holds at most 32,767 characters."""
TEXTS_LIMIT = CELLS_LIMIT // 2

_CLAIM = re.compile(rb"""\suniqueCount\s*=\s*["']0*(\d{1,20})""")
_HEAD = 8192
_ITEM = b"si>"
"""The end of a text, with or without a prefix. Most files have no other form."""
_BLANK_RUN = re.compile(rb"<(?:[\w.-]+:)?t>(?: +</| [^<]*</(?:[\w.-]+:)?t></(?:[\w.-]+:)?r>)")
_RUN_ENDS_BLANK = b" </t></r>"
_LONGEST_BLANK_RUN = 64


LONG_TEXT = 4096
"""Bytes from which on it counts how often a text is referred to: the library copies it each time."""
COPIES_LIMIT = 4 << 30
"""Bytes of all copies of long texts."""
_TEXT = re.compile(rb"<((?:[\w.-]+:)?)si\b(?:[^<>]*/>|.*?</\1si\s*>)", re.DOTALL)
_REFERENCE = re.compile(rb"""\st=["']s["'][^<>]*>\s*<(?:[\w.-]+:)?v[^<>]*>\s*(\d{1,9})""")


@dataclass(frozen=True, kw_only=True, slots=True)
class TextList:
    """What was found out of the list of shared strings."""

    #: Whether a run of a text is nothing but spaces, which the library would drop.
    blank_runs: bool
    #: Whether a text is so long that it counts how often it is referred to.
    long_texts: bool


class EndlessTextsError(RefusedFormatError):
    """The list is longer than it can be, or says so.

    Args:
        key: What to say of it, without the catalogue's prefix.

    """

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


def check_texts(chunks: Iterator[bytes]) -> TextList:
    """Refuse a list for which the reading library would make more room than there is.

    Raises:
        EndlessTextsError: One text or the list is far too long, or it claims to be.

    """
    size = texts = since = claimed = 0
    blank_runs = long_texts = False
    last = b""
    for chunk in chunks:
        if not claimed and (claim := _CLAIM.search(chunk[:_HEAD])):
            claimed = int(claim.group(1))  # room is made for so many
        size += len(chunk)
        texts += chunk.count(b"<si")
        long_texts = (
            long_texts
            or since + max(chunk.find(_ITEM), 0) > LONG_TEXT
            or any(
                chunk.find(_ITEM, at, at + LONG_TEXT) < 0
                for at in range(0, len(chunk) - LONG_TEXT, LONG_TEXT // 2)
            )
        )
        end = chunk.rfind(_ITEM)
        since = len(chunk) - end if end >= 0 else since + len(chunk)
        if since > TEXT_LIMIT or texts > TEXTS_LIMIT:
            raise EndlessTextsError("too-many-cells")
        if not blank_runs:
            blank_runs = has_loose_runs(chunk) or has_loose_runs(last + chunk[:_LONGEST_BLANK_RUN])
        last = chunk[-_LONGEST_BLANK_RUN:]
    if claimed > size:
        raise EndlessTextsError("damaged")
    return TextList(blank_runs=blank_runs, long_texts=long_texts)


def has_loose_runs(xml: bytes) -> bool:
    """Tell whether a run of rich text is nothing but spaces, or begins or ends with one, unmarked."""
    return _RUN_ENDS_BLANK in xml or (b"t> " in xml and _BLANK_RUN.search(xml) is not None)


def check_copies(texts: bytes, sheet: Iterator[bytes]) -> None:
    """Refuse a sheet whose cells refer to long texts so often that the copies would fill the memory.

    Args:
        texts: The part with the shared strings.
        sheet: The sheet's part, piece by piece.

    Raises:
        EndlessTextsError: The copies would take more than `COPIES_LIMIT`.

    """
    long_texts = {
        b"%d" % at: len(text[0])
        for at, text in enumerate(_TEXT.finditer(texts))
        if len(text[0]) > LONG_TEXT
    }
    copies = 0
    for piece in row_pieces(sheet) if long_texts else ():
        references = Counter(_REFERENCE.findall(piece))
        copies += sum(
            count * long_texts.get(at.lstrip(b"0") or b"0", 0) for at, count in references.items()
        )
        if copies > COPIES_LIMIT:
            raise EndlessTextsError("too-many-cells")
