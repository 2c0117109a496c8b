"""`receipts`: asking the provider what became of a campaign's messages."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zns_batch.cli import options as o
from zns_batch.cli.console import info, info_text, is_terminal, output, output_json
from zns_batch.cli.help import command
from zns_batch.cli.language import lang, tr

if TYPE_CHECKING:
    from zns_batch.ledger.db.engine import Ledger
    from zns_batch.ledger.records import Campaign, StateCounts
    from zns_batch.receipts.poller import PollResult, ReceiptPoller


@dataclass(frozen=True, kw_only=True, slots=True)
class _Round:
    """One round of questions: for what, and how it ended."""

    ledger: "Ledger"
    campaign: "Campaign"
    asked: "PollResult"
    out: Path | None


@command("receipts")
@o.CAMPAIGN
@o.option("--rate", help_key="receipts-rate", type=o.Rate())
@o.OUT
@o.JSON
@o.EVERYWHERE
def receipts_command(campaign: str, *, rate: float | None, out: Path | None, as_json: bool) -> int:
    """Ask what became of a campaign's messages."""
    from zns_batch.cli.console import start
    from zns_batch.core.clock import SystemClock
    from zns_batch.ledger import campaigns
    from zns_batch.ledger.webhook_events import catch_up
    from zns_batch.sheets.writer import ensure_writable

    ledger = start()
    found = campaigns.find(ledger, campaign)
    if out is not None:
        ensure_writable(out, never=Path(found.source))
    catch_up(ledger, found, now=SystemClock().now())
    asking = _asking(ledger, found, rate)
    done = _Round(ledger=ledger, campaign=found, asked=_ask(asking), out=out)
    return _conclude(done, as_json=as_json)


def _asking(ledger: "Ledger", campaign: "Campaign", rate: float | None) -> "ReceiptPoller":
    from zns_batch.ledger.receipts import open_places
    from zns_batch.receipts.poller import ReceiptPoller
    from zns_batch.services.accounts.factory import account_client_of
    from zns_batch.services.campaigns.receipts import can_be_asked
    from zns_batch.settings.accounts import load_account

    account = load_account(campaign.account)
    can = can_be_asked(campaign, account)
    return ReceiptPoller(
        ledger=ledger,
        campaign=campaign,
        client=account_client_of(account, concurrency=account.concurrency),
        places=open_places(ledger, campaign.id, by_tracking=can.find),
        by_tracking=can.find,
        rate=rate or account.rate,
        concurrency=account.concurrency,
    )


def _ask(asking: "ReceiptPoller") -> "PollResult":
    """Ask before a person's eyes."""
    from tqdm import tqdm

    from zns_batch.i18n import format_number

    waiting = len(asking.places)
    if not waiting:
        info("receipts.nothing-open")
    else:
        rate = format_number(round(asking.rate, 1), lang())
        info("receipts.asking", provider=asking.campaign.provider, n=waiting, rate=rate)
    with tqdm(total=waiting, unit=tr("cli.unit"), disable=not is_terminal() or not waiting) as bar:
        asking.on_row = bar.update
        return asyncio.run(_watched(asking))


async def _watched(asking: "ReceiptPoller") -> "PollResult":
    from zns_batch.cli.views.run import interruptible

    try:
        with interruptible(asking.interrupt):
            return await asking.run()
    finally:
        await asking.client.close()


def _conclude(done: _Round, *, as_json: bool) -> int:
    from zns_batch.core.clock import SystemClock
    from zns_batch.ledger.receipts import deliveries
    from zns_batch.reports.reasons import sum_line
    from zns_batch.services.campaigns import report as told
    from zns_batch.services.campaigns.receipts import cost_by_now
    from zns_batch.services.campaigns.runner import checked_tally

    tally = checked_tally(done.ledger, done.campaign.id)
    _tell_trouble(done, tally)
    if done.out is not None:
        now = SystemClock().now()
        told.write_campaign_report(
            done.ledger, done.campaign, tally, done.out, lang=lang(), now=now
        )
        info("cli.report", path=str(done.out))
    if as_json:
        cost = cost_by_now(done.campaign, tally, deliveries(done.ledger, done.campaign))
        report = str(done.out) if done.out else None
        found = told.as_json(
            lang=lang(), campaign=done.campaign, tally=tally, cost=cost, report=report
        )
        output_json(found)
    else:
        output(sum_line(tally, lang()))
        _answer(done, tally)
    return told.OK if done.asked.complete else told.PAUSED


def _tell_trouble(done: _Round, tally: "StateCounts") -> None:
    from zns_batch.domain.states import RowState
    from zns_batch.providers import capabilities

    asked, campaign = done.asked, done.campaign
    if asked.error is not None:
        info_text(f"{tr('cli.error')}: {asked.error.text(lang())}")
    if asked.failed:
        info("receipts.failed", n=asked.failed, id=campaign.id)
    elif asked.interrupted:
        info("receipts.interrupted", id=campaign.id)
    if asked.early:
        info("receipts.early", n=asked.early, id=campaign.id)
    if asked.unproven:
        info("receipts.unproven", n=asked.unproven)
    in_doubt = tally.count(RowState.UNKNOWN)
    if in_doubt and not capabilities(campaign.provider).find:
        info("receipts.in-doubt", n=in_doubt, provider=campaign.provider)


def _answer(done: _Round, tally: "StateCounts") -> None:
    from zns_batch.i18n import format_number
    from zns_batch.ledger.receipts import deliveries
    from zns_batch.ledger.webhook_events import ratings, repeated
    from zns_batch.reports.summary_sheet import cost

    campaign, found = done.campaign, deliveries(done.ledger, done.campaign)
    counts = {"in_time": found.in_time, "late": found.late, "missing": found.missing}
    output(tr("receipts.asked", n=done.asked.asked))
    output(tr("receipts.delivered", **counts))
    most = cost(campaign, tally, found)
    if most is not None:
        output(tr("receipts.cost", cost=most, n=found.uncharged))
    rated = ratings(done.ledger, campaign.id)
    if rated is not None:
        mean = format_number(round(rated.mean, 1), lang())
        output(tr("receipts.ratings", n=rated.count, mean=mean))
    again = repeated(done.ledger, campaign.id)
    if again:
        output(tr("receipts.repeated", n=again))
