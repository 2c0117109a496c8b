"""`--detach`: leaving a campaign to the workers instead of sending it here."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from zns_batch.cli.console import info, output, output_json
from zns_batch.cli.language import lang
from zns_batch.errors import UsageError

if TYPE_CHECKING:
    from zns_batch.ledger.db.engine import Ledger
    from zns_batch.ledger.records import Campaign, StateCounts

_ONLY_HERE = ("wait", "canary", "dry_run")


def detached_options(
    asked: Mapping[str, Any], source: Path, *, kept: Mapping[str, Any] = MappingProxyType({})
) -> dict[str, Any]:
    """Return what a worker must know of a campaign; nothing when it is sent here.

    Args:
        asked: The command's options.
        source: The list.
        kept: The campaign's options so far. Those of a schedule say where its workbook goes.

    Raises:
        UsageError: Something else was asked for that only makes sense where a person waits.

    """
    if not asked.get("detach"):
        return {}
    from zns_batch.cli.console import default_report

    for name in _ONLY_HERE:
        if asked.get(name):
            raise UsageError("cli.not-detached", option="--" + name.replace("_", "-"))
    out = asked.get("out")
    if out is None and ("folder" in kept or "report" in kept):
        return {"lang": lang()}
    return {"lang": lang(), "report": str((out or default_report(source)).absolute())}


def detach(ledger: "Ledger", campaign: "Campaign", tally: "StateCounts", *, as_json: bool) -> int:
    """Leave a campaign to the workers, and say so; return the exit code."""
    from zns_batch.cli.views.schedules import say_without_worker
    from zns_batch.core.clock import SystemClock
    from zns_batch.domain.states import RowState
    from zns_batch.ledger import campaigns, work_queue
    from zns_batch.reports.reasons import sum_line
    from zns_batch.services.campaigns import report as told

    work_queue.enqueue(ledger, campaign.id, at=SystemClock().now(), expected=campaign.state)
    waiting = tally.count(RowState.PENDING)
    info("schedule.detached", id=campaign.id, name=campaign.name, n=waiting)
    say_without_worker(ledger)
    if as_json:
        found = campaigns.get(ledger, campaign.id)
        output_json(told.as_json(lang=lang(), campaign=found, tally=tally))
    else:
        output(sum_line(tally, lang()))
    return told.OK
