"""Rows in the ledger: planned, read, counted, and moved together by a person's word.

The lane moves single rows while it sends; that is `zns_batch.ledger.writer`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import (
    Connection,
    RowMapping,
    Select,
    String,
    Table,
    and_,
    bindparam,
    cast,
    func,
    insert,
    literal,
    select,
    update,
)

from zns_batch.ledger.cells import dump_cells, load_cells
from zns_batch.ledger.connect import Ledger
from zns_batch.ledger.moments import from_ms, to_ms
from zns_batch.ledger.records import Campaign, RowRecord, Tally
from zns_batch.ledger.schema import campaigns, changes, inputs, rows
from zns_batch.plan import PlannedRow
from zns_batch.problems import Problem
from zns_batch.states import TRANSITIONS, CampaignState, RowState, may_follow

CHUNK = 2_000
"""Rows written in one transaction while planning: a lane that is sending waits no longer than that."""

INTERRUPTED = "interrupted"
"""The code of a row that was found in flight by the next owner of its lane."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """A row that waits to be sent.

    Attributes:
        seq: Its place in the campaign.
        number: The spreadsheet's own row number.
        attempts: How many requests were made for it so far.
        tracking_id: Our reference.
        phone: `84` and nine digits.
        data: The parameters, frozen.

    """

    seq: int
    number: int
    attempts: int
    tracking_id: str
    phone: str
    data: Mapping[str, str]


def add_rows(ledger: Ledger, campaign_id: str, planned: Iterable[PlannedRow]) -> int:
    """Write planned rows, give each its tracking id, and return how many there are."""
    numbered = enumerate(planned, start=1)
    total = 0
    while chunk := list(islice(numbered, CHUNK)):
        with ledger.write() as connection:
            insert_many(connection, inputs, [_input(campaign_id, *entry) for entry in chunk])
            insert_many(connection, rows, [_row(campaign_id, *entry) for entry in chunk])
        total += len(chunk)
    return total


def _input(campaign_id: str, seq: int, row: PlannedRow) -> dict[str, Any]:
    sendable = row.state is RowState.PENDING
    return {
        "campaign_id": campaign_id,
        "seq": seq,
        "number": row.number,
        "cells": dump_cells(row.cells),
        "phone": row.phone,
        "data": orjson.dumps(row.data).decode() if sendable else None,
        "content": row.content if sendable else None,
    }


def _row(campaign_id: str, seq: int, row: PlannedRow) -> dict[str, Any]:
    return {
        "campaign_id": campaign_id,
        "seq": seq,
        "state": row.state.value,
        "tracking_id": f"{campaign_id}-{seq}" if row.state is RowState.PENDING else None,
        "attempts": 0,
        "said": "",
        "problems": dump_problems(row.problems) if row.problems else None,
    }


def insert_many(connection: Connection, table: Table, lines: list[dict[str, Any]]) -> None:
    """Insert lines that all name the same columns, handing them to the driver as they are.

    SQLAlchemy's own way looks at every value of every line; for a hundred thousand rows that takes
    longer than the database does.
    """
    columns = list(lines[0])
    statement = insert(table).values({name: bindparam(name) for name in columns})
    compiled = statement.compile(dialect=connection.dialect)
    if compiled.positional:
        places = [str(name) for name in compiled.positiontup or columns]
        connection.exec_driver_sql(
            str(compiled), [tuple(line[name] for name in places) for line in lines]
        )
    else:
        connection.exec_driver_sql(str(compiled), lines)


def dump_problems(problems: Iterable[Problem]) -> str:
    """Write problems as the ledger keeps them."""
    return json.dumps(
        [[one.row, one.column, one.code, one.params] for one in problems], ensure_ascii=False
    )


def load_problems(text: str | None) -> tuple[Problem, ...]:
    """Read what `dump_problems` wrote."""
    if not text:
        return ()
    return tuple(
        Problem(row=row, column=column, code=code, params=params)
        for row, column, code, params in json.loads(text)
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Earlier:
    """A row of an earlier campaign that says the same to the same phone."""

    campaign_id: str
    campaign_name: str
    number: int


def mark_sent_before(ledger: Ledger, campaign: Campaign, *, now: datetime) -> Earlier | None:
    """Set aside the rows that an earlier campaign has sent, or may still send.

    A list that was mended or grew, and is sent again as a whole, reaches only the people who did
    not get the message yet. Rows that an earlier campaign was refused, or gave up, stay.

    Args:
        ledger: The ledger.
        campaign: The campaign; test sends (`mode`) are left alone, they are repeated on purpose.
        now: The moment.

    Returns:
        The newest earlier row that was met, or `None` when there was none.

    """
    newest: Earlier | None = None
    if campaign.mode is not None:
        return newest
    with ledger.write() as connection:
        for found in connection.execute(_twins(campaign.id)).mappings().all():
            newest = newest or _earlier(found)
            _set_aside(connection, campaign.id, found["seq"], _earlier(found), now=now)
    return newest


_GONE = (RowState.PENDING, RowState.SENDING, RowState.ACCEPTED, RowState.UNKNOWN)


def _twins(campaign_id: str) -> Select[Any]:
    mine, their_input, their_row = inputs.alias(), inputs.alias(), rows.alias()
    return (
        select(mine.c.seq, campaigns.c.id, campaigns.c.name, their_input.c.number)
        .join(rows, and_(rows.c.campaign_id == mine.c.campaign_id, rows.c.seq == mine.c.seq))
        .join(their_input, their_input.c.content == mine.c.content)
        .join(
            their_row,
            and_(
                their_row.c.campaign_id == their_input.c.campaign_id,
                their_row.c.seq == their_input.c.seq,
            ),
        )
        .join(campaigns, campaigns.c.id == their_input.c.campaign_id)
        .where(
            mine.c.campaign_id == campaign_id,
            rows.c.state == RowState.PENDING,
            their_input.c.campaign_id != campaign_id,
            their_row.c.state.in_(_GONE),
            campaigns.c.dry_run.is_(False),
            campaigns.c.mode.is_(None),
            campaigns.c.state != CampaignState.DRAFT,
        )
        .order_by(campaigns.c.created_at.desc(), mine.c.seq)
    )


def _earlier(found: RowMapping) -> Earlier:
    return Earlier(
        campaign_id=found["id"], campaign_name=found["name"], number=int(found["number"])
    )


def _set_aside(
    connection: Connection, campaign_id: str, seq: int, earlier: Earlier, *, now: datetime
) -> None:
    problem = Problem(
        row=None,
        column=None,
        code="sent-before",
        params={"campaign": earlier.campaign_id, "first": str(earlier.number)},
    )
    _move(
        connection,
        campaign_id,
        {RowState.PENDING},
        RowState.DUPLICATE,
        now=now,
        only=seq,
        tracking_id=None,
        problems=dump_problems([problem]),
    )


def due(ledger: Ledger, campaign_id: str, *, after: int, most: int) -> list[Due]:
    """Return the next rows that wait to be sent, in the sheet's order.

    Args:
        ledger: The ledger.
        campaign_id: The campaign.
        after: The place after which to look.
        most: How many at the most.

    """
    wanted = (
        _joined(rows.c.seq, inputs.c.number, rows.c.attempts, rows.c.tracking_id, inputs.c.phone,
                inputs.c.data)
        .where(
            rows.c.campaign_id == campaign_id,
            rows.c.state == RowState.PENDING,
            rows.c.seq > after,
        )
        .order_by(rows.c.seq)
        .limit(most)
    )  # fmt: skip
    with ledger.read() as connection:
        return [_due(found) for found in connection.execute(wanted).mappings()]


def _joined(*columns: Any) -> Select[Any]:
    same = and_(inputs.c.campaign_id == rows.c.campaign_id, inputs.c.seq == rows.c.seq)
    return select(*columns).select_from(rows.join(inputs, same))


def _due(found: RowMapping) -> Due:
    return Due(
        seq=found["seq"],
        number=found["number"],
        attempts=found["attempts"],
        tracking_id=found["tracking_id"],
        phone=found["phone"],
        data=orjson.loads(found["data"]),
    )


def tally(ledger: Ledger, campaign_id: str) -> Tally:
    """Count a campaign's rows by state."""
    by_state = (
        select(rows.c.state, func.count(), func.count(rows.c.delivered_at))
        .where(rows.c.campaign_id == campaign_id)
        .group_by(rows.c.state)
    )
    with ledger.read() as connection:
        found = connection.execute(by_state).all()
    return Tally(
        rows={RowState(state): number for state, number, _ in found},
        delivered=sum(arrived for state, _, arrived in found if state == RowState.ACCEPTED),
    )


