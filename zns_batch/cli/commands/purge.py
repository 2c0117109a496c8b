"""`purge`: customers' data out of campaigns that ended long ago."""

from typing import TYPE_CHECKING

from zns_batch.cli import options as o
from zns_batch.cli.console import ask, info, is_terminal, output, output_json
from zns_batch.cli.help import command
from zns_batch.cli.language import lang, tr

if TYPE_CHECKING:
    from datetime import datetime

    from zns_batch.ledger.maintenance.purge import KeptCampaign, PurgePlan, RelatedData
    from zns_batch.ledger.records import Campaign
    from zns_batch.services.campaigns.purge import Purged


@command("purge")
@o.option("--older-than", help_key="older-than", required=True, metavar="180d")
@o.option("--dry-run", help_key="purge-dry-run", is_flag=True)
@o.JSON
@o.option("--yes", help_key="purge-yes", is_flag=True)
@o.EVERYWHERE
def purge_command(*, older_than: str, dry_run: bool, as_json: bool, yes: bool) -> int:
    """Take customers' data out of old campaigns."""
    from zns_batch.cli.console import start
    from zns_batch.core.clock import SystemClock
    from zns_batch.ledger.maintenance.purge import count_related, plan
    from zns_batch.services.campaigns.purge import purge, read_age

    clock = SystemClock()
    before = read_age(older_than, now=clock.now())
    ledger = start()
    try:
        found = plan(ledger, before=before)
        _show_plan(found)
        if dry_run:
            _answer_dry(found, count_related(ledger, before=before), as_json=as_json)
            return 0
        if not _may(len(found.campaigns), yes=yes):
            info("operations.purge-not")
            return 0
        done = purge(ledger, found, clock=clock)
        _answer(found, done, shared=ledger.is_shared, as_json=as_json)
    finally:
        ledger.close()
    return 0


def _may(count: int, *, yes: bool) -> bool:
    from zns_batch.errors import UsageError

    if yes:
        return True
    if not is_terminal():
        raise UsageError("operations.purge-needs-yes")
    return ask("operations.purge-ask", n=count)


def _show_plan(plan: "PurgePlan") -> None:
    rows = sum(count for _, count in plan.campaigns)
    info("operations.purge-found", when=_when(plan.before), n=len(plan.campaigns), rows=rows)
    for campaign, count in plan.campaigns:
        ended = _when(campaign.ended_at or campaign.created_at)
        info("operations.purge-one", id=campaign.id, name=campaign.name, when=ended, rows=count)
    for campaign, why in plan.left:
        _tell_left(campaign, why)


def _tell_left(campaign: "Campaign", why: "KeptCampaign") -> None:
    words = tr(f"operations.left.{why}")
    info("operations.purge-left", id=campaign.id, name=campaign.name, why=words)


def _answer_dry(plan: "PurgePlan", beside: "RelatedData", *, as_json: bool) -> None:
    rows = sum(count for _, count in plan.campaigns)
    if as_json:
        output_json(_object(plan, rows, beside, dry_run=True, wiped=False))
        return
    output(tr("operations.purge-would", **_counts(len(plan.campaigns), rows, beside)))
    info("operations.purge-elsewhere")


def _answer(plan: "PurgePlan", done: "Purged", *, shared: bool, as_json: bool) -> None:
    for campaign, why in done.left:
        _tell_left(campaign, why)
    if done.wiped:
        info("operations.purge-server" if shared else "operations.purge-space")
    else:
        info("operations.purge-later")
    info("operations.purge-elsewhere")
    if as_json:
        output_json(_object(plan, done.rows, done.beside, dry_run=False, wiped=done.wiped))
    else:
        output(tr("operations.purged", **_counts(done.campaigns, done.rows, done.beside)))


def _counts(campaigns: int, rows: int, beside: "RelatedData") -> dict[str, int]:
    return {
        "n": campaigns,
        "rows": rows,
        "events": beside.events,
        "runs": beside.runs,
        "journeys": beside.journeys,
    }


def _object(
    plan: "PurgePlan", rows: int, beside: "RelatedData", *, dry_run: bool, wiped: bool
) -> dict[str, object]:
    return {
        "before": plan.before.isoformat(),
        "dry_run": dry_run,
        "campaigns": [campaign.id for campaign, _ in plan.campaigns],
        "left": {campaign.id: why.value for campaign, why in plan.left},
        "rows": rows,
        "events": beside.events,
        "runs": beside.runs,
        "journeys": beside.journeys,
        "wiped": wiped,
    }


def _when(moment: "datetime") -> str:
    from zns_batch import i18n
    from zns_batch.core.clock import in_vietnam

    return i18n.format_datetime(in_vietnam(moment), lang())
