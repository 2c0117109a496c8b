"""The durable task queue of the workers, on DBOS Transact: the only module that imports it.

A task is run by one worker at a time, at least once: when that worker dies, another one runs it
again. Tasks of one account run one after the other, on whichever worker.
"""

import logging
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetEnqueueOptions, SetWorkflowID
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from zns_batch.core.logging import log, redact
from zns_batch.errors import LedgerError
from zns_batch.ledger.db.postgresql import connecting
from zns_batch.worker.queue_db import sqlite_engine

ACCOUNTS = "accounts"
"""The queue of campaign turns, in which an account has one task running at a time."""

SCHEDULES = "schedules"
"""The queue of due schedules, whose lists are to be read and planned."""

_PLANNERS = 2
_POLL_SECONDS = 0.2
_SCHEDULE_POLL_SECONDS = 1.0
_MAX_POLL_SECONDS = 2.0
_FULL_RATE_WORKERS = 5
"""Up to so many workers poll at the full rate; more of them share that number of queries."""

_FINISHED_KEPT = timedelta(days=1)
_POOL_SIZE = 5
_IDLE_TRANSACTION_SECONDS = 20.0
_TASK_VERSION = "zns-batch-1"
"""Of the tasks, not of the program: a worker takes only tasks of its own version."""


class TaskStatus(StrEnum):
    """The status of a task in the queue."""

    WAITING = "waiting"
    """No worker has taken it yet."""
    RUNNING = "running"
    """A worker has taken it."""
    FINISHED = "finished"
    """It ran to its end, with or without success."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """A unit of work for any worker."""

    #: Unique; adding a second task of the same id does nothing.
    id: str
    #: `ACCOUNTS` or `SCHEDULES`.
    queue: str
    account: str
    #: Arguments of the handler: ids, names and numbers; no phones and no secrets.
    payload: tuple[str | int, ...]


TaskHandler = Callable[[str, tuple[Any, ...]], None]
"""Runs a task, given its queue's name and its payload."""


