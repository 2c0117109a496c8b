"""Running a campaign before a person's eyes, and what is said and written when it stops."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from zns_batch.cli.console import info, info_text, is_terminal, output, output_json
from zns_batch.cli.language import lang, tr
from zns_batch.cli.progress import ProgressBar, ProgressLines
from zns_batch.core import signals
from zns_batch.core.clock import SystemClock, in_vietnam
from zns_batch.core.logging import log
from zns_batch.domain.message import MessageSender
from zns_batch.domain.planned_row import Problem
from zns_batch.domain.states import NOT_DONE, CampaignState
from zns_batch.errors import LedgerError, OutputError
from zns_batch.i18n import format_datetime
from zns_batch.ledger import campaigns, rows
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign, StateCounts
from zns_batch.reports.next_steps import next_steps
from zns_batch.reports.reasons import ReasonSummary, sum_line
from zns_batch.sending.event_loop import run as run_loop
from zns_batch.sending.interfaces import SendLimits
from zns_batch.services.campaigns import report as reporting
from zns_batch.services.campaigns import report as told
from zns_batch.services.campaigns.runner import CampaignRunner, RunReport


def reason_lines(ledger: Ledger, campaign: Campaign) -> Iterator[str]:
    """Return a line for each reason: how many rows, in which state, why, and what to do."""
    reasons = ReasonSummary(campaign.provider, lang())
    for row in rows.read_rows(ledger, campaign.id, states=NOT_DONE):
        reasons.add(row)
    for group in reasons.groups():
        told = tr(
            "cli.show-reason" if group.code else "cli.show-reason.no-code",
            n=group.rows,
            state=tr(f"state.{group.state}"),
            code=group.code,
            reason=group.reason,
            remedy=group.remedy,
        )
        yield f"  {told}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """What a command wants run, and how it wants to hear of it.

    Attributes:
        ledger: The ledger.
        campaign: The campaign, confirmed.
        provider: The way to the customer.
        limits: What to keep to.
        wait: Stay when a pause has a known end.
        out: Where the results workbook goes.
        as_json: Answer with one object.
        problems: What the check found, for the object.
        guard: Has the last word before a draft begins.
        canary: Send only so many rows, then pause; `None` for all.
        template_left: What is left of the template's own quota of the day, when it has one.

    """

    ledger: Ledger
    campaign: Campaign
    provider: MessageSender
    limits: SendLimits
    wait: bool
    out: Path
    as_json: bool
    problems: tuple[Problem, ...] = field(default=())
    guard: Callable[[], object] | None = None
    canary: int | None = None
    template_left: int | None = None


def run_and_report(job: Job) -> int:
    """Run a campaign, write its workbook, say how it stands, and return the exit code."""
    return report_run(job, run(job))


def report_run(job: Job, ended: RunReport) -> int:
    """Write the workbook of a campaign that ran, say how it stands, and return the exit code."""
    return report_ended(job.ledger, ended, job.out, as_json=job.as_json, problems=job.problems)


def run(job: Job) -> RunReport:
    """Run a campaign before a person's eyes."""
    log().info("campaign.starts", campaign=job.campaign.id, dry_run=job.campaign.dry_run)
    waiting = rows.count(job.ledger, job.campaign.id)
    waiting = min(waiting, job.canary or waiting)
    watch = ProgressBar(waiting) if is_terminal() else ProgressLines(waiting)
    one = CampaignRunner(
        ledger=job.ledger,
        campaign=job.campaign,
        provider=job.provider,
        limits=job.limits,
        watch=watch,
        wait=job.wait,
        pre_start_check=job.guard,
        canary=job.canary,
        template_quota_left=job.template_left,
        detached=False,
    )
    try:
        ended = run_loop(_watched(one, job.provider))
    except KeyboardInterrupt:
        _say_interrupted(job)
        raise
    finally:
        watch.close()
    log().info(
        "campaign.stops",
        campaign=ended.campaign.id,
        state=ended.campaign.state.value,
        reason=ended.campaign.reason,
        rows=dict(ended.tally.rows),
    )
    return ended


