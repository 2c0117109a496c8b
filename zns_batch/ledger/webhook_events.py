"""What providers tell by themselves, kept until its row can take it.

An event may come twice, long after the others, or before its row is ready: then it waits, and is
merged when the row has settled.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, Row, Select, and_, delete, func, insert, or_, select, update

from zns_batch.domain.delivery import RATED, RECEIVED, Receipt, WebhookEvent
from zns_batch.domain.states import RowState
from zns_batch.domain.template import from_dict
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.postgresql import hold_lanes
from zns_batch.ledger.db.schema import campaigns, events, rows
from zns_batch.ledger.db.timestamps import from_ms, to_ms
from zns_batch.ledger.receipts import RowSnapshot, merge, row_snapshots
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.rows import streamed

_AT_ONCE = 200
"""Events merged in one transaction: a lane that is sending waits no longer than that."""

_TRACKING = re.compile(r"([0-9a-z]{1,24})-([0-9]{1,9})(?:-[0-9]{1,9})?", re.ASCII)
"""Our references begin with the campaign and the row's place in it."""

_READY = (RowState.ACCEPTED.value, RowState.UNKNOWN.value)


class EventStatus(StrEnum):
    """What became of an event."""

    KNOWN = "known"
    """It came before; nothing was kept."""
    MERGED = "merged"
    """Its row has it."""
    WAITING = "waiting"
    """Its row is not ready for it."""
    OTHER = "other"
    """It is about another message to the same row: an attempt before the last one."""
    STRANGER = "stranger"
    """No row of ours sent that message."""
    KEPT = "kept"
    """It is no receipt."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ratings:
    """What customers thought of a campaign's messages: how many, and one to five in the mean."""

    count: int
    mean: float


class _Owner(NamedTuple):
    """The campaign that an event belongs to, and what of it counts here."""

    id: str
    account: str
    timeout: int | None


class _Place(NamedTuple):
    """Where an event belongs: its campaign and its row as it stands."""

    owner: _Owner
    row: RowSnapshot


# ── what comes ──


def store_events(
    ledger: Ledger, arrived: Sequence[WebhookEvent], *, now: datetime
) -> list[EventStatus]:
    """Keep events and merge those whose row is ready, in one transaction.

    Returns:
        What became of each, in their order.

    """
    with ledger.write() as connection:
        hold_lanes(connection, chain.from_iterable(event.accounts for event in arrived))
        return [_take_in(connection, event, now) for event in arrived]


def _take_in(connection: Connection, event: WebhookEvent, now: datetime) -> EventStatus:
    if _is_known(connection, event):
        return EventStatus.KNOWN
    place = _place(connection, event)
    fate = _merge(connection, event, place, now)
    values = {
        "account": place.owner.account if place else event.accounts[0],
        "digest": event.digest,
        "name": event.name,
        "at": to_ms(event.at),
        "received_at": to_ms(now),
        "message_id": event.message_id,
        "tracking_id": event.tracking_id,
        "fate": fate.value,
        "campaign_id": place.owner.id if place else None,
        "seq": place.row.seq if place else None,
        "told": orjson.dumps(event.told).decode(),
    }
    connection.execute(insert(events), values)
    return fate


def _is_known(connection: Connection, event: WebhookEvent) -> bool:
    same = and_(events.c.account.in_(event.accounts), events.c.digest == event.digest)
    return connection.execute(select(events.c.id).where(same)).first() is not None


def _place(connection: Connection, event: WebhookEvent) -> _Place | None:
    named = _TRACKING.fullmatch(event.tracking_id or "")
    if named is None:
        return None
    owner = _owner(connection, named[1])
    if owner is None or owner.account not in event.accounts:
        return None
    row = row_snapshots(connection, owner.id, [int(named[2])]).get(int(named[2]))
    return _Place(owner, row) if row else None


def _owner(connection: Connection, campaign_id: str) -> _Owner | None:
    wanted = select(campaigns.c.account, campaigns.c.template).where(campaigns.c.id == campaign_id)
    found = connection.execute(wanted).first()
    if found is None:
        return None
    timeout = from_dict(orjson.loads(found.template)).timeout
    return _Owner(campaign_id, found.account, timeout)


def _merge(
    connection: Connection, event: WebhookEvent, place: _Place | None, now: datetime
) -> EventStatus:
    if not event.is_receipt:
        return EventStatus.KEPT
    if place is None:
        # Without a reference of ours the message's id may still be a row's.
        return EventStatus.STRANGER if event.tracking_id else EventStatus.WAITING
    return _into(connection, place, _told(event.message_id, event.at), event.tracking_id, now)


def _into(
    connection: Connection, place: _Place, receipt: Receipt, tracking_id: str | None, now: datetime
) -> EventStatus:
    """Merge a receipt into its row, if the row is ready and the message is the row's last one."""
    owner, row = place
    if _is_other(row, receipt.message_id, tracking_id):
        return EventStatus.OTHER
    if row.state.value not in _READY:
        return EventStatus.WAITING
    taken = merge(connection, row, receipt, timeout=owner.timeout, now=now, asked=False)
    return EventStatus.MERGED if taken or row.delivered_at is not None else EventStatus.WAITING


