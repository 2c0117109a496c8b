"""`schedule add`: checks what is asked for and leaves it to the workers."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from zns_batch.cli.console import ask, info, is_terminal, output, output_json, start
from zns_batch.cli.flows.drafts import answer_checked, confirm_rows
from zns_batch.cli.language import lang, tr
from zns_batch.cli.views.mapping import show_mapping, show_notices, show_problems
from zns_batch.cli.views.preflight import show_preflight
from zns_batch.cli.views.schedules import in_words, say_without_worker, schedule_as_json
from zns_batch.cli.views.template_diff import show_compared
from zns_batch.core.clock import SystemClock
from zns_batch.domain.template import Template
from zns_batch.errors import SettingsError, SheetError, UsageError
from zns_batch.ledger.campaigns import get, set_options
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.drafts import drop_draft
from zns_batch.ledger.schedules import BadRows, Schedule
from zns_batch.notifications.channels import channels_of
from zns_batch.reports.reasons import sum_line
from zns_batch.services.campaigns.check import check
from zns_batch.services.campaigns.draft import DraftCampaign
from zns_batch.services.campaigns.launch import Launch, LaunchObserver
from zns_batch.services.campaigns.options import CampaignRequest, RunOptions
from zns_batch.services.campaigns.prepare import PreparedCampaign
from zns_batch.services.campaigns.report import as_json as campaign_as_json
from zns_batch.services.campaigns.template_sync import TemplateComparison
from zns_batch.services.campaigns.when import read_moment
from zns_batch.services.schedules.input_files import is_pattern, newest_file
from zns_batch.services.schedules.recurrence import check_zone, parse_recurrence, read_misfire
from zns_batch.services.schedules.saved_request import SavedRequest, refuse_fixed_end
from zns_batch.services.schedules.service import Manner, add_once, add_recurring
from zns_batch.settings.accounts import load_account
from zns_batch.settings.notifications import addresses, load_notices

_RESULTS = "zns-results"


@dataclass(frozen=True, kw_only=True, slots=True)
class Timing:
    """The options of `schedule add` about when, and about what happens then."""

    at: str | None
    cron: str | None
    zone: str
    misfire: str
    bad_rows: str | None
    folder: Path | None
    emails: tuple[str, ...]


class AddScheduleScreen(LaunchObserver):
    """Shows the mapping and the template's differences."""

    def on_prepared(self, prepared: PreparedCampaign) -> None:
        """Show which column feeds what."""
        show_mapping(prepared)

    def on_compared(self, comparison: TemplateComparison) -> None:
        """Show where the account's template differs."""
        if isinstance(comparison.trouble, SettingsError):
            # A token that only the worker's machine has is no reason not to add a schedule here.
            why = comparison.trouble.text(lang())
            info("cli.notice", text=tr("cli.not-compared", why=why))
        else:
            show_compared(comparison)


