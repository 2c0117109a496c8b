"""`--canary N`: the first N rows go, then a person says whether the others may."""

from collections.abc import Callable
from dataclasses import replace

from zns_batch.cli.console import ask, info, info_text
from zns_batch.cli.views.run import Job, reason_lines, run
from zns_batch.core.clock import SystemClock
from zns_batch.domain.message import MessageSender
from zns_batch.domain.states import RowState
from zns_batch.services.campaigns.control import ready_to_resume
from zns_batch.services.campaigns.runner import RunReport


def run_with_canary(job: Job, provider: Callable[[], MessageSender], *, yes: bool) -> RunReport:
    """Run a campaign; after its canary, when it has one, only go on if that is wanted.

    Args:
        job: What is run.
        provider: Makes the way to the customer anew, for the rest.
        yes: Nobody can be asked, or wants to be: go on when every row of the canary was accepted.

    """
    ended = run(job)
    if not ended.stop.held or not _goes_on(job, ended, yes=yes):
        return ended
    # Between the two runs the lane was free: another campaign may have sent some of the rows.
    ready_to_resume(job.ledger, ended.campaign, now=SystemClock().now())
    left = job.template_left
    return run(
        replace(
            job,
            campaign=ended.campaign,
            provider=provider(),
            guard=None,
            canary=None,
            template_left=None if left is None else max(left - (job.canary or 0), 0),
        )
    )


def _goes_on(job: Job, ended: RunReport, *, yes: bool) -> bool:
    waiting = ended.tally.count(RowState.PENDING)
    first, accepted = job.canary or 0, ended.tally.count(RowState.ACCEPTED)
    info("cli.canary", n=first, accepted=accepted)
    for line in reason_lines(job.ledger, ended.campaign):
        info_text(line)
    if not yes:
        return _wanted(waiting)
    if accepted < first:
        info("cli.canary-held", n=waiting, id=ended.campaign.id)
    return accepted == first


def _wanted(waiting: int) -> bool:
    try:
        return ask("cli.ask-canary", n=waiting)
    except KeyboardInterrupt:
        # Who leaves at the question has still sent the canary: its workbook is written.
        return False
