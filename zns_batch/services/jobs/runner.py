"""Runs jobs in child processes: a few at a time, bounded, each with its progress.

Whoever asks gets a key and looks again: nothing here keeps a caller waiting unless it wants to. A
job lasts as long as this process: whoever is restarted asks for it again.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Condition, Event, Lock, Thread
from typing import Any

import psutil

from zns_batch.core.clock import Clock
from zns_batch.core.logging import log
from zns_batch.errors import InternalError, UsageError, ZnsBatchError
from zns_batch.services.jobs.job import JobProgress, JobRequest, JobState, JobStatus
from zns_batch.services.jobs.wire import load_error
from zns_batch.sheets.safety.subprocess_reader import child_environment

_LONGEST_LINE = 4 << 20
"""Bytes of one message of a child. A result is a summary; what is large is written to a file."""
_MOST_WAITING = 20
"""Jobs of one kind that wait; who comes later is told so."""
_KEEP_SECONDS = 3_600.0
_WATCH_SECONDS = 0.5

OnEnd = Callable[[JobStatus], None]


class JobRunner:
    """A queue of jobs for each kind.

    Args:
        clock: The time.
        slots: How many jobs of a kind run at once.
        default_slots: How many of a kind that `slots` does not name.

    """

    def __init__(
        self, clock: Clock, *, slots: Mapping[str, int] | None = None, default_slots: int = 2
    ) -> None:
        self._clock = clock
        self._slots, self._default_slots = dict(slots or {}), default_slots
        self._changed = Condition()
        # In the order in which they were asked for.
        self._jobs: dict[str, _Job] = {}
        self._closed = Event()
        Thread(target=self._watch, name="jobs", daemon=True).start()

    def submit(
        self, request: JobRequest, *, on_end: OnEnd | None = None, anew: bool = False
    ) -> JobStatus:
        """Ask for a job; returns at once.

        Args:
            request: The job.
            on_end: Called once, in a thread of its own, when the job has ended in whichever way, and
                before anybody sees that it has.
            anew: A job of this key that has not ended is cancelled and begun again; without it the
                request joins that one.

        Raises:
            UsageError: Too many wait already.

        """
        with self._changed:
            if self._closed.is_set():
                raise UsageError("jobs.too-many")
            now = self._clock.monotonic()
            old = [
                name for name, job in self._jobs.items() if job.is_older_than(_KEEP_SECONDS, now)
            ]
            for name in old:
                del self._jobs[name]
            running = self._jobs.get(request.key)
            if running is not None and not running.status.state.ended:
                if not anew:
                    return self._shown(running)
                running.cancel()
            waiting = [job for job in self._of(request.kind) if job.waits]
            if len(waiting) >= _MOST_WAITING:
                raise UsageError("jobs.too-many")
            self._jobs.pop(request.key, None)
            job = _Job(self, request, self._clock, on_end)
            self._jobs[request.key] = job
            self._start_waiting()
            return self._shown(job)

    def status(self, key: str) -> JobStatus | None:
        """Return how a job stands; `None` for one that nobody asked for, or that ended long ago."""
        with self._changed:
            job = self._jobs.get(key)
            return None if job is None else self._shown(job)

    def wait(self, key: str, seconds: float) -> JobStatus | None:
        """Wait until a job has ended, for some seconds at the most, and return how it stands."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_over(key), seconds)
        return self.status(key)

    def cancel(self, key: str) -> None:
        """End a job at once, if there is one that has not ended."""
        with self._changed:
            job = self._jobs.get(key)
            if job is not None:
                job.cancel()

    def close(self, *, seconds: float = 5.0) -> None:
        """End all jobs and start no more; waits for what is done at their end."""
        self._closed.set()
        with self._changed:
            for job in self._jobs.values():
                job.cancel()
            self._changed.wait_for(lambda: all(map(self._is_over, self._jobs)), seconds)

    def ended(self) -> None:
        """Start what waits, now that a job has ended, and wake who waits for it."""
        with self._changed:
            if not self._closed.is_set():
                self._start_waiting()
            self._changed.notify_all()

    def _is_over(self, key: str) -> bool:
        job = self._jobs.get(key)
        return job is None or job.status.state.ended

    def _of(self, kind: str) -> list["_Job"]:
        """Return the jobs of a kind that have not ended."""
        return [
            job
            for job in self._jobs.values()
            if job.request.kind == kind and not job.status.state.ended
        ]

    def _shown(self, job: "_Job") -> JobStatus:
        if job.process is not None or job.status.state.ended:
            return job.status
        kind = self._of(job.request.kind)
        return replace(job.status, ahead=kind.index(job))

    def _start_waiting(self) -> None:
        for kind in {job.request.kind for job in self._jobs.values()}:
            jobs = self._of(kind)
            running = [job for job in jobs if job.process is not None]
            busy = {job.request.owner for job in running}
            free = self._slots.get(kind, self._default_slots) - len(running)
            for job in jobs:
                if free > 0 and job.waits and job.request.owner not in busy:
                    job.start()
                    busy.add(job.request.owner)
                    free -= 1

    def _watch(self) -> None:
        """End what takes too long or too much, where the system does not bound it."""
        while not self._closed.wait(_WATCH_SECONDS):
            with self._changed:
                running = [job for job in self._jobs.values() if job.process is not None]
            for job in running:
                job.hold_to_limits()


