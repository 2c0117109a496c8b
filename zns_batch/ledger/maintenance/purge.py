"""Purge: erases customers' data of campaigns that ended long ago.

What the promise needs stays: the hashes by which a list that was sent is recognised, the counts,
states, codes, ids and moments. It is done in small transactions, so that nobody who sends waits for
long, and what was cut off in the middle is finished by the next try.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, or_, select, update

from zns_batch.domain.delivery import RATED
from zns_batch.domain.planned_row import Problem
from zns_batch.domain.states import ENDED, RowState
from zns_batch.errors import LaneHeldError
from zns_batch.ledger import campaigns as book
from zns_batch.ledger import leases, rows
from zns_batch.ledger.customers import recipient_index
from zns_batch.ledger.db.customer_tables import settlements
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import campaigns, events, inputs, journeys, runs, uploads
from zns_batch.ledger.db.schema import rows as table
from zns_batch.ledger.db.timestamps import to_ms
from zns_batch.ledger.journey_tokens import JourneyTokenState
from zns_batch.ledger.maintenance.secure_delete import CHUNK, secure_delete
from zns_batch.ledger.records import PURGED, PURGING, Campaign
from zns_batch.ledger.row_codec import encode_cells

_CUSTOMERS_WORDS = frozenset({"note", "feedbacks", "data"})


@dataclass(frozen=True, kw_only=True, slots=True)
class RelatedData:
    """How much went beside campaigns: events, schedules' runs, journeys' tokens, uploaded lists."""

    events: int
    runs: int
    journeys: int
    lists: int


def purge_related(ledger: Ledger, *, before: datetime) -> RelatedData:
    """Take out what is older than a moment, whatever became of its campaign.

    Args:
        before: The moment. A journey's token goes when it was over by then; one that is in doubt
            stays, for it would else be asked for a second time.

    Raises:
        LedgerError: The ledger can't be written.

    """
    stripped = strip_events(ledger, events.c.received_at < to_ms(before))
    with secure_delete(ledger) as connection:
        emptied = connection.execute(update(runs).where(_old_runs(before)).values(said=None))
    with secure_delete(ledger) as connection:
        deleted = connection.execute(delete(journeys).where(_ended_tokens(before)))
    with secure_delete(ledger) as connection:
        forgotten = connection.execute(delete(uploads).where(_old_lists(before)))
    return RelatedData(
        events=stripped,
        runs=emptied.rowcount,
        journeys=deleted.rowcount,
        lists=forgotten.rowcount,
    )


def count_related(ledger: Ledger, *, before: datetime) -> RelatedData:
    """Count what `purge_related` would take out."""
    queries = (
        select(func.count()).select_from(runs).where(_old_runs(before)),
        select(func.count()).select_from(journeys).where(_ended_tokens(before)),
        select(func.count()).select_from(uploads).where(_old_lists(before)),
    )
    with ledger.read() as connection:
        counts = [int(connection.execute(query).scalar_one()) for query in queries]
    stripped = sum(len(page) for page in _to_strip(ledger, events.c.received_at < to_ms(before)))
    return RelatedData(events=stripped, runs=counts[0], journeys=counts[1], lists=counts[2])


def list_folders(ledger: Ledger, *, before: datetime) -> Mapping[str, str]:
    """Return the folders of the uploaded lists that `purge_related` would forget, by the lists' ids."""
    query = select(uploads.c.id, uploads.c.folder).where(_old_lists(before))
    with ledger.read() as connection:
        return {line.id: line.folder for line in connection.execute(query)}


def strip_events(ledger: Ledger, which: ColumnElement[bool]) -> int:
    """Take what customers wrote out of events; how many stars they gave stays.

    Args:
        which: The events.

    Returns:
        How many were changed.

    """
    changed = 0
    by_id = update(events).where(events.c.id == bindparam("which"))
    for page in _to_strip(ledger, which):
        values: list[dict[str, Any]] = [
            {"which": event_id, "less": less} for event_id, less in page.items()
        ]
        with secure_delete(ledger) as connection:
            connection.execute(by_id.values(told=bindparam("less")), values)
        changed += len(page)
    return changed


