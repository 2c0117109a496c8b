"""Schedules in the ledger, and their runs: what is sent when, and the result of each time."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError

from zns_batch.core.random_ids import random_letters
from zns_batch.errors import LedgerError, UnknownScheduleError
from zns_batch.i18n import SentenceValue
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import campaigns, runs, schedules
from zns_batch.ledger.db.sentence_codec import dump_params, load_params
from zns_batch.ledger.db.timestamps import from_ms, to_ms
from zns_batch.ledger.records import Campaign, campaign_of


class ScheduleState(StrEnum):
    """Where a schedule stands."""

    ACTIVE = "active"
    """Its next time will be kept."""
    PAUSED = "paused"
    """A person has stopped it for now; times that pass meanwhile are not made up for."""


class BadRows(StrEnum):
    """What becomes of a list in which some rows can't be sent."""

    SEND = "send"
    """The good rows go out."""
    REFUSE = "refuse"
    """Nothing goes out."""
    HOLD = "hold"
    """It is planned, and waits for a person's `resume`."""


class RunState(StrEnum):
    """What became of one time of a schedule."""

    PLANNED = "planned"
    """A campaign was made and left to the workers."""
    HELD = "held"
    """A campaign was made and waits for a person: some of its rows can't be sent."""
    REFUSED = "refused"
    """Nothing was sent: some rows can't be sent."""
    UNCHANGED = "unchanged"
    """The list is the one of the last time."""
    EMPTY = "empty"
    """No row of the list is to be sent, or all were sent before."""
    NO_FILE = "no-file"
    """There was no list."""
    MISSED = "missed"
    """No worker was there in time."""
    FAILED = "failed"
    """The list or the settings could not be used."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Schedule:
    """One schedule. All moments are aware and in UTC.

    Attributes:
        id: Short and unique.
        name: What people call it; unique too.
        account: The account that it sends for.
        state: Whether its next time will be kept.
        file: The list: a path, or a pattern of which the newest match is taken.
        asked: What was asked for beside it: see `zns_batch.services.schedules.saved_request`.
        cron: When, as cron has it; `None` for once.
        zone: The time zone of `cron`, by its IANA name.
        next_at: The next time; `None` when there is none.
        misfire: What becomes of a time that was missed: `once`, `skip` or how late is still good.
        bad_rows: What becomes of a list in which some rows can't be sent.
        folder: Where results workbooks go.
        digest: The SHA-256 of the last list that was dealt with.
        created_at: When it was added.

    """

    id: str
    name: str
    account: str
    state: ScheduleState = ScheduleState.ACTIVE
    file: str
    asked: Mapping[str, Any] = field(default_factory=dict)
    cron: str | None
    zone: str
    next_at: datetime | None
    misfire: str
    bad_rows: BadRows
    folder: str
    digest: str | None = None
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleRun:
    """What became of one time of a schedule.

    Attributes:
        schedule_id: The schedule.
        due_at: The time that was to be kept.
        state: What became of it.
        at: When that was decided.
        campaign_id: The campaign that was made; `None` when none was.
        key: The sentence that says what was in the way; empty when nothing was.
        params: Its values.
        digest: The SHA-256 of the list that was dealt with; it is kept with the schedule.

    """

    schedule_id: str
    due_at: datetime
    state: RunState
    at: datetime
    campaign_id: str | None = None
    key: str = ""
    params: Mapping[str, SentenceValue] = field(default_factory=dict)
    digest: str | None = field(default=None, compare=False)


def new_id() -> str:
    """Return the id of a new schedule."""
    return "s" + random_letters(7)


def add(ledger: Ledger, schedule: Schedule) -> None:
    """Write down a new schedule.

    Raises:
        LedgerError: Another schedule has its name, or the ledger can't be written.

    """
    with ledger.write() as connection:
        insert_schedule(connection, schedule)


def insert_schedule(connection: Connection, schedule: Schedule) -> None:
    """Write down a new schedule, in a transaction that may do more.

    Raises:
        LedgerError: Another schedule has its name.

    """
    # Versions before this one left a schedule without its campaign when `schedule add` was killed.
    connection.execute(
        delete(schedules).where(
            schedules.c.name == schedule.name, schedules.c.cron.is_(None), _without_campaign()
        )
    )
    values = {
        "id": schedule.id,
        "name": schedule.name,
        "account": schedule.account,
        "state": schedule.state,
        "file": schedule.file,
        "asked": json.dumps(dict(schedule.asked), ensure_ascii=False),
        "cron": schedule.cron,
        "zone": schedule.zone,
        "next_at": to_ms(schedule.next_at),
        "misfire": schedule.misfire,
        "bad_rows": schedule.bad_rows,
        "folder": schedule.folder,
        "created_at": to_ms(schedule.created_at),
    }
    try:
        connection.execute(insert(schedules), values)
    except IntegrityError as error:
        raise LedgerError("ledger.schedule-name-taken", name=schedule.name) from error


def is_name_taken(ledger: Ledger, name: str) -> bool:
    """Tell whether `insert_schedule` would refuse a name now."""
    same_name = select(schedules.c.id).where(schedules.c.name == name)
    query = same_name.where(or_(schedules.c.cron.is_not(None), ~_without_campaign()))
    with ledger.read() as connection:
        return connection.execute(query.limit(1)).first() is not None


def _without_campaign() -> ColumnElement[bool]:
    return ~exists().where(campaigns.c.schedule_id == schedules.c.id)


def delete_schedule(connection: Connection, schedule_id: str) -> None:
    """Delete a schedule; what became of its times stays."""
    connection.execute(delete(schedules).where(schedules.c.id == schedule_id))


def set_state(
    ledger: Ledger,
    schedule_id: str,
    state: ScheduleState,
    *,
    next_at: datetime | None,
    asked: Mapping[str, Any] | None = None,
) -> None:
    """Pause a schedule, or let it go on from its next time.

    Args:
        next_at: The next time.
        asked: What is asked for from now on; `None` for what was.

    """
    with ledger.write() as connection:
        change_state(connection, schedule_id, state, next_at=next_at)
        if asked is not None:
            dumped = json.dumps(dict(asked), ensure_ascii=False)
            which = update(schedules).where(schedules.c.id == schedule_id)
            connection.execute(which.values(asked=dumped))


def change_state(
    connection: Connection, schedule_id: str, state: ScheduleState, *, next_at: datetime | None
) -> None:
    """Do what `set_state` does, in a transaction that does more."""
    which = update(schedules).where(schedules.c.id == schedule_id)
    connection.execute(which.values(state=state, next_at=to_ms(next_at)))


def set_next(ledger: Ledger, schedule: Schedule, next_at: datetime | None) -> None:
    """Move a schedule to its next time; does nothing when it was moved meanwhile.

    Args:
        next_at: The next time.

    """
    same = schedules.c.id == schedule.id, schedules.c.next_at == to_ms(schedule.next_at)
    with ledger.write() as connection:
        connection.execute(update(schedules).where(*same).values(next_at=to_ms(next_at)))


def find(ledger: Ledger, name: str) -> Schedule:
    """Return a schedule by its id or its name.

    Raises:
        UnknownScheduleError: There is none.

    """
    query = select(schedules).where(or_(schedules.c.id == name, schedules.c.name == name))
    matches = _read(ledger, query.order_by(schedules.c.id != name).limit(1))
    if not matches:
        raise UnknownScheduleError("ledger.unknown-schedule", name=name)
    return matches[0]


def get(ledger: Ledger, schedule_id: str) -> Schedule | None:
    """Return a schedule by its id; `None` when it was removed."""
    matches = _read(ledger, select(schedules).where(schedules.c.id == schedule_id))
    return matches[0] if matches else None


def get_some(ledger: Ledger, schedule_ids: Collection[str]) -> dict[str, Schedule]:
    """Return schedules by their ids; those that were removed are left out."""
    if not schedule_ids:
        return {}
    found = _read(ledger, select(schedules).where(schedules.c.id.in_(list(schedule_ids))))
    return {each.id: each for each in found}


def list_all(ledger: Ledger) -> list[Schedule]:
    """Return all schedules, the next one first."""
    order = (schedules.c.next_at.is_(None), schedules.c.next_at, schedules.c.name)
    return _read(ledger, select(schedules).order_by(*order))


def newest_campaign(ledger: Ledger, schedule_id: str) -> Campaign | None:
    """Return the newest campaign that a schedule has left to the workers, if there is one."""
    of_it = select(campaigns).where(campaigns.c.schedule_id == schedule_id)
    newest = of_it.order_by(campaigns.c.created_at.desc(), campaigns.c.id.desc()).limit(1)
    with ledger.read() as connection:
        line = connection.execute(newest).mappings().first()
    return None if line is None else campaign_of(line)


def newest_campaigns(ledger: Ledger, schedule_ids: Collection[str]) -> dict[str, Campaign]:
    """Return what `newest_campaign` does for several schedules, by their ids."""
    if not schedule_ids:
        return {}
    of_them = select(campaigns).where(campaigns.c.schedule_id.in_(list(schedule_ids)))
    oldest_first = of_them.order_by(campaigns.c.created_at, campaigns.c.id)
    with ledger.read() as connection:
        found = [campaign_of(line) for line in connection.execute(oldest_first).mappings()]
    return {each.schedule_id: each for each in found if each.schedule_id is not None}


def due(ledger: Ledger, *, now: datetime) -> list[Schedule]:
    """Return the recurring schedules whose time has come."""
    active = schedules.c.state == ScheduleState.ACTIVE
    come = schedules.c.next_at <= to_ms(now)
    query = select(schedules).where(active, come, schedules.c.cron.is_not(None))
    return _read(ledger, query.order_by(schedules.c.next_at, schedules.c.id))


def note_run(ledger: Ledger, run: ScheduleRun) -> None:
    """Note what became of a time; what was noted before stays."""
    with ledger.write() as connection:
        insert_run(connection, run)


_INSERT_RUN = text(
    "INSERT INTO runs (schedule_id, due_at, state, at, campaign_id, said) "
    "VALUES (:schedule_id, :due_at, :state, :at, :campaign_id, :said) "
    "ON CONFLICT (schedule_id, due_at) DO NOTHING"
)


def insert_run(connection: Connection, run: ScheduleRun) -> None:
    """Note what became of a time, and which list was dealt with; what was noted before stays."""
    values = {
        "schedule_id": run.schedule_id,
        "due_at": to_ms(run.due_at),
        "state": run.state,
        "at": to_ms(run.at),
        "campaign_id": run.campaign_id,
        "said": json.dumps([run.key, dump_params(run.params)], ensure_ascii=False)
        if run.key
        else None,
    }
    if connection.execute(_INSERT_RUN, values).rowcount and run.digest is not None:
        same_run = update(schedules).where(schedules.c.id == run.schedule_id)
        connection.execute(same_run.values(digest=run.digest))


def run_of(ledger: Ledger, schedule_id: str, due_at: datetime) -> ScheduleRun | None:
    """Return what became of one time of a schedule; `None` when nothing did yet."""
    same_run = runs.c.schedule_id == schedule_id, runs.c.due_at == to_ms(due_at)
    matches = _read_runs(ledger, select(runs).where(*same_run))
    return matches[0] if matches else None


def last_runs(ledger: Ledger, schedule_id: str, *, most: int = 5) -> list[ScheduleRun]:
    """Return what became of the last times of a schedule, the latest first."""
    query = select(runs).where(runs.c.schedule_id == schedule_id)
    return _read_runs(ledger, query.order_by(runs.c.due_at.desc()).limit(most))


def latest_runs(ledger: Ledger, *, now: datetime) -> dict[str, ScheduleRun]:
    """Return what became of the last time of each schedule, by the schedules' ids.

    Args:
        ledger: The ledger.
        now: Later times are left out: a list that is sent once has its campaign before.

    """
    last = (
        select(runs.c.schedule_id, func.max(runs.c.due_at).label("due_at"))
        .where(runs.c.due_at <= to_ms(now))
        .group_by(runs.c.schedule_id)
        .subquery()
    )
    query = select(runs).join(
        last, and_(runs.c.schedule_id == last.c.schedule_id, runs.c.due_at == last.c.due_at)
    )
    return {run.schedule_id: run for run in _read_runs(ledger, query)}


def _read(ledger: Ledger, query: Select[Any]) -> list[Schedule]:
    with ledger.read() as connection:
        return [_schedule(line) for line in connection.execute(query).mappings()]


def _schedule(line: RowMapping) -> Schedule:
    return Schedule(
        id=line["id"],
        name=line["name"],
        account=line["account"],
        state=ScheduleState(line["state"]),
        file=line["file"],
        asked=json.loads(line["asked"]),
        cron=line["cron"],
        zone=line["zone"],
        next_at=from_ms(line["next_at"]),
        misfire=line["misfire"],
        bad_rows=BadRows(line["bad_rows"]),
        folder=line["folder"],
        digest=line["digest"],
        created_at=from_ms(line["created_at"]),
    )


def _read_runs(ledger: Ledger, query: Select[Any]) -> list[ScheduleRun]:
    with ledger.read() as connection:
        return [_run(line) for line in connection.execute(query).mappings()]


def _run(line: RowMapping) -> ScheduleRun:
    key, params = json.loads(line["said"]) if line["said"] else ("", {})
    return ScheduleRun(
        schedule_id=line["schedule_id"],
        due_at=from_ms(line["due_at"]),
        state=RunState(line["state"]),
        at=from_ms(line["at"]),
        campaign_id=line["campaign_id"],
        key=key,
        params=load_params(params),
    )
