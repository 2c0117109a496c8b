"""The recipient list of a schedule: the newest file of a pattern, once it is completely written."""

import asyncio
import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from zns_batch.core.clock import Clock
from zns_batch.errors import LedgerError, SheetError
from zns_batch.reports.paths import is_results_workbook

MAX_WAIT = timedelta(minutes=10)
"""How long a list may still be being written when its time has come."""

_STABLE_AFTER = timedelta(seconds=5)
"""A file that was last modified so long ago is taken to be complete."""

_POLL_SECONDS = 0.5
_WILDCARDS = frozenset("*?[")
_TEMPORARY = ("~$", ".")
"""Prefixes of the files that programs keep beside a file that is open."""


def is_pattern(text: str) -> bool:
    """Tell whether a list is given by a pattern."""
    return bool(_WILDCARDS & set(text)) and not Path(text).is_file()


def folder_of(file: str) -> Path:
    """Return the folder of a list; of a pattern, the one before its first wildcard."""
    folder = Path(file).parent
    while is_pattern(str(folder)):
        folder = folder.parent
    return folder


def newest_file(file: str, *, inside: Path | None = None) -> Path:
    """Return the list: the file itself, or the newest that a pattern matches.

    Our own results workbooks are skipped: they may lie beside the lists.

    Args:
        file: A path, or a pattern such as `/data/erp/no-*.xlsx`.
        inside: The folder in which it must lie after all links are followed; `None` for anywhere.

    Raises:
        SheetError: There is none.

    """
    if not is_pattern(file):
        if Path(file).is_file() and _lies_in(Path(file), inside):
            return Path(file)
        raise SheetError("schedule.no-file", file=file)
    pattern = Path(file)
    matches = (
        Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor)))
        if pattern.anchor
        else Path().glob(str(pattern))
    )
    lists = [
        path
        for path in matches
        if path.is_file()
        and not path.name.startswith(_TEMPORARY)
        and _lies_in(path, inside)
        and not is_results_workbook(path)
    ]
    if not lists:
        raise SheetError("schedule.no-file", file=file)
    return max(lists, key=lambda path: (path.stat().st_mtime, path.name))


def _lies_in(path: Path, folder: Path | None) -> bool:
    return folder is None or path.resolve().is_relative_to(folder.resolve())


async def wait_until_written(
    path: Path, *, clock: Clock, is_stopping: Callable[[], bool] = lambda: False
) -> None:
    """Wait while a list is still being written: half of one could be read as a whole one.

    Args:
        path: The list.
        clock: What the time of its last modification is compared with.
        is_stopping: Whether to give up waiting.

    Raises:
        SheetError: It is still being written after ten minutes, or is gone.
        LedgerError: Waiting was given up; the run of the schedule is still to be done.

    """

    def state() -> tuple[int, int]:
        try:
            stat = path.stat()
        except OSError as error:
            raise SheetError("schedule.no-file", file=str(path)) from error
        return stat.st_size, stat.st_mtime_ns

    stable_seconds = _STABLE_AFTER.total_seconds()
    deadline = clock.monotonic() + MAX_WAIT.total_seconds()
    seen, since = state(), clock.monotonic()
    while True:
        age = clock.now().timestamp() - seen[1] / 1e9
        if age > stable_seconds or clock.monotonic() - since > stable_seconds:
            return
        if is_stopping():
            raise LedgerError("schedule.stopped", file=str(path))
        if clock.monotonic() > deadline:
            minutes = int(MAX_WAIT.total_seconds() // 60)
            raise SheetError("schedule.changing", file=str(path), minutes=minutes)
        await asyncio.sleep(_POLL_SECONDS)
        if (now := state()) != seen:
            seen, since = now, clock.monotonic()


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hex.

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
