"""Who works on something: a process on a machine, and whether it is still there."""

import json
import os
import socket
from dataclasses import dataclass

import psutil

_OVER = frozenset({psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD})


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
        """Tell whether it is certain that the process is gone: same host, and not running.

        A process that was killed and that its parent has not looked after yet (a zombie) is gone.
        """
        if self.host != socket.gethostname():
            return False
        try:
            found = psutil.Process(self.pid)
            another = abs(found.create_time() - self.started) >= 1
            return another or found.status() in _OVER
        except psutil.NoSuchProcess:
            return True
        except psutil.AccessDenied:
            # The system hides it from us: it may well be alive, and its lease will tell.
            return False

    def dump(self) -> str:
        """Write it as the ledger keeps it."""
        return json.dumps([self.host, self.pid, self.started])

    @classmethod
    def load(cls, text: str) -> "Owner":
        """Read what `dump` wrote."""
        host, pid, started = json.loads(text)
        return cls(host=host, pid=pid, started=started)
