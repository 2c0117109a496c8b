"""The queue's database engine: a SQLite file beside the ledger, or the ledger's own PostgreSQL."""

import sqlite3
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

from zns_batch.errors import LedgerError
from zns_batch.ledger.db.sqlite import write_ahead

_MIN_SQLITE = (3, 42)
"""On Python 3.12 or newer the queue writes timestamps by a function that came with this SQLite."""

_BEGIN_IMMEDIATE = "BEGIN IMMEDIATE"
_BUSY_SECONDS = 30
_FILE = "engine.db"


def queue_url(ledger_url: URL) -> URL:
    """Return the address of the queue's database, for a ledger at `ledger_url`."""
    if ledger_url.get_backend_name() == "sqlite":
        path = Path(str(ledger_url.database)).with_name(_FILE)
        return URL.create("sqlite", database=str(path))
    return ledger_url.set(drivername="postgresql")


def sqlite_engine(url: URL) -> Engine:
    """Return an engine for a SQLite file whose transactions exclude each other.

    The queue counts running tasks before it takes more. SQLite's driver would begin the transaction
    only at the first write, after the counting, and two workers would take the same task (measured:
    up to twice the limit).

    Raises:
        LedgerError: SQLite is too old here.

    """
    engine = create_engine(
        url,
        module=_sqlite_module(),
        connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        write_ahead(connection)
        for pragma in ("synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin_immediate(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        driver.execute(_BEGIN_IMMEDIATE)

    @event.listens_for(engine, "before_cursor_execute", retval=True)
    def skip_second_begin(
        _connection: Connection,
        _cursor: Any,
        statement: str,
        parameters: Any,
        _context: Any,
        _many: bool,  # noqa: FBT001 — the signature of the event
    ) -> tuple[str, Any]:
        # The library begins a transaction that has begun already when it makes its tables. Its
        # other way would be a connection of its own, by Python's own SQLite: two SQLites in one
        # process take away each other's locks on a file, and the file does not survive that.
        return ("SELECT 1" if statement == _BEGIN_IMMEDIATE else statement), parameters

    return engine


def _sqlite_module() -> ModuleType:
    if sqlite3.sqlite_version_info >= _MIN_SQLITE:
        return sqlite3
    try:
        from pysqlite3 import dbapi2
    except ImportError as error:
        if tuple(sys.version_info) < (3, 12):
            return sqlite3
        raise LedgerError("worker.old-sqlite", found=sqlite3.sqlite_version) from error
    # Also with an older Python, which could do without: a file that a newer one made stays usable.
    module: ModuleType = dbapi2
    return module
