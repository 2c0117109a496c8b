"""A copy of the ledger's file, whole and of one moment, made while others write to it."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL

from zns_batch.errors import LedgerError, OutputError, UsageError
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.postgresql import shown

_BUSY_SECONDS = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Backup:
    """A copy that was made.

    Attributes:
        path: The file.
        campaigns: How many campaigns are in it.
        rows: How many rows.
        size: Bytes.

    """

    path: Path
    campaigns: int
    rows: int
    size: int


def back_up(ledger: Ledger, path: Path, *, overwrite: bool = False) -> Backup:
    """Copy the ledger as it stands at this moment. Nobody who writes to it is kept waiting.

    The copy holds nothing but what is in the ledger: not what was deleted from it before.

    Args:
        ledger: The ledger, in a file.
        path: Where to; it is there whole or not at all.
        overwrite: Whether a file that is there may be replaced.

    Raises:
        LedgerError: The ledger lies in PostgreSQL, or is damaged.
        OutputError: The copy can't be written.
        UsageError: A file is there, or it is the ledger itself.

    """
    if ledger.is_shared:
        raise LedgerError("operations.use-pg-dump", command=dump_command(ledger.engine.url, path))
    source = Path(str(ledger.engine.url.database))
    _refuse(source, path, overwrite=overwrite)
    with _own_words(source, path), _beside(path) as part:
        _copy(source, part)
        campaigns, rows = _checked(part)
        _to_disk(part)
        part.replace(path)
        _to_disk(path.parent)
    return Backup(path=path, campaigns=campaigns, rows=rows, size=path.stat().st_size)


def dump_command(url: URL, path: Path) -> str:
    """Return the command that copies a ledger on a server, without its password."""
    return f'pg_dump --format=custom --file="{path}" "{shown(url)}"'


def _refuse(source: Path, path: Path, *, overwrite: bool) -> None:
    own = [source, *(source.with_name(source.name + end) for end in ("-wal", "-shm"))]
    if any(path.resolve() == one.resolve() for one in own):
        raise UsageError("operations.backup-itself", path=str(path))
    if path.exists() and not overwrite:
        raise UsageError("operations.backup-exists", path=str(path))


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Give a file of another name in the same folder, for its owner alone."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        yield part
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _copy(source: Path, part: Path) -> None:
    with closing(_connect(source)) as connection:
        # One look at the whole, in which writers don't wait: they write to SQLite's log meanwhile.
        connection.execute("VACUUM INTO ?", (str(part),))


def _checked(part: Path) -> tuple[int, int]:
    """Make sure that a copy is sound, and count what is in it."""
    if fault := _fault_of(part):
        raise LedgerError("operations.backup-bad", why=fault)
    with closing(_connect(part)) as connection:
        counts = (
            connection.execute("SELECT count(*) FROM campaigns WHERE state != 'draft'"),
            connection.execute("SELECT count(*) FROM rows"),
        )
        campaigns, rows = (int(one.fetchone()[0]) for one in counts)
    return campaigns, rows


def _fault_of(path: Path) -> str | None:
    """Return what is wrong with a ledger's file; `None` when it is sound."""
    try:
        with closing(_connect(path)) as connection:
            (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.OperationalError:
        # It can't be looked at now: that is no word on what is in it.
        return None
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if found == "ok" else str(found).splitlines()[0]


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)


def _to_disk(path: Path) -> None:
    """Let what was written reach the disk; a folder can't be asked to on Windows."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _own_words(source: Path, path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        # SQLite may call a damaged ledger a copy that can't be opened.
        if fault := _fault_of(source):
            raise LedgerError("operations.backup-bad", why=fault) from error
        raise OutputError("operations.backup-failed", path=str(path), why=str(error)) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise OutputError("operations.backup-failed", path=str(path), why=why) from error
