"""`campaigns`, `show`, `report`: which campaigns there are, and how they stand."""

from pathlib import Path

from zns_batch.cli import options as o
from zns_batch.cli.help import command


@command("campaigns")
@o.JSON
@o.EVERYWHERE
def campaigns_command(*, as_json: bool) -> int:
    """List the campaigns."""
    from zns_batch.cli.flows.campaigns import list_campaigns

    return list_campaigns(as_json=as_json)


@command("show")
@o.CAMPAIGN_OR_LATEST
@o.JSON
@o.EVERYWHERE
def show_command(campaign: str, *, as_json: bool) -> int:
    """Show one campaign."""
    from zns_batch.cli.flows.campaigns import show

    return show(campaign, as_json=as_json)


@command("report")
@o.CAMPAIGN
@o.OUT
@o.JSON
@o.EVERYWHERE
def report_command(campaign: str, *, out: Path | None, as_json: bool) -> int:
    """Write a campaign's results workbook."""
    from zns_batch.cli.flows.campaigns import report

    return report(campaign, out, as_json=as_json)
