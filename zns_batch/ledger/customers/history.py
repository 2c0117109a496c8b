"""Everything that the ledger knows of one customer, over all campaigns."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from zns_batch.ledger.customers import recipient_index
from zns_batch.ledger.customers.answers import CustomerAnswer, read_answers
from zns_batch.ledger.customers.settlements import Settlement, read_settlements
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import campaigns
from zns_batch.ledger.db.timestamps import from_ms
from zns_batch.ledger.records import Campaign, RowRecord, campaign_of, is_purged
from zns_batch.ledger.rows import read_places


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerMessage:
    """One message that a customer got, or was meant to get."""

    campaign: Campaign
    row: RowRecord
    #: The parameters as they were sent, or would have been.
    data: Mapping[str, str]
    answer: CustomerAnswer | None
    settlement: Settlement | None


def messages_of(ledger: Ledger, recipient: str) -> list[CustomerMessage]:
    """Return a customer's messages of all campaigns, as they stand at one moment, the newest first.

    Args:
        recipient: `84` and nine digits, or a user id. Rows whose data were purged are not found.

    """
    messages: list[CustomerMessage] = []
    with ledger.read() as connection:
        for campaign_id, seqs in recipient_index.find(connection, recipient).items():
            line = connection.execute(select(campaigns).where(campaigns.c.id == campaign_id))
            campaign = campaign_of(line.mappings().one())
            answers = read_answers(connection, campaign_id, seqs)
            settled = read_settlements(connection, campaign_id, seqs)
            messages += [
                CustomerMessage(
                    campaign=campaign,
                    row=row,
                    data=data,
                    answer=answers.get(row.seq),
                    settlement=settled.get(row.seq),
                )
                for row, data in read_places(connection, campaign_id, seqs, price=campaign.price)
            ]
    return messages


def oldest_kept(ledger: Ledger) -> dict[str, datetime]:
    """Return since when each account's campaigns are searched: those with their customers' data."""
    oldest: dict[str, datetime] = {}
    # Not whole campaigns: of hundreds, their templates alone take longer than the search.
    columns = campaigns.c.account, campaigns.c.created_at, campaigns.c.options
    with ledger.read() as connection:
        lines = connection.execute(select(*columns).order_by(campaigns.c.created_at)).all()
    for account, created_at, options in lines:
        if account not in oldest and not is_purged(json.loads(options)):
            oldest[account] = from_ms(created_at)
    return oldest
