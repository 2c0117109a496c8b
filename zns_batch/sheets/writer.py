"""Writing workbooks: cells that can never act, in a file that appears whole or not at all.

A list comes from strangers. Text is always written as text, so `=HYPERLINK(…)` in a customer's name
stays a name; what Excel can't hold as a value (a number of 20 digits, a date of 1850) is written as
text rather than as another value.
"""

import math
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time, timedelta
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError, FileSizeError

from zns_batch.domain.sheet import Cell, CellError
from zns_batch.sheets.streamed_xlsx import StreamedWorkbook
from zns_batch.sheets.temp_files import remove_stale_at_times
from zns_batch.sheets.whole_file import explained, output_error, whole_file

MAX_ROWS = 1_048_576
"""Rows of one worksheet (Excel specifications and limits, "Total number of rows")."""
MAX_COLUMNS = 16_384
"""Columns of one worksheet (Excel specifications and limits)."""
MAX_TEXT = 32_767
"""Characters of one cell, as UTF-16 units (Excel specifications and limits)."""

_OPTIONS = {
    "constant_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "use_zip64": True,
}
# Excel keeps 15 digits of a number; a longer one would come back as another number.
_MAX_INT = 10**15
# From here on Excel's General format shows 8.49E+11 instead of the digits.
_WIDE_INT = 10**11
# A float is compared with a float in a third of the time.
_WIDE_FLOAT = 1e11
_FIRST_YEAR = 1900
# A character is at most two UTF-16 units.
_SURELY_FITS = MAX_TEXT // 2
# In a cell with the text format such a value stays what it is when somebody edits the cell: a
# leading zero is not lost, a formula not born.
_KEEP_AS_TEXT = frozenset("0123456789=+-@\t\r＝＋－＠")
# A longer text in a cell with the text format is shown as ##### by some versions of Excel.
_MAX_KEPT = 255

Format = Any  # xlsxwriter.format.Format: the library has no type information
Worksheet = Any  # xlsxwriter.worksheet.Worksheet


class CellStyles:
    """How each kind of cell looks on one background; a format is made when a cell needs it.

    Args:
        book: The workbook the formats belong to.
        look: XlsxWriter's format properties that all kinds share, such as `bg_color`; a
            `num_format` among them takes the place of the kinds' own.

    """

    def __init__(self, book: Workbook, **look: Any) -> None:
        self._book = book
        self._look = look

    @cached_property
    def plain(self) -> Format | None:
        """Whatever needs no format of its own."""
        return self._book.add_format(self._look) if self._look else None

    @cached_property
    def text(self) -> Format:
        """Text that must stay what it is."""
        return self._shown_as("@")

    @cached_property
    def digits(self) -> Format:
        """A number with all its digits."""
        return self._shown_as("0")

    @cached_property
    def date(self) -> Format:
        """A day."""
        return self._shown_as("dd/mm/yyyy")

    # Seconds only where there are any, as people write times: 08:00.
    @cached_property
    def datetime(self) -> tuple[Format, Format]:
        """A moment, without seconds and with them."""
        return self._shown_as("dd/mm/yyyy hh:mm"), self._shown_as("dd/mm/yyyy hh:mm:ss")

    @cached_property
    def time(self) -> tuple[Format, Format]:
        """A time of day, without seconds and with them."""
        return self._shown_as("hh:mm"), self._shown_as("hh:mm:ss")

    @cached_property
    def duration(self) -> tuple[Format, Format]:
        """A duration, without seconds and with them."""
        return self._shown_as("[h]:mm"), self._shown_as("[h]:mm:ss")

    def _shown_as(self, num_format: str) -> Format:
        return self._book.add_format({"num_format": num_format, **self._look})


