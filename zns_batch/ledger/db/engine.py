"""Opens the ledger (SQLite by default, PostgreSQL by address) and begins its transactions."""

import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL, RootTransaction
from tenacity import Retrying, retry_if_exception, wait_random_exponential

from zns_batch.errors import LedgerError
from zns_batch.ledger.db import postgresql, sqlite
from zns_batch.ledger.db.commit_proof import CommitProof, last_change
from zns_batch.ledger.db.errors import PASSING, translate_db_errors
from zns_batch.ledger.db.migrate import is_current, upgrade_if_needed

_PATIENCE_SECONDS = 8.0
"""How long a transaction waits to begin while the database's server is away, such as in a restart."""

_SNAPSHOT: ContextVar[tuple[Engine, Connection] | None] = ContextVar("snapshot", default=None)
"""The read transaction that all reads share: of whom it is, and its connection."""


@dataclass(slots=True)
class ConnectionLoss:
    """Since when nobody has reached the database's server, by the clock that never runs backwards."""

    since: float | None = None

    @property
    def is_long(self) -> bool:
        """Whether it has lasted longer than a restart does."""
        return self.since is not None and time.monotonic() - self.since > _PATIENCE_SECONDS


@dataclass(frozen=True, slots=True)
class Ledger:
    """An open ledger.

    Attributes:
        engine: The database's connections.
        place: Where it lies, for messages; never with a password.
        absence: Since when its server is away. All wait for it together: who comes when the others
            have given up tries once.
        proof: Tells when the file has lost commits or is gone; `None` on a server.

    """

    engine: Engine
    place: str
    absence: ConnectionLoss = field(default_factory=ConnectionLoss, compare=False, repr=False)
    proof: CommitProof | None = field(default=None, compare=False, repr=False)

    @property
    def is_shared(self) -> bool:
        """Whether several machines may use it: it lies on a database server."""
        return self.engine.dialect.name == "postgresql"

    @property
    def open_folder(self) -> Path | None:
        """The folder of the ledger's file, when every user of the machine may write into it."""
        if self.is_shared or os.name == "nt":
            return None
        folder = Path(self.place).absolute().parent
        return folder if folder.stat().st_mode & stat.S_IWOTH else None

    @contextmanager
    def write(self, *, synced: bool = True, beside: bool = False) -> Iterator[Connection]:
        """Open a write transaction: committed at the end, rolled back on an exception.

        Args:
            synced: Whether the commit waits for the disk. One that does not is on the disk with the
                next one that does: the database's log has them in their order. It is never half
                there.
            beside: Whether other writers may be at work at the same time, where the database lets
                them: only for what is guarded by the rows it changes. SQLite has one writer anyway.

        Raises:
            LedgerError: The database can't be written (full, read-only, locked, broken).
            RuntimeError: Within `snapshot`, whose reads would not see what is written.

        """
        if self._held() is not None:
            raise RuntimeError("a snapshot is open, which would not see what is written")
        change = 0
        with self._transaction(zns_synced=synced, zns_beside=beside) as connection:
            if self.proof is not None:
                self.proof.check_file()
            yield connection
            # A commit that does not wait for the disk proves nothing.
            if self.proof is not None and synced:
                change = last_change(connection)
        if self.proof is not None:
            self.proof.note(change)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a read transaction: a snapshot that keeps no writer waiting.

        Within `snapshot` it is that one.

        Raises:
            LedgerError: The database can't be read.

        """
        if (held := self._held()) is not None:
            yield held
            return
        with self._transaction(zns_read_only=True) as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Make all reads within one read transaction, for this thread.

        They show one moment, and on a server the beginning and the end of a transaction are waited for
        once: each is a way through the network and back.

        Raises:
            LedgerError: The database can't be read.

        """
        with self.read() as connection:
            before = _SNAPSHOT.set((self.engine, connection))
            try:
                yield
            finally:
                _SNAPSHOT.reset(before)

    def _held(self) -> Connection | None:
        held = _SNAPSHOT.get()
        return held[1] if held is not None and held[0] is self.engine else None

    @contextmanager
    def _transaction(self, **options: bool) -> Iterator[Connection]:
        transaction = self._begin_patiently(options) if self.is_shared else self._begin(options)
        with translate_db_errors(self.place), transaction.connection as connection, transaction:
            yield connection

    def _begin_patiently(self, options: dict[str, bool]) -> RootTransaction:
        """Begin as soon as the server is there: nothing has been done that could be done twice."""

        def begin() -> RootTransaction:
            try:
                return self._begin(options)
            except LedgerError as error:
                if _passes(error):
                    self.absence.since = self.absence.since or time.monotonic()
                raise

        patience = Retrying(
            retry=retry_if_exception(_passes),
            wait=wait_random_exponential(multiplier=0.05, max=0.5),
            stop=lambda _state: self.absence.is_long,
            reraise=True,
        )
        transaction = patience(begin)
        self.absence.since = None
        return transaction

    def _begin(self, options: dict[str, bool]) -> RootTransaction:
        with translate_db_errors(self.place):
            connection = self.engine.connect().execution_options(**options)
            try:
                return connection.begin()
            except BaseException:
                connection.close()
                raise

    def refuse_lost_commits(self) -> None:
        """Refuse, before an upgrade, a file whose log lost commits.

        It may look like an older version: the upgrade would write into it before it was kept.

        Raises:
            LedgerError: Commits are missing.

        """
        if self.proof is not None:
            with self.read() as connection:
                self.proof.verify(connection, has_tables=False)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()
        if self.proof is not None:
            self.proof.close()


def _passes(error: BaseException) -> bool:
    return isinstance(error, LedgerError) and error.key in PASSING


def open_ledger(place: Path | str) -> Ledger:
    """Open the ledger, creating or upgrading it where needed.

    Args:
        place: A SQLite file's path, or a database address (`postgresql://…`).

    Raises:
        LedgerError: It can't be opened, has lost commits, a newer version of the program has written
            it, or it lies on a server and an older version did (`zns-batch migrate`).

    """
    ledger = open_existing_ledger(place)
    try:
        with translate_db_errors(ledger.place):
            if not is_current(ledger.engine):
                ledger.refuse_lost_commits()
                upgrade_if_needed(ledger.engine, ledger.place)
        if ledger.proof is not None:
            with ledger.read() as connection:
                ledger.proof.verify(connection)
    except BaseException:
        ledger.close()
        raise
    return ledger


def open_existing_ledger(place: Path | str) -> Ledger:
    """Return a ledger without checking its version or its commits."""
    url = URL.create("sqlite", database=str(place)) if isinstance(place, Path) else None
    url = url or postgresql.url_of(str(place))
    if url.get_backend_name() == "sqlite":
        path = Path(str(url.database))
        sqlite.make_private(path)
        return Ledger(engine=sqlite.engine_of(url), place=str(path), proof=CommitProof(path))
    return Ledger(engine=postgresql.engine_of(url), place=postgresql.shown(url))
