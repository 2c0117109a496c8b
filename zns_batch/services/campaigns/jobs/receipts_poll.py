"""Asking a provider for receipts as a job: in a child process, one for an account at a time."""

import asyncio
import os
from collections.abc import Mapping
from typing import Any

from zns_batch.ledger import campaigns
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign
from zns_batch.services.campaigns.receipts import can_be_asked, poll, receipt_poller
from zns_batch.services.jobs.job import JobLimits, JobProgress, JobRequest, JobStatus, Report
from zns_batch.services.jobs.ledger_place import ledger_arguments, open_job_ledger
from zns_batch.services.jobs.runner import JobRunner
from zns_batch.settings.accounts import load_account

_LIMITS = JobLimits(seconds=6 * 3_600, cpu_seconds=3_600)


def receipts_job_key(account: str) -> str:
    """Return what names the job that asks for an account's receipts: there is one at a time."""
    return f"receipts:{account}"


def start_asking(jobs: JobRunner, campaign: Campaign, *, ledger: Ledger, owner: str) -> JobStatus:
    """Have the provider asked what became of a campaign's messages; returns at once.

    Raises:
        UsageError: It can't be asked about this campaign, or too many questions wait already.
        SettingsError: The account is at another provider than when the campaign was sent.

    """
    can_be_asked(campaign, load_account(campaign.account, with_secrets=False))
    request = JobRequest(
        key=receipts_job_key(campaign.account),
        kind="receipts",
        owner=owner,
        function=f"{__name__}:ask_receipts",
        arguments={**ledger_arguments(ledger), "campaign": campaign.id},
        limits=_LIMITS,
        # It reads no file of anybody's, and needs the account's credentials.
        environment=dict(os.environ),
    )
    return jobs.submit(request)


def ask_receipts(arguments: Mapping[str, Any], report: Report) -> dict[str, Any]:
    """Ask the provider about each message that has no last word: what runs in the child process.

    Raises:
        ProviderError: It gave no usable answer to any question.

    """
    ledger = open_job_ledger(arguments)
    try:
        campaign = campaigns.get(ledger, arguments["campaign"])
        poller = receipt_poller(ledger, campaign, load_account(campaign.account))
        done, total = 0, len(poller.places)

        def on_row() -> None:
            nonlocal done
            done += 1
            report(JobProgress(phase="asking", done=done, total=total))

        poller.on_row = on_row
        report(JobProgress(phase="asking", done=0, total=total))
        result, _ = asyncio.run(poll(poller))
    finally:
        ledger.close()
    if result.error is not None and not result.asked:
        raise result.error
    return {
        "campaign": campaign.id,
        "asked": result.asked,
        "failed": result.failed,
        "early": result.early,
        "unproven": result.unproven,
    }
