"""What a job is: what is asked for, within which bounds, and how far it has come."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from zns_batch.errors import ZnsBatchError

T = TypeVar("T")

_STEP = 500
"""Rows between two reports."""


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether nothing more comes of it."""
        return self not in {JobState.QUEUED, JobState.RUNNING}


@dataclass(frozen=True, kw_only=True, slots=True)
class JobLimits:
    """What a job may use; a hostile file must slow nobody else.

    Attributes:
        seconds: The longest that it may take, by the clock on the wall.
        cpu_seconds: The processor time of it; `None` for no bound beside the other one.
        memory: Bytes of address space (on Windows and macOS: of memory in use); `None` for no bound.

    """

    seconds: float = 120.0
    cpu_seconds: int | None = 120
    memory: int | None = 2 << 30


@dataclass(frozen=True, kw_only=True, slots=True)
class JobProgress:
    """How far a job has come.

    Attributes:
        phase: Which part of it, in a word of its own; empty at the beginning.
        done: How much of that part is done.
        total: How much that part is; `None` while unknown.

    """

    phase: str = ""
    done: int = 0
    total: int | None = None


Report = Callable[[JobProgress], None]
"""What a job's function calls as it goes on, as often as it likes: few of the calls are passed on."""


def with_progress(rows: Iterable[T], total: int, report: Report) -> Iterator[T]:
    """Yield rows, and report now and then how many of them have gone by."""
    for done, row in enumerate(rows):
        if done % _STEP == 0:
            report(JobProgress(phase="rows", done=done, total=total))
        yield row


@dataclass(frozen=True, kw_only=True, slots=True)
class JobRequest:
    """A job that is asked for.

    Attributes:
        key: Names it: a second request under the key of a job that has not ended joins that one.
        kind: Which queue it waits in, such as `check`.
        owner: Who asks for it; one person's jobs of a kind run one after the other.
        function: What is run in the child, as `package.module:name`. It takes the arguments and a
            `Report`, and returns what JSON can hold.
        arguments: What JSON can hold. They go through a pipe: no other process sees them.
        limits: What it may use.
        environment: Variables of the child beside what an interpreter needs; nothing else of this
            process's environment reaches it, and no secret does unless it is named here.

    """

    key: str
    kind: str
    owner: str
    function: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    limits: JobLimits = field(default_factory=JobLimits)
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class JobStatus:
    """A job as it stands at a moment.

    Attributes:
        key: Its name.
        state: Where it stands.
        progress: How far it has come.
        ahead: How many jobs of its kind run or wait before it, while it waits.
        result: What its function returned, when it is done.
        error: Why it failed.
        asked_at: When it was asked for.
        ended_at: When it ended.

    """

    key: str
    state: JobState
    progress: JobProgress
    ahead: int
    result: Mapping[str, Any] | None
    error: ZnsBatchError | None
    asked_at: datetime
    ended_at: datetime | None