def planned_total(ledger: Ledger, campaign_id: str) -> int:
    """Return how many rows of the sheet were planned, counted apart from their states."""
    wanted = select(func.count()).where(inputs.c.campaign_id == campaign_id)
    with ledger.read() as connection:
        return int(connection.execute(wanted).scalar_one())


def read_rows(
    ledger: Ledger,
    campaign_id: str,
    *,
    price: int | None = None,
    states: Iterable[RowState] | None = None,
) -> Iterator[RowRecord]:
    """Read rows of a campaign in the sheet's order, as they stood at one moment.

    Args:
        ledger: The ledger.
        campaign_id: The campaign.
        price: VND a message, for the cost of an accepted row.
        states: Only rows in these states; `None` for all.

    """
    wanted = (
        _joined(rows, inputs.c.number, inputs.c.cells, inputs.c.phone)
        .where(rows.c.campaign_id == campaign_id)
        .order_by(rows.c.seq)
    )
    if states is not None:
        wanted = wanted.where(rows.c.state.in_([state.value for state in states]))
    with ledger.read() as connection:
        streamed = connection.execution_options(yield_per=CHUNK)
        for found in streamed.execute(wanted).mappings():
            yield _record(found, price)


def _record(found: RowMapping, price: int | None) -> RowRecord:
    state = RowState(found["state"])
    return RowRecord(
        seq=found["seq"],
        number=found["number"],
        cells=load_cells(found["cells"]),
        state=state,
        phone=found["phone"],
        tracking_id=found["tracking_id"],
        attempts=found["attempts"],
        code=found["code"],
        said=found["said"],
        problems=load_problems(found["problems"]),
        message_id=found["message_id"],
        sent_at=from_ms(found["sent_at"]),
        delivered_at=from_ms(found["delivered_at"]),
        cost=price if state is RowState.ACCEPTED else None,
    )


