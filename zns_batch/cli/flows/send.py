"""`send`: prepares, plans, asks, and sends a campaign or leaves it to workers."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import click

from zns_batch.cli.console import info, info_text, is_terminal, start
from zns_batch.cli.flows.drafts import answer_checked, confirm_rows
from zns_batch.cli.language import lang, tr
from zns_batch.cli.views.mapping import show_mapping
from zns_batch.cli.views.preflight import ask_to_send, show_preflight
from zns_batch.cli.views.run import answer_detached, report_run, run_watched
from zns_batch.cli.views.template_diff import show_compared
from zns_batch.core.clock import SystemClock
from zns_batch.domain.sheet import Sheet
from zns_batch.errors import UsageError
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.drafts import drop_draft
from zns_batch.reports.destination import campaign_destination
from zns_batch.sending.event_loop import new_runner
from zns_batch.services.campaigns.control import canary_result, ready_to_resume
from zns_batch.services.campaigns.draft import DraftCampaign, expiry_of
from zns_batch.services.campaigns.labels import reason_labels
from zns_batch.services.campaigns.launch import Launch, LaunchObserver
from zns_batch.services.campaigns.options import CampaignRequest, RunOptions
from zns_batch.services.campaigns.prepare import PreparedCampaign
from zns_batch.services.campaigns.report import default_report_path
from zns_batch.services.campaigns.run_context import RunContext, after_messages
from zns_batch.services.campaigns.runner import CampaignRunner, RunReport
from zns_batch.services.campaigns.template_sync import TemplateComparison
from zns_batch.services.people.acts import record_act
from zns_batch.settings.accounts import AccountSettings, load_account
from zns_batch.sheets.whole_file import ensure_writable


class SendScreen(LaunchObserver):
    """Shows the mapping and the template's differences."""

    def __init__(self, out: Path, source: Path) -> None:
        self._out, self._source, self._account = out, source, ""

    def on_prepared(self, prepared: PreparedCampaign) -> None:
        """Show which column feeds what, once it is sure that the workbook can be written."""
        self._account = prepared.account.name
        ensure_writable(self._out, never=self._source)
        show_mapping(prepared)

    def on_compared(self, comparison: TemplateComparison) -> None:
        """Show where the account's template differs."""
        show_compared(comparison, account=self._account)


class SendFlow:
    """One `send`. `demo` passes an account and a ledger of its own."""

    def __init__(
        self,
        request: CampaignRequest,
        run: RunOptions,
        *,
        as_json: bool,
        yes: bool,
        account: AccountSettings | None = None,
        ledger: Ledger | None = None,
    ) -> None:
        self._as_json, self._yes = as_json, yes
        now = SystemClock().now()
        self._out = run.out or default_report_path(request.file, lang=lang(), now=now)
        self._launch = Launch(
            account=account or load_account(request.account),
            request=request,
            run=run,
            observer=SendScreen(self._out, request.file),
        )
        self._ledger = ledger
        self._confirmed = False

    def send(self, opened: Callable[[], Sheet]) -> int:
        """Run the launch in one event loop; return the exit code.

        Args:
            opened: Waits for the sheet, which is being read already.

        """
        try:
            return self._send(opened)
        except (KeyboardInterrupt, click.Abort):
            if not self._confirmed:
                info_text("")
                info("cli.nothing-sent")
            raise

    def _send(self, opened: Callable[[], Sheet]) -> int:
        launch = self._launch
        # What stands on the command line is told before what the sheet lacks.
        if launch.run.out is not None:
            ensure_writable(self._out, never=launch.request.file)
        expiry_of(launch.run, now=SystemClock().now())
        with new_runner() as loop:
            try:
                prepared = loop.run(launch.prepare(opened=opened))
                launch.connect()
                if not (self._yes or launch.run.dry_run or is_terminal()):
                    raise UsageError("cli.needs-yes")
                ledger = self._ledger or start()
                draft = launch.plan(ledger, prepared)
                try:
                    if not self._may_start(loop, ledger, draft, prepared):
                        info("cli.nothing-sent")
                        return answer_checked(draft, json=self._as_json)
                    self._confirmed = True
                    if self._ledger is None:
                        self._note(ledger, draft)
                    if launch.run.detach:
                        launch.enqueue(ledger, draft)
                        return answer_detached(ledger, draft.campaign.id, as_json=self._as_json)
                    return self._run(loop, ledger, draft, launch.open_run(ledger, draft, prepared))
                finally:
                    # A draft that was refused, or could not begin because another process holds the
                    # lane or has sent the same list meanwhile, leaves nothing behind; a campaign
                    # that has begun or is left to workers is no draft any more.
                    drop_draft(ledger, draft.campaign.id)
            finally:
                loop.run(launch.close())

    def _note(self, ledger: Ledger, draft: DraftCampaign) -> None:
        campaign, run = draft.campaign, self._launch.run
        record_act(
            ledger,
            "send",
            account=campaign.account,
            object_id=campaign.id,
            number=draft.to_send,
            detached=run.detach,
            dry_run=campaign.dry_run,
        )

    def _may_start(
        self,
        loop: asyncio.Runner,
        ledger: Ledger,
        draft: DraftCampaign,
        prepared: PreparedCampaign,
    ) -> bool:
        if not confirm_rows(draft, yes=self._yes):
            return False
        facts = loop.run(self._launch.preflight(ledger, draft, prepared))
        show_preflight(facts)
        if self._yes or draft.campaign.dry_run:
            return True
        return ask_to_send(facts.destination, "cli.ask-send", n=draft.to_send)

    def _run(
        self, loop: asyncio.Runner, ledger: Ledger, draft: DraftCampaign, context: RunContext
    ) -> int:
        if draft.campaign.dry_run:
            info_text(tr("cli.dry-run-banner"))
        report = run_watched(loop, self._launch.runner(ledger, draft, context))
        canary = self._launch.run.canary
        if report.stop.held and canary and self._goes_on(ledger, report, canary):
            # Between the two runs the lane was free: another campaign may have sent some rows.
            ready_to_resume(ledger, report.campaign, now=SystemClock().now())
            context = after_messages(context, used=canary)
            runner = CampaignRunner(
                ledger=ledger,
                campaign=report.campaign,
                provider=context.sender,
                limits=context.limits,
                wait=self._launch.run.wait,
                template_quota_left=context.template_quota_left,
                detached=False,
            )
            report = run_watched(loop, runner)
        # Before the workbook, which needs files of its own.
        loop.run(self._launch.close())
        return report_run(
            ledger,
            report,
            self._out,
            as_json=self._as_json,
            problems=draft.problems,
            is_kept=self._ledger is None,  # one that was given is a rehearsal's
        )

    def _goes_on(self, ledger: Ledger, report: RunReport, size: int) -> bool:
        """Show how the canary fared, and decide on the rest: the person, or with `--yes` its success."""
        result = canary_result(report, size)
        info("cli.canary", n=result.size, accepted=result.accepted)
        for line in reason_labels(ledger, report.campaign, lang()):
            info_text(f"  {line}")
        if self._yes or not is_terminal():
            if not result.passed:
                info("cli.canary-held", n=result.waiting, id=report.campaign.id)
            return result.passed
        try:
            return ask_to_send(
                campaign_destination(report.campaign), "cli.ask-canary", n=result.waiting
            )
        except KeyboardInterrupt:
            # Who leaves at the question has still sent the canary: its workbook is written.
            return False
