"""The main loop of a worker: what fails in one step of it stops no other."""

from datetime import datetime
from typing import cast

import pytest
from ledger_help import NOW, TestClock

from zns_batch.errors import LedgerError
from zns_batch.worker.heartbeat import Heartbeat
from zns_batch.worker.queue import TaskQueue
from zns_batch.worker.scheduler import DueScheduler
from zns_batch.worker.worker import Worker


class Parts:
    """Everything that a worker polls, each part of which may fail."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.failures: dict[str, Exception] = {}
        self.told: list[LedgerError | None] = []

    def _do(self, name: str) -> None:
        if name in self.failures:
            raise self.failures[name]
        self.done.append(name)

    def update(self, _now: datetime) -> None:
        self._do("heartbeat")

    def enqueue_due(self, _now: datetime) -> None:
        self._do("schedule")

    def take_over_stale(self, _now: datetime) -> None:
        self._do("takeover")

    def repair(self, _now: datetime) -> None:
        self._do("clock")

    def delete_finished(self, _now: datetime) -> None:
        self._do("cleanup")

    def open(self) -> None:
        """Take tasks."""


@pytest.fixture
def parts() -> Parts:
    """Parts that do what they should."""
    return Parts()


@pytest.fixture
def worker(parts: Parts) -> Worker:
    """A worker that polls once and ends."""
    made = Worker(
        queue=cast("TaskQueue", parts),
        heartbeat=cast("Heartbeat", parts),
        scheduler=cast("DueScheduler", parts),
        clock=TestClock(NOW),
        on_clock_fixed=parts.repair,
        on_database_error=parts.told.append,
    )
    made.stop()
    return made


def test_a_mistake_in_one_step_stops_no_other(parts: Parts, worker: Worker) -> None:
    """A schedule that nobody can read keeps no campaign from going out; the worker is not ready meanwhile."""
    parts.failures["schedule"] = ValueError("a row that an older version wrote")
    worker.run(lambda: None)
    assert ["heartbeat", "heartbeat", "takeover", "clock", "cleanup"] == parts.done
    assert not worker.is_ready()
    parts.failures.clear()
    worker.run(lambda: None)
    assert "schedule" in parts.done
    assert worker.is_ready()


def test_a_database_that_is_away_is_told_once(parts: Parts, worker: Worker) -> None:
    """Nothing is tried while the ledger can't be used; people hear of it once, and it goes on by itself."""
    away = LedgerError("ledger.unreachable", path="db", why="gone")
    parts.failures["schedule"] = away
    worker.run(lambda: None)
    worker.run(lambda: None)
    assert [away] == parts.told
    assert "takeover" not in parts.done
    parts.failures.clear()
    worker.run(lambda: None)
    assert [away, None] == parts.told
