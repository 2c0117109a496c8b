"""The parts of a workbook's package that are looked at beside the reading library."""

import re
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self

from zns_batch.errors import SheetError
from zns_batch.sheets.content import Kind
from zns_batch.sheets.grid import COLUMN_LIMIT, ROW_LIMIT
from zns_batch.sheets.marks import Marks, OversizedRowError, find_marks, last_filled_row
from zns_batch.sheets.package import Package
from zns_batch.table import column_letter

CELLS_LIMIT = 40_000_000
"""Cells between the first and the last filled one. The library takes 32 bytes for each."""

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_SHARED = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/styles.xml")

_SHEET = re.compile(rb"<(?:[\w.-]+:)?sheet\s[^>]*?:id\s*=\s*[\"']([^\"']+)")
_RELATION = re.compile(rb"<(?:[\w.-]+:)?Relationship\s([^>]*)>")
_ID = re.compile(rb"\bId\s*=\s*[\"']([^\"']+)")
_TARGET = re.compile(rb"\bTarget\s*=\s*[\"']([^\"']+)")
_FILLED = re.compile(rb"<(?:[\w.-]+:)?(?:v|t)(?:\s[^>]*)?>[^<\s]")


class Parts:
    """A workbook's package, where it is one. An .xls has no parts.

    Args:
        path: For the words of an error.
        data: The file, whole.
        kind: What the file is.

    """

    def __init__(self, path: Path, data: bytes, kind: Kind) -> None:
        self._path = path
        self._kind = kind
        self._package = None if kind is Kind.XLS else Package(path, data)
        self._sheets: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._package:
            self._package.__exit__(kind, error, trace)

    def check(self) -> None:
        """Refuse a package that would harm the library.

        Raises:
            SheetError: A part is damaged, unpacks to too much, or declares entities.

        """
        if not self._package:
            return
        for name in self._package.names:
            if name.endswith((".xml", ".rels")):
                self._package.refuse_declarations(name)
        for name in _SHARED:
            self._package.check(name)
        self._sheets = self._sheet_parts(self._package)

    def marks(self, index: int) -> Marks | None:
        """Search a sheet for what the library doesn't tell; `None` where that can't be done.

        Raises:
            SheetError: Its cells lie too far apart to be held in memory.

        """
        part = self._part(index)
        if not self._package or not part:
            return None
        try:
            marks = find_marks(self._package.chunks(part))
            self._refuse_spread(self._package, part, marks)
        except OversizedRowError as error:
            raise SheetError("sheet.too-many-cells", path=str(self._path)) from error
        return marks

    def has_data(self, index: int) -> bool | None:
        """Tell whether a sheet holds any value; `None` where that can't be seen."""
        part = self._part(index)
        if not self._package or not part:
            return None
        return any(_FILLED.search(chunk) for chunk in self._package.chunks(part))

    def _part(self, index: int) -> str | None:
        return self._sheets[index] if index < len(self._sheets) else None

    def _refuse_spread(self, package: Package, part: str, marks: Marks) -> None:
        """Refuse a sheet whose rectangle of cells would fill the memory."""
        rows, columns = marks.rows, marks.columns
        if rows * columns > CELLS_LIMIT:
            rows = last_filled_row(package.chunks(part))
        if rows * columns > CELLS_LIMIT or rows > ROW_LIMIT or columns > COLUMN_LIMIT:
            last = f"{column_letter(columns - 1)}{rows}"
            raise SheetError("sheet.too-spread", path=str(self._path), cell=last)

    def _sheet_parts(self, package: Package) -> list[str]:
        """Return the names of the parts of all sheets, in the workbook's order."""
        if self._kind is not Kind.XLSX:
            return []
        targets = {}
        for found in _RELATION.finditer(b"".join(package.chunks(_RELATIONS))):
            name, target = _ID.search(found.group(1)), _TARGET.search(found.group(1))
            if name and target:
                targets[name.group(1)] = target.group(1).decode("utf-8", "replace")
        ids = _SHEET.findall(b"".join(package.chunks(_WORKBOOK)))
        return [_absolute(targets.get(each, "")) for each in ids]


def _absolute(target: str) -> str:
    """Return a part's name from the workbook's own folder."""
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl", target))
