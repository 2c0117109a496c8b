"""Statements that go to SQLite's driver without SQLAlchemy, for those that stand in a message's way.

SQLAlchemy takes longer for a statement than SQLite does, and a commit of a lane has eight of them.
"""

import sqlite3
from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


class ExecutedStatement(Protocol):
    """What the driver's cursor and SQLAlchemy's result have in common."""

    @property
    def rowcount(self) -> int:
        """How many rows were written."""

    def fetchone(self) -> Sequence[Any] | None:
        """Return the next row of an answer; `None` when there is no more."""


def execute(connection: Connection, sql: str, values: Sequence[Any] = ()) -> ExecutedStatement:
    """Execute a statement in the driver's own form; on PostgreSQL by SQLAlchemy.

    Args:
        connection: A connection whose transaction has begun, or is begun by this statement.
        sql: The statement, with the driver's placeholders.
        values: What stands for the placeholders.

    Raises:
        DBAPIError: The database refused. The error is SQLAlchemy's, without statement and values, so
            that `translate_db_errors` knows it.

    """
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        return connection.exec_driver_sql(sql, tuple(values))
    try:
        return driver.execute(sql, values)
    except sqlite3.Error as error:
        raise DBAPIError.instance(None, None, error, sqlite3.Error) from error


def commit(connection: Connection) -> None:
    """Commit a transaction of SQLite that was begun by the driver.

    Raises:
        DBAPIError: The database refused; see `execute`.

    """
    execute(connection, "COMMIT")
