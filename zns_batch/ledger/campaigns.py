"""Campaigns in the ledger: looked up, listed by page, and moved from state to state."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Update, bindparam, func, or_, select, tuple_, update

from zns_batch.domain.message import Quota
from zns_batch.domain.states import ENDED, CampaignState, Reason, RowState
from zns_batch.errors import UnknownCampaignError, UsageError, WrongStateError
from zns_batch.ledger import row_counts
from zns_batch.ledger.campaign_filter import CampaignFilter
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.postgresql import hold_lane_of
from zns_batch.ledger.db.schema import campaigns, lanes
from zns_batch.ledger.db.timestamps import from_ms, to_ms
from zns_batch.ledger.drafts import Option
from zns_batch.ledger.records import Campaign, StateCounts, campaign_of
from zns_batch.ledger.rows import end_waiting

LATEST = "latest"
"""The word that names the newest campaign."""

TEST = "test"
"""The option of a campaign of one row that a person sent to their own phone."""

PAUSE = "pause"
CANCEL = "cancel"

_GOES_ON = frozenset({CampaignState.PAUSED, CampaignState.SCHEDULED})
"""States of a campaign that stopped running and has not ended."""

_ALL = CampaignFilter()
# Composed once: every turn of a campaign asks these, and composing takes as long as the answer.
_BY_ID = select(campaigns).where(campaigns.c.id == bindparam("campaign"))
_WISH = select(campaigns.c.wish).where(campaigns.c.id == bindparam("campaign"))

_NEWEST = (campaigns.c.created_at.desc(), campaigns.c.id.desc())


# ── from state to state ──


def set_fingerprint(ledger: Ledger, campaign_id: str, fingerprint: str) -> None:
    """Note what a campaign's recipients and parameters are."""
    _update(ledger, campaign_id, fingerprint=fingerprint)


def set_options(ledger: Ledger, campaign_id: str, options: Mapping[str, Option]) -> None:
    """Replace the pace and limits a campaign goes on with."""
    _update(ledger, campaign_id, options=json.dumps(dict(options)))


def note_quota(ledger: Ledger, campaign_id: str, quota: Quota) -> None:
    """Keep the provider's last answer on the quota."""
    _update(ledger, campaign_id, quota_daily=quota.daily, quota_remaining=quota.remaining)


def start(
    ledger: Ledger,
    campaign_id: str,
    *,
    now: datetime,
    detached: bool | None = None,
    epoch: int | None = None,
    expected: CampaignState | None = None,
) -> None:
    """Note that a campaign runs, for the first time or again.

    A request to pause or cancel it stays: it was made since its lane was taken, and whoever runs the
    campaign obeys it at once.

    Args:
        detached: Whether a worker runs it, so that another one goes on with it when this one dies;
            `None` to leave that as it is.
        epoch: Only while its account's lane is under this epoch.
        expected: Only while it is in this state: of several who confirm one draft, one starts it.

    Raises:
        WrongStateError: It was cancelled meanwhile, is in another state than expected, or the lane is
            under another epoch.
        UnknownCampaignError: There is no such campaign any more.

    """
    values: dict[str, Any] = {} if detached is None else {"detached": detached}
    values |= {
        "state": CampaignState.RUNNING,
        "started_at": func.coalesce(campaigns.c.started_at, to_ms(now)),
        "reason": None,
        "resume_after": None,
        "ended_at": None,
    }
    unchanged = _unchanged(campaign_id, epoch, expected)
    with ledger.write() as connection:
        not_cancelled = unchanged.where(campaigns.c.state != CampaignState.CANCELLED)
        if not connection.execute(not_cancelled.values(**values)).rowcount:
            raise changed_meanwhile(connection, campaign_id, expected)
        row_counts.clear(connection, campaign_id)


