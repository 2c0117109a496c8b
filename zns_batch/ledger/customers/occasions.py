"""Whom reminders were planned for: each customer once an occasion, whatever becomes of the list."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

import orjson
from sqlalchemy import Connection, delete, insert, select

from zns_batch.core.clock import in_vietnam
from zns_batch.domain.reminder import OCCASION, Occasion
from zns_batch.domain.states import RowState
from zns_batch.errors import LedgerError
from zns_batch.ledger.db.customer_tables import occasions
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.postgresql import hold_lane_of
from zns_batch.ledger.db.schema import inputs, rows
from zns_batch.ledger.db.timestamps import to_ms
from zns_batch.ledger.rows import move

_KEY_SIZE = 16
_KEPT = timedelta(days=30)
"""How long an occasion is remembered after its day: none that is over is reminded of."""

_AT_ONCE = 500
"""Occasions that one statement stores."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReminderSeries:
    """What tells the occasions of one reminder from those of others.

    A schedule that is removed and added anew is the same series.

    Attributes:
        account: The account's name.
        mode: `development` for test sends, which don't count for others.
        template_id: The provider's id of the template.
        column: The column of days, folded.

    """

    account: str
    mode: str | None
    template_id: str
    column: str

    def key(self, recipient: str, occasion: Occasion) -> bytes:
        """Name an occasion of a customer's. The number can't be read from it without trying all."""
        words = [self.account, self.mode, self.template_id, self.column, recipient, occasion.dump()]
        return blake2b(orjson.dumps(words), digest_size=_KEY_SIZE, person=b"zns-occasion").digest()


def occasion_of(extras: str | None) -> Occasion | None:
    """Return what a row is to be reminded of, from its extras; `None` for nothing."""
    brought = orjson.loads(extras) if extras and OCCASION in extras else {}
    text = brought.get(OCCASION)
    return Occasion.load(text) if text else None


def reminded(ledger: Ledger, *, now: datetime) -> frozenset[bytes]:
    """Return the keys of all occasions that were planned and are not over."""
    ahead = select(occasions.c.occasion).where(
        occasions.c.day >= in_vietnam(now - timedelta(days=1)).date().isoformat()
    )
    with ledger.read() as connection:
        return frozenset(map(bytes, connection.execute(ahead).scalars()))


def note(
    connection: Connection, campaign_id: str, series: ReminderSeries, *, now: datetime
) -> None:
    """Note whom a campaign reminds, in the transaction that leaves it to the workers.

    Raises:
        LedgerError: Another campaign has planned one of its occasions meanwhile.

    """
    over = in_vietnam(now - _KEPT).date().isoformat()
    connection.execute(delete(occasions).where(occasions.c.day < over))
    lines = {
        series.key(recipient, occasion): occasion.day.isoformat()
        for _, recipient, occasion in _waiting(connection, campaign_id)
    }
    keys = [*lines]
    # The account's lane is held, and the account is part of the key: nobody else writes them now.
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        known = select(occasions.c.occasion).where(occasions.c.occasion.in_(part)).limit(1)
        if connection.execute(known).first() is not None:
            raise LedgerError("ledger.reminded-meanwhile", id=campaign_id)
    planned = {"campaign_id": campaign_id, "planned_at": to_ms(now)}
    values = [{"occasion": key, "day": day, **planned} for key, day in lines.items()]
    if values:
        connection.execute(insert(occasions), values)


def expire_past(ledger: Ledger, campaign_id: str, *, now: datetime) -> int:
    """End the rows that wait and whose day is over, such as a birthday's; return how many."""
    today = in_vietnam(now).date()
    with ledger.write() as connection:
        hold_lane_of(connection, campaign_id)
        over = [
            seq for seq, _, occasion in _waiting(connection, campaign_id) if occasion.day < today
        ]
        expired = 0
        for start in range(0, len(over), _AT_ONCE):
            part = rows.c.seq.in_(over[start : start + _AT_ONCE])
            states = {RowState.PENDING}
            expired += move(connection, campaign_id, states, RowState.EXPIRED, now=now, only=part)
    return expired


def _waiting(connection: Connection, campaign_id: str) -> Iterator[tuple[int, str, Occasion]]:
    """Yield the places, recipients and occasions of the rows that wait."""
    same = (rows.c.campaign_id == inputs.c.campaign_id) & (rows.c.seq == inputs.c.seq)
    waiting = (
        select(inputs.c.seq, inputs.c.phone, inputs.c.extras)
        .join(rows, same)
        .where(inputs.c.campaign_id == campaign_id, rows.c.state == RowState.PENDING)
    )
    for seq, phone, extras in connection.execute(waiting):
        occasion = occasion_of(extras)
        if occasion is not None:
            yield seq, phone, occasion
