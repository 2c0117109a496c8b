"""One-time links in the ledger, by the hash of the secret in the link."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from zns_batch.domain.users import LinkKind
from zns_batch.ledger.db.schema import one_time_links
from zns_batch.ledger.db.timestamps import from_ms, to_ms


@dataclass(frozen=True, kw_only=True, slots=True)
class OneTimeLink:
    """A link that works once.

    Attributes:
        token_sha256: The hash of its secret.
        kind: What it is for.
        user_id: For whom; `None` for the first person, who does not exist yet.
        ends_at: Until when it works.
        used_at: When it was used.

    """

    token_sha256: str
    kind: LinkKind
    user_id: str | None
    ends_at: datetime
    used_at: datetime | None = None


def add_link(connection: Connection, link: OneTimeLink) -> None:
    """Add a link."""
    connection.execute(
        insert(one_time_links).values(
            token_sha256=link.token_sha256,
            kind=link.kind.value,
            user_id=link.user_id,
            ends_at=to_ms(link.ends_at),
            used_at=to_ms(link.used_at),
        )
    )


def find_link(connection: Connection, token_sha256: str) -> OneTimeLink | None:
    """Return a link, used or not."""
    query = select(one_time_links).where(one_time_links.c.token_sha256 == token_sha256)
    line = connection.execute(query).mappings().first()
    if line is None:
        return None
    return OneTimeLink(
        token_sha256=line["token_sha256"],
        kind=LinkKind(line["kind"]),
        user_id=line["user_id"],
        ends_at=from_ms(line["ends_at"]),
        used_at=from_ms(line["used_at"]),
    )


def use_link(connection: Connection, token_sha256: str, *, now: datetime) -> bool:
    """Use a link up; of several who try, one succeeds."""
    unused = (
        one_time_links.c.token_sha256 == token_sha256,
        one_time_links.c.used_at.is_(None),
        one_time_links.c.ends_at > to_ms(now),
    )
    return bool(
        connection.execute(
            update(one_time_links).where(*unused).values(used_at=to_ms(now))
        ).rowcount
    )


def drop_links(connection: Connection, *, kind: LinkKind, user_id: str | None = None) -> None:
    """Remove the links of a kind that nobody has used; for one person, or those for nobody yet."""
    whose = (
        one_time_links.c.user_id.is_(None)
        if user_id is None
        else one_time_links.c.user_id == user_id
    )
    unused = (one_time_links.c.kind == kind.value, one_time_links.c.used_at.is_(None), whose)
    connection.execute(delete(one_time_links).where(*unused))


def drop_links_of(connection: Connection, user_id: str) -> None:
    """Remove all links of a person."""
    connection.execute(delete(one_time_links).where(one_time_links.c.user_id == user_id))


def drop_old_links(connection: Connection, *, ended_before: datetime) -> None:
    """Remove links that ended before a moment."""
    connection.execute(
        delete(one_time_links).where(one_time_links.c.ends_at <= to_ms(ended_before))
    )
