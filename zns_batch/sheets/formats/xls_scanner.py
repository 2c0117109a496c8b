"""The metadata scanner of `.xls`."""

from zns_batch.sheets.detect import WORKBOOK_STREAMS
from zns_batch.sheets.display import ColumnDisplay, HiddenDays
from zns_batch.sheets.formats import xls
from zns_batch.sheets.formats.ole import OleFile
from zns_batch.sheets.formats.scanning import (
    MetadataScanner,
    WholeFileScanner,
    column_display,
    column_hidden_days,
    format_codes,
    scan_errors,
)
from zns_batch.sheets.formats.xlsx import SheetMetadata


def xls_scanner(data: bytes) -> MetadataScanner:
    """Look at an `.xls`, as `scanner_for` does."""
    return _XlsScanner(data)


class _XlsScanner(WholeFileScanner):
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
        return column_display(self._book.column_styles(index, column), self._displays)

    def hidden_days(self, index: int, column: int) -> HiddenDays | None:
        return column_hidden_days(self._book.column_styles(index, column), self._displays)

    def number_formats(self, index: int, row: int) -> dict[int, str]:
        with scan_errors():
            return format_codes(self._book.row_styles(index, row), self._displays)
