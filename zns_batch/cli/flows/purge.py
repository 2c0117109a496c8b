"""`purge`: shows what would be taken out of old campaigns, asks, and does it."""

from collections.abc import Iterable
from datetime import datetime

from zns_batch.cli.console import ask, info, is_terminal, output, output_json, start
from zns_batch.cli.language import lang, tr
from zns_batch.core.clock import SystemClock, in_vietnam
from zns_batch.errors import UsageError
from zns_batch.i18n import format_datetime
from zns_batch.ledger.maintenance.purge import (
    KeptCampaign,
    PurgePlan,
    RelatedData,
    count_related,
    plan,
)
from zns_batch.ledger.records import Campaign
from zns_batch.services.campaigns.purge import purge, read_age
from zns_batch.services.customers.never_send import keep_as_hashes, key_place
from zns_batch.settings import paths


def purge_old_data(
    older_than: str, *, dry_run: bool, hash_never_send: bool, json: bool, yes: bool
) -> int:
    """Take customers' data out of campaigns that ended long ago; return the exit code.

    Args:
        older_than: How long ago, such as `180d`.
        dry_run: Only show what would be taken out.
        hash_never_send: Keep the never-send list's numbers as keyed hashes from then on.
        json: Answer with a JSON object.
        yes: Don't ask.

    """
    clock = SystemClock()
    before = read_age(older_than, now=clock.now())
    ledger = start()
    try:
        planned = plan(ledger, before=before)
        count, rows = len(planned.campaigns), sum(rows for _, rows in planned.campaigns)
        info("operations.purge-found", when=_when(before), n=count, rows=rows)
        for campaign, its_rows in planned.campaigns:
            ended = _when(campaign.ended_at or campaign.created_at)
            words = {"id": campaign.id, "name": campaign.name, "when": ended}
            info("operations.purge-one", **words, rows=its_rows)
        _show_kept(planned.left)
        if dry_run:
            related = count_related(ledger, before=before)
            _answer(planned, count, rows, related, dry_run=True, json=json)
            return 0
        if not yes and not is_terminal():
            raise UsageError("operations.purge-needs-yes")
        if not yes and not ask("operations.purge-ask", n=count):
            info("operations.purge-not")
            return 0
        if hash_never_send:
            # Before the file is written anew, so that no number is left in it.
            info("suppress.hashed", n=keep_as_hashes(ledger), where=key_place())
        done = purge(ledger, planned, clock=clock, home=paths.home())
        _show_kept(done.left)
        if done.wiped:
            info("operations.purge-server" if ledger.is_shared else "operations.purge-space")
        else:
            info("operations.purge-later")
        _answer(
            planned,
            done.campaigns,
            done.rows,
            done.beside,
            wiped=done.wiped,
            json=json,
        )
    finally:
        ledger.close()
    return 0


def _show_kept(kept: Iterable[tuple[Campaign, KeptCampaign]]) -> None:
    for campaign, why in kept:
        words = tr(f"operations.left.{why}")
        info("operations.purge-left", id=campaign.id, name=campaign.name, why=words)


def _answer(
    planned: PurgePlan,
    campaigns: int,
    rows: int,
    related: RelatedData,
    *,
    json: bool,
    dry_run: bool = False,
    wiped: bool = False,
) -> None:
    counts = {
        "rows": rows,
        "events": related.events,
        "runs": related.runs,
        "journeys": related.journeys,
        "lists": related.lists,
    }
    if not (json and dry_run):
        info("operations.purge-elsewhere")
    if not json:
        key = "operations.purge-would" if dry_run else "operations.purged"
        output(tr(key, n=campaigns, **counts))
        return
    output_json(
        {
            "before": planned.before.isoformat(),
            "dry_run": dry_run,
            "campaigns": [campaign.id for campaign, _ in planned.campaigns],
            "left": {campaign.id: why.value for campaign, why in planned.left},
            **counts,
            "wiped": wiped,
        }
    )


def _when(moment: datetime) -> str:
    return format_datetime(in_vietnam(moment), lang())
