"""The first run of a campaign that was confirmed, with its canary, up to the results workbook."""

from dataclasses import dataclass
from pathlib import Path

from zns_batch.cli.console import info, info_text
from zns_batch.cli.language import lang, tr
from zns_batch.cli.views.preflight import ask_to_send
from zns_batch.cli.views.run import report_run, run_watched
from zns_batch.core.clock import SystemClock
from zns_batch.ledger.db.engine import Ledger
from zns_batch.reports.destination import campaign_destination
from zns_batch.sending.event_loop import LoopRunner
from zns_batch.services.campaigns.control import canary_result, ready_to_resume
from zns_batch.services.campaigns.draft import DraftCampaign
from zns_batch.services.campaigns.labels import reason_labels
from zns_batch.services.campaigns.launch import Launch
from zns_batch.services.campaigns.prepare import PreparedCampaign
from zns_batch.services.campaigns.run_context import after_messages
from zns_batch.services.campaigns.runner import CampaignRunner, RunReport


@dataclass(frozen=True, kw_only=True, slots=True)
class FirstRun:
    """The first run of a draft.

    Attributes:
        launch: The launch that planned it; it is closed before the workbook is written.
        ledger: The ledger.
        draft: The draft, confirmed.
        prepared: What it was planned from.
        loop: Where the launch's connections live.
        out: Where the workbook goes.
        as_json: Answer with the JSON object.
        asks: Whether a person is asked on the way.
        is_kept: Whether the ledger lasts, so that the workbook can be written later.

    """

    launch: Launch
    ledger: Ledger
    draft: DraftCampaign
    prepared: PreparedCampaign
    loop: LoopRunner
    out: Path
    as_json: bool
    asks: bool
    is_kept: bool

    def send(self) -> int:
        """Send the draft, write the workbook and return the exit code."""
        launch, ledger, draft = self.launch, self.ledger, self.draft
        context = launch.open_run(ledger, draft, self.prepared)
        if draft.campaign.dry_run:
            info_text(tr("cli.dry-run-banner"))
        report = run_watched(self.loop, launch.runner(ledger, draft, context))
        canary = launch.run.canary
        if report.stop.held and canary and self._goes_on(report, canary):
            # Between the two runs the lane was free: another campaign may have sent some rows.
            ready_to_resume(ledger, report.campaign, now=SystemClock().now())
            context = after_messages(context, used=canary)
            runner = CampaignRunner(
                ledger=ledger,
                campaign=report.campaign,
                provider=context.sender,
                limits=context.limits,
                wait=launch.run.wait,
                template_quota_left=context.template_quota_left,
                detached=False,
            )
            report = run_watched(self.loop, runner)
        # Before the workbook, which needs files of its own.
        self.loop.run(launch.close())
        return report_run(
            ledger,
            report,
            self.out,
            as_json=self.as_json,
            problems=draft.problems,
            is_kept=self.is_kept,
        )

    def _goes_on(self, report: RunReport, size: int) -> bool:
        """Show how the canary fared, and decide on the rest: a person, or else its success."""
        result = canary_result(report, size)
        info("cli.canary", n=result.size, accepted=result.accepted)
        for line in reason_labels(self.ledger, report.campaign, lang()):
            info_text(f"  {line}")
        if not self.asks:
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
