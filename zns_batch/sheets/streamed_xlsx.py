"""XlsxWriter's workbook with cells that become XML as they are written, several times as fast.

In constant memory XlsxWriter keeps a row's cells as objects and makes XML of each when the row is
over: it looks for the format, lists attributes, asks what kind of cell it is. Here a cell becomes XML
at once, by methods of the same names with the same arguments. All else stays XlsxWriter's: styles,
notes, links, charts, validations, the package. To go back, `writer.py` takes `xlsxwriter.Workbook` in
place of `StreamedWorkbook`, and nothing else changes.

XlsxWriter promises nothing about the methods that are overridden here, so tests compare each cell
with XlsxWriter's own XML, and only versions that passed are allowed.
"""

import os
import re
import time
from datetime import date, datetime
from functools import lru_cache
from io import StringIO, TextIOWrapper
from math import isfinite
from pathlib import Path
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook
from xlsxwriter.packager import Packager
from xlsxwriter.utility import _datetime_to_excel_datetime, _preserve_whitespace, xl_col_to_name
from xlsxwriter.worksheet import Worksheet

Format = Any  # xlsxwriter.format.Format: the library has no type information

_needs_escaping = re.compile("[&<>_\x00-\x08\x0b-\x1f\ufffe\uffff]").search
# What can't stand in XML as it is, and what may look like the escape of such a character.
_SURELY_FITS = 32_767 // 2
# A character is at most two UTF-16 units, of which a cell holds 32,767.
_EPOCH = datetime(1899, 12, 31)  # noqa: DTZ001 - cells have no time zone
_DAY = 24 * 60 * 60
_FIRST_YEAR = 1901
# In Excel's calendar 1900 was a leap year; from then on days are counted alike.
_ZIP_LEVEL = 2
# On such XML as fast as the fastest level. The usual one, 6, takes three times as long and makes a
# file smaller by a sixth.
_MOST_KEPT = 4096
# Numbers and days whose XML is kept.
_CHUNK = 1 << 18
_MOST_IN_MEMORY = 1 << 18
# Bytes of a sheet's rows: some hundred of them. Files of their own take longer than what is in them.
_SHEETS = "xl/worksheets/sheet"
_TIMESTAMP = time.mktime((1980, 1, 31, 0, 0, 0, 0, 0, -1))
# XlsxWriter's for each part.


