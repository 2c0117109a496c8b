"""Moves a ledger out of its SQLite file into a PostgreSQL database: at any moment one of the two is usable.

The file is marked first as being moved, and nothing in it can be changed from then on. The database
gets everything in one transaction, and with it the move's id. So whatever a killed move left behind,
the same command finds out whether the database has everything, and finishes the move or makes it anew.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, func, inspect, select, text

from zns_batch.errors import LedgerError
from zns_batch.ledger.db.engine import Ledger, open_existing_ledger
from zns_batch.ledger.db.errors import translate_db_errors
from zns_batch.ledger.db.migrate import (
    Move,
    mark_moved,
    mark_moving,
    read_move,
    unmark_moving,
    upgrade_if_needed,
)
from zns_batch.ledger.db.postgresql import copy_into
from zns_batch.ledger.db.schema import metadata, workers
from zns_batch.ledger.leases import refuse_held
from zns_batch.ledger.rows import streamed

_TABLES = [table for table in metadata.sorted_tables if table is not workers]
"""All but the workers, which are processes and no history."""

_NAMES = [table.name for table in _TABLES]
_NUMBERED = ("changes", "events")
"""Tables whose lines the database numbers."""

_DIGEST_SIZE = 16


class _Content(NamedTuple):
    """What a table holds, in whatever order: how many lines, and the sum of their digests."""

    lines: int
    digest: int


def move(source: Path, target: Ledger) -> Mapping[str, int]:
    """Move everything from a file into a database, and let nobody go on with the file.

    A move that was killed is finished by the same command, or made anew.

    Args:
        source: The file.
        target: An open ledger in a PostgreSQL database, without a line yet.

    Returns:
        How many lines each table has.

    Raises:
        LaneHeldError: A process is sending from the file now.
        LedgerError: There is no such file, the database has been used already, or one of them fails:
            then the file is as it was, or the same command is to be given again.

    """
    if not target.is_shared:
        raise LedgerError("ledger.move-to-file")
    if not source.is_file():
        raise LedgerError("ledger.move-from-nothing", path=str(source))
    ledger = open_existing_ledger(source)
    try:
        begun = _begin(ledger, target)
        with (
            _undone_if_nothing_arrived(ledger, target, begun),
            ledger.read() as old,
            target.write() as new,
        ):
            if not _has_arrived(new, begun):
                _refuse_full(new, target)
                _copy_all(old, new, target)
                new.execute(text("CREATE TABLE IF NOT EXISTS arrived_moves (id TEXT PRIMARY KEY)"))
                new.execute(text("INSERT INTO arrived_moves (id) VALUES (:id)"), {"id": begun.id})
            lines = {
                table.name: int(old.execute(select(func.count()).select_from(table)).scalar_one())
                for table in _TABLES
            }
        with ledger.write() as old:
            mark_moved(old)
    finally:
        ledger.close()
    return lines


def _begin(ledger: Ledger, target: Ledger) -> Move:
    """Mark the file as being moved, or go on with a move that was killed."""
    with translate_db_errors(ledger.place), ledger.read() as old:
        begun = read_move(old)
    if begun is None:
        with target.read() as new:
            _refuse_full(new, target)
        with translate_db_errors(ledger.place):
            upgrade_if_needed(ledger.engine, ledger.place)
        begun = Move(id=secrets.token_hex(16), place=target.place, finished=False)
        with ledger.write() as old:
            refuse_held(old)
            mark_moving(old, begun, _NAMES)
    elif begun.finished or begun.place != target.place:
        # Into another database than the one that may have everything: then two would be usable.
        key = "ledger.moved" if begun.finished else "ledger.moving"
        raise LedgerError(key, path=ledger.place, to=begun.place)
    return begun


@contextmanager
def _undone_if_nothing_arrived(ledger: Ledger, target: Ledger, begun: Move) -> Iterator[None]:
    """Let the file be used again when the move fails and the database certainly has nothing."""
    try:
        yield
    except BaseException:
        # A commit whose answer was lost may have been made: while the database can't be asked, the file
        # stays marked, and the same command goes on.
        with target.write() as new:
            arrived = _has_arrived(new, begun)
        if not arrived:
            with ledger.write() as old:
                unmark_moving(old, _NAMES)
        raise


def _has_arrived(new: Connection, begun: Move) -> bool:
    """Tell whether a database has everything that this move was to bring."""
    if not inspect(new).has_table("arrived_moves"):
        return False
    ids = new.execute(text("SELECT id FROM arrived_moves")).scalars().all()
    return begun.id in ids


def _refuse_full(new: Connection, target: Ledger) -> None:
    for table in _TABLES:
        if new.execute(select(table).limit(1)).first() is not None:
            raise LedgerError("ledger.move-to-full", path=target.place, table=table.name)


def _copy_all(old: Connection, new: Connection, target: Ledger) -> None:
    """Copy all tables, and compare what arrived with what left."""
    for table in _TABLES:
        left = _copy(old, new, table)
        arrived = _content(new, table)
        if left != arrived:
            raise LedgerError(
                "ledger.move-miscounted",
                path=target.place,
                table=table.name,
                expected=left.lines,
                found=arrived.lines,
            )
    for name in _NUMBERED:
        # The database numbers new lines from behind the old ones.
        table = metadata.tables[name]
        last = new.execute(select(func.max(table.c.id))).scalar()
        if last is not None:
            new.execute(select(func.setval(func.pg_get_serial_sequence(name, "id"), last)))


def _copy(old: Connection, new: Connection, table: Table) -> _Content:
    """Copy a table; return what it holds."""
    lines, digest = 0, 0

    def storable() -> Iterator[tuple[Any, ...]]:
        nonlocal lines, digest
        with streamed(old, select(table)) as lines_of_table:
            for line in lines_of_table:
                # A file may hold what PostgreSQL's texts can't: the one character that ends a text in C.
                values = tuple(
                    value.replace("\0", "") if isinstance(value, str) else value for value in line
                )
                lines, digest = lines + 1, digest + _digest(values)
                yield values

    copy_into(new, table, table.columns.keys(), storable())
    return _Content(lines, digest)


def _content(connection: Connection, table: Table) -> _Content:
    lines, digest = 0, 0
    with streamed(connection, select(table)) as lines_of_table:
        for line in lines_of_table:
            lines, digest = lines + 1, digest + _digest(tuple(line))
    return _Content(lines, digest)


def _digest(values: tuple[Any, ...]) -> int:
    return int.from_bytes(blake2b(repr(values).encode(), digest_size=_DIGEST_SIZE).digest())