class TaskQueue:
    """The queue, as the worker of this process sees it. A process has one.

    Args:
        url: The ledger's database, or a SQLite file of its own.
        worker_id: The worker's id.
        slots: How many accounts the worker sends for at once.
        handler: Runs a task, in a thread of its own.

    """

    _handler: ClassVar[TaskHandler | None] = None

    def __init__(self, url: URL, *, worker_id: str, slots: int, handler: TaskHandler) -> None:
        self._url = url
        self._worker_id = worker_id
        self._slots = slots
        self._task_handler = handler
        self._poll_interval = _POLL_SECONDS

    def open(self) -> None:
        """Register the queues and begin to take tasks.

        Raises:
            LedgerError: The queue's database can't be used.

        """
        TaskQueue._handler = self._task_handler
        _forward_library_log()
        try:
            DBOS(config=self._config())
            DBOS.launch()
            DBOS.register_queue(
                ACCOUNTS,
                partition_concurrency=1,
                worker_concurrency=self._slots,
                polling_interval_sec=_POLL_SECONDS,
                on_conflict="always_update",
            )
            DBOS.register_queue(
                SCHEDULES,
                worker_concurrency=_PLANNERS,
                polling_interval_sec=_SCHEDULE_POLL_SECONDS,
                on_conflict="always_update",
            )
        except LedgerError:
            raise
        except Exception as error:
            self.close()
            place = self._url.render_as_string(hide_password=True)
            why = redact(str(error).splitlines()[0] if str(error) else type(error).__name__)
            raise LedgerError("worker.no-engine", place=place, why=why[:200]) from error

    def _config(self) -> DBOSConfig:
        config = DBOSConfig(
            name="zns-batch",
            system_database_url=self._url.render_as_string(hide_password=False),
            executor_id=self._worker_id,
            application_version=_TASK_VERSION,
            # The default one unpickles: whoever can write to the database could run code here.
            serializer=DBOSPortableJSONSerializer(),
            enable_otlp=False,
            sys_db_pool_size=_POOL_SIZE,
        )
        if self._url.get_backend_name() == "sqlite":
            # Created readable by its owner alone, as the ledger is.
            os.close(os.open(str(self._url.database), os.O_CREAT | os.O_RDWR, 0o600))
            config["system_database_engine"] = sqlite_engine(self._url)
        else:
            # A server that vanished without a word is noticed, and a worker that did so keeps no
            # task locked.
            config["db_engine_kwargs"] = {"connect_args": connecting(self._url)}
            config["sys_db_idle_transaction_timeout_sec"] = _IDLE_TRANSACTION_SECONDS
        return config

    def close(self) -> None:
        """Take no more tasks. Running tasks should have ended before."""
        DBOS.destroy()

    def add(self, task: Task) -> None:
        """Enqueue a task, unless one of its id is there.

        Raises:
            LedgerError: The queue's database can't be used now.

        """
        partition = task.account if task.queue == ACCOUNTS else None
        with (
            _translate_queue_errors(),
            SetWorkflowID(task.id),
            SetEnqueueOptions(queue_partition_key=partition),
        ):
            DBOS.enqueue_workflow(task.queue, _run_task, task.queue, list(task.payload))

    def statuses(self, ids: Collection[str]) -> dict[str, TaskStatus]:
        """Return the status of tasks by id; unknown and long finished ones are left out.

        Raises:
            LedgerError: The queue's database can't be used now.

        """
        if not ids:
            return {}
        with _translate_queue_errors():
            workflows = DBOS.list_workflows(
                workflow_ids=list(ids), load_input=False, load_output=False
            )
        by_word = {
            "ENQUEUED": TaskStatus.WAITING,
            "DELAYED": TaskStatus.WAITING,
            "PENDING": TaskStatus.RUNNING,
        }
        return {
            workflow.workflow_id: by_word.get(workflow.status, TaskStatus.FINISHED)
            for workflow in workflows
        }

    def take_over(self, alive: Collection[str]) -> None:
        """Put back the running tasks of dead workers, so that others run them.

        Args:
            alive: The ids of the workers that are alive.

        Raises:
            LedgerError: The queue's database can't be used now.

        """
        with _translate_queue_errors():
            running = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
            for workflow in running:
                if workflow.executor_id not in alive:
                    # With its queue's name: else it would run outside the queue, beside others of
                    # its account.
                    DBOS.resume_workflow(workflow.workflow_id, queue_name=workflow.queue_name)

    def set_worker_count(self, workers: int) -> None:
        """Adapt the polling interval to the number of workers, so that their queries don't add up.

        Whichever worker polls first takes a task, so a task waits no longer for many workers that
        poll seldom. The interval is stored with the queue and holds for all workers.

        Raises:
            LedgerError: The queue's database can't be used now.

        """
        interval = poll_seconds(workers)
        if interval == self._poll_interval:
            return
        with _translate_queue_errors():
            queue = DBOS.retrieve_queue(ACCOUNTS)
            if queue is not None:
                queue.set_polling_interval_sec(interval)
        self._poll_interval = interval

    def remove(self, task_id: str) -> None:
        """Delete a finished task, so that one of its id can be added again.

        Raises:
            LedgerError: The queue's database can't be used now.

        """
        with _translate_queue_errors():
            DBOS.delete_workflows([task_id])

    def delete_finished(self, now: datetime) -> None:
        """Delete tasks that finished more than a day ago; the library keeps them for ever.

        Raises:
            LedgerError: The queue's database can't be used now.

        """
        before = (now - _FINISHED_KEPT).astimezone(UTC).isoformat()
        with _translate_queue_errors():
            finished = DBOS.list_workflows(
                status=["SUCCESS", "ERROR", "CANCELLED"],
                completed_before=before,
                load_input=False,
                load_output=False,
                limit=1_000,
            )
            if finished:
                DBOS.delete_workflows([workflow.workflow_id for workflow in finished])


def poll_seconds(workers: int) -> float:
    """Return the seconds that each of so many workers waits between two polls of the queue."""
    return min(_POLL_SECONDS * max(1.0, workers / _FULL_RATE_WORKERS), _MAX_POLL_SECONDS)


@DBOS.workflow(name="zns-task", max_recovery_attempts=None)
def _run_task(queue: str, payload: list[Any]) -> str:
    handler = TaskQueue._handler  # noqa: SLF001 — the library calls a module's function, not a method
    assert handler is not None
    try:
        handler(queue, tuple(payload))
    # A Rust extension's PanicException is no Exception; let through, it would leave the task
    # running for ever, and what it was about would never be done again.
    except BaseException as error:  # noqa: BLE001 — what it means is seen in the ledger, not here
        log().warning("worker.task-failed", what=payload, why=redact(repr(error)))
        return "failed"
    return "done"


@contextmanager
def _translate_queue_errors() -> Iterator[None]:
    """Turn the database errors of the library into a `LedgerError`."""
    try:
        yield
    except SQLAlchemyError as error:
        why = redact(str(error).splitlines()[0])[:200]
        raise LedgerError("worker.no-engine", place="ZNS_DATABASE_URL", why=why) from error


class _LogForwarder(logging.Handler):
    """Forwards the library's log lines to our own log: on the screen they would help nobody."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        log().warning("engine.says", said=redact(record.getMessage())[:500])


def _forward_library_log() -> None:
    logger = logging.getLogger("dbos")
    if not any(isinstance(handler, _LogForwarder) for handler in logger.handlers):
        logger.addHandler(_LogForwarder(logging.WARNING))
    logger.propagate = False
