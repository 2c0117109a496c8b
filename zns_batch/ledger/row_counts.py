"""Rows of campaigns by state: counted from the rows, and stored for campaigns at rest.

Stored counts let a list of campaigns read no rows. They are exact or absent: whoever changes rows of a
campaign outside its lane stores them anew (`store`) or moves them (`shift`) in the same transaction;
while a lane sends a campaign there are none (`clear`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy import Connection, delete, func, insert, literal, select, union_all, update

from zns_batch.domain.states import RowState
from zns_batch.ledger.db.schema import row_counts, rows
from zns_batch.ledger.records import StateCounts

Count = Callable[[Connection, Sequence[str]], Mapping[str, StateCounts]]
"""Counts the rows of some campaigns."""

_AT_ONCE = 50
"""Campaigns that one statement counts."""


def count_rows(connection: Connection, campaign_id: str) -> StateCounts:
    """Count a campaign's rows by state, by reading all of them."""
    return count_all(connection, [campaign_id])[campaign_id]


def count_all(connection: Connection, campaign_ids: Sequence[str]) -> dict[str, StateCounts]:
    """Count the rows of some campaigns by state, by reading all of them."""
    lines: dict[str, list[tuple[str, int, int]]] = {each: [] for each in campaign_ids}
    for start in range(0, len(campaign_ids), _AT_ONCE):
        part = campaign_ids[start : start + _AT_ONCE]
        # One after the other: the states of several are sorted on the way, which takes longer.
        # And in one statement: a list waits for one way to a server and back, not for one each.
        each_one = (
            select(
                literal(place).label("place"),
                rows.c.state,
                func.count().label("rows"),
                func.count(rows.c.delivered_at).label("delivered"),
            )
            .where(rows.c.campaign_id == campaign_id)
            .group_by(rows.c.state)
            for place, campaign_id in enumerate(part)
        )
        for place, *line in connection.execute(union_all(*each_one)):
            lines[part[place]].append((line[0], line[1], line[2]))
    return {campaign_id: _counts_of(found) for campaign_id, found in lines.items()}


def store(connection: Connection, campaign_id: str) -> StateCounts:
    """Count the rows of a campaign that no lane is sending, store the counts and return them.

    Args:
        connection: A write transaction that holds the lane of the campaign's account, so that the
            rows stay as they are counted.

    """
    counted = count_rows(connection, campaign_id)
    clear(connection, campaign_id)
    lines = [
        {
            "campaign_id": campaign_id,
            "state": state.value,
            "rows": counted.rows.get(state, 0),
            "delivered": counted.delivered if state is RowState.ACCEPTED else 0,
        }
        for state in RowState
    ]
    connection.execute(insert(row_counts), lines)
    return counted


def refresh(connection: Connection, campaign_id: str) -> None:
    """Store the counts anew after many rows were changed, where they are stored."""
    stored = select(row_counts.c.rows).where(row_counts.c.campaign_id == campaign_id)
    if connection.execute(stored.limit(1)).first() is not None:
        store(connection, campaign_id)


def clear(connection: Connection, campaign_id: str) -> None:
    """Forget a campaign's counts, because its lane changes the rows from here on."""
    connection.execute(delete(row_counts).where(row_counts.c.campaign_id == campaign_id))


def shift(
    connection: Connection, campaign_id: str, before: RowState, after: RowState, *, delivered: bool
) -> None:
    """Count one row under another state; does nothing where no counts are stored.

    Args:
        connection: The transaction that changes the row.
        before: The row's state until now.
        after: Its state from now on; may be the same.
        delivered: Whether the row is known as delivered from now on, and was not before.

    """
    line = update(row_counts).where(row_counts.c.campaign_id == campaign_id)
    if after is not before:
        for state, change in ((before, -1), (after, 1)):
            values = {"rows": row_counts.c.rows + change}
            connection.execute(line.where(row_counts.c.state == state.value).values(**values))
    if delivered:
        values = {"delivered": row_counts.c.delivered + 1}
        connection.execute(line.where(row_counts.c.state == after.value).values(**values))


def read(
    connection: Connection, campaign_ids: Sequence[str], *, count: Count = count_all
) -> dict[str, StateCounts]:
    """Return the counts of some campaigns; rows are counted only where no counts are stored."""
    if not campaign_ids:
        return {}
    stored = select(
        row_counts.c.campaign_id, row_counts.c.state, row_counts.c.rows, row_counts.c.delivered
    ).where(
        row_counts.c.campaign_id.in_(campaign_ids),
        # Of the states of a campaign most have no row. One without any row is counted, which is quick.
        row_counts.c.rows > 0,
    )
    lines: dict[str, list[tuple[str, int, int]]] = {}
    for campaign_id, *line in connection.execute(stored):
        lines.setdefault(campaign_id, []).append((line[0], line[1], line[2]))
    moving = [campaign_id for campaign_id in campaign_ids if campaign_id not in lines]
    counted = count(connection, moving) if moving else {}
    return {
        campaign_id: _counts_of(lines[campaign_id])
        if campaign_id in lines
        else counted[campaign_id]
        for campaign_id in campaign_ids
    }


def _counts_of(lines: Iterable[tuple[str, int, int]]) -> StateCounts:
    counted: Mapping[RowState, tuple[int, int]] = {
        RowState(state): (count, delivered) for state, count, delivered in lines if count
    }
    return StateCounts(
        rows={state: count for state, (count, _) in counted.items()},
        delivered=counted.get(RowState.ACCEPTED, (0, 0))[1],
    )
