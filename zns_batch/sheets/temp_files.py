"""Removal of temporary files that a killed process left behind."""

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
    for path in folder.glob(pattern):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime >= ABANDONED_SECONDS:
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink()
