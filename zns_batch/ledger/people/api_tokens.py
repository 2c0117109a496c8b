"""Keys of the JSON API in the ledger, by the hash of their secret."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, insert, or_, select, update

from zns_batch.core.random_ids import random_letters
from zns_batch.domain.users import ALL_ACCOUNTS, Role
from zns_batch.ledger.db.api_tables import api_tokens
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.timestamps import from_ms, to_ms

_SEEN_EVERY = timedelta(minutes=1)
"""How exactly the last use is noted: a program that polls must not write each time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiToken:
    """A key of the API. All moments are aware and in UTC.

    Attributes:
        id: What people call it by; the owner of what it uploads and starts.
        name: Which program has it.
        account: The account that it is for; `*` for all.
        role: What it may do there.
        made_by: Who made it.
        created_at: When.
        ends_at: Until when it works.
        revoked_at: When it was taken back.
        seen_at: When it was last used, to the minute.

    """

    id: str
    name: str
    account: str
    role: Role
    made_by: str
    created_at: datetime
    ends_at: datetime
    revoked_at: datetime | None = None
    seen_at: datetime | None = None

    def role_for(self, account: str) -> Role | None:
        """Return what it may do for an account; `None` for one that it is not for."""
        return self.role if self.account in {account, ALL_ACCOUNTS} else None

    def works(self, now: datetime) -> bool:
        """Tell whether it works at a moment."""
        return self.revoked_at is None and now < self.ends_at


def new_token_id() -> str:
    """Return the id of a new key. No person's id begins like it."""
    return "t" + random_letters(15)


def add_token(connection: Connection, token: ApiToken, token_sha256: str) -> None:
    """Add a key."""
    connection.execute(
        insert(api_tokens).values(
            id=token.id,
            token_sha256=token_sha256,
            name=token.name,
            account=token.account,
            role=token.role.value,
            made_by=token.made_by,
            created_at=to_ms(token.created_at),
            ends_at=to_ms(token.ends_at),
        )
    )


def find_token(ledger: Ledger, token_sha256: str) -> ApiToken | None:
    """Return the key with a secret of this hash, whether it works or not."""
    query = select(api_tokens).where(api_tokens.c.token_sha256 == token_sha256)
    with ledger.read() as connection:
        line = connection.execute(query).mappings().first()
    return None if line is None else _token_of(line)


def list_tokens(ledger: Ledger) -> list[ApiToken]:
    """Return all keys, the newest first."""
    query = select(api_tokens).order_by(api_tokens.c.created_at.desc(), api_tokens.c.id)
    with ledger.read() as connection:
        return [_token_of(line) for line in connection.execute(query).mappings()]


def get_token(connection: Connection, token_id: str) -> ApiToken | None:
    """Return the key with an id."""
    query = select(api_tokens).where(api_tokens.c.id == token_id)
    line = connection.execute(query).mappings().first()
    return None if line is None else _token_of(line)


def revoke_token(connection: Connection, token_id: str, *, now: datetime) -> bool:
    """Take a key back; tell whether it was not taken back before."""
    this = (api_tokens.c.id == token_id, api_tokens.c.revoked_at.is_(None))
    done = connection.execute(update(api_tokens).where(*this).values(revoked_at=to_ms(now)))
    return done.rowcount > 0


def note_use(ledger: Ledger, token: ApiToken, *, now: datetime) -> None:
    """Note that a key was used, once a minute at the most."""
    if token.seen_at is not None and now - token.seen_at < _SEEN_EVERY:
        return
    old = or_(api_tokens.c.seen_at.is_(None), api_tokens.c.seen_at < to_ms(now - _SEEN_EVERY))
    with ledger.write(synced=False, beside=True) as connection:
        connection.execute(
            update(api_tokens).where(api_tokens.c.id == token.id, old).values(seen_at=to_ms(now))
        )


def _token_of(line: RowMapping) -> ApiToken:
    return ApiToken(
        id=line["id"],
        name=line["name"],
        account=line["account"],
        role=Role(line["role"]),
        made_by=line["made_by"],
        created_at=from_ms(line["created_at"]),
        ends_at=from_ms(line["ends_at"]),
        revoked_at=from_ms(line["revoked_at"]),
        seen_at=from_ms(line["seen_at"]),
    )
