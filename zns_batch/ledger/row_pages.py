"""Rows of a campaign as pages show them: by state and reason, a page at a time, and one row's life.

Whoever shows a campaign asks again and again while it is sent, so each question here reads little:
one look at a campaign's rows counts them all.
"""

import json
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select

from zns_batch.domain.delivery import Price
from zns_batch.domain.planned_row import Problem
from zns_batch.domain.states import RowState
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import changes, inputs, rows
from zns_batch.ledger.db.timestamps import from_ms
from zns_batch.ledger.records import RowRecord, StateCounts
from zns_batch.ledger.rows import by_recipient, joined_rows, load_problems, row_record, streamed

_MINUTE = 60_000
_ANSWERED = (RowState.ACCEPTED.value, RowState.REJECTED.value, RowState.UNKNOWN.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class RowFilter:
    """Which rows of a campaign are shown. What is empty lets all through.

    Attributes:
        states: Rows in these states; a row in flight counts as one that waits.
        code: Rows with this code of the provider.
        problem: Rows with this kind of problem in their own cells.
        number: The row with this number in the spreadsheet.
        phone: Rows to this phone, as the ledger keeps it.

    """

    states: Collection[RowState] = ()
    code: str | None = None
    problem: str | None = None
    number: int | None = None
    phone: str | None = None

    def condition(self) -> ColumnElement[bool]:
        """Return it as SQL."""
        conditions: list[ColumnElement[bool]] = []
        if self.states:
            states = {state.value for state in self.states}
            if RowState.PENDING in self.states:
                states.add(RowState.SENDING.value)
            conditions.append(rows.c.state.in_(sorted(states)))
        if self.code is not None:
            conditions.append(rows.c.code == self.code)
        if self.problem is not None:
            # As `dump_problems` writes it: within a text the quotes are escaped.
            conditions.append(rows.c.problems.contains(json.dumps(self.problem), autoescape=True))
        if self.number is not None:
            conditions.append(inputs.c.number == self.number)
        if self.phone is not None:
            conditions.append(inputs.c.phone == self.phone)
        return and_(True, *conditions)  # noqa: FBT003 — SQLAlchemy's word for "whatever else"


@dataclass(frozen=True, kw_only=True, slots=True)
class RowPage:
    """Some rows of a campaign, in the sheet's order.

    Attributes:
        rows: The rows.
        after: The place after which the next page begins; `None` on the last one.

    """

    rows: tuple[RowRecord, ...]
    after: int | None


def read_page(
    ledger: Ledger,
    campaign_id: str,
    filters: RowFilter,
    *,
    after: int = 0,
    limit: int = 100,
    price: Price = None,
) -> RowPage:
    """Return a page of a campaign's rows.

    Args:
        ledger: The ledger.
        campaign_id: The campaign.
        filters: Which rows.
        after: The place after which to begin; 0 for the first page.
        limit: How many at the most.
        price: VND a message, for the cost of an accepted row.

    """
    query = (
        joined_rows(*by_recipient(price))
        .where(rows.c.campaign_id == campaign_id, rows.c.seq > after, filters.condition())
        .order_by(rows.c.seq)
        .limit(limit + 1)
    )
    with ledger.read() as connection:
        lines = connection.execute(query).mappings().all()
    page = tuple(row_record(line, price) for line in lines[:limit])
    return RowPage(rows=page, after=page[-1].seq if len(lines) > limit else None)


@dataclass(frozen=True, kw_only=True, slots=True)
class RowChange:
    """One step of a row's life.

    Attributes:
        at: When it came about.
        state: The state since then.
        attempt: How many requests had been made for it.
        tracking_id: Our reference of that attempt.
        code: Why, where there is a code.

    """

    at: datetime
    state: RowState
    attempt: int
    tracking_id: str | None
    code: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RowLife:
    """A row with what was sent for it and every step of its life.

    Attributes:
        row: The row as it stands.
        data: The parameters as they are sent, as JSON; `None` for a row that is never sent.
        changes: Its steps, the first one first.

    """

    row: RowRecord
    data: str | None
    changes: tuple[RowChange, ...]


def read_life(ledger: Ledger, campaign_id: str, seq: int, *, price: Price = None) -> RowLife | None:
    """Return one row with all that is known of it; `None` when the campaign has no such row."""
    this_row = (rows.c.campaign_id == campaign_id, rows.c.seq == seq)
    steps = (
        select(changes)
        .where(changes.c.campaign_id == campaign_id, changes.c.seq == seq)
        .order_by(changes.c.id)
    )
    with ledger.read() as connection:
        query = joined_rows(inputs.c.data, *by_recipient(price)).where(*this_row)
        line = connection.execute(query).mappings().first()
        if line is None:
            return None
        life = tuple(
            RowChange(
                at=from_ms(step["at"]),
                state=RowState(step["state"]),
                attempt=step["attempt"],
                tracking_id=step["tracking_id"],
                code=step["code"],
            )
            for step in connection.execute(steps).mappings()
        )
    return RowLife(row=row_record(line, price), data=line["data"], changes=life)


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeCount:
    """How many rows of a state have a code.

    Attributes:
        state: The state.
        code: The provider's code, or our word for trouble on the way; `None` for rows without one.
        rows: How many they are.
        refused_later: How many of them were accepted at first and are not paid for.

    """

    state: RowState
    code: str | None
    rows: int
    refused_later: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignCounts:
    """A campaign's rows counted at one moment, by state and by code.

    Attributes:
        states: By state.
        codes: By state and code; rows in the same state with other codes are lines of their own.

    """

    states: StateCounts
    codes: tuple[CodeCount, ...]


def count_codes(ledger: Ledger, campaign_id: str) -> CampaignCounts:
    """Count a campaign's rows by state and code, in one look at them."""
    refused = case((rows.c.charged.is_(False), 1), else_=0)
    query = (
        select(
            rows.c.state,
            rows.c.code,
            func.count(),
            func.count(rows.c.delivered_at),
            func.sum(refused),
        )
        .where(rows.c.campaign_id == campaign_id)
        .group_by(rows.c.state, rows.c.code)
    )
    by_state: dict[RowState, int] = {}
    codes, delivered = [], 0
    with ledger.read() as connection:
        for word, code, count, arrived, refused_later in connection.execute(query):
            state = RowState(word)
            by_state[state] = by_state.get(state, 0) + count
            delivered += arrived if state is RowState.ACCEPTED else 0
            codes.append(
                CodeCount(state=state, code=code, rows=count, refused_later=int(refused_later))
            )
    return CampaignCounts(
        states=StateCounts(rows=by_state, delivered=delivered), codes=tuple(codes)
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemCount:
    """How many rows of a state have a kind of problem.

    Attributes:
        state: The state.
        rows: How many they are. A row with two kinds of problems counts for both.
        example: The problem as one of them has it.

    """

    state: RowState
    rows: int
    example: Problem


def count_problems(ledger: Ledger, campaign_id: str) -> list[ProblemCount]:
    """Count the rows that were not sent for their own cells, by state and kind of problem."""
    query = select(rows.c.state, rows.c.problems).where(
        rows.c.campaign_id == campaign_id,
        rows.c.state.in_([RowState.INVALID.value, RowState.DUPLICATE.value]),
    )
    counts: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], Problem] = {}
    with ledger.read() as connection, streamed(connection, query) as lines:
        for state, problems in lines:
            found = {(state, problem.code): problem for problem in load_problems(problems)}
            counts.update(found.keys())
            for key, problem in found.items():
                examples.setdefault(key, problem)
    return [
        ProblemCount(state=RowState(key[0]), rows=count, example=examples[key])
        for key, count in counts.most_common()
    ]


def answers_by_minute(ledger: Ledger, campaign_id: str) -> list[tuple[datetime, int]]:
    """Return how many rows got their answer in each minute in which any did, the first first."""
    minute = changes.c.at - changes.c.at % _MINUTE
    query = (
        select(minute, func.count())
        .where(changes.c.campaign_id == campaign_id, changes.c.state.in_(_ANSWERED))
        .group_by(minute)
        .order_by(minute)
    )
    with ledger.read() as connection:
        return [(from_ms(at), count) for at, count in connection.execute(query)]
