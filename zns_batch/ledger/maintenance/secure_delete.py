"""Secure deletion: changes whose former values can't be found in the database's files either."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from zns_batch.errors import LaneHeldError
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.errors import translate_db_errors
from zns_batch.ledger.db.postgresql import hold_lane_of
from zns_batch.ledger.leases import refuse_held

CHUNK = 2_000
"""Lines changed in one transaction: a lane that is sending waits no longer than that."""

_BUSY_SECONDS = 30
_READERS_SECONDS = 5.0
"""How long to wait for those who read, before SQLite's log can be emptied."""

_NAP_SECONDS = 0.1


@contextmanager
def secure_delete(ledger: Ledger, campaign_id: str | None = None) -> Iterator[Connection]:
    """Give a write transaction whose changes leave nothing of what they take away in a SQLite file.

    Args:
        campaign_id: The campaign whose rows will be changed, if any are.

    Raises:
        LedgerError: The ledger can't be written.

    """
    with ledger.write(beside=campaign_id is not None) as connection:
        if not ledger.is_shared:
            connection.exec_driver_sql("PRAGMA secure_delete=ON")
        if campaign_id is not None:
            hold_lane_of(connection, campaign_id)
        yield connection


def clean_up(ledger: Ledger) -> bool:
    """Give freed space back and wipe what older changes left there; tell whether that was done.

    A SQLite file is written anew, during which nobody else can write, so it is left alone while
    somebody sends.

    Raises:
        LedgerError: The ledger can't be written.

    """
    if ledger.is_shared:
        _vacuum_server(ledger)
        return True
    with ledger.read() as connection:
        try:
            refuse_held(connection)
            quiet = True
        except LaneHeldError:
            quiet = False
    # So that none of our own connections reads what is to be forgotten.
    ledger.engine.dispose()
    path = Path(ledger.place)
    try:
        # What `CommitProof` kept of a damaged log holds customers' data too.
        path.with_name(f"{path.name}-wal-damaged").unlink(missing_ok=True)
        connecting = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        with closing(connecting) as file:
            file.execute("PRAGMA secure_delete=ON")
            # Big copies on the disk and not in memory.
            file.execute("PRAGMA temp_store=FILE")
            if quiet:
                file.execute("VACUUM")
            return _empty_log(file) and quiet
    except sqlite3.Error as error:
        with translate_db_errors(ledger.place):
            raise DBAPIError.instance(None, None, error, sqlite3.Error) from error


def _empty_log(connection: sqlite3.Connection) -> bool:
    """Bring SQLite's log into the file and cut it off: what was there before is still in it."""
    until = time.monotonic() + _READERS_SECONDS
    connection.execute("PRAGMA busy_timeout=1000")
    while True:
        (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy or time.monotonic() > until:
            return not busy
        time.sleep(_NAP_SECONDS)


def _vacuum_server(ledger: Ledger) -> None:
    # Only now: a ledger in a file never needs it, and loading it would delay each send.
    import psycopg

    borrowed = ledger.engine.raw_connection()
    try:
        driver: Any = borrowed.driver_connection
        driver.execute("VACUUM inputs, rows, events, runs, journeys, uploads")
    except psycopg.Error as error:
        with translate_db_errors(ledger.place):
            raise DBAPIError.instance(None, None, error, psycopg.Error) from error
    finally:
        borrowed.close()