def _to_strip(ledger: Ledger, which: ColumnElement[bool]) -> Iterator[Mapping[int, str]]:
    """Yield, some at a time, the events that would change, and what would be left of them."""
    last = 0
    selected = select(events.c.id, events.c.name, events.c.told).where(which)
    while True:
        page = selected.where(events.c.id > last).order_by(events.c.id).limit(CHUNK)
        with ledger.read() as connection:
            lines = connection.execute(page).all()
        if not lines:
            return
        last = lines[-1].id
        changing: dict[int, str] = {}
        for event in lines:
            kept = {
                word: value
                for word, value in orjson.loads(event.told).items()
                if (word == "rate" if event.name == RATED else word not in _CUSTOMERS_WORDS)
            }
            less = orjson.dumps(kept).decode()
            if less != event.told:
                changing[event.id] = less
        if changing:
            yield changing


def _old_lists(before: datetime) -> ColumnElement[bool]:
    return uploads.c.touched_at < to_ms(before)


def _old_runs(before: datetime) -> ColumnElement[bool]:
    return and_(runs.c.at < to_ms(before), runs.c.said.is_not(None))


def _ended_tokens(before: datetime) -> ColumnElement[bool]:
    state, moment = journeys.c.state, to_ms(before)
    ended = func.coalesce(journeys.c.expires_at, journeys.c.asked_at)
    return or_(
        and_(state == JourneyTokenState.GOOD.value, ended < moment),
        and_(state == JourneyTokenState.FREE.value, journeys.c.asked_at < moment),
    )


BLANK = "…"
"""Stands for a value that was taken out of a sentence."""

_HARMLESS = frozenset({"campaign", "first"})
"""Values of a problem's sentence that name a campaign or a row, and no customer."""


