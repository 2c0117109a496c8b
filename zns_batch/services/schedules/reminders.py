"""Reminders as schedules have them: what is asked for, the day of a run, and the next occasions."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from zns_batch.domain.planned_row import Problem
from zns_batch.domain.reminder import Reminder, ReminderDay
from zns_batch.errors import UsageError
from zns_batch.ledger.schedules import Schedule
from zns_batch.services.campaigns.prepare import PreparedCampaign, prepare
from zns_batch.services.schedules import phrases
from zns_batch.services.schedules.input_files import newest_file
from zns_batch.services.schedules.recurrence import Recurrence, days_made_up_for
from zns_batch.services.schedules.saved_request import REMIND, SavedRequest
from zns_batch.validation.occasions import DayColumn
from zns_batch.validation.text import CellIssue

_LOOKED_AHEAD = timedelta(days=366)
"""How far ahead occasions are counted: each birthday once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReminderOptions:
    """Who is reminded: by a column of days."""

    #: The column, by header, letter or number; `None` for a schedule that sends whole lists.
    on: str | None = None
    #: How long before, such as `3d`; empty for the day itself.
    before: tuple[str, ...] = ()
    #: The days come round each year.
    yearly: bool = False

    def read(self, *, since: date) -> Reminder | None:
        """Return the reminder; `None` for a schedule that sends whole lists.

        Args:
            since: The first day on which it sends.

        Raises:
            UsageError: Something can't be understood, or doesn't go together.

        """
        if self.on is None:
            if self.before or self.yearly:
                option = "--before" if self.before else "--yearly"
                raise UsageError("remind.needs-on", option=option)
            return None
        pieces = [piece for text in self.before for piece in text.replace(";", ",").split(",")]
        days = {phrases.days_before(piece) for piece in pieces} or {0}
        return Reminder(
            column=self.on,
            before=tuple(sorted(days, reverse=True)),
            yearly=self.yearly,
            since=since,
        )


def local_day(moment: datetime, zone: str) -> date:
    """Return the day that a calendar in a time zone shows at a moment."""
    return moment.astimezone(ZoneInfo(zone)).date()


def reminder_of(schedule: Schedule) -> Reminder | None:
    """Return the reminder of a schedule; `None` when it sends whole lists."""
    stored = schedule.asked.get(REMIND)
    return Reminder.load(stored) if stored else None


def day_of_run(
    reminder: Reminder, schedule: Schedule, *, at: datetime, now: datetime
) -> ReminderDay:
    """Return the day for which a list is read.

    Args:
        reminder: The reminder.
        schedule: Its schedule.
        at: The time that is kept.
        now: The current time.

    """
    today = local_day(at, schedule.zone)
    late = days_made_up_for(schedule.misfire)
    since = reminder.since
    if late is not None:
        since = max(since, today - timedelta(days=late))
    return ReminderDay(
        reminder=replace(reminder, since=since),
        today=today,
        alive=max(today, local_day(now, schedule.zone)),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class UpcomingReminders:
    """One of the next times of a reminder at which somebody is written to."""

    at: datetime
    #: How many rows.
    messages: int
    #: Days and days before them that are reminded of, the nearest first.
    occasions: tuple[tuple[date, int], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Lookahead:
    """What the next year of a reminder brings, as its list is now."""

    #: The times at which somebody is written to.
    times: tuple[UpcomingReminders, ...] = ()
    #: The days that can't be read.
    problems: tuple[Problem, ...] = ()

    @property
    def messages(self) -> int:
        """How many messages these are."""
        return sum(time.messages for time in self.times)


def look_ahead(
    prepared: PreparedCampaign, reminder: Reminder, recurrence: Recurrence, *, first_at: datetime
) -> Lookahead:
    """Return the times within a year at which a list has somebody to write to, as it is now.

    Args:
        prepared: The list, whole.
        reminder: The reminder.
        recurrence: Its times.
        first_at: The next one.

    Raises:
        ColumnError: There is no such column, or it has no day in it.

    """
    first = local_day(first_at, recurrence.zone)
    last = first + _LOOKED_AHEAD
    column = DayColumn(prepared.sheet, reminder.column, yearly=reminder.yearly)
    row_filter = prepared.row_filter
    counts: Counter[tuple[date, date, int]] = Counter()
    problems = []
    for row, day in column.days(prepared.sheet.read()):
        if row_filter is not None and not row_filter.chooses(row):
            continue
        if isinstance(day, CellIssue):
            problems.append(day.at(row.number, column.column.title))
        if not isinstance(day, date):
            continue
        for occasion in reminder.occasions(day, first=first):
            if occasion - timedelta(days=reminder.before[0]) >= last:
                break
            for before in reminder.before:
                due = occasion - timedelta(days=before)
                if first <= due < last:
                    counts[due, occasion, before] += 1
    times = tuple(_by_time(counts, recurrence, first_at))
    return Lookahead(times=times, problems=tuple(problems))


def _by_time(
    counts: Counter[tuple[date, date, int]], recurrence: Recurrence, first_at: datetime
) -> Iterator[UpcomingReminders]:
    """Yield the counts by the time that keeps each: the first one of its day, or the next after it."""
    zone = ZoneInfo(recurrence.zone)
    by_time: dict[datetime, Counter[tuple[date, int]]] = {}
    for (due, occasion, before), number in sorted(counts.items()):
        begin = datetime.combine(due, time(), zone)
        at = max(first_at, recurrence.after(begin - timedelta(seconds=1)))
        if local_day(at, recurrence.zone) <= occasion:
            by_time.setdefault(at, Counter())[occasion, before] += number
    for at, found in sorted(by_time.items()):
        occasions = tuple(sorted(found))
        yield UpcomingReminders(at=at, messages=found.total(), occasions=occasions)


def look_ahead_of(schedule: Schedule) -> Lookahead:
    """Return what the next year of a schedule brings; reads its list anew.

    Raises:
        SheetError: There is no list, or it can't be read.
        SettingsError: Its account is unknown here.
        TemplateError: The template is broken.
        UsageError: Something that was asked for can't be read any more.

    """
    reminder = reminder_of(schedule)
    if reminder is None or schedule.next_at is None or schedule.cron is None:
        return Lookahead()
    stored = SavedRequest.load(schedule.asked)
    saved = stored.of(newest_file(schedule.file, inside=stored.inside))
    prepared = prepare(saved.request, template=saved.template)
    recurrence = Recurrence(cron=schedule.cron, zone=schedule.zone)
    return look_ahead(prepared, reminder, recurrence, first_at=schedule.next_at)
