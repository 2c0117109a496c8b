"""Schedules in words, as every face says them: when, how they stand, what became of a time."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from zns_batch.core.clock import in_vietnam
from zns_batch.domain.reminder import Reminder
from zns_batch.domain.states import CampaignState
from zns_batch.errors import ZnsBatchError
from zns_batch.i18n import Face, Lang, SentenceValue, format_weekday_datetime, translate
from zns_batch.ledger import campaigns
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.schedules import RunState, Schedule, ScheduleRun
from zns_batch.services.campaigns.labels import state_label
from zns_batch.services.schedules.recurrence import ZONE
from zns_batch.services.schedules.service import campaign_of, is_paused

_PLAIN = re.compile(r"(\d{1,2}) (\d{1,2}) (\S+) \* (\S+)")
"""A cron line with one time of day that comes in every month."""

_WEEKDAYS = re.compile(r"[0-7](?:,[0-7])*")
_SPAN = re.compile(r"([0-7])-([0-7])")
_SHORTEST_MONTH = 28
_TENTH = 10


def times_label(times: Sequence[datetime], zone: str, lang: Lang) -> str:
    """Return moments with their weekdays, and what a clock of another zone shows then."""
    texts = []
    for moment in times:
        here, there = in_vietnam(moment), moment.astimezone(ZoneInfo(zone))
        if there.utcoffset() == here.utcoffset():
            texts.append(format_weekday_datetime(here, lang))
        else:
            day = translate(f"schedule.day.{here.weekday()}", lang)
            words: dict[str, SentenceValue] = {"day": day, "when": here, "there": there}
            texts.append(translate("schedule.time-elsewhere", lang, **words, zone=zone))
    return "; ".join(texts) or translate("schedule.never", lang)


def recurrence_label(cron: str | None, zone: str, lang: Lang) -> str:
    """Return in words when a schedule sends; a line that no form makes is shown as cron has it."""
    if cron is None:
        return translate("schedule.label.once", lang)
    label = _plain_label(cron, lang) or translate("schedule.label.cron", lang, cron=cron)
    return label if zone == ZONE else f"{label} ({zone})"


def _plain_label(cron: str, lang: Lang) -> str:
    match = _PLAIN.fullmatch(cron.lower())
    if match is None:
        return ""
    time, day, weekday = f"{int(match[2]):02}:{int(match[1]):02}", match[3], match[4]
    if day == "*":
        return _days_label(weekday, time, lang)
    if weekday != "*" or not (day == "l" or day.isdigit()):
        return ""
    if day == "l":
        return translate("schedule.label.last-day", lang, time=time)
    key = "schedule.label.monthly-early" if int(day) <= _TENTH else "schedule.label.monthly"
    return translate(key, lang, day=int(day), time=time)


def _days_label(weekday: str, time: str, lang: Lang) -> str:
    if weekday == "*":
        return translate("schedule.label.daily", lang, time=time)
    # Cron's week begins on Sunday, ours on Monday.
    if span := _SPAN.fullmatch(weekday):
        ends = [translate(f"schedule.day.{(int(end) - 1) % 7}", lang) for end in span.groups()]
        return translate("schedule.label.span", lang, first=ends[0], last=ends[1], time=time)
    if not _WEEKDAYS.fullmatch(weekday):
        return ""
    numbers = sorted({(int(number) - 1) % 7 for number in weekday.split(",")})
    days = ", ".join(translate(f"schedule.day.{number}", lang) for number in numbers)
    return translate("schedule.label.weekly", lang, days=days, time=time)


def skipped_day(cron: str) -> int | None:
    """Return the day of the month that some months don't have; `None` for a line that skips no month."""
    match = _PLAIN.fullmatch(cron.lower())
    day = match[3] if match and match[4] == "*" else ""
    return int(day) if day.isdigit() and int(day) > _SHORTEST_MONTH else None


def misfire_label(misfire: str, lang: Lang) -> str:
    """Return in words what becomes of a time that no worker was there for."""
    key = f"schedule.misfire.{misfire}"
    if misfire in {"once", "skip"}:
        return translate(key, lang)
    return translate("schedule.misfire.within", lang, span=span_label(misfire, lang))


def span_label(text: str, lang: Lang) -> str:
    """Return a span of time such as `2h` in words."""
    units: Mapping[str, str] = {"m": "minutes", "h": "hours", "d": "days"}
    return translate(f"schedule.span.{units[text[-1]]}", lang, n=int(text[:-1]))


def schedule_state(ledger: Ledger, schedule: Schedule, times: Sequence[datetime]) -> str:
    """Return how a schedule stands: `active`, `paused` or `over`.

    Args:
        ledger: The ledger.
        schedule: The schedule.
        times: Its next times.

    """
    campaign = campaign_of(ledger, schedule) if schedule.cron is None else None
    return schedule_state_with(schedule, campaign, times)


def schedule_state_with(
    schedule: Schedule, campaign: Campaign | None, times: Sequence[datetime]
) -> str:
    """Do what `schedule_state` does for a schedule whose campaign is known.

    Args:
        schedule: The schedule.
        campaign: Its campaign, if it sends once; one that comes again needs none for it.
        times: Its next times.

    """
    if is_paused(schedule, campaign):
        return "paused"
    return "active" if times or schedule.cron else "over"


def run_label(ledger: Ledger, run: ScheduleRun, lang: Lang) -> str:
    """Return what became of a time, or of the campaign that it made, without the campaign's id."""
    made = {} if run.campaign_id is None else campaigns.get_some(ledger, [run.campaign_id])
    return run_label_with(run, made, lang)


def run_label_with(run: ScheduleRun, made: Mapping[str, Campaign], lang: Lang) -> str:
    """Do what `run_label` does for a run whose campaign is known.

    Args:
        run: What became of a time.
        made: Campaigns by their ids: the one that was made is among them, if it is there.
        lang: The language.

    """
    label = translate(f"schedule.run.{run.state}", lang)
    if run.campaign_id is None:
        return label
    campaign = made.get(run.campaign_id)
    if campaign is None:  # an older version was killed while it added the schedule
        return translate("schedule.cut-off", lang)
    untouched = campaign.state is CampaignState.PAUSED and campaign.started_at is None
    is_held = run.state is RunState.HELD and untouched
    return label if is_held else state_label(campaign, lang)


def run_reason(run: ScheduleRun, lang: Lang, *, face: Face = "") -> str:
    """Return why nothing was sent at a time; empty when nothing was in the way."""
    return ZnsBatchError(run.key, **run.params).text(lang, face=face) if run.key else ""


def reminder_label(reminder: Reminder, lang: Lang) -> str:
    """Return which days are reminded of, and how long before."""
    keys = {0: "remind.same-day", 1: "remind.day-before"}
    before = ", ".join(
        translate(keys.get(days, "remind.days-before"), lang, n=days) for days in reminder.before
    )
    key = "remind.what-yearly" if reminder.yearly else "remind.what"
    return translate(key, lang, column=reminder.column, before=before)
