"""What is said of schedules: their times in words, how each stands, and that no worker is there."""

from typing import TYPE_CHECKING

from zns_batch.cli.console import info
from zns_batch.cli.language import lang, tr

if TYPE_CHECKING:
    from datetime import datetime

    from zns_batch.ledger.db.engine import Ledger
    from zns_batch.ledger.schedules import Schedule, ScheduleRun


def in_words(times: "list[datetime]", zone: str) -> str:
    """Say moments with their weekdays, and what a clock of another zone shows then."""
    return "; ".join(_in_words(one, zone) for one in times) or tr("schedule.never")


def _in_words(when: "datetime", zone: str) -> str:
    from zoneinfo import ZoneInfo

    from zns_batch.core.clock import VIETNAM, in_vietnam
    from zns_batch.i18n import format_datetime

    here, there = in_vietnam(when), when.astimezone(ZoneInfo(zone))
    words = {"day": tr(f"schedule.day.{here.weekday()}"), "when": format_datetime(here, lang())}
    if there.utcoffset() == when.astimezone(VIETNAM).utcoffset():
        return tr("schedule.time", **words)
    return tr("schedule.time-elsewhere", **words, there=format_datetime(there, lang()), zone=zone)


def say_without_worker(ledger: "Ledger") -> None:
    """Say so when no worker is there: nothing would be sent."""
    from zns_batch.core.clock import SystemClock
    from zns_batch.ledger import workers

    now = SystemClock().now()
    if all(worker.is_stale() for worker in workers.list_workers(ledger, now=now)):
        info("schedule.no-worker")


def _state(schedule: "Schedule", *, waits: bool) -> str:
    from zns_batch.ledger.schedules import ScheduleState

    if schedule.state is ScheduleState.PAUSED:
        return "paused"
    return "active" if waits or schedule.cron else "over"


def line_of(ledger: "Ledger", schedule: "Schedule") -> list[str]:
    """Return a schedule as a line of the table."""
    from zns_batch.core.clock import SystemClock
    from zns_batch.services.schedules.service import next_times

    times = next_times(ledger, schedule, now=SystemClock().now(), count=1)
    state = _state(schedule, waits=bool(times))
    return [
        schedule.id,
        schedule.name,
        tr(f"schedule.state.{state}"),
        in_words(times, schedule.zone),
        _last(ledger, schedule),
        schedule.file,
    ]


def _last(ledger: "Ledger", schedule: "Schedule") -> str:
    from zns_batch.core.clock import SystemClock, in_vietnam
    from zns_batch.i18n import format_datetime
    from zns_batch.ledger import schedules

    found = schedules.last_runs(ledger, schedule.id, most=1)
    if not found:
        return tr("schedule.never")
    run = found[0]
    became = _became(ledger, run)
    if run.due_at > SystemClock().now():
        # A list that is sent once has its campaign before its time has come.
        return became
    return f"{format_datetime(in_vietnam(run.due_at), lang())} {became}"


def _became(ledger: "Ledger", run: "ScheduleRun") -> str:
    from zns_batch.domain.states import CampaignState
    from zns_batch.errors import UnknownCampaignError
    from zns_batch.ledger import campaigns
    from zns_batch.ledger.schedules import RunState
    from zns_batch.services.campaigns.labels import state_label

    words = tr(f"schedule.run.{run.state}")
    if run.campaign_id is None:
        return words
    try:
        campaign = campaigns.get(ledger, run.campaign_id)
    except UnknownCampaignError:  # an older version was killed while it added the schedule
        return tr("schedule.cut-off")
    untouched = campaign.state is CampaignState.PAUSED and campaign.started_at is None
    if not (run.state is RunState.HELD and untouched):
        words = state_label(campaign, lang())
    return f"{campaign.id} {words}"


def schedule_as_json(ledger: "Ledger", schedule: "Schedule") -> dict[str, object]:
    """Return a schedule as `--json` lists it."""
    from zns_batch.core.clock import SystemClock, in_vietnam
    from zns_batch.ledger import schedules
    from zns_batch.services.schedules.service import next_times

    times = next_times(ledger, schedule, now=SystemClock().now())
    return {
        "id": schedule.id,
        "name": schedule.name,
        "account": schedule.account,
        "state": _state(schedule, waits=bool(times)),
        "file": schedule.file,
        "cron": schedule.cron,
        "tz": schedule.zone,
        "misfire": schedule.misfire,
        "bad_rows": schedule.bad_rows.value,
        "folder": schedule.folder,
        "next": [in_vietnam(one).isoformat() for one in times],
        "last": [_run_as_json(one) for one in schedules.last_runs(ledger, schedule.id)],
    }


def _run_as_json(run: "ScheduleRun") -> dict[str, object]:
    from zns_batch.core.clock import in_vietnam
    from zns_batch.i18n import translate

    return {
        "due": in_vietnam(run.due_at).isoformat(),
        "state": run.state.value,
        "campaign": run.campaign_id,
        "message": translate(run.key, lang(), **run.params) if run.key else None,
    }
