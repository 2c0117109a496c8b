"""Delivery receipts: merged into their rows, and counted.

A receipt may come while its row is being sent, after a person asked for the row again, or twice. So
each change names the state and the tracking id that it found, and does nothing when they are others
by then.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    func,
    or_,
    select,
    update,
)

from zns_batch.domain.delivery import (
    Deliveries,
    DeliveryCount,
    MixedPrice,
    Receipt,
    cost_of,
    is_charged,
)
from zns_batch.domain.planned_row import user_of
from zns_batch.domain.states import RowState
from zns_batch.ledger import row_counts
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.postgresql import hold_lanes
from zns_batch.ledger.db.schema import changes, inputs, rows
from zns_batch.ledger.db.timestamps import from_ms, to_ms
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.rows import log_changes, streamed

NEVER_ARRIVED = "never-arrived"
"""The code of a row of which the provider says that it has never had it: it may be sent again."""


class RowSnapshot(NamedTuple):
    """A row as receipts find it.

    Attributes:
        campaign_id: Its campaign.
        seq: Its place there.
        state: Where it stands.
        tracking_id: Our reference of its last attempt.
        message_id: The provider's id, when known.
        sent_at: When the provider began to send it.
        delivered_at: When it reached the phone.

    """

    campaign_id: str
    seq: int
    state: RowState
    tracking_id: str | None
    message_id: str | None
    sent_at: datetime | None
    delivered_at: datetime | None


class ReceiptUpdate(NamedTuple):
    """What the provider answered about one row.

    Attributes:
        row: The row as it stood when it was asked for.
        receipt: The answer; `None` when the provider knows of no such message.

    """

    row: RowSnapshot
    receipt: Receipt | None


# ── one row ──


def row_snapshots(
    connection: Connection, campaign_id: str, seqs: Iterable[int]
) -> dict[int, RowSnapshot]:
    """Return rows of a campaign as they stand, by their places."""
    query = _snapshots().where(rows.c.campaign_id == campaign_id, rows.c.seq.in_(list(seqs)))
    snapshots = map(_snapshot_of, connection.execute(query))
    return {row.seq: row for row in snapshots}


def merge(
    connection: Connection,
    row: RowSnapshot,
    receipt: Receipt | None,
    *,
    timeout: int | None,
    now: datetime,
    asked: bool,
) -> bool:
    """Merge what is known of a message into its row; settle a row in doubt.

    Args:
        connection: A write transaction that holds the lane of the account (`hold_lanes`).
        row: The row as it stands.
        receipt: What is known; `None` when the provider, asked, knows of no such message.
        timeout: The template's time-out in seconds, when known.
        asked: Whether the provider was asked, or told by itself.

    Returns:
        Whether the row took it. It does not while it is in any other state than accepted or unknown,
        and when it knows already that it was delivered.

    """
    if row.delivered_at is not None or row.state not in {RowState.ACCEPTED, RowState.UNKNOWN}:
        return False
    asked_at = now if asked else None
    values: dict[str, Any] = {"checked_at": to_ms(asked_at)} if asked_at else {}
    if row.state is RowState.ACCEPTED:
        values |= _known(receipt, row, row.sent_at, timeout, asked_at)
    elif receipt is None or receipt.failure is not None:
        failure = receipt.failure if receipt else None
        values |= {
            "state": RowState.REJECTED.value,
            "code": failure.code if failure else NEVER_ARRIVED,
            "said": failure.provider_message if failure else "",
        }
    else:
        sent_at = row.sent_at or _intended_at(connection, row)
        values |= {"state": RowState.ACCEPTED.value, "code": None, "said": ""}
        values |= _known(receipt, row, sent_at, timeout, asked_at)
    unchanged = and_(
        rows.c.campaign_id == row.campaign_id,
        rows.c.seq == row.seq,
        rows.c.state == row.state.value,
        rows.c.tracking_id == row.tracking_id,
        rows.c.delivered_at.is_(None),
    )
    after = RowState(values.get("state", row.state))
    if after is not row.state:
        log_changes(connection, unchanged, after, now=now, code=values["code"])
    taken = connection.execute(update(rows).where(unchanged).values(**values)).rowcount == 1
    if taken:
        delivered = values.get("delivered_at") is not None
        row_counts.shift(connection, row.campaign_id, row.state, after, delivered=delivered)
    return taken


def _known(
    receipt: Receipt | None,
    row: RowSnapshot,
    sent_at: datetime | None,
    timeout: int | None,
    asked_at: datetime | None,
) -> dict[str, Any]:
    """Return what an accepted row learns; nothing overwrites what it knew with less."""
    if receipt is None:
        return {}
    sent_at = row.sent_at or receipt.sent_at or sent_at
    learned = {
        "message_id": row.message_id or receipt.message_id,
        "sent_at": to_ms(sent_at),
        "delivered_at": to_ms(receipt.delivered_at),
        "charged": is_charged(receipt, sent_at=sent_at, timeout=timeout, asked_at=asked_at),
        "fee": receipt.fee,
    }
    if receipt.failure is not None:
        learned |= {"code": receipt.failure.code, "said": receipt.failure.provider_message}
    return {name: value for name, value in learned.items() if value is not None}


def _intended_at(connection: Connection, row: RowSnapshot) -> datetime | None:
    """Return when the last attempt began, for a row whose answer never came."""
    query = select(func.max(changes.c.at)).where(
        changes.c.campaign_id == row.campaign_id,
        changes.c.seq == row.seq,
        changes.c.tracking_id == row.tracking_id,
        changes.c.state == RowState.SENDING.value,
    )
    return from_ms(connection.execute(query).scalar())


def intended_at(ledger: Ledger, row: RowSnapshot) -> datetime | None:
    """Return when a row's last attempt began; `None` when none is on record."""
    with ledger.read() as connection:
        return _intended_at(connection, row)


