"""`schedule add`: checks what is asked for and leaves it to the workers."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from zns_batch.cli.console import info, info_text, is_terminal, output, output_json, start
from zns_batch.cli.flows.drafts import answer_checked, confirm_rows
from zns_batch.cli.language import lang, tr
from zns_batch.cli.views.mapping import show_mapping, show_notices, show_problems
from zns_batch.cli.views.preflight import ask_to_send, show_destination, show_preflight
from zns_batch.cli.views.schedules import (
    in_words,
    lookahead_lines,
    reminder_in_words,
    say_without_worker,
    schedule_as_json,
)
from zns_batch.cli.views.template_diff import show_compared
from zns_batch.core.clock import SystemClock
from zns_batch.domain.reminder import Reminder
from zns_batch.domain.template import Template
from zns_batch.errors import SettingsError, SheetError, UsageError
from zns_batch.ledger import campaigns
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.drafts import drop_draft
from zns_batch.ledger.schedules import Schedule
from zns_batch.notifications.channels import channels_of
from zns_batch.reports.reasons import sum_line
from zns_batch.services.campaigns.check import check
from zns_batch.services.campaigns.draft import DraftCampaign
from zns_batch.services.campaigns.launch import Launch, LaunchObserver
from zns_batch.services.campaigns.options import CampaignRequest, RunOptions
from zns_batch.services.campaigns.prepare import PreparedCampaign
from zns_batch.services.campaigns.report import as_json as campaign_as_json
from zns_batch.services.campaigns.template_sync import TemplateComparison
from zns_batch.services.people.acts import record_act
from zns_batch.services.schedules.input_files import newest_file
from zns_batch.services.schedules.reminders import Lookahead, look_ahead
from zns_batch.services.schedules.service import (
    NewSchedule,
    ScheduleOptions,
    add_once,
    add_recurring,
    destination_of_schedule,
    new_schedule,
    require_free_name,
)
from zns_batch.settings.notifications import load_notices
from zns_batch.validation.occasions import DayColumn

T = TypeVar("T")


class AddScheduleScreen(LaunchObserver):
    """Shows the mapping and the template's differences."""

    def __init__(self, reminder: Reminder | None = None) -> None:
        self._account = ""
        self._reminder = reminder

    def on_prepared(self, prepared: PreparedCampaign) -> None:
        """Show which column feeds what.

        Raises:
            ColumnMappingError: The column of the reminder's days is unknown.

        """
        self._account = prepared.account.name
        if self._reminder is not None:
            day = DayColumn(prepared.sheet, self._reminder.column).column
            spare = tuple(column for column in prepared.columns.unused if column != day)
            prepared = replace(prepared, columns=replace(prepared.columns, unused=spare))
        show_mapping(prepared)

    def on_compared(self, comparison: TemplateComparison) -> None:
        """Show where the account's template differs, or why that is not known here."""
        if isinstance(comparison.trouble, SettingsError):
            why = comparison.trouble.text(lang())
            info("cli.notice", text=tr("cli.not-compared", why=why))
        else:
            show_compared(comparison, account=self._account)


def add_schedule(
    request: CampaignRequest,
    run: RunOptions,
    options: ScheduleOptions,
    *,
    as_json: bool,
    yes: bool,
) -> int:
    """Add a schedule; return the exit code."""
    now = SystemClock().now()
    new = new_schedule(request, run, options, now=now)
    try:
        channels_of(load_notices(), email=new.run.emails)
    except SettingsError as error:
        # Nobody here could send those e-mails; the worker may know more.
        info("cli.notice", text=error.text(lang()))
    if new.recurrence is None:
        return _add_once(new, now, as_json=as_json, yes=yes)
    return _add_recurring(new, now, as_json=as_json)


