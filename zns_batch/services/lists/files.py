"""The files of an uploaded list, in a folder that only its owner's process can read."""

import secrets
import shutil
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

_LIST = "list"
"""The name of the uploaded file."""
_INCOMING = "incoming"
"""What the name of a file that arrives begins with."""


def uploads_folder(home: Path) -> Path:
    """Return the folder that holds a folder for each list."""
    return home / "uploads"


def list_file(folder: Path) -> Path:
    """Return the list's file. It bears no ending: no program opens it by itself."""
    return folder / _LIST


def incoming_file(folder: Path) -> Path:
    """Return where a file that arrives is written to."""
    return folder / f"{_INCOMING}-{secrets.token_hex(4)}.part"


def settle_file(folder: Path, file: Path) -> None:
    """Make a file that has arrived the list's file, in place of the one there is."""
    file.replace(folder / _LIST)


def check_db_path(folder: Path, run: str) -> Path:
    """Return where a check keeps what it found."""
    return folder / f"check-{run}.db"


def marked_copy_path(folder: Path, run: str, lang: str) -> Path:
    """Return the copy of the list with its wrong cells marked, as one check found them."""
    return folder / f"marked-{run}-{lang}.xlsx"


def remove_run(folder: Path, run: str) -> None:
    """Remove the files of one job."""
    for path in folder.glob(f"*-{run}*"):
        with suppress(OSError):
            path.unlink()


def keep_only(folder: Path, run: str) -> None:
    """Remove what all checks but one have left."""
    for path in (*folder.glob("check-*"), *folder.glob("marked-*")):
        if f"-{run}" not in path.name:
            with suppress(OSError):
                path.unlink()


def remove_folders(
    home: Path, folders: Iterable[Path], *, kept: Collection[str], before: datetime
) -> None:
    """Remove folders of lists, and what a killed process left behind long ago.

    Args:
        home: The state folder.
        folders: The folders.
        kept: The ids of the lists that stay, whatever their folders' age.
        before: Other folders there go when they were last changed before this moment.

    """
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    root = uploads_folder(home)
    for folder in root.iterdir() if root.is_dir() else ():
        with suppress(OSError):
            is_old = folder.lstat().st_mtime < before.timestamp()
            if is_old and folder.name not in kept and not folder.is_symlink():
                shutil.rmtree(folder)
