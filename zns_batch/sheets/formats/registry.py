"""Metadata scanners, one for each workbook format.

What could fill the memory or stop the process is refused here, before the reading library sees a
file; and what the library would stumble over is written anew for it.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from zns_batch.domain.sheet import DAY_ZERO_1904
from zns_batch.errors import SheetError
from zns_batch.sheets.detect import FileKind
from zns_batch.sheets.formats import xlsx_package
from zns_batch.sheets.formats.scanning import (
    STYLES_LIMIT,
    MetadataScanner,
    column_display,
    column_hidden_days,
    format_codes,
    nth_sheet,
    refuse_spread,
    scan_errors,
)
from zns_batch.sheets.formats.xlsx_rows import cells_lie_close
from zns_batch.sheets.formats.xlsx_shared_strings import check_copies, check_texts
from zns_batch.sheets.formats.xlsx_styles import read_styles
from zns_batch.sheets.grid import CELLS_LIMIT
from zns_batch.sheets.safety.zip_guard import ZipPackage

if TYPE_CHECKING:
    from zns_batch.sheets.display import ColumnDisplay, DisplayFormat, HiddenDays
    from zns_batch.sheets.formats.xlsx import SheetMetadata

LONG_SHEET = 1 << 20
"""Bytes of a sheet's part from which on it pays to begin loading before it was looked at."""
_FILLED = re.compile(rb"<(?:[\w.-]+:)?(?:v|t)(?:\s[^<>]*)?>[^<\s]")


def scanner_for(data: bytes, kind: FileKind) -> MetadataScanner:
    """Look at a workbook before the library does.

    Each format's scanner is loaded with the first file of that format.

    Raises:
        SheetError: It is damaged, unpacks to too much, declares entities, or its cells lie too far
            apart to be held in memory.

    """
    with scan_errors():
        match kind:
            case FileKind.XLSB:
                from zns_batch.sheets.formats.xlsb_scanner import xlsb_scanner

                return xlsb_scanner(data)
            case FileKind.XLS:
                from zns_batch.sheets.formats.xls_scanner import xls_scanner

                return xls_scanner(data)
            case FileKind.ODS:
                from zns_batch.sheets.formats.ods_scanner import ods_scanner

                return ods_scanner(data)
            case _:
                return _XlsxScanner(data)


class _XlsxScanner:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self._package = ZipPackage(data)
        self._package.refuse_declarations()
        self._styles = read_styles(self._package.part(xlsx_package.STYLES, limit=STYLES_LIMIT))
        self._texts = check_texts(self._package.chunks(xlsx_package.SHARED_STRINGS))
        self._sheets = xlsx_package.sheet_parts(self._package)
        self._close: set[int] = set()

    @cached_property
    def _displays(self) -> "dict[int, DisplayFormat]":
        with scan_errors():
            return self._styles.displays()

    def look_before_loading(self, index: int) -> Callable[[], bool] | None:
        part = nth_sheet(self._sheets, index)
        # Of long texts the copies have to be counted, and loose runs have to be mended.
        if self._texts.long_texts or self._texts.blank_runs:
            return None
        if self._package.size(part) < LONG_SHEET:
            return None

        def look() -> bool:
            with suppress(SheetError):  # `metadata` tells it
                if cells_lie_close(self._package.chunks(part)):
                    self._close.add(index)
            return index in self._close

        return look

    def metadata(self, index: int) -> "SheetMetadata":
        from zns_batch.sheets.formats import xlsx

        part = nth_sheet(self._sheets, index)
        dates = [style for style, display in self._displays.items() if display.shows_dates]
        with scan_errors():
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
        refuse_spread(metadata)
        index_part = self._package.part(xlsx_package.WORKBOOK, limit=xlsx_package.INDEX_LIMIT)
        for properties in xlsx_package.elements(index_part, "workbookPr"):
            if properties.get("date1904") in {"1", "true"}:
                metadata.day_zero = DAY_ZERO_1904
        return metadata

    def _leave_out_far_cells(self, part: str, metadata: "SheetMetadata") -> None:
        """Measure the sheet without single cells far to the right, where that can be."""
        from zns_batch.sheets.formats import xlsx

        metadata.far_cells = xlsx.find_far_cells(self._package.chunks(part))
        if metadata.far_cells:
            content = xlsx.mend_sheet(self._package.part(part), metadata)
            metadata.rows, metadata.columns = xlsx.filled_size(iter([content]))

    def has_data(self, index: int) -> bool:
        chunks = self._package.chunks(nth_sheet(self._sheets, index))
        return any(_FILLED.search(chunk) for chunk in chunks)

    def size(self, index: int) -> tuple[int, int]:
        from zns_batch.sheets.formats import xlsx

        with scan_errors():
            return xlsx.filled_size(self._package.chunks(nth_sheet(self._sheets, index)))

    def mended(self, index: int, metadata: "SheetMetadata", /) -> bytes | None:
        from zns_batch.sheets.formats import xlsx

        mended: dict[str, bytes] = {}
        if metadata.strange or metadata.too_large or metadata.blank_runs or metadata.far_cells:
            part = nth_sheet(self._sheets, index)
            mended[part.lower()] = xlsx.mend_sheet(self._package.part(part), metadata)
        if self._texts.blank_runs:
            texts = self._package.part(xlsx_package.SHARED_STRINGS)
            mended[xlsx_package.SHARED_STRINGS.lower()] = xlsx.keep_blank_runs(texts)
        return self._package.with_parts(mended) if mended else None

    def rewritten(self) -> bytes | None:
        return xlsx_package.common_package(self._package, xlsx_package.WORKBOOK, if_odd=True)

    def display(self, index: int, column: int) -> "ColumnDisplay":
        from zns_batch.sheets.formats import xlsx

        chunks = self._package.chunks(nth_sheet(self._sheets, index))
        return column_display(xlsx.column_styles(chunks, column), self._displays)

    def hidden_days(self, index: int, column: int) -> "HiddenDays | None":
        from zns_batch.sheets.formats import xlsx

        chunks = self._package.chunks(nth_sheet(self._sheets, index))
        return column_hidden_days(xlsx.column_styles(chunks, column), self._displays)

    def number_formats(self, index: int, row: int) -> dict[int, str]:
        from zns_batch.sheets.formats import xlsx

        chunks = self._package.chunks(nth_sheet(self._sheets, index))
        with scan_errors():
            styles = xlsx.row_styles(chunks, row)
        return format_codes(styles, self._displays)