class CellWriter:
    """Writes typed cells to one worksheet.

    Args:
        worksheet: XlsxWriter's worksheet. Its rows must be written from top to bottom.
        styles: How the cells look.
        cut_note: The note put on a cell whose text is longer than a cell can hold.

    Attributes:
        worksheet: The worksheet.
        cut: How many cells were longer than a cell can hold.

    """

    def __init__(self, worksheet: Worksheet, styles: CellStyles, *, cut_note: str) -> None:
        self.cut = 0
        self.worksheet = worksheet
        self._styles = styles
        self._cut_note = cut_note
        self._write_string = worksheet.write_string
        self._write_number = worksheet.write_number
        self._write_datetime = worksheet.write_datetime
        self._writers: dict[type, Callable[[int, int, Any], None]] = {
            str: self.write_text,
            int: self.write_int,
            float: self.write_float,
            bool: self.write_bool,
            date: self.write_date,
            datetime: self.write_datetime,
            time: self.write_time,
            timedelta: self.write_duration,
            CellError: self.write_error,
            type(None): self.write_empty,
        }

    def write_cell(self, row: int, col: int, cell: Cell) -> None:
        """Write one cell; text is never taken for a formula, a number or a link.

        Args:
            row: The row, from 0.
            col: The column, from 0.
            cell: The value. What Excel can't hold as such a value is written as text.

        """
        writer = self._writers.get(type(cell))
        if writer:
            writer(row, col, cell)
        else:
            self._writer_of(type(cell))(row, col, cell)

    def write_row(self, row: int, cells: Iterable[Cell]) -> None:
        """Write a row's cells from the first column on.

        Args:
            row: The row, from 0.
            cells: Its values.

        """
        writers = self._writers
        write_string, styles = self._write_string, self._styles
        for col, cell in enumerate(cells):
            if type(cell) is str and 0 < len(cell) <= _MAX_KEPT and (first := cell[0]) != "<":
                # Most cells are such text: what `write_text` does, without asking it.
                look = styles.text if first in _KEEP_AS_TEXT else styles.plain
                try:
                    write_string(row, col, cell, look)
                except UnicodeEncodeError:
                    self.write_text(row, col, cell)
                continue
            kind = type(cell)
            (writers.get(kind) or self._writer_of(kind))(row, col, cell)

    def _writer_of(self, kind: type) -> Callable[[int, int, Any], None]:
        """Return how to write a kind not met before: as its nearest parent, or as text."""
        parents = (parent for parent in kind.__mro__ if parent in self._writers)
        nearest = next(parents, None)
        self._writers[kind] = self._writers[nearest] if nearest else self.write_other
        return self._writers[kind]

    def write_text(self, row: int, col: int, text: str) -> None:
        """Write text as text, whatever it looks like."""
        first = text[:1]
        if not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:  # halves of characters, which no file can hold
                text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if first == "<" or len(text) > _MAX_KEPT:
            self._write_rare_text(row, col, text)
        elif first:
            styles = self._styles
            look = styles.text if first in _KEEP_AS_TEXT else styles.plain
            self._write_string(row, col, text, look)
        else:
            self.write_empty(row, col, None)

    def _write_rare_text(self, row: int, col: int, text: str) -> None:
        """Write a text that may be longer than a cell holds, or look like markup."""
        units = text.encode("utf-16-le") if len(text) > _SURELY_FITS else b""
        if len(units) > 2 * MAX_TEXT:
            text = units[: 2 * MAX_TEXT].decode("utf-16-le", "ignore")
            self.cut += 1
            self.worksheet.write_comment(row, col, self._cut_note)
        plain = self._styles.plain
        if text.startswith("<r>") and text.endswith("</r>"):
            # XlsxWriter takes such a text for its own rich text and would write it unescaped, which
            # breaks the file. As two runs of one rich text it is escaped and reads the same.
            last = () if plain is None else (plain,)
            runs = (text[:1], self._styles.text, text[1:])
            self.worksheet.write_rich_string(row, col, *runs, *last)
        else:
            self._write_string(row, col, text, plain)

    def write_int(self, row: int, col: int, number: int) -> None:
        """Write a whole number; one that Excel would round as text."""
        if -_WIDE_INT < number < _WIDE_INT:
            self._write_number(row, col, number, self._styles.plain)
        elif -_MAX_INT < number < _MAX_INT:
            self._write_number(row, col, number, self._styles.digits)
        else:
            self._write_string(row, col, str(number), self._styles.text)

    def write_float(self, row: int, col: int, number: float) -> None:
        """Write a number; an infinite one as text."""
        if -_WIDE_FLOAT < number < _WIDE_FLOAT:
            self._write_number(row, col, number, self._styles.plain)
        elif not math.isfinite(number):
            self._write_string(row, col, str(number), self._styles.text)
        elif abs(number) < _MAX_INT and number.is_integer():
            self._write_number(row, col, number, self._styles.digits)
        else:
            self._write_number(row, col, number, self._styles.plain)

    def write_bool(self, row: int, col: int, truth: bool) -> None:  # noqa: FBT001 - it is the cell
        """Write a truth value."""
        self.worksheet.write_boolean(row, col, truth, self._styles.plain)

    def write_date(self, row: int, col: int, day: date) -> None:
        """Write a day; one before 1900 as text."""
        if day.year < _FIRST_YEAR:
            self._write_string(row, col, _day_text(day), self._styles.text)
        else:
            self._write_datetime(row, col, day, self._styles.date)

    def write_datetime(self, row: int, col: int, when: datetime) -> None:
        """Write a moment, as its own clock shows it; one before 1900 as text."""
        wall = when.replace(tzinfo=None)
        if wall.year < _FIRST_YEAR:
            text = f"{_day_text(wall)} {wall:%H:%M:%S}"
            self._write_string(row, col, text, self._styles.text)
        else:
            look = self._styles.datetime[bool(wall.second or wall.microsecond)]
            self._write_datetime(row, col, wall, look)

    def write_time(self, row: int, col: int, when: time) -> None:
        """Write a time of day."""
        look = self._styles.time[bool(when.second or when.microsecond)]
        self._write_datetime(row, col, when.replace(tzinfo=None), look)

    def write_duration(self, row: int, col: int, span: timedelta) -> None:
        """Write a duration; a negative one as text."""
        if span < timedelta(0):
            self._write_string(row, col, str(span), self._styles.text)
        else:
            look = self._styles.duration[bool(span.seconds % 60 or span.microseconds)]
            self._write_datetime(row, col, span, look)

    def write_error(self, row: int, col: int, error: CellError) -> None:
        """Write what an error cell shows, as text."""
        self._write_string(row, col, error.shown, self._styles.plain)

    def write_empty(self, row: int, col: int, _: None) -> None:
        """Write an empty cell. Only one with a background needs to exist."""
        if self._styles.plain is not None:
            self.worksheet.write_blank(row, col, None, self._styles.plain)

    def write_other(self, row: int, col: int, value: object) -> None:
        """Write a value of any other type as text."""
        self.write_text(row, col, str(value))


