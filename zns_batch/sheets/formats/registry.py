"""Metadata scanners, one for each workbook format.

What could fill the memory or stop the process is refused here, before the reading library sees a
file; and what the library would stumble over is written anew for it.
"""

import re
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Protocol, TypeVar
from xml.parsers import expat

from zns_batch.domain.sheet import DAY_ZERO_1904, column_letter
from zns_batch.errors import SheetError
from zns_batch.sheets.detect import WORKBOOK_STREAMS, FileKind
from zns_batch.sheets.display import ColumnDisplay, DisplayFormat, HiddenDays
from zns_batch.sheets.displayed_values import TooManyRunsError
from zns_batch.sheets.formats import ods, xls, xlsb, xlsx, xlsx_package
from zns_batch.sheets.formats.ods_content import OdsColumnDisplay, plain_content
from zns_batch.sheets.formats.ods_number_formats import ods_hidden_days, ods_number_formats
from zns_batch.sheets.formats.ole import BrokenOleError, OleFile
from zns_batch.sheets.formats.xlsx import SheetMetadata
from zns_batch.sheets.formats.xlsx_rows import (
    BrokenReferenceError,
    OversizedRowError,
    cells_lie_close,
)
from zns_batch.sheets.formats.xlsx_shared_strings import (
    EndlessTextsError,
    check_copies,
    check_texts,
)
from zns_batch.sheets.formats.xlsx_styles import read_styles
from zns_batch.sheets.grid import CELLS_LIMIT, COLUMN_LIMIT, ROW_LIMIT
from zns_batch.sheets.safety.zip_guard import ZipPackage

_T = TypeVar("_T")

STYLES_LIMIT = 64 << 20
"""Bytes. Excel gives up at 65,490 styles, which take less than half of it."""
LONG_SHEET = 1 << 20
"""Bytes of a sheet's part from which on it pays to begin loading before it was looked at."""
BINARY_SHEET_LIMIT = 256 << 20
"""Bytes of a sheet's part of an .xlsb. A million rows of eight columns take half of it."""

_FILLED = re.compile(rb"<(?:[\w.-]+:)?(?:v|t)(?:\s[^<>]*)?>[^<\s]")


class MetadataScanner(Protocol):
    """What a format tells of its sheets, which are counted from 0 in the workbook's order."""

    def may_load(self, index: int) -> bool:
        """Tell whether the library may load a sheet while `metadata` still looks at it.

        That is so for a long sheet whose cells surely fit into memory, whatever else it holds. What
        can't be told soon is a no.
        """
        ...

    def metadata(self, index: int) -> SheetMetadata:
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

    def mended(self, index: int, metadata: SheetMetadata, /) -> bytes | None:
        """Return the file so that the library reads this sheet of it well; `None` where it does."""
        ...

    def rewritten(self) -> bytes | None:
        """Return the file written anew for the library, which can't read it as it is."""
        ...

    def display(self, index: int, column: int) -> ColumnDisplay | OdsColumnDisplay:
        """Return what is seen of a column's cells through their formats."""
        ...

    def hidden_days(self, index: int, column: int) -> HiddenDays | None:
        """Return which dates of a column are seen without their day.

        Returns:
            `None`, without a look at the sheet, where no style of the workbook shows dates so.

        """
        ...

    def number_formats(self, index: int, row: int) -> dict[int, str]:
        """Return the number formats of a row's cells, as Excel spells them, by the column's place."""
        ...


def scanner_for(data: bytes, kind: FileKind) -> MetadataScanner:
    """Look at a workbook before the library does.

    Raises:
        SheetError: It is damaged, unpacks to too much, declares entities, or its cells lie too far
            apart to be held in memory.

    """
    scanners: dict[FileKind, Callable[[bytes], MetadataScanner]] = {
        FileKind.XLSX: _XlsxScanner,
        FileKind.XLSB: _XlsbScanner,
        FileKind.XLS: _XlsScanner,
        FileKind.ODS: _OdsScanner,
    }
    with _scan_errors():
        return scanners[kind](data)


