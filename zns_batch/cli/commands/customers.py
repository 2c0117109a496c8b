"""`find` and `settle`: one customer's history, and a person's word on rows in doubt."""

import click

from zns_batch.cli import options as o
from zns_batch.cli.help import command


@command("find")
@click.argument("phone")
@o.JSON
@o.EVERYWHERE
def find_command(*, phone: str, as_json: bool) -> int:
    """Show all messages of a number."""
    from zns_batch.cli.flows.customers import find

    return find(phone, as_json=as_json)


@command("settle")
@o.CAMPAIGN
@o.option(
    "--row",
    "row_words",
    help_key="settle-row",
    metavar="N",
    multiple=True,
    required=True,
    twin=False,
)
@o.option(
    "--as",
    "verdict",
    help_key="settle-as",
    type=click.Choice(["accepted", "not-sent"]),
    required=True,
    twin=False,
)
@o.option("--note", help_key="settle-note", metavar="TEXT", required=True, twin=False)
@o.JSON
@o.EVERYWHERE
def settle_command(
    campaign: str, *, row_words: tuple[str, ...], verdict: str, note: str, as_json: bool
) -> int:
    """Settle rows in doubt."""
    from zns_batch.cli.flows.customers import settle

    return settle(campaign, row_words, verdict, note, as_json=as_json)
