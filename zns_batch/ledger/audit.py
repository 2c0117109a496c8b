"""The audit log: what people did, each entry chained to the one before by a hash.

An entry that is changed, taken out or put in between breaks the chain from there on. Old ones are
forgotten by an entry of its own, which names the last of them: the oldest can't be taken out either.
It holds no phone number and nothing of a list's cells: what people type into a note is masked here, so
that no caller can forget it.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, func, insert, select

from zns_batch.core.masking import mask_phones_within
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import audit
from zns_batch.ledger.db.timestamps import from_ms, to_ms

Face = Literal["web", "api", "cli", "worker"]

FORGOTTEN = "audit-forget"
"""The act of an entry that says that older ones were forgotten."""

_MACHINE_MADE = frozenset({"customer", "last", "others", "start_at", "url", "version"})
"""Values that no person types: hashes, ids, moments and addresses, in which digits are no phone."""

_START = "0" * 64
_AT_ONCE = 1_000
_CHAINED = ("account", "act", "actor", "address", "at", "face", "number", "object", "params")
"""What an entry's link of the chain is made of."""

_FORGET_EVERY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditEntry:
    """What somebody did.

    Attributes:
        at: When.
        actor: Who: a person's login, or `user@host` of a command line.
        face: By which way.
        act: What, as a word of `web.audit.…`.
        account: For which account.
        object: Of what: a campaign's id, a list's, a person's login.
        number: Of how many.
        params: What else is worth knowing; never a phone and never a cell.
        address: Where from.

    """

    at: datetime
    actor: str
    face: Face
    act: str
    account: str | None = None
    object: str | None = None
    number: int | None = None
    params: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    address: str = ""


def append(connection: Connection, entry: AuditEntry) -> None:
    """Add an entry within a write transaction, which must keep other writers out (not `beside`)."""
    last = select(audit.c.chain).order_by(audit.c.id.desc()).limit(1)
    before = connection.execute(last).scalar_one_or_none() or _START
    values = _values_of(entry)
    connection.execute(insert(audit).values(chain=_chained(before, values), **values))


def record(ledger: Ledger, entry: AuditEntry, *, synced: bool = True) -> None:
    """Add an entry in a transaction of its own.

    Args:
        ledger: The ledger.
        entry: The entry.
        synced: Whether to wait for the disk; one that does not is there with the next that does.

    """
    with ledger.write(synced=synced) as connection:
        append(connection, entry)


@dataclass(frozen=True, kw_only=True, slots=True)
class ChainCheck:
    """What a look at the whole chain found.

    Attributes:
        entries: How many entries there are.
        last_at: When the newest was added; `None` without any.
        broken: The id of the first entry that does not follow from the one before.
        broken_at: When that one says it was added.

    """

    entries: int
    last_at: datetime | None
    broken: int | None = None
    broken_at: datetime | None = None


def check_chain(ledger: Ledger) -> ChainCheck:
    """Look whether every entry follows from the one before."""
    entries, before, last = 0, "", None
    starts = {_START, *_ends_of_forgotten(ledger)}
    for entry_id, chain, values in _lines(ledger):
        befores = {before} if entries else starts
        if all(chain != _chained(each, values) for each in befores):
            broken_at, count = from_ms(values["at"]), _count(ledger)
            newest = latest(ledger, limit=1)[0].at
            return ChainCheck(entries=count, last_at=newest, broken=entry_id, broken_at=broken_at)
        entries, before, last = entries + 1, chain, values["at"]
    return ChainCheck(entries=entries, last_at=None if last is None else from_ms(last))


def latest(ledger: Ledger, *, limit: int = 100, object_id: str | None = None) -> list[AuditEntry]:
    """Return the newest entries, the newest first; of one object where it is given."""
    query = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if object_id is not None:
        query = query.where(audit.c.object == object_id)
    with ledger.read() as connection:
        return [_entry_of(line) for line in connection.execute(query).mappings()]


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditFilter:
    """Which entries are looked for; what is empty narrows nothing.

    Attributes:
        actor: A part of who did it.
        acts: What was done.
        account: For which account.
        object: Of what: an id or a login.
        since: From this moment on.
        until: Before this moment.

    """

    actor: str = ""
    acts: Collection[str] = ()
    account: str = ""
    object: str = ""
    since: datetime | None = None
    until: datetime | None = None


def find_entries(
    ledger: Ledger, filters: AuditFilter, *, limit: int, before: int | None = None
) -> list[tuple[int, AuditEntry]]:
    """Return entries with their ids, the newest first.

    Args:
        ledger: The ledger.
        filters: Which.
        limit: How many at the most.
        before: Only older ones than the entry of this id.

    """
    query = select(audit).where(*_conditions(filters)).order_by(audit.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.id < before)
    with ledger.read() as connection:
        lines = connection.execute(query).mappings().all()
    return [(line["id"], _entry_of(line)) for line in lines]


