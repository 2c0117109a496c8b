"""Requests that must not happen twice, by the key that their caller gave them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, select, text, update

from zns_batch.errors import WrongStateError
from zns_batch.ledger.db.api_tables import idempotency_keys as keys
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.timestamps import from_ms, to_ms

_CLAIM = text(
    "INSERT INTO idempotency_keys (token_id, key, request_sha256, holder, created_at) "
    "VALUES (:token_id, :key, :request_sha256, :holder, :created_at) "
    "ON CONFLICT (token_id, key) DO NOTHING"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptRequest:
    """A request that came with a key.

    Attributes:
        token_id: Whose key it is.
        key: The key.
        request_sha256: Method, address and body, as a hash.
        holder: The process that answers it, as `ProcessIdentity.dump` writes it.
        created_at: When it came first.
        status: The status of its answer; `None` as long as nothing has come of it.
        answer: The answer, as JSON.
        finished: Whether what follows the change was done too.

    """

    token_id: str
    key: str
    request_sha256: str
    holder: str
    created_at: datetime
    status: int | None = None
    answer: str | None = None
    finished: bool = False


def claim(ledger: Ledger, request: KeptRequest) -> KeptRequest | None:
    """Note a request under its key, unless one is there already.

    Returns:
        The request that is there; `None` when this one was noted.

    """
    line = {
        "token_id": request.token_id,
        "key": request.key,
        "request_sha256": request.request_sha256,
        "holder": request.holder,
        "created_at": to_ms(request.created_at),
    }
    with ledger.write() as connection:
        if connection.execute(_CLAIM, line).rowcount:
            return None
        return _read(connection, request.token_id, request.key)


def find(ledger: Ledger, token_id: str, key: str) -> KeptRequest | None:
    """Return the request under a key; `None` when there is none."""
    with ledger.read() as connection:
        return _read(connection, token_id, key)


def take_over(ledger: Ledger, request: KeptRequest, holder: str) -> bool:
    """Go on with a request whose process is gone; tell whether nobody was quicker."""
    seen = and_(
        _this(request.token_id, request.key),
        keys.c.holder == request.holder,
        keys.c.finished_at.is_(None),
    )
    with ledger.write() as connection:
        return bool(connection.execute(update(keys).where(seen).values(holder=holder)).rowcount)


def write_answer(connection: Connection, request: KeptRequest, *, status: int, answer: str) -> None:
    """Keep the answer, in the transaction that makes it true.

    Raises:
        WrongStateError: Nobody waits for it under this key any more: the change must not happen.

    """
    waiting = and_(
        _this(request.token_id, request.key),
        keys.c.holder == request.holder,
        keys.c.status.is_(None),
    )
    values = {"status": status, "answer": answer}
    if not connection.execute(update(keys).where(waiting).values(**values)).rowcount:
        raise WrongStateError("api.key-given-up")


def finish(ledger: Ledger, request: KeptRequest, *, now: datetime) -> None:
    """Note that everything of a request was done."""
    with ledger.write() as connection:
        connection.execute(
            update(keys).where(_this(request.token_id, request.key)).values(finished_at=to_ms(now))
        )


def release(ledger: Ledger, request: KeptRequest) -> bool:
    """Forget a request of which nothing has come; tell whether nothing had."""
    without = and_(
        _this(request.token_id, request.key),
        keys.c.holder == request.holder,
        keys.c.status.is_(None),
    )
    with ledger.write() as connection:
        return bool(connection.execute(delete(keys).where(without)).rowcount)


def forget_old(ledger: Ledger, *, before: datetime) -> int:
    """Forget requests that came before a moment; return how many."""
    with ledger.write(beside=True) as connection:
        return connection.execute(delete(keys).where(keys.c.created_at < to_ms(before))).rowcount


def _this(token_id: str, key: str) -> ColumnElement[bool]:
    return and_(keys.c.token_id == token_id, keys.c.key == key)


def _read(connection: Connection, token_id: str, key: str) -> KeptRequest | None:
    line = connection.execute(select(keys).where(_this(token_id, key))).mappings().first()
    if line is None:
        return None
    return KeptRequest(
        token_id=line["token_id"],
        key=line["key"],
        request_sha256=line["request_sha256"],
        holder=line["holder"],
        created_at=from_ms(line["created_at"]),
        status=line["status"],
        answer=line["answer"],
        finished=line["finished_at"] is not None,
    )
