"""Files that appear whole or not at all, and what keeps them from it in one line."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from zns_batch.errors import OutputError
from zns_batch.sheets.temp_files import remove_stale_at_times

_NO_ROOM = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_NO_DESCRIPTOR = frozenset({errno.EMFILE, errno.ENFILE})
_NAMED_LETTERS = 60


def ensure_writable(path: Path, *, never: Path | None = None) -> None:
    """Make sure that a workbook can be written, before anything is sent.

    Args:
        path: The workbook that will be written.
        never: The list itself, which no workbook of ours may take the place of.

    Raises:
        OutputError: It does not end in `.xlsx`, is a folder, is the list, is open in Excel, or its
            folder can't be written to.

    """
    with explained(path):
        if never is not None and path.exists() and never.exists() and path.samefile(never):
            raise OutputError("report.is-input", path=str(path))
        if path.suffix.lower() != ".xlsx":
            raise OutputError("report.not-xlsx", path=str(path))
        if path.is_dir():
            raise OutputError("report.is-folder", path=str(path))
        if path.exists():
            path.open("r+b").close()
        above = path.absolute().parents
        nearest = next((folder for folder in above if folder.exists()), above[-1])
        # Asking for permissions says little on Windows and on network drives; trying tells.
        probe = nearest / _hidden_name("probe")
        probe.open("xb").close()
        probe.unlink()


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Make a file that takes the place of `path` only when it is whole.

    Args:
        path: The file to make. A missing folder is made too.

    Yields:
        The file, to write and to read.

    Raises:
        OutputError: The file can't be written there.

    """
    with explained(path):
        target = Path(os.path.realpath(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        remove_stale_at_times(target.parent, ".~*.tmp-*")
        hidden = target.with_name(_hidden_name(target.name))
        file = hidden.open("x+b")
        # Every phone and name of a list stands in it.
        hidden.chmod(0o600)
    try:
        with explained(path, only=_NO_ROOM | _NO_DESCRIPTOR), file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        with explained(path):
            hidden.replace(target)
    finally:
        with suppress(OSError):
            hidden.unlink(missing_ok=True)


def _hidden_name(name: str) -> str:
    # Two reports may be written at once by one process; a name has at most 255 bytes.
    return f".~{name[:40]}.tmp-{os.getpid()}-{secrets.token_hex(3)}"


@contextmanager
def explained(path: Path, *, only: frozenset[int] | None = None) -> Iterator[None]:
    """Turn the operating system's errors into ours; with `only`, just those numbers."""
    try:
        yield
    except OSError as error:
        if only is not None and error.errno not in only:
            raise
        raise output_error(path, error) from error


def output_error(path: Path, cause: object) -> OutputError:
    """Return what kept a file from being written, as our error."""
    if isinstance(cause, PermissionError) and path.is_file():
        return OutputError("report.in-use", path=str(path))
    if isinstance(cause, PermissionError):
        return OutputError("report.no-permission", path=str(path))
    if isinstance(cause, NotADirectoryError | FileExistsError):
        return OutputError("report.no-folder", path=str(path))
    if isinstance(cause, OSError) and cause.errno == errno.ENAMETOOLONG:
        text = str(path)
        beginning = text if len(text) <= _NAMED_LETTERS else f"{text[:_NAMED_LETTERS]}…"
        return OutputError("report.name-too-long", path=beginning)
    if isinstance(cause, OSError) and cause.errno in _NO_ROOM:
        return OutputError("report.no-room", path=str(path))
    why = getattr(cause, "strerror", None) or str(cause)
    return OutputError("report.unwritable", path=str(path), why=why)
