"""Moving a ledger out of its SQLite file into a PostgreSQL database, whole or not at all."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, select

from zns_batch.errors import LedgerError
from zns_batch.ledger.db.engine import Ledger, open_ledger
from zns_batch.ledger.db.migrate import mark_moved
from zns_batch.ledger.db.postgresql import copy_into
from zns_batch.ledger.db.schema import campaigns, metadata, workers
from zns_batch.ledger.leases import refuse_held
from zns_batch.ledger.rows import streamed

_TABLES = [table for table in metadata.sorted_tables if table is not workers]
"""All but the workers, which are processes and no history."""

_NUMBERED = ("changes", "events")
"""Tables whose lines the database numbers."""


def move(source: Path, target: Ledger) -> Mapping[str, int]:
    """Move everything from a file into a database, and let nobody go on with the file.

    Args:
        source: The file.
        target: An open ledger in a PostgreSQL database, without a line yet.

    Returns:
        How many lines each table has.

    Raises:
        LaneHeldError: A process is sending from the file now.
        LedgerError: There is no such file, the database has been used already, or one of them fails:
            then nothing has been moved.

    """
    if not target.is_shared:
        raise LedgerError("ledger.move-to-file")
    if not source.is_file():
        raise LedgerError("ledger.move-from-nothing", path=str(source))
    ledger = open_ledger(source)
    try:
        with ledger.write() as old:
            refuse_held(old)
            found = _copied(old, target)
            # Only now: a move that is cut off here is found as done by the next try.
            mark_moved(old, target.place, [table.name for table in _TABLES])
    finally:
        ledger.close()
    return found


def _copied(old: Connection, target: Ledger) -> Mapping[str, int]:
    with target.write() as new:
        if not _is_there(old, new):
            _refuse_full(new, target)
            for table in _TABLES:
                _copy(old, new, table)
            _number_on(new)
            _compare(old, new, target)
        return {table.name: _count(old, table) for table in _TABLES}


def _is_there(old: Connection, new: Connection) -> bool:
    """Tell whether the whole was moved before, by a try that was cut off at its very end."""
    ids = select(campaigns.c.id)
    mine = set(old.execute(ids).scalars())
    return bool(mine) and mine <= set(new.execute(ids).scalars())


def _refuse_full(new: Connection, target: Ledger) -> None:
    for table in _TABLES:
        if new.execute(select(table).limit(1)).first() is not None:
            raise LedgerError("ledger.move-to-full", path=target.place, table=table.name)


def _copy(old: Connection, new: Connection, table: Table) -> None:
    with streamed(old, select(table)) as lines:
        storable = (tuple(map(_storable, line)) for line in lines)
        copy_into(new, table, table.columns.keys(), storable)


def _storable(value: Any) -> Any:
    # A file may hold what PostgreSQL's texts can't: the one character that ends a text in C.
    return value.replace("\0", "") if isinstance(value, str) else value


def _number_on(new: Connection) -> None:
    """Let the database number new lines from behind the old ones."""
    for name in _NUMBERED:
        table = metadata.tables[name]
        last = new.execute(select(func.max(table.c.id))).scalar()
        if last is not None:
            new.execute(select(func.setval(func.pg_get_serial_sequence(name, "id"), last)))


def _compare(old: Connection, new: Connection, target: Ledger) -> None:
    for table in _TABLES:
        expected, found = _count(old, table), _count(new, table)
        if expected != found:
            raise LedgerError(
                "ledger.move-miscounted",
                path=target.place,
                table=table.name,
                expected=expected,
                found=found,
            )


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())
