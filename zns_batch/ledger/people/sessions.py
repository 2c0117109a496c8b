"""Sessions in the ledger: who is signed in, found by the hash of a secret that the browser holds."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, or_, select, update

from zns_batch.domain.users import User
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import sessions
from zns_batch.ledger.db.timestamps import from_ms, to_ms
from zns_batch.ledger.people.users import find_user

# Asked at each request: SQLAlchemy keeps with a statement what it takes long to find out about it.
_OF_TOKEN = select(sessions).where(sessions.c.token_sha256 == bindparam("token"))


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionRecord:
    """A session.

    Attributes:
        token_sha256: The hash of the secret in the browser's cookie.
        user_id: Who is signed in.
        created_at: Since when.
        seen_at: When the person last did something; a page that updates itself does not count.
        ends_at: When it ends, whatever happens.
        authenticated_at: When the person last proved who it is.
        csrf: The secret of its forms.
        agent: The browser, as it calls itself.
        address: Where from.
        data: What a step of the pages keeps for the next.

    """

    token_sha256: str
    user_id: str
    created_at: datetime
    seen_at: datetime
    ends_at: datetime
    authenticated_at: datetime
    csrf: str = field(repr=False)
    agent: str
    address: str
    data: Mapping[str, object] = field(default_factory=dict)


def add_session(connection: Connection, session: SessionRecord) -> None:
    """Add a session."""
    connection.execute(
        insert(sessions).values(
            token_sha256=session.token_sha256,
            user_id=session.user_id,
            created_at=to_ms(session.created_at),
            seen_at=to_ms(session.seen_at),
            ends_at=to_ms(session.ends_at),
            authenticated_at=to_ms(session.authenticated_at),
            csrf=session.csrf,
            agent=session.agent,
            address=session.address,
            data=json.dumps(dict(session.data)),
        )
    )


def find_session(ledger: Ledger, token_sha256: str) -> tuple[SessionRecord, User] | None:
    """Return a session and whose it is."""
    with ledger.read() as connection:
        line = connection.execute(_OF_TOKEN, {"token": token_sha256}).mappings().first()
        user = None if line is None else find_user(connection, line["user_id"])
    return None if line is None or user is None else (_session_of(line), user)


def touch_session(ledger: Ledger, token_sha256: str, *, now: datetime) -> None:
    """Note that the person did something; nobody waits for the disk."""
    this = sessions.c.token_sha256 == token_sha256
    with ledger.write(synced=False, beside=True) as connection:
        connection.execute(update(sessions).where(this).values(seen_at=to_ms(now)))


def note_proof(connection: Connection, token_sha256: str, *, now: datetime) -> None:
    """Note that the person has just proved again who it is."""
    this = sessions.c.token_sha256 == token_sha256
    connection.execute(update(sessions).where(this).values(authenticated_at=to_ms(now)))


def set_session_data(ledger: Ledger, token_sha256: str, data: Mapping[str, object]) -> None:
    """Keep something for the next step of the pages."""
    this = sessions.c.token_sha256 == token_sha256
    with ledger.write(beside=True) as connection:
        connection.execute(update(sessions).where(this).values(data=json.dumps(dict(data))))


def put_session_value(ledger: Ledger, token_sha256: str, name: str, value: object) -> None:
    """Keep one value for the next step of the pages, beside the others."""
    with ledger.write() as connection:
        _change_data(connection, token_sha256, lambda data: {**data, name: value})


def take_session_value(ledger: Ledger, token_sha256: str, name: str) -> object | None:
    """Return a value that a step kept, once: whoever asks again gets `None`."""
    with ledger.write() as connection:
        before = _change_data(
            connection,
            token_sha256,
            lambda data: {key: value for key, value in data.items() if key != name},
        )
    return before.get(name)


def _change_data(
    connection: Connection,
    token_sha256: str,
    change: Callable[[Mapping[str, object]], Mapping[str, object]],
) -> Mapping[str, object]:
    """Change what a session keeps, and return what it kept before; two who do take turns."""
    this = sessions.c.token_sha256 == token_sha256
    query = select(sessions.c.data).where(this).with_for_update()
    stored = connection.execute(query).scalar()
    before: Mapping[str, object] = {} if stored is None else json.loads(stored)
    after = json.dumps(dict(change(before)))
    connection.execute(update(sessions).where(this).values(data=after))
    return before


def list_sessions(connection: Connection, user_id: str) -> list[SessionRecord]:
    """Return a person's sessions, the newest first."""
    query = select(sessions).where(sessions.c.user_id == user_id)
    lines = connection.execute(query.order_by(sessions.c.created_at.desc())).mappings().all()
    return [_session_of(line) for line in lines]


def end_session(connection: Connection, token_sha256: str) -> None:
    """End a session."""
    connection.execute(delete(sessions).where(sessions.c.token_sha256 == token_sha256))


def end_sessions_of(connection: Connection, user_id: str, *, but: str = "") -> int:
    """End a person's sessions and return how many; one (by its hash) may be left."""
    theirs = (sessions.c.user_id == user_id, sessions.c.token_sha256 != but)
    return connection.execute(delete(sessions).where(*theirs)).rowcount


def end_old_sessions(connection: Connection, *, now: datetime, unseen_since: datetime) -> int:
    """Remove sessions that are over, and return how many."""
    over = or_(sessions.c.ends_at <= to_ms(now), sessions.c.seen_at <= to_ms(unseen_since))
    return connection.execute(delete(sessions).where(over)).rowcount


def _session_of(line: RowMapping) -> SessionRecord:
    return SessionRecord(
        token_sha256=line["token_sha256"],
        user_id=line["user_id"],
        created_at=from_ms(line["created_at"]),
        seen_at=from_ms(line["seen_at"]),
        ends_at=from_ms(line["ends_at"]),
        authenticated_at=from_ms(line["authenticated_at"]),
        csrf=line["csrf"],
        agent=line["agent"],
        address=line["address"],
        data=json.loads(line["data"]),
    )
