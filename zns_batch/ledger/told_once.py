"""What people were told once: of several workers one tells it, and none tells it again."""

from datetime import datetime, timedelta

from sqlalchemy import delete, text

from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import told_once
from zns_batch.ledger.db.timestamps import to_ms

_KEPT = timedelta(days=400)

_CLAIM = text(
    "INSERT INTO told_once (kind, about, at) VALUES (:kind, :about, :at) "
    "ON CONFLICT (kind, about) DO NOTHING"
)


def claim(ledger: Ledger, kind: str, about: str, *, now: datetime) -> bool:
    """Tell whether people are to be told something now; whoever asks next hears no.

    Args:
        ledger: The ledger.
        kind: What is told, such as `quota`.
        about: Of what, such as an account and a day.
        now: The current time.

    """
    with ledger.write() as connection:
        connection.execute(delete(told_once).where(told_once.c.at < to_ms(now - _KEPT)))
        line = {"kind": kind, "about": about, "at": to_ms(now)}
        return bool(connection.execute(_CLAIM, line).rowcount)
