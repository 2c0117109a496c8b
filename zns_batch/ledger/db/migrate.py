"""Bringing a ledger to the version this program works with."""

from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from zns_batch.errors import LedgerError

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0003"
"""The newest migration. A test holds it to the files in `migrations/versions`."""

_MOVED = "moved"
"""Stands in the version's place of a ledger that goes on elsewhere: to older programs it is newer."""


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
    with engine.connect().execution_options(zns_read_only=True) as connection:
        if _version(connection) == HEAD:
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


def mark_moved(connection: Connection, to: str, tables: Iterable[str]) -> None:
    """Note in a file that its ledger goes on elsewhere: no version of the program opens it any more.

    A process that has it open already can change nothing in it either.

    Args:
        connection: A write transaction of the file.
        to: Where the ledger goes on, without a password.
        tables: The tables that were moved.

    """
    why = f"this ledger was moved to {to}".replace("'", "''")
    for table, event in product(tables, ("INSERT", "UPDATE", "DELETE")):
        stop = f"BEGIN SELECT RAISE(ABORT, '{why}'); END"
        connection.exec_driver_sql(
            f"CREATE TRIGGER moved_{table}_{event.lower()} BEFORE {event} ON {table} {stop}"
        )
    connection.execute(text("CREATE TABLE moved (place TEXT NOT NULL)"))
    connection.execute(text("INSERT INTO moved (place) VALUES (:place)"), {"place": to})
    connection.execute(text("UPDATE alembic_version SET version_num = :moved"), {"moved": _MOVED})


def _checked(connection: Connection, place: str) -> str | None:
    """Return the version of a ledger that we may use."""
    version = _version(connection)
    if version == _MOVED:
        to = connection.execute(text("SELECT place FROM moved")).scalar_one()
        raise LedgerError("ledger.moved", path=place, to=to)
    if version is not None and version not in _known():
        raise LedgerError("ledger.newer", path=place, found=version, known=HEAD)
    return version


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


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
