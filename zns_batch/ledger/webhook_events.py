"""Stores webhook events, and merges receipts into their rows when those are ready.

An event may come twice, long after the others, or before its row is ready: then it waits, and is
merged when the row has settled.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import Any, NamedTuple

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

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


def last_event_at(ledger: Ledger, account: str) -> datetime | None:
    """Return when an account's last event came; `None` before the first one."""
    theirs = events.c.account == account
    with ledger.read() as connection:
        # First by the index whether there is any: the newest is found from the end of all events.
        if connection.execute(select(events.c.id).where(theirs).limit(1)).first() is None:
            return None
        newest = select(events.c.received_at).where(theirs).order_by(events.c.id.desc()).limit(1)
        received_at: int = connection.execute(newest).scalar_one()
        return from_ms(received_at)


# ── storing ──


def store_events(
    ledger: Ledger, arrived: Sequence[WebhookEvent], *, now: datetime
) -> list[EventStatus]:
    """Keep events and merge those whose row is ready, in one transaction.

    Returns:
        What became of each, in their order.

    """
    with ledger.write() as connection:
        hold_lanes(connection, chain.from_iterable(event.accounts for event in arrived))
        return [_store(connection, event, now) for event in arrived]


def _store(connection: Connection, event: WebhookEvent, now: datetime) -> EventStatus:
    same = and_(events.c.account.in_(event.accounts), events.c.digest == event.digest)
    if connection.execute(select(events.c.id).where(same)).first() is not None:
        return EventStatus.KNOWN
    place = _find_place(connection, event)
    if not event.is_receipt:
        status = EventStatus.KEPT
    elif place is not None:
        receipt = Receipt(message_id=event.message_id, delivered_at=event.at)
        status = _merge_into(connection, place, receipt, event.tracking_id, now)
    else:
        # Without a reference of ours the message's id may still be a row's.
        status = EventStatus.STRANGER if event.tracking_id else EventStatus.WAITING
    values = {
        "account": place.owner.account if place else event.accounts[0],
        "digest": event.digest,
        "name": event.name,
        "at": to_ms(event.at),
        "received_at": to_ms(now),
        "message_id": event.message_id,
        "tracking_id": event.tracking_id,
        "fate": status.value,
        "campaign_id": place.owner.id if place else None,
        "seq": place.row.seq if place else None,
        "told": orjson.dumps(event.told).decode(),
    }
    connection.execute(insert(events), values)
    return status


def _find_place(connection: Connection, event: WebhookEvent) -> _Place | None:
    """Return the campaign and row that an event's reference names, if they are ours."""
    reference = _TRACKING.fullmatch(event.tracking_id or "")
    if reference is None:
        return None
    campaign_id, seq = reference[1], int(reference[2])
    owner = _owner(connection, campaign_id)
    if owner is None or owner.account not in event.accounts:
        return None
    row = row_snapshots(connection, owner.id, [seq]).get(seq)
    return _Place(owner, row) if row else None


def _owner(connection: Connection, campaign_id: str) -> _Owner | None:
    of_campaign = select(campaigns.c.account, campaigns.c.template).where(
        campaigns.c.id == campaign_id
    )
    line = connection.execute(of_campaign).first()
    if line is None:
        return None
    timeout = from_dict(orjson.loads(line.template)).timeout
    return _Owner(campaign_id, line.account, timeout)


def _merge_into(
    connection: Connection, place: _Place, receipt: Receipt, tracking_id: str | None, now: datetime
) -> EventStatus:
    """Merge a receipt into its row, if the row is ready and the message is the row's last one."""
    owner, row = place
    if tracking_id not in {None, row.tracking_id}:
        return EventStatus.OTHER
    if None not in {receipt.message_id, row.message_id} and receipt.message_id != row.message_id:
        return EventStatus.OTHER
    if row.state.value not in _READY:
        return EventStatus.WAITING
    taken = merge(connection, row, receipt, timeout=owner.timeout, now=now, asked=False)
    return EventStatus.MERGED if taken or row.delivered_at is not None else EventStatus.WAITING


# ── receipts that came before their row was ready ──


