"""The rows of a campaign whose customers its messages could not reach."""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

import orjson
from sqlalchemy import and_, func, or_, select

from zns_batch.domain.states import RowState
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import inputs, rows
from zns_batch.ledger.records import Campaign, RowRecord
from zns_batch.ledger.rows import joined_rows, row_record, streamed


class UnreachedRow(NamedTuple):
    """A row whose customer did not get its message, and what the message would have said."""

    row: RowRecord
    data: Mapping[str, str]


def unreached_rows(
    ledger: Ledger, campaign: Campaign, codes: Collection[str]
) -> Iterator[UnreachedRow]:
    """Read the rows that were refused with certain codes, or have certainly not arrived in time.

    Args:
        codes: Codes that say that the customer can't be reached.

    """
    has_code = rows.c.code.in_(sorted(codes))
    # Known only where the provider was asked after the message's time was over.
    not_arrived = and_(
        rows.c.state == RowState.ACCEPTED.value,
        rows.c.delivered_at.is_(None),
        or_(has_code, rows.c.charged.is_(False)),
    )
    query = (
        joined_rows(inputs.c.data)
        .where(
            rows.c.campaign_id == campaign.id,
            or_(and_(rows.c.state == RowState.REJECTED.value, has_code), not_arrived),
        )
        .order_by(rows.c.seq)
    )
    with ledger.read() as connection, streamed(connection, query) as lines:
        for line in lines.mappings():
            data = orjson.loads(line["data"]) if line["data"] else {}
            yield UnreachedRow(row_record(line, None), data)


def without_word(ledger: Ledger, campaign_id: str) -> int:
    """Count the accepted rows of which nobody has said yet whether they arrived in time."""
    query = select(func.count()).where(
        rows.c.campaign_id == campaign_id,
        rows.c.state == RowState.ACCEPTED.value,
        rows.c.delivered_at.is_(None),
        rows.c.charged.is_(None),
        rows.c.code.is_(None),
    )
    with ledger.read() as connection:
        return int(connection.execute(query).scalar_one())