class AddScheduleFlow:
    """One `schedule add`."""

    def __init__(
        self,
        request: CampaignRequest,
        run: RunOptions,
        timing: Timing,
        *,
        as_json: bool,
        yes: bool,
    ) -> None:
        self._as_json, self._yes, self._timing = as_json, yes, timing
        self._now = SystemClock().now()
        self._file = str(request.file)
        self._account = load_account(request.account)
        suppress = request.suppress.absolute() if request.suppress else None
        self._request = replace(
            request,
            account=self._account.name,
            suppress=suppress,
            skip_invalid=request.skip_invalid or timing.bad_rows == "send",
        )
        self._run = replace(run.for_account(self._account), detach=True)

    def go(self) -> int:
        """Add the schedule; return the exit code."""
        timing = self._timing
        if (timing.at is None) == (timing.cron is None):
            raise UsageError("schedule.when")
        check_zone(timing.zone)
        read_misfire(timing.misfire)
        self._run = replace(self._run, emails=_emails(timing.emails))
        _say_without_mail(self._run.emails)
        return self._add_recurring(timing.cron) if timing.cron else self._add_once(timing.at or "")

    # ── once ──

    def _add_once(self, when: str) -> int:
        if is_pattern(self._file):
            raise UsageError("schedule.pattern-once", file=self._file)
        at = read_moment(when, now=self._now, zone=ZoneInfo(self._timing.zone))
        if not (self._yes or is_terminal()):
            raise UsageError("schedule.needs-yes")
        launch = self._launch(Path(self._file).absolute())
        prepared = asyncio.run(launch.prepare())
        # Not with the account's changes: those are asked for again when it is sent.
        template = launch.local_template or prepared.template
        saved = SavedRequest(request=launch.request, template=template, run=self._run)
        ledger = start()
        draft = launch.plan(ledger, prepared, starts_at=at)
        try:
            if not self._may_add(ledger, launch, draft, prepared, at):
                info("schedule.not-added")
                return answer_checked(draft, json=self._as_json)
            campaign = draft.campaign
            manner = self._manner(campaign.name, Path(campaign.source).parent)
            # What its workbook is called: a campaign's own name has a moment of its own at its end.
            name = self._run.name or _stem(campaign.source)
            more = {"schedule": name, "folder": manner.folder, "misfire": manner.misfire}
            set_options(ledger, campaign.id, {**campaign.options, **more})
            schedule = add_once(ledger, draft, saved, manner, at=at, now=self._now)
        finally:
            drop_draft(ledger, draft.campaign.id)
        words = {"id": schedule.id, "name": schedule.name, "campaign": draft.campaign.id}
        info("schedule.added-once", **words, when=in_words([at], self._timing.zone))
        return self._answer(ledger, schedule, draft)

    def _may_add(
        self,
        ledger: Ledger,
        launch: Launch,
        draft: DraftCampaign,
        prepared: PreparedCampaign,
        at: datetime,
    ) -> bool:
        if not confirm_rows(draft, yes=self._yes):
            return False
        show_preflight(asyncio.run(launch.preflight(ledger, draft, prepared, starts_at=at)))
        when = in_words([at], self._timing.zone)
        return self._yes or ask("schedule.ask", n=draft.to_send, when=when)

    # ── again and again ──

    def _add_recurring(self, cron: str) -> int:
        if self._run.out is not None:
            raise UsageError("schedule.out-once")
        occasions = parse_recurrence(cron, self._timing.zone, now=self._now)
        refuse_fixed_end(str(self._run.expires or ""))
        file = str(Path(self._file).absolute())
        template = self._look_at_list(file)
        saved = SavedRequest(
            request=replace(self._request, file=Path(file)), template=template, run=self._run
        )
        manner = self._manner(self._run.name or _stem(file), _folder_of(file))
        ledger = start()
        schedule = add_recurring(ledger, saved, manner, occasions, now=self._now)
        times = in_words(occasions.next_times(self._now, 3), self._timing.zone)
        info("schedule.added", id=schedule.id, name=schedule.name, times=times)
        return self._answer(ledger, schedule, None)

    def _look_at_list(self, file: str) -> Template:
        """Check the list that is there now: a wrong column should not be found out at night."""
        try:
            path = newest_file(file)
        except SheetError:
            info("cli.notice", text=tr("schedule.no-list-yet", file=file))
            return asyncio.run(self._launch(Path(file)).find_template())
        launch = self._launch(path)
        prepared = asyncio.run(launch.prepare())
        result = check(prepared)
        show_problems(result.problems)
        show_notices(result.notices)
        info("schedule.found", line=sum_line(result.tally, lang()))
        return launch.local_template or prepared.template

    # ── what both begin with, and how they end ──

    def _launch(self, file: Path) -> Launch:
        return Launch(
            account=self._account,
            request=replace(self._request, file=file),
            run=self._run,
            observer=AddScheduleScreen(),
            needs_credentials=False,
        )

    def _manner(self, name: str, beside: Path) -> Manner:
        timing = self._timing
        bad_rows = BadRows.SEND if self._request.skip_invalid else BadRows.HOLD
        return Manner(
            name=name,
            zone=timing.zone,
            misfire=timing.misfire.strip().lower(),
            bad_rows=BadRows(timing.bad_rows) if timing.bad_rows else bad_rows,
            folder=str((timing.folder or beside / _RESULTS).absolute()),
        )

    def _answer(self, ledger: Ledger, schedule: Schedule, draft: DraftCampaign | None) -> int:
        info("schedule.results", folder=schedule.folder)
        say_without_worker(ledger)
        if not self._as_json:
            output(schedule.id)
            return 0
        if draft is None:
            answer = campaign_as_json(lang=lang(), state="scheduled")
        else:
            answer = campaign_as_json(
                lang=lang(),
                campaign=get(ledger, draft.campaign.id),
                tally=draft.tally,
                problems=draft.problems,
            )
        output_json(answer | {"schedule": schedule_as_json(ledger, schedule)})
        return 0


def _emails(given: tuple[str, ...]) -> tuple[str, ...]:
    try:
        return addresses(list(given))
    except ValueError as error:
        raise UsageError("schedule.bad-email", text=", ".join(given)) from error


def _say_without_mail(emails: tuple[str, ...]) -> None:
    """Say so when nobody here could send those e-mails: the worker may know more."""
    try:
        channels_of(load_notices(), email=emails)
    except SettingsError as error:
        info("cli.notice", text=error.text(lang()))


def _folder_of(file: str) -> Path:
    """Return the folder of a list; of a pattern, the one before its first wildcard."""
    folder = Path(file).parent
    while is_pattern(str(folder)):
        folder = folder.parent
    return folder


def _stem(file: str) -> str:
    """Return a name for a schedule, from its list's."""
    plain = "".join(letter for letter in Path(file).stem if letter not in "*?[]")
    return plain.strip(" -_.") or tr("schedule.unnamed")
