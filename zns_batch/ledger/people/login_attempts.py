"""Failed sign-ins in the ledger, by a hash of the login or of the address."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from zns_batch.ledger.db.schema import login_attempts
from zns_batch.ledger.db.timestamps import from_ms, to_ms


def blocked_until(connection: Connection, subjects: tuple[str, ...]) -> datetime | None:
    """Return until when none of some subjects may try again; `None` when all may."""
    query = select(login_attempts.c.blocked_until).where(login_attempts.c.subject.in_(subjects))
    moments = connection.execute(query).scalars().all()
    return from_ms(max(moments)) if moments else None


def count_failure(connection: Connection, subject: str, *, now: datetime) -> int:
    """Count one more failure of a subject and return how many there are now."""
    this = login_attempts.c.subject == subject
    query = select(login_attempts.c.failures).where(this).with_for_update()
    before = connection.execute(query).scalar_one_or_none()
    values = {"failures": (before or 0) + 1, "last_at": to_ms(now)}
    if before is None:
        connection.execute(
            insert(login_attempts).values(subject=subject, blocked_until=to_ms(now), **values)
        )
    else:
        connection.execute(update(login_attempts).where(this).values(values))
    return values["failures"]


def block(connection: Connection, subject: str, *, until: datetime) -> None:
    """Let a subject not try before a moment."""
    this = login_attempts.c.subject == subject
    connection.execute(update(login_attempts).where(this).values(blocked_until=to_ms(until)))


def forget_failures(connection: Connection, subjects: tuple[str, ...]) -> None:
    """Forget the failures of subjects."""
    connection.execute(delete(login_attempts).where(login_attempts.c.subject.in_(subjects)))


def forget_old_failures(connection: Connection, *, now: datetime, older_than: timedelta) -> None:
    """Forget failures whose last is long ago."""
    connection.execute(
        delete(login_attempts).where(login_attempts.c.last_at <= to_ms(now - older_than))
    )
