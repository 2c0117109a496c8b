"""The results workbook of a campaign, brought up to date and written."""

from datetime import datetime
from pathlib import Path

from zns_batch.i18n import Lang
from zns_batch.ledger import rows, webhook_events
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign, Tally
from zns_batch.reports.results import write_report


def write_campaign_report(
    ledger: Ledger, campaign: Campaign, tally: Tally, out: Path, *, lang: Lang, now: datetime
) -> None:
    """Write the results workbook of a campaign.

    Args:
        ledger: The ledger.
        campaign: The campaign.
        tally: Its rows by state.
        out: The file to write.
        lang: The workbook's language.
        now: The moment.

    Raises:
        OutputError: It can't be written.

    """
    price = None if campaign.dry_run else campaign.template.price
    webhook_events.catch_up(ledger, campaign, now=now)
    write_report(
        out,
        campaign,
        lambda: rows.read_rows(ledger, campaign.id, price=price),
        tally,
        lang=lang,
        now=now,
        ratings=webhook_events.ratings(ledger, campaign.id),
    )
