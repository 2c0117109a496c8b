"""`receipts`: asking the provider what became of a campaign's messages."""

from pathlib import Path

from zns_batch.cli import options as o
from zns_batch.cli.help import command


@command("receipts")
@o.CAMPAIGN
@o.option("--rate", help_key="receipts-rate", type=o.Rate())
@o.OUT
@o.JSON
@o.EVERYWHERE
def receipts_command(campaign: str, *, rate: float | None, out: Path | None, as_json: bool) -> int:
    """Ask what became of a campaign's messages."""
    from zns_batch.cli.flows.receipts import ask_receipts

    return ask_receipts(campaign, rate=rate, out=out, json=as_json)
