"""The durable queue of the workers: the one module that knows the library behind it.

A task is run by one worker, at least once: when that worker dies, another one runs it again. Tasks
of one account come one after the other, wherever they are run.
"""

import logging
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetEnqueueOptions, SetWorkflowID
from sqlalchemy import Engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from zns_batch.core.logging import log, redact
from zns_batch.errors import LedgerError
from zns_batch.ledger.db.postgresql import connecting
from zns_batch.worker.queue_db import sqlite_engine

ACCOUNTS = "accounts"
"""The queue in which an account has one task running at a time."""

SCHEDULES = "schedules"
"""The queue of lists to be read and planned."""

_PLANNERS = 2
_POLL_SECONDS = 0.2
_POLL_SELDOM = 1.0
_POLL_MOST_SECONDS = 2.0
_FEW = 5
"""So many workers ask for tasks as often as one; more share that number of questions."""

_KEPT = timedelta(days=1)
_POOL = 5
_IDLE_SECONDS = 20.0
_VERSION = "zns-batch-1"
"""Of the tasks, not of the program: a worker takes only tasks of its own version."""

_WAITING = frozenset({"ENQUEUED", "DELAYED"})


class Status(StrEnum):
    """Where a task stands."""

    WAITING = "waiting"
    """A worker will take it."""
    RUNNING = "running"
    """A worker has taken it."""
    OVER = "over"
    """It was run to its end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """Something for a worker to do.

    Attributes:
        id: Names it: a second one of that name is the same.
        queue: `ACCOUNTS` or `SCHEDULES`.
        account: Whose turn it is.
        what: What to do, in words and numbers; no phones and no secrets.

    """

    id: str
    queue: str
    account: str
    what: tuple[str | int, ...]


TaskHandler = Callable[[str, tuple[Any, ...]], None]
"""Does a task: its queue's name, and what to do."""


