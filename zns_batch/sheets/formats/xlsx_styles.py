"""The styles of an .xlsx workbook, as far as they say what is meant by a number."""

from collections.abc import Mapping
from xml.parsers import expat

from zns_batch.sheets.number_formats import PERCENT_FORMATS, NumberFormat, number_format

ELEMENTS_LIMIT = 1_000_000
"""Elements that are listened to. Excel's limit of 65,490 styles makes a third of them."""
FORMATS_LIMIT = 10_000
"""Formats in use that are looked at. Excel makes 250 at most."""

_LISTS = frozenset({"numFmts", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"})

Formats = Mapping[int, NumberFormat]
"""By a cell's style, those formats that say what is meant."""


def telling_formats(codes: Mapping[int, str], styles: list[int]) -> Formats:
    """Return what each style makes of a number.

    Args:
        codes: The formats that the file spells out, by their number.
        styles: The number of each style's format, in the styles' order.

    """
    known = {**PERCENT_FORMATS, **codes}
    used = sorted(known.keys() & set(styles))[:FORMATS_LIMIT]
    telling = {at: number_format(known[at]) for at in used}
    return {style: found for style, at in enumerate(styles) if (found := telling.get(at))}


def formats_in(part: bytes) -> Formats:
    """Read the part of an .xlsx that holds its styles (ECMA-376 part 1, 18.8).

    Args:
        part: The part, whole; may be empty.

    Raises:
        xml.parsers.expat.ExpatError: It is broken.

    """
    styles = _Styles()
    if part:
        styles.parser.Parse(part, True)  # noqa: FBT003 — expat takes no keyword
    return telling_formats(styles.codes, styles.cells)


class _Styles:
    """Listens to the parser. Formats and cells' styles stand in lists of their own among others."""

    def __init__(self) -> None:
        self.codes: dict[int, str] = {}
        self.cells: list[int] = []
        self._list = ""
        self._left = ELEMENTS_LIMIT
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name in _LISTS:
            self._list = name
        elif name == "xf" and self._list == "cellXfs":
            self.cells.append(_number(attributes))
        elif name == "numFmt" and self._list == "numFmts":
            self.codes[_number(attributes)] = attributes.get("formatCode", "")
        self._left -= 1
        if not self._left:
            self.parser.StartElementHandler = None


def _number(attributes: dict[str, str]) -> int:
    digits = attributes.get("numFmtId", "")
    return int(digits) if digits.isdecimal() and len(digits) < 10 else 0
