"""Claims on notifications that are sent once: of several processes one sends it, and none sends it again."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, text

from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import notification_claims
from zns_batch.ledger.db.timestamps import to_ms

_KEPT = timedelta(days=400)

_CLAIM = text(
    "INSERT INTO told_once (kind, about, at) VALUES (:kind, :about, :at) "
    "ON CONFLICT (kind, about) DO NOTHING"
)


def is_claimed(ledger: Ledger, kind: str, about: str) -> bool:
    """Tell whether a notification was sent, or is being sent; without writing anything."""
    this = notification_claims.c.kind == kind, notification_claims.c.about == about
    with ledger.read() as connection:
        return connection.execute(select(notification_claims.c.at).where(*this)).first() is not None


def claim(ledger: Ledger, kind: str, about: str, *, now: datetime) -> bool:
    """Tell whether a notification is to be sent now; whoever asks next hears no.

    Args:
        ledger: The ledger.
        kind: What it is about, such as `quota`.
        about: Of what, such as an account and a day.
        now: The current time.

    """
    with ledger.write() as connection:
        connection.execute(
            delete(notification_claims).where(notification_claims.c.at < to_ms(now - _KEPT))
        )
        line = {"kind": kind, "about": about, "at": to_ms(now)}
        return bool(connection.execute(_CLAIM, line).rowcount)
