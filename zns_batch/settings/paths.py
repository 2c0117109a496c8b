"""Folders and files: where state lies, where settings and templates are looked for."""

import os
from pathlib import Path

import platformdirs

APP = "zns-batch"
SETTINGS_FILE = "zns-batch.toml"


def home() -> Path:
    """Return the state folder: `ZNS_HOME`, else the operating system's place for state."""
    asked = os.environ.get("ZNS_HOME")
    return Path(asked).expanduser() if asked else Path(platformdirs.user_state_dir(APP, False))  # noqa: FBT003 — no author's folder on Windows


def ledger_place() -> Path | str:
    """Return where the ledger lies: `ZNS_DATABASE_URL`, else a file in the state folder."""
    return os.environ.get("ZNS_DATABASE_URL") or home() / "ledger.db"


def log_file() -> Path:
    """Return the log's path."""
    return home() / "logs" / "zns-batch.log"


def settings_file() -> Path | None:
    """Return `zns-batch.toml` of the working folder, else of the user's; `None` without either."""
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
