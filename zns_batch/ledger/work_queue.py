"""Campaigns that workers look after: queued, due, handed back, and counted by turns.

A worker deals with a campaign in turns: from a moment at which it is due to its end or its next
pause. The number of the turn names the task in the workers' queue, so that many workers that see
the same campaign due make one task of it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    and_,
    bindparam,
    func,
    or_,
    select,
    update,
)

from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.errors import (
    AlreadySentError,
    UnknownCampaignError,
    UnknownScheduleError,
    WrongStateError,
)
from zns_batch.ledger import row_counts
from zns_batch.ledger.campaigns import changed_meanwhile, set_down, stop
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.postgresql import hold_lane_of
from zns_batch.ledger.db.schema import campaigns, schedules
from zns_batch.ledger.db.timestamps import from_ms, to_ms
from zns_batch.ledger.deduplication import find_sent
from zns_batch.ledger.drafts import DraftOwner, Option
from zns_batch.ledger.records import Campaign, StateCounts, campaign_of
from zns_batch.ledger.schedules import (
    RunState,
    Schedule,
    ScheduleRun,
    ScheduleState,
    change_state,
    delete_schedule,
    insert_run,
    insert_schedule,
)

_begins = func.coalesce(campaigns.c.start_at, campaigns.c.created_at)
"""When a campaign may begin. One that a person began has no time of its own."""

_HELD = {"state": CampaignState.PAUSED, "reason": Reason.APPROVAL}


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkItem:
    """A campaign that a worker should deal with now.

    Attributes:
        campaign_id: The campaign.
        account: Its account, which is sent for by one worker at a time.
        number: How many turns it has had.

    """

    campaign_id: str
    account: str
    number: int


def enqueue(
    ledger: Ledger,
    campaign_id: str,
    *,
    at: datetime,
    expected: CampaignState,
    schedule_id: str | None = None,
    options: Mapping[str, Option] | None = None,
    run: ScheduleRun | None = None,
    also: Callable[[Connection], object] = lambda _: None,
) -> None:
    """Leave a campaign to the workers.

    Args:
        campaign_id: The campaign: a draft, or one with rows left.
        at: When it is to begin or to go on.
        expected: The state in which it was seen. Of several who confirm one draft one succeeds, and
            the others hear that it was confirmed.
        schedule_id: The schedule that it belongs to.
        options: The pace and limits it goes on with; `None` to leave them as they are.
        run: The run of the schedule that has planned it: it is noted if this succeeds.
        also: Writes what is to be true together with it, such as whom it reminds.

    Raises:
        UnknownScheduleError: The schedule was removed or paused meanwhile.
        WrongStateError: The campaign is in another state by now.
        UnknownCampaignError: The draft was deleted meanwhile.

    """
    values = _scheduled(at) | _options(options)
    with ledger.write() as connection:
        leave_to_workers(connection, campaign_id, values, schedule_id, expected=expected, run=run)
        also(connection)


@dataclass(frozen=True, kw_only=True, slots=True)
class SeenDraft:
    """A draft as the person saw it who confirms it.

    Attributes:
        campaign_id: The draft.
        owner: Whose draft it must be.
        fingerprint: What its rows said.
        messages: How many messages the button named.

    """

    campaign_id: str
    owner: DraftOwner
    fingerprint: str
    messages: int


def confirm(
    ledger: Ledger,
    seen: SeenDraft,
    *,
    start_at: datetime | None,
    user_id: str,
    now: datetime,
    held: bool = False,
    also: Callable[[Connection], object] = lambda _: None,
) -> None:
    """Leave a draft to the workers, if it is still what a person saw: all in one transaction.

    However many confirm it at once, and from wherever, it becomes one campaign.

    Args:
        seen: The draft as the person saw it.
        start_at: When it is to begin; `None` for now.
        user_id: Who confirms it.
        now: The current time.
        held: It waits for another person's approval: from now on its rows are what they are.
        also: Writes what is to be true together with it, such as that the upload is done.

    Raises:
        UnknownCampaignError: It was deleted meanwhile, or is somebody else's.
        WrongStateError: It was confirmed or cancelled meanwhile, its time is up, or its rows are others.
        AlreadySentError: Another campaign that says the same was confirmed meanwhile.

    """
    campaign_id = seen.campaign_id
    of_draft = select(campaigns).where(campaigns.c.id == campaign_id)
    confirmed = {"confirmed_by": user_id, "confirmed_at": to_ms(now)}
    values = _scheduled(start_at or now) | confirmed
    if held:
        values = _HELD | {"start_at": to_ms(start_at)}
    with ledger.write() as connection:
        draft = connection.execute(of_draft).mappings().first()
        if draft is None or not (owner := DraftOwner.load(draft["planner"])).is_same(seen.owner):
            raise UnknownCampaignError("ledger.unknown-campaign", name=campaign_id)
        # First of all: whoever comes second hears that, and not that something else has changed.
        counts = leave_to_workers(
            connection, campaign_id, values, None, expected=CampaignState.DRAFT
        )
        if owner.is_gone(from_ms(draft["created_at"]), now):
            raise WrongStateError("ledger.draft-expired", id=campaign_id)
        waiting = counts.count(RowState.PENDING)
        if (draft["fingerprint"], waiting) != (seen.fingerprint, seen.messages) or not waiting:
            raise WrongStateError("ledger.draft-changed", id=campaign_id)
        campaign = campaign_of(draft)
        again = campaign.options.get("again") or campaign.mode is not None
        other = find_sent(connection, campaign.fingerprint, apart_from=campaign_id)
        if other is not None and not again:
            raise AlreadySentError(
                "ledger.already-sent",
                id=other.id,
                name=other.name,
                when=other.confirmed_at or other.created_at,
                state=other.state,
            )
        also(connection)


def _scheduled(at: datetime) -> dict[str, Any]:
    return {"state": CampaignState.SCHEDULED, "start_at": to_ms(at), "reason": None}


def _options(options: Mapping[str, Option] | None) -> dict[str, Any]:
    return {} if options is None else {"options": json.dumps(dict(options))}


def add_once(
    ledger: Ledger,
    schedule: Schedule,
    campaign_id: str,
    *,
    at: datetime,
    options: Mapping[str, Option] | None = None,
) -> None:
    """Add a schedule that sends a draft once, and leave the draft to the workers: all or nothing.

    Args:
        schedule: The schedule.
        campaign_id: The draft.
        at: When it is to begin.
        options: The options that the campaign is to have; `None` to leave them as they are.

    Raises:
        LedgerError: Another schedule has that name.
        WrongStateError: The draft was confirmed or cancelled meanwhile.
        UnknownCampaignError: The draft was deleted meanwhile.

    """
    run = ScheduleRun(
        schedule_id=schedule.id,
        due_at=at,
        state=RunState.PLANNED,
        at=schedule.created_at,
        campaign_id=campaign_id,
    )
    with ledger.write() as connection:
        insert_schedule(connection, schedule)
        values, draft = _scheduled(at) | _options(options), CampaignState.DRAFT
        leave_to_workers(connection, campaign_id, values, schedule.id, expected=draft, run=run)


def resume_once(ledger: Ledger, schedule_id: str, campaign: Campaign, *, at: datetime) -> None:
    """Let a schedule that sends once go on, and its campaign with it if that waits for a person.

    Raises:
        UnknownScheduleError: The schedule was removed meanwhile.
        WrongStateError: The campaign is in another state by now.

    """
    with ledger.write() as connection:
        change_state(connection, schedule_id, ScheduleState.ACTIVE, next_at=at)
        if campaign.state is CampaignState.PAUSED and campaign.started_at is None:
            leave_to_workers(
                connection, campaign.id, _scheduled(at), schedule_id, expected=campaign.state
            )


def pause_once(
    ledger: Ledger, schedule: Schedule, campaign: Campaign, *, now: datetime, epoch: int
) -> bool:
    """Pause a schedule that sends once, and its campaign that nobody sends: both or neither.

    Args:
        schedule: The schedule.
        campaign: Its campaign, as it was seen.
        now: The moment.
        epoch: Only while its account's lane is under this epoch.

    Returns:
        Whether they were paused; else the campaign is no longer as it was seen.

    """
    return stop(
        ledger,
        campaign.id,
        state=CampaignState.PAUSED,
        reason=Reason.PERSON,
        now=now,
        epoch=epoch,
        was=campaign.state,
        also=lambda connection: change_state(
            connection, schedule.id, ScheduleState.PAUSED, next_at=schedule.next_at
        ),
    )


def remove_schedule(ledger: Ledger, schedule_id: str, *, now: datetime) -> list[str]:
    """Delete a schedule, and cancel its campaigns that no worker has begun: both or neither.

    Returns:
        The ids of the campaigns that were cancelled.

    """
    not_begun = (
        campaigns.c.schedule_id == schedule_id,
        campaigns.c.state == CampaignState.SCHEDULED,
        campaigns.c.started_at.is_(None),
    )
    with ledger.write() as connection:
        # From then on nobody who is planning its list leaves it to the workers.
        delete_schedule(connection, schedule_id)
        cancelled = list(connection.execute(select(campaigns.c.id).where(*not_begun)).scalars())
        for campaign_id in cancelled:
            # A worker that is about to begin it finds that it may not: `campaigns.start` looks.
            set_down(connection, campaign_id, CampaignState.CANCELLED, now=now)
    return cancelled


def hold_for_approval(
    ledger: Ledger,
    campaign_id: str,
    *,
    schedule_id: str | None = None,
    options: Mapping[str, Option] | None = None,
    run: ScheduleRun | None = None,
    also: Callable[[Connection], object] = lambda _: None,
) -> None:
    """Let a draft wait for a person's `resume`; workers look after it from then on.

    Args:
        campaign_id: The draft.
        schedule_id: The schedule that it belongs to.
        options: The options that it is to have; `None` to leave them as they are.
        run: The run of the schedule that has planned it: it is noted if this succeeds.
        also: Writes what is to be true together with it, such as whom it reminds.

    Raises:
        UnknownScheduleError: The schedule was removed or paused meanwhile.

    """
    values = _HELD | _options(options)
    draft = CampaignState.DRAFT
    with ledger.write() as connection:
        leave_to_workers(connection, campaign_id, values, schedule_id, expected=draft, run=run)
        also(connection)


def leave_to_workers(
    connection: Connection,
    campaign_id: str,
    values: dict[str, Any],
    schedule_id: str | None = None,
    *,
    expected: CampaignState,
    run: ScheduleRun | None = None,
) -> StateCounts:
    """Change a campaign that workers look after from now on, if it is as it was seen.

    Returns:
        Its rows, counted under its account's lane.

    Raises:
        UnknownScheduleError: Its schedule was removed or paused meanwhile.
        WrongStateError: The campaign is in another state by now.
        UnknownCampaignError: The draft was deleted meanwhile.

    """
    values |= {"detached": True, "resume_after": None, "ended_at": None, "wish": None}
    if schedule_id is not None:
        values["schedule_id"] = schedule_id
        if not _is_active(connection, schedule_id):
            raise UnknownScheduleError("ledger.unknown-schedule", name=schedule_id)
    as_seen = update(campaigns).where(
        campaigns.c.id == campaign_id,
        campaigns.c.state == expected,
        campaigns.c.state != CampaignState.CANCELLED,
    )
    if not connection.execute(as_seen.values(**values)).rowcount:
        raise changed_meanwhile(connection, campaign_id, expected)
    if run is not None:
        insert_run(connection, run)
    hold_lane_of(connection, campaign_id)
    return row_counts.store(connection, campaign_id)


def _is_active(connection: Connection, schedule_id: str) -> bool:
    active = schedules.c.id == schedule_id, schedules.c.state == ScheduleState.ACTIVE
    return connection.execute(select(schedules.c.id).where(*active)).first() is not None


def list_due(ledger: Ledger, *, now: datetime) -> list[WorkItem]:
    """Return what workers should deal with now, the longest waiting first.

    Besides campaigns whose time has come these are those that a worker is sending, or was when it
    died: whoever asks knows which.
    """
    with ledger.read() as connection:
        return [
            WorkItem(campaign_id=campaign_id, account=account, number=number)
            for campaign_id, account, number in connection.execute(_ALL_DUE, {"moment": to_ms(now)})
        ]


def _is_due() -> ColumnElement[bool]:
    state, moment = campaigns.c.state, bindparam("moment", type_=BigInteger)
    queued = and_(state == CampaignState.SCHEDULED, _begins <= moment)
    rested = and_(state == CampaignState.PAUSED, campaigns.c.resume_after <= moment)
    left = and_(state == CampaignState.RUNNING, campaigns.c.detached.is_(True))
    return or_(queued, rested, left)


_ALL_DUE = (
    select(campaigns.c.id, campaigns.c.account, campaigns.c.turn)
    .where(_is_due())
    .order_by(_begins, campaigns.c.id)
)


def is_due(ledger: Ledger, turn: WorkItem, *, now: datetime) -> bool:
    """Tell whether a turn is still to be taken: a person may have said otherwise meanwhile."""
    with ledger.read() as connection:
        moment = _params(turn) | {"moment": to_ms(now)}
        return connection.execute(_TURN_DUE, moment).first() is not None


def is_current(ledger: Ledger, turn: WorkItem) -> bool:
    """Tell whether a turn has not been ended yet."""
    with ledger.read() as connection:
        return connection.execute(_TURN, _params(turn)).first() is not None


def complete(ledger: Ledger, turn: WorkItem) -> None:
    """Note that a turn is over; does nothing when somebody else has noted it."""
    with ledger.write() as connection:
        connection.execute(_TURN_OVER, _params(turn))


_THIS_TURN = and_(campaigns.c.id == bindparam("campaign"), campaigns.c.turn == bindparam("number"))
# Composed once: each turn asks these, and composing takes as long as the answer.
_TURN = select(campaigns.c.id).where(_THIS_TURN)
_TURN_DUE = _TURN.where(_is_due())
_TURN_OVER = update(campaigns).where(_THIS_TURN).values(turn=campaigns.c.turn + 1)


def _params(turn: WorkItem) -> dict[str, str | int]:
    return {"campaign": turn.campaign_id, "number": turn.number}


def count_ahead(ledger: Ledger, account: str, *, at: datetime) -> int:
    """Return how many campaigns of an account are being sent, or are due before a moment."""
    due = and_(campaigns.c.state == CampaignState.SCHEDULED, _begins <= to_ms(at))
    running = campaigns.c.state == CampaignState.RUNNING
    query = select(func.count()).where(campaigns.c.account == account, or_(due, running))
    with ledger.read() as connection:
        return int(connection.execute(query).scalar_one())


def waiting(ledger: Ledger, *, now: datetime) -> tuple[int, datetime | None]:
    """Return how many queued campaigns wait for a worker, and since when the first does."""
    query = select(_begins).where(
        campaigns.c.state == CampaignState.SCHEDULED, _begins <= to_ms(now)
    )
    with ledger.read() as connection:
        since = sorted(connection.execute(query).scalars())
    return len(since), from_ms(since[0]) if since else None
