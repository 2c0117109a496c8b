"""Which workers are there: each gives signs of life, and takes over from those that are gone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from zns_batch.ledger import workers
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.process_identity import Owner
from zns_batch.ledger.workers import Worker
from zns_batch.worker.queue import Tasks


@dataclass(frozen=True, kw_only=True, slots=True)
class Attendance:
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
    tasks: Tasks
    me: str
    owner: Owner
    version: str
    buried: Callable[[Worker], None]

    def beat(self, now: datetime) -> None:
        """Give a sign of life."""
        workers.beat(self.ledger, self.me, owner=self.owner, version=self.version, now=now)

    def take_over(self, now: datetime) -> None:
        """Strike off workers that are gone, and let their tasks be run by others.

        Tasks are looked for by who is there and not by who was just struck off: a worker that dies
        between the two leaves none behind.
        """
        living = {self.me}
        for worker in workers.present(self.ledger, now=now):
            if worker.id == self.me or not worker.is_gone():
                living.add(worker.id)
            elif workers.bury(self.ledger, worker):
                self.buried(worker)
            else:
                living.add(worker.id)
        self.tasks.take_over(living)
        self.tasks.share(len(living))

    def leave(self) -> None:
        """Say that this worker has ended."""
        workers.leave(self.ledger, self.me)


def new_id(owner: Owner) -> str:
    """Return an id for a worker that no other process has or will have."""
    host = owner.host[:40]
    return f"{host}-{owner.pid}-{int(owner.started)}"