_SCRATCH = "zns-batch-"


@contextmanager
def new_workbook(path: Path) -> Iterator[Workbook]:
    """Make a workbook that takes the place of `path` only when it is whole.

    It is written under another name in the same folder, flushed to the disk and renamed. When
    anything fails nothing is left, and a file that was there before stays as it was.

    Args:
        path: The file to make. A missing folder is made too.

    Yields:
        XlsxWriter's workbook, in constant memory: rows of a worksheet go from top to bottom.

    Raises:
        OutputError: The file can't be written there.

    """
    with whole_file(path) as file:
        # XlsxWriter keeps rows in temporary files: readable by their owner alone, and gone whatever
        # happens.
        with explained(path):
            remove_stale_at_times(Path(tempfile.gettempdir()), f"{_SCRATCH}*")
            made = tempfile.TemporaryDirectory(prefix=_SCRATCH, ignore_cleanup_errors=True)
        with made as scratch:
            output = _Output(file)
            book = StreamedWorkbook(output, {**_OPTIONS, "tmpdir": scratch})
            try:
                yield book
                book.close()
            except BaseException as error:
                # A half-written package is closed whenever it is collected, into nothing then.
                output.file = BytesIO()
                if isinstance(error, FileCreateError | FileSizeError):
                    raise output_error(path, error.args[0] if error.args else error) from error
                raise
            finally:
                for worksheet in book.worksheets():
                    # Public calls close these files only by writing the workbook, which must not
                    # happen after a failure; Windows removes no file that is open.
                    with suppress(OSError):
                        worksheet._opt_close()  # noqa: SLF001 — see above


class _Output:
    """The workbook's file as XlsxWriter's package sees it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)


def _day_text(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year:04}"
