"""What is looked at in a workbook beside the reading library, in each format its own way.

Before the library sees a file, what could fill the memory or stop the process is refused here.
"""

import re
import struct
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Protocol, TypeVar
from xml.parsers import expat

from zns_batch.errors import SheetError
from zns_batch.sheets import biff, opendocument, xlsb
from zns_batch.sheets.content import WORKBOOK_STREAMS, Kind
from zns_batch.sheets.grid import CELLS_LIMIT, COLUMN_LIMIT, ROW_LIMIT
from zns_batch.sheets.marks import Marks, OversizedRowError, find_marks, last_filled_row
from zns_batch.sheets.ole import BrokenOleError, OleFile
from zns_batch.sheets.package import Package
from zns_batch.table import column_letter

_T = TypeVar("_T")

_SHEET = re.compile(rb"<(?:[\w.-]+:)?sheet\s[^>]*?:id\s*=\s*[\"']([^\"']+)")
_RELATION = re.compile(rb"<(?:[\w.-]+:)?Relationship\s([^>]*)>")
_ID = re.compile(rb"\bId\s*=\s*[\"']([^\"']+)")
_TARGET = re.compile(rb"\bTarget\s*=\s*[\"']([^\"']+)")
_COUNT = re.compile(rb"\suniqueCount\s*=\s*[\"'](\d+)")
_FILLED = re.compile(rb"<(?:[\w.-]+:)?(?:v|t)(?:\s[^>]*)?>[^<\s]")


class Parts(Protocol):
    """What a format tells of its sheets, which are counted from 0 in the workbook's order."""

    def marks(self, index: int) -> Marks:
        """Return what the library doesn't tell of a sheet.

        Raises:
            SheetError: The sheet is damaged, or its cells lie too far apart to be held in memory.

        """
        ...

    def has_data(self, index: int) -> bool:
        """Tell whether a sheet holds any value."""
        ...


def parts_of(path: Path, data: bytes, kind: Kind) -> Parts:
    """Look at a workbook before the library does.

    Args:
        path: For the words of an error.
        data: The file, whole.
        kind: What the file is.

    Raises:
        SheetError: It is damaged, unpacks to too much, declares entities, or its cells lie too far
            apart to be held in memory.

    """
    makers: dict[Kind, Callable[[Path, bytes], Parts]]
    makers = {Kind.XLSX: _Xlsx, Kind.XLSB: _Xlsb, Kind.XLS: _Xls, Kind.ODS: _Ods}
    return makers[kind](path, data)


class _Xlsx:
    _TEXTS = "xl/sharedStrings.xml"

    def __init__(self, path: Path, data: bytes) -> None:
        self._path = path
        self._package = Package(path, data)
        self._package.refuse_declarations()
        self._package.measure("xl/styles.xml")
        self._refuse_claim(self._package.measure(self._TEXTS))
        ids = _SHEET.findall(self._package.part("xl/workbook.xml"))
        self._sheets = _targets(self._package, "xl/_rels/workbook.xml.rels", ids)

    def marks(self, index: int) -> Marks:
        part = self._part(index)
        try:
            marks = find_marks(self._package.chunks(part))
            if marks.rows * marks.columns > CELLS_LIMIT:
                marks.rows = last_filled_row(self._package.chunks(part))
        except OversizedRowError as error:
            raise SheetError("sheet.too-many-cells", path=str(self._path)) from error
        _refuse_spread(self._path, marks)
        return marks

    def has_data(self, index: int) -> bool:
        return any(_FILLED.search(chunk) for chunk in self._package.chunks(self._part(index)))

    def _refuse_claim(self, size: int) -> None:
        """Refuse a list of texts that claims to be longer than it can be: room is made for it."""
        claimed = _COUNT.search(self._package.head(self._TEXTS, 8192))
        if claimed and int(claimed.group(1)) > size:
            raise SheetError("sheet.damaged", path=str(self._path))

    def _part(self, index: int) -> str:
        return _nth(self._path, self._sheets, index)