def stop(
    ledger: Ledger,
    campaign_id: str,
    *,
    state: CampaignState,
    now: datetime,
    reason: Reason | None = None,
    resume_after: datetime | None = None,
    epoch: int | None = None,
    was: CampaignState | None = None,
    also: Callable[[Connection], None] | None = None,
) -> bool:
    """Note that a campaign has stopped running, in which state, why, and until when.

    A request that came at the last moment is obeyed in the same transaction: a campaign that was to be
    cancelled is, with its waiting rows, unless it is completed; one that was to be paused does not go on
    by itself.

    Args:
        reason: Why, when it is paused or aborted.
        resume_after: When the pause can end, if known.
        epoch: Only while its account's lane is under this epoch: a process that lost the lane has
            no say any more, and what was seen of a lane that was free holds until somebody takes it.
            Without it the stop is itself a person's newer request, and older ones are dropped.
        was: Only while the campaign is in this state.
        also: What is changed in the same transaction, if this is noted.

    Returns:
        Whether it was noted.

    """
    with ledger.write() as connection:
        request = _request(connection, campaign_id) if epoch is not None else None
        goes_on = state is CampaignState.SCHEDULED or resume_after is not None
        if request == CANCEL and state is not CampaignState.COMPLETED:
            state, reason, resume_after = CampaignState.CANCELLED, None, None
        elif request == PAUSE and goes_on:
            state, reason, resume_after = CampaignState.PAUSED, Reason.PERSON, None
        values = _stopped(state, now, reason, resume_after)
        if not connection.execute(_unchanged(campaign_id, epoch, was).values(**values)).rowcount:
            return False
        if state is CampaignState.CANCELLED:
            end_waiting(connection, campaign_id, RowState.CANCELLED, now=now)
        hold_lane_of(connection, campaign_id)
        row_counts.store(connection, campaign_id)
        if also is not None:
            also(connection)
    return True


def end(
    ledger: Ledger,
    campaign_id: str,
    rows_become: RowState,
    *,
    now: datetime,
    epoch: int,
    was: CampaignState,
) -> bool:
    """End a campaign that nobody sends, with the rows of it that wait: both or neither.

    Args:
        rows_become: What waits is cancelled, and so is the campaign; or it has expired.
        epoch: Only while its account's lane is under this epoch.
        was: Only while the campaign is in this state.

    Returns:
        Whether it was ended.

    """
    cancelled = rows_become is RowState.CANCELLED
    state = CampaignState.CANCELLED if cancelled else CampaignState.COMPLETED
    ended = _unchanged(campaign_id, epoch, was).values(**_stopped(state, now))
    with ledger.write() as connection:
        if not connection.execute(ended).rowcount:
            return False
        end_waiting(connection, campaign_id, rows_become, now=now)
        row_counts.store(connection, campaign_id)
    return True


def set_down(
    connection: Connection,
    campaign_id: str,
    state: CampaignState,
    *,
    now: datetime,
    reason: Reason | None = None,
) -> None:
    """Put a campaign that nobody sends into a state, in a transaction that does more.

    With its waiting rows when it is cancelled.
    """
    values = _stopped(state, now, reason)
    connection.execute(_unchanged(campaign_id, None).values(**values))
    if state is CampaignState.CANCELLED:
        end_waiting(connection, campaign_id, RowState.CANCELLED, now=now)
    hold_lane_of(connection, campaign_id)
    row_counts.store(connection, campaign_id)


def _stopped(
    state: CampaignState,
    now: datetime,
    reason: Reason | None = None,
    resume_after: datetime | None = None,
) -> dict[str, Any]:
    return {
        "state": state,
        "reason": reason,
        "resume_after": to_ms(resume_after),
        "ended_at": None if state in _GOES_ON else to_ms(now),
        "wish": None,
    }


def _unchanged(campaign_id: str, epoch: int | None, state: CampaignState | None = None) -> Update:
    """Return a change of a campaign that is made only while lane and state are as they were seen."""
    change = update(campaigns).where(campaigns.c.id == campaign_id)
    if epoch is not None:
        of_account = select(lanes.c.epoch).where(lanes.c.account == campaigns.c.account)
        change = change.where(func.coalesce(of_account.scalar_subquery(), 0) == epoch)
    return change if state is None else change.where(campaigns.c.state == state)


