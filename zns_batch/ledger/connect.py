"""Opening the ledger: SQLite by default, PostgreSQL by address, errors in our own words."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random

from zns_batch.errors import LedgerError
from zns_batch.ledger.migrate import bring_up_to_date

BUSY_SECONDS = 30
"""How long a writer waits for another writer of the same SQLite file."""

_OPENING_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Ledger:
    """An open ledger.

    Attributes:
        engine: The database's connections.
        place: Where it lies, for messages; never with a password.

    """

    engine: Engine
    place: str

    @contextmanager
    def write(self, *, synced: bool = True) -> Iterator[Connection]:
        """Give one write transaction: committed at the end, rolled back on an exception.

        Args:
            synced: Whether the commit waits for the disk. One that does not is on the disk with the
                next one that does: SQLite's log has them in their order. It is never half there.

        Raises:
            LedgerError: The database can't be written (full, read-only, locked, broken).

        """
        engine = self.engine if synced else self.engine.execution_options(zns_synced=False)
        with _own_words(self.place), engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give one read transaction: a view of one moment that keeps no writer waiting.

        Raises:
            LedgerError: The database can't be read.

        """
        with _own_words(self.place), self.engine.connect() as connection:
            connection.execution_options(zns_read_only=True)
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Give back all connections."""
        self.engine.dispose()


def open_ledger(place: Path | str) -> Ledger:
    """Open the ledger, creating or upgrading it where needed.

    Args:
        place: A SQLite file's path, or a database address (`postgresql://…`).

    Raises:
        LedgerError: It can't be opened, or a newer version of the program has written it.

    """
    url = _url_of(place)
    shown = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite":
        shown = str(url.database)
        _make_private(Path(shown))
    ledger = Ledger(engine=_engine(url), place=shown)
    try:
        with _own_words(shown):
            bring_up_to_date(ledger.engine, shown)
    except BaseException:
        ledger.close()
        raise
    return ledger


def _url_of(place: Path | str) -> URL:
    if isinstance(place, Path):
        return URL.create("sqlite", database=str(place))
    url = make_url(place)
    if url.get_backend_name() == "postgresql" and url.get_driver_name() in {"", "psycopg2"}:
        return url.set(drivername="postgresql+psycopg")
    return url


def _make_private(path: Path) -> None:
    """Create the file and its folder for the owner alone: they hold phones and tokens."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        if path.stat().st_size == 0:
            path.chmod(0o600)
    except OSError as error:
        raise LedgerError("ledger.unwritable", path=str(path), why=error.strerror or "") from error


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_SECONDS},
        # What a failed statement carried (phones, tokens) must not stand in its traceback.
        hide_parameters=True,
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # The driver must not open transactions on its own: `_begin_sqlite` decides which kind.
    connection.isolation_level = None
    _write_ahead(connection)
    for pragma in (
        "foreign_keys=ON",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: Any) -> None:
    """Switch to WAL. SQLite does not wait for others here, so we do: two may open a new ledger."""
    patience = Retrying(
        retry=retry_if_exception_type(sqlite3.OperationalError),
        wait=wait_random(0.01, 0.1),
        stop=stop_after_delay(_OPENING_SECONDS),
        reraise=True,
    )
    patience(connection.execute, "PRAGMA journal_mode=WAL")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("zns_read_only", False):
        connection.exec_driver_sql("BEGIN")
        return
    # Full sync: an intent that was committed survives a power cut. It is said each time, so that no
    # connection keeps what was good enough for another transaction.
    sync = "FULL" if options.get("zns_synced", True) else "NORMAL"
    connection.exec_driver_sql(f"PRAGMA synchronous={sync}")
    # A writer takes its lock at once: two writers wait for each other instead of failing midway.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _own_words(place: str) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise LedgerError(_key_of(str(error.orig)), path=place, why=_first_line(error)) from error
    except SQLAlchemyError as error:
        raise LedgerError("ledger.broken", path=place, why=_first_line(error)) from error


_SIGNS = (
    ("readonly", "ledger.read-only"),
    ("disk is full", "ledger.full"),
    ("No space left", "ledger.full"),
    ("locked", "ledger.busy"),
    ("unable to open", "ledger.unopenable"),
    ("not a database", "ledger.not-a-ledger"),
    ("malformed", "ledger.corrupt"),
    ("disk I/O error", "ledger.disk"),
    ("onnection", "ledger.unreachable"),
)


def _key_of(words: str) -> str:
    return next((key for sign, key in _SIGNS if sign in words), "ledger.broken")


def _first_line(error: SQLAlchemyError) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return (str(cause).splitlines() or [""])[0][:200]
