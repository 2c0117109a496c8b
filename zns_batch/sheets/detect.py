"""File type detection by content: magic numbers, zip members, OLE streams.

The extension of a file's name is only a hint: people rename files.
"""

import os
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from zns_batch.domain.sheet import SheetWarning
from zns_batch.errors import SheetError
from zns_batch.sheets.formats.ole import MAGIC, BrokenOleError, OleFile
from zns_batch.sheets.formats.xlsx_package import common_package, find_workbook, is_common
from zns_batch.sheets.grid import errors_named
from zns_batch.sheets.safety.zip_guard import ZipPackage

SheetFile = str | os.PathLike[str] | BinaryIO
"""A path, or a binary file that is read from where it stands."""

SIZE_LIMIT = 512 << 20
"""Bytes. A million rows of eight columns take less than half of it in any format."""


def load(file: SheetFile) -> bytes:
    """Read a file whole, so that what is checked is what is read, whoever writes to it meanwhile.

    Raises:
        SheetError: It is missing, no file, empty, too large, or can't be read.

    """
    try:
        if isinstance(file, str | os.PathLike):
            path = Path(file)
            str(path).encode()  # a name that is no valid text can't be kept or told anywhere
            size = path.stat().st_size
            if not path.is_file():
                raise SheetError("sheet.not-a-file")
            if path.name.startswith("~$"):
                raise SheetError("sheet.lock-file")
            data = path.read_bytes() if size <= SIZE_LIMIT else b""
        else:
            data = file.read(SIZE_LIMIT + 1)
            size = len(data)
    except FileNotFoundError as error:
        raise SheetError("sheet.file-missing") from error
    except UnicodeEncodeError as error:
        raise SheetError("sheet.file-name") from error
    except (OSError, ValueError) as error:  # a path with a NUL is a ValueError
        raise SheetError("sheet.file-unreadable") from error
    if size == 0:
        raise SheetError("sheet.file-empty")
    if size > SIZE_LIMIT:
        raise SheetError("sheet.file-too-large", limit=SIZE_LIMIT >> 20)
    return data


class FileKind(StrEnum):
    """The kinds of files that hold sheets we can read."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    TEXT = "csv"


_EXTENSIONS = {
    FileKind.XLSX: frozenset({".xlsx", ".xlsm", ".xltx", ".xltm"}),
    FileKind.XLSB: frozenset({".xlsb"}),
    FileKind.XLS: frozenset({".xls", ".xlt"}),
    FileKind.ODS: frozenset({".ods", ".ots"}),
    FileKind.TEXT: frozenset({".csv", ".tsv", ".txt", ".tab"}),
}

WORKBOOK_STREAMS = ("Workbook", "Book")
"""The stream of an .xls that holds its sheets, since Excel 97 and before."""
_SECTOR = 512
"""Bytes. An OLE file is made of whole ones ([MS-CFB] 2.2)."""
_STRAY_BYTES = 1 << 16
"""Bytes before a zip or behind it, at the most."""
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")

# First bytes of what people pick by mistake, and what to call it.
_OTHER_MAGIC: tuple[tuple[bytes, str], ...] = (
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

_OTHER_BYTES = tuple(magic for magic, _ in _OTHER_MAGIC)

_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_ODS_PARTS = ("META-INF/manifest.xml", "content.xml", "styles.xml")

# Of a zip: a part that only this kind of document has.
_OTHER_PARTS = (
    ("word/", "Word"),
    ("ppt/", "PowerPoint"),
    ("visio/", "Visio"),
    ("index/document.iwa", "Apple Numbers/Pages"),
    ("index.zip", "Apple Numbers/Pages"),
)


def detect_kind(data: bytes) -> tuple[FileKind, bytes]:
    """Return what a file is, and its content in the form in which it is read.

    Raises:
        SheetError: It is protected by a password, or nothing that holds a sheet.

    """
    if data.startswith(MAGIC):
        whole = data + bytes(-len(data) % _SECTOR)
        return _ole_kind(whole, len(data)), whole
    start = data[:_STRAY_BYTES].find(_ZIP[0])
    if start > 0 and _ZIP[1] in data[-_STRAY_BYTES:] and not data.startswith(_OTHER_BYTES):
        return _zip_kind(data[start:])  # bytes before the zip, such as an empty line of a download
    if data.startswith(_ZIP):
        return _zip_kind(data)
    _refuse_other_magic(data)
    return FileKind.TEXT, data


def refuse_other_kinds(head: bytes, name: str) -> None:
    """Refuse a file of which the first bytes show that it holds no sheet, before the rest is there.

    Args:
        head: Its first bytes.
        name: What messages call it.

    Raises:
        SheetError: It is a picture, a program or another thing that people pick by mistake.

    """
    if not head.startswith((MAGIC, *_ZIP)):
        with errors_named(name):
            _refuse_other_magic(head)


def _refuse_other_magic(data: bytes) -> None:
    for magic, name in _OTHER_MAGIC:
        # Two letters may well begin a text; a binary file soon has a NUL.
        if data.startswith(magic) and (len(magic) > 2 or b"\0" in data[:512]):
            raise SheetError("sheet.not-a-sheet", kind=name)


def extension_warnings(name: str, kind: FileKind) -> tuple[SheetWarning, ...]:
    """Return a warning when the name's extension promises another kind of file."""
    ending = Path(name).suffix.lower()
    if not ending or ending in _EXTENSIONS[kind]:
        return ()
    return (SheetWarning(code="renamed", params={"ending": ending, "kind": kind.value}),)


def _zip_kind(data: bytes) -> tuple[FileKind, bytes]:
    package = ZipPackage(data)
    names = package.names
    if "xl/workbook.bin" in names:
        return FileKind.XLSB, data
    manifest = package.head("META-INF/manifest.xml", 1 << 20)
    is_unnamed = "mimetype" not in names and b'"%s"' % _ODS in manifest
    if is_unnamed or package.mimetype.encode().startswith(_ODS):
        if b"encryption-data" in manifest:
            raise SheetError("sheet.password")
        if is_unnamed:  # the reading library knows the document by this part alone
            parts = {name: package.part(name) for name in _ODS_PARTS if name.lower() in names}
            data = package.write({"mimetype": _ODS, **parts})
        return FileKind.ODS, data
    for part, product in _OTHER_PARTS:
        if any(name.startswith(part) for name in names):
            raise SheetError("sheet.not-a-sheet", kind=product)
    package.refuse_declarations()
    workbook = find_workbook(package)
    if workbook is None:
        raise SheetError("sheet.zip-not-workbook")
    common = None if is_common(package) else common_package(package, workbook)
    return FileKind.XLSX, data if common is None else common


def _ole_kind(data: bytes, length: int) -> FileKind:
    from zns_batch.sheets.formats.xls import is_encrypted

    try:
        ole = OleFile(data, length)
        if length < len(data):  # else it was cut off
            for name in ole.names:
                ole.stream(name)
        stream = next((name for name in WORKBOOK_STREAMS if name.lower() in ole.names), None)
        locked = "encryptedpackage" in ole.names or (
            stream is not None and is_encrypted(ole.stream(stream))
        )
    except BrokenOleError as error:
        raise SheetError("sheet.damaged") from error
    if locked:
        raise SheetError("sheet.password")
    if stream is None:
        raise SheetError("sheet.not-a-sheet", kind="OLE (Word, Outlook …)")
    return FileKind.XLS