def changed_meanwhile(
    connection: Connection, campaign_id: str, expected: CampaignState | None
) -> WrongStateError | UnknownCampaignError:
    """Return the error of whoever found a campaign in another state than the one they expected."""
    of_campaign = select(campaigns.c.state).where(campaigns.c.id == campaign_id)
    state = connection.execute(of_campaign).scalar()
    if state is None:
        return UnknownCampaignError("ledger.unknown-campaign", name=campaign_id)
    if state == CampaignState.CANCELLED:
        return WrongStateError("ledger.cancelled-before", id=campaign_id)
    if expected is CampaignState.DRAFT and state != expected:
        return WrongStateError("ledger.confirmed-before", id=campaign_id)
    return WrongStateError("ledger.changed-meanwhile", id=campaign_id)


# ── requests to the process that runs a campaign ──


def request_pause(ledger: Ledger, campaign_id: str) -> None:
    """Ask the process that runs a campaign to pause it; returns at once."""
    request_stop(ledger, campaign_id, PAUSE)


def request_cancel(ledger: Ledger, campaign_id: str) -> None:
    """Ask the process that runs a campaign to cancel it; returns at once."""
    request_stop(ledger, campaign_id, CANCEL)


def request_stop(ledger: Ledger, campaign_id: str, request: str) -> None:
    """Ask the process that runs a campaign to `pause` or `cancel` it.

    The request stays until that process obeys it, a person resumes the campaign, or it ends.
    """
    _update(ledger, campaign_id, wish=request)


def withdraw_request(ledger: Ledger, campaign_id: str) -> None:
    """Drop a request that nobody obeyed, because a person lets the campaign go on."""
    _update(ledger, campaign_id, wish=None)


def requested_stop(ledger: Ledger, campaign_id: str) -> str | None:
    """Return what another process asked of a campaign: `pause`, `cancel` or nothing."""
    with ledger.read() as connection:
        return _request(connection, campaign_id)


def _request(connection: Connection, campaign_id: str) -> str | None:
    request: str | None = connection.execute(_WISH, {"campaign": campaign_id}).scalar()
    return request


# ── looking up ──


def get(ledger: Ledger, campaign_id: str) -> Campaign:
    """Return a campaign by its id.

    Raises:
        UnknownCampaignError: There is none.

    """
    with ledger.read() as connection:
        line = connection.execute(_BY_ID, {"campaign": campaign_id}).mappings().first()
    if line is None:
        raise UnknownCampaignError("ledger.unknown-campaign", name=campaign_id)
    return campaign_of(line)


def get_some(ledger: Ledger, campaign_ids: Collection[str]) -> dict[str, Campaign]:
    """Return campaigns by their ids; those that are not there are left out."""
    if not campaign_ids:
        return {}
    query = select(campaigns).where(campaigns.c.id.in_(list(campaign_ids)))
    with ledger.read() as connection:
        return {line["id"]: campaign_of(line) for line in connection.execute(query).mappings()}


def find(ledger: Ledger, name: str, *, to_act: bool = False) -> Campaign:
    """Return a campaign by its id, its name, or the word `latest`.

    Args:
        name: The id, the name or the word.
        to_act: Something is to be done with it: `latest` is then the newest real campaign that is
            not over, when there is one; a rehearsal in between must not stand before it.

    Raises:
        UnknownCampaignError: There is none.

    """
    shown = select(campaigns).where(campaigns.c.state != CampaignState.DRAFT)
    if name == LATEST:
        over = campaigns.c.state.in_(ENDED)
        order = [or_(campaigns.c.dry_run, over), *_NEWEST] if to_act else _NEWEST
        return _one(ledger, shown.order_by(*order).limit(1), "")
    named = shown.where(or_(campaigns.c.id == name, campaigns.c.name == name))
    return _one(ledger, named.order_by(campaigns.c.id != name).limit(1), name)


def tests_since(ledger: Ledger, user_id: str, since: datetime) -> list[datetime]:
    """Return when a person sent tests to their own phone after a moment."""
    theirs = select(campaigns.c.created_at, campaigns.c.options).where(
        campaigns.c.made_by == user_id,
        campaigns.c.created_at > to_ms(since),
        campaigns.c.state != CampaignState.DRAFT,
    )
    with ledger.read() as connection:
        made = connection.execute(theirs).all()
    return [from_ms(at) for at, options in made if json.loads(options).get(TEST)]