@contextmanager
def _scan_errors() -> Iterator[None]:
    """Turn what the scanners meet in a damaged or hostile file into one line."""
    try:
        yield
    except (OversizedRowError, TooManyRunsError, ods.RepeatedTooOftenError) as error:
        raise SheetError("sheet.too-many-cells") from error
    except ods.DeclarationError as error:
        raise SheetError("sheet.declares-entities") from error
    except xls.UnnamedCodePageError as error:
        raise SheetError("sheet.code-page") from error
    except EndlessTextsError as error:
        raise SheetError(f"sheet.{error.key}") from error
    except (
        BrokenReferenceError,
        BrokenOleError,
        expat.ExpatError,
        struct.error,
        LookupError,  # also an encoding that nobody knows
        ValueError,
    ) as error:
        raise SheetError("sheet.damaged") from error


class _XlsxScanner:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self._package = ZipPackage(data)
        self._package.refuse_declarations()
        self._styles = read_styles(self._package.part(xlsx_package.STYLES, limit=STYLES_LIMIT))
        self._displays = self._styles.displays()
        self._texts = check_texts(self._package.chunks(xlsx_package.SHARED_STRINGS))
        self._sheets = xlsx_package.sheet_parts(self._package)
        self._close: set[int] = set()

    def may_load(self, index: int) -> bool:
        part = _nth(self._sheets, index)
        # Of long texts the copies have to be counted, and loose runs have to be mended.
        if self._texts.long_texts or self._texts.blank_runs:
            return False
        if self._package.size(part) < LONG_SHEET:
            return False
        with suppress(SheetError):  # `metadata` tells it
            if cells_lie_close(self._package.chunks(part)):
                self._close.add(index)
        return index in self._close

    def metadata(self, index: int) -> SheetMetadata:
        part = _nth(self._sheets, index)
        dates = [style for style, display in self._displays.items() if display.shows_dates]
        with _scan_errors():
            chunks = self._package.chunks(part)
            metadata = xlsx.scan_metadata(
                chunks, self._styles.telling(), dates, close=index in self._close
            )
            if metadata.rows * metadata.columns > CELLS_LIMIT:
                metadata.rows = xlsx.filled_size(self._package.chunks(part))[0]
            if metadata.rows * metadata.columns > CELLS_LIMIT:
                self._leave_out_far_cells(part, metadata)
            if self._texts.long_texts:
                texts = self._package.part(xlsx_package.SHARED_STRINGS)
                check_copies(texts, self._package.chunks(part))
        _refuse_spread(metadata)
        index_part = self._package.part(xlsx_package.WORKBOOK, limit=xlsx_package.INDEX_LIMIT)
        for properties in xlsx_package.elements(index_part, "workbookPr"):
            if properties.get("date1904") in {"1", "true"}:
                metadata.day_zero = DAY_ZERO_1904
        return metadata

    def _leave_out_far_cells(self, part: str, metadata: SheetMetadata) -> None:
        """Measure the sheet without single cells far to the right, where that can be."""
        metadata.far_cells = xlsx.find_far_cells(self._package.chunks(part))
        if metadata.far_cells:
            content = xlsx.mend_sheet(self._package.part(part), metadata)
            metadata.rows, metadata.columns = xlsx.filled_size(iter([content]))

    def has_data(self, index: int) -> bool:
        chunks = self._package.chunks(_nth(self._sheets, index))
        return any(_FILLED.search(chunk) for chunk in chunks)

    def size(self, index: int) -> tuple[int, int]:
        with _scan_errors():
            return xlsx.filled_size(self._package.chunks(_nth(self._sheets, index)))

    def mended(self, index: int, metadata: SheetMetadata, /) -> bytes | None:
        mended: dict[str, bytes] = {}
        if metadata.strange or metadata.too_large or metadata.blank_runs or metadata.far_cells:
            part = _nth(self._sheets, index)
            mended[part.lower()] = xlsx.mend_sheet(self._package.part(part), metadata)
        if self._texts.blank_runs:
            texts = self._package.part(xlsx_package.SHARED_STRINGS)
            mended[xlsx_package.SHARED_STRINGS.lower()] = xlsx.keep_blank_runs(texts)
        return self._package.with_parts(mended) if mended else None

    def rewritten(self) -> bytes | None:
        return xlsx_package.common_package(self._package, xlsx_package.WORKBOOK, if_odd=True)

    def display(self, index: int, column: int) -> ColumnDisplay:
        chunks = self._package.chunks(_nth(self._sheets, index))
        return _display(xlsx.column_styles(chunks, column), self._displays)

    def hidden_days(self, index: int, column: int) -> HiddenDays | None:
        chunks = self._package.chunks(_nth(self._sheets, index))
        return _hidden_days(xlsx.column_styles(chunks, column), self._displays)

    def number_formats(self, index: int, row: int) -> dict[int, str]:
        chunks = self._package.chunks(_nth(self._sheets, index))
        with _scan_errors():
            styles = xlsx.row_styles(chunks, row)
        return _codes(styles, self._displays)


