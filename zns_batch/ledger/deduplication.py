"""Rows that an earlier campaign has sent already, found by what they say and to whom."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, and_, bindparam, select, update

from zns_batch.domain.planned_row import CONTENT_SIZE, Problem
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.ledger import row_counts
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.postgresql import hold_lanes
from zns_batch.ledger.db.schema import campaigns, contents, inputs, rows
from zns_batch.ledger.insert_rows import NOT_SENT
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.rows import dump_problems, log_changes

_AT_ONCE = 500
"""Rows that one statement names."""

_GONE = (RowState.PENDING, RowState.SENDING, RowState.ACCEPTED, RowState.UNKNOWN)


@dataclass(frozen=True, kw_only=True, slots=True)
class PreviousSend:
    """A row of an earlier campaign that says the same to the same phone.

    Attributes:
        campaign_id: The campaign.
        campaign_name: What people call it.
        number: The row's number in that campaign's sheet.
        count: How many rows were set aside, for whichever campaign's sake.

    """

    campaign_id: str
    campaign_name: str
    number: int
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Overlap:
    """The rows of ours that another campaign has too: their places there by ours."""

    campaign_id: str
    campaign_name: str
    places: dict[int, int]


def exclude_already_sent(
    ledger: Ledger, campaign: Campaign, *, now: datetime
) -> PreviousSend | None:
    """Set aside the rows that an earlier campaign has sent, or may still send.

    A list that was mended or grew, and is sent again as a whole, reaches only the people who did
    not get the message yet. Rows that an earlier campaign was refused, or gave up, stay.

    Args:
        ledger: The ledger.
        campaign: The campaign; test sends (`mode`) are left alone, they are repeated on purpose.
        now: The moment.

    Returns:
        The newest earlier row that was met, or `None` when there was none.

    """
    if campaign.mode is not None:
        return None
    with ledger.read() as connection:
        found = list(_twins(connection, campaign))
    if not found:
        return None
    with ledger.write() as connection:
        hold_lanes(connection, [campaign.account])
        return _set_aside_all(connection, campaign.id, found, now)


# ── what others say: a row's content never changes, so it may be looked at before the lock is ours ──


def _twins(connection: Connection, campaign: Campaign) -> Iterator[_Overlap]:
    """Yield the campaigns that share rows with ours, the newest first."""
    others = _others(connection, campaign)
    if not others:
        return
    mine = _by_content(_contents(connection, campaign.id))
    for campaign_id, name in others:
        places = {
            seq: place
            for place, content in enumerate(_contents(connection, campaign_id), 1)
            for seq in mine.get(content, ())
        }
        if places:
            yield _Overlap(campaign_id=campaign_id, campaign_name=name, places=places)


def _others(connection: Connection, campaign: Campaign) -> Sequence[tuple[str, str]]:
    """Return the real campaigns with the same template, which is part of what a row says."""
    wanted = (
        select(campaigns.c.id, campaigns.c.name, campaigns.c.template)
        .where(
            campaigns.c.id != campaign.id,
            campaigns.c.dry_run.is_(False),
            campaigns.c.mode.is_(None),
            campaigns.c.state != CampaignState.DRAFT,
        )
        .order_by(campaigns.c.created_at.desc())
    )
    return [
        (campaign_id, name)
        for campaign_id, name, template in connection.execute(wanted)
        if json.loads(template)["template_id"] == campaign.template.template_id
    ]


def _contents(connection: Connection, campaign_id: str) -> list[bytes]:
    wanted = select(contents.c.said).where(contents.c.campaign_id == campaign_id)
    whole: bytes = connection.execute(wanted).scalar() or b""
    return [whole[start : start + CONTENT_SIZE] for start in range(0, len(whole), CONTENT_SIZE)]


def _by_content(listed: Sequence[bytes]) -> dict[bytes, list[int]]:
    found: dict[bytes, list[int]] = {}
    for place, content in enumerate(listed, 1):
        if content != NOT_SENT:
            found.setdefault(content, []).append(place)
    return found


# ── what became of it: asked under the lock ──


def _set_aside_all(
    connection: Connection, campaign_id: str, found: Sequence[_Overlap], now: datetime
) -> PreviousSend | None:
    waiting = _waiting(connection, campaign_id)
    newest: tuple[_Overlap, int] | None = None
    before = len(waiting)
    for twins in found:
        numbers = _numbers_of_gone(connection, twins, waiting)
        if numbers:
            _set_aside(connection, campaign_id, twins.campaign_id, numbers, now)
            newest = newest or (twins, numbers[min(numbers)])
            waiting -= numbers.keys()
    if newest is None:
        return None
    row_counts.refresh(connection, campaign_id)
    twins, number = newest
    return PreviousSend(
        campaign_id=twins.campaign_id,
        campaign_name=twins.campaign_name,
        number=number,
        count=before - len(waiting),
    )


def _waiting(connection: Connection, campaign_id: str) -> set[int]:
    wanted = select(rows.c.seq).where(
        rows.c.campaign_id == campaign_id, rows.c.state == RowState.PENDING
    )
    return set(connection.execute(wanted).scalars())


def _numbers_of_gone(
    connection: Connection, twins: _Overlap, waiting: Collection[int]
) -> dict[int, int]:
    """Return which of our waiting rows the other campaign dealt with, and as which row of its sheet."""
    places = {seq: place for seq, place in twins.places.items() if seq in waiting}
    gone: dict[int, int] = {}
    same = and_(inputs.c.campaign_id == rows.c.campaign_id, inputs.c.seq == rows.c.seq)
    for part in _parts(set(places.values())):
        wanted = (
            select(rows.c.seq, inputs.c.number)
            .select_from(rows.join(inputs, same))
            .where(
                rows.c.campaign_id == twins.campaign_id,
                rows.c.seq.in_(part),
                rows.c.state.in_(_GONE),
            )
        )
        gone |= {found.seq: found.number for found in connection.execute(wanted)}
    return {seq: gone[place] for seq, place in places.items() if place in gone}


def _set_aside(
    connection: Connection, campaign_id: str, earlier: str, numbers: dict[int, int], now: datetime
) -> None:
    move = (
        update(rows)
        .where(rows.c.campaign_id == campaign_id, rows.c.seq == bindparam("place"))
        .values(state=RowState.DUPLICATE, code=None, tracking_id=None, problems=bindparam("why"))
    )
    for part in _parts(numbers):
        chosen = and_(rows.c.campaign_id == campaign_id, rows.c.seq.in_(part))
        log_changes(connection, chosen, RowState.DUPLICATE, now=now)
        told = [{"place": seq, "why": _why(earlier, numbers[seq])} for seq in part]
        connection.execute(move, told)


def _why(campaign_id: str, number: int) -> str:
    params: dict[str, str | int | float] = {"campaign": campaign_id, "first": str(number)}
    return dump_problems([Problem(row=None, column=None, code="sent-before", params=params)])


def _parts(places: Collection[int]) -> Iterator[list[int]]:
    ordered = iter(sorted(places))
    while part := list(islice(ordered, _AT_ONCE)):
        yield part
