"""The worker that sends what the pages confirm: a child process, begun again when it dies.

It is the same program as `zns-batch worker`, so that the pages never send anything themselves. Its
standard input is a pipe of ours: when this process is gone, however it ended, the worker notices,
finishes what is in flight, and ends.
"""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress

from zns_batch.core.clock import Clock
from zns_batch.core.logging import log
from zns_batch.core.signals import WATCH_VARIABLE

COMMAND = (sys.executable, "-m", "zns_batch", "worker")

_LONGEST_PAUSE = 60.0
_STEADY_SECONDS = 60.0
"""A worker that has run as long begins with the shortest pause when it dies."""
_STOPPING_SECONDS = 70.0
"""A worker lets what is in flight be answered first."""


class WorkerChild:
    """Keeps a worker running until it is stopped.

    Args:
        clock: The time.
        command: The worker's command line.
        environment: The worker's environment.

    """

    def __init__(
        self,
        clock: Clock,
        *,
        command: Sequence[str] = COMMAND,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._clock = clock
        self._command = list(command)
        self._environment = {**(environment or os.environ), WATCH_VARIABLE: "1"}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The number of the worker's process; `None` while there is none."""
        running = self._process is not None and self._process.poll() is None
        return self._process.pid if self._process is not None and running else None

    async def run(self) -> None:
        """Start a worker, and another one whenever it has ended, until cancelled."""
        pause = 1.0
        while True:
            began = self._clock.monotonic()
            # Not asyncio's: its child watcher needs the main thread on some systems.
            self._process = await asyncio.to_thread(self._start)
            await asyncio.to_thread(self._process.wait)
            log().warning("web.worker-ended", code=self._process.returncode)
            if self._clock.monotonic() - began >= _STEADY_SECONDS:
                pause = 1.0
            await self._clock.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def stop(self) -> None:
        """End the worker as Ctrl-C would, and wait until what is in flight is answered."""
        process = self._process
        if process is None:
            return
        await asyncio.to_thread(self._end, process)

    def _start(self) -> subprocess.Popen[bytes]:
        # A group of its own: Ctrl-C at the terminal is for us, and we end it.
        if sys.platform == "win32":
            return subprocess.Popen(  # noqa: S603 — our own program
                self._command,
                env=self._environment,
                stdin=subprocess.PIPE,
                creationflags=subprocess.CREATE_NEW_PROCESS_GROUP,
            )
        return subprocess.Popen(  # noqa: S603 — our own program
            self._command, env=self._environment, stdin=subprocess.PIPE, start_new_session=True
        )

    @staticmethod
    def _end(process: subprocess.Popen[bytes]) -> None:
        with suppress(OSError):
            # Windows has no signal that a program can take as a wish.
            if sys.platform != "win32":
                process.send_signal(signal.SIGTERM)
            elif process.stdin is not None:
                process.stdin.close()
        try:
            process.wait(_STOPPING_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
