"""The numbers whose owners refused messages: what is proposed for the never-send list."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from zns_batch.domain.states import RowState
from zns_batch.ledger.customers.keyed_hash import KeyedHash
from zns_batch.ledger.customers.never_send import load_list
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import campaigns, inputs, rows
from zns_batch.ledger.db.timestamps import to_ms


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusedRecipient:
    """A number that is not on the list, and whose owner refused messages of an account."""

    account: str
    recipient: str
    #: The provider's code.
    code: str
    #: The campaign in which it was refused last.
    campaign_id: str
    campaign_name: str


def refused(
    ledger: Ledger,
    codes: Collection[str],
    key: KeyedHash | None,
    *,
    account: str | None = None,
    campaign_id: str | None = None,
    since: datetime | None = None,
) -> list[RefusedRecipient]:
    """Return the numbers whose owners refused messages, without those that are on the list.

    Args:
        codes: The codes that mean it.
        key: The key of the list's hashes, if there is one on this machine.
        account: Only what concerns this account.
        campaign_id: Only what a campaign met.
        since: Only campaigns that were planned since then; `None` for all.

    Raises:
        LedgerError: The list has hashes under another key.

    """
    same_row = and_(inputs.c.campaign_id == rows.c.campaign_id, inputs.c.seq == rows.c.seq)
    same_campaign = campaigns.c.id == rows.c.campaign_id
    query = (
        select(campaigns.c.account, inputs.c.phone, rows.c.code, campaigns.c.id, campaigns.c.name)
        .select_from(rows.join(inputs, same_row).join(campaigns, same_campaign))
        .where(
            rows.c.code.in_(sorted(codes)),
            or_(
                rows.c.state == RowState.REJECTED.value,
                and_(rows.c.state == RowState.ACCEPTED.value, rows.c.delivered_at.is_(None)),
            ),
            campaigns.c.dry_run.is_(False),
            func.coalesce(inputs.c.phone, "") != "",
        )
        .order_by(campaigns.c.created_at, rows.c.seq)
    )
    if account is not None:
        query = query.where(campaigns.c.account == account)
    if campaign_id is not None:
        query = query.where(campaigns.c.id == campaign_id)
    if since is not None:
        query = query.where(campaigns.c.created_at >= to_ms(since))
    with ledger.read() as connection:
        latest = {
            (line.account, line.phone): RefusedRecipient(
                account=line.account,
                recipient=line.phone,
                code=line.code,
                campaign_id=line.id,
                campaign_name=line.name,
            )
            for line in connection.execute(query)
        }
        lists = {name: load_list(connection, name, key) for name in {name for name, _ in latest}}
    return [found for found in latest.values() if found.recipient not in lists[found.account]]
