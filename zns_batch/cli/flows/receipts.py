"""`receipts`: asks the provider for delivery states, merges them, and shows what is known by then."""

import asyncio
from pathlib import Path

from tqdm import tqdm

from zns_batch.cli.console import info, info_text, is_terminal, output, output_json, start
from zns_batch.cli.language import lang, tr
from zns_batch.cli.views.run import interruptible
from zns_batch.core.clock import SystemClock
from zns_batch.domain.states import RowState
from zns_batch.errors import OutputError
from zns_batch.i18n import format_number
from zns_batch.ledger import campaigns
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.receipts import deliveries
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.webhook_events import ratings, repeated
from zns_batch.providers import capabilities
from zns_batch.receipts.poller import PollResult
from zns_batch.reports.reasons import sum_line
from zns_batch.reports.summary_sheet import cost
from zns_batch.services.campaigns.receipts import cost_by_now, poll, receipt_poller
from zns_batch.services.campaigns.report import (
    OK,
    PAUSED,
    as_json,
    write_campaign_report,
    written_report,
)
from zns_batch.services.campaigns.runner import checked_tally
from zns_batch.services.customers.answers import FetchedAnswers
from zns_batch.settings.accounts import load_account
from zns_batch.sheets.whole_file import ensure_writable


def ask_receipts(name: str, *, rate: float | None, out: Path | None, json: bool) -> int:
    """Ask what became of a campaign's messages; return the exit code.

    Args:
        name: The campaign's id or name, or `latest`.
        rate: Questions a second; `None` for the account's pace.
        out: Where to write the results workbook; `None` for where the campaign's lies, if any.
        json: Answer with the JSON object.

    """
    ledger = start()
    campaign = campaigns.find(ledger, name)
    if out is not None:
        ensure_writable(out, never=Path(campaign.source))
    result = _poll(ledger, campaign, rate)

    tally = checked_tally(ledger, campaign.id)
    _show_problems(campaign, result, in_doubt=tally.count(RowState.UNKNOWN))
    book = out or written_report(campaign)
    if book is not None:
        try:
            now = SystemClock().now()
            write_campaign_report(ledger, campaign, tally, book, lang=lang(), now=now)
            info("cli.report", path=str(book))
        except OutputError as error:
            if out is not None:
                raise
            # What was asked is safe in the ledger; a workbook can be written again at any time.
            info_text(f"{tr('cli.error')}: {error.text(lang())}")
            info("cli.report-later", id=campaign.id)
            book = None
    delivered = deliveries(ledger, campaign)
    if json:
        by_now = cost_by_now(campaign, tally, delivered)
        report = str(book) if book else None
        output_json(
            as_json(lang=lang(), campaign=campaign, tally=tally, cost=by_now, report=report)
        )
        return OK if result.complete else PAUSED
    output(sum_line(tally, lang()))
    output(tr("receipts.asked", n=result.asked))
    counts = {"in_time": delivered.in_time, "late": delivered.late, "missing": delivered.missing}
    output(tr("receipts.delivered", **counts))
    at_most = cost(campaign, tally, delivered)
    if at_most is not None:
        output(tr("receipts.cost", cost=at_most, n=delivered.uncharged))
    rated = ratings(ledger, campaign.id)
    if rated is not None:
        mean = format_number(round(rated.mean, 1), lang())
        output(tr("receipts.ratings", n=rated.count, mean=mean))
    again = repeated(ledger, campaign.id)
    if again:
        output(tr("receipts.repeated", n=again))
    return OK if result.complete else PAUSED


def _poll(ledger: Ledger, campaign: Campaign, rate: float | None) -> PollResult:
    poller = receipt_poller(ledger, campaign, load_account(campaign.account), rate=rate)
    waiting = len(poller.places)
    if not waiting:
        info("receipts.nothing-open")
    else:
        shown = format_number(round(poller.rate, 1), lang())
        info("receipts.asking", provider=campaign.provider, n=waiting, rate=shown)
    with tqdm(total=waiting, unit=tr("cli.unit"), disable=not is_terminal() or not waiting) as bar:
        poller.on_row = bar.update
        interruption = interruptible(poller.interrupt)
        result, answers = asyncio.run(poll(poller, interruption=interruption))
    _say_answers(answers)
    return result


def _show_problems(campaign: Campaign, result: PollResult, *, in_doubt: int) -> None:
    if result.error is not None:
        info_text(f"{tr('cli.error')}: {result.error.text(lang())}")
    if result.failed:
        info("receipts.failed", n=result.failed, id=campaign.id)
    elif result.interrupted:
        info("receipts.interrupted", id=campaign.id)
    if result.early:
        info("receipts.early", n=result.early, id=campaign.id)
    if result.unproven:
        info("receipts.unproven", n=result.unproven)
    if in_doubt and not capabilities(campaign.provider).find:
        info("receipts.in-doubt", n=in_doubt, provider=campaign.provider)


def _say_answers(asked: FetchedAnswers) -> None:
    if asked.error is not None:
        info("customers.answers-not-told", why=asked.error.text(lang()))
    elif asked.new:
        info("customers.answers-new", n=asked.new)
