"""A worker for served pages that begins with everything loaded, as the other programs of the tests do.

A server starts its worker as a new interpreter, which takes a second of loading. Where a test asks for
it (`READY_WORKER`), the worker's process is forked before the server begins, while there is one thread,
and waits until the server starts its first worker; each later one is a new interpreter. Tests of how
a worker is started, killed and begun anew ask for none of this.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import IO

READY_WORKER = "TEST_READY_WORKER"
"""The variable by which a test asks for it."""

_PAUSE_SECONDS = 0.05


def keep_worker_ready() -> None:
    """Fork the worker's process; there it returns when the server starts it, as `zns-batch worker`."""
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid:
        theirs.close()
        _start_first(pid, ours)
        return
    ours.close()
    os.setsid()
    wanted, files, _, _ = socket.recv_fds(theirs, 1, 1)
    if not wanted:
        # The server has ended without a worker.
        os._exit(0)
    with theirs, theirs.makefile("rb") as rest:
        env = json.loads(rest.read())
    os.dup2(files[0], 0)
    os.close(files[0])
    os.environ.clear()
    os.environ.update(env)
    sys.argv = ["zns-batch", "worker"]


def _start_first(pid: int, ours: socket.socket) -> None:
    """Let the server's first worker be that process."""
    from zns_batch.web.worker_child import WorkerChild

    real, unused = WorkerChild._start, [pid]

    def start(child: WorkerChild) -> object:
        if not unused:
            return real(child)
        return _Worker(unused.pop(), ours, child._environment)

    WorkerChild._start = start  # type: ignore[assignment,method-assign]  # it is used as a process is


class _Worker:
    """The process, as far as `WorkerChild` asks for one of `subprocess`."""

    def __init__(self, pid: int, ours: socket.socket, env: object) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._waiting = threading.Lock()
        reads, writes = os.pipe()
        self.stdin: IO[bytes] = os.fdopen(writes, "wb")
        with ours:
            socket.send_fds(ours, [b"."], [reads])
            ours.sendall(json.dumps(env).encode())
        os.close(reads)

    def poll(self) -> int | None:
        """How it ended; `None` while it runs."""
        with self._waiting:
            if self.returncode is None:
                ended, status = os.waitpid(self.pid, os.WNOHANG)
                if ended:
                    self.returncode = os.waitstatus_to_exitcode(status)
            return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        began = time.monotonic()
        while (code := self.poll()) is None:
            if timeout is not None and time.monotonic() - began > timeout:
                raise subprocess.TimeoutExpired("worker", timeout)
            time.sleep(_PAUSE_SECONDS)
        return code

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)
