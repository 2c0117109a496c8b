"""A recipient list as the rest of the program sees it: columns, and rows with typed cells."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from zns_batch.i18n import Face, Lang, Value, translate


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that shows an error instead of a value.

    Attributes:
        shown: What the spreadsheet shows, such as `#N/A`.

    """

    shown: str


DAY_ZERO = date(1899, 12, 30)
"""What the number 0 is where a number is a date, in nearly all spreadsheets."""
DAY_ZERO_1904 = date(1904, 1, 1)
"""What it is in those of old Macintosh programs (ECMA-376 part 1, 18.17.4.1)."""

Cell = str | int | float | bool | date | datetime | time | timedelta | CellError | None
"""One cell, typed as the file has it. `None` is an empty cell."""


class Seen(Enum):
    """What a number format makes of a cell, where that is no text of its own."""

    PLAIN = "plain"
    """The cell's value, plainly written."""
    UNKNOWN = "unknown"
    """Something else, which can't be told from the format."""
    NO_DAY = "no-day"
    """A month or a year, without the day that the cell holds."""


CellDisplay = Callable[[int, Cell], str | Seen]
"""Returns what is seen of a column's cell, by its row number and value."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column.

    Attributes:
        index: Its place in the spreadsheet, from 0 (`A`).
        header: The header's text as a person sees it; empty when it has none.

    """

    index: int
    header: str

    @property
    def letter(self) -> str:
        """Its letter in the spreadsheet: `A`, `Z`, `AA`."""
        return column_letter(self.index)

    @property
    def title(self) -> str:
        """Its header, or its letter where it has no header."""
        return self.header or self.letter


@dataclass(frozen=True, kw_only=True, slots=True)
class RowFault:
    """Why the cells of a row can't be trusted to stand in the columns they seem to stand in."""

    #: The entry of the catalogue, without its `problem.` prefix.
    code: str
    #: The values for its sentence.
    params: dict[str, Value] = field(default_factory=dict)


class Row(NamedTuple):
    """One row. A tuple, because it is made once for each row, of which there may be a million.

    Attributes:
        number: The spreadsheet's own row number, from 1.
        cells: One cell for each column of the sheet.
        fault: Why it is never sent, where its cells can't be trusted.

    """

    number: int
    cells: tuple[Cell, ...]
    fault: RowFault | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetWarning:
    """Something about the whole sheet that a person should know and that stops nothing.

    Attributes:
        code: The entry of the catalogue, without its `sheet.` prefix.
        params: The values for its sentence.

    """

    code: str
    params: dict[str, Value] = field(default_factory=dict)

    def text(self, lang: Lang, *, face: Face = "") -> str:
        """Return the sentence for a person who reads `lang`, on a page for the face `web`."""
        return translate(f"sheet.{self.code}", lang, face, **self.params)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A recipient list, opened. Its rows are read when they are asked for, each time anew.

    Attributes:
        path: The file; for a list that came from Python, a name for it.
        name: The sheet's name; `None` for a text file.
        columns: One for each column up to the last header.
        header_row: The spreadsheet's own number of the header row.
        notices: What a person should know about the sheet.
        day_zero: What the number 0 is in this file where a number is a date.
        read: Makes a new iterator over the rows below the header. Blank rows are left out and the
            others keep their numbers.
        titles: The filled rows above the header, such as a title and a date.
        number_formats: Returns the number formats of the first row, as Excel spells them, by the
            column's index; without those that are not known.
        displays: Returns, for a column's index, what is seen of its cells through their formats;
            `None` where all of them are seen plainly written.
        hidden_days: Returns, for a column's index, which of its dates are seen without their day
            (`Seen.NO_DAY`); `None` where no cell of the workbook has such a format.

    """

    path: Path
    name: str | None
    columns: tuple[Column, ...]
    header_row: int
    notices: tuple[SheetWarning, ...] = ()
    day_zero: date = DAY_ZERO
    titles: tuple[Row, ...] = ()
    read: Callable[[], Iterator[Row]] = field(repr=False, compare=False)
    displays: Callable[[int], CellDisplay | None] = field(
        default=lambda _: None, repr=False, compare=False
    )
    hidden_days: Callable[[int], CellDisplay | None] = field(
        default=lambda _: None, repr=False, compare=False
    )
    number_formats: Callable[[], Mapping[int, str]] = field(default=dict, repr=False, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetListing:
    """One sheet in the list of a workbook's sheets."""

    #: Its name; `None` for a text table.
    name: str | None
    #: Whether a person sees it in the spreadsheet program.
    visible: bool
    #: The number of the last row that holds anything, and of columns up to the last filled one.
    rows: int
    columns: int


def column_letter(index: int) -> str:
    """Return the letter of a column counted from 0: `0` is `A`, `26` is `AA`."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
