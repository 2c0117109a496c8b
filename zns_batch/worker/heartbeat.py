"""Which workers are there: each gives signs of life, and takes over from those that are gone."""

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
    """The presence of one worker among others.

    Args:
        ledger: The ledger.
        tasks: The queue.
        me: This worker's id.
        owner: This process.
        version: The program's version.
        buried: Hears of a worker whose tasks are taken over.

    """

    ledger: Ledger
    tasks: TaskQueue
    me: str
    owner: ProcessIdentity
    version: str
    buried: Callable[[WorkerRecord], None]

    def beat(self, now: datetime) -> None:
        """Give a sign of life."""
        workers.update_heartbeat(
            self.ledger, self.me, owner=self.owner, version=self.version, now=now
        )

    def take_over(self, now: datetime) -> None:
        """Strike off workers that are gone, and let their tasks be run by others.

        Tasks are looked for by who is there and not by who was just struck off: a worker that dies
        between the two leaves none behind.
        """
        living = {self.me}
        for worker in workers.list_workers(self.ledger, now=now):
            if worker.id == self.me or not worker.is_stale():
                living.add(worker.id)
            elif workers.prune(self.ledger, worker):
                self.buried(worker)
            else:
                living.add(worker.id)
        self.tasks.take_over(living)
        self.tasks.share(len(living))

    def leave(self) -> None:
        """Say that this worker has ended."""
        workers.deregister(self.ledger, self.me)


def new_id(owner: ProcessIdentity) -> str:
    """Return an id for a worker that no other process has or will have."""
    host = owner.host[:40]
    return f"{host}-{owner.pid}-{int(owner.started)}"
