"""The metadata scanner of `.ods`."""

from zns_batch.sheets.display import HiddenDays
from zns_batch.sheets.formats import ods
from zns_batch.sheets.formats.ods_content import OdsColumnDisplay, plain_content
from zns_batch.sheets.formats.ods_number_formats import ods_hidden_days, ods_number_formats
from zns_batch.sheets.formats.scanning import (
    STYLES_LIMIT,
    MetadataScanner,
    WholeFileScanner,
    scan_errors,
)
from zns_batch.sheets.formats.xlsx import SheetMetadata
from zns_batch.sheets.safety.zip_guard import ZipPackage


def ods_scanner(data: bytes) -> MetadataScanner:
    """Look at an `.ods`, as `scanner_for` does."""
    return _OdsScanner(data)


class _OdsScanner(WholeFileScanner):
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
        with scan_errors():
            content = plain_content(self._package.chunks("content.xml"), self._far_cells)
        return self._package.with_parts({"content.xml": content})

    def display(self, index: int, column: int) -> OdsColumnDisplay:
        with scan_errors():
            return OdsColumnDisplay(self._package.chunks("content.xml"), index, column)

    def hidden_days(self, index: int, column: int) -> HiddenDays | None:
        if not self.metadata(index).hides_days:
            return None
        with scan_errors():
            styles, content = map(self._package.chunks, ("styles.xml", "content.xml"))
            return HiddenDays(ods_hidden_days(styles, content, index, column))

    def number_formats(self, index: int, row: int) -> dict[int, str]:
        with scan_errors():
            styles, content = map(self._package.chunks, ("styles.xml", "content.xml"))
            return ods_number_formats(styles, content, index, row)
