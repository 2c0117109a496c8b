"""Backs up the ledger's file: a whole copy of one moment, made while others write to it."""

import os
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy.engine import URL

from zns_batch.errors import LedgerError, OutputError, UsageError
from zns_batch.ledger.db.commit_proof import SUFFIX
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.postgresql import shown

_BUSY_SECONDS = 30
_PART = re.compile(r"\..+\.([0-9]{1,9})\.part(?:-journal|-wal)?", re.ASCII)
"""The name of an unfinished copy: it tells which process writes it."""

_OLD_SECONDS = 24 * 3600.0
_HEAD = b"SQLite format 3\0"


@dataclass(frozen=True, kw_only=True, slots=True)
class Backup:
    """A copy that was made."""

    path: Path
    campaigns: int
    rows: int
    #: Bytes.
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
    own = (source.with_name(source.name + end) for end in ("", "-wal", "-shm", SUFFIX))
    if any(path.resolve() == file.resolve() for file in own):
        raise UsageError("operations.backup-itself", path=str(path))
    if path.exists() and not overwrite:
        raise UsageError("operations.backup-exists", path=str(path))
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with _translated(source, path):
        sweep_leftovers(path.parent)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        try:
            with closing(_connect(source)) as connection:
                # One view of the whole, in which writers don't wait: they write to SQLite's log.
                connection.execute("VACUUM INTO ?", (str(part),))
            if fault := _fault_of(part):
                raise LedgerError("operations.backup-bad", why=fault)
            with closing(_connect(part)) as connection:
                campaigns, rows = (
                    int(connection.execute(statement).fetchone()[0])
                    for statement in (
                        "SELECT count(*) FROM campaigns WHERE state != 'draft'",
                        "SELECT count(*) FROM rows",
                    )
                )
            _sync(part)
            part.replace(path)
            _sync(path.parent)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
    return Backup(path=path, campaigns=campaigns, rows=rows, size=path.stat().st_size)


def sweep_leftovers(folder: Path) -> None:
    """Delete the unfinished copies that killed processes left in a folder: they hold customers' data."""
    for file in folder.glob(".*.part*"):
        name = _PART.fullmatch(file.name)
        with suppress(OSError):
            status = file.stat()
            # A number may be a later process's, and a process of another machine can't be seen.
            gone = not psutil.pid_exists(int(name[1])) if name else False
            old = time.time() - status.st_mtime > _OLD_SECONDS
            if name and (gone or old) and _is_copy(file):
                file.unlink()


def _is_copy(file: Path) -> bool:
    if file.name.endswith(("-journal", "-wal")):
        return True
    with file.open("rb") as content:
        return content.read(len(_HEAD)) in {_HEAD, b""}


def dump_command(url: URL, path: Path) -> str:
    """Return the command that copies a ledger on a server, without its password."""
    return f'pg_dump --format=custom --file="{path}" "{shown(url)}"'


def _fault_of(path: Path) -> str | None:
    """Return what is wrong with a ledger's file; `None` when it is sound."""
    try:
        with closing(_connect(path)) as connection:
            (result,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.OperationalError:
        # It can't be looked at now: that tells nothing of what is in it.
        return None
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if result == "ok" else str(result).splitlines()[0]


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)


def _sync(path: Path) -> None:
    """Let what was written reach the disk; a folder can't be synced on Windows."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _translated(source: Path, path: Path) -> Iterator[None]:
    """Turn what SQLite and the system say into errors of ours."""
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
