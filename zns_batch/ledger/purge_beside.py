"""Customers' data that stand beside rows: what they wrote, their journeys, sentences of old runs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, and_, bindparam, delete, func, or_, select, update

from zns_batch.domain.delivery import RATED
from zns_batch.ledger.connect import Ledger
from zns_batch.ledger.erasing import CHUNK, erasing
from zns_batch.ledger.journeys import Standing
from zns_batch.ledger.moments import to_ms
from zns_batch.ledger.schema import events, journeys, runs

_CUSTOMERS_WORDS = frozenset({"note", "feedbacks", "data"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Beside:
    """How much went beside campaigns: events, schedules' runs, and journeys' tokens."""

    events: int
    runs: int
    journeys: int


def purge_beside(ledger: Ledger, *, before: datetime) -> Beside:
    """Take out what is older than a moment, whatever became of its campaign.

    Args:
        ledger: The ledger.
        before: The moment. A journey's token goes when it was over by then; one that is in doubt
            stays, for it would else be asked for a second time.

    Raises:
        LedgerError: The ledger can't be written.

    """
    return Beside(
        events=strip_events(ledger, events.c.received_at < to_ms(before)),
        runs=_strip_runs(ledger, before),
        journeys=_drop_journeys(ledger, before),
    )


def count_beside(ledger: Ledger, *, before: datetime) -> Beside:
    """Count what `purge_beside` would take out."""
    found = (
        select(func.count()).select_from(runs).where(_old_runs(before)),
        select(func.count()).select_from(journeys).where(_over(before)),
    )
    with ledger.read() as connection:
        counts = [int(connection.execute(one).scalar_one()) for one in found]
    told = sum(len(page) for page in _to_strip(ledger, events.c.received_at < to_ms(before)))
    return Beside(events=told, runs=counts[0], journeys=counts[1])


def strip_events(ledger: Ledger, which: ColumnElement[bool]) -> int:
    """Take what customers wrote out of events; how many stars they gave stays.

    Args:
        ledger: The ledger.
        which: The events.

    Returns:
        How many were changed.

    """
    changed = 0
    by_id = update(events).where(events.c.id == bindparam("which"))
    for page in _to_strip(ledger, which):
        values: list[dict[str, Any]] = [{"which": one, "less": less} for one, less in page.items()]
        with erasing(ledger) as connection:
            connection.execute(by_id.values(told=bindparam("less")), values)
        changed += len(page)
    return changed


def _to_strip(ledger: Ledger, which: ColumnElement[bool]) -> Iterator[Mapping[int, str]]:
    """Yield, some at a time, the events that would change, and what would be left of them."""
    after = 0
    wanted = select(events.c.id, events.c.name, events.c.told).where(which)
    while True:
        page = wanted.where(events.c.id > after).order_by(events.c.id).limit(CHUNK)
        with ledger.read() as connection:
            found = connection.execute(page).all()
        if not found:
            return
        after = found[-1].id
        less = {one.id: _stripped(one.name, one.told) for one in found}
        if changing := {one.id: less[one.id] for one in found if less[one.id] != one.told}:
            yield changing


def _stripped(name: str, told: str) -> str:
    kept = {
        word: value
        for word, value in orjson.loads(told).items()
        if (word == "rate" if name == RATED else word not in _CUSTOMERS_WORDS)
    }
    return orjson.dumps(kept).decode()


def _strip_runs(ledger: Ledger, before: datetime) -> int:
    with erasing(ledger) as connection:
        found = connection.execute(update(runs).where(_old_runs(before)).values(said=None))
    return found.rowcount


def _old_runs(before: datetime) -> ColumnElement[bool]:
    return and_(runs.c.at < to_ms(before), runs.c.said.is_not(None))


def _drop_journeys(ledger: Ledger, before: datetime) -> int:
    with erasing(ledger) as connection:
        return connection.execute(delete(journeys).where(_over(before))).rowcount


def _over(before: datetime) -> ColumnElement[bool]:
    state, moment = journeys.c.state, to_ms(before)
    ended = func.coalesce(journeys.c.expires_at, journeys.c.asked_at)
    return or_(
        and_(state == Standing.GOOD.value, ended < moment),
        and_(state == Standing.FREE.value, journeys.c.asked_at < moment),
    )
