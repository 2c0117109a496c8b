"""`report`: the results workbook again, at any time."""

from pathlib import Path
from typing import Any

from zns_batch.cli import options as o
from zns_batch.cli.console import info, output, output_json
from zns_batch.cli.help import command
from zns_batch.cli.language import lang


@command("report")
@o.CAMPAIGN
@o.OUT
@o.JSON
@o.EVERYWHERE
def report_command(campaign: str, *, out: Path | None, as_json: bool, **_asked: Any) -> int:
    """Write a campaign's results workbook."""
    from zns_batch.cli.console import default_report, start
    from zns_batch.cli.views.run import write_campaign_report
    from zns_batch.core.clock import SystemClock, in_vietnam
    from zns_batch.i18n import format_datetime
    from zns_batch.ledger import campaigns
    from zns_batch.ledger.receipts import deliveries
    from zns_batch.ledger.webhook_events import catch_up
    from zns_batch.reports.reasons import sum_line
    from zns_batch.services.campaigns import report as told
    from zns_batch.services.campaigns.receipts import cost_by_now
    from zns_batch.services.campaigns.runner import checked_tally
    from zns_batch.sheets.writer import ensure_writable

    ledger = start()
    found = campaigns.find(ledger, campaign)
    out = out or default_report(Path(found.source))
    ensure_writable(out, never=Path(found.source))
    catch_up(ledger, found, now=SystemClock().now())
    tally = checked_tally(ledger, found.id)
    write_campaign_report(ledger, found, tally, out)
    info("cli.report", path=str(out))
    if found.purged_at is not None:
        info("operations.purged-show", when=format_datetime(in_vietnam(found.purged_at), lang()))
    if as_json:
        cost = cost_by_now(found, tally, deliveries(ledger, found))
        output_json(
            told.as_json(lang=lang(), campaign=found, tally=tally, cost=cost, report=str(out))
        )
    else:
        output(sum_line(tally, lang()))
    return told.OK