def _add_once(new: NewSchedule, now: datetime, *, as_json: bool, yes: bool) -> int:
    if not (yes or is_terminal()):
        raise UsageError("schedule.needs-yes")
    launch, when = new.launch(new.request.file, AddScheduleScreen()), new.first_at
    ledger = start()
    require_free_name(ledger, new)
    prepared = asyncio.run(_closing(launch, launch.prepare()))
    draft = launch.plan(ledger, prepared, starts_at=when)
    try:
        agreed = confirm_rows(draft, yes=yes)
        if agreed:
            facts = asyncio.run(launch.preflight(ledger, draft, prepared, starts_at=when))
            show_preflight(facts)
            in_zone = in_words([when], new.options.zone)
            agreed = yes or ask_to_send(
                facts.destination, "schedule.ask", n=draft.to_send, when=in_zone
            )
        if not agreed:
            info("schedule.not-added")
            return answer_checked(draft, json=as_json)
        template = launch.local_template or prepared.template
        schedule = add_once(ledger, new, draft, template, now=now)
    finally:
        drop_draft(ledger, draft.campaign.id)
    info(
        "schedule.added-once",
        id=schedule.id,
        name=schedule.name,
        campaign=draft.campaign.id,
        when=in_words([when], schedule.zone),
    )
    record_act(
        ledger,
        "schedule-add",
        account=schedule.account,
        object_id=schedule.id,
        number=draft.to_send,
        campaign=draft.campaign.id,
    )
    return _answer(ledger, schedule, draft, as_json=as_json)


def _add_recurring(new: NewSchedule, now: datetime, *, as_json: bool) -> int:
    ledger = start()
    require_free_name(ledger, new)
    template, lookahead = _check_list(new)
    schedule = add_recurring(ledger, new, template, now=now)
    times = new.recurrence.next_times(now, 3) if new.recurrence else []
    in_zone = in_words(times, schedule.zone)
    info("schedule.added", id=schedule.id, name=schedule.name, times=in_zone)
    if new.reminder is not None:
        info("remind.added", what=reminder_in_words(new.reminder))
        for line in lookahead_lines(lookahead, schedule.zone) if lookahead else []:
            info_text(line)
    record_act(ledger, "schedule-add", account=schedule.account, object_id=schedule.id)
    return _answer(ledger, schedule, None, as_json=as_json)


def _check_list(new: NewSchedule) -> tuple[Template, Lookahead | None]:
    """Check the list that is there now: a wrong column should not be found out at night.

    Returns:
        The template, and for reminders of a list that is there what the next year brings.

    """
    try:
        path = newest_file(str(new.request.file))
    except SheetError:
        info("cli.notice", text=tr("schedule.no-list-yet", file=str(new.request.file)))
        launch = new.launch(Path(new.request.file), AddScheduleScreen())
        return asyncio.run(_closing(launch, launch.find_template())), None
    launch = new.launch(path, AddScheduleScreen(new.reminder))
    prepared = asyncio.run(_closing(launch, launch.prepare()))
    lookahead = None
    if new.reminder is not None and new.recurrence is not None:
        lookahead = look_ahead(prepared, new.reminder, new.recurrence, first_at=new.first_at)
    result = check(prepared)
    show_problems((*result.problems, *(lookahead.problems if lookahead else ())))
    show_notices(result.notices)
    info("schedule.found", line=sum_line(result.tally, lang()))
    return launch.local_template or prepared.template, lookahead


async def _closing(launch: Launch, step: Awaitable[T]) -> T:
    """Do the one step of a launch for which the account is asked, and give back its connections."""
    try:
        return await step
    finally:
        await launch.close()


def _answer(
    ledger: Ledger, schedule: Schedule, draft: DraftCampaign | None, *, as_json: bool
) -> int:
    if (destination := destination_of_schedule(schedule)) is not None:
        show_destination(destination)
    info("schedule.results", folder=schedule.folder)
    say_without_worker(ledger)
    if not as_json:
        output(schedule.id)
        return 0
    if draft is None:
        answer = campaign_as_json(lang=lang(), state="scheduled")
    else:
        answer = campaign_as_json(
            lang=lang(),
            campaign=campaigns.get(ledger, draft.campaign.id),
            tally=draft.tally,
            problems=draft.problems,
        )
    output_json(answer | {"schedule": schedule_as_json(ledger, schedule)})
    return 0
