"""Schedules: what can be asked for, and adding, removing, pausing and resuming them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from zns_batch.core.clock import Clock
from zns_batch.domain.reminder import Reminder
from zns_batch.domain.states import ENDED, CampaignState
from zns_batch.domain.template import Template
from zns_batch.errors import LedgerError, SettingsError, UsageError, WrongStateError
from zns_batch.i18n import translate
from zns_batch.ledger import schedules, work_queue
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.schedules import (
    BadRows,
    Schedule,
    ScheduleState,
)
from zns_batch.reports.destination import Destination
from zns_batch.services.campaigns.control import epoch_at_rest, pause
from zns_batch.services.campaigns.destination import destination_of
from zns_batch.services.campaigns.draft import DraftCampaign
from zns_batch.services.campaigns.launch import Launch, LaunchObserver
from zns_batch.services.campaigns.options import CampaignRequest, RunOptions
from zns_batch.services.campaigns.when import read_moment
from zns_batch.services.schedules import phrases
from zns_batch.services.schedules.input_files import folder_of, is_pattern
from zns_batch.services.schedules.recurrence import (
    ZONE,
    Recurrence,
    check_zone,
    parse_recurrence,
    read_misfire,
)
from zns_batch.services.schedules.reminders import (
    ReminderOptions,
    local_day,
    reminder_of,
)
from zns_batch.services.schedules.saved_request import REMIND, SavedRequest, refuse_fixed_end
from zns_batch.settings.accounts import AccountSettings, load_account
from zns_batch.settings.notifications import addresses

_RESULTS_FOLDER = "zns-results"


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleOptions:
    """When a schedule sends, and what happens then. Exactly one of the first five is given."""

    #: Once: a moment, as `read_moment` reads it.
    at: str | None = None
    #: Five fields as cron has them.
    cron: str | None = None
    #: Weekdays and a time of day, such as `thứ Hai 08:00`.
    every: str | None = None
    #: A time of day.
    daily: str | None = None
    #: A day of the month and a time of day.
    monthly: tuple[str, str] | None = None
    zone: str = ZONE
    #: Who is written to: only those of a list whose day it is.
    reminder: ReminderOptions = field(default_factory=ReminderOptions)
    #: For missed times: `once`, `skip`, or a maximum lateness such as `2h`.
    misfire: str = "once"
    #: `None` for `send` when the request skips invalid rows, else `hold`.
    bad_rows: BadRows | None = None
    #: Where results workbooks go; `None` for a folder beside the list.
    folder: Path | None = None

    def cron_line(self) -> str | None:
        """Return the cron line of a recurring schedule; `None` for one that sends once.

        Raises:
            UsageError: Not exactly one time is given, or it can't be understood.

        """
        if self.reminder.on is not None and self.at is not None:
            # A reminder has a time of day, and comes each day.
            if self.daily is not None:
                raise UsageError("schedule.when")
            try:
                return replace(self, at=None, daily=self.at).cron_line()
            except UsageError as error:
                if error.key != "schedule.bad-daily":
                    raise
                raise UsageError("remind.bad-at", text=self.at) from error
        given = (self.at, self.cron, self.every, self.daily, self.monthly)
        if sum(time is not None for time in given) != 1:
            raise UsageError("schedule.when")
        if self.every is not None:
            return phrases.weekly(self.every)
        if self.daily is not None:
            return phrases.daily(self.daily)
        return self.cron if self.monthly is None else phrases.monthly(*self.monthly)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewSchedule:
    """A schedule that was asked for and can be understood; it is not stored yet."""

    account: AccountSettings
    #: Its paths are absolute; the file may be a pattern.
    request: CampaignRequest
    run: RunOptions
    options: ScheduleOptions
    #: `None` for a schedule that sends once.
    recurrence: Recurrence | None
    #: When it sends for the first time.
    first_at: datetime
    #: Who is written to at each time; `None` for the whole list.
    reminder: Reminder | None = None
    #: The folder in which each list must lie after all links are followed; `None` for anywhere.
    inside: Path | None = None
    #: The user of the pages who makes it; empty for who does on the command line.
    made_by: str = ""

    def launch(self, file: Path, observer: LaunchObserver) -> Launch:
        """Return the launch that checks and plans one list.

        A token that only the worker's machine has is no reason not to add a schedule here.
        """
        return Launch(
            account=self.account,
            request=replace(self.request, file=file),
            run=self.run,
            observer=observer,
            needs_credentials=False,
        )

    def schedule(self, template: Template, *, name: str, now: datetime) -> Schedule:
        """Return the schedule as the ledger keeps it.

        Args:
            template: The template without the account's changes: those are asked for at each run.
            name: What people call it.
            now: The current time.

        """
        saved = SavedRequest(
            request=self.request,
            template=template,
            run=self.run,
            reminder=self.reminder,
            inside=self.inside,
            made_by=self.made_by,
        )
        file, options = str(self.request.file), self.options
        # A reminder that waits for a person comes too late for all the others.
        is_lenient = self.request.skip_invalid or self.reminder is not None
        lenient = BadRows.SEND if is_lenient else BadRows.HOLD
        beside = folder_of(file) if self.recurrence else self.request.file.parent
        folder = options.folder or beside / _RESULTS_FOLDER
        return Schedule(
            id=schedules.new_id(),
            name=name,
            account=self.account.name,
            file=file,
            asked=saved.dump(),
            cron=self.recurrence.cron if self.recurrence else None,
            zone=options.zone,
            next_at=self.first_at,
            misfire=read_misfire(options.misfire),
            bad_rows=options.bad_rows or lenient,
            folder=str(folder.absolute()),
            created_at=now,
        )

    def name(self) -> str:
        """Return the name that was asked for, else one after the list."""
        stem = "".join(letter for letter in self.request.file.stem if letter not in "*?[]")
        unnamed = translate("schedule.unnamed", self.run.lang)
        return self.run.name or stem.strip(" -_.") or unnamed


def new_schedule(
    request: CampaignRequest, run: RunOptions, options: ScheduleOptions, *, now: datetime
) -> NewSchedule:
    """Read what was asked for. Opens no connection and no list.

    Raises:
        UsageError: Something can't be understood, or doesn't go together.
        SettingsError: The account is unknown.

    """
    cron = options.cron_line()
    check_zone(options.zone)
    read_misfire(options.misfire)
    try:
        emails = addresses(list(run.emails))
    except ValueError as error:
        raise UsageError("schedule.bad-email", text=", ".join(run.emails)) from error
    reminder = None
    if cron is None:
        options.reminder.read(since=now.date())
        if is_pattern(str(request.file)):
            raise UsageError("schedule.pattern-once", file=str(request.file))
        recurrence = None
        first_at = read_moment(options.at or "", now=now, zone=ZoneInfo(options.zone))
    else:
        if run.out is not None:
            raise UsageError("schedule.out-once")
        refuse_fixed_end(str(run.expires or ""))
        recurrence = parse_recurrence(cron, options.zone, now=now)
        first_at = recurrence.after(now)
        reminder = options.reminder.read(since=local_day(first_at, options.zone))
    account = load_account(request.account)
    suppress = request.suppress.absolute() if request.suppress else None
    return NewSchedule(
        account=account,
        request=replace(
            request,
            file=request.file.absolute(),
            account=account.name,
            suppress=suppress,
            skip_invalid=request.skip_invalid or options.bad_rows is BadRows.SEND,
        ),
        run=replace(
            run.for_account(account),
            detach=True,
            emails=emails,
            # The same words may go to the same customer a week before and a day before.
            again=run.again or reminder is not None,
        ),
        options=options,
        recurrence=recurrence,
        first_at=first_at,
        reminder=reminder,
    )


def require_free_name(ledger: Ledger, new: NewSchedule) -> None:
    """Refuse a name that another schedule has: before a long list is read, not after.

    Raises:
        LedgerError: Another schedule has that name.

    """
    name = new.run.name if new.recurrence is None else new.name()
    if name is not None and schedules.is_name_taken(ledger, name):
        raise LedgerError("ledger.schedule-name-taken", name=name)


def add_once(
    ledger: Ledger, new: NewSchedule, draft: DraftCampaign, template: Template, *, now: datetime
) -> Schedule:
    """Store a schedule and leave its planned campaign to the workers, both or none.

    Args:
        ledger: The ledger.
        new: What was asked for.
        draft: The campaign: its list is frozen from now on.
        template: The template; see `NewSchedule.schedule`.
        now: The current time.

    Raises:
        LedgerError: Another schedule has that name.

    """
    campaign = draft.campaign
    schedule = new.schedule(template, name=campaign.name, now=now)
    # What its workbook is called: a campaign's own name ends with the time it was planned.
    more = {"schedule": new.name(), "folder": schedule.folder, "misfire": schedule.misfire}
    options = {**campaign.options, **more}
    work_queue.add_once(ledger, schedule, campaign.id, at=new.first_at, options=options)
    return schedule


def add_recurring(
    ledger: Ledger,
    new: NewSchedule,
    template: Template,
    *,
    now: datetime,
    also: Callable[[Connection, Schedule], object] = lambda _connection, _schedule: None,
) -> Schedule:
    """Store a schedule that reads its list anew at each of its times.

    Args:
        ledger: The ledger.
        new: What was asked for.
        template: The template; see `NewSchedule.schedule`.
        now: The current time.
        also: Writes into the same transaction.

    Raises:
        LedgerError: Another schedule has that name.

    """
    schedule = new.schedule(template, name=new.name(), now=now)
    with ledger.write() as connection:
        schedules.insert_schedule(connection, schedule)
        also(connection, schedule)
    return schedule


def campaign_of(ledger: Ledger, schedule: Schedule) -> Campaign | None:
    """Return the campaign of the last run of a schedule, if one was planned."""
    return schedules.newest_campaign(ledger, schedule.id)


def destination_of_schedule(schedule: Schedule) -> Destination | None:
    """Return where the messages of its next run will go; `None` when its account is unknown here."""
    try:
        return destination_of(load_account(schedule.account, with_secrets=False))
    except SettingsError:
        return None


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
    """Pause a schedule: none of its runs is done for now."""
    while schedule.cron is None:
        campaign = _campaign_left(ledger, schedule)
        if campaign.state is not CampaignState.SCHEDULED:
            break
        epoch = epoch_at_rest(ledger, campaign, now=clock.now())
        if epoch is None:
            # A worker is just beginning it: it is asked, and pauses the campaign itself.
            pause(ledger, campaign, clock=clock)
        elif work_queue.pause_once(ledger, schedule, campaign, now=clock.now(), epoch=epoch):
            return
    schedules.set_state(ledger, schedule.id, ScheduleState.PAUSED, next_at=schedule.next_at)


def go_on(ledger: Ledger, schedule: Schedule, *, now: datetime) -> list[datetime]:
    """Resume a schedule, and return its next times; missed times are not made up for.

    Raises:
        WrongStateError: It was to be sent once, and that is over.
        UsageError: It has a cron line that can't be read any more.

    """
    if schedule.cron is not None:
        recurrence = Recurrence(cron=schedule.cron, zone=schedule.zone)
        times = recurrence.next_times(now, 3)
        reminder, asked = reminder_of(schedule), None
        if reminder is not None:
            since = local_day(times[0], schedule.zone)
            asked = {**schedule.asked, REMIND: replace(reminder, since=since).dump()}
        schedules.set_state(
            ledger, schedule.id, ScheduleState.ACTIVE, next_at=times[0], asked=asked
        )
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


def is_paused(schedule: Schedule, campaign: Campaign | None) -> bool:
    """Tell whether a schedule is paused, or sends once and its campaign was paused before it began."""
    if schedule.state is ScheduleState.PAUSED:
        return True
    if schedule.cron is not None or campaign is None:
        return False
    return campaign.state is CampaignState.PAUSED and campaign.started_at is None


def next_times(
    ledger: Ledger, schedule: Schedule, *, now: datetime, count: int = 3
) -> list[datetime]:
    """Return the next times of a schedule; none when it is paused or over."""
    campaign = campaign_of(ledger, schedule) if schedule.cron is None else None
    return next_times_with(schedule, campaign, now=now, count=count)


def next_times_with(
    schedule: Schedule, campaign: Campaign | None, *, now: datetime, count: int = 3
) -> list[datetime]:
    """Do what `next_times` does for a schedule whose campaign is known.

    Args:
        schedule: The schedule.
        campaign: Its campaign, if it sends once; one that comes again needs none for it.
        now: The moment.
        count: How many times at the most.

    """
    if schedule.state is ScheduleState.PAUSED or schedule.next_at is None:
        return []
    if schedule.cron is None:
        waits = campaign is not None and campaign.state is CampaignState.SCHEDULED
        return [schedule.next_at] if waits else []
    recurrence = Recurrence(cron=schedule.cron, zone=schedule.zone)
    try:
        following = recurrence.next_times(max(schedule.next_at, now), count - 1)
    except UsageError:  # a line that an older version took; its next run says so
        following = []
    return [schedule.next_at, *following]


def passed_times(schedule: Schedule, *, now: datetime, most: int = 5) -> list[datetime]:
    """Return the times of a paused schedule that have passed, which are not made up for."""
    if schedule.cron is None or schedule.next_at is None or schedule.next_at > now:
        return []
    recurrence = Recurrence(cron=schedule.cron, zone=schedule.zone)
    try:
        following = recurrence.next_times(schedule.next_at, most - 1)
    except UsageError:  # a line that an older version took
        following = []
    return [at for at in (schedule.next_at, *following) if at <= now]
