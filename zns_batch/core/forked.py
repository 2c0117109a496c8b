"""A copy of this process that does part of a long work ahead, where there is a second core for it.

Python runs one thread at a time. A copy made by the operating system has all that was loaded and read
in its memory already, so nothing has to be started, opened or handed over before it begins; what it
makes comes back through a pipe. It is a help and nothing else: whoever has none, or whose help breaks
off, does the work alone, with the same result.

Only the command line's own process is copied, on Linux, while one thread of it runs Python, and another
one at most waits (`only_waits`): a copy of a process with more may find a lock that nobody holds any
more. Other systems lack the call or advise against it.
"""

import gc
import os
import pickle
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_LENGTH = 4
"""Bytes before each piece that say how long it is."""
_PIPE = 1 << 20
"""Bytes that may wait in the pipe: so far is the copy ahead."""

_ITEM, _RESULT = b"i", b"r"
"""What a piece of `MadeAhead` begins with."""

_YES, _NO = b"y", b"n"

_allowed: list[bool] = []
_waiting: list[bool] = []
"""An entry for each thread that only waits."""


def allow_copies() -> None:
    """Say that this process is the program's own, and not that of one who uses it as a library."""
    _allowed.append(True)


def may_copy() -> bool:
    """Tell whether a copy of this process can be made and would find a core of its own."""
    return (
        bool(_allowed)
        and sys.platform == "linux"
        and threading.active_count() - len(_waiting) == 1
        and len(os.sched_getaffinity(0)) > 1
    )


@contextmanager
def only_waits() -> Iterator[None]:
    """Say that this thread does nothing but wait for another one, which may copy the process."""
    _waiting.append(True)
    try:
        yield
    finally:
        _waiting.pop()


Pieces = Callable[[], bytes | None]
"""Returns the next piece, waiting for it; `None` when no more comes, for whatever reason."""


@contextmanager
def made_in_copy(make: Callable[[], Iterator[bytes]]) -> Iterator[Pieces]:
    """Let a copy of this process make pieces, and return what gives them in their order.

    Args:
        make: Makes them. It runs in the copy alone: what it changes, changes nothing here.

    """
    reading, writing = os.pipe()
    # Ctrl-C waits until the copy ignores it, and until this process can end the copy.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    copy = _fork()
    if copy == 0:
        _be_the_copy(make, reading, writing)
    os.close(writing)
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        yield lambda: _received(reading)
    finally:
        os.close(reading)
        if copy is not None:
            with suppress(OSError):
                os.kill(copy, signal.SIGKILL)
                os.waitpid(copy, 0)


def _fork() -> int | None:
    """Return the number of a copy of this process, 0 in the copy; `None` when there can be none."""
    with warnings.catch_warnings(), suppress(OSError):  # no more processes, or no memory for one
        # Newer Pythons warn of every other thread of the system's, also of those that only wait.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()
    return None


@contextmanager
def asked_in_copy(question: Callable[[], bool]) -> Iterator[Callable[[], bool]]:
    """Let a copy of this process answer a question, and return what waits for the answer.

    Where no copy can be made the question is answered at once, before anything else is done.
    """
    if not may_copy():
        known = question()
        yield lambda: known
        return
    with made_in_copy(lambda: iter([_YES if question() else _NO])) as pieces:

        def answer() -> bool:
            piece = pieces()
            return question() if piece is None else piece == _YES

        yield answer


def _be_the_copy(make: Callable[[], Iterator[bytes]], reading: int, writing: int) -> None:
    """Make the pieces and end, without a word and without anything that a process does at its end."""
    try:
        # Ctrl-C is the other's, which ends this one.
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


class MadeAhead(Generic[T, R]):
    """What an iterator yields, made in a copy of this process while this one works with it.

    The copy goes on with the iterator from where it stands; all that it notes elsewhere meanwhile
    stays in the copy, but for the result. Where no copy can be made, or where it breaks off, this
    process makes the items itself: the same items, with the same errors.

    Args:
        items: The iterator. It must use no connection, open file or thread of this process.
        result: Returns what is wanted besides, once the items are used up. What it returns is pickled.
        pack: Returns an item as bytes.
        unpack: Returns the item that was packed.
        is_long: Tells from the first item whether so many may follow that a copy is worth its making.

    Attributes:
        result: What `result` returned, once `items` is used up.

    """

    result: R

    def __init__(
        self,
        items: Iterator[T],
        result: Callable[[], R],
        *,
        pack: Callable[[T], bytes],
        unpack: Callable[[memoryview], T],
        is_long: Callable[[T], bool],
    ) -> None:
        self._items = items
        self._result_of = result
        self._pack = pack
        self._unpack = unpack
        self._is_long = is_long

    def items(self) -> Generator[T, None, None]:
        """Yield the items. Whoever may leave before the end closes it, so that the copy ends too."""
        is_complete = False
        for first in islice(self._items, 1):
            if self._is_long(first) and may_copy():
                is_complete = yield from self._from_copy(first)
            else:
                yield first
        if not is_complete:
            yield from self._items
            self.result = self._result_of()

    def _from_copy(self, first: T) -> Generator[T, None, bool]:
        """Yield the items as they come, and return whether all came; those that came are passed by."""
        came = 0
        with made_in_copy(self._pieces) as pieces:
            # Before this the copy has begun: whoever works with the first item may begin threads.
            yield first
            while piece := pieces():
                packed = memoryview(piece)[len(_ITEM) :]
                if piece.startswith(_RESULT):
                    self.result = pickle.loads(packed)  # noqa: S301 - a copy of this process made it
                    return True
                came += 1
                yield self._unpack(packed)
        for _ in islice(self._items, came):
            continue
        return False

    def _pieces(self) -> Iterator[bytes]:
        for item in self._items:
            yield _ITEM + self._pack(item)
        yield _RESULT + pickle.dumps(self._result_of())
