"""A worker: gives signs of life, finds what is due, and takes its share of the tasks."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from zns_batch.core.clock import Clock
from zns_batch.errors import LedgerError
from zns_batch.worker.heartbeat import Heartbeat
from zns_batch.worker.queue import TaskQueue
from zns_batch.worker.scheduler import DueScheduler

LOOK_SECONDS = 1.0
"""How often a worker looks for what is due, and for workers that are gone."""

READY_SECONDS = 15.0
"""A worker that could not look for so long is not ready."""

_MEND_SECONDS = 60.0
_TIDY_SECONDS = 3_600.0


@dataclass(kw_only=True, slots=True)
class Worker:
    """One worker of this process.

    Args:
        tasks: The queue.
        attendance: Its presence among the others.
        lookout: Finds what is due.
        clock: What time it is.
        mend: Sets right now and then what a wrong clock has put off.
        trouble: Hears that the database can't be used now, once each time; `None` when it can again.

    """

    tasks: TaskQueue
    attendance: Heartbeat
    lookout: DueScheduler
    clock: Clock
    mend: Callable[[datetime], None]
    trouble: Callable[[LedgerError | None], None]
    _stopping: threading.Event = field(default_factory=threading.Event)
    _looked_at: float | None = None
    _done_at: dict[str, float] = field(default_factory=dict)
    _troubled: bool = False

    def run(self, ready: Callable[[], None]) -> None:
        """Work until `stop`.

        Args:
            ready: Called once tasks are taken.

        Raises:
            LedgerError: The databases can't be used at the beginning.

        """
        # Before the first task: whoever is not there has its tasks taken over.
        self.attendance.beat(self.clock.now())
        self.tasks.open()
        ready()
        self._look()
        while not self._stopping.wait(LOOK_SECONDS):
            self._look()

    def stop(self) -> None:
        """Take nothing more on. May be called in a signal handler."""
        self._stopping.set()

    def close(self) -> None:
        """End, once what was running has ended."""
        self.tasks.close()
        try:
            self.attendance.leave()
        except LedgerError as error:
            # Others find out by themselves that this process is gone.
            self.trouble(error)

    def is_ready(self) -> bool:
        """Tell whether it looked for what is due a short while ago."""
        at = self._looked_at
        return at is not None and self.clock.monotonic() - at < READY_SECONDS

    def _look(self) -> None:
        try:
            now = self.clock.now()
            self.attendance.beat(now)
            self.lookout.enqueue_due(now)
            self.attendance.take_over(now)
            self._now_and_then("mend", _MEND_SECONDS, self.mend)
            self._now_and_then("tidy", _TIDY_SECONDS, self.tasks.tidy)
        except LedgerError as error:
            if not self._troubled:
                self.trouble(error)
            self._troubled = True
            return
        if self._troubled:
            self.trouble(None)
        self._troubled = False
        self._looked_at = self.clock.monotonic()

    def _now_and_then(self, what: str, seconds: float, do: Callable[[datetime], None]) -> None:
        since = self.clock.monotonic()
        if since - self._done_at.get(what, -seconds) >= seconds:
            do(self.clock.now())
            self._done_at[what] = since