class StreamedWorksheet(Worksheet):  # type: ignore[misc]  # the library has no type information
    """XlsxWriter's worksheet for a workbook in constant memory, with the calendar of 1900.

    Rows go from top to bottom. Places are numbers, not names such as `A1`, and a row's format is set
    before its cells.
    """

    def _initialize(self, init_data: dict[str, Any]) -> None:
        # XlsxWriter would make its file of rows here.
        super()._initialize({**init_data, "constant_memory": False})
        self.constant_memory = init_data["constant_memory"]
        # Ours: text by XlsxWriter's methods, bytes by those of this class. Few rows need no file.
        self._row_bytes = SpooledTemporaryFile(  # noqa: SIM115 - closed as XlsxWriter closes its own
            _MOST_IN_MEMORY, buffering=_CHUNK, dir=self.tmpdir
        )
        self.row_data_fh: Any = TextIOWrapper(self._row_bytes, encoding="utf-8", newline="\n")
        self.fh: Any = self.row_data_fh
        self.previous_row: int
        self._row_under_way = -1
        # XlsxWriter's own store of the current row: ready XML stands beside what it put there.
        self._row_cells: dict[int, Any] = {}
        self._of_text = _Openings(self, b' t="inlineStr"><is><t>')
        self._numbers: dict[float, bytes] = {}
        self._of_number = _Openings(self, b"><v>")

    def write_string(
        self, row: int, col: int, string: str, cell_format: Format | None = None
    ) -> int:
        """Write text as XlsxWriter does."""
        if (
            (row != self._row_under_way and not self._turn_to(row, col))
            or not (opening := self._of_text[cell_format][col])
            or len(string) > _SURELY_FITS
        ):
            written: int = self._write_string(row, col, string, cell_format)
            return written
        if _needs_escaping(string) or string != string.strip():
            string = self._escape_control_characters(string)
            if _preserve_whitespace(string):
                opening = opening[:-1] + b' xml:space="preserve">'
            string = self._escape_data(string)
        self._row_cells[col] = opening + string.encode() + b"</t></is></c>"
        return 0

    def write_number(
        self, row: int, col: int, number: float, cell_format: Format | None = None
    ) -> int:
        """Write a number as XlsxWriter does."""
        if (
            (row != self._row_under_way and not self._turn_to(row, col))
            or not (opening := self._of_number[cell_format][col])
            or not (ending := self._numbers.get(number) or self._number_ending(number))
        ):
            written: int = self._write_number(row, col, number, cell_format)
            return written
        self._row_cells[col] = opening + ending
        return 0

    def write_datetime(
        self, row: int, col: int, date: Any, cell_format: Format | None = None
    ) -> int:
        """Write a day, a moment, a time of day or a duration as XlsxWriter does."""
        if (
            (row != self._row_under_way and not self._turn_to(row, col))
            or cell_format is None
            or not (opening := self._of_number[cell_format][col])
        ):
            written: int = self._write_datetime(row, col, date, cell_format)
            return written
        self._row_cells[col] = opening + self._serial(date)
        return 0

    def set_column(self, *args: Any, **kwargs: Any) -> int:
        """Set a column as XlsxWriter does."""
        for openings in (self._of_text, self._of_number):
            openings.pop(None, None)
        done: int = super().set_column(*args, **kwargs)
        return done

    def _turn_to(self, row: int, col: int) -> bool:
        """Make a row the one under way; refuse one that is over, or that has a format of its own."""
        if self._check_dimensions(row, col):
            return False
        if row > self.previous_row:
            self._write_single_row(row)
        info = self.row_info.get(row)
        if info is not None and info.row_format:
            return False
        self._row_under_way = row
        self._row_cells = self.table[row]
        return True

    def _number_ending(self, number: float) -> bytes:
        """Return a number and its cell's end; nothing where only XlsxWriter's own way will do."""
        if type(number) not in {int, float} or not isfinite(number):
            return b""
        ending = f"{number:.16G}</v></c>".encode()
        # Prices and counts fill whole columns. (Zero is minus zero, too, and not written like it.)
        if number and len(self._numbers) < _MOST_KEPT:
            self._numbers[number] = ending
        return ending

    def _serial(self, moment: Any) -> bytes:
        """Return the number that stands for a moment, and its cell's end."""
        if type(moment) is date:
            return _day_serial(moment)
        if type(moment) is datetime and moment.year >= _FIRST_YEAR and moment.tzinfo is None:
            since = moment - _EPOCH
            serial = since.days + (since.seconds + since.microseconds / 1e6) / _DAY
            return f"{serial + 1:.16G}</v></c>".encode()
        return f"{self._convert_date_time(moment):.16G}</v></c>".encode()

    def _write_single_row(self, current_row_num: int = 0) -> None:
        """Write the row under way to the file of rows, and make another one the next."""
        self._row_under_way = -1
        row = self.previous_row
        cells = self.table.get(row)
        if (
            cells
            and row not in self.row_info
            and self.default_row_height == self.original_row_height
        ):
            try:
                xml = b"".join([cells[col] for col in sorted(cells)])
            except TypeError:
                pass  # there are cells that XlsxWriter put there
            else:
                xml = (b'<row r="\0">' + xml + b"</row>").replace(b"\0", b"%d" % (row + 1))
                self.row_data_fh.buffer.write(xml)
                self.previous_row = current_row_num
                self.table.clear()
                return
        super()._write_single_row(current_row_num)
        self.row_data_fh.flush()

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if isinstance(cell, bytes):
            self.fh.write(cell.decode().replace("\0", str(row + 1)))
        else:
            super()._write_cell(row, col, cell)

    def _write_optimized_sheet_data(self) -> None:
        """Copy the rows into the sheet, as bytes: XlsxWriter reads and writes them as text."""
        if self.dim_rowmin is None:
            super()._write_optimized_sheet_data()
            return
        self._xml_start_tag("sheetData")
        self.row_data_fh.seek(0)
        if isinstance(self.fh, StringIO):
            self.fh.write(self.row_data_fh.read())
        else:
            self.fh.flush()
            copyfileobj(self.row_data_fh.buffer, self.fh.buffer, _CHUNK)
        self.row_data_fh.close()
        self._xml_end_tag("sheetData")

    @property
    def is_small(self) -> bool:
        """Whether the rows need no file."""
        return self._row_bytes.tell() <= _MOST_IN_MEMORY