def catch_up(ledger: Ledger, campaign: Campaign, *, now: datetime) -> int:
    """Merge the receipts that have waited for rows of a campaign. Returns how many were."""
    nameless = select(events.c.message_id, events.c.id).where(
        events.c.fate == EventStatus.WAITING.value,
        events.c.account == campaign.account,
        events.c.campaign_id.is_(None),
    )
    # One look at all rows of the campaign: an index for these few would cost every row that is sent.
    sent = select(rows.c.message_id, rows.c.seq).where(
        rows.c.campaign_id == campaign.id, rows.c.message_id.is_not(None)
    )
    with ledger.read() as connection:
        event_of = {line[0]: line[1] for line in connection.execute(nameless)}
        places: dict[int, int] = {}
        if event_of:
            with streamed(connection, sent) as lines:
                places = {event_of[name]: seq for name, seq in lines if name in event_of}
    if places:
        with ledger.write() as connection:
            for event_id, seq in places.items():
                which = update(events).where(events.c.id == event_id)
                connection.execute(which.values(campaign_id=campaign.id, seq=seq))
    return _merge_waiting(ledger, events.c.campaign_id == campaign.id, now)


def sweep(ledger: Ledger, *, now: datetime) -> int:
    """Merge the receipts whose rows have become ready. Returns how many were."""
    return _merge_waiting(ledger, events.c.campaign_id.is_not(None), now)


def _merge_waiting(ledger: Ledger, which: ColumnElement[bool], now: datetime) -> int:
    same_row = and_(rows.c.campaign_id == events.c.campaign_id, rows.c.seq == events.c.seq)
    left_behind = rows.c.tracking_id != events.c.tracking_id
    ready = (
        select(events)
        .join(rows, same_row)
        .where(
            events.c.id.in_(_waiting_ids()),
            which,
            or_(rows.c.state.in_(_READY), left_behind),
        )
        .order_by(events.c.id)
        .limit(_AT_ONCE)
    )
    total = 0
    while True:
        with ledger.read() as connection:
            waiting = connection.execute(ready).all()
        if not waiting:
            return total
        with ledger.write() as connection:
            hold_lanes(connection, {event.account for event in waiting})
            merged = sum(_merge_again(connection, event, now) for event in waiting)
        total += merged
        if not merged:
            return total


def _waiting_ids() -> Select[tuple[int]]:
    """Return the question for the events that wait, which SQLite finds by `ix_events_waiting`.

    Asked for events that wait, it would go through all that ever came, because they have an order.
    """
    waiting = events.alias()
    state = literal(EventStatus.WAITING.value, literal_execute=True)
    return select(waiting.c.id).where(waiting.c.fate == state)


def _merge_again(connection: Connection, event: Row[Any], now: datetime) -> bool:
    """Merge a receipt that has waited; tell whether it waits no more."""
    owner = _owner(connection, event.campaign_id)
    row = row_snapshots(connection, event.campaign_id, [event.seq]).get(event.seq)
    assert owner is not None
    assert row is not None
    receipt = Receipt(message_id=event.message_id, delivered_at=from_ms(event.at))
    status = _merge_into(connection, _Place(owner, row), receipt, event.tracking_id, now)
    connection.execute(update(events).where(events.c.id == event.id).values(fate=status.value))
    return status is not EventStatus.WAITING


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


# ── what customers say ──


_RATINGS = select(events.c.told).where(
    events.c.campaign_id == bindparam("of_campaign"), events.c.name == RATED
)


def ratings(ledger: Ledger, campaign_id: str) -> Ratings | None:
    """Return how customers rated a campaign's messages; `None` when nobody did."""
    with ledger.read() as connection:
        told = connection.execute(_RATINGS, {"of_campaign": campaign_id}).scalars().all()
    values = [orjson.loads(one).get("rate") for one in told]
    rates = [rate for rate in values if isinstance(rate, int)]
    return Ratings(count=len(rates), mean=sum(rates) / len(rates)) if rates else None


def repeated(ledger: Ledger, campaign_id: str) -> int:
    """Return how many messages arrived that were attempts before a row's last one."""
    query = select(func.count()).where(
        events.c.campaign_id == campaign_id,
        events.c.name == RECEIVED,
        events.c.fate == EventStatus.OTHER.value,
    )
    with ledger.read() as connection:
        return int(connection.execute(query).scalar_one())
