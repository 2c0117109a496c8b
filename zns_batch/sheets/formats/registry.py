"""What is looked at in a workbook beside the reading library, in each format its own way.

Before the library sees a file, what could fill the memory or stop the process is refused here.
"""

import re
import struct
from collections.abc import Callable
from datetime import date
from pathlib import PurePosixPath
from typing import Protocol, TypeVar
from xml.parsers import expat

from zns_batch.domain.sheet import DAY_ZERO, DAY_ZERO_1904, column_letter
from zns_batch.errors import SheetError
from zns_batch.sheets.detect import WORKBOOK_STREAMS, FileKind
from zns_batch.sheets.displayed_values import TooManyRunsError
from zns_batch.sheets.formats import ods, xls, xlsb
from zns_batch.sheets.formats.ole import BrokenOleError, OleFile
from zns_batch.sheets.formats.xlsx import (
    BrokenReferenceError,
    OversizedRowError,
    SheetMetadata,
    filled_size,
    scan_metadata,
)
from zns_batch.sheets.formats.xlsx_shared_strings import EndlessTextsError, check_texts
from zns_batch.sheets.formats.xlsx_styles import Formats, formats_in
from zns_batch.sheets.grid import CELLS_LIMIT, COLUMN_LIMIT, ROW_LIMIT
from zns_batch.sheets.safety.zip_guard import ZipPackage

_T = TypeVar("_T")

INDEX_LIMIT = 32 << 20
"""Bytes of the parts that list sheets and relations. Thousands of defined names take a tenth."""
STYLES_LIMIT = 64 << 20
"""Bytes. Excel gives up at 65,490 styles, which take less than half of it."""
BINARY_SHEET_LIMIT = 256 << 20
"""Bytes of a sheet's part of an .xlsb. A million rows of eight columns take half of it."""

_FILLED = re.compile(rb"<(?:[\w.-]+:)?(?:v|t)(?:\s[^<>]*)?>[^<\s]")


class MetadataScanner(Protocol):
    """What a format tells of its sheets, which are counted from 0 in the workbook's order."""

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

    def readable(self, index: int, marks: SheetMetadata, /) -> bytes:
        """Return the file so that the library can read this sheet of it."""
        ...


def scanner_for(data: bytes, kind: FileKind) -> MetadataScanner:
    """Look at a workbook before the library does.

    Args:
        data: The file, whole.
        kind: What the file is.

    Raises:
        SheetError: It is damaged, unpacks to too much, declares entities, or its cells lie too far
            apart to be held in memory.

    """
    makers: dict[FileKind, Callable[[bytes], MetadataScanner]]
    makers = {
        FileKind.XLSX: _XlsxScanner,
        FileKind.XLSB: _XlsbScanner,
        FileKind.XLS: _XlsScanner,
        FileKind.ODS: _OdsScanner,
    }
    return makers[kind](data)


class _XlsxScanner:
    _TEXTS = "xl/sharedStrings.xml"

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._package = ZipPackage(data)
        self._package.refuse_declarations()
        self._formats = self._formats_in("xl/styles.xml")
        self._check_texts()
        self._sheets = _sheet_parts(self._package)

    def metadata(self, index: int) -> SheetMetadata:
        part = self._part(index)
        try:
            marks = scan_metadata(self._package.chunks(part), self._formats)
            if marks.rows * marks.columns > CELLS_LIMIT:
                marks.rows = filled_size(self._package.chunks(part))[0]
        except (OversizedRowError, TooManyRunsError) as error:
            raise SheetError("sheet.too-many-cells") from error
        except BrokenReferenceError as error:
            raise SheetError("sheet.damaged") from error
        _refuse_spread(marks)
        marks.day_zero = self._day_zero()
        return marks

    def has_data(self, index: int) -> bool:
        return any(_FILLED.search(chunk) for chunk in self._package.chunks(self._part(index)))

    def size(self, index: int) -> tuple[int, int]:
        try:
            return filled_size(self._package.chunks(self._part(index)))
        except OversizedRowError as error:
            raise SheetError("sheet.too-many-cells") from error
        except BrokenReferenceError as error:
            raise SheetError("sheet.damaged") from error

    def readable(self, index: int, marks: SheetMetadata, /) -> bytes:
        """Put an error that the library knows in the place of those that it doesn't."""
        if not marks.strange:
            return self._data
        part = self._part(index)
        content = self._package.part(part)
        for shown in marks.strange:
            text = re.escape(shown.encode())
            content = re.sub(
                rb"(<(?:[\w.-]+:)?v[^<>]*>)\s*" + text + rb"\s*<", rb"\1#N/A<", content
            )
        return self._package.with_part(part, content)

    def _day_zero(self) -> date:
        said = _elements(self._package, "xl/workbook.xml", "workbookPr")
        from_1904 = any(each.get("date1904") in {"1", "true"} for each in said)
        return DAY_ZERO_1904 if from_1904 else DAY_ZERO

    def _formats_in(self, part: str) -> Formats:
        try:
            return formats_in(self._package.part(part, limit=STYLES_LIMIT))
        except expat.ExpatError as error:
            raise SheetError("sheet.damaged") from error

    def _check_texts(self) -> None:
        try:
            check_texts(self._package.chunks(self._TEXTS))
        except EndlessTextsError as error:
            raise SheetError(f"sheet.{error.key}") from error

    def _part(self, index: int) -> str:
        return _nth(self._sheets, index)


