"""Files that a process left behind when it was killed."""

import shutil
import time
from contextlib import suppress
from pathlib import Path

ABANDONED_SECONDS = 3_600.0
"""No workbook takes as long as this to be written."""


def remove_stale(folder: Path, pattern: str) -> None:
    """Remove what was left behind: it holds customers' phones.

    Args:
        folder: Where to look.
        pattern: How the names of such files and folders look.

    """
    for left in folder.glob(pattern):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime >= ABANDONED_SECONDS:
                _remove(left)


def _remove(left: Path) -> None:
    if left.is_dir():
        shutil.rmtree(left, ignore_errors=True)
    else:
        left.unlink()