class TaskQueue:
    """The queue, as one worker sees it. A process has one.

    Args:
        place: The ledger's database, or a SQLite file of its own.
        worker: The worker's id.
        slots: Accounts that a worker sends for at once.
        do: Does a task, in a thread of its own.

    """

    _doing: ClassVar[TaskHandler | None] = None

    def __init__(self, place: URL, *, worker: str, slots: int, do: TaskHandler) -> None:
        self._place = place
        self._worker = worker
        self._slots = slots
        self._do = do
        self._interval = _POLL_SECONDS

    def open(self) -> None:
        """Begin to take tasks.

        Raises:
            LedgerError: The queue's database can't be used.

        """
        TaskQueue._doing = self._do
        _listen_to_the_library()
        shown = self._place.render_as_string(hide_password=True)
        try:
            DBOS(config=self._config())
            DBOS.launch()
            self._register()
        except LedgerError:
            raise
        except Exception as error:
            self.close()
            why = redact(str(error).splitlines()[0] if str(error) else type(error).__name__)
            raise LedgerError("worker.no-engine", place=shown, why=why[:200]) from error

    def _config(self) -> DBOSConfig:
        plain = self._place.render_as_string(hide_password=False)
        config = DBOSConfig(
            name="zns-batch",
            system_database_url=plain,
            executor_id=self._worker,
            application_version=_VERSION,
            # The usual one unpickles: whoever can write to the database could run code here.
            serializer=DBOSPortableJSONSerializer(),
            enable_otlp=False,
            sys_db_pool_size=_POOL,
        )
        if self._place.get_backend_name() == "sqlite":
            config["system_database_engine"] = self._sqlite()
        else:
            # A server that vanished without a word is noticed, and a worker that did so keeps no
            # task locked.
            config["db_engine_kwargs"] = {"connect_args": connecting(self._place)}
            config["sys_db_idle_transaction_timeout_sec"] = _IDLE_SECONDS
        return config

    def _sqlite(self) -> Engine:
        file = Path(str(self._place.database))
        # Created for its owner alone, as the ledger is.
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        return sqlite_engine(self._place)

    def _register(self) -> None:
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
            polling_interval_sec=_POLL_SELDOM,
            on_conflict="always_update",
        )

    def close(self) -> None:
        """Take no more tasks. What is running should have ended before."""
        DBOS.destroy()

    def add(self, task: Task) -> None:
        """Put a task into the queue, unless it is there.

        Raises:
            LedgerError: The queue's database can't be used now.

        """
        partition = task.account if task.queue == ACCOUNTS else None
        with (
            _own_words(),
            SetWorkflowID(task.id),
            SetEnqueueOptions(queue_partition_key=partition),
        ):
            DBOS.enqueue_workflow(task.queue, _run_task, task.queue, list(task.what))

    def statuses(self, ids: Collection[str]) -> dict[str, Status]:
        """Return where tasks stand; those that were never added, or long ago, are left out.

        Raises:
            LedgerError: The queue's database can't be used now.

        """
        if not ids:
            return {}
        with _own_words():
            found = DBOS.list_workflows(workflow_ids=list(ids), load_input=False, load_output=False)
        return {one.workflow_id: _status(one.status) for one in found}

    def take_over(self, living: Collection[str]) -> None:
        """Let the tasks of workers that are gone be run by others.

        Args:
            living: The workers that are there.

        Raises:
            LedgerError: The queue's database can't be used now.

        """
        with _own_words():
            found = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
            for one in (one for one in found if one.executor_id not in living):
                # Named again: else it would run outside the queue, beside others of its account.
                DBOS.resume_workflow(one.workflow_id, queue_name=one.queue_name)

    def share(self, workers: int) -> None:
        """Let many workers together ask for tasks not much more often than a few.

        Whoever asks first takes a task, so it waits no longer for many that ask seldom. How often
        they ask stands with the queue, for all of them.

        Args:
            workers: How many are there.

        Raises:
            LedgerError: The queue's database can't be used now.

        """
        interval = poll_seconds(workers)
        if interval == self._interval:
            return
        with _own_words():
            queue = DBOS.retrieve_queue(ACCOUNTS)
            if queue is not None:
                queue.set_polling_interval_sec(interval)
        self._interval = interval

    def forget(self, name: str) -> None:
        """Forget a task that is over, so that one of its name can be added again.

        Raises:
            LedgerError: The queue's database can't be used now.

        """
        with _own_words():
            DBOS.delete_workflows([name])

    def tidy(self, now: datetime) -> None:
        """Forget tasks that were over long ago; the library keeps them for ever.

        Raises:
            LedgerError: The queue's database can't be used now.

        """
        before = (now - _KEPT).astimezone(UTC).isoformat()
        with _own_words():
            old = DBOS.list_workflows(
                status=["SUCCESS", "ERROR", "CANCELLED"],
                completed_before=before,
                load_input=False,
                load_output=False,
                limit=1_000,
            )
            if old:
                DBOS.delete_workflows([one.workflow_id for one in old])


def poll_seconds(workers: int) -> float:
    """Return how long each of so many workers waits before it asks for tasks again."""
    return min(_POLL_SECONDS * max(1.0, workers / _FEW), _POLL_MOST_SECONDS)


@DBOS.workflow(name="zns-task", max_recovery_attempts=None)
def _run_task(queue: str, what: list[Any]) -> str:
    do = TaskQueue._doing  # noqa: SLF001 — the library calls functions of a module, not of an object
    assert do is not None
    try:
        do(queue, tuple(what))
    except Exception as error:  # noqa: BLE001 — what it means is seen in the ledger, not here
        log().warning("worker.task-failed", what=what, why=redact(repr(error)))
        return "failed"
    return "done"


def _status(word: str) -> Status:
    if word in _WAITING:
        return Status.WAITING
    return Status.RUNNING if word == "PENDING" else Status.OVER


@contextmanager
def _own_words() -> Iterator[None]:
    """Turn what the library raises into an error of ours."""
    try:
        yield
    except SQLAlchemyError as error:
        why = redact(str(error).splitlines()[0])[:200]
        raise LedgerError("worker.no-engine", place="ZNS_DATABASE_URL", why=why) from error


class _ToOurLog(logging.Handler):
    """Hands what the library has to say to our own log: on the screen nobody could use it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        log().warning("engine.says", said=redact(record.getMessage())[:500])


def _listen_to_the_library() -> None:
    logger = logging.getLogger("dbos")
    if not any(isinstance(one, _ToOurLog) for one in logger.handlers):
        handler = _ToOurLog(logging.WARNING)
        logger.addHandler(handler)
    logger.propagate = False
