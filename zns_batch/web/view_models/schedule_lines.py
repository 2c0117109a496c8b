"""Schedules as their pages show them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from zns_batch.domain.states import CampaignState
from zns_batch.errors import ZnsBatchError
from zns_batch.i18n import Lang
from zns_batch.ledger import campaigns, schedules, workers
from zns_batch.ledger.campaign_filter import CampaignFilter
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.schedules import RunState, Schedule, ScheduleRun
from zns_batch.services.people.shown_names import shown_campaign, shown_name, shown_schedule
from zns_batch.services.schedules.labels import (
    misfire_label,
    recurrence_label,
    reminder_label,
    run_label_with,
    run_reason,
    schedule_state_with,
    skipped_day,
)
from zns_batch.services.schedules.reminders import look_ahead_of, reminder_of
from zns_batch.services.schedules.saved_request import SavedRequest
from zns_batch.services.schedules.service import campaign_of, next_times_with

MOST_RUNS = 20
"""How many of the last runs a schedule's page shows."""

_MOST_TIMED = 50
_KINDS = {
    RunState.PLANNED: "ok",
    RunState.HELD: "warn",
    RunState.REFUSED: "bad",
    RunState.UNCHANGED: "neutral",
    RunState.EMPTY: "neutral",
    RunState.NO_FILE: "warn",
    RunState.MISSED: "warn",
    RunState.FAILED: "bad",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class RunLine:
    """What became of one time."""

    due_at: datetime
    label: str
    kind: str
    #: Why nothing was sent; empty when nothing was in the way.
    why: str
    #: The campaign; empty when none was made.
    campaign_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleLine:
    """One schedule of the list."""

    id: str
    name: str
    account: str
    #: The name or pattern of its list, and the folder.
    file: str
    folder: str
    template: str
    when: str
    #: `active`, `paused` or `over`.
    state: str
    next_at: datetime | None
    last: RunLine | None
    #: The campaign of a schedule that sends once; empty for others.
    campaign_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleList:
    """All schedules that a person may see."""

    lines: tuple[ScheduleLine, ...]
    #: Campaigns that were given a time on their own page.
    timed: tuple[Campaign, ...]
    #: Something would be sent, and no worker is there to send it.
    unattended: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleDetail:
    """A schedule's own page."""

    line: ScheduleLine
    runs: tuple[RunLine, ...]
    next_times: tuple[datetime, ...]
    misfire: str
    bad_rows: str
    emails: str
    #: Which columns feed what, where a person chose them.
    mapping: tuple[tuple[str, str], ...]
    phone: str
    results: str
    #: The day that some months don't have.
    skipped: int | None
    #: Who is reminded; empty for a schedule that sends whole lists.
    reminder: str
    #: Why the next reminders can't be told; empty when they can.
    reminder_problem: str
    recurs: bool
    #: How many campaigns it has made.
    made: int


def list_schedules(
    ledger: Ledger,
    accounts: frozenset[str],
    *,
    now: datetime,
    lang: Lang,
    sees_phones: Callable[[str], bool],
) -> ScheduleList:
    """Return the schedules of some accounts, the next one first.

    Args:
        ledger: The ledger.
        accounts: The accounts.
        now: The current time.
        lang: The reader's language.
        sees_phones: Whether the reader sees the phones of an account's customers.

    """
    mine = [each for each in schedules.list_all(ledger) if each.account in accounts]
    last = schedules.latest_runs(ledger, now=now) if mine else {}
    made = campaigns.get_some(ledger, _made_by(last[each.id] for each in mine if each.id in last))
    once = schedules.newest_campaigns(ledger, [each.id for each in mine if each.cron is None])
    lines = tuple(
        _line(
            each,
            once.get(each.id),
            last.get(each.id),
            made,
            now=now,
            lang=lang,
            whole=sees_phones(each.account),
        )
        for each in mine
    )
    timed = campaigns.list_page(
        ledger,
        CampaignFilter(states=(CampaignState.SCHEDULED,), accounts=accounts, real=True),
        limit=_MOST_TIMED,
    )
    own = [each for each, _ in timed.entries if each.schedule_id is None and each.start_at]
    waits = any(line.state == "active" for line in lines) or bool(own)
    absent = all(each.is_stale() for each in workers.list_workers(ledger, now=now))
    ordered = sorted(
        (shown_campaign(each, whole=sees_phones(each.account)) for each in own),
        key=lambda each: each.start_at or now,
    )
    return ScheduleList(lines=lines, timed=tuple(ordered), unattended=waits and absent)


def _made_by(runs: Iterable[ScheduleRun]) -> list[str]:
    return [run.campaign_id for run in runs if run.campaign_id is not None]


def _line(
    schedule: Schedule,
    campaign: Campaign | None,
    last: ScheduleRun | None,
    made: Mapping[str, Campaign],
    *,
    now: datetime,
    lang: Lang,
    whole: bool,
) -> ScheduleLine:
    schedule = shown_schedule(schedule, whole=whole)
    times = next_times_with(schedule, campaign, now=now, count=1)
    file = Path(schedule.file)
    return ScheduleLine(
        id=schedule.id,
        name=schedule.name,
        account=schedule.account,
        file=file.name,
        folder=str(file.parent),
        template=str(schedule.asked["request"]["template"]),
        when=recurrence_label(schedule.cron, schedule.zone, lang),
        state=schedule_state_with(schedule, campaign, times),
        next_at=times[0] if times else None,
        last=_run_line(last, made, lang, whole=whole) if last is not None else None,
        campaign_id=campaign.id if campaign else "",
    )


def schedule_detail(
    ledger: Ledger, schedule: Schedule, *, now: datetime, lang: Lang, whole: bool
) -> ScheduleDetail:
    """Return what a schedule's own page shows.

    Args:
        ledger: The ledger.
        schedule: The schedule.
        now: The current time.
        lang: The reader's language.
        whole: Whether the reader sees the phones of the account's customers.

    """
    saved = SavedRequest.load(schedule.asked)
    reminder, problem = reminder_of(schedule), ""
    if reminder is not None:
        try:
            look_ahead_of(schedule)
        except ZnsBatchError as error:
            problem = shown_name(error.text(lang, face="web"), whole=whole)
    # A list that is sent once has its campaign before its time has come.
    runs = schedules.last_runs(ledger, schedule.id, most=MOST_RUNS)
    done = [run for run in runs if run.due_at <= now]
    made = campaigns.get_some(ledger, _made_by(done))
    once = campaign_of(ledger, schedule) if schedule.cron is None else None
    mapping = saved.request.mapping
    return ScheduleDetail(
        line=_line(
            schedule, once, done[0] if done else None, made, now=now, lang=lang, whole=whole
        ),
        runs=tuple(_run_line(run, made, lang, whole=whole) for run in done),
        next_times=tuple(next_times_with(schedule, once, now=now)),
        misfire=misfire_label(schedule.misfire, lang),
        bad_rows=schedule.bad_rows.value,
        emails=", ".join(saved.run.emails),
        mapping=tuple(mapping.items()),
        phone=saved.request.phone or "",
        results="" if saved.run.page else shown_name(schedule.folder, whole=whole),
        skipped=skipped_day(schedule.cron or ""),
        reminder=reminder_label(reminder, lang) if reminder else "",
        reminder_problem=problem,
        recurs=schedule.cron is not None,
        made=sum(run.campaign_id is not None for run in runs),
    )


def _run_line(
    run: ScheduleRun, made: Mapping[str, Campaign], lang: Lang, *, whole: bool
) -> RunLine:
    return RunLine(
        due_at=run.due_at,
        label=run_label_with(run, made, lang),
        kind=_KINDS[run.state],
        why=shown_name(run_reason(run, lang, face="web"), whole=whole),
        campaign_id=run.campaign_id or "",
    )
