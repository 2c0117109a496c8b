"""Reads a fragile workbook in a subprocess that is bounded in time and memory.

A damaged `.xls` or `.xlsb` may make the reading library stop in the middle, write its own words to
standard error, ask for memory without measure or follow a ring for ever. In a process apart none
of it reaches the one that a person looks at. These formats are old and rare, so that a tenth of a
second more is no loss; `.xlsx` and `.ods` are text, looked through beforehand and read in place.

Messages are frames: four bytes of length, then bytes or JSON. What comes from the subprocess may be
anything that a hostile file makes of it, so it is data and nothing else, and bounded in length.
"""

import os
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime, time, timedelta
from itertools import chain
from threading import Event, Timer
from typing import IO, Any

import orjson

from zns_batch.domain.sheet import Cell
from zns_batch.sheets.calamine import CalamineTable, OpenWorkbook, SheetInfo, UnreadableRowError
from zns_batch.sheets.grid import Area, RawRow

SECONDS = 120
"""The longest that reading may take. The largest .xls there can be takes a few."""
MEMORY = 4 << 30
"""Bytes of address space of the process, where the system can bound it."""
FRAME_LIMIT = 1 << 30
"""Bytes of one message. The largest one is the file itself."""
ROWS_LIMIT = 2 << 30
"""Bytes of all rows together."""

_ENVIRONMENT = frozenset(
    {"PATH", "SYSTEMROOT", "WINDIR", "TEMP", "TMP", "TMPDIR", "PYTHONHOME"}
    | {"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"}
)
"""What an interpreter may need to start; all other variables are nobody's business there."""

_LENGTH = struct.Struct("<I")


class ReaderStartError(Exception):
    """No process can be started here."""


class ReaderStoppedError(Exception):
    """The process ended early: the file is damaged, or reading it went out of bounds."""


def write_frame(stream: IO[bytes], message: bytes) -> None:
    """Write one message: its length, then itself."""
    stream.write(_LENGTH.pack(len(message)) + message)
    stream.flush()


def read_frame(stream: IO[bytes]) -> bytes:
    """Read one message.

    Raises:
        EOFError: There is none, or not a whole one, or it is longer than any can be.

    """
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    message = stream.read(length) if length <= FRAME_LIMIT else b""
    if len(message) < length:
        raise EOFError
    return message


def pack_rows(rows: Sequence[RawRow]) -> bytes:
    """Return rows as JSON: a cell that JSON has no type for is a list of its type and its value."""

    def tagged(cell: object) -> tuple[str, str | float]:
        if isinstance(cell, timedelta):
            return "timedelta", cell.total_seconds()
        assert isinstance(cell, date | time)
        return type(cell).__name__, cell.isoformat()

    return orjson.dumps(rows, default=tagged, option=orjson.OPT_PASSTHROUGH_DATETIME)


def unpack_rows(message: bytes) -> list[list[Cell]]:
    """Return rows from JSON.

    Raises:
        UnreadableRowError: There is the number of a row instead, which can't be read.

    """
    rows: list[list[Any]] | int = orjson.loads(message)
    if isinstance(rows, int):
        raise UnreadableRowError(rows)
    for row in rows:
        for place, cell in enumerate(row):
            if cell.__class__ is list:
                row[place] = _CELL_TYPES[cell[0]](cell[1])
    return rows


_CELL_TYPES: dict[str, Callable[[Any], Cell]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda seconds: timedelta(seconds=seconds),
}


@contextmanager
def open_in_subprocess(data: bytes) -> Iterator[OpenWorkbook]:
    """Open a workbook in a process that lasts as long as the context.

    Args:
        data: The file, whole.

    Raises:
        ReaderStartError: No process can be started here.
        ReaderStoppedError: It took too long or too much memory, or the file is damaged.

    """
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "zns_batch.sheets.safety.subprocess_main"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=child_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, ValueError) as error:
        raise ReaderStartError from error
    late = Event()

    def stop() -> None:
        late.set()
        process.kill()

    timer = Timer(SECONDS, stop)
    timer.start()
    assert process.stdin is not None
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
            process.stdin.close()  # what it didn't want to read is lost on nobody


def child_environment() -> dict[str, str]:
    """Return what the process needs to find the same modules, and no secret."""
    passed = {name: value for name, value in os.environ.items() if name.upper() in _ENVIRONMENT}
    return passed | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


class _SubprocessWorkbook:
    """A workbook in another process."""

    def __init__(self, process: "subprocess.Popen[bytes]", data: bytes) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process = process
        self._to, self._from = process.stdin, process.stdout
        try:
            read_frame(self._from)  # it is there
        except EOFError as error:
            raise ReaderStartError from error
        self.sheets: Sequence[SheetInfo] = [SheetInfo(**sheet) for sheet in self._ask(data)]

    def table(self, index: int) -> CalamineTable:
        """Return one sheet. Its rows stay packed, many in a message, until they are asked for."""
        head = self._ask(orjson.dumps(index))
        packed: list[bytes] = []
        size = 0
        with suppress(EOFError):
            while size <= ROWS_LIMIT:
                packed.append(read_frame(self._from))
                size += len(packed[-1])
        if size > ROWS_LIMIT or self._process.wait():
            raise ReaderStoppedError
        merges = tuple(Area(**area) for area in head.pop("merges"))
        return CalamineTable(
            **head,
            merges=merges,
            rows=lambda: chain.from_iterable(map(unpack_rows, packed)),
        )

    def _ask(self, question: bytes) -> Any:
        try:
            write_frame(self._to, question)
            return orjson.loads(read_frame(self._from))
        except (OSError, EOFError, orjson.JSONDecodeError) as error:
            raise ReaderStoppedError from error