class _Openings(dict[Format | None, "_OpeningsOfFormat"]):
    """The beginnings of cells of one kind, for each format.

    Args:
        worksheet: Their worksheet.
        ending: How such a beginning ends.

    """

    def __init__(self, worksheet: StreamedWorksheet, ending: bytes) -> None:
        super().__init__()
        self._worksheet = worksheet
        self._ending = ending

    def __missing__(self, cell_format: Format | None) -> "_OpeningsOfFormat":
        self[cell_format] = _OpeningsOfFormat(self._worksheet, cell_format, self._ending)
        return self[cell_format]


class _OpeningsOfFormat(dict[int, bytes]):
    """The beginnings of cells in one format, for each column; empty beyond the last one.

    A null character, which no XML has, stands for the row's number.
    """

    def __init__(
        self, worksheet: StreamedWorksheet, cell_format: Format | None, ending: bytes
    ) -> None:
        super().__init__()
        self._worksheet = worksheet
        self._format = cell_format
        self._ending = ending

    def __missing__(self, col: int) -> bytes:
        worksheet, look = self._worksheet, self._format
        if worksheet._check_dimensions(worksheet.previous_row, col):  # noqa: SLF001 - its kin
            return b""
        if look is None and col in worksheet.col_info:
            look = worksheet.col_info[col].column_format
        style = "" if look is None else f' s="{look._get_xf_index()}"'  # noqa: SLF001 - its kin
        self[col] = f'<c r="{xl_col_to_name(col)}\0"{style}'.encode() + self._ending
        return self[col]


class StreamedWorkbook(Workbook):  # type: ignore[misc]  # the library has no type information
    """XlsxWriter's workbook in constant memory, for a file that can be read too while it is written."""

    worksheet_class = StreamedWorksheet

    def _get_packager(self) -> Packager:
        small = all(worksheet.is_small for worksheet in self.worksheets())
        self._parts = Packager() if small else _PartsButSheets()
        return self._parts

    def _store_workbook(self) -> None:
        # The parts that are small: a file for each costs more than all that stands in them.
        self.in_memory = True
        super()._store_workbook()
        if not isinstance(self._parts, _PartsButSheets):
            return
        with ZipFile(self.filename, "a", ZIP_DEFLATED, compresslevel=_ZIP_LEVEL) as package:
            for file, name, _ in self._parts.sheets:
                os.utime(file, (_TIMESTAMP, _TIMESTAMP))
                package.write(file, name)
                Path(file).unlink()


class _PartsButSheets(Packager):  # type: ignore[misc]  # the library has no type information
    """XlsxWriter's maker of a package's parts, which keeps the sheets back: they go in at another level.

    Attributes:
        sheets: The sheets' files, the names of their parts, and whether they are binary.

    """

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, bool]] = []

    def _filename(self, xml_filename: str) -> Any:
        self.in_memory = not xml_filename.startswith(_SHEETS)
        return super()._filename(xml_filename)

    def _create_package(self) -> list[tuple[str, str, bool]]:
        parts: list[tuple[str, str, bool]] = super()._create_package()
        self.sheets = [part for part in parts if part[1].startswith(_SHEETS)]
        return [part for part in parts if part not in self.sheets]


@lru_cache(maxsize=_MOST_KEPT)
def _day_serial(day: date) -> bytes:
    """Return the number that stands for a day, and its cell's end; the same few fill a whole column."""
    serial = _datetime_to_excel_datetime(day, date_1904=False, remove_timezone=False)
    return f"{serial:.16G}</v></c>".encode()
