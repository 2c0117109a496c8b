"""What is kept of customers, how much of it there is, and since when."""

import json
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select

from zns_batch.core.clock import in_vietnam
from zns_batch.domain.states import CampaignState
from zns_batch.ledger.db.customer_tables import never_send
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import audit, campaigns, events, inputs, row_counts, uploads
from zns_batch.ledger.db.timestamps import from_ms
from zns_batch.ledger.records import is_purged
from zns_batch.ledger.uploads import UploadState


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptData:
    """How much is kept.

    Attributes:
        campaigns: Campaigns whose rows have their customers' data.
        rows: Rows of those.
        oldest: When the oldest of them was planned.
        purged: Campaigns whose data were taken out.
        lists: Unfinished lists.
        events: What customers and the provider told about messages.
        never_send: Numbers on the never-send list.
        acts: Entries of the log of acts.

    """

    campaigns: int
    rows: int
    oldest: datetime | None
    purged: int
    lists: int
    events: int
    never_send: int
    acts: int


def kept_data(ledger: Ledger) -> KeptData:
    """Count what is kept."""
    # Not whole campaigns: of hundreds, their templates alone take longer than all else here.
    columns = campaigns.c.id, campaigns.c.created_at, campaigns.c.options
    everything = select(*columns).where(campaigns.c.state != CampaignState.DRAFT)
    stored = select(row_counts.c.campaign_id, func.sum(row_counts.c.rows))
    # A campaign that is being sent has no stored counts.
    uncounted = (
        select(inputs.c.campaign_id, func.count())
        .where(inputs.c.campaign_id.in_(select(campaigns.c.id).where(_has_no_counts())))
        .group_by(inputs.c.campaign_id)
    )
    tables = (
        select(func.count()).select_from(events),
        select(func.count()).select_from(never_send),
        select(func.count()).select_from(audit),
        select(func.count()).where(uploads.c.state != UploadState.DONE),
    )
    with ledger.read() as connection:
        counts = [int(connection.execute(table).scalar_one()) for table in tables]
        lines = connection.execute(everything).all()
        counted = [
            *connection.execute(stored.group_by(row_counts.c.campaign_id)),
            *connection.execute(uncounted),
        ]
    planned = {campaign_id: int(total) for campaign_id, total in counted}
    whole = [each for each in lines if not is_purged(json.loads(each.options))]
    return KeptData(
        campaigns=len(whole),
        rows=sum(planned.get(each.id, 0) for each in whole),
        oldest=from_ms(min((each.created_at for each in whole), default=None)),
        purged=len(lines) - len(whole),
        lists=counts[3],
        events=counts[0],
        never_send=counts[1],
        acts=counts[2],
    )


def _has_no_counts() -> ColumnElement[bool]:
    return ~exists().where(row_counts.c.campaign_id == campaigns.c.id)


def months_before(now: datetime, months: int) -> datetime:
    """Return the moment so many months before another, on a Vietnamese calendar."""
    local = in_vietnam(now)
    year, month = divmod(local.year * 12 + local.month - 1 - months, 12)
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)