class _XlsbScanner:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self._package = ZipPackage(data)
        self._package.refuse_declarations()
        self._package.measure("xl/sharedStrings.bin")
        limit = xlsx_package.INDEX_LIMIT
        workbook = self._package.part("xl/workbook.bin", limit=limit)
        styles = xlsb.read_styles(self._package.part("xl/styles.bin", limit=STYLES_LIMIT))
        self._day_zero = xlsb.day_zero(workbook)
        self._formats = xlsb.telling_formats(styles, self._day_zero)
        self._displays = styles.displays()
        relations = self._package.part("xl/_rels/workbook.bin.rels", limit=limit)
        targets = xlsx_package.relation_targets(relations, "xl")
        self._sheets = [targets.get(key, ("", ""))[1] for key in xlsb.sheet_ids(workbook)]

    def may_load(self, _index: int) -> bool:
        return False

    def metadata(self, index: int) -> SheetMetadata:
        with _scan_errors():
            metadata = xlsb.scan_metadata(self._part(index), self._formats)
        _refuse_spread(metadata)
        metadata.day_zero = self._day_zero
        return metadata

    def has_data(self, index: int) -> bool:
        return self.metadata(index).rows > 0

    def size(self, index: int) -> tuple[int, int]:
        metadata = self.metadata(index)
        return metadata.rows, metadata.columns

    def mended(self, _index: int, _metadata: SheetMetadata, /) -> None:
        return None

    def rewritten(self) -> None:
        return None

    def display(self, index: int, column: int) -> ColumnDisplay:
        return _display(xlsb.column_styles(self._part(index), column), self._displays)

    def hidden_days(self, index: int, column: int) -> HiddenDays | None:
        return _hidden_days(xlsb.column_styles(self._part(index), column), self._displays)

    def number_formats(self, index: int, row: int) -> dict[int, str]:
        with _scan_errors():
            return _codes(xlsb.row_styles(self._part(index), row), self._displays)

    def _part(self, index: int) -> bytes:
        return self._package.part(_nth(self._sheets, index), limit=BINARY_SHEET_LIMIT)


class _WholeFileScanner:
    """A format whose sheets the library reads all at once, so all are looked at first."""

    def __init__(self, sheets: list[SheetMetadata]) -> None:
        self._sheets = sheets
        for metadata in sheets:
            _refuse_spread(metadata)
        if sum(metadata.rows * metadata.columns for metadata in sheets) > CELLS_LIMIT:
            raise SheetError("sheet.too-many-cells")

    def may_load(self, _index: int) -> bool:
        return False

    def metadata(self, index: int) -> SheetMetadata:
        return _nth(self._sheets, index)

    def has_data(self, index: int) -> bool:
        return self.metadata(index).rows > 0

    def size(self, index: int) -> tuple[int, int]:
        metadata = self.metadata(index)
        return metadata.rows, metadata.columns


