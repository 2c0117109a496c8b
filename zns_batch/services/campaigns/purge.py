"""Taking customers' data out of what is old: all of it, one campaign after the other."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from zns_batch.core.clock import Clock
from zns_batch.errors import UsageError
from zns_batch.ledger import uploads
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.maintenance.purge import (
    KeptCampaign,
    PurgePlan,
    RelatedData,
    list_folders,
    purge_campaign,
    purge_related,
)
from zns_batch.ledger.maintenance.secure_delete import clean_up
from zns_batch.ledger.records import Campaign
from zns_batch.services.campaigns.jobs.workbook import drop_old_workbooks
from zns_batch.services.lists.files import remove_folders
from zns_batch.services.people.acts import record_act
from zns_batch.services.people.management import Actor

# As spans are written elsewhere, but for minutes: who writes `6m` here means months, and would lose
# the data of this morning.
_AGE = re.compile(r"(\d{1,4})\s*([hd])")


@dataclass(frozen=True, kw_only=True, slots=True)
class Purged:
    """What was taken out.

    Attributes:
        campaigns: How many campaigns.
        rows: How many rows they have.
        left: Campaigns that stay whole after all, and why.
        beside: What went beside them.
        wiped: The file was written anew, or the server told to clean up; `False` while somebody
            is sending.

    """

    campaigns: int
    rows: int
    left: tuple[tuple[Campaign, KeptCampaign], ...]
    beside: RelatedData
    wiped: bool


def read_age(text: str, *, now: datetime) -> datetime:
    """Read how old something must be, such as `180d` or `36h`, and return the moment it means.

    Raises:
        UsageError: It is no such span.

    """
    match = _AGE.fullmatch(text.strip().lower())
    if match is None:
        raise UsageError("operations.bad-span", text=text)
    number = int(match[1])
    return now - (timedelta(days=number) if match[2] == "d" else timedelta(hours=number))


def purge(
    ledger: Ledger, plan: PurgePlan, *, clock: Clock, home: Path, actor: Actor | None = None
) -> Purged:
    """Take out what was planned, and wipe where it stood; it stands in the log of acts.

    Args:
        ledger: The ledger.
        plan: What goes.
        clock: The time.
        home: The state folder: files of uploaded lists and of downloads lie there, when the pages
            that remove them by themselves are not running any more.
        actor: Who wants it; without one, whoever runs this process.

    Raises:
        LedgerError: The ledger can't be written. What is gone by then is gone; the same again goes on.

    """
    campaigns, rows = 0, 0
    left: list[tuple[Campaign, KeptCampaign]] = []
    for campaign, count in plan.campaigns:
        why = purge_campaign(ledger, campaign, now=clock.now())
        if why is None:
            campaigns, rows = campaigns + 1, rows + count
        else:
            left.append((campaign, why))
    folders = list_folders(ledger, before=plan.before)
    beside = purge_related(ledger, before=plan.before)
    # Somebody who took up a list again in between keeps it.
    gone = [Path(folder) for key, folder in folders.items() if uploads.get(ledger, key) is None]
    remove_folders(home, gone, kept=uploads.ids(ledger), before=plan.before)
    drop_old_workbooks(home)
    record_act(
        ledger,
        "purge",
        actor=actor,
        number=rows,
        campaigns=campaigns,
        before=plan.before.date().isoformat(),
    )
    return Purged(
        campaigns=campaigns, rows=rows, left=tuple(left), beside=beside, wiped=clean_up(ledger)
    )
