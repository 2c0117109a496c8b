"""The main loop of a worker: heartbeat, scheduling, takeover and housekeeping, once a second."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from zns_batch.core.clock import Clock
from zns_batch.core.logging import log
from zns_batch.errors import LedgerError
from zns_batch.worker.heartbeat import Heartbeat
from zns_batch.worker.queue import TaskQueue
from zns_batch.worker.scheduler import DueScheduler

POLL_SECONDS = 1.0
"""How often a worker polls the ledger for due work, and for dead workers."""

READY_SECONDS = 15.0
"""A worker whose last successful poll is older than this is not ready."""

_CLOCK_REPAIR_SECONDS = 60.0
_CLEANUP_SECONDS = 3_600.0
_WARNING_SECONDS = 3_600.0


@dataclass(kw_only=True, slots=True)
class Worker:
    """The worker of this process."""

    queue: TaskQueue
    heartbeat: Heartbeat
    scheduler: DueScheduler
    clock: Clock
    #: Called once a minute: repairs what a wrong clock has postponed.
    on_clock_fixed: Callable[[datetime], None]
    #: Called once with the error when the database fails, and with `None` when it works again.
    on_database_error: Callable[[LedgerError | None], None]
    #: Called once an hour: looks at what will stop campaigns soon.
    on_hour: Callable[[datetime], object] = field(default=lambda _: None)
    _stopping: threading.Event = field(default_factory=threading.Event)
    _polled_at: float | None = None
    _last_done: dict[str, float] = field(default_factory=dict)
    _database_failed: bool = False
    #: The steps of the last poll that failed by a mistake of ours; each is logged once.
    _failing: set[str] = field(default_factory=set)

    def run(self, on_ready: Callable[[], None]) -> None:
        """Work until `stop` is called.

        Args:
            on_ready: Called once tasks are taken.

        Raises:
            LedgerError: The databases can't be used at the start.

        """
        # Before the first task: the tasks of a worker that is not registered are taken over.
        self.heartbeat.update(self.clock.now())
        self.queue.open()
        on_ready()
        self._poll()
        while not self._stopping.wait(POLL_SECONDS):
            self._poll()

    def stop(self) -> None:
        """Take no further tasks."""
        self._stopping.set()

    def close(self) -> None:
        """Close the queue and deregister. Running tasks should have ended before."""
        self.queue.close()
        try:
            self.heartbeat.deregister()
        except LedgerError as error:
            # Others notice by themselves that this process is gone.
            self.on_database_error(error)

    def is_ready(self) -> bool:
        """Tell whether the last poll in which every step succeeded is recent."""
        polled_at = self._polled_at
        return polled_at is not None and self.clock.monotonic() - polled_at < READY_SECONDS

    def _poll(self) -> None:
        now = self.clock.now()
        steps: dict[str, Callable[[], None]] = {
            "heartbeat": lambda: self.heartbeat.update(now),
            "schedule": lambda: self.scheduler.enqueue_due(now),
            "takeover": lambda: self.heartbeat.take_over_stale(now),
            "clock": lambda: self._do_every(_CLOCK_REPAIR_SECONDS, "clock", self.on_clock_fixed),
            "warnings": lambda: self._do_every(_WARNING_SECONDS, "warnings", self.on_hour),
            "cleanup": lambda: self._do_every(
                _CLEANUP_SECONDS, "cleanup", self.queue.delete_finished
            ),
        }
        try:
            for name, step in steps.items():
                try:
                    step()
                except LedgerError:
                    raise
                except Exception as error:  # noqa: BLE001 — one step that fails stops no other, and not the worker
                    if name not in self._failing:
                        log().exception("worker.step-failed", step=name, exc_info=error)
                    self._failing.add(name)
                else:
                    self._failing.discard(name)
        except LedgerError as error:
            if not self._database_failed:
                self.on_database_error(error)
            self._database_failed = True
            return
        if self._database_failed:
            self.on_database_error(None)
        self._database_failed = False
        if not self._failing:
            self._polled_at = self.clock.monotonic()

    def _do_every(self, seconds: float, name: str, action: Callable[[datetime], object]) -> None:
        now = self.clock.monotonic()
        if now - self._last_done.get(name, -seconds) >= seconds:
            action(self.clock.now())
            self._last_done[name] = now