class ActNames:
    """What was ever done, as far as this process has seen the log: new entries alone are looked at.

    Args:
        ledger: The ledger.

    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._seen = frozenset[str](), 0

    def list(self) -> list[str]:
        """Return the acts of all entries."""
        acts, last = self._seen
        newest = select(func.max(audit.c.id))
        with self._ledger.read() as connection:
            newest_id = connection.execute(newest).scalar_one() or 0
            if newest_id != last:
                added = select(audit.c.act).where(audit.c.id > last, audit.c.id <= newest_id)
                acts |= frozenset(connection.execute(added.distinct()).scalars())
        self._seen = acts, newest_id
        return sorted(acts)


def forget(ledger: Ledger, *, before: datetime, now: datetime) -> int:
    """Remove entries that are older than a moment, but for the last one, and return how many.

    At most once a day: what was removed stands in an entry of its own.
    """
    newest = select(func.max(audit.c.id)).scalar_subquery()
    old = (audit.c.at < to_ms(before), audit.c.id < newest)
    overdue = audit.c.at < to_ms(before - _FORGET_EVERY)
    with ledger.read() as connection:
        if not connection.execute(select(audit.c.id).where(*old, overdue).limit(1)).first():
            return 0
    with ledger.write() as connection:
        last = select(audit.c.id, audit.c.chain).where(*old).order_by(audit.c.id.desc()).limit(1)
        found = connection.execute(last).first()
        if found is None:
            return 0
        # By id: an entry whose moment lies behind the ones around it must not leave a gap.
        gone = connection.execute(delete(audit).where(audit.c.id <= found.id)).rowcount
        entry = AuditEntry(
            at=now,
            actor="zns-batch",
            face="worker",
            act=FORGOTTEN,
            number=gone,
            params={"last": found.chain},
        )
        append(connection, entry)
    return gone


def _conditions(filters: AuditFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.actor:
        conditions.append(audit.c.actor.icontains(filters.actor, autoescape=True))
    if filters.acts:
        conditions.append(audit.c.act.in_(filters.acts))
    if filters.account:
        conditions.append(audit.c.account == filters.account)
    if filters.object:
        conditions.append(audit.c.object == filters.object)
    if filters.since is not None:
        conditions.append(audit.c.at >= to_ms(filters.since))
    if filters.until is not None:
        conditions.append(audit.c.at < to_ms(filters.until))
    return conditions


def _count(ledger: Ledger) -> int:
    with ledger.read() as connection:
        return connection.execute(select(func.count()).select_from(audit)).scalar_one()


def _ends_of_forgotten(ledger: Ledger) -> list[str]:
    """Return what the entries about forgotten ones name as the last of them."""
    query = select(audit.c.params).where(audit.c.act == FORGOTTEN)
    with ledger.read() as connection:
        return [json.loads(text).get("last", "") for text in connection.execute(query).scalars()]


def _lines(ledger: Ledger) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Give each entry as its id, its link of the chain, and what the chain is made of."""
    columns = (audit.c.id, audit.c.chain, *(audit.c[name] for name in _CHAINED))
    after = 0
    while True:
        query = select(*columns).where(audit.c.id > after).order_by(audit.c.id).limit(_AT_ONCE)
        with ledger.read() as connection:
            lines: Sequence[Any] = connection.execute(query).all()
        for line in lines:
            yield line[0], line[1], dict(zip(_CHAINED, line[2:], strict=True))
        if len(lines) < _AT_ONCE:
            return
        after = lines[-1][0]


def _chained(before: str, values: Mapping[str, object]) -> str:
    content = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return sha256(before.encode() + content.encode()).hexdigest()


def _masked(params: Mapping[str, str | int | float | bool]) -> dict[str, str | int | float | bool]:
    return {
        name: mask_phones_within(value)
        if isinstance(value, str) and name not in _MACHINE_MADE
        else value
        for name, value in params.items()
    }


def _values_of(entry: AuditEntry) -> dict[str, object]:
    return {
        "at": to_ms(entry.at),
        "actor": entry.actor,
        "face": entry.face,
        "act": entry.act,
        "account": entry.account,
        "object": entry.object,
        "number": entry.number,
        "params": json.dumps(_masked(entry.params), ensure_ascii=False, sort_keys=True),
        "address": entry.address,
    }


def _entry_of(line: RowMapping) -> AuditEntry:
    return AuditEntry(
        at=from_ms(line["at"]),
        actor=line["actor"],
        face=line["face"],
        act=line["act"],
        account=line["account"],
        object=line["object"],
        number=line["number"],
        params=json.loads(line["params"]),
        address=line["address"],
    )
