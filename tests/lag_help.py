"""The pace, judged so that a busy machine changes nothing: it can only make a message late."""

import itertools
import os
import sqlite3
import threading
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Self

from program_help import Program


def first_intent(program: Program) -> float:
    """When the first message was about to leave, in seconds since 1970, by the sender's own record."""
    with closing(sqlite3.connect(program.folder.parent / "home" / "ledger.db")) as ledger:
        (at,) = ledger.execute("SELECT min(at) FROM changes WHERE state = 'sending'").fetchone()
    return int(at) / 1000


def never_ahead(program: Program, times: Iterable[float], rate: float) -> None:
    """Let no message arrive before the pace lets it leave, counted from the first one's intent.

    A machine that is busy brings messages late and none early, so this holds however busy it is.
    """
    began = first_intent(program)
    late = [moment - began - place / rate for place, moment in enumerate(sorted(times))]
    # The ledger's moments are whole milliseconds, and two clocks are compared.
    assert min(late) > -0.005, f"message {late.index(min(late))} came {-min(late):.3f} s early"


class Lag:
    """How late this machine wakes anybody up while a block runs, in seconds: the most of it.

    Args:
        folder: Where it also writes a small file, to see how long the disk takes.

    Attributes:
        most: How late it woke anybody up.
        disk: How long it took to have a small file on the disk, at the most.

    """

    def __init__(self, folder: Path | None = None) -> None:
        self.most = self.disk = 0.0
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._watch, daemon=True)]
        if folder is not None:
            writes = threading.Thread(target=self._write, args=(folder,), daemon=True)
            self._threads.append(writes)

    def __enter__(self) -> Self:
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for one in self._threads:
            one.join()

    def _watch(self) -> None:
        while not self._over.is_set():
            before = time.monotonic()
            time.sleep(0.005)
            self.most = max(self.most, time.monotonic() - before - 0.005)

    def _write(self, folder: Path) -> None:
        with (folder / "lag").open("wb", buffering=0) as file:
            for place in itertools.count():
                before = time.monotonic()
                file.write(place.to_bytes(8))
                os.fsync(file.fileno())
                self.disk = max(self.disk, time.monotonic() - before)
                if self._over.wait(0.05):
                    return


def worked() -> float:
    """Return the seconds that this process and its ended children have computed.

    A busy machine lets them wait; it does not let them compute more.
    """
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
