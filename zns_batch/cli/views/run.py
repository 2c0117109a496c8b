"""Shows a campaign while it runs and how it stands when it stops."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from zns_batch.cli.console import info, info_text, is_terminal, output, output_json
from zns_batch.cli.language import lang, tr
from zns_batch.cli.progress import ProgressBar, ProgressLines
from zns_batch.core import signals
from zns_batch.core.clock import SystemClock
from zns_batch.core.logging import log
from zns_batch.domain.planned_row import Problem
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.errors import LedgerError, OutputError
from zns_batch.i18n.provider_errors import explain
from zns_batch.ledger import campaigns, rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.reports.destination import campaign_destination
from zns_batch.reports.next_steps import next_steps
from zns_batch.reports.reasons import sum_line
from zns_batch.sending.event_loop import LoopRunner
from zns_batch.sending.event_loop import run as run_loop
from zns_batch.services.campaigns import report as reporting
from zns_batch.services.campaigns.control import final_rows
from zns_batch.services.campaigns.labels import state_label
from zns_batch.services.campaigns.runner import CampaignRunner, RunReport


def run_watched(loop: LoopRunner, runner: CampaignRunner) -> RunReport:
    """Run a campaign with a progress display; the first Ctrl-C stops it cleanly."""
    ledger, campaign = runner.ledger, runner.campaign
    log().info("campaign.starts", campaign=campaign.id, dry_run=campaign.dry_run)
    waiting = runner.count_waiting()
    waiting = min(waiting, runner.canary or waiting)
    display = ProgressBar if is_terminal() else ProgressLines
    practice = campaign_destination(campaign).is_loud
    watch = display(waiting, dry_run=campaign.dry_run, practice=practice)
    runner.watch = watch

    async def run() -> RunReport:
        with interruptible(runner.interrupt):
            return await runner.run()

    try:
        report = run_loop(run(), runner=loop)
    except KeyboardInterrupt:
        # What becomes of what was on its way, unless nothing was.
        with suppress(LedgerError):
            begun = campaigns.get(ledger, campaign.id).state is not CampaignState.DRAFT
            info("cli.interrupted-sending" if begun else "cli.nothing-sent", id=campaign.id)
        raise
    finally:
        watch.close()
    log().info(
        "campaign.stops",
        campaign=report.campaign.id,
        state=report.campaign.state.value,
        reason=report.campaign.reason,
        rows=dict(report.tally.rows),
    )
    return report


@contextmanager
def interruptible(interrupt: Callable[[], object]) -> Iterator[None]:
    """Let the first Ctrl-C (or SIGTERM) end the work cleanly, and the second one at once.

    Args:
        interrupt: Ends the work cleanly; called in its event loop.

    """
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    times = 0

    def stop() -> None:
        # First the stop, then the words: nobody may be left to read them.
        interrupt()
        info_text("")
        info("cli.stopping")

    def heard() -> None:
        nonlocal times
        times += 1
        if times == 1:
            loop.call_soon_threadsafe(stop)
        elif task is not None:
            loop.call_soon_threadsafe(task.cancel)

    try:
        with signals.on_termination(heard):
            yield
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


def report_run(
    ledger: Ledger,
    report: RunReport,
    out: Path,
    *,
    as_json: bool,
    problems: tuple[Problem, ...] = (),
    is_kept: bool = True,
) -> int:
    """Write a campaign's workbook, show how it stands, and return the exit code.

    The code tells what became of the rows, also when there is no room for the workbook: `report`
    writes it at any time, and a script must not take rows for refused that were accepted.

    Args:
        ledger: The ledger.
        report: How the run ended.
        out: Where the workbook goes.
        as_json: Answer with the JSON object.
        problems: What is wrong with rows.
        is_kept: Whether the ledger lasts, so that the workbook can be written later.

    """
    campaign, tally = report.campaign, report.tally
    failed: OutputError | None = None
    written: Path | None = out
    cut = 0
    try:
        now = SystemClock().now()
        cut = reporting.write_campaign_report(ledger, campaign, tally, out, lang=lang(), now=now)
        reporting.keep_report_path(ledger, campaign, out)
    except OutputError as error:
        # The results are safe in the ledger; a workbook can be written again at any time.
        info_text(f"{tr('cli.error')}: {error.text(lang())}")
        info("cli.report-later" if is_kept else "cli.report-not-kept", id=campaign.id)
        written, failed = None, error
    info("cli.ended", id=campaign.id, state=state_label(campaign, lang()))
    destination = campaign_destination(campaign)
    if destination.is_loud:
        info("cli.pre-practice", where=destination.label(lang()))
    failure = report.stop.failure
    if failure is not None and campaign.state is not CampaignState.COMPLETED:
        reason, remedy = explain(campaign.provider, failure.code, lang())
        info("cli.stopped-by", code=failure.code, reason=reason, remedy=remedy)
        if failure.provider_message:
            info("cli.provider-said", said=failure.provider_message)
    if written is not None:
        info("cli.report", path=str(written))
        if cut:
            info("report.step.cut", n=cut)
        final = final_rows(ledger, campaign, {RowState.REJECTED})
        for step in next_steps(campaign, tally, report=written, lang=lang(), final=final):
            info_text(f"→ {step}")
    if as_json:
        answer = reporting.as_json(
            lang=lang(),
            campaign=campaign,
            tally=tally,
            problems=problems,
            report=str(written) if written else None,
        )
        if failed is not None:
            answer["problems"].append(
                {"row": None, "column": None, "code": failed.key, "message": failed.text(lang())}
            )
        output_json(answer)
    else:
        output(sum_line(tally, lang(), dry_run=campaign.dry_run))
    return reporting.exit_code(campaign.state, tally)


def answer_detached(ledger: Ledger, campaign_id: str, *, as_json: bool) -> int:
    """Tell that a campaign is left to the workers; return the exit code."""
    # Schedules, of which a campaign that runs here knows nothing.
    from zns_batch.cli.views.schedules import say_without_worker

    campaign, tally = campaigns.get(ledger, campaign_id), rows.state_counts(ledger, campaign_id)
    waiting = tally.count(RowState.PENDING)
    info("schedule.detached", id=campaign.id, name=campaign.name, n=waiting)
    say_without_worker(ledger)
    if as_json:
        output_json(reporting.as_json(lang=lang(), campaign=campaign, tally=tally))
    else:
        output(sum_line(tally, lang(), dry_run=campaign.dry_run))
    return reporting.OK
