"""What commands that use the ledger begin with, and where their workbooks go."""

from pathlib import Path

from zns_batch.cli.lang import t
from zns_batch.core.clock import SystemClock, in_vietnam
from zns_batch.core.logging import write_to
from zns_batch.ledger.db.engine import Ledger, open_ledger
from zns_batch.ledger.records import Campaign
from zns_batch.settings import paths


def start() -> Ledger:
    """Begin the log and open the ledger.

    Raises:
        LedgerError: The ledger can't be opened.

    """
    ledger = open_ledger(paths.ledger_place())
    write_to(paths.log_file())
    return ledger


def default_report(source: Path) -> Path:
    """Return where a results workbook goes unless told otherwise: beside the input."""
    now = in_vietnam(SystemClock().now())
    return source.with_name(f"{source.stem}-{t('cli.results-word')}-{now:%Y%m%d-%H%M%S}.xlsx")


def report_of(campaign: Campaign) -> Path:
    """Return where a campaign's workbook goes: where a worker wrote it before, else beside the input."""
    kept = campaign.options.get("report")
    return Path(str(kept)) if kept else default_report(Path(campaign.source))
