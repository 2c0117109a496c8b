"""Events of campaigns that go out as webhooks: kept until they are delivered, and to be sent again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, select, text, update

from zns_batch.ledger.db.api_tables import campaign_events as events
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.timestamps import from_ms, to_ms

_ADD = text(
    "INSERT INTO campaign_events (id, campaign_id, type, at, body, attempts, next_at) "
    "VALUES (:id, :campaign_id, :type, :at, :body, 0, :next_at) "
    "ON CONFLICT (id) DO NOTHING"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignEvent:
    """One event of a campaign. All moments are aware and in UTC.

    Attributes:
        id: The `webhook-id`: the same whenever it is sent.
        campaign_id: The campaign.
        type: Such as `campaign.paused`.
        at: When it came about.
        body: What is posted.
        attempts: How often that was tried.
        next_at: When it is tried next; `None` when it was delivered or given up.
        delivered_at: When it was taken.
        error: Why the last try failed, as the key of a sentence.

    """

    id: str
    campaign_id: str
    type: str
    at: datetime
    body: str
    attempts: int = 0
    next_at: datetime | None = None
    delivered_at: datetime | None = None
    error: str | None = None


def add(ledger: Ledger, event: CampaignEvent) -> None:
    """Keep an event; one that is kept already stays as it is."""
    line = {
        "id": event.id,
        "campaign_id": event.campaign_id,
        "type": event.type,
        "at": to_ms(event.at),
        "body": event.body,
        "next_at": to_ms(event.at),
    }
    with ledger.write() as connection:
        connection.execute(_ADD, line)


def find(ledger: Ledger, event_id: str) -> CampaignEvent | None:
    """Return an event; `None` when there is none."""
    with ledger.read() as connection:
        found = connection.execute(select(events).where(events.c.id == event_id))
        line = found.mappings().first()
    return None if line is None else _event_of(line)


def of_campaign(ledger: Ledger, campaign_id: str) -> list[CampaignEvent]:
    """Return a campaign's events, the first one first."""
    query = select(events).where(events.c.campaign_id == campaign_id)
    with ledger.read() as connection:
        lines = connection.execute(query.order_by(events.c.at, events.c.id)).mappings()
        return [_event_of(line) for line in lines]


def due(ledger: Ledger, *, now: datetime, most: int = 100) -> list[CampaignEvent]:
    """Return events that are to be tried now, the oldest first."""
    query = select(events).where(events.c.next_at <= to_ms(now)).order_by(events.c.at).limit(most)
    with ledger.read() as connection:
        return [_event_of(line) for line in connection.execute(query).mappings()]


def claim(ledger: Ledger, event: CampaignEvent, *, until: datetime) -> bool:
    """Keep others from trying an event until a moment; tell whether nobody was quicker."""
    seen = (
        events.c.id == event.id,
        events.c.attempts == event.attempts,
        events.c.next_at == to_ms(event.next_at),
    )
    values = {"attempts": event.attempts + 1, "next_at": to_ms(until)}
    with ledger.write() as connection:
        return connection.execute(update(events).where(*seen).values(**values)).rowcount > 0


def note_result(
    ledger: Ledger,
    event_id: str,
    *,
    delivered_at: datetime | None,
    next_at: datetime | None,
    error: str | None,
) -> None:
    """Note what became of a try."""
    values = {"next_at": to_ms(next_at), "error": error}
    if delivered_at is not None:
        values["delivered_at"] = to_ms(delivered_at)
    with ledger.write() as connection:
        connection.execute(update(events).where(events.c.id == event_id).values(**values))


def _event_of(line: RowMapping) -> CampaignEvent:
    return CampaignEvent(
        id=line["id"],
        campaign_id=line["campaign_id"],
        type=line["type"],
        at=from_ms(line["at"]),
        body=line["body"],
        attempts=line["attempts"],
        next_at=from_ms(line["next_at"]),
        delivered_at=from_ms(line["delivered_at"]),
        error=line["error"],
    )
