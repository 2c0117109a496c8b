"""The database of the workers' queue: beside the ledger on SQLite, in the same one on PostgreSQL."""

import sqlite3
import sys
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

from zns_batch.errors import LedgerError
from zns_batch.ledger.sqlite import write_ahead

_NEEDED = (3, 42)
"""With Python 3.12 or newer the engine writes moments by a function that came with this SQLite."""

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
    connection.exec_driver_sql("BEGIN IMMEDIATE")
