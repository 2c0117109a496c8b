"""What a file is, by its content. Its name's ending is only ever a hint."""

from enum import StrEnum
from pathlib import Path

from zns_batch.domain.sheet import SheetWarning
from zns_batch.errors import SheetError
from zns_batch.sheets.formats.ole import MAGIC, BrokenOleError, OleFile
from zns_batch.sheets.formats.xls import is_encrypted
from zns_batch.sheets.safety.zip_guard import ZipPackage

SIZE_LIMIT = 512 << 20
"""Bytes. A million rows of eight columns take less than half of it in any format."""


def load(path: Path) -> bytes:
    """Read a file whole, so that what is checked is what is read, whoever writes to it meanwhile.

    Raises:
        SheetError: It is missing, no file, empty, too large, or can't be read.

    """
    try:
        _look(path)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise SheetError("sheet.file-missing", path=str(path)) from error
    except (OSError, ValueError) as error:  # a path with a NUL is a ValueError
        raise SheetError("sheet.file-unreadable", path=str(path)) from error


def _look(path: Path) -> None:
    size = path.stat().st_size
    if not path.is_file():
        raise SheetError("sheet.not-a-file", path=str(path))
    if path.name.startswith("~$"):
        raise SheetError("sheet.lock-file", path=str(path))
    if size == 0:
        raise SheetError("sheet.file-empty", path=str(path))
    if size > SIZE_LIMIT:
        raise SheetError("sheet.file-too-large", path=str(path), limit=SIZE_LIMIT >> 20)


class FileKind(StrEnum):
    """The kinds of files that hold sheets we can read."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    TEXT = "csv"


_ENDINGS = {
    FileKind.XLSX: frozenset({".xlsx", ".xlsm", ".xltx", ".xltm"}),
    FileKind.XLSB: frozenset({".xlsb"}),
    FileKind.XLS: frozenset({".xls", ".xlt"}),
    FileKind.ODS: frozenset({".ods", ".ots"}),
    FileKind.TEXT: frozenset({".csv", ".tsv", ".txt", ".tab"}),
}

WORKBOOK_STREAMS = ("Workbook", "Book")
"""The stream of an .xls that holds its sheets, since Excel 97 and before."""
_SECTOR = 512
"""Bytes. An OLE file is made of whole ones ([MS-CFB] 2.2); one that isn't was cut off."""
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")

# First bytes of what people pick by mistake, and what to call it.
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"RIFF", "WEBP"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf\x27\x1c", "7Z"),
    (b"Rar!", "RAR"),
    (b"{\\rtf", "RTF"),
    (b"SQLite format 3", "SQLite"),
    (b"PAR1", "Parquet"),
    (b"MZ", "EXE"),
)

# Of a zip: a part that only this kind of document has.
_DOCUMENTS = (
    ("xl/workbook.xml", FileKind.XLSX),
    ("xl/workbook.bin", FileKind.XLSB),
)
_OTHER_DOCUMENTS = (
    ("word/", "Word"),
    ("ppt/", "PowerPoint"),
    ("visio/", "Visio"),
    ("index/document.iwa", "Apple Numbers/Pages"),
    ("index.zip", "Apple Numbers/Pages"),
)


def detect_kind(path: Path, data: bytes) -> FileKind:
    """Return what a file is.

    Args:
        path: For the words of an error.
        data: The file, whole.

    Raises:
        SheetError: It is protected by a password, or nothing that holds a sheet.

    """
    if data.startswith(_ZIP):
        return _zip_kind(path, data)
    if data.startswith(MAGIC):
        return _ole_kind(path, data)
    for start, name in _OTHERS:
        # Two letters may well begin a text; a binary file soon has a NUL.
        if data.startswith(start) and (len(start) > 2 or b"\0" in data[:512]):
            raise SheetError("sheet.not-a-sheet", path=str(path), kind=name)
    return FileKind.TEXT


def renamed(path: Path, kind: FileKind) -> tuple[SheetWarning, ...]:
    """Return a notice when the name's ending promises another kind of file."""
    ending = path.suffix.lower()
    if not ending or ending in _ENDINGS[kind]:
        return ()
    return (SheetWarning(code="renamed", params={"ending": ending, "kind": kind.value}),)


def _zip_kind(path: Path, data: bytes) -> FileKind:
    package = ZipPackage(path, data)
    names = package.names
    for part, kind in _DOCUMENTS:
        if part in names:
            return kind
    if package.mimetype.startswith("application/vnd.oasis.opendocument.spreadsheet"):
        return _open_document(path, package)
    for part, name in _OTHER_DOCUMENTS:
        if any(each.startswith(part) for each in names):
            raise SheetError("sheet.not-a-sheet", path=str(path), kind=name)
    raise SheetError("sheet.zip-not-workbook", path=str(path))


def _open_document(path: Path, package: ZipPackage) -> FileKind:
    manifest = "META-INF/manifest.xml"
    if b"encryption-data" in package.head(manifest, 1 << 20):
        raise SheetError("sheet.password", path=str(path))
    return FileKind.ODS


def _ole_kind(path: Path, data: bytes) -> FileKind:
    if len(data) % _SECTOR:
        raise SheetError("sheet.damaged", path=str(path))
    try:
        ole = OleFile(data)
        stream = next((name for name in WORKBOOK_STREAMS if name in ole.names), None)
        locked = "EncryptedPackage" in ole.names or (
            stream is not None and is_encrypted(ole.stream(stream))
        )
    except BrokenOleError as error:
        raise SheetError("sheet.damaged", path=str(path)) from error
    if locked:
        raise SheetError("sheet.password", path=str(path))
    if stream is None:
        raise SheetError("sheet.not-a-sheet", path=str(path), kind="OLE (Word, Outlook …)")
    return FileKind.XLS
