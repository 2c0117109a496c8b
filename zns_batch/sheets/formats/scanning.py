"""What the metadata scanners of all workbook formats have in common.

What a scanner needs only after the reading library has begun is loaded then: until it begins, a person
with a long list waits for every module.
"""

import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TypeVar
from xml.parsers import expat

from zns_batch.domain.sheet import column_letter
from zns_batch.errors import SheetError
from zns_batch.sheets.grid import CELLS_LIMIT, COLUMN_LIMIT, ROW_LIMIT, RefusedFormatError

if TYPE_CHECKING:
    from zns_batch.sheets.display import ColumnDisplay, DisplayFormat, HiddenDays
    from zns_batch.sheets.formats.ods_content import OdsColumnDisplay
    from zns_batch.sheets.formats.xlsx import SheetMetadata

_T = TypeVar("_T")

STYLES_LIMIT = 64 << 20
"""Bytes. Excel gives up at 65,490 styles, which take less than half of it."""


class MetadataScanner(Protocol):
    """What a format tells of its sheets, which are counted from 0 in the workbook's order."""

    def look_before_loading(self, index: int) -> Callable[[], bool] | None:
        """Return what tells whether the library may load a sheet while `metadata` still looks at it.

        That is so where its cells surely fit into memory, whatever else it holds. What can't be told
        soon is a no. `None` stands for a sheet that is short, or loaded only after `metadata` anyway.
        """
        ...

    def metadata(self, index: int) -> "SheetMetadata":
        """Return what the library doesn't tell of a sheet.

        Raises:
            SheetError: The sheet is damaged, or its cells lie too far apart to be held in memory.

        """
        ...

    def has_data(self, index: int) -> bool:
        """Tell whether a sheet holds any value."""
        ...

    def size(self, index: int) -> tuple[int, int]:
        """Return the rows and columns up to the last filled cell."""
        ...

    @property
    def data(self) -> bytes:
        """The file, as the library should get it."""
        ...

    def mended(self, index: int, metadata: "SheetMetadata", /) -> bytes | None:
        """Return the file so that the library reads this sheet of it well; `None` where it does."""
        ...

    def rewritten(self) -> bytes | None:
        """Return the file written anew for the library, which can't read it as it is."""
        ...

    def display(self, index: int, column: int) -> "ColumnDisplay | OdsColumnDisplay":
        """Return what is seen of a column's cells through their formats."""
        ...

    def hidden_days(self, index: int, column: int) -> "HiddenDays | None":
        """Return which dates of a column are seen without their day.

        Returns:
            `None`, without a look at the sheet, where no style of the workbook shows dates so.

        """
        ...

    def number_formats(self, index: int, row: int) -> dict[int, str]:
        """Return the number formats of a row's cells, as Excel spells them, by the column's place."""
        ...


@contextmanager
def scan_errors() -> Iterator[None]:
    """Turn what the scanners meet in a damaged or hostile file into one line."""
    try:
        yield
    except RefusedFormatError as error:
        raise SheetError(f"sheet.{error.key}") from error
    except (
        expat.ExpatError,
        struct.error,
        LookupError,  # also an encoding that nobody knows
        ValueError,
    ) as error:
        raise SheetError("sheet.damaged") from error


class WholeFileScanner:
    """A format whose sheets the library reads all at once, so all are looked at first."""

    def __init__(self, sheets: "list[SheetMetadata]") -> None:
        self._sheets = sheets
        for metadata in sheets:
            refuse_spread(metadata)
        if sum(metadata.rows * metadata.columns for metadata in sheets) > CELLS_LIMIT:
            raise SheetError("sheet.too-many-cells")

    def look_before_loading(self, _index: int) -> None:
        """Return that the library waits: it reads all sheets at once."""
        return

    def metadata(self, index: int) -> "SheetMetadata":
        """Return what was found of a sheet."""
        return nth_sheet(self._sheets, index)

    def has_data(self, index: int) -> bool:
        """Tell whether a sheet holds any value."""
        return self.metadata(index).rows > 0

    def size(self, index: int) -> tuple[int, int]:
        """Return the rows and columns up to the last filled cell."""
        metadata = self.metadata(index)
        return metadata.rows, metadata.columns


def column_display(
    styles: Iterator[tuple[int, int]], displays: "dict[int, DisplayFormat]"
) -> "ColumnDisplay":
    """Return what is seen of a column, from the style of each of its cells."""
    from zns_batch.sheets.display import ColumnDisplay

    with scan_errors():
        return ColumnDisplay((row, displays.get(style)) for row, style in styles)


def column_hidden_days(
    styles: Iterator[tuple[int, int]], displays: "dict[int, DisplayFormat]"
) -> "HiddenDays | None":
    """Return which dates of a column are seen without their day, from the style of each cell."""
    from zns_batch.sheets.display import HiddenDays

    hiding = {display for display in set(displays.values()) if display.hides_day}
    if not hiding:
        return None
    with scan_errors():
        return HiddenDays((row, displays.get(style) in hiding) for row, style in styles)


def format_codes(styles: dict[int, int], displays: "dict[int, DisplayFormat]") -> dict[int, str]:
    """Return the number formats of a row, from the style of each of its cells."""
    return {column: displays[style].code for column, style in styles.items() if style in displays}


def refuse_spread(metadata: "SheetMetadata") -> None:
    """Refuse a sheet whose rectangle of cells would fill the memory."""
    rows, columns = metadata.rows, metadata.columns
    if rows * columns > CELLS_LIMIT or rows > ROW_LIMIT or columns > COLUMN_LIMIT:
        raise SheetError("sheet.too-spread", cell=f"{column_letter(columns - 1)}{rows}")


def nth_sheet(sheets: list[_T], index: int) -> _T:
    """Return a sheet by its place; a damaged workbook names more sheets than it has."""
    if index >= len(sheets):
        raise SheetError("sheet.damaged")
    return sheets[index]
