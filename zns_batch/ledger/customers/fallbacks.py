"""Campaigns whose unreached customers are to get an SMS: when, by which account, and by which campaign."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select, update

from zns_batch.ledger.db.customer_tables import fallbacks
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.timestamps import from_ms, to_ms

_WAITING, _PLANNED, _NONE = "waiting", "planned", "none"


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedFallback:
    """The second channel of one campaign."""

    campaign_id: str
    #: The account that sends the SMS.
    account: str
    due_at: datetime
    #: The campaign that sends the SMS, once there is one.
    sms_campaign_id: str | None
    #: Whether it is still to be decided who gets an SMS.
    is_waiting: bool


def note(ledger: Ledger, campaign_id: str, *, account: str, due_at: datetime) -> None:
    """Note that a campaign's unreached customers are to get an SMS; once for each campaign."""
    line = {
        "campaign_id": campaign_id,
        "account": account,
        "due_at": to_ms(due_at),
        "state": _WAITING,
    }
    with ledger.write() as connection:
        known = select(fallbacks.c.state).where(fallbacks.c.campaign_id == campaign_id)
        if connection.execute(known).first() is None:
            connection.execute(insert(fallbacks), line)


def due(ledger: Ledger, *, now: datetime) -> list[PlannedFallback]:
    """Return the campaigns whose time has come, those that wait longest first."""
    query = (
        select(fallbacks)
        .where(fallbacks.c.state == _WAITING, fallbacks.c.due_at <= to_ms(now))
        .order_by(fallbacks.c.due_at)
    )
    return _read(ledger, query)


def of_campaign(ledger: Ledger, campaign_id: str) -> PlannedFallback | None:
    """Return the second channel of a campaign; `None` when it has none."""
    found = _read(ledger, select(fallbacks).where(fallbacks.c.campaign_id == campaign_id))
    return found[0] if found else None


def postpone(ledger: Ledger, campaign_id: str, due_at: datetime) -> None:
    """Decide later who gets an SMS."""
    waiting = (fallbacks.c.campaign_id == campaign_id, fallbacks.c.state == _WAITING)
    with ledger.write() as connection:
        connection.execute(update(fallbacks).where(*waiting).values(due_at=to_ms(due_at)))


def settle(ledger: Ledger, campaign_id: str, sms_campaign_id: str | None) -> None:
    """Note by which campaign the SMS go; `None` when nobody gets one."""
    state = _PLANNED if sms_campaign_id else _NONE
    values = {"state": state, "sms_campaign_id": sms_campaign_id}
    with ledger.write() as connection:
        this = fallbacks.c.campaign_id == campaign_id
        connection.execute(update(fallbacks).where(this).values(**values))


def _read(ledger: Ledger, query: Select[Any]) -> list[PlannedFallback]:
    with ledger.read() as connection:
        return [
            PlannedFallback(
                campaign_id=line.campaign_id,
                account=line.account,
                due_at=from_ms(line.due_at),
                sms_campaign_id=line.sms_campaign_id,
                is_waiting=line.state == _WAITING,
            )
            for line in connection.execute(query)
        ]