class _Xlsb:
    def __init__(self, path: Path, data: bytes) -> None:
        self._path = path
        self._package = Package(path, data)
        self._package.refuse_declarations()
        for name in ("xl/sharedStrings.bin", "xl/styles.bin"):
            self._package.measure(name)
        try:
            ids = [each.encode() for each in xlsb.sheet_ids(self._package.part("xl/workbook.bin"))]
        except (struct.error, IndexError) as error:
            raise SheetError("sheet.damaged", path=str(path)) from error
        self._sheets = _targets(self._package, "xl/_rels/workbook.bin.rels", ids)

    def marks(self, index: int) -> Marks:
        part = self._package.part(_nth(self._path, self._sheets, index))
        try:
            marks = xlsb.find_marks(part)
        except (struct.error, IndexError) as error:
            raise SheetError("sheet.damaged", path=str(self._path)) from error
        _refuse_spread(self._path, marks)
        return marks

    def has_data(self, index: int) -> bool:
        return self.marks(index).rows > 0


class _AtOnce:
    """A format whose sheets the library reads all at once, so all are looked at first."""

    def __init__(self, path: Path, sheets: list[Marks]) -> None:
        self._path = path
        self._sheets = sheets
        for marks in sheets:
            _refuse_spread(path, marks)

    def marks(self, index: int) -> Marks:
        return _nth(self._path, self._sheets, index)

    def has_data(self, index: int) -> bool:
        return self.marks(index).rows > 0


class _Xls(_AtOnce):
    def __init__(self, path: Path, data: bytes) -> None:
        try:
            ole = OleFile(data)
            name = next(each for each in WORKBOOK_STREAMS if each in ole.names)
            sheets = biff.find_marks(ole.stream(name))
        except (BrokenOleError, struct.error, IndexError, ValueError) as error:
            raise SheetError("sheet.damaged", path=str(path)) from error
        super().__init__(path, sheets)


class _Ods(_AtOnce):
    def __init__(self, path: Path, data: bytes) -> None:
        package = Package(path, data)
        package.refuse_declarations()
        package.measure("styles.xml")
        content = package.part("content.xml")
        try:
            # The library waits for ever for the end of a table that never comes.
            expat.ParserCreate("utf-8").Parse(content, True)  # noqa: FBT003 - expat takes no keyword
            sheets = opendocument.find_marks(content)
        except expat.ExpatError as error:
            raise SheetError("sheet.damaged", path=str(path)) from error
        except opendocument.RepeatedTooOftenError as error:
            raise SheetError("sheet.too-many-cells", path=str(path)) from error
        super().__init__(path, sheets)


def _refuse_spread(path: Path, marks: Marks) -> None:
    """Refuse a sheet whose rectangle of cells would fill the memory."""
    rows, columns = marks.rows, marks.columns
    if rows * columns > CELLS_LIMIT or rows > ROW_LIMIT or columns > COLUMN_LIMIT:
        last = f"{column_letter(columns - 1)}{rows}"
        raise SheetError("sheet.too-spread", path=str(path), cell=last)


def _targets(package: Package, relations: str, ids: list[bytes]) -> list[str]:
    """Return the names of the parts that the relations of a workbook lead to."""
    targets = {}
    for found in _RELATION.finditer(package.part(relations)):
        name, target = _ID.search(found.group(1)), _TARGET.search(found.group(1))
        if name and target:
            targets[name.group(1)] = target.group(1).decode("utf-8", "replace")
    return [_absolute(targets.get(each, "")) for each in ids]


def _absolute(target: str) -> str:
    """Return a part's name from the workbook's own folder."""
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl", target))


def _nth(path: Path, sheets: list[_T], index: int) -> _T:
    if index >= len(sheets):
        raise SheetError("sheet.damaged", path=str(path))
    return sheets[index]
