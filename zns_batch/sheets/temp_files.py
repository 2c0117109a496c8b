"""Removal of temporary files that a killed process left behind."""

import shutil
import threading
import time
from contextlib import suppress
from pathlib import Path

ABANDONED_SECONDS = 3_600.0
"""No workbook takes as long as this to be written."""


_LOOK_AGAIN_SECONDS = 600.0
_looked_at: dict[tuple[Path, str], float] = {}
_lock = threading.Lock()


def remove_stale_at_times(folder: Path, pattern: str) -> None:
    """Remove what was left behind as `remove_stale` does, unless this process looked a while ago.

    A worker writes a workbook for each campaign, often into one folder that has thousands by then.

    Args:
        folder: Where to look.
        pattern: How the names of such files and folders look.

    """
    key, now = (folder, pattern), time.monotonic()
    with _lock:
        if now - _looked_at.get(key, -_LOOK_AGAIN_SECONDS) < _LOOK_AGAIN_SECONDS:
            return
        _looked_at[key] = now
    remove_stale(folder, pattern)


def remove_stale(folder: Path, pattern: str) -> None:
    """Remove what was left behind: it holds customers' phones.

    Args:
        folder: Where to look.
        pattern: How the names of such files and folders look.

    """
    for path in folder.glob(pattern):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime >= ABANDONED_SECONDS:
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink()
