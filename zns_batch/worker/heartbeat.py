"""Worker liveness: periodic heartbeats, and takeover of the tasks of dead workers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from zns_batch.ledger import workers
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.process_identity import ProcessIdentity
from zns_batch.ledger.workers import WorkerRecord
from zns_batch.worker.queue import TaskQueue


@dataclass(frozen=True, kw_only=True, slots=True)
class Heartbeat:
    """The registration of one worker among the others that share the ledger."""

    ledger: Ledger
    queue: TaskQueue
    #: Unique for each process; see `new_worker_id`.
    worker_id: str
    process: ProcessIdentity
    #: The version of the program.
    version: str
    #: Called with each dead worker whose tasks this one releases.
    on_pruned: Callable[[WorkerRecord], None]

    def update(self, now: datetime) -> None:
        """Record that this worker is alive."""
        workers.update_heartbeat(
            self.ledger, self.worker_id, owner=self.process, version=self.version, now=now
        )

    def take_over_stale(self, now: datetime) -> None:
        """Remove dead workers, and release their tasks to the others.

        Tasks are released by who is alive, not by who was just removed: a worker that dies between
        the two steps leaves no task behind.
        """
        alive = {self.worker_id}
        for worker in workers.list_workers(self.ledger, now=now):
            if worker.id == self.worker_id or not worker.is_stale():
                alive.add(worker.id)
            elif workers.prune(self.ledger, worker):
                self.on_pruned(worker)
            else:
                alive.add(worker.id)
        self.queue.take_over(alive)
        self.queue.set_worker_count(len(alive))

    def deregister(self) -> None:
        """Record that this worker has ended."""
        workers.deregister(self.ledger, self.worker_id)


def new_worker_id(process: ProcessIdentity) -> str:
    """Return a worker id that no other process has or will have."""
    return f"{process.host[:40]}-{process.pid}-{int(process.started)}"
