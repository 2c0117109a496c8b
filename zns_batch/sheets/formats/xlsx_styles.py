"""The styles of an .xlsx workbook, as far as they say what is meant by a number."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias
from xml.parsers import expat

if TYPE_CHECKING:
    from zns_batch.sheets.display import DisplayFormat
    from zns_batch.sheets.number_formats import CellFormat

ELEMENTS_LIMIT = 1_000_000
"""Elements that are listened to. Excel's limit of 65,490 styles makes a third of them."""
FORMATS_LIMIT = 10_000
"""Formats in use that are looked at. Excel makes 250 at most."""

_LISTS = frozenset({"numFmts", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"})

Formats: TypeAlias = "Mapping[int, CellFormat]"
"""By a cell's style, those formats that say what is meant."""


@dataclass(kw_only=True, slots=True)
class WorkbookStyles:
    """The styles of a workbook's cells."""

    #: The formats that the file spells out, by their number.
    codes: dict[int, str] = field(default_factory=dict)
    #: The number of each style's format, in the styles' order.
    cells: list[int] = field(default_factory=list)

    def codes_in_use(self) -> dict[int, str]:
        """Return the formats that any style uses, by their number, no more than can be looked at."""
        from zns_batch.sheets.display import BUILTIN_FORMATS

        known = {**BUILTIN_FORMATS, **self.codes}
        used = sorted(known.keys() & set(self.cells))[:FORMATS_LIMIT]
        return {number: known[number] for number in used}

    def telling(self) -> Formats:
        """Return those styles through which a cell means something else than its value."""
        from zns_batch.sheets.number_formats import number_format

        by_number = {number: number_format(code) for number, code in self.codes_in_use().items()}
        return {
            style: format_
            for style, number in enumerate(self.cells)
            if (format_ := by_number.get(number))
        }

    def displays(self) -> "dict[int, DisplayFormat]":
        """Return what each style shows of a number or a date, where it has a format."""
        from zns_batch.sheets.display import DisplayFormat

        by_number = {number: DisplayFormat(code) for number, code in self.codes_in_use().items()}
        return {
            style: by_number[number]
            for style, number in enumerate(self.cells)
            if number in by_number
        }


def read_styles(part: bytes) -> WorkbookStyles:
    """Read the part of an .xlsx that holds its styles (ECMA-376 part 1, 18.8).

    Args:
        part: The part, whole; may be empty.

    Raises:
        xml.parsers.expat.ExpatError: It is broken.

    """
    parser = _StylesParser()
    if part:
        parser.parser.Parse(part, True)  # noqa: FBT003 — expat takes no keyword
    return parser.styles


class _StylesParser:
    """Listens to the parser. Formats and cells' styles stand in lists of their own among others."""

    def __init__(self) -> None:
        self.styles = WorkbookStyles()
        self._list = ""
        self._left = ELEMENTS_LIMIT
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self.start_element

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        """Take an element, until there are too many."""
        name = name.rpartition(":")[2]
        if name in _LISTS:
            self._list = name
        elif name == "xf" and self._list == "cellXfs":
            self.styles.cells.append(_number(attributes))
        elif name == "numFmt" and self._list == "numFmts":
            self.styles.codes[_number(attributes)] = attributes.get("formatCode", "")
        self._left -= 1
        if not self._left:
            self.parser.StartElementHandler = None


def _number(attributes: dict[str, str]) -> int:
    digits = attributes.get("numFmtId", "")
    return int(digits) if digits.isdecimal() and len(digits) < 10 else 0
