"""What is due becomes one task, whoever sees it and however often."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from zns_batch.ledger import schedules, work_queue
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.schedules import BadRows, Schedule
from zns_batch.ledger.work_queue import WorkItem
from zns_batch.worker.queue import Task, TaskQueue, TaskStatus
from zns_batch.worker.scheduler import DueScheduler

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
LEDGER = cast("Ledger", None)
TURN = WorkItem(campaign_id="z1", account="shop", number=2)
SCHEDULE = Schedule(
    id="s1",
    name="Hằng ngày",
    account="shop",
    file="/a.csv",
    cron="0 8 * * *",
    zone="Asia/Ho_Chi_Minh",
    next_at=NOW,
    misfire="once",
    bad_rows=BadRows.HOLD,
    folder="/out",
    created_at=NOW - timedelta(days=1),
)


class Queue:
    """The workers' queue, remembered."""

    def __init__(self) -> None:
        self.tasks: dict[str, Task] = {}
        self.standing: dict[str, TaskStatus] = {}

    def add(self, task: Task) -> None:
        assert task.id not in self.tasks
        self.tasks[task.id] = task
        self.standing[task.id] = TaskStatus.WAITING

    def statuses(self, ids: Collection[str]) -> dict[str, TaskStatus]:
        return {one: self.standing[one] for one in ids if one in self.standing}

    def remove(self, task_id: str) -> None:
        del self.tasks[task_id], self.standing[task_id]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Any]]:
    """What the ledger says is due, and which turns were ended."""
    found: dict[str, list[Any]] = {"turns": [TURN], "schedules": [SCHEDULE], "ended": []}
    monkeypatch.setattr(work_queue, "list_due", lambda _ledger, **_: found["turns"])
    monkeypatch.setattr(schedules, "due", lambda _ledger, **_: found["schedules"])
    monkeypatch.setattr(work_queue, "complete", lambda _ledger, turn: found["ended"].append(turn))
    return found


def looking(queue: Queue) -> DueScheduler:
    return DueScheduler(ledger=LEDGER, queue=cast("TaskQueue", queue))


def test_what_is_due_is_put_into_the_queue_once(seen: dict[str, list[Any]]) -> None:
    """Two workers that look again and again make one task of a campaign and one of a schedule."""
    queue = Queue()
    for _ in range(3):
        looking(queue).enqueue_due(NOW)
        looking(queue).enqueue_due(NOW + timedelta(seconds=1))
    assert {"z1-2", "s1-1795316400000"} == queue.tasks.keys()
    assert ("accounts", "shop") == (queue.tasks["z1-2"].queue, queue.tasks["z1-2"].account)
    assert [] == seen["ended"]


def test_a_task_that_failed_is_made_anew(seen: dict[str, list[Any]]) -> None:
    """When a task is over and its campaign still due, the turn is ended so that another one begins."""
    queue = Queue()
    looking(queue).enqueue_due(NOW)
    queue.standing = dict.fromkeys(queue.standing, TaskStatus.FINISHED)
    looking(queue).enqueue_due(NOW)
    assert [TURN] == seen["ended"]
    assert {"z1-2"} == queue.tasks.keys(), "the schedule's task is forgotten"
    looking(queue).enqueue_due(NOW)
    assert "s1-1795316400000" in queue.tasks


def test_a_task_holds_no_personal_data(seen: dict[str, list[Any]]) -> None:
    """What lies in the queue's tables are ids, the account's name and moments."""
    queue = Queue()
    looking(queue).enqueue_due(NOW)
    assert ("z1", 2, "shop", 1795316400000) == queue.tasks["z1-2"].payload
    assert ("s1", 1795316400000, 1795316400000) == queue.tasks["s1-1795316400000"].payload
