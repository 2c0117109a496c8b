"""Reading a fragile workbook in a process of its own, bounded in time and memory.

A damaged `.xls` or `.xlsb` may make the reading library stop in the middle, write its own words to
standard error, ask for memory without measure or follow a ring for ever. In a process apart none
of it reaches the one that a person looks at. These formats are old and rare, so that a tenth of a
second more is no loss; `.xlsx` and `.ods` are text, looked through beforehand and read in place.
"""

import os
import pickle
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from threading import Event, Timer
from typing import IO

from zns_batch.sheets.calamine import CalamineTable, OpenWorkbook, SheetInfo, UnreadableRowError
from zns_batch.sheets.grid import Area, RawRow

SECONDS = 120
"""The longest that reading may take. The largest .xls there can be takes a few."""
MEMORY = 4 << 30
"""Bytes of address space of the process, where the system can bound it."""

_LENGTH = struct.Struct("<I")


class ReaderStartError(Exception):
    """No process can be started here."""


class ReaderStoppedError(Exception):
    """The process ended early: the file is damaged, or reading it went out of bounds."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkbookHead:
    """What is said of a sheet before its rows; the attributes are those of `Table`."""

    name: str
    first: int
    width: int
    height: int
    merges: tuple[Area, ...]


def write_frame(stream: IO[bytes], message: object) -> None:
    """Write one message: its length, then itself."""
    packed = pickle.dumps(message, protocol=5)
    stream.write(_LENGTH.pack(len(packed)) + packed)
    stream.flush()


def read_frame(stream: IO[bytes]) -> bytes:
    """Read one message, still packed.

    Raises:
        EOFError: There is none, or not a whole one.

    """
    length = stream.read(_LENGTH.size)
    if len(length) < _LENGTH.size:
        raise EOFError
    packed = stream.read(_LENGTH.unpack(length)[0])
    if len(packed) < _LENGTH.unpack(length)[0]:
        raise EOFError
    return packed


@contextmanager
def open_in_subprocess(data: bytes) -> Iterator[OpenWorkbook]:
    """Open a workbook in a process that lasts as long as the context.

    Args:
        data: The file, whole.

    Raises:
        CannotStartError: No process can be started here.
        StoppedError: It took too long or too much memory, or the file is damaged.

    """
    process = _start()
    late = Event()
    timer = Timer(SECONDS, _stop, (process, late))
    timer.start()
    try:
        yield _SubprocessWorkbook(process, data)
    except ReaderStartError as error:
        if late.is_set():
            raise ReaderStoppedError from error
        raise
    finally:
        timer.cancel()
        process.kill()
        with process, suppress(OSError):
            _pipes(process)[0].close()  # what it didn't want to read is lost on nobody


def _stop(process: "subprocess.Popen[bytes]", late: Event) -> None:
    late.set()
    process.kill()


def _start() -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "zns_batch.sheets.safety.subprocess_main"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, ValueError) as error:
        raise ReaderStartError from error


def _environment() -> dict[str, str]:
    """Return what the process needs to find the same modules, and no secret."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZNS_")}
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def _pipes(process: "subprocess.Popen[bytes]") -> tuple[IO[bytes], IO[bytes]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


class _SubprocessWorkbook:
    """A workbook in another process."""

    def __init__(self, process: "subprocess.Popen[bytes]", data: bytes) -> None:
        self._process = process
        self._to, self._from = _pipes(process)
        try:
            read_frame(self._from)  # it is there
        except EOFError as error:
            raise ReaderStartError from error
        self.sheets: Sequence[SheetInfo] = pickle.loads(self._ask(data))  # noqa: S301 — our own module's

    def table(self, index: int) -> CalamineTable:
        head: WorkbookHead = pickle.loads(self._ask(index))  # noqa: S301 — our own module's
        packed = list(self._rest())
        if self._process.wait():
            raise ReaderStoppedError
        return CalamineTable(
            name=head.name,
            first=head.first,
            width=head.width,
            height=head.height,
            merges=head.merges,
            rows=lambda: chain.from_iterable(map(_unpacked, packed)),
        )

    def _ask(self, question: object) -> bytes:
        try:
            write_frame(self._to, question)
            return read_frame(self._from)
        except (OSError, EOFError) as error:
            raise ReaderStoppedError from error

    def _rest(self) -> Iterator[bytes]:
        """Yield the rows, many in a message, which stay packed until they are asked for."""
        with suppress(EOFError):
            while True:
                yield read_frame(self._from)


def _unpacked(message: bytes) -> list[RawRow]:
    rows: list[RawRow] | int = pickle.loads(message)  # noqa: S301 — our own module's
    if isinstance(rows, int):
        raise UnreadableRowError(rows)
    return rows
