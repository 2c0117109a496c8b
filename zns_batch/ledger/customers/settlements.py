"""A person's word on rows in doubt: whether the message went out, and how that is known."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, insert, select

from zns_batch.domain.states import RowState
from zns_batch.errors import WrongStateError
from zns_batch.ledger.db.customer_tables import settlements
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.postgresql import hold_lanes
from zns_batch.ledger.db.schema import inputs, rows
from zns_batch.ledger.db.timestamps import from_ms, to_ms
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.rows import move

SETTLED_NOT_SENT = "settled-not-sent"
"""The code of a row of which a person says that its message was not sent: it may be sent again."""

_NAMED = 8
_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Settlement:
    """A person's word on one attempt of a row."""

    attempt: int
    state: RowState
    note: str
    settled_at: datetime


def settle(
    ledger: Ledger,
    campaign: Campaign,
    numbers: Collection[int],
    state: RowState,
    note: str,
    *,
    now: datetime,
    also: Callable[[Connection, int], object] = lambda _connection, _rows: None,
) -> int:
    """Settle rows in doubt, all or none.

    Args:
        numbers: The rows' own numbers in the spreadsheet.
        state: `ACCEPTED`, or `REJECTED` for a message that was not sent.
        note: How that is known.
        also: Writes what is to be true together with it; it is told how many rows were settled.

    Returns:
        How many rows were settled: with several phones in a cell a number has several.

    Raises:
        WrongStateError: One of the rows is not in doubt, or there is none of that number.

    """
    with ledger.write() as connection:
        hold_lanes(connection, [campaign.account])
        found = _in_doubt(connection, campaign.id, sorted(numbers))
        others = sorted(set(numbers) - {number for _, number, _ in found})
        if others:
            named = ", ".join(map(str, others[:_NAMED])) + (", …" if len(others) > _NAMED else "")
            raise WrongStateError("customers.not-in-doubt", id=campaign.id, rows=named)
        lines = [
            {
                "campaign_id": campaign.id,
                "seq": seq,
                "attempt": attempt,
                "state": state.value,
                "note": note,
                "settled_at": to_ms(now),
            }
            for seq, _, attempt in found
        ]
        connection.execute(insert(settlements), lines)
        code = None if state is RowState.ACCEPTED else SETTLED_NOT_SENT
        settled = 0
        for start in range(0, len(found), _AT_ONCE):
            seqs = [seq for seq, _, _ in found[start : start + _AT_ONCE]]
            settled += move(
                connection,
                campaign.id,
                {RowState.UNKNOWN},
                state,
                now=now,
                code=code,
                only=rows.c.seq.in_(seqs),
                said="",
            )
        also(connection, settled)
    return settled


def _in_doubt(
    connection: Connection, campaign_id: str, numbers: list[int]
) -> list[tuple[int, int, int]]:
    """Return the places, numbers and attempts of those rows that are in doubt."""
    same = and_(inputs.c.campaign_id == rows.c.campaign_id, inputs.c.seq == rows.c.seq)
    found: list[tuple[int, int, int]] = []
    for start in range(0, len(numbers), _AT_ONCE):
        query = (
            select(rows.c.seq, inputs.c.number, rows.c.attempts)
            .select_from(rows.join(inputs, same))
            .where(
                rows.c.campaign_id == campaign_id,
                rows.c.state == RowState.UNKNOWN.value,
                inputs.c.number.in_(numbers[start : start + _AT_ONCE]),
            )
        )
        found += [(line[0], line[1], line[2]) for line in connection.execute(query)]
    return found


def read_settlements(
    connection: Connection, campaign_id: str, seqs: Iterable[int] | None = None
) -> dict[int, Settlement]:
    """Return the last word on each row of a campaign of which a person said something."""
    query = (
        select(settlements)
        .where(settlements.c.campaign_id == campaign_id)
        .order_by(settlements.c.attempt)
    )
    if seqs is not None:
        query = query.where(settlements.c.seq.in_(list(seqs)))
    return {
        line.seq: Settlement(
            attempt=line.attempt,
            state=RowState(line.state),
            note=line.note,
            settled_at=from_ms(line.settled_at),
        )
        for line in connection.execute(query)
    }
