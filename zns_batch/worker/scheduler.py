"""What is due: found in the ledger, and put into the workers' queue once, whoever sees it."""

from dataclasses import dataclass
from datetime import datetime

from zns_batch.ledger import schedules, work_queue
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.timestamps import to_ms
from zns_batch.ledger.schedules import Schedule
from zns_batch.ledger.work_queue import WorkItem
from zns_batch.worker.queue import ACCOUNTS, SCHEDULES, Status, Task, TaskQueue


@dataclass(frozen=True, kw_only=True, slots=True)
class DueScheduler:
    """Finds what is due.

    Args:
        ledger: The ledger.
        tasks: The queue.

    """

    ledger: Ledger
    tasks: TaskQueue

    def enqueue_due(self, now: datetime) -> None:
        """Put what is due into the queue.

        Raises:
            LedgerError: The ledger or the queue can't be used now.

        """
        turns = {_turn_id(turn): turn for turn in work_queue.list_due(self.ledger, now=now)}
        times = {_time_id(one): one for one in schedules.due(self.ledger, now=now)}
        statuses = self.tasks.statuses([*turns, *times])
        for name, turn in turns.items():
            self._see_to(name, turn, statuses.get(name), now)
        for name, schedule in times.items():
            if name not in statuses:
                self.tasks.add(_task_of(name, schedule, now))
            elif statuses[name] is Status.OVER:
                # It ended, and the schedule stands where it stood: it failed.
                self.tasks.forget(name)

    def _see_to(self, name: str, turn: WorkItem, status: Status | None, now: datetime) -> None:
        if status is None:
            what = (turn.campaign_id, turn.number, turn.account, to_ms(now))
            self.tasks.add(Task(id=name, queue=ACCOUNTS, account=turn.account, what=what))
        elif status is Status.OVER:
            # Its worker could not note that it was over, or failed: it goes again, as a new task.
            work_queue.complete(self.ledger, turn)


def _turn_id(turn: WorkItem) -> str:
    return f"{turn.campaign_id}-{turn.number}"


def _time_id(schedule: Schedule) -> str:
    assert schedule.next_at is not None
    return f"{schedule.id}-{to_ms(schedule.next_at)}"


def _task_of(name: str, schedule: Schedule, now: datetime) -> Task:
    assert schedule.next_at is not None
    what = (schedule.id, to_ms(schedule.next_at), to_ms(now))
    return Task(id=name, queue=SCHEDULES, account=schedule.account, what=what)
