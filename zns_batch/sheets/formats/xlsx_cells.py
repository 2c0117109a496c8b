"""Cells of an .xlsx whose value contradicts their type (ECMA-376 part 1, 18.3.1.4 and 18.18.11).

`<c r="B7" t="s"><v>4711</v></c>` refers to a shared string that isn't there. Other programs open such
a workbook and leave the cell empty; the reading library gives up the whole sheet. Written anew as
cells that show an error they are problems of their rows, and all others can be sent.
"""

import re

from zns_batch.sheets.formats.xlsx import UNREADABLE
from zns_batch.sheets.formats.xlsx_rows import attributes_of, whole_number

_TYPES_AS_THEY_ARE = frozenset({b"e", b"str", b"inlineStr", b"d"})
_TRUTH = frozenset({b"0", b"1", b"true", b"false"})
# No part runs past the next `<`, so that no XML, however crafted, is searched twice over.
_CELL = re.compile(
    rb"<((?:[\w.-]{1,80}:)?c)\b([^<>]*)(?<!/)>"
    rb"(\s*(?:<(?:[\w.-]{1,80}:)?f\b[^<>]*>(?:[^<]*</(?:[\w.-]{1,80}:)?f\s*>)?\s*)?"
    rb"<(?:[\w.-]{1,80}:)?v\b[^<>]*>)([^<]*)<"
)
_TYPE = re.compile(rb"""\st\s*=\s*(?:"[^"]*"|'[^']*')""")
_TEXT = re.compile(rb"<(?:[\w.-]{1,80}:)?si[\s/>]")


def mend_cells(sheet: bytes, shared_strings: bytes) -> bytes:
    """Return a sheet's XML with cells that show an error in place of those that can't be read.

    Args:
        sheet: The part, in UTF-8.
        shared_strings: The part with the shared strings; may be empty.

    """
    texts = sum(1 for _ in _TEXT.finditer(shared_strings))

    def mended(cell: re.Match[bytes]) -> bytes:
        name, inside, before, value = cell.groups()
        kind = attributes_of(inside).get(b"t")
        if _is_readable(kind, value.strip(), texts):
            return cell[0]
        inside = _TYPE.sub(b"", inside)
        return b'<%s%s t="e">%s%s<' % (name, inside, before, UNREADABLE.shown.encode())

    return _CELL.sub(mended, sheet)


def _is_readable(kind: bytes | None, value: bytes, texts: int) -> bool:
    if kind is None or kind in _TYPES_AS_THEY_ARE or not value:
        return True
    if kind == b"s":
        return value.isdigit() and whole_number(value) < texts
    if kind == b"b":
        return value.lower() in _TRUTH
    try:
        float(value)
    except ValueError:
        return False
    return kind == b"n"
