"""Migrates a ledger to the schema version of this program, and marks files that were moved."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from zns_batch.errors import LedgerError

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0012"
"""The newest migration. A test holds it to the files in `migrations/versions`."""

_MOVING, _MOVED = "moving", "moved"
"""Versions of a ledger that is being moved, or was: newer than whatever a program knows."""


def is_current(engine: Engine) -> bool:
    """Tell whether a ledger has the newest tables."""
    with engine.connect().execution_options(zns_read_only=True) as connection:
        return _version(connection) == HEAD


def upgrade_if_needed(engine: Engine, place: str) -> None:
    """Create the tables, and upgrade those of a file; does nothing to a ledger that is up to date.

    A database on a server is not upgraded by the way: other machines may be at work on it.

    Args:
        engine: The database.
        place: Where it lies, for messages.

    Raises:
        LedgerError: A newer version of the program has written this ledger, or an older one and it
            lies on a server, or it was moved.

    """
    if is_current(engine):
        return
    with engine.begin() as connection:
        version = _checked(connection, place)
        if version is not None and engine.dialect.name != "sqlite" and version != HEAD:
            raise LedgerError("ledger.older", path=place, found=version, known=HEAD)
        if version != HEAD:
            _upgrade(connection)


def upgrade(engine: Engine, place: str) -> tuple[str | None, str]:
    """Create or upgrade the tables, wherever the ledger lies.

    Args:
        engine: The database.
        place: Where it lies, for messages.

    Returns:
        The version it had, `None` for an empty database, and the one that it has now.

    Raises:
        LedgerError: A newer version of the program has written this ledger, or it was moved.

    """
    with engine.begin() as connection:
        version = _checked(connection, place)
        if version != HEAD:
            _upgrade(connection)
    return version, HEAD


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """A move of a ledger's file into a database, as the file has it.

    Attributes:
        id: Which move: the database has it too from the moment on at which it has everything.
        place: Where the ledger goes on, without a password.
        finished: Whether the database is known to have everything.

    """

    id: str
    place: str
    finished: bool


def read_move(connection: Connection) -> Move | None:
    """Return the move that a file is marked with; `None` when the ledger goes on there."""
    version = _version(connection)
    if version not in {_MOVING, _MOVED}:
        return None
    line = connection.execute(text("SELECT * FROM moved")).mappings().one()
    # Files that older versions of the program moved have no id.
    return Move(id=line.get("id", ""), place=line["place"], finished=version == _MOVED)


def mark_moving(connection: Connection, move: Move, tables: Iterable[str]) -> None:
    """Mark a file as being moved: from this commit on nothing in it can be changed.

    No version of the program opens it any more, and a process that has it open already can change
    nothing in it either.

    Args:
        connection: A write transaction of the file.
        move: Where to.
        tables: The tables that are moved.

    """
    why = f"this ledger is moved to {move.place}".replace("'", "''")
    for table, event in product(tables, ("INSERT", "UPDATE", "DELETE")):
        stop = f"BEGIN SELECT RAISE(ABORT, '{why}'); END"
        connection.exec_driver_sql(
            f"CREATE TRIGGER moved_{table}_{event.lower()} BEFORE {event} ON {table} {stop}"
        )
    connection.execute(text("CREATE TABLE moved (place TEXT NOT NULL, id TEXT NOT NULL)"))
    values = {"place": move.place, "id": move.id}
    connection.execute(text("INSERT INTO moved (place, id) VALUES (:place, :id)"), values)
    _set_version(connection, _MOVING)


def mark_moved(connection: Connection) -> None:
    """Mark the move of a file as finished."""
    _set_version(connection, _MOVED)


def unmark_moving(connection: Connection, tables: Iterable[str]) -> None:
    """Let a file be used again, because the database certainly has nothing of it."""
    for table, event in product(tables, ("insert", "update", "delete")):
        connection.exec_driver_sql(f"DROP TRIGGER moved_{table}_{event}")
    connection.execute(text("DROP TABLE moved"))
    _set_version(connection, HEAD)


def _set_version(connection: Connection, version: str) -> None:
    statement = text("UPDATE alembic_version SET version_num = :version")
    connection.execute(statement, {"version": version})


def _checked(connection: Connection, place: str) -> str | None:
    """Return the version of a ledger that we may use."""
    if (move := read_move(connection)) is not None:
        key = "ledger.moved" if move.finished else "ledger.moving"
        raise LedgerError(key, path=place, to=move.place)
    version = _version(connection)
    if version is not None and version not in _known():
        raise LedgerError("ledger.newer", path=place, found=version, known=HEAD)
    return version


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(
        text("SELECT version_num FROM alembic_version")
    ).scalar()
    return version


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[1] / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def _known() -> set[str]:
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _upgrade(connection: Connection) -> None:
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
