"""Registry of workers: heartbeats, and pruning of workers that are gone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import workers
from zns_batch.ledger.db.timestamps import common_now, from_ms, to_ms
from zns_batch.ledger.process_identity import ProcessIdentity

STALE = timedelta(seconds=10)
"""How long a worker of another machine may go without a heartbeat. It sends one every second."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkerRecord:
    """A registered worker.

    Attributes:
        id: Its own, never used by another process.
        owner: The process.
        version: The program's version.
        started_at: When it began.
        beat_at: Its last heartbeat.
        silence: How long ago that was, by the clock that all who share the ledger go by.

    """

    id: str
    owner: ProcessIdentity
    version: str
    started_at: datetime
    beat_at: datetime
    silence: timedelta

    def is_stale(self) -> bool:
        """Tell whether others may take over what it was doing."""
        return abs(self.silence) > STALE or self.owner.is_dead()


def update_heartbeat(
    ledger: Ledger, worker_id: str, *, owner: ProcessIdentity, version: str, now: datetime
) -> None:
    """Update a worker's heartbeat; one that was pruned is registered again.

    It changes a line of its own, so nobody waits for it, and it waits neither for other writers, one
    of which may stand still, nor for the disk.
    """
    with ledger.write(synced=False, beside=True) as connection:
        this_worker, moment = workers.c.id == worker_id, to_ms(common_now(connection, now))
        updated = connection.execute(update(workers).where(this_worker).values(beat_at=moment))
        if not updated.rowcount:
            values = {"id": worker_id, "owner": owner.dump(), "version": version}
            connection.execute(insert(workers), values | {"started_at": moment, "beat_at": moment})


def deregister(ledger: Ledger, worker_id: str) -> None:
    """Remove a worker that has ended."""
    with ledger.write(beside=True) as connection:
        connection.execute(delete(workers).where(workers.c.id == worker_id))


def list_workers(ledger: Ledger, *, now: datetime) -> list[WorkerRecord]:
    """Return the workers that have not left, the oldest first."""
    with ledger.read() as connection:
        now = common_now(connection, now)
        lines = connection.execute(select(workers).order_by(workers.c.started_at)).mappings().all()
    return [
        WorkerRecord(
            id=line["id"],
            owner=ProcessIdentity.load(line["owner"]),
            version=line["version"],
            started_at=from_ms(line["started_at"]),
            beat_at=from_ms(line["beat_at"]),
            silence=now - from_ms(line["beat_at"]),
        )
        for line in lines
    ]


def prune(ledger: Ledger, worker: WorkerRecord) -> bool:
    """Remove a worker that is gone; one of several who try succeeds.

    A worker that has sent a heartbeat in between stays.
    """
    same = (workers.c.id == worker.id, workers.c.beat_at == to_ms(worker.beat_at))
    with ledger.write(beside=True) as connection:
        return bool(connection.execute(delete(workers).where(*same)).rowcount)