class KeptCampaign(StrEnum):
    """Why an old campaign stays whole."""

    OPEN = "open"
    """It has not ended."""
    WAITING = "waiting"
    """Rows of it wait to be sent."""
    DOUBT = "doubt"
    """Rows of it are in doubt."""
    BUSY = "busy"
    """Somebody is working on it now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PurgePlan:
    """What a purge would do.

    Attributes:
        before: What ended before this moment goes.
        campaigns: The campaigns whose data go, each with how many rows it has.
        left: Old campaigns that stay whole, and why.

    """

    before: datetime
    campaigns: tuple[tuple[Campaign, int], ...]
    left: tuple[tuple[Campaign, KeptCampaign], ...]


def plan(ledger: Ledger, *, before: datetime) -> PurgePlan:
    """Look for what a purge would take out; changes nothing.

    Args:
        before: What ended before this moment goes.

    Raises:
        LedgerError: The ledger can't be read.

    """
    campaigns_to_purge: list[tuple[Campaign, int]] = []
    left: list[tuple[Campaign, KeptCampaign]] = []
    for campaign in book.list_all(ledger):
        if PURGED in campaign.options or (campaign.ended_at or campaign.created_at) >= before:
            continue
        why = _why_left(ledger, campaign)
        if why is None:
            campaigns_to_purge.append((campaign, rows.planned_total(ledger, campaign.id)))
        else:
            left.append((campaign, why))
    return PurgePlan(before=before, campaigns=tuple(campaigns_to_purge), left=tuple(left))


def _why_left(ledger: Ledger, campaign: Campaign) -> KeptCampaign | None:
    if campaign.state not in ENDED:
        return KeptCampaign.OPEN
    if rows.count(ledger, campaign.id):
        return KeptCampaign.WAITING
    return KeptCampaign.DOUBT if rows.count(ledger, campaign.id, [RowState.UNKNOWN]) else None


def purge_campaign(ledger: Ledger, campaign: Campaign, *, now: datetime) -> KeptCampaign | None:
    """Take customers' data out of one campaign.

    Args:
        campaign: The campaign, as `plan` named it.

    Returns:
        Why it stays whole after all; `None` when the data are gone.

    Raises:
        LedgerError: The ledger can't be written. What is gone by then is gone; the next try goes on.

    """
    why = _why_left(ledger, campaign)
    if why is None and not _mark_purging(ledger, campaign, now):
        why = KeptCampaign.BUSY
    if why is not None:
        return why
    blank = encode_cells((None,) * len(campaign.headers))
    last = rows.planned_total(ledger, campaign.id)
    for first in range(1, last + 1, CHUNK):
        _empty_rows(ledger, campaign.id, first, blank)
    strip_events(ledger, events.c.campaign_id == campaign.id)
    noted = settlements.c.campaign_id == campaign.id
    with secure_delete(ledger, campaign.id) as connection:
        recipient_index.remove(connection, campaign.id)
        connection.execute(update(settlements).where(noted).values(note=""))
        _set_options(connection, campaign.id, {PURGED: now.isoformat()}, gone=PURGING)
    return None


def _mark_purging(ledger: Ledger, campaign: Campaign, now: datetime) -> bool:
    """Note that its data go, from when on nothing of it is sent again; unless somebody is at it."""
    with secure_delete(ledger, campaign.id) as connection:
        of_campaign = select(campaigns.c.state).where(campaigns.c.id == campaign.id)
        if connection.execute(of_campaign).scalar_one() not in ENDED:
            return False
        try:
            # `retry` holds the lane while it lets rows wait again.
            leases.refuse_while_running(ledger, campaign, now=now)
        except LaneHeldError:
            return False
        _set_options(connection, campaign.id, {PURGING: now.isoformat()})
    return True


def _set_options(
    connection: Connection, campaign_id: str, more: dict[str, str], gone: str | None = None
) -> None:
    this = campaigns.c.id == campaign_id
    kept = json.loads(connection.execute(select(campaigns.c.options).where(this)).scalar_one())
    options = {name: value for name, value in {**kept, **more}.items() if name != gone}
    connection.execute(update(campaigns).where(this).values(options=json.dumps(options)))


def _empty_rows(ledger: Ledger, campaign_id: str, first: int, blank: str) -> None:
    """Take the data out of some rows, and what stood in their cells out of their problems."""
    last = first + CHUNK - 1
    of_inputs = and_(inputs.c.campaign_id == campaign_id, inputs.c.seq.between(first, last))
    of_rows = and_(table.c.campaign_id == campaign_id, table.c.seq.between(first, last))
    full = or_(
        inputs.c.cells != blank,
        inputs.c.phone.is_not(None),
        inputs.c.data.is_not(None),
        inputs.c.extras.is_not(None),
    )
    gone: dict[str, Any] = dict.fromkeys(("phone", "data", "extras"))
    with_problems = select(table.c.seq, table.c.problems).where(
        of_rows, table.c.problems.is_not(None)
    )
    with secure_delete(ledger, campaign_id) as connection:
        connection.execute(update(inputs).where(of_inputs, full).values(cells=blank, **gone))
        connection.execute(update(table).where(of_rows, table.c.said != "").values(said=""))
        values = []
        for line in connection.execute(with_problems):
            problems = [
                Problem(
                    row=problem.row,
                    column=problem.column,
                    code=problem.code,
                    params={
                        name: value if name in _HARMLESS else BLANK
                        for name, value in problem.params.items()
                    },
                )
                for problem in rows.load_problems(line.problems)
            ]
            values.append({"place": line.seq, "why": rows.dump_problems(problems)})
        if values:
            row = and_(table.c.campaign_id == campaign_id, table.c.seq == bindparam("place"))
            connection.execute(update(table).where(row).values(problems=bindparam("why")), values)