class _Job:
    """One job and, while it runs, its process."""

    def __init__(
        self, runner: JobRunner, request: JobRequest, clock: Clock, on_end: OnEnd | None
    ) -> None:
        self.request = request
        self.process: subprocess.Popen[bytes] | None = None
        self.ended_at: float | None = None
        self.status = JobStatus(
            key=request.key,
            state=JobState.QUEUED,
            progress=JobProgress(),
            ahead=0,
            result=None,
            error=None,
            asked_at=clock.now(),
            ended_at=None,
        )
        self._runner, self._clock, self._on_end = runner, clock, on_end
        self._until = 0.0
        self._stopped_by: ZnsBatchError | None = None
        self._ending = Lock()
        self._final: JobStatus | None = None

    def start(self) -> None:
        """Start the process and a thread that listens to it."""
        limits = self.request.limits
        job = {
            "function": self.request.function,
            "arguments": self.request.arguments,
            "memory": limits.memory,
            "cpu_seconds": limits.cpu_seconds,
        }
        self._until = self._clock.monotonic() + limits.seconds
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "zns_batch.services.jobs.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**child_environment(), **self.request.environment},
                # A group of its own: it ends together with what it has started itself.
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            self._end(JobState.FAILED, error=InternalError.of(error))
            return
        self.status = replace(self.status, state=JobState.RUNNING)
        Thread(target=self._listen, args=(self.process, job), daemon=True).start()

    @property
    def waits(self) -> bool:
        """Whether it has not begun, and was not cancelled: its end may not be noted yet."""
        return self.process is None and self._final is None

    def is_older_than(self, seconds: float, now: float) -> bool:
        """Tell whether it ended that long ago."""
        return self.ended_at is not None and now - self.ended_at > seconds

    def cancel(self) -> None:
        """End it at once."""
        self._end(JobState.CANCELLED)
        self._kill()

    def hold_to_limits(self) -> None:
        """End it when it has gone out of its bounds."""
        process, limits = self.process, self.request.limits
        if process is None or self.status.state.ended:
            return
        if self._clock.monotonic() > self._until:
            self._stopped_by = UsageError("jobs.too-long", seconds=round(limits.seconds))
            self._kill()
        elif limits.memory is not None and not sys.platform.startswith("linux"):
            try:
                used = psutil.Process(process.pid).memory_info().rss
            except psutil.Error:
                return
            if used > limits.memory:
                self._stopped_by = UsageError("jobs.too-much-memory")
                self._kill()

    def _kill(self) -> None:
        process = self.process
        if process is None or process.poll() is not None:
            return
        if os.name == "posix":
            import signal

            try:
                os.killpg(process.pid, signal.SIGKILL)
            except OSError:
                process.kill()
        else:
            process.kill()

    def _listen(self, process: "subprocess.Popen[bytes]", job: Mapping[str, Any]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        answer: dict[str, Any] = {}
        with process:
            try:
                process.stdin.write(json.dumps(job).encode() + b"\n")
                process.stdin.flush()
                while line := process.stdout.readline(_LONGEST_LINE):
                    message = json.loads(line)
                    if "progress" not in message:
                        answer = message
                        break
                    progress = JobProgress(**message["progress"])
                    self.status = replace(self.status, progress=progress)
            except (OSError, ValueError, TypeError):
                answer = {}
            # Its own end comes when its input closes, if not before.
            self._kill()
        self._conclude(answer)

    def _conclude(self, answer: Mapping[str, Any]) -> None:
        if "result" in answer:
            self._end(JobState.DONE, result=answer["result"])
        elif "error" in answer:
            self._end(JobState.FAILED, error=load_error(answer["error"]))
        elif "memory" in answer:
            self._end(JobState.FAILED, error=UsageError("jobs.too-much-memory"))
        elif "mistake" in answer:
            log().error("job.mistake", what=answer["mistake"], where=answer["where"])
            self._end(JobState.FAILED, error=InternalError("run.internal", what=answer["mistake"]))
        else:
            # Killed: by us, by its bound on processor time, or by the system for its memory.
            stopped_by = self._stopped_by or UsageError("jobs.stopped")
            self._end(JobState.FAILED, error=stopped_by)

    def _end(
        self,
        state: JobState,
        *,
        result: Mapping[str, Any] | None = None,
        error: ZnsBatchError | None = None,
    ) -> None:
        with self._ending:
            if self._final is not None:
                return
            self._final = replace(
                self.status, state=state, result=result, error=error, ended_at=self._clock.now()
            )
        log().info("job.ended", kind=self.request.kind, state=state.value)
        final = self._final

        def tell() -> None:
            try:
                if self._on_end is not None:
                    self._on_end(final)
            except Exception as mistake:  # noqa: BLE001 — the other jobs go on
                log().error("job.not-told", what=type(mistake).__name__)
            finally:
                # Only now: whoever sees that it has ended finds done what was to be done then.
                self.ended_at = self._clock.monotonic()
                self.status = final
                self._runner.ended()

        Thread(target=tell, daemon=True).start()