class _XlsbScanner:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._package = ZipPackage(data)
        self._package.refuse_declarations()
        styles = self._package.part("xl/styles.bin", limit=STYLES_LIMIT)
        self._package.measure("xl/sharedStrings.bin")
        workbook = self._package.part("xl/workbook.bin", limit=INDEX_LIMIT)
        try:
            self._formats = xlsb.formats_in(styles)
            self._day_zero = xlsb.day_zero(workbook)
            ids = xlsb.sheet_ids(workbook)
        except (struct.error, IndexError) as error:
            raise SheetError("sheet.damaged") from error
        self._sheets = _targets(self._package, "xl/_rels/workbook.bin.rels", ids)

    def metadata(self, index: int) -> SheetMetadata:
        name = _nth(self._sheets, index)
        part = self._package.part(name, limit=BINARY_SHEET_LIMIT)
        try:
            marks = xlsb.scan_metadata(part, self._formats)
        except (struct.error, IndexError) as error:
            raise SheetError("sheet.damaged") from error
        except TooManyRunsError as error:
            raise SheetError("sheet.too-many-cells") from error
        _refuse_spread(marks)
        marks.day_zero = self._day_zero
        return marks

    def has_data(self, index: int) -> bool:
        return self.metadata(index).rows > 0

    def size(self, index: int) -> tuple[int, int]:
        marks = self.metadata(index)
        return marks.rows, marks.columns

    def readable(self, _index: int, _marks: SheetMetadata, /) -> bytes:
        return self._data


class _WholeFileScanner:
    """A format whose sheets the library reads all at once, so all are looked at first."""

    def __init__(self, data: bytes, sheets: list[SheetMetadata]) -> None:
        self._data = data
        self._sheets = sheets
        for marks in sheets:
            _refuse_spread(marks)
        if sum(marks.rows * marks.columns for marks in sheets) > CELLS_LIMIT:
            raise SheetError("sheet.too-many-cells")

    def metadata(self, index: int) -> SheetMetadata:
        return _nth(self._sheets, index)

    def has_data(self, index: int) -> bool:
        return self.metadata(index).rows > 0

    def size(self, index: int) -> tuple[int, int]:
        marks = self.metadata(index)
        return marks.rows, marks.columns

    def readable(self, _index: int, _marks: SheetMetadata, /) -> bytes:
        return self._data


class _XlsScanner(_WholeFileScanner):
    def __init__(self, data: bytes) -> None:
        try:
            ole = OleFile(data)
            name = next(each for each in WORKBOOK_STREAMS if each in ole.names)
            sheets = xls.scan_metadata(ole.stream(name))
        except (BrokenOleError, struct.error, IndexError, ValueError) as error:
            raise SheetError("sheet.damaged") from error
        except TooManyRunsError as error:
            raise SheetError("sheet.too-many-cells") from error
        super().__init__(data, sheets)


class _OdsScanner(_WholeFileScanner):
    def __init__(self, data: bytes) -> None:
        package = ZipPackage(data)
        package.refuse_declarations()
        package.measure("styles.xml", limit=STYLES_LIMIT)
        styles, content = package.chunks("styles.xml"), package.chunks("content.xml")
        try:
            sheets = ods.scan_metadata(content, styles)
        except expat.ExpatError as error:
            raise SheetError("sheet.damaged") from error
        except ods.DeclarationError as error:
            raise SheetError("sheet.declares-entities") from error
        except ods.RepeatedTooOftenError as error:
            raise SheetError("sheet.too-many-cells") from error
        super().__init__(data, sheets)


def _refuse_spread(marks: SheetMetadata) -> None:
    """Refuse a sheet whose rectangle of cells would fill the memory."""
    rows, columns = marks.rows, marks.columns
    if rows * columns > CELLS_LIMIT or rows > ROW_LIMIT or columns > COLUMN_LIMIT:
        last = f"{column_letter(columns - 1)}{rows}"
        raise SheetError("sheet.too-spread", cell=last)


def _sheet_parts(package: ZipPackage) -> list[str]:
    """Return the name of each sheet's part, in the order of an .xlsx workbook."""
    ids = [
        next((value for name, value in each.items() if name.endswith(":id")), "")
        for each in _elements(package, "xl/workbook.xml", "sheet")
    ]
    return _targets(package, "xl/_rels/workbook.xml.rels", ids)


def _targets(package: ZipPackage, relations: str, ids: list[str]) -> list[str]:
    """Return the names of the parts that the relations of a workbook lead to."""
    found = _elements(package, relations, "Relationship")
    targets = {each.get("Id", ""): each.get("Target", "") for each in found}
    return [_absolute(targets.get(each, "")) for each in ids]


def _elements(package: ZipPackage, part: str, wanted: str) -> list[dict[str, str]]:
    """Return the attributes of all elements of one name, whatever their prefix."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == wanted:
            found.append(attributes)

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = start
    try:
        parser.Parse(package.part(part, limit=INDEX_LIMIT), True)  # noqa: FBT003 — expat takes no keyword
    except expat.ExpatError as error:
        raise SheetError("sheet.damaged") from error
    return found


def _absolute(target: str) -> str:
    """Return a part's name from the workbook's own folder."""
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl", target))


def _nth(sheets: list[_T], index: int) -> _T:
    if index >= len(sheets):
        raise SheetError("sheet.damaged")
    return sheets[index]
