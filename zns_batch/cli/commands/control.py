"""`resume`, `pause`, `cancel`, `retry`: control of an existing campaign."""

from typing import TYPE_CHECKING

from zns_batch.cli import options as o
from zns_batch.cli.help import command

if TYPE_CHECKING:
    from zns_batch.services.campaigns.options import RunOptions


@command("resume")
@o.CAMPAIGN
@o.PACE
@o.DETACH
@o.OUT
@o.JSON
@o.YES
@o.EVERYWHERE
@o.with_run
def resume_command(campaign: str, run: "RunOptions", *, as_json: bool, yes: bool) -> int:
    """Go on with a campaign."""
    from zns_batch.cli.flows.control import resume

    return resume(campaign, run, json=as_json, yes=yes)


@command("retry")
@o.CAMPAIGN
@o.option("--status", help_key="status", required=True, metavar="STATE,…", twin=True)
@o.option("--code", help_key="retry-code", default="", metavar="CODE,…", twin=True)
@o.JOURNEY
@o.PACE
@o.OUT
@o.JSON
@o.YES
@o.EVERYWHERE
@o.with_run
def retry_command(
    campaign: str,
    run: "RunOptions",
    *,
    status: str,
    code: str,
    journey: str | None,
    as_json: bool,
    yes: bool,
) -> int:
    """Send the rows of some states anew."""
    from zns_batch.cli.flows.control import retry

    return retry(campaign, status, run, code=code, journey=journey, json=as_json, yes=yes)


@command("pause")
@o.CAMPAIGN
@o.JSON
@o.EVERYWHERE
def pause_command(campaign: str, *, as_json: bool) -> int:
    """Let nothing more leave for now."""
    from zns_batch.cli.flows.control import pause

    return pause(campaign, json=as_json)


@command("cancel")
@o.CAMPAIGN
@o.JSON
@o.YES
@o.EVERYWHERE
def cancel_command(campaign: str, *, as_json: bool, yes: bool) -> int:
    """End a campaign for good."""
    from zns_batch.cli.flows.control import cancel

    return cancel(campaign, json=as_json, yes=yes)
