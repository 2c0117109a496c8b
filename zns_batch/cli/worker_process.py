"""The worker of this process: its parts put together, its metrics, and its end at a signal."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from typing import Any

from zns_batch import __version__
from zns_batch.cli.console import info
from zns_batch.cli.language import tr
from zns_batch.cli.views.worker import WorkerScreen
from zns_batch.core import signals
from zns_batch.core.clock import Clock, SystemClock
from zns_batch.core.garbage import rare_collections
from zns_batch.core.logging import log
from zns_batch.errors import UsageError, ZnsBatchError
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.timestamps import from_ms
from zns_batch.ledger.maintenance.stats import ledger_stats
from zns_batch.ledger.process_identity import ProcessIdentity
from zns_batch.ledger.work_queue import WorkItem
from zns_batch.metrics.http import MetricsServer
from zns_batch.metrics.ledger_poller import LedgerPoller
from zns_batch.metrics.registry import MetricsRegistry
from zns_batch.sending.event_loop import fastest
from zns_batch.services.approvals.notify import end_expired
from zns_batch.services.schedules.run import ScheduleRunner
from zns_batch.services.unattended.campaign_events import CampaignEvents
from zns_batch.services.unattended.campaign_worker import CampaignWorker
from zns_batch.services.unattended.early_warnings import EarlyWarnings
from zns_batch.services.unattended.notify import Notifier
from zns_batch.services.unattended.sms_fallback import SmsFallbacks
from zns_batch.worker.heartbeat import Heartbeat, new_worker_id
from zns_batch.worker.queue import ACCOUNTS, TaskHandler, TaskQueue
from zns_batch.worker.queue_db import queue_url
from zns_batch.worker.scheduler import DueScheduler
from zns_batch.worker.worker import Worker


def run_worker(
    ledger: Ledger, *, slots: int, metrics_port: int | None, metrics_host: str = "127.0.0.1"
) -> None:
    """Work until the first Ctrl-C or SIGTERM, then finish what is in flight and return.

    Args:
        ledger: The ledger.
        slots: How many accounts to send for at once.
        metrics_port: The port of the metrics; `None` for none, 0 for a free one.
        metrics_host: Where that port listens.

    Raises:
        LedgerError: The databases can't be used at the start.
        UsageError: The port can't be had.

    """
    clock = SystemClock()
    metrics = WorkerMetrics(ledger, clock) if metrics_port is not None else None
    notifier = Notifier(ledger=ledger, clock=clock)
    warnings = EarlyWarnings(ledger=ledger, clock=clock)
    events = CampaignEvents(ledger=ledger, clock=clock)
    screen = WorkerScreen(
        notifier, clock, metrics.registry.watch if metrics else None, warnings, events
    )
    campaigns = CampaignWorker(ledger=ledger, clock=clock, observer=screen)
    schedules = ScheduleRunner(
        ledger=ledger,
        clock=clock,
        on_run=screen.on_schedule_run,
        is_stopping=lambda: campaigns.stopping,
    )
    tasks = _RunningTasks()

    def run_task(queue: str, payload: tuple[object, ...]) -> None:
        # As `DueScheduler` enqueued them.
        values: tuple[Any, ...] = payload
        with tasks.counted(), asyncio.Runner(loop_factory=fastest()) as loop:
            if queue == ACCOUNTS:
                campaign_id, number, account, seen_ms = values
                item = WorkItem(campaign_id=campaign_id, account=account, number=number)
                with metrics.registry.turn(account) if metrics else nullcontext():
                    loop.run(campaigns.process(item, seen_at=from_ms(seen_ms)))
            else:
                schedule_id, due_ms, seen_ms = values
                due_at = from_ms(due_ms)
                loop.run(schedules.run_due(schedule_id, due_at, seen_at=from_ms(seen_ms)))

    worker = new_worker(ledger, clock, screen, schedules, slots=slots, handler=run_task)

    def stop() -> None:
        worker.stop()
        campaigns.stop()
        info("worker.stopping")

    def stop_with_parent() -> None:
        # Who has started this worker holds the other end, and is gone.
        # Read without Python's buffer: its lock, still held by this thread at the end of the process,
        # would end it with a fatal error.
        while os.read(sys.stdin.fileno(), 1024):
            pass
        stop()

    serving = (
        metrics.served(metrics_host, metrics_port or 0, worker.is_ready)
        if metrics
        else nullcontext()
    )
    with serving, rare_collections(), _on_first_signal(stop):
        if os.environ.get(signals.WATCH_VARIABLE):
            threading.Thread(target=stop_with_parent, daemon=True).start()
        try:
            worker.run(lambda: info("worker.ready", id=worker.heartbeat.worker_id, slots=slots))
            tasks.wait_until_none()
        finally:
            worker.close()
    info("worker.stopped")


def new_worker(
    ledger: Ledger,
    clock: Clock,
    screen: WorkerScreen,
    schedules: ScheduleRunner,
    *,
    slots: int,
    handler: TaskHandler,
) -> Worker:
    """Return the worker of this process, under a new id."""
    sms = _FallbackThread(SmsFallbacks(ledger=ledger, clock=clock))
    events = CampaignEvents(ledger=ledger, clock=clock)

    def end_requests() -> None:
        try:
            end_expired(ledger, now=clock.now())
        except ZnsBatchError as error:
            # The next minute tries again; meanwhile nobody can decide on them either.
            log().warning("approvals.not-ended", key=error.key)

    def each_minute(now: datetime) -> None:
        schedules.repair_next_times(now)
        sms.start()
        threading.Thread(target=events.deliver_due, name="zns-events", daemon=True).start()
        threading.Thread(target=end_requests, name="zns-approvals", daemon=True).start()

    process = ProcessIdentity.this_process()
    worker_id = new_worker_id(process)
    url = queue_url(ledger.engine.url)
    queue = TaskQueue(url, worker_id=worker_id, slots=slots, handler=handler)
    heartbeat = Heartbeat(
        ledger=ledger,
        queue=queue,
        worker_id=worker_id,
        process=process,
        version=__version__,
        on_pruned=screen.on_worker_pruned,
    )
    return Worker(
        queue=queue,
        heartbeat=heartbeat,
        scheduler=DueScheduler(ledger=ledger, queue=queue),
        clock=clock,
        on_clock_fixed=each_minute,
        # People are notified over networks, and the worker's heart must not wait for that.
        on_hour=lambda _: threading.Thread(target=screen.warn_of_tokens, daemon=True).start(),
        on_database_error=screen.on_database_error,
    )


class _FallbackThread:
    """Decides who gets an SMS beside the worker's loop, which has to go on meanwhile."""

    def __init__(self, fallbacks: SmsFallbacks) -> None:
        self._fallbacks = fallbacks
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin with what is due, unless that is being done already; returns at once."""
        running = self._thread is not None and self._thread.is_alive()
        if running or not self._fallbacks.is_due():
            return
        self._thread = threading.Thread(target=self._run, name="zns-sms-fallback", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=fastest()) as loop:
            loop.run(self._fallbacks.run_due())


class _RunningTasks:
    """Counts the tasks that are running."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = threading.Condition()

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count a task while it runs."""
        with self._changed:
            self._count += 1
        try:
            yield
        finally:
            with self._changed:
                self._count -= 1
                self._changed.notify_all()

    def wait_until_none(self) -> None:
        """Wait until no task runs any more."""
        with self._changed:
            # With a timeout, so that a second Ctrl-C is heard.
            while self._count:
                self._changed.wait(0.5)


@contextmanager
def _on_first_signal(stop: Callable[[], None]) -> Iterator[None]:
    """Let the first Ctrl-C or SIGTERM end the work cleanly, and the second one at once.

    Args:
        stop: Ends the work cleanly; called in a thread of its own, which has ended after the block.

    """
    stopping: threading.Thread | None = None

    def on_signal() -> None:
        nonlocal stopping
        if stopping is not None:
            raise KeyboardInterrupt
        stopping = threading.Thread(target=stop, name="zns-stop", daemon=True)
        stopping.start()

    with signals.on_termination(on_signal):
        yield
        if stopping is not None:
            stopping.join()


class WorkerMetrics:
    """The metrics of a worker, and the HTTP server that answers with them."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._worker_is_ready: Callable[[], bool] = lambda: False
        self._poller = LedgerPoller(lambda now: ledger_stats(ledger, now=now), clock)
        #: Counts turns and messages.
        self.registry = MetricsRegistry(
            self._poller, clock, is_ready=self._is_ready, version=__version__
        )

    @contextmanager
    def served(self, host: str, port: int, is_ready: Callable[[], bool]) -> Iterator[None]:
        """Answer `/metrics`, `/health` and `/ready` inside the `with` block.

        Args:
            host: Where to listen.
            port: The port; 0 takes a free one.
            is_ready: Tells whether the worker's last poll is recent.

        Raises:
            UsageError: The port can't be had.

        """
        self._worker_is_ready = is_ready

        def why_not_ready() -> str | None:
            if is_ready():
                return None
            return tr("operations.not-ready" if self._poller.last() else "operations.no-ledger")

        try:
            server = MetricsServer(self.registry.registry, why_not_ready, host=host, port=port)
        except OSError as error:
            why = error.strerror or str(error)
            raise UsageError("worker.port-taken", port=str(port), why=why) from error
        self._poller.start()
        server.start()
        info("worker.metrics", url=server.url)
        try:
            yield
        finally:
            self._poller.stop()
            server.stop()

    def _is_ready(self) -> bool:
        return self._worker_is_ready()
