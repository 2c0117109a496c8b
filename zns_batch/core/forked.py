"""A copy of this process that does part of a long work ahead, where there is a second core for it.

Python runs one thread at a time. A copy made by the operating system has all that was loaded and read
in its memory already, so nothing has to be started, opened or handed over before it begins; what it
makes comes back through a pipe. It is a help and nothing else: whoever has none, or whose help breaks
off, does the work alone, with the same result.

Only the command line's own process is copied, on Linux, while it has one thread: a copy of a process
with more may find a lock that nobody holds any more. Other systems lack the call or advise against it.
"""

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_LENGTH = 4
"""Bytes before each piece that say how long it is."""
_PIPE = 1 << 20
"""Bytes that may wait in the pipe: so far is the copy ahead."""

_allowed: list[bool] = []


def allow_copies() -> None:
    """Say that this process is the program's own, and not that of one who uses it as a library."""
    _allowed.append(True)


def may_copy() -> bool:
    """Tell whether a copy of this process can be made and would find a core of its own."""
    return (
        bool(_allowed)
        and sys.platform == "linux"
        and threading.active_count() == 1
        and len(os.sched_getaffinity(0)) > 1
    )


Pieces = Callable[[], bytes | None]
"""Returns the next piece, waiting for it; `None` when no more comes, for whatever reason."""


@contextmanager
def made_in_copy(make: Callable[[], Iterator[bytes]]) -> Iterator[Pieces]:
    """Let a copy of this process make pieces, and return what gives them in their order.

    Args:
        make: Makes them. It runs in the copy alone: what it changes, changes nothing here.

    """
    reading, writing = os.pipe()
    try:
        copy = os.fork()
    except OSError:  # no more processes, or no memory for one
        os.close(reading)
        os.close(writing)
        yield lambda: None
        return
    if not copy:
        _be_the_copy(make, reading, writing)
    os.close(writing)
    try:
        yield lambda: _received(reading)
    finally:
        os.close(reading)
        with suppress(OSError):
            os.kill(copy, signal.SIGKILL)
            os.waitpid(copy, 0)


def _be_the_copy(make: Callable[[], Iterator[bytes]], reading: int, writing: int) -> None:
    """Make the pieces and end, without a word and without anything that a process does at its end."""
    try:
        # Ctrl-C is the other's: it ends this one.
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        gc.disable()
        os.close(reading)
        _widen(writing)
        for piece in make():
            _send(writing, len(piece).to_bytes(_LENGTH) + piece)
    finally:
        os._exit(0)


def _widen(pipe: int) -> None:
    import fcntl

    with suppress(OSError):  # a limit of the system's
        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)


def _send(pipe: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(pipe, rest) :]


def _received(pipe: int) -> bytes | None:
    head = _read(pipe, _LENGTH)
    return _read(pipe, int.from_bytes(head)) if head else None


def _read(pipe: int, size: int) -> bytes | None:
    parts = []
    while size:
        part = os.read(pipe, size)
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
