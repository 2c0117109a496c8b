"""`campaigns`, `show`, `report`: which campaigns there are, and how they stand."""

from pathlib import Path

import click

from zns_batch.cli import options as o
from zns_batch.cli.help import command
from zns_batch.domain.states import CampaignState

_STATES = [state.value for state in CampaignState if state is not CampaignState.DRAFT]


# No twins: what is set for every send must not hide campaigns from a list.
@command("campaigns")
@o.option("-a", "--account", help_key="campaigns-account", metavar="NAME", twin=False)
@o.option(
    "--state",
    "states",
    help_key="campaigns-state",
    type=click.Choice(_STATES),
    multiple=True,
    twin=False,
)
@o.option("--since", help_key="campaigns-since", metavar="DATE", twin=False)
@o.option("--until", help_key="campaigns-until", metavar="DATE", twin=False)
@o.option("--search", "text", help_key="campaigns-search", metavar="TEXT", twin=False)
@o.option(
    "--limit", help_key="campaigns-limit", type=click.IntRange(1, 1000), metavar="N", twin=False
)
@o.option("--after", "cursor", help_key="campaigns-after", metavar="PAGE", twin=False)
@o.JSON
@o.EVERYWHERE
def campaigns_command(
    *,
    account: str | None,
    states: tuple[str, ...],
    since: str | None,
    until: str | None,
    text: str | None,
    limit: int | None,
    cursor: str | None,
    as_json: bool,
) -> int:
    """List the campaigns."""
    from zns_batch.cli.flows.campaigns import list_campaigns

    chosen = tuple(map(CampaignState, states))
    return list_campaigns(
        account=account,
        states=chosen,
        since=since,
        until=until,
        text=text,
        limit=limit,
        cursor=cursor,
        as_json=as_json,
    )


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
@o.option("--unreached", help_key="unreached", type=o.PATH, twin=False, metavar="FILE.xlsx")
@o.option("--unreached-text", help_key="unreached-text", metavar="TEXT")
@o.option("--plain", help_key="unreached-plain", is_flag=True)
@o.JSON
@o.EVERYWHERE
def report_command(
    campaign: str,
    *,
    out: Path | None,
    unreached: Path | None,
    unreached_text: str | None,
    plain: bool,
    as_json: bool,
) -> int:
    """Write a campaign's results workbook, or the list of whom it could not reach."""
    if unreached is not None:
        from zns_batch.cli.flows.customers import report_unreached

        return report_unreached(
            campaign, unreached, text=unreached_text, plain=plain, as_json=as_json
        )

    from zns_batch.cli.flows.campaigns import report

    return report(campaign, out, as_json=as_json)
