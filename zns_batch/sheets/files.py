"""Getting a file's bytes, or one clear line why that can't be."""

from pathlib import Path

from zns_batch.errors import SheetError

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
