"""The pace, judged so that a busy machine changes nothing: it can only make a message late."""

import os
import sqlite3
import threading
import time
from collections.abc import Iterable
from contextlib import closing
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
    """How late this machine wakes anybody up while a block runs, in seconds: the most of it."""

    def __init__(self) -> None:
        self.most = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.is_set():
            before = time.monotonic()
            time.sleep(0.005)
            self.most = max(self.most, time.monotonic() - before - 0.005)


def worked() -> float:
    """Return the seconds that this process and its ended children have computed.

    A busy machine lets them wait; it does not let them compute more.
    """
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
