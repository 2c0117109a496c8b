"""`worker`: runs what is scheduled, queued, or paused until a moment that has come."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import click

from zns_batch.cli import options as o
from zns_batch.cli.console import info
from zns_batch.cli.help import command
from zns_batch.core import signals

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

    from zns_batch.cli.worker_metrics import WorkerMetrics
    from zns_batch.core.clock import Clock
    from zns_batch.ledger.db.engine import Ledger

USUAL_SLOTS = 8


@command("worker")
@o.option(
    "--slots",
    help_key="slots",
    type=click.IntRange(1, 64),
    default=USUAL_SLOTS,
    show_default=True,
    metavar="N",
)
@o.option("--metrics", help_key="metrics", type=click.IntRange(0, 65535), metavar="PORT")
@o.option(
    "--metrics-host",
    help_key="metrics-host",
    default="127.0.0.1",
    show_default=True,
    metavar="HOST",
)
@o.EVERYWHERE
def worker_command(*, slots: int, metrics: int | None, metrics_host: str, **_asked: Any) -> int:
    """Look after campaigns."""
    from zns_batch.cli.console import start

    ledger = start()
    try:
        Serving(ledger, slots=slots, metrics=metrics, metrics_host=metrics_host).go()
    finally:
        ledger.close()
    return 0


class Serving:
    """One worker of this process, with all that it needs.

    Args:
        ledger: The ledger.
        slots: Accounts that it sends for at once.
        metrics: The port of its figures; `None` for none.
        metrics_host: Where that port listens.

    """

    def __init__(
        self,
        ledger: "Ledger",
        *,
        slots: int,
        metrics: int | None,
        metrics_host: str = "127.0.0.1",
    ) -> None:
        from zns_batch.cli.views.worker import WorkerScreen
        from zns_batch.core.clock import SystemClock
        from zns_batch.services.schedules.run import Recurring
        from zns_batch.services.unattended.campaign_worker import CampaignWorker
        from zns_batch.services.unattended.notify import Teller

        self._slots = slots
        self._ledger = ledger
        self._clock = SystemClock()
        self._metrics = _metrics_of(ledger, self._clock, metrics_host, metrics)
        self._screen: WorkerScreen = WorkerScreen(
            Teller(ledger=ledger, clock=self._clock), self._clock, self._metrics
        )
        self._attendant: CampaignWorker = CampaignWorker(
            ledger=ledger, clock=self._clock, listener=self._screen
        )
        self._recurring: Recurring = Recurring(
            ledger=ledger,
            clock=self._clock,
            told=self._screen.kept,
            stopping=lambda: self._attendant.stopping,
        )
        self._active = _Active()

    def go(self) -> None:
        """Work until the first Ctrl-C or SIGTERM, and end cleanly."""
        from zns_batch.worker.worker import Worker

        worker: Worker = self._worker()
        name = worker.attendance.me
        measured = self._metrics.shown(worker.is_ready) if self._metrics else nullcontext()
        with measured, _at_signal(lambda: self._stop(worker)):
            try:
                worker.run(lambda: info("worker.ready", id=name, slots=self._slots))
                self._active.wait_until_none()
            finally:
                worker.close()
        info("worker.stopped")

    def _stop(self, worker: Any) -> None:
        worker.stop()
        # Not here: a signal may come while the lock that this takes is held.
        threading.Thread(target=self._attendant.stop, daemon=True).start()
        info("worker.stopping")

    def _worker(self) -> Any:
        from zns_batch import __version__
        from zns_batch.ledger.process_identity import ProcessIdentity
        from zns_batch.worker.heartbeat import Heartbeat, new_id
        from zns_batch.worker.queue import TaskQueue
        from zns_batch.worker.scheduler import DueScheduler
        from zns_batch.worker.worker import Worker

        owner = ProcessIdentity.this_process()
        me = new_id(owner)
        tasks = TaskQueue(engine_place(self._ledger), worker=me, slots=self._slots, do=self._do)
        attendance = Heartbeat(
            ledger=self._ledger,
            tasks=tasks,
            me=me,
            owner=owner,
            version=__version__,
            buried=self._screen.took_over,
        )
        return Worker(
            tasks=tasks,
            attendance=attendance,
            lookout=DueScheduler(ledger=self._ledger, tasks=tasks),
            clock=self._clock,
            mend=self._recurring.mend,
            trouble=self._screen.trouble,
        )

    def _do(self, queue: str, what: tuple[Any, ...]) -> None:
        from zns_batch.worker.queue import ACCOUNTS

        with self._active.one():
            if queue == ACCOUNTS:
                self._take(*what)
            else:
                self._keep(*what)

    def _take(self, campaign_id: str, number: int, account: str, seen_ms: int) -> None:
        from zns_batch.ledger.db.timestamps import from_ms
        from zns_batch.ledger.work_queue import WorkItem

        turn = WorkItem(campaign_id=campaign_id, account=account, number=number)
        with self._metrics.turn(account) if self._metrics else nullcontext():
            self._attendant.process(turn, seen_at=from_ms(seen_ms))

    def _keep(self, schedule_id: str, due_ms: int, seen_ms: int) -> None:
        from zns_batch.ledger.db.timestamps import from_ms

        self._recurring.keep(schedule_id, from_ms(due_ms), seen_at=from_ms(seen_ms))


def engine_place(ledger: "Ledger") -> "URL":
    """Return where the workers' queue lies: beside a SQLite ledger, or in the same PostgreSQL."""
    from pathlib import Path

    from sqlalchemy.engine import URL

    from zns_batch.worker.queue_db import FILE

    url = ledger.engine.url
    if url.get_backend_name() == "sqlite":
        return URL.create("sqlite", database=str(Path(str(url.database)).with_name(FILE)))
    return url.set(drivername="postgresql")


def _metrics_of(
    ledger: "Ledger", clock: "Clock", host: str, port: int | None
) -> "WorkerMetrics | None":
    if port is None:
        return None
    from zns_batch.cli.worker_metrics import WorkerMetrics

    return WorkerMetrics(ledger, clock, host=host, port=port)


class _Active:
    """How many tasks are being done."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = threading.Condition()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Count one while it is done."""
        with self._changed:
            self._count += 1
        try:
            yield
        finally:
            with self._changed:
                self._count -= 1
                self._changed.notify_all()

    def wait_until_none(self) -> None:
        """Wait until all are done."""
        with self._changed:
            # With a time, so that a second Ctrl-C is heard.
            while self._count:
                self._changed.wait(0.5)


@contextmanager
def _at_signal(stop: Callable[[], None]) -> Iterator[None]:
    """Let the first Ctrl-C or SIGTERM end the work cleanly, and the second one at once."""
    times = 0

    def heard() -> None:
        nonlocal times
        times += 1
        if times > 1:
            raise KeyboardInterrupt
        stop()

    with signals.on_termination(heard):
        yield