# ── listing ──


def list_all(ledger: Ledger) -> list[Campaign]:
    """Return all campaigns, the newest first."""
    shown = select(campaigns).where(campaigns.c.state != CampaignState.DRAFT)
    with ledger.read() as connection:
        lines = connection.execute(shown.order_by(*_NEWEST)).mappings()
        return [campaign_of(line) for line in lines]


def count(ledger: Ledger) -> int:
    """Return how many campaigns there are."""
    shown = select(func.count()).where(campaigns.c.state != CampaignState.DRAFT)
    with ledger.read() as connection:
        return int(connection.execute(shown).scalar_one())


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignPage:
    """Some campaigns of a list, the newest first.

    Attributes:
        entries: The campaigns, each with its rows by state.
        next_cursor: What `list_page` takes for the page after this one; `None` on the last page.

    """

    entries: tuple[tuple[Campaign, StateCounts], ...]
    next_cursor: str | None


def list_page(
    ledger: Ledger,
    filters: CampaignFilter = _ALL,
    *,
    cursor: str | None = None,
    limit: int = 50,
    count: row_counts.Count = row_counts.count_all,
) -> CampaignPage:
    """Return a page of campaigns with their counts; rows are read only of those being sent.

    Args:
        filters: Which campaigns.
        cursor: `next_cursor` of the page before; `None` for the first page. Campaigns that are planned
            between two pages change nothing of the later ones.
        limit: How many at the most.
        count: Counts the rows of the campaigns that are being sent.

    Raises:
        UsageError: The cursor is none that a page gave.

    """
    query = select(campaigns).where(filters.condition()).order_by(*_NEWEST)
    if cursor is not None:
        created_at, _, campaign_id = cursor.partition(".")
        is_moment = created_at.isascii() and created_at.isdigit() and len(created_at) < 16
        if not (is_moment and campaign_id):
            raise UsageError("ledger.bad-cursor", cursor=cursor[:60])
        position = tuple_(campaigns.c.created_at, campaigns.c.id)
        query = query.where(position < tuple_(int(created_at), campaign_id))
    with ledger.read() as connection:
        if filters.text:
            ids = filters.ids_with_text(connection, query, limit + 1)
            query = select(campaigns).where(campaigns.c.id.in_(ids)).order_by(*_NEWEST)
        lines = connection.execute(query.limit(limit + 1)).mappings().all()
        records = [campaign_of(line) for line in lines[:limit]]
        counts = row_counts.read(connection, [record.id for record in records], count=count)
    last = records[-1] if len(lines) > limit and records else None
    return CampaignPage(
        entries=tuple((record, counts[record.id]) for record in records),
        next_cursor=f"{to_ms(last.created_at)}.{last.id}" if last else None,
    )


def template_keys(ledger: Ledger, accounts: Collection[str] | None) -> list[str]:
    """Return the keys of the templates of which there are campaigns.

    Args:
        ledger: The ledger.
        accounts: Of these accounts; `None` for all.

    """
    query = select(campaigns.c.template).where(campaigns.c.state != CampaignState.DRAFT).distinct()
    if accounts is not None:
        query = query.where(campaigns.c.account.in_(sorted(accounts)))
    with ledger.read() as connection:
        templates = connection.execute(query).scalars().all()
    return sorted({json.loads(template)["key"] for template in templates})


def _update(ledger: Ledger, campaign_id: str, **values: Any) -> None:
    with ledger.write() as connection:
        connection.execute(_unchanged(campaign_id, None).values(**values))


def _one(ledger: Ledger, query: Select[Any], name: str) -> Campaign:
    campaign = _first(ledger, query)
    if campaign is None and name:
        raise UnknownCampaignError("ledger.unknown-campaign", name=name)
    if campaign is None:
        raise UnknownCampaignError("ledger.no-campaign")
    return campaign


def _first(ledger: Ledger, query: Select[Any]) -> Campaign | None:
    with ledger.read() as connection:
        line = connection.execute(query).mappings().first()
    return campaign_of(line) if line is not None else None
