"""The audit log: what people did, each entry chained to the one before by a hash.

An entry that is changed, taken out or put in between breaks the chain from there on. It holds no
phone number and nothing of a list's cells.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Literal

from sqlalchemy import Connection, RowMapping, delete, func, insert, select

from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import audit
from zns_batch.ledger.db.timestamps import from_ms, to_ms

Face = Literal["web", "api", "cli", "worker"]

_START = "0" * 64
_AT_ONCE = 1_000


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


def record(ledger: Ledger, entry: AuditEntry) -> None:
    """Add an entry in a transaction of its own."""
    with ledger.write() as connection:
        append(connection, entry)


def first_broken(ledger: Ledger) -> int | None:
    """Return the id of the first entry that does not follow from the one before; `None` if all do.

    The oldest that is kept is believed where older ones were forgotten.
    """
    before = _START
    for line in _lines(ledger):
        if before == _START and line["id"] > 1:
            before = line["chain"]
            continue
        values = {name: line[name] for name in line if name not in {"id", "chain"}}
        if line["chain"] != _chained(before, values):
            return int(line["id"])
        before = line["chain"]
    return None


def latest(ledger: Ledger, *, limit: int = 100, object_id: str | None = None) -> list[AuditEntry]:
    """Return the newest entries, the newest first; of one object where it is given."""
    query = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if object_id is not None:
        query = query.where(audit.c.object == object_id)
    with ledger.read() as connection:
        return [_entry_of(line) for line in connection.execute(query).mappings()]


def forget(ledger: Ledger, *, before: datetime) -> int:
    """Remove entries that are older than a moment, but for the last one, and return how many."""
    newest = select(func.max(audit.c.id)).scalar_subquery()
    old = (audit.c.at < to_ms(before), audit.c.id < newest)
    with ledger.write() as connection:
        return connection.execute(delete(audit).where(*old)).rowcount


def _lines(ledger: Ledger) -> Iterator[RowMapping]:
    after = 0
    while True:
        query = select(audit).where(audit.c.id > after).order_by(audit.c.id).limit(_AT_ONCE)
        with ledger.read() as connection:
            lines = connection.execute(query).mappings().all()
        yield from lines
        if len(lines) < _AT_ONCE:
            return
        after = lines[-1]["id"]


def _chained(before: str, values: Mapping[str, object]) -> str:
    content = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return sha256(before.encode() + content.encode()).hexdigest()


def _values_of(entry: AuditEntry) -> dict[str, object]:
    return {
        "at": to_ms(entry.at),
        "actor": entry.actor,
        "face": entry.face,
        "act": entry.act,
        "account": entry.account,
        "object": entry.object,
        "number": entry.number,
        "params": json.dumps(dict(entry.params), ensure_ascii=False, sort_keys=True),
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
