"""`schedule add`, `list`, `remove`, `pause`, `resume`: campaigns that are sent by themselves."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from zns_batch.cli import options as o
from zns_batch.cli.console import info, output, output_json, table
from zns_batch.cli.help import command, group
from zns_batch.cli.language import tr

if TYPE_CHECKING:
    from zns_batch.services.campaigns.options import CampaignRequest, RunOptions

_SCHEDULE = click.argument("schedule", metavar="ID")


@command("schedule add")
@click.argument("file", metavar="FILE", type=o.PATH)
@o.SHEET
@o.option("--at", help_key="at", metavar="WHEN", twin=False)
@o.option("--cron", help_key="cron", metavar='"M H D M W"', twin=False)
@o.option("--every", help_key="every", metavar='"DAY HH:MM"')
@o.option("--daily", help_key="daily", metavar="HH:MM")
@o.option("--monthly", help_key="monthly", metavar="DAY HH:MM", nargs=2)
@o.option("--on", help_key="on", metavar="COLUMN")
@o.option("--before", help_key="before", metavar="3d", multiple=True)
@o.option("--yearly", help_key="yearly", is_flag=True)
@o.option("--tz", help_key="tz", metavar="ZONE", default="Asia/Ho_Chi_Minh", show_default=True)
@o.option(
    "--misfire", help_key="misfire", metavar="once|2h|skip", default="once", show_default=True
)
@o.option("--bad-rows", help_key="bad-rows", type=click.Choice(["send", "refuse", "hold"]))
@o.option("--folder", help_key="folder", type=o.PATH, metavar="DIR")
@o.option("--notify-email", help_key="notify-email", multiple=True, metavar="ADDRESS")
@o.CHECKS
@o.LIMITS
@o.option("--expires", help_key="expires", metavar="WHEN")
@o.DELIVERY_OPTIONS
@o.option("--name", help_key="schedule-name", metavar="NAME")
@o.option("--again", help_key="again", is_flag=True)
@o.OUT
@o.JSON
@o.YES
@o.EVERYWHERE
@o.with_request
@o.with_run
def add_command(
    request: "CampaignRequest",
    run: "RunOptions",
    *,
    at: str | None,
    cron: str | None,
    every: str | None,
    daily: str | None,
    monthly: tuple[str, str] | None,
    on: str | None,
    before: tuple[str, ...],
    yearly: bool,
    tz: str,
    misfire: str,
    bad_rows: str | None,
    folder: Path | None,
    notify_email: tuple[str, ...],
    as_json: bool,
    yes: bool,
) -> int:
    """Let a list be sent at a time, or again and again."""
    from dataclasses import replace

    from zns_batch.cli.flows.schedule_add import add_schedule
    from zns_batch.ledger.schedules import BadRows
    from zns_batch.services.schedules.reminders import ReminderOptions
    from zns_batch.services.schedules.service import ScheduleOptions

    options = ScheduleOptions(
        at=at,
        cron=cron,
        every=every,
        daily=daily,
        monthly=monthly,
        reminder=ReminderOptions(on=on, before=before, yearly=yearly),
        zone=tz,
        misfire=misfire,
        bad_rows=BadRows(bad_rows) if bad_rows else None,
        folder=folder,
    )
    run = replace(run, emails=notify_email)
    return add_schedule(request, run, options, as_json=as_json, yes=yes)


@command("schedule list")
@o.JSON
@o.EVERYWHERE
def list_command(*, as_json: bool) -> int:
    """List the schedules."""
    from zns_batch.cli.console import start
    from zns_batch.cli.views.schedules import (
        reminder_lines,
        say_without_worker,
        schedule_as_json,
        schedule_line,
    )
    from zns_batch.ledger import schedules

    ledger = start()
    all_schedules = schedules.list_all(ledger)
    if as_json:
        objects = [schedule_as_json(ledger, schedule) for schedule in all_schedules]
        output_json({"schedules": objects})
    elif not all_schedules:
        output(tr("schedule.none"))
    else:
        heads = ("id", "name", "state", "next", "last", "destination", "file")
        lines = [schedule_line(ledger, schedule) for schedule in all_schedules]
        output(table([tr(f"schedule.head.{head}") for head in heads], lines))
        for schedule in all_schedules:
            for line in reminder_lines(schedule):
                output(line)
        say_without_worker(ledger)
    return 0


@command("schedule remove")
@_SCHEDULE
@o.EVERYWHERE
def remove_command(*, schedule: str) -> int:
    """Take a schedule away."""
    from zns_batch.cli.console import start
    from zns_batch.core.clock import SystemClock
    from zns_batch.domain.states import CampaignState
    from zns_batch.ledger import schedules
    from zns_batch.services.people.acts import record_act
    from zns_batch.services.schedules.service import remove

    ledger = start()
    record = schedules.find(ledger, schedule)
    campaign = remove(ledger, record, clock=SystemClock())
    record_act(ledger, "schedule-remove", account=record.account, object_id=record.id)
    info("schedule.removed", id=record.id, name=record.name)
    if campaign is not None:
        cancelled = campaign.state is CampaignState.CANCELLED
        key = "schedule.removed-cancelled" if cancelled else "schedule.removed-runs"
        info(key, campaign=campaign.id)
    return 0


@command("schedule pause")
@_SCHEDULE
@o.EVERYWHERE
def pause_command(*, schedule: str) -> int:
    """Let a schedule keep none of its times for now."""
    from zns_batch.cli.console import start
    from zns_batch.core.clock import SystemClock
    from zns_batch.ledger import schedules
    from zns_batch.services.people.acts import record_act
    from zns_batch.services.schedules.service import hold

    ledger = start()
    record = schedules.find(ledger, schedule)
    hold(ledger, record, clock=SystemClock())
    record_act(ledger, "schedule-pause", account=record.account, object_id=record.id)
    info("schedule.paused", id=record.id, name=record.name)
    return 0


@command("schedule resume")
@_SCHEDULE
@o.EVERYWHERE
def resume_command(*, schedule: str) -> int:
    """Let a schedule go on."""
    from zns_batch.cli.console import start
    from zns_batch.cli.views.schedules import in_words, say_without_worker
    from zns_batch.core.clock import SystemClock
    from zns_batch.ledger import schedules
    from zns_batch.services.people.acts import record_act
    from zns_batch.services.schedules.service import go_on

    ledger = start()
    record = schedules.find(ledger, schedule)
    times = go_on(ledger, record, now=SystemClock().now())
    record_act(ledger, "schedule-resume", account=record.account, object_id=record.id)
    info("schedule.resumed", id=record.id, name=record.name, times=in_words(times, record.zone))
    say_without_worker(ledger)
    return 0


schedule_command = group(
    "schedule", add_command, list_command, remove_command, pause_command, resume_command
)
