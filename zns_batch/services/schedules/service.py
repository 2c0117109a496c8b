"""Schedules, driven by people: added, removed, paused, and let go on."""

from dataclasses import dataclass
from datetime import datetime

from zns_batch.core.clock import Clock
from zns_batch.domain.states import ENDED, CampaignState
from zns_batch.errors import UsageError, WrongStateError
from zns_batch.ledger import campaigns, schedules, work_queue
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.schedules import (
    BadRows,
    Schedule,
    ScheduleState,
)
from zns_batch.services.campaigns.control import pause
from zns_batch.services.campaigns.draft import DraftCampaign
from zns_batch.services.schedules.recurrence import Recurrence
from zns_batch.services.schedules.saved_request import SavedRequest


@dataclass(frozen=True, kw_only=True, slots=True)
class Manner:
    """How a schedule is to be kept.

    Attributes:
        name: What people call it.
        zone: The time zone of its times.
        misfire: What becomes of a time that was missed.
        bad_rows: What becomes of a list in which some rows can't be sent.
        folder: Where results workbooks go.

    """

    name: str
    zone: str
    misfire: str
    bad_rows: BadRows
    folder: str


def add_once(
    ledger: Ledger,
    draft: DraftCampaign,
    standing: SavedRequest,
    manner: Manner,
    *,
    at: datetime,
    now: datetime,
) -> Schedule:
    """Leave a planned campaign to the workers, to be sent once.

    Args:
        ledger: The ledger.
        draft: The campaign: its sheet is frozen from now on.
        standing: What was asked for.
        manner: How it is to be kept.
        at: When.
        now: The moment.

    Raises:
        LedgerError: Another schedule has that name.

    """
    campaign = draft.campaign
    schedule = _new(manner, standing, file=campaign.source, cron=None, next_at=at, now=now)
    work_queue.add_once(ledger, schedule, campaign.id, at=at)
    return schedule


def add_recurring(
    ledger: Ledger, standing: SavedRequest, manner: Manner, occasions: Recurrence, *, now: datetime
) -> Schedule:
    """Add a schedule that reads its list anew at each of its times.

    Raises:
        LedgerError: Another schedule has that name.

    """
    schedule = _new(
        manner,
        standing,
        file=str(standing.request.file),
        cron=occasions.cron,
        next_at=occasions.after(now),
        now=now,
    )
    schedules.add(ledger, schedule)
    return schedule


def _new(
    manner: Manner,
    standing: SavedRequest,
    *,
    file: str,
    cron: str | None,
    next_at: datetime,
    now: datetime,
) -> Schedule:
    return Schedule(
        id=schedules.new_id(),
        name=manner.name,
        account=standing.request.account or "",
        file=file,
        asked=standing.dump(),
        cron=cron,
        zone=manner.zone,
        next_at=next_at,
        misfire=manner.misfire,
        bad_rows=manner.bad_rows,
        folder=manner.folder,
        created_at=now,
    )


def campaign_of(ledger: Ledger, schedule: Schedule) -> Campaign | None:
    """Return the campaign of the last time of a schedule, if one was made."""
    return campaigns.of_schedule(ledger, schedule.id)


def remove(ledger: Ledger, schedule: Schedule, *, clock: Clock) -> Campaign | None:
    """Take a schedule away; a campaign of it that has not begun is cancelled.

    Returns:
        Its campaign that was not over, as it stands now.

    """
    cancelled = work_queue.remove_schedule(ledger, schedule.id, now=clock.now())
    campaign = campaign_of(ledger, schedule)
    if campaign is None or (campaign.state in ENDED and campaign.id not in cancelled):
        return None
    return campaign


def hold(ledger: Ledger, schedule: Schedule, *, clock: Clock) -> None:
    """Let a schedule keep none of its times for now."""
    if schedule.cron is None:
        campaign = _campaign_left(ledger, schedule)
        if campaign.state is CampaignState.SCHEDULED:
            pause(ledger, campaign, clock=clock)
    schedules.set_state(ledger, schedule.id, ScheduleState.PAUSED, next_at=schedule.next_at)


def go_on(ledger: Ledger, schedule: Schedule, *, now: datetime) -> list[datetime]:
    """Let a schedule go on, and return its next times; those that have passed are not made up for.

    Raises:
        WrongStateError: It was to be sent once, and that is over.

    """
    if schedule.cron is not None:
        occasions = Recurrence(cron=schedule.cron, zone=schedule.zone)
        times = occasions.next_times(now, 3)
        schedules.set_state(ledger, schedule.id, ScheduleState.ACTIVE, next_at=times[0])
        return times
    campaign = _campaign_left(ledger, schedule)
    at = max(schedule.next_at or now, now)
    work_queue.resume_once(ledger, schedule.id, campaign, at=at)
    return [at]


def _campaign_left(ledger: Ledger, schedule: Schedule) -> Campaign:
    campaign = campaign_of(ledger, schedule)
    if campaign is None or campaign.state in ENDED:
        raise WrongStateError("ledger.schedule-over", id=schedule.id, name=schedule.name)
    return campaign


def next_times(
    ledger: Ledger, schedule: Schedule, *, now: datetime, count: int = 3
) -> list[datetime]:
    """Return the next times of a schedule; none when it is paused or over."""
    if schedule.state is ScheduleState.PAUSED or schedule.next_at is None:
        return []
    if schedule.cron is None:
        campaign = campaign_of(ledger, schedule)
        waits = campaign is not None and campaign.state is CampaignState.SCHEDULED
        return [schedule.next_at] if waits else []
    recurrence = Recurrence(cron=schedule.cron, zone=schedule.zone)
    try:
        following = recurrence.next_times(max(schedule.next_at, now), count - 1)
    except UsageError:  # a line that an older version took; its next run says so
        following = []
    return [schedule.next_at, *following]
