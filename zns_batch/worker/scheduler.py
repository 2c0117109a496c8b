"""Scheduler: finds due campaigns and schedules in the ledger, and enqueues each of them once."""

from dataclasses import dataclass
from datetime import datetime

from zns_batch.ledger import schedules, work_queue
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.timestamps import to_ms
from zns_batch.worker.queue import ACCOUNTS, SCHEDULES, Task, TaskQueue, TaskStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class DueScheduler:
    """Enqueues what is due. Any number of workers may do so at once: task ids are deterministic."""

    ledger: Ledger
    queue: TaskQueue

    def enqueue_due(self, now: datetime) -> None:
        """Add a task for each due turn of a campaign, and for each due time of a schedule.

        Raises:
            LedgerError: The ledger or the queue can't be used now.

        """
        turns = {
            f"{item.campaign_id}-{item.number}": item
            for item in work_queue.list_due(self.ledger, now=now)
        }
        times = {
            f"{schedule.id}-{to_ms(schedule.next_at)}": schedule
            for schedule in schedules.due(self.ledger, now=now)
        }
        statuses = self.queue.statuses([*turns, *times])

        for task_id, item in turns.items():
            if task_id not in statuses:
                turn = (item.campaign_id, item.number, item.account, to_ms(now))
                self.queue.add(Task(id=task_id, queue=ACCOUNTS, account=item.account, payload=turn))
            elif statuses[task_id] is TaskStatus.FINISHED:
                # Its worker failed, or could not record the end of the turn: the next turn is a
                # new task.
                work_queue.complete(self.ledger, item)

        for task_id, schedule in times.items():
            if task_id not in statuses:
                due_ms = to_ms(schedule.next_at)
                assert due_ms is not None
                time = (schedule.id, due_ms, to_ms(now))
                self.queue.add(
                    Task(id=task_id, queue=SCHEDULES, account=schedule.account, payload=time)
                )
            elif statuses[task_id] is TaskStatus.FINISHED:
                # It finished, and the schedule still has the same next time: it failed.
                self.queue.remove(task_id)