def _is_other(row: RowSnapshot, message_id: str | None, tracking_id: str | None) -> bool:
    if tracking_id is not None and tracking_id != row.tracking_id:
        return True
    return None not in {message_id, row.message_id} and message_id != row.message_id


def _told(message_id: str | None, at: datetime) -> Receipt:
    return Receipt(message_id=message_id, delivered_at=at)


# ── what waits ──


def catch_up(ledger: Ledger, campaign: Campaign, *, now: datetime) -> int:
    """Merge the receipts that have waited for rows of a campaign. Returns how many were."""
    _name_rows(ledger, campaign)
    return _sweep(ledger, events.c.campaign_id == campaign.id, now)


def sweep(ledger: Ledger, *, now: datetime) -> int:
    """Merge the receipts whose rows have become ready. Returns how many were."""
    return _sweep(ledger, events.c.campaign_id.is_not(None), now)


def _name_rows(ledger: Ledger, campaign: Campaign) -> None:
    """Find the rows of the receipts that name no reference of ours, by the message's id."""
    with ledger.read() as connection:
        nameless = {found[0]: found[1] for found in connection.execute(_nameless(campaign))}
        found = list(_their_rows(connection, campaign, nameless)) if nameless else []
    if not found:
        return
    with ledger.write() as connection:
        for event_id, seq in found:
            named = update(events).where(events.c.id == event_id)
            connection.execute(named.values(campaign_id=campaign.id, seq=seq))


def _nameless(campaign: Campaign) -> Select[Any]:
    return select(events.c.message_id, events.c.id).where(
        events.c.fate == EventStatus.WAITING.value,
        events.c.account == campaign.account,
        events.c.campaign_id.is_(None),
    )


def _their_rows(
    connection: Connection, campaign: Campaign, nameless: Mapping[str, int]
) -> Iterator[tuple[int, int]]:
    # One look at all rows of the campaign: an index for these few would cost every row that is sent.
    ids = select(rows.c.message_id, rows.c.seq).where(
        rows.c.campaign_id == campaign.id, rows.c.message_id.is_not(None)
    )
    with streamed(connection, ids) as found:
        for message_id, seq in found:
            if message_id in nameless:
                yield nameless[message_id], seq


def _sweep(ledger: Ledger, which: Any, now: datetime) -> int:
    merged = 0
    while ready := _ready(ledger, which):
        with ledger.write() as connection:
            hold_lanes(connection, {found.account for found in ready})
            done = sum(_again(connection, found, now) for found in ready)
        merged += done
        if not done:
            break
    return merged


def _ready(ledger: Ledger, which: Any) -> Sequence[Row[Any]]:
    at_home = and_(rows.c.campaign_id == events.c.campaign_id, rows.c.seq == events.c.seq)
    left_behind = rows.c.tracking_id != events.c.tracking_id
    wanted = (
        select(events)
        .join(rows, at_home)
        .where(
            events.c.fate == EventStatus.WAITING.value,
            which,
            or_(rows.c.state.in_(_READY), left_behind),
        )
        .order_by(events.c.id)
        .limit(_AT_ONCE)
    )
    with ledger.read() as connection:
        return connection.execute(wanted).all()


def _again(connection: Connection, found: Row[Any], now: datetime) -> bool:
    owner = _owner(connection, found.campaign_id)
    row = row_snapshots(connection, found.campaign_id, [found.seq]).get(found.seq)
    assert owner is not None
    assert row is not None
    receipt = _told(found.message_id, from_ms(found.at))
    fate = _into(connection, _Place(owner, row), receipt, found.tracking_id, now)
    connection.execute(update(events).where(events.c.id == found.id).values(fate=fate.value))
    return fate is not EventStatus.WAITING


def forget(ledger: Ledger, *, before: datetime) -> int:
    """Drop old receipts that are merged or nobody's. Returns how many. Ratings and changes stay."""
    done = events.c.fate.in_(
        [EventStatus.MERGED.value, EventStatus.OTHER.value, EventStatus.STRANGER.value]
    )
    old = and_(
        events.c.name == RECEIVED,
        or_(done, events.c.campaign_id.is_(None)),
        events.c.received_at < to_ms(before),
    )
    with ledger.write() as connection:
        return connection.execute(delete(events).where(old)).rowcount


# ── what was told ──


def ratings(ledger: Ledger, campaign_id: str) -> Ratings | None:
    """Return how customers rated a campaign's messages; `None` when nobody did."""
    rates = [rate for rate in _rates(ledger, campaign_id) if isinstance(rate, int)]
    if not rates:
        return None
    return Ratings(count=len(rates), mean=sum(rates) / len(rates))


def _rates(ledger: Ledger, campaign_id: str) -> Iterator[object]:
    wanted = select(events.c.told).where(
        events.c.campaign_id == campaign_id, events.c.name == RATED
    )
    with ledger.read() as connection:
        for told in connection.execute(wanted).scalars():
            yield orjson.loads(told).get("rate")


def repeated(ledger: Ledger, campaign_id: str) -> int:
    """Return how many messages arrived that were attempts before a row's last one."""
    wanted = select(func.count()).where(
        events.c.campaign_id == campaign_id,
        events.c.name == RECEIVED,
        events.c.fate == EventStatus.OTHER.value,
    )
    with ledger.read() as connection:
        return int(connection.execute(wanted).scalar_one())
