"""Bringing a ledger to the version this program works with."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from zns_batch.errors import LedgerError

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0002"
"""The newest migration. A test holds it to the files in `migrations/versions`."""


def bring_up_to_date(engine: Engine, place: str) -> None:
    """Create or upgrade the tables; does nothing to a ledger that is up to date.

    Args:
        engine: The database.
        place: Where it lies, for messages.

    Raises:
        LedgerError: A newer version of the program has written this ledger.

    """
    with engine.connect().execution_options(zns_read_only=True) as connection:
        if _version(connection) == HEAD:
            return
    with engine.begin() as connection:
        version = _version(connection)
        if version is not None and version not in _known():
            raise LedgerError("ledger.newer", path=place, found=version, known=HEAD)
        if version != HEAD:
            _upgrade(connection)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
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