# ── asking ──


def apply_receipts(
    ledger: Ledger, campaign: Campaign, learned: Sequence[ReceiptUpdate], *, now: datetime
) -> None:
    """Merge what the provider answered about some rows, in one short transaction."""
    timeout = campaign.template.timeout
    with ledger.write() as connection:
        hold_lanes(connection, [campaign.account])
        for row, receipt in learned:
            merge(connection, row, receipt, timeout=timeout, now=now, asked=True)


def open_places(ledger: Ledger, campaign_id: str, *, by_tracking: bool) -> list[int]:
    """Return the places of the rows that have no last word yet, those asked for longest ago first.

    Args:
        by_tracking: Whether the provider finds a message by our reference: then rows in doubt can be
            asked for, and accepted ones without a message id.

    """
    query = select(rows.c.seq).where(_open(campaign_id, by_tracking=by_tracking))
    order = query.order_by(func.coalesce(rows.c.checked_at, 0), rows.c.seq)
    with ledger.read() as connection:
        return list(connection.execute(order).scalars())


def open_rows(
    ledger: Ledger, campaign_id: str, seqs: Sequence[int], *, by_tracking: bool
) -> list[RowSnapshot]:
    """Return some rows as they stand, in the order given, without those that have their last word."""
    is_open = _open(campaign_id, by_tracking=by_tracking)
    with ledger.read() as connection:
        snapshots = map(
            _snapshot_of, connection.execute(_snapshots().where(is_open, rows.c.seq.in_(seqs)))
        )
        by_seq = {row.seq: row for row in snapshots}
    return [by_seq[seq] for seq in seqs if seq in by_seq]


def known_message(ledger: Ledger, campaign_id: str) -> str | None:
    """Return the id of a message of a campaign that its provider certainly had."""
    query = select(rows.c.message_id).where(
        rows.c.campaign_id == campaign_id,
        rows.c.state == RowState.ACCEPTED.value,
        rows.c.message_id.is_not(None),
    )
    with ledger.read() as connection:
        message_id: str | None = connection.execute(query.limit(1)).scalar()
    return message_id


def _open(campaign_id: str, *, by_tracking: bool) -> ColumnElement[bool]:
    accepted = and_(
        rows.c.state == RowState.ACCEPTED.value,
        rows.c.delivered_at.is_(None),
        # An accepted row with a code was refused after all.
        rows.c.code.is_(None),
    )
    if by_tracking:
        asked = or_(accepted, rows.c.state == RowState.UNKNOWN.value)
    else:
        asked = and_(accepted, rows.c.message_id.is_not(None))
    return and_(rows.c.campaign_id == campaign_id, asked)


def _snapshots() -> Select[Any]:
    return select(
        rows.c.campaign_id,
        rows.c.seq,
        rows.c.state,
        rows.c.tracking_id,
        rows.c.message_id,
        rows.c.sent_at,
        rows.c.delivered_at,
    )


def _snapshot_of(line: Sequence[Any]) -> RowSnapshot:
    campaign_id, seq, state, tracking_id, message_id, sent_at, delivered_at = line
    return RowSnapshot(
        campaign_id=campaign_id,
        seq=seq,
        state=RowState(state),
        tracking_id=tracking_id,
        message_id=message_id,
        sent_at=from_ms(sent_at),
        delivered_at=from_ms(delivered_at),
    )


# ── counting ──


def deliveries(ledger: Ledger, campaign: Campaign) -> Deliveries:
    """Count how many of a campaign's accepted messages reached the phone, and what they cost."""
    count = DeliveryCount(campaign.template.timeout)
    price = campaign.price
    columns = (rows.c.sent_at, rows.c.delivered_at, rows.c.charged, rows.c.fee)
    accepted = select(*columns).where(
        rows.c.campaign_id == campaign.id, rows.c.state == RowState.ACCEPTED.value
    )
    if isinstance(price, MixedPrice):
        same = and_(inputs.c.campaign_id == rows.c.campaign_id, inputs.c.seq == rows.c.seq)
        accepted = accepted.add_columns(inputs.c.extras).join(inputs, same)
    with ledger.read() as connection, streamed(connection, accepted) as lines:
        for sent_at, delivered_at, charged, fee, *extras in lines:
            one = price
            if isinstance(one, MixedPrice):
                one = one.of(to_user=user_of(extras[0]) is not None)
            count.add(
                sent_at=from_ms(sent_at),
                delivered_at=from_ms(delivered_at),
                charged=charged,
                cost=cost_of(charged=charged, fee=fee, price=one),
            )
    return count.result()
