"""Rows in the ledger: read, counted, and moved together by a person's word.

They are written by `zns_batch.ledger.insert_rows`. The lane moves single rows while it sends; that is
`zns_batch.ledger.outcome_writer`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Result,
    RowMapping,
    Select,
    and_,
    bindparam,
    func,
    insert,
    literal,
    select,
    update,
)

from zns_batch.domain.delivery import MixedPrice, Price, cost_of
from zns_batch.domain.planned_row import Problem, user_of
from zns_batch.domain.states import TRANSITIONS, RowState, may_follow
from zns_batch.ledger import row_counts
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.postgresql import hold_lane_of
from zns_batch.ledger.db.schema import changes, inputs, rows
from zns_batch.ledger.db.timestamps import from_ms, to_ms
from zns_batch.ledger.records import RowRecord, StateCounts
from zns_batch.ledger.row_codec import decode_cells

_PAGE = 2_000
"""Rows read from the database at a time: memory stays flat however long the list is."""

WAITING = (RowState.PENDING, RowState.SENDING)
"""What the sum line counts as pending."""

INTERRUPTED = "interrupted"
"""The code of a row that was found in flight by the next owner of its lane."""


class DueRow(NamedTuple):
    """A row that waits to be sent.

    Attributes:
        seq: Its place in the campaign.
        number: The spreadsheet's own row number.
        attempts: How many requests were made for it so far.
        tracking_id: Our reference.
        phone: `84` and nine digits.
        data: The parameters, frozen.
        extras: What else the row brings, as it was planned; `None` for nothing.

    """

    seq: int
    number: int
    attempts: int
    tracking_id: str
    phone: str
    data: Mapping[str, str]
    extras: str | None = None


def dump_problems(problems: Iterable[Problem]) -> str:
    """Write problems as the ledger keeps them."""
    return json.dumps(
        [[problem.row, problem.column, problem.code, problem.params] for problem in problems],
        ensure_ascii=False,
    )


def load_problems(text: str | None) -> tuple[Problem, ...]:
    """Read what `dump_problems` wrote."""
    if not text:
        return ()
    return tuple(
        Problem(row=row, column=column, code=code, params=params)
        for row, column, code, params in json.loads(text)
    )


def due(ledger: Ledger, campaign_id: str, *, after: int, most: int) -> list[DueRow]:
    """Return the next rows that wait to be sent, in the sheet's order.

    Args:
        after: The place after which to look.
        most: How many at the most.

    """
    page = {"campaign_id": campaign_id, "after": after, "most": most}
    with ledger.read() as connection:
        return [
            DueRow(
                seq=line[0],
                number=line[1],
                attempts=line[2],
                tracking_id=line[3],
                phone=line[4],
                data=orjson.loads(line[5]),
                extras=line[6],
            )
            for line in connection.execute(_DUE, page)
        ]


def _joined(*columns: Any) -> Select[Any]:
    same = and_(inputs.c.campaign_id == rows.c.campaign_id, inputs.c.seq == rows.c.seq)
    return select(*columns).select_from(rows.join(inputs, same))


# Composed once: every turn of a campaign asks these, and composing takes as long as the answer.
_DUE = (
    _joined(rows.c.seq, inputs.c.number, rows.c.attempts, rows.c.tracking_id, inputs.c.phone,
            inputs.c.data, inputs.c.extras)
    .where(
        rows.c.campaign_id == bindparam("campaign_id"),
        rows.c.state == RowState.PENDING,
        rows.c.seq > bindparam("after"),
    )
    .order_by(rows.c.seq)
    .limit(bindparam("most", type_=Integer))
)  # fmt: skip
_IN_STATES = select(func.count()).where(
    rows.c.campaign_id == bindparam("campaign_id"),
    rows.c.state.in_(bindparam("states", expanding=True)),
)
_PLANNED = select(func.count()).where(inputs.c.campaign_id == bindparam("campaign_id"))


def is_suppressed(ledger: Ledger, campaign_id: str, seq: int) -> bool:
    """Tell whether a row was taken out because its recipient is on the never-send list."""
    query = select(rows.c.state).where(rows.c.campaign_id == campaign_id, rows.c.seq == seq)
    with ledger.read() as connection:
        return connection.execute(query).scalar() == RowState.SUPPRESSED.value


def state_counts(ledger: Ledger, campaign_id: str) -> StateCounts:
    """Count a campaign's rows by state."""
    with ledger.read() as connection:
        return row_counts.count_rows(connection, campaign_id)


def count(ledger: Ledger, campaign_id: str, states: Iterable[RowState] = WAITING) -> int:
    """Count a campaign's rows in some states, in a third of the time that `tally` takes.

    Args:
        states: The states; those of a row that has not come to its end unless told otherwise.

    """
    of_states = {"campaign_id": campaign_id, "states": [state.value for state in states]}
    with ledger.read() as connection:
        return int(connection.execute(_IN_STATES, of_states).scalar_one())


def planned_total(ledger: Ledger, campaign_id: str) -> int:
    """Return how many rows of the sheet were planned, counted apart from their states."""
    with ledger.read() as connection:
        return int(connection.execute(_PLANNED, {"campaign_id": campaign_id}).scalar_one())


def read_rows(
    ledger: Ledger,
    campaign_id: str,
    *,
    price: Price = None,
    states: Iterable[RowState] | None = None,
) -> Iterator[RowRecord]:
    """Read rows of a campaign in the sheet's order, as they stood at one moment.

    Args:
        price: VND a message, for the cost of an accepted row.
        states: Only rows in these states; `None` for all.

    """
    query = joined_rows(*by_recipient(price)).where(rows.c.campaign_id == campaign_id)
    query = query.order_by(rows.c.seq)
    if states is not None:
        query = query.where(rows.c.state.in_([state.value for state in states]))
    with ledger.read() as connection, streamed(connection, query) as lines:
        for line in lines.mappings():
            yield row_record(line, price)


