"""Proof of the last commit of a ledger's file, kept beside it: what SQLite can't notice is noticed here.

SQLite takes its write-ahead log as ending at the first frame whose checksum is wrong. After a power cut
that is right. But when the log was damaged or cut off later, commits that had reached the disk are gone
without a word, and rows that were sent would go out again. So the number of the last change of a row is
kept in a small file of its own, written just after each commit. A ledger that knows of fewer changes has
lost commits.

The proof never says more than the ledger had on the disk, so it is never wrong about a sound ledger.
It is synced every two seconds: a power cut may take the proof of the last moments, never make it false.
"""

import os
import sys
import time
import zlib
from contextlib import suppress
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, inspect

from zns_batch.errors import LedgerError
from zns_batch.ledger.db.driver import execute

SUFFIX = "-steps"
"""The proof's name is the ledger's with this behind it."""

_SYNC_SECONDS = 2.0
_LAST_CHANGE = "SELECT max(id) FROM changes"


class CommitProof:
    """The proof of one open ledger, and a watch on the file that was opened.

    Args:
        path: The ledger's file.

    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._proof = path.with_name(path.name + SUFFIX)
        self._wal = path.with_name(path.name + "-wal")
        # As texts, for the look at each commit.
        self._names = str(path), str(self._wal)
        self._file = _identity(self._names[0])
        self._handle: int | None = None
        self._noted = 0
        self._synced_at = time.monotonic()
        self._lock = Lock()

    def verify(self, connection: Connection, *, has_tables: bool = True) -> None:
        """Make sure that the ledger has all commits of which there is proof.

        Args:
            connection: A read transaction in which nothing was read yet.
            has_tables: Whether its tables are surely there. They are not in a new file, nor in one
                whose log lost the commit that made them.

        Raises:
            LedgerError: Some are missing.

        """
        proven = 0
        with suppress(OSError):
            proven = _parse(self._proof.read_bytes())
        # In this order: others may commit in between, and the view of the ledger begins here.
        has_tables = has_tables or inspect(connection).has_table("changes")
        change = last_change(connection) if has_tables else 0
        if proven > change:
            with suppress(OSError):
                self._keep_log()
            raise LedgerError(
                "ledger.lost-commits",
                path=str(self._path),
                n=proven - change,
                proof=str(self._proof),
            )
        if proven < change:
            # A process that died between its commit and its proof, or a ledger of an older version.
            self.note(change)

    def _keep_log(self) -> None:
        """Keep a copy of the damaged log, which SQLite deletes when the last of us closes the ledger."""
        copy = self._wal.with_name(self._wal.name + "-damaged")
        if self._wal.exists() and not copy.exists():
            handle = os.open(copy, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            with os.fdopen(handle, "wb") as out:
                out.write(self._wal.read_bytes())

    def check_file(self) -> None:
        """Make sure, in a write transaction, that it goes into the file that was opened.

        Raises:
            LedgerError: The file or its log was removed, or another one stands in its place.

        """
        # While a transaction is open the log is there, whoever else uses the ledger.
        path, wal = self._names
        if self._file != _identity(path) or _identity(wal) is None:
            raise LedgerError("ledger.gone", path=str(self._path))

    def note(self, change: int) -> None:
        """Keep the number of the last change once its commit is on the disk.

        A proof that can't be written, as on a full disk, stops nothing: the older one holds.
        """
        with self._lock, suppress(OSError):
            if change <= self._noted:
                return
            if self._handle is None:
                flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
                self._handle = os.open(self._proof, flags, 0o600)
            # Another process that commits at this moment may be overwritten: then the proof says less
            # than it could until that one's next commit, and is right all the same.
            self._noted = change
            number = f"{change:020d}"
            content = f"{number} {zlib.crc32(number.encode()):08x}\n".encode()
            if sys.platform == "win32":
                os.lseek(self._handle, 0, os.SEEK_SET)
                os.write(self._handle, content)
            else:
                os.pwrite(self._handle, content, 0)
            if time.monotonic() - self._synced_at >= _SYNC_SECONDS:
                os.fsync(self._handle)
                self._synced_at = time.monotonic()

    def close(self) -> None:
        """Sync the proof and give back its file."""
        with self._lock:
            handle, self._handle = self._handle, None
            if handle is not None:
                with suppress(OSError):
                    os.fsync(handle)
                os.close(handle)


def last_change(connection: Connection) -> int:
    """Return the number of the last change of a row; 0 when there was none."""
    line = execute(connection, _LAST_CHANGE).fetchone()
    return (line[0] or 0) if line else 0


def _identity(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116 — a path object takes longer than the system's call
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _parse(content: bytes) -> int:
    """Return the number that a proof holds; 0 for one that was torn."""
    number, _, checksum = content.decode("ascii", "replace").strip().partition(" ")
    if not number.isdigit() or f"{zlib.crc32(number.encode()):08x}" != checksum:
        return 0
    return int(number)
