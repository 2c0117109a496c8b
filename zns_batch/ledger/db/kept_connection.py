"""A connection that its owner keeps for many write transactions, one after the other."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from zns_batch.ledger.db import driver, sqlite
from zns_batch.ledger.db.commit_proof import last_change
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.errors import translate_db_errors


class KeptConnection:
    """Opens write transactions like `Ledger.write`, with less work for each.

    To take a connection out of the pool, begin, commit and give it back takes SQLAlchemy as long as
    SQLite needs for twenty rows. So a file's connection is kept, and its transactions begin and end by
    the driver. On a server each transaction takes one out of the pool all the same: the way there takes
    longer than all of that, and the server may have started again since.

    It belongs to one thread.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._connection: Connection | None = None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a write transaction: committed and synced at the end, rolled back on an exception.

        Others may write beside it, where the database lets them.

        Raises:
            LedgerError: The database can't be written (full, read-only, locked, broken).

        """
        ledger = self._ledger
        if ledger.is_shared:
            with ledger.write(beside=True) as connection:
                yield connection
            return
        change = 0
        with translate_db_errors(ledger.place):
            try:
                connection = self._connection or self._open()
                driver.execute(connection, sqlite.BEGIN_WRITE)
                if ledger.proof is not None:
                    ledger.proof.check_file()
                yield connection
                if ledger.proof is not None:
                    change = last_change(connection)
                driver.commit(connection)
            except BaseException:
                # The pool rolls back.
                self.close()
                raise
        if ledger.proof is not None:
            ledger.proof.note(change)

    def close(self) -> None:
        """Give the connection back."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _open(self) -> Connection:
        connection = self._ledger.engine.connect().execution_options(zns_begun=True)
        self._connection = connection
        sqlite.set_sync(connection, "FULL")
        return connection
