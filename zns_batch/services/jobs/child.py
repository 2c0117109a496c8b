"""The child process of a job: `python -m zns_batch.services.jobs.child`.

It takes the job on standard input as one line of JSON and answers on standard output, a line for
each step of its progress and one for the result. The pipe of its input stays open as long as the
parent lives: when it closes, the child ends, whatever it is doing.
"""

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import IO, Any

_EVERY = 0.25
"""Seconds between two reports of progress."""
_NICE = 5


def main() -> None:
    """Run one job."""
    out = os.fdopen(os.dup(1), "wb")
    # What a library prints goes nowhere from now on: the pipe is for our own lines.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    job = json.loads(sys.stdin.buffer.readline())
    Thread(target=_end_with_parent, daemon=True).start()
    apply_limits(job["memory"], job["cpu_seconds"])
    out.write(_line(run_job(job, out)))
    out.flush()
    # What the function left behind, such as a thread that waits, must not keep the answer waiting.
    os._exit(0)


def _end_with_parent() -> None:
    while sys.stdin.buffer.read(1):
        pass
    with suppress(AttributeError, OSError):
        # With the processes that it has started itself, such as the reader of a damaged workbook.
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def apply_limits(memory: int | None, cpu_seconds: int | None) -> None:
    """Bound this process and those that it starts, where the system can."""
    with suppress(AttributeError, OSError):
        os.nice(_NICE)
    with suppress(ImportError, ValueError, OSError):
        import resource

        for which, most in ((resource.RLIMIT_CPU, cpu_seconds), (resource.RLIMIT_AS, memory)):
            _, hard = resource.getrlimit(which)
            if most is not None:
                bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
                resource.setrlimit(which, (bound, hard))


def run_job(job: dict[str, Any], out: IO[bytes]) -> dict[str, Any]:
    """Run the function that a job names; return what the parent reads of its end."""
    # Only now: the bounds hold for all that is loaded.
    from zns_batch.errors import ZnsBatchError
    from zns_batch.services.jobs.job import JobProgress
    from zns_batch.services.jobs.wire import dump_error

    reported_at, reported_phase = 0.0, ""

    def report(progress: JobProgress) -> None:
        nonlocal reported_at, reported_phase
        now = time.monotonic()
        if progress.phase != reported_phase or now - reported_at >= _EVERY:
            reported_at, reported_phase = now, progress.phase
            out.write(_line({"progress": asdict(progress)}))
            out.flush()

    try:
        module, _, name = job["function"].partition(":")
        function: Callable[..., object] = getattr(import_module(module), name)
        return {"result": function(job["arguments"], report)}
    except ZnsBatchError as error:
        return {"error": dump_error(error)}
    except MemoryError:
        return {"memory": True}
    except Exception as error:  # noqa: BLE001 — whatever it is, the parent is told of it
        # Places in the code, and no values: they may hold what a customer's row holds.
        frames = traceback.extract_tb(error.__traceback__)
        where = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]
        return {"mistake": type(error).__name__, "where": where}


def _line(message: dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


if __name__ == "__main__":
    main()
