"""`send`: from a sheet to accepted messages and a results workbook."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from zns_batch.cli import options as o
from zns_batch.cli.console import info
from zns_batch.cli.help import command

if TYPE_CHECKING:
    from zns_batch.domain.sheet import Sheet
    from zns_batch.services.campaigns.options import CampaignRequest, RunOptions


@command("send")
@o.FILE
@o.SHEET
@o.CHECKS
@o.option("--dry-run", help_key="dry-run", is_flag=True)
@o.option("--rehearse", help_key="rehearse", is_flag=True)
@o.PACE
@o.option("--expires", help_key="expires", metavar="WHEN")
@o.option("--canary", help_key="canary", type=click.IntRange(min=1), metavar="N")
@o.DELIVERY_OPTIONS
@o.option("--name", help_key="name", metavar="NAME")
@o.option("--again", help_key="again", is_flag=True)
@o.DETACH
@o.OUT
@o.JSON
@o.YES
@o.EVERYWHERE
@o.with_list(interrupted="cli.nothing-sent")
@o.with_request
@o.with_run
def send_command(
    request: "CampaignRequest",
    run: "RunOptions",
    *,
    opened: "Callable[[], Sheet]",
    rehearse: bool,
    as_json: bool,
    yes: bool,
) -> int:
    """Plan a campaign and run it."""
    try:
        from zns_batch.cli.flows.send import SendFlow
    except KeyboardInterrupt:
        info("cli.nothing-sent")
        raise
    if rehearse:
        from zns_batch.cli.flows.demo import rehearse as send_rehearsal

        return send_rehearsal(request, run, opened=opened, as_json=as_json)
    return SendFlow(request, run, as_json=as_json, yes=yes).send(opened)
