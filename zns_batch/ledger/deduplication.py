"""Finds lists and rows that an earlier campaign has sent already, and excludes the rows."""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice

from sqlalchemy import Connection, and_, bindparam, func, or_, select, update

from zns_batch.domain.planned_row import CONTENT_SIZE, Problem
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.ledger import row_counts
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.postgresql import hold_lanes
from zns_batch.ledger.db.schema import campaigns, contents, inputs, rows
from zns_batch.ledger.insert_rows import NOT_SENT
from zns_batch.ledger.records import Campaign, campaign_of
from zns_batch.ledger.rows import dump_problems, log_changes

_AT_ONCE = 500
"""Rows or campaigns that one statement names."""

_BYTES_AT_ONCE = 1 << 20
"""So many bytes of contents are read by one statement, or those of one campaign if it has more."""

_MAY_HAVE_GONE = (RowState.ACCEPTED, RowState.UNKNOWN, RowState.SENDING)
_GONE = (RowState.PENDING, RowState.SENDING, RowState.ACCEPTED, RowState.UNKNOWN)


def sent_before(ledger: Ledger, campaign: Campaign) -> Campaign | None:
    """Return the first real campaign with the same recipients and parameters, if there is one.

    A dry run sends nothing, and a campaign that was cancelled before its first message neither, so
    they don't count.
    """
    with ledger.read() as connection:
        return find_sent(
            connection, campaign.fingerprint, mode=campaign.mode, apart_from=campaign.id
        )


def find_sent(
    connection: Connection, fingerprint: str, *, mode: str | None = None, apart_from: str = ""
) -> Campaign | None:
    """Return the first real campaign with a fingerprint, as `sent_before` does.

    Args:
        connection: A transaction, which may do more.
        fingerprint: What the recipients and parameters are.
        mode: `development` for test sends.
        apart_from: The campaign that asks.

    """
    went_out = (
        select(rows.c.seq)
        .where(rows.c.campaign_id == campaigns.c.id, rows.c.state.in_(_MAY_HAVE_GONE))
        .exists()
    )
    same = select(campaigns).where(
        campaigns.c.fingerprint == fingerprint,
        campaigns.c.id != apart_from,
        campaigns.c.dry_run.is_(False),
        campaigns.c.mode.is_(None) if mode is None else campaigns.c.mode == mode,
        campaigns.c.state != CampaignState.DRAFT,
        or_(campaigns.c.state != CampaignState.CANCELLED, went_out),
    )
    line = connection.execute(same.order_by(campaigns.c.created_at).limit(1)).mappings().first()
    return campaign_of(line) if line is not None else None