def read_places(
    connection: Connection, campaign_id: str, seqs: Iterable[int], *, price: Price
) -> list[tuple[RowRecord, Mapping[str, str]]]:
    """Read some rows of a campaign by their places, each with its frozen parameters.

    Args:
        price: VND a message, for the cost of an accepted row.

    """
    query = (
        joined_rows(inputs.c.data, *by_recipient(price))
        .where(rows.c.campaign_id == campaign_id, rows.c.seq.in_(list(seqs)))
        .order_by(rows.c.seq)
    )
    return [
        (row_record(line, price), orjson.loads(line["data"]) if line["data"] else {})
        for line in connection.execute(query).mappings()
    ]


def streamed(connection: Connection, query: Select[Any]) -> Result[*tuple[Any, ...]]:
    """Ask for many lines, of which a page at a time is held. To be closed by who asks."""
    return connection.execute(query, execution_options={"yield_per": _PAGE})


def joined_rows(*more: Any) -> Select[Any]:
    """Return the question for all that `row_record` needs of rows, and for more columns."""
    return _joined(rows, inputs.c.number, inputs.c.cells, inputs.c.phone, *more)


def by_recipient(price: Price) -> tuple[Any, ...]:
    """Return the columns that tell whom a row goes to, where its price depends on that."""
    return (inputs.c.extras,) if isinstance(price, MixedPrice) else ()


def row_record(line: RowMapping, price: Price) -> RowRecord:
    """Return a row from what `joined_rows` asked for, with `by_recipient` for that price."""
    state = RowState(line["state"])
    user = None
    if isinstance(price, MixedPrice):
        user = user_of(line["extras"])
        price = price.of(to_user=user is not None)
    return RowRecord(
        seq=line["seq"],
        number=line["number"],
        cells=decode_cells(line["cells"]),
        state=state,
        phone=line["phone"],
        tracking_id=line["tracking_id"],
        attempts=line["attempts"],
        code=line["code"],
        said=line["said"],
        problems=load_problems(line["problems"]),
        message_id=line["message_id"],
        sent_at=from_ms(line["sent_at"]),
        delivered_at=from_ms(line["delivered_at"]),
        cost=cost_of(charged=line["charged"], fee=line["fee"], price=price)
        if state is RowState.ACCEPTED
        else None,
        charged=line["charged"],
        user=user,
    )


def cancel_pending(ledger: Ledger, campaign_id: str, *, now: datetime) -> int:
    """End the rows that wait, by a person's word. Returns how many."""
    with ledger.write() as connection:
        return end_waiting(connection, campaign_id, RowState.CANCELLED, now=now)


def end_waiting(connection: Connection, campaign_id: str, state: RowState, *, now: datetime) -> int:
    """End the rows that wait, in a transaction that does more. Returns how many."""
    return move(connection, campaign_id, {RowState.PENDING}, state, now=now)


def expire_pending(ledger: Ledger, campaign_id: str, *, now: datetime) -> int:
    """End the rows that wait, because their time ran out. Returns how many."""
    with ledger.write() as connection:
        return end_waiting(connection, campaign_id, RowState.EXPIRED, now=now)


def mark_interrupted(connection: Connection, campaign_id: str, *, now: datetime) -> int:
    """Put in doubt the rows that another owner of the lane left in flight. Returns how many."""
    return move(
        connection, campaign_id, {RowState.SENDING}, RowState.UNKNOWN, now=now, code=INTERRUPTED
    )


def move(
    connection: Connection,
    campaign_id: str,
    before: set[RowState],
    after: RowState,
    *,
    now: datetime,
    code: str | None = None,
    only: ColumnElement[bool] | None = None,
    **values: Any,
) -> int:
    """Move rows of a campaign from some states into another one, with a line in their history.

    Args:
        before: The states that they are in.
        code: Why, where there is a code for it.
        only: Only rows of which this holds too.
        values: What else changes of them.

    Returns:
        How many were moved.

    """
    allowed = [state.value for state in before if may_follow(state, after)]
    if len(allowed) != len(before):
        raise ValueError(f"{before} may not become {after}: {TRANSITIONS}")
    chosen = and_(rows.c.campaign_id == campaign_id, rows.c.state.in_(allowed))
    if only is not None:
        chosen = and_(chosen, only)
    hold_lane_of(connection, campaign_id)
    log_changes(connection, chosen, after, now=now, code=code)
    moved = connection.execute(
        update(rows).where(chosen).values(state=after.value, code=code, **values)
    )
    row_counts.refresh(connection, campaign_id)
    return moved.rowcount


def log_changes(
    connection: Connection,
    chosen: ColumnElement[bool],
    after: RowState,
    *,
    now: datetime,
    code: str | None = None,
) -> None:
    """Note that the chosen rows change; to be done just before they do.

    The transaction holds their lane (`hold_lanes`): what is noted is what is changed.
    """
    log = select(
        rows.c.campaign_id,
        rows.c.seq,
        literal(to_ms(now)),
        literal(after.value),
        rows.c.attempts,
        rows.c.tracking_id,
        literal(code),
        rows.c.epoch,
    ).where(chosen)
    columns = ["campaign_id", "seq", "at", "state", "attempt", "tracking_id", "code", "epoch"]
    connection.execute(insert(changes).from_select(columns, log))
