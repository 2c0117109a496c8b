"""Token store: refreshed token pairs, the only ones that still work, kept in the ledger.

What a person sets up (the environment, the system's own store) is a seed: each renewal uses up the
refresh token that was given, and what works from then on stands here. A pair is found by the
fingerprint of the refresh token that it grew from: when a person sets up another one, that one
counts, and two accounts that share a ledger under one name never take each other's.

What a person got by logging in stands here too, under the account and the application. It counts
until another refresh token is set up than the one that was set up then.
"""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, RowMapping, Update, select, text, update

from zns_batch.core.clock import Clock, SystemClock
from zns_batch.domain.tokens import TokenPair
from zns_batch.errors import LedgerError
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import tokens as table
from zns_batch.ledger.db.timestamps import common_now, from_ms, to_ms
from zns_batch.ledger.process_identity import ProcessIdentity

_LOOK_SECONDS = 0.2

_ENSURE = text(
    "INSERT INTO tokens (seed, account, seed_access) VALUES (:seed, :account, :seed_access) "
    "ON CONFLICT (seed) DO NOTHING"
)


class LedgerTokenStore:
    """The pair of one account, from the ledger, or as a person gave it.

    Args:
        account: The account's name, for people who look into the ledger.
        access: The access token that a person gave.
        refresh: The refresh token that a person gave.
        ledger: Opens the ledger, for each look: looks are few.

    """

    def __init__(
        self,
        account: str,
        *,
        access: str,
        refresh: str,
        ledger: Callable[[], AbstractContextManager[Ledger]],
        clock: Clock | None = None,
    ) -> None:
        self._account = account
        self._given = TokenPair(access=access, refresh=refresh)
        self._seed = _fingerprint(refresh)
        self._seed_access = _fingerprint(access)
        self._ledger = ledger
        self._clock = clock or SystemClock()

    @classmethod
    def of_login(
        cls,
        account: str,
        app_id: str,
        *,
        given: str | None,
        ledger: Callable[[], AbstractContextManager[Ledger]],
        clock: Clock | None = None,
    ) -> "LedgerTokenStore":
        """Return the store of the pair that grew from a login.

        Args:
            account: The account's name.
            app_id: The application's id.
            given: The refresh token that a person set up elsewhere, if any.
            ledger: Opens the ledger, for each look.

        """
        store = cls(account, access=given or "", refresh=given or "", ledger=ledger, clock=clock)
        store._seed = _fingerprint(f"login {account} {app_id}")
        return store

    def exists(self) -> bool:
        """Tell whether a pair is kept, and nobody has set up another token since.

        Raises:
            LedgerError: The ledger can't be read.

        """
        with self._ledger() as ledger, _unseen(), ledger.read() as connection:
            line = self._row(connection)
        return bool(line and line["access_token"] and line["seed_access"] == self._seed_access)

    def load(self) -> TokenPair:
        """Return the pair to use now.

        Raises:
            LedgerError: The ledger can't be read.

        """
        with self._ledger() as ledger, _unseen(), ledger.read() as connection:
            line = self._row(connection)
        if line is None or line["access_token"] is None:
            return self._given
        if line["seed_access"] != self._seed_access:
            # A person gave another access token since; what grew from the refresh token stays.
            return TokenPair(access=self._given.access, refresh=line["refresh_token"])
        return TokenPair(
            access=line["access_token"],
            refresh=line["refresh_token"],
            renewed_at=from_ms(line["renewed_at"]),
            expires_at=from_ms(line["expires_at"]),
        )

    def save(self, tokens: TokenPair) -> None:
        """Keep a new pair. It is on disk when this returns.

        Raises:
            LedgerError: The ledger can't be written.

        """
        values = {
            "account": self._account,
            "seed_access": self._seed_access,
            "access_token": tokens.access,
            "refresh_token": tokens.refresh,
            "renewed_at": to_ms(tokens.renewed_at),
            "expires_at": to_ms(tokens.expires_at),
        }
        with self._ledger() as ledger:
            _make_private(ledger)
            with _unseen(), ledger.write() as connection:
                self._ensure(connection)
                connection.execute(self._mine(values))

    @contextmanager
    def exclusive(self, seconds: float) -> Iterator[None]:
        """Keep all other processes from renewing these tokens meanwhile.

        Waits for one that is renewing them now, until it has done, is dead, or its time is over.

        Args:
            seconds: How long this may hold if the process is not heard of again.

        Raises:
            LedgerError: The ledger can't be written, so that a new pair could not be kept either.

        """
        while not self._claimed(seconds):
            time.sleep(_LOOK_SECONDS)
        try:
            yield
        finally:
            # Without this the claim ends by itself; what was renewed is renewed.
            with suppress(LedgerError), self._ledger() as ledger, ledger.write() as connection:
                connection.execute(self._mine({"renewer": None, "renewing_until": None}))

    def _claimed(self, seconds: float) -> bool:
        with self._ledger() as ledger, ledger.write() as connection:
            self._ensure(connection)
            line = self._row(connection, lock=True)
            now = common_now(connection, self._clock.now())
            until = from_ms(line["renewing_until"]) if line else None
            if (
                line
                and until
                and now < until
                and not ProcessIdentity.load(line["renewer"]).is_dead()
            ):
                return False
            connection.execute(
                self._mine(
                    {
                        "renewer": ProcessIdentity.this_process().dump(),
                        "renewing_until": to_ms(now + timedelta(seconds=seconds)),
                    }
                )
            )
        return True

    def _ensure(self, connection: Connection) -> None:
        values = {"seed": self._seed, "account": self._account, "seed_access": self._seed_access}
        connection.execute(_ENSURE, values)

    def _row(self, connection: Connection, *, lock: bool = False) -> RowMapping | None:
        query = select(table).where(table.c.seed == self._seed)
        # SQLite has the whole file locked by then and leaves the words out.
        return connection.execute(query.with_for_update() if lock else query).mappings().first()

    def _mine(self, values: dict[str, str | int | None]) -> Update:
        return update(table).where(table.c.seed == self._seed).values(**values)


def _fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@contextmanager
def _unseen() -> Iterator[None]:
    """Cut an error off from its cause, which shows the values of the statement: the tokens."""
    try:
        yield
    except LedgerError as error:
        raise type(error)(error.key, **error.params) from None


def _make_private(ledger: Ledger) -> None:
    """Let the owner alone read the file, also one that was copied here with wider rights."""
    path = ledger.engine.url.database
    if ledger.engine.dialect.name != "sqlite" or not path:
        return
    for name in (path, f"{path}-wal", f"{path}-shm"):
        with suppress(OSError):
            Path(name).chmod(0o600)