def cancel_pending(ledger: Ledger, campaign_id: str, *, now: datetime) -> int:
    """End the rows that wait, by a person's word. Returns how many."""
    with ledger.write() as connection:
        return _move(connection, campaign_id, {RowState.PENDING}, RowState.CANCELLED, now=now)


def expire_pending(ledger: Ledger, campaign_id: str, *, now: datetime) -> int:
    """End the rows that wait, because their time ran out. Returns how many."""
    with ledger.write() as connection:
        return _move(connection, campaign_id, {RowState.PENDING}, RowState.EXPIRED, now=now)


def interrupt(connection: Connection, campaign_id: str, *, now: datetime) -> int:
    """Put in doubt the rows that another owner of the lane left in flight. Returns how many."""
    return _move(
        connection, campaign_id, {RowState.SENDING}, RowState.UNKNOWN, now=now, code=INTERRUPTED
    )


def retry(ledger: Ledger, campaign_id: str, states: Iterable[RowState], *, now: datetime) -> int:
    """Let rows be sent anew, by a person's word, under new tracking ids. Returns how many.

    A new tracking id tells a late receipt of the first attempt from one of the second.
    """
    again = (
        rows.c.campaign_id
        + literal("-")
        + cast(rows.c.seq, String)
        + literal("-")
        + cast(rows.c.attempts + 1, String)
    )
    with ledger.write() as connection:
        return _move(
            connection, campaign_id, set(states), RowState.PENDING, now=now, tracking_id=again,
            said="", sent_at=None,
        )  # fmt: skip


def _move(
    connection: Connection,
    campaign_id: str,
    before: set[RowState],
    after: RowState,
    *,
    now: datetime,
    code: str | None = None,
    only: int | None = None,
    **values: Any,
) -> int:
    allowed = [state.value for state in before if may_follow(state, after)]
    if len(allowed) != len(before):
        raise ValueError(f"{before} may not become {after}: {TRANSITIONS}")
    chosen = and_(rows.c.campaign_id == campaign_id, rows.c.state.in_(allowed))
    if only is not None:
        chosen = and_(chosen, rows.c.seq == only)
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
    moved = connection.execute(
        update(rows).where(chosen).values(state=after.value, code=code, **values)
    )
    return moved.rowcount
