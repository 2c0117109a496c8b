"""Who works on something: a process on a machine, and whether it is still there."""

import json
import os
import socket
from dataclasses import dataclass

import psutil


@dataclass(frozen=True, kw_only=True, slots=True)
class Owner:
    """A process that sends: its host, its number, and when it was started.

    The start time tells a process from a later one that was given the same number.
    """

    host: str
    pid: int
    started: float

    @classmethod
    def this_process(cls) -> "Owner":
        """Return the process that asks."""
        pid = os.getpid()
        return cls(host=socket.gethostname(), pid=pid, started=psutil.Process(pid).create_time())

    def is_dead(self) -> bool:
        """Tell whether it is certain that the process is gone: same host, and not running."""
        if self.host != socket.gethostname():
            return False
        try:
            alive = abs(psutil.Process(self.pid).create_time() - self.started) < 1
        except psutil.NoSuchProcess:
            return True
        return not alive

    def dump(self) -> str:
        """Write it as the ledger keeps it."""
        return json.dumps([self.host, self.pid, self.started])

    @classmethod
    def load(cls, text: str) -> "Owner":
        """Read what `dump` wrote."""
        host, pid, started = json.loads(text)
        return cls(host=host, pid=pid, started=started)