def template_was_sent(ledger: Ledger, account: str, template_id: str) -> bool:
    """Tell whether a template was ever sent for an account, if only as a test."""
    # As `zns_batch.domain.template.to_dict` writes it: within a text the quotes are escaped.
    key = f'"template_id": {json.dumps(template_id)}'
    sent = select(campaigns.c.id).where(
        campaigns.c.account == account,
        campaigns.c.state != CampaignState.DRAFT,
        campaigns.c.template.contains(key, autoescape=True),
    )
    with ledger.read() as connection:
        return connection.execute(sent.limit(1)).first() is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class PreviousSend:
    """A row of an earlier campaign that says the same to the same phone."""

    campaign_id: str
    campaign_name: str
    #: The row's number in that campaign's sheet.
    number: int
    #: How many rows were excluded, for whichever campaign's sake.
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Overlap:
    """The rows of ours that another campaign has too: their places there by ours."""

    campaign_id: str
    campaign_name: str
    places: dict[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Other:
    """Another campaign of the same template, and how many bytes its contents have."""

    campaign_id: str
    name: str
    size: int


def exclude_already_sent(
    ledger: Ledger, campaign: Campaign, *, now: datetime
) -> PreviousSend | None:
    """Exclude the rows that an earlier campaign has sent, or may still send.

    A list that was mended or grew, and is sent again as a whole, reaches only the people who did
    not get the message yet. Rows that an earlier campaign was refused, or gave up, stay.

    Args:
        campaign: The campaign; test sends (`mode`) are left alone, they are repeated on purpose.

    Returns:
        The newest earlier row that was met, or `None` when there was none.

    """
    if campaign.mode is not None:
        return None
    # A row's content never changes, so it may be compared before the lock is ours.
    with ledger.read() as connection:
        overlaps = list(_find_overlaps(connection, campaign))
    if not overlaps:
        return None
    newest: PreviousSend | None = None
    # What became of the other campaign's rows is asked under the lock.
    with ledger.write() as connection:
        hold_lanes(connection, [campaign.account])
        pending = select(rows.c.seq).where(
            rows.c.campaign_id == campaign.id, rows.c.state == RowState.PENDING
        )
        waiting = set(connection.execute(pending).scalars())
        total = len(waiting)
        for overlap in overlaps:
            numbers = _numbers_already_sent(connection, overlap, waiting)
            if numbers:
                _exclude(connection, campaign.id, overlap.campaign_id, numbers, now)
                waiting -= numbers.keys()
                newest = newest or PreviousSend(
                    campaign_id=overlap.campaign_id,
                    campaign_name=overlap.campaign_name,
                    number=numbers[min(numbers)],
                    count=0,
                )
        if newest is None:
            return None
        row_counts.refresh(connection, campaign.id)
    return PreviousSend(
        campaign_id=newest.campaign_id,
        campaign_name=newest.campaign_name,
        number=newest.number,
        count=total - len(waiting),
    )


def _find_overlaps(connection: Connection, campaign: Campaign) -> Iterator[_Overlap]:
    """Yield the real campaigns that share rows with ours, the newest first."""
    sent = (
        select(
            campaigns.c.id,
            campaigns.c.name,
            campaigns.c.template,
            func.coalesce(func.length(contents.c.said), 0),
        )
        .outerjoin(contents, contents.c.campaign_id == campaigns.c.id)
        .where(
            campaigns.c.id != campaign.id,
            campaigns.c.dry_run.is_(False),
            campaigns.c.mode.is_(None),
            campaigns.c.state != CampaignState.DRAFT,
        )
        .order_by(campaigns.c.created_at.desc())
    )
    # The template is part of what a row says.
    others = [
        _Other(campaign_id=campaign_id, name=name, size=size)
        for campaign_id, name, template, size in connection.execute(sent)
        if _template_id(template) == campaign.template.template_id
    ]
    if not others:
        return
    places_of: dict[bytes, list[int]] = {}
    for place, content in enumerate(_contents_of(connection, [campaign.id])[campaign.id], 1):
        if content != NOT_SENT:
            places_of.setdefault(content, []).append(place)
    for part in _read_together(others):
        read = _contents_of(connection, [other.campaign_id for other in part])
        for other in part:
            theirs = read[other.campaign_id]
            # Mostly nothing is shared, which is found without a step of ours for each row.
            if places_of.keys().isdisjoint(theirs):
                continue
            places = {
                seq: place
                for place, content in enumerate(theirs, 1)
                for seq in places_of.get(content, ())
            }
            yield _Overlap(campaign_id=other.campaign_id, campaign_name=other.name, places=places)


@lru_cache(maxsize=64)
def _template_id(template: str) -> str:
    """Return the id in a campaign's template; campaigns of one template mostly keep the same text."""
    return str(json.loads(template)["template_id"])


def _read_together(others: Iterable[_Other]) -> Iterator[list[_Other]]:
    """Divide campaigns into those whose contents are read at once: many small ones, few large ones."""
    part: list[_Other] = []
    size = 0
    for other in others:
        if part and (size + other.size > _BYTES_AT_ONCE or len(part) == _AT_ONCE):
            yield part
            part, size = [], 0
        part.append(other)
        size += other.size
    if part:
        yield part


def _contents_of(connection: Connection, campaign_ids: list[str]) -> dict[str, list[bytes]]:
    """Return what the rows of campaigns say, in their order; an empty list for one that has none."""
    of_campaigns = select(contents.c.campaign_id, contents.c.said).where(
        contents.c.campaign_id.in_(campaign_ids)
    )
    found: dict[str, list[bytes]] = {campaign_id: [] for campaign_id in campaign_ids}
    for campaign_id, whole in connection.execute(of_campaigns):
        found[campaign_id] = [
            whole[start : start + CONTENT_SIZE] for start in range(0, len(whole), CONTENT_SIZE)
        ]
    return found


def _numbers_already_sent(
    connection: Connection, overlap: _Overlap, waiting: Collection[int]
) -> dict[int, int]:
    """Return which waiting rows the other campaign has sent, each with its number in that sheet."""
    places = {seq: place for seq, place in overlap.places.items() if seq in waiting}
    sent: dict[int, int] = {}
    same = and_(inputs.c.campaign_id == rows.c.campaign_id, inputs.c.seq == rows.c.seq)
    for part in _parts(set(places.values())):
        gone = (
            select(rows.c.seq, inputs.c.number)
            .select_from(rows.join(inputs, same))
            .where(
                rows.c.campaign_id == overlap.campaign_id,
                rows.c.seq.in_(part),
                rows.c.state.in_(_GONE),
            )
        )
        sent |= {line.seq: line.number for line in connection.execute(gone)}
    return {seq: sent[place] for seq, place in places.items() if place in sent}


def _exclude(
    connection: Connection, campaign_id: str, earlier: str, numbers: dict[int, int], now: datetime
) -> None:
    """Mark rows as duplicates of rows of an earlier campaign, given by their numbers there."""
    move = (
        update(rows)
        .where(rows.c.campaign_id == campaign_id, rows.c.seq == bindparam("place"))
        .values(state=RowState.DUPLICATE, code=None, tracking_id=None, problems=bindparam("why"))
    )
    for part in _parts(numbers):
        chosen = and_(rows.c.campaign_id == campaign_id, rows.c.seq.in_(part))
        log_changes(connection, chosen, RowState.DUPLICATE, now=now)
        values = []
        for seq in part:
            params: dict[str, str | int | float] = {
                "campaign": earlier,
                "first": str(numbers[seq]),
            }
            problem = Problem(row=None, column=None, code="sent-before", params=params)
            values.append({"place": seq, "why": dump_problems([problem])})
        connection.execute(move, values)


def _parts(places: Collection[int]) -> Iterator[list[int]]:
    ordered = iter(sorted(places))
    while part := list(islice(ordered, _AT_ONCE)):
        yield part
