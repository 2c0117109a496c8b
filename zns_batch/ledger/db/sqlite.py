"""A ledger in a SQLite file: how its connections are set up and its transactions begin."""

import errno
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random

from zns_batch.errors import LedgerError
from zns_batch.ledger.db.driver import execute

BUSY_SECONDS = 30
"""How long a writer waits for another writer of the same file."""

_OPENING_SECONDS = 2.0

BEGIN_WRITE = "BEGIN IMMEDIATE"
"""A writer takes its lock at once: two writers wait for each other instead of failing midway."""

_SYNC = "zns_synchronous"
"""Where a connection keeps what it was told last."""


def make_private(path: Path) -> None:
    """Create the file and its folder for the owner alone: they hold phones and tokens.

    Raises:
        LedgerError: The folder can't be written.

    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            with suppress(FileExistsError):
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        # A file that is there is never opened here: closing it would drop the locks that this process
        # has on it (POSIX), so that another process, believing itself the last, deletes the log.
        if not os.access(path, os.R_OK | os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        if path.stat().st_size == 0:
            path.chmod(0o600)
    except OSError as error:
        raise LedgerError("ledger.unwritable", path=str(path), why=error.strerror or "") from error


def engine_of(url: URL) -> Engine:
    """Return connections to a file."""
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_SECONDS},
        # What a failed statement carried (phones, tokens) must not stand in its traceback.
        hide_parameters=True,
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _record: object) -> None:
    # The driver must not open transactions on its own: `_begin` decides which kind.
    connection.isolation_level = None
    write_ahead(connection)
    for pragma in (
        "foreign_keys=ON",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def write_ahead(connection: Any) -> None:
    """Switch to WAL. SQLite does not wait for others here, so we do: two may open a new ledger."""
    patience = Retrying(
        # By its name: the engine may use another SQLite, whose errors are other classes.
        retry=retry_if_exception(lambda error: type(error).__name__ == "OperationalError"),
        wait=wait_random(0.01, 0.1),
        stop=stop_after_delay(_OPENING_SECONDS),
        reraise=True,
    )
    patience(connection.execute, "PRAGMA journal_mode=WAL")


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("zns_begun", False):
        # Its owner begins and commits by the driver.
        return
    if options.get("zns_read_only", False):
        execute(connection, "BEGIN")
        return
    set_sync(connection, "FULL" if options.get("zns_synced", True) else "NORMAL")
    execute(connection, BEGIN_WRITE)


def set_sync(connection: Connection, sync: str) -> None:
    """Say how commits wait for the disk: with `FULL` one that was made survives a power cut.

    No connection keeps what was good enough for another transaction.
    """
    if connection.info.get(_SYNC) != sync:
        execute(connection, f"PRAGMA synchronous={sync}")
        connection.info[_SYNC] = sync