def _say_interrupted(job: Job) -> None:
    """Say what becomes of what was on its way, unless nothing was."""
    with suppress(LedgerError):
        begun = campaigns.get(job.ledger, job.campaign.id).state is not CampaignState.DRAFT
        info("cli.interrupted-sending" if begun else "cli.nothing-sent", id=job.campaign.id)


async def _watched(run: CampaignRunner, provider: MessageSender) -> RunReport:
    try:
        with interruptible(run.interrupt):
            return await run.run()
    finally:
        await provider.close()


@contextmanager
def interruptible(interrupt: Callable[[], object]) -> Iterator[None]:
    """Let the first Ctrl-C (or SIGTERM) end the work cleanly, and the second one at once.

    Args:
        interrupt: Ends the work cleanly; called in its event loop.

    """
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    times = 0

    def heard() -> None:
        nonlocal times
        times += 1
        if times == 1:
            # First the stop, then the words: nobody may be left to read them.
            loop.call_soon_threadsafe(interrupt)
            info_text("")
            info("cli.stopping")
        elif task is not None:
            loop.call_soon_threadsafe(task.cancel)

    try:
        with signals.on_termination(heard):
            yield
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


def report_ended(
    ledger: Ledger,
    ended: RunReport,
    out: Path,
    *,
    as_json: bool,
    problems: tuple[Problem, ...] = (),
) -> int:
    """Write a campaign's workbook, say how it stands, and return the exit code."""
    code = told.exit_code(ended.campaign.state, ended.tally)
    report: Path | None = out
    try:
        write_campaign_report(ledger, ended.campaign, ended.tally, out)
    except OutputError as error:
        # The results are safe in the ledger; a workbook can be written again at any time.
        info_text(f"{tr('cli.error')}: {error.text(lang())}")
        info("cli.report-later", id=ended.campaign.id)
        report, code = None, max(code, told.NOT_ALL)
    _say(ended, report)
    if as_json:
        output_json(_object(ended, report, problems))
    else:
        output(sum_line(ended.tally, lang()))
    return code


def write_campaign_report(
    ledger: Ledger, campaign: Campaign, tally: StateCounts, out: Path
) -> None:
    """Write the results workbook of a campaign in the language of this run.

    Raises:
        OutputError: It can't be written.

    """
    now = SystemClock().now()
    reporting.write_campaign_report(ledger, campaign, tally, out, lang=lang(), now=now)


def _say(ended: RunReport, report: Path | None) -> None:
    campaign = ended.campaign
    info("cli.ended", id=campaign.id, state=state_words(campaign))
    failure = ended.stop.failure
    if failure is not None and campaign.state is not CampaignState.COMPLETED:
        _say_failure(campaign.provider, failure.code, failure.provider_message)
    if report is not None:
        info("cli.report", path=str(report))
        for step in next_steps(campaign, ended.tally, report=report, lang=lang()):
            info_text(f"→ {step}")


def _say_failure(provider: str, code: str, said: str) -> None:
    from zns_batch.i18n.provider_errors import explain

    reason, remedy = explain(provider, code, lang())
    info("cli.stopped-by", code=code, reason=reason, remedy=remedy)
    if said:
        info("cli.provider-said", said=said)


def state_words(campaign: Campaign, *, left: bool = False) -> str:
    """Return a campaign's state in words, with why and until when.

    Args:
        campaign: The campaign.
        left: Whether the process that ran it has ended without a word.

    """
    words = tr(f"state.{campaign.state}")
    if left:
        words += f" ({tr('cli.left')})"
    if campaign.dry_run:
        words += f" ({tr('cli.dry-run')})"
    if campaign.reason is not None:
        words += f": {tr(f'reason.{campaign.reason}')}"
    if campaign.state is CampaignState.SCHEDULED and campaign.start_at is not None:
        words += ", " + tr("cli.at", when=format_datetime(in_vietnam(campaign.start_at), lang()))
    if campaign.resume_after is not None:
        words += ", " + tr(
            "cli.until", when=format_datetime(in_vietnam(campaign.resume_after), lang())
        )
    return words


def _object(
    ended: RunReport, report: Path | None, problems: tuple[Problem, ...]
) -> dict[str, object]:
    return told.as_json(
        lang=lang(),
        campaign=ended.campaign,
        tally=ended.tally,
        problems=problems,
        report=str(report) if report else None,
    )
