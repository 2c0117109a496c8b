"""Receives the bytes of a list into a file that only its owner can read, within bounds.

Nothing is believed of what arrives: not its length, not its name, not its kind.
"""

import errno
import hashlib
import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from zns_batch.errors import SheetError, UsageError
from zns_batch.services.lists.names import clean_file_name
from zns_batch.sheets.detect import refuse_other_kinds

_MB = 1 << 20
_SNIFFED = 4096


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadLimits:
    """How much may be uploaded, and how long it is kept."""

    #: Bytes of one file.
    file_size: int = 100 * _MB
    #: Open lists of one person, and their bytes.
    lists: int = 20
    person_size: int = 1024 * _MB
    #: Bytes of everybody's open lists.
    total_size: int = 10 * 1024 * _MB
    #: Bytes of the disk that stay free.
    free_disk: int = 1024 * _MB
    #: Hours after which a list that nobody has touched is deleted.
    keep_hours: float = 24.0


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceivedFile:
    """A file that has arrived whole."""

    path: Path
    #: Its cleaned name.
    name: str
    size: int
    sha256: str


class FileReceiver:
    """Writes one file as its bytes arrive. `finish` or `abort` ends it.

    Args:
        path: The file, which must not be there yet.
        name: What the person calls it.
        limits: The bounds.

    Raises:
        UsageError: The file can't be made.

    """

    def __init__(self, path: Path, name: str, limits: UploadLimits) -> None:
        self.path = path
        self.name = clean_file_name(name)
        self._limits = limits
        self._digest = hashlib.sha256()
        self._size = 0
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        try:
            self._file = os.fdopen(os.open(path, flags, 0o600), "wb", buffering=0)
        except OSError as error:
            raise UsageError("lists.full") from error

    def write(self, chunk: bytes) -> None:
        """Take in the next bytes.

        Raises:
            UsageError: The file is too large, or the disk is full.
            SheetError: It is something else than a spreadsheet.

        """
        if not self._size:
            if self.name.startswith("~$"):
                raise SheetError("sheet.lock-file").named(self.name)
            refuse_other_kinds(chunk[:_SNIFFED], self.name)
        self._size += len(chunk)
        if self._size > self._limits.file_size:
            raise too_large(self._limits)
        self._digest.update(chunk)
        try:
            self._file.write(chunk)
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
                raise UsageError("lists.full") from error
            raise

    def finish(self) -> ReceivedFile:
        """Close the file and return it.

        Raises:
            UsageError: It is empty.

        """
        self._file.close()
        if not self._size:
            raise UsageError("lists.empty-file", name=self.name)
        return ReceivedFile(
            path=self.path, name=self.name, size=self._size, sha256=self._digest.hexdigest()
        )

    def abort(self) -> None:
        """Close and remove the file; a second call does nothing."""
        self._file.close()
        self.path.unlink(missing_ok=True)


def too_large(limits: UploadLimits) -> UsageError:
    """Return what is told of a file that is too large."""
    return UsageError("lists.too-large", mb=limits.file_size // _MB)


def private_folder(parent: Path, name: str) -> Path:
    """Make a folder that only this user can look into, in a parent of the same kind.

    Raises:
        UsageError: It can't be made, or the parent is a link to somewhere else.

    """
    folder = parent / name
    try:
        parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = parent.lstat()
        if not stat.S_ISDIR(found.st_mode):
            raise UsageError("lists.full")
        if os.name == "posix" and stat.S_IMODE(found.st_mode) & 0o077:
            parent.chmod(0o700)
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise UsageError("lists.full") from error
    return folder


def refuse_full_disk(folder: Path, size: int, limits: UploadLimits) -> None:
    """Refuse a file for which the disk has no room.

    Args:
        folder: Any folder of the disk.
        size: How large the file says it is.
        limits: What must stay free.

    Raises:
        UsageError: There is no room.

    """
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if shutil.disk_usage(folder).free - size < limits.free_disk:
        raise UsageError("lists.full")
