"""The list of a schedule: the newest file of a pattern, whole and not being written any more."""

import hashlib
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from zns_batch.core.clock import Clock
from zns_batch.errors import LedgerError, SheetError
from zns_batch.reports.paths import is_results_workbook

PATIENCE = timedelta(minutes=10)
"""How long a list may be in the making when its time has come."""

_QUIET = timedelta(seconds=5)
"""A file that was last written so long ago is taken to be whole."""

_LOOK_SECONDS = 0.5
_SIGNS = frozenset("*?[")
_PASSING = ("~$", ".")
"""How the names of files begin that programs keep while others are open."""


def is_pattern(text: str) -> bool:
    """Tell whether a list was named by a pattern."""
    return bool(_SIGNS & set(text)) and not Path(text).is_file()


def newest(file: str) -> Path:
    """Return the list: the file itself, or the newest that a pattern matches.

    Results workbooks of ours are passed over: they may lie beside the lists.

    Args:
        file: A path, or a pattern such as `/data/erp/no-*.xlsx`.

    Raises:
        SheetError: There is none.

    """
    if not is_pattern(file):
        if Path(file).is_file():
            return Path(file)
        raise SheetError("schedule.no-file", file=file)
    found = [path for path in _matches(Path(file)) if _is_list(path)]
    if not found:
        raise SheetError("schedule.no-file", file=file)
    return max(found, key=lambda path: (path.stat().st_mtime, path.name))


def _matches(pattern: Path) -> list[Path]:
    if not pattern.anchor:
        return list(Path().glob(str(pattern)))
    return list(Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor))))


def _is_list(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(_PASSING) and not is_results_workbook(path)


def wait_until_whole(
    path: Path, *, clock: Clock, stopping: Callable[[], bool] = lambda: False
) -> None:
    """Wait while somebody is still writing a list: half of one could be read as a whole one.

    Args:
        path: The list.
        clock: What time it is.
        stopping: Whether to give up waiting.

    Raises:
        SheetError: It is still being written after a while.
        LedgerError: Waiting was given up; the time is still to be kept.

    """
    until = clock.monotonic() + PATIENCE.total_seconds()
    seen = _look_of(path)
    since = clock.monotonic()
    while not (_is_old(path, clock.now()) or clock.monotonic() - since > _QUIET.total_seconds()):
        if stopping():
            raise LedgerError("schedule.stopped", file=str(path))
        if clock.monotonic() > until:
            minutes = int(PATIENCE.total_seconds() // 60)
            raise SheetError("schedule.changing", file=str(path), minutes=minutes)
        time.sleep(_LOOK_SECONDS)
        if (now := _look_of(path)) != seen:
            seen, since = now, clock.monotonic()


def _look_of(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _is_old(path: Path, now: datetime) -> bool:
    return now.timestamp() - path.stat().st_mtime > _QUIET.total_seconds()


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes.

    Raises:
        SheetError: It can't be read.

    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise SheetError(
            "sheet.file-unreadable", path=str(path), why=error.strerror or ""
        ) from error
