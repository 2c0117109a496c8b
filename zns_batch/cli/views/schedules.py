"""Schedules on the screen: times in words, lines of the list, the JSON object, the missing worker."""

from datetime import datetime

from zns_batch.cli.console import info
from zns_batch.cli.language import lang, tr
from zns_batch.core.clock import SystemClock, in_vietnam
from zns_batch.domain.reminder import Reminder
from zns_batch.errors import ZnsBatchError
from zns_batch.i18n import format_date, format_datetime
from zns_batch.ledger import schedules, workers
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.schedules import Schedule
from zns_batch.services.campaigns.report import destination_as_json
from zns_batch.services.schedules.labels import (
    reminder_label,
    run_label,
    run_reason,
    schedule_state,
    times_label,
)
from zns_batch.services.schedules.reminders import Lookahead, look_ahead_of, reminder_of
from zns_batch.services.schedules.service import destination_of_schedule, next_times

_NEXT_REMINDERS = 5
"""Times of a reminder, and days of a time, that are named."""


def in_words(times: list[datetime], zone: str) -> str:
    """Return moments with their weekdays, and what a clock of another zone shows then."""
    return times_label(times, zone, lang())


def say_without_worker(ledger: Ledger) -> None:
    """Print a warning when no worker runs: nothing would be sent."""
    now = SystemClock().now()
    if all(worker.is_stale() for worker in workers.list_workers(ledger, now=now)):
        info("schedule.no-worker")


def schedule_line(ledger: Ledger, schedule: Schedule) -> list[str]:
    """Return a schedule as a line of the table."""
    now = SystemClock().now()
    times = next_times(ledger, schedule, now=now, count=1)
    last, destination = tr("schedule.never"), destination_of_schedule(schedule)
    for run in schedules.last_runs(ledger, schedule.id, most=1):
        last = run_label(ledger, run, lang())
        if run.campaign_id is not None and last != tr("schedule.cut-off"):
            last = f"{run.campaign_id} {last}"
        # A list that is sent once has its campaign before its time has come.
        if run.due_at <= now:
            last = f"{format_datetime(in_vietnam(run.due_at), lang())} {last}"
    return [
        schedule.id,
        schedule.name,
        tr(f"schedule.state.{schedule_state(ledger, schedule, times)}"),
        in_words(times, schedule.zone),
        last,
        destination.label(lang()) if destination else tr("schedule.never"),
        schedule.file,
    ]


def reminder_lines(schedule: Schedule) -> list[str]:
    """Return who is reminded by a schedule, and when the next ones are; nothing for other schedules."""
    reminder = reminder_of(schedule)
    if reminder is None:
        return []
    head = tr("remind.line", id=schedule.id, name=schedule.name, what=reminder_in_words(reminder))
    try:
        lookahead = look_ahead_of(schedule)
    except ZnsBatchError as error:
        return [head, f"  {error.text(lang())}"]
    return [head, *lookahead_lines(lookahead, schedule.zone)]


def reminder_in_words(reminder: Reminder) -> str:
    """Return which days are reminded of, and how long before."""
    return reminder_label(reminder, lang())


def lookahead_lines(lookahead: Lookahead, zone: str) -> list[str]:
    """Return the next times of a reminder with how many messages go, and the sum of a year."""
    lines = []
    for time in lookahead.times[:_NEXT_REMINDERS]:
        days = dict.fromkeys(format_date(day, lang()) for day, _ in time.occasions)
        named = ", ".join([*days][:_NEXT_REMINDERS]) + (
            ", …" if len(days) > _NEXT_REMINDERS else ""
        )
        when = in_words([time.at], zone)
        lines.append(tr("remind.time", when=when, n=time.messages, days=named))
    if not lines:
        return [tr("remind.none-ahead")]
    return [*lines, tr("remind.year", n=lookahead.messages)]


def _lookahead_as_json(schedule: Schedule) -> dict[str, object]:
    """Return what `--json` tells of a reminder; nothing for other schedules."""
    reminder = reminder_of(schedule)
    if reminder is None:
        return {}
    remind: dict[str, object] = {
        "on": reminder.column,
        "before": list(reminder.before),
        "yearly": reminder.yearly,
        "since": reminder.since.isoformat(),
        "occasions": [],
        "problem": None,
    }
    try:
        remind["occasions"] = [
            {
                "at": in_vietnam(time.at).isoformat(),
                "messages": time.messages,
                "days": sorted({day.isoformat() for day, _ in time.occasions}),
            }
            for time in look_ahead_of(schedule).times
        ]
    except ZnsBatchError as error:
        remind["problem"] = error.text(lang())
    return {"remind": remind}


def schedule_as_json(ledger: Ledger, schedule: Schedule) -> dict[str, object]:
    """Return a schedule as `--json` lists it."""
    times = next_times(ledger, schedule, now=SystemClock().now())
    destination = destination_of_schedule(schedule)
    return {
        "id": schedule.id,
        "name": schedule.name,
        "account": schedule.account,
        "destination": destination_as_json(destination) if destination else None,
        "state": schedule_state(ledger, schedule, times),
        "file": schedule.file,
        "cron": schedule.cron,
        **_lookahead_as_json(schedule),
        "tz": schedule.zone,
        "misfire": schedule.misfire,
        "bad_rows": schedule.bad_rows.value,
        "folder": schedule.folder,
        "next": [in_vietnam(moment).isoformat() for moment in times],
        "last": [
            {
                "due": in_vietnam(run.due_at).isoformat(),
                "state": run.state.value,
                "campaign": run.campaign_id,
                "message": run_reason(run, lang()) or None,
            }
            for run in schedules.last_runs(ledger, schedule.id)
        ],
    }