class _XlsScanner(_WholeFileScanner):
    def __init__(self, data: bytes) -> None:
        ole = OleFile(data)
        name = next(name for name in WORKBOOK_STREAMS if name.lower() in ole.names)
        stream = ole.stream(name)
        self._book = xls.read_workbook_records(stream)
        self._displays = self._book.styles.displays()
        self.data = ole.with_stream(name, self._book.stream, called=name)
        super().__init__(self._book.sheets())

    def mended(self, _index: int, _metadata: SheetMetadata, /) -> None:
        return None

    def rewritten(self) -> None:
        return None

    def display(self, index: int, column: int) -> ColumnDisplay:
        return _display(self._book.column_styles(index, column), self._displays)

    def hidden_days(self, index: int, column: int) -> HiddenDays | None:
        return _hidden_days(self._book.column_styles(index, column), self._displays)

    def number_formats(self, index: int, row: int) -> dict[int, str]:
        with _scan_errors():
            return _codes(self._book.row_styles(index, row), self._displays)


class _OdsScanner(_WholeFileScanner):
    def __init__(self, data: bytes) -> None:
        self.data = data
        self._package = package = ZipPackage(data)
        package.refuse_declarations()
        package.measure("styles.xml", limit=STYLES_LIMIT)
        styles, content = package.chunks("styles.xml"), package.chunks("content.xml")
        sheets = ods.scan_metadata(content, styles)
        self._far_cells = {
            (place, cell) for place, sheet in enumerate(sheets) for cell in sheet.far_cells
        }
        super().__init__(sheets)
        if self._far_cells:
            self.data = self.rewritten()

    def mended(self, _index: int, metadata: SheetMetadata, /) -> bytes | None:
        return self.rewritten() if metadata.rewrite else None

    def rewritten(self) -> bytes:
        with _scan_errors():
            content = plain_content(self._package.chunks("content.xml"), self._far_cells)
        return self._package.with_parts({"content.xml": content})

    def display(self, index: int, column: int) -> OdsColumnDisplay:
        with _scan_errors():
            return OdsColumnDisplay(self._package.chunks("content.xml"), index, column)

    def hidden_days(self, index: int, column: int) -> HiddenDays | None:
        if not self.metadata(index).hides_days:
            return None
        with _scan_errors():
            styles, content = map(self._package.chunks, ("styles.xml", "content.xml"))
            return HiddenDays(ods_hidden_days(styles, content, index, column))

    def number_formats(self, index: int, row: int) -> dict[int, str]:
        with _scan_errors():
            styles, content = map(self._package.chunks, ("styles.xml", "content.xml"))
            return ods_number_formats(styles, content, index, row)


def _display(
    styles: Iterator[tuple[int, int]], displays: dict[int, DisplayFormat]
) -> ColumnDisplay:
    """Return what is seen of a column, from the style of each of its cells."""
    with _scan_errors():
        return ColumnDisplay((row, displays.get(style)) for row, style in styles)


def _hidden_days(
    styles: Iterator[tuple[int, int]], displays: dict[int, DisplayFormat]
) -> HiddenDays | None:
    """Return which dates of a column are seen without their day, from the style of each cell."""
    hiding = {display for display in set(displays.values()) if display.hides_day}
    if not hiding:
        return None
    with _scan_errors():
        return HiddenDays((row, displays.get(style) in hiding) for row, style in styles)


def _codes(styles: dict[int, int], displays: dict[int, DisplayFormat]) -> dict[int, str]:
    """Return the number formats of a row, from the style of each of its cells."""
    return {column: displays[style].code for column, style in styles.items() if style in displays}


def _refuse_spread(metadata: SheetMetadata) -> None:
    """Refuse a sheet whose rectangle of cells would fill the memory."""
    rows, columns = metadata.rows, metadata.columns
    if rows * columns > CELLS_LIMIT or rows > ROW_LIMIT or columns > COLUMN_LIMIT:
        raise SheetError("sheet.too-spread", cell=f"{column_letter(columns - 1)}{rows}")


def _nth(sheets: list[_T], index: int) -> _T:
    if index >= len(sheets):
        raise SheetError("sheet.damaged")
    return sheets[index]
