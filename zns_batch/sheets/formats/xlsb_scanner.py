"""The metadata scanner of `.xlsb`."""

from zns_batch.sheets.display import ColumnDisplay, HiddenDays
from zns_batch.sheets.formats import xlsb, xlsx_package
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
from zns_batch.sheets.formats.xlsx import SheetMetadata
from zns_batch.sheets.safety.zip_guard import ZipPackage

BINARY_SHEET_LIMIT = 256 << 20
"""Bytes of a sheet's part of an .xlsb. A million rows of eight columns take half of it."""


def xlsb_scanner(data: bytes) -> MetadataScanner:
    """Look at an `.xlsb`, as `scanner_for` does."""
    return _XlsbScanner(data)


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

    def look_before_loading(self, _index: int) -> None:
        return

    def metadata(self, index: int) -> SheetMetadata:
        with scan_errors():
            metadata = xlsb.scan_metadata(self._part(index), self._formats)
        refuse_spread(metadata)
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
        return column_display(xlsb.column_styles(self._part(index), column), self._displays)

    def hidden_days(self, index: int, column: int) -> HiddenDays | None:
        return column_hidden_days(xlsb.column_styles(self._part(index), column), self._displays)

    def number_formats(self, index: int, row: int) -> dict[int, str]:
        with scan_errors():
            return format_codes(xlsb.row_styles(self._part(index), row), self._displays)

    def _part(self, index: int) -> bytes:
        return self._package.part(nth_sheet(self._sheets, index), limit=BINARY_SHEET_LIMIT)
