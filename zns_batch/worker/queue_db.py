"""The database of the workers' queue: beside the ledger on SQLite, in the same one on PostgreSQL."""

import sqlite3
import sys
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

from zns_batch.errors import LedgerError
from zns_batch.ledger.db.sqlite import write_ahead

_NEEDED = (3, 42)
"""With Python 3.12 or newer the engine writes moments by a function that came with this SQLite."""

_IMMEDIATE = "BEGIN IMMEDIATE"
_BUSY_SECONDS = 30
FILE = "engine.db"


def sqlite_engine(url: URL) -> Engine:
    """Return connections to a SQLite file whose transactions exclude each other.

    The engine counts what runs before it takes more. SQLite's driver would begin the transaction
    only at the first write, after the counting, and two workers would take the same (measured: up
    to twice a limit).

    Args:
        url: Where the file lies.

    Raises:
        LedgerError: SQLite is too old here.

    """
    engine = create_engine(
        url,
        module=_module(),
        connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_cursor_execute", _only_once, retval=True)
    return engine


def _module() -> ModuleType:
    if sqlite3.sqlite_version_info >= _NEEDED:
        return sqlite3
    try:
        from pysqlite3 import dbapi2
    except ImportError as error:
        if tuple(sys.version_info) < (3, 12):
            return sqlite3
        raise LedgerError("worker.old-sqlite", found=sqlite3.sqlite_version) from error
    # Also with an older Python, which could do without: a file that a newer one made stays of use.
    found: ModuleType = dbapi2
    return found


def _set_up(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    write_ahead(connection)
    for pragma in ("synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute(_IMMEDIATE)


def _only_once(
    _connection: Connection,
    _cursor: Any,
    statement: str,
    parameters: Any,
    _context: Any,
    _many: bool,  # noqa: FBT001 — as above
) -> tuple[str, Any]:
    """Let the library begin a transaction that has begun already: it does when it makes its tables.

    Its other way would be a connection of its own, by Python's own SQLite: two SQLites in one
    process take away each other's locks on a file, and the file does not survive that.
    """
    return ("SELECT 1" if statement == _IMMEDIATE else statement), parameters
