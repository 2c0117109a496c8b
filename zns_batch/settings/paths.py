"""Folders and files: the state folder, and where settings and templates are looked up."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

APP = "zns-batch"
SETTINGS_FILE = "zns-batch.toml"


_home: ContextVar[str | None] = ContextVar("zns_batch_home", default=None)
_database_url: ContextVar[str | None] = ContextVar("zns_batch_database_url", default=None)


@contextmanager
def located(*, home: str | None, database_url: str | None) -> Iterator[None]:
    """Use another state folder and ledger within the block, also in the threads that it awaits.

    Args:
        home: The state folder; `None` for the environment's.
        database_url: The ledger's database; `None` for the environment's, or with a `home` the file
            in it.

    """
    tokens = _home.set(home), _database_url.set(database_url)
    try:
        yield
    finally:
        _home.reset(tokens[0])
        _database_url.reset(tokens[1])


def home() -> Path:
    """Return the state folder: `ZNS_HOME`, else the operating system's place for state."""
    asked = _home.get() or os.environ.get("ZNS_HOME")
    if asked:
        return Path(asked).expanduser()
    import platformdirs

    return Path(platformdirs.user_state_dir(APP, False))  # noqa: FBT003 — no author's folder on Windows


def ledger_place() -> Path | str:
    """Return the ledger's location: `ZNS_DATABASE_URL`, else a file in the state folder."""
    if _database_url.get() is None and _home.get() is not None:
        return home() / "ledger.db"
    return _database_url.get() or os.environ.get("ZNS_DATABASE_URL") or home() / "ledger.db"


def log_file() -> Path:
    """Return the log's path."""
    return home() / "logs" / "zns-batch.log"


def settings_file() -> Path | None:
    """Return `zns-batch.toml` of the working folder, else of the user's; `None` without either.

    `ZNS_SETTINGS` names another file in their place.
    """
    if given := os.environ.get("ZNS_SETTINGS"):
        return Path(given).expanduser()
    import platformdirs

    config = Path(platformdirs.user_config_dir(APP, False))  # noqa: FBT003 — as above
    for place in (Path(SETTINGS_FILE), config / SETTINGS_FILE):
        if place.is_file():
            return place
    return None


def template_folders() -> tuple[Path, ...]:
    """Return the folders in which a template's name is looked for, the nearest first.

    The last is the one that ships with the program, so that the samples work from anywhere.
    """
    shipped = examples() / "templates"
    return Path("templates"), home() / "templates", shipped


def examples() -> Path:
    """Return the folder that holds the sample templates and sheets."""
    package = Path(__file__).parent.parent
    packed = package / "examples"
    # In a checkout they stand beside the package, where people look for them.
    return packed if packed.is_dir() else package.parent
