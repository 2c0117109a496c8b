"""Identifies a process across machines and restarts, and tells whether it is dead."""

import json
import os
import socket
from dataclasses import dataclass
from pathlib import Path

import psutil

_OVER = frozenset({psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD})
_PROC = Path("/proc")


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcessIdentity:
    """A process that sends: its host, its number, and when it was started.

    The start time tells a process from a later one that was given the same number.

    Attributes:
        host: The machine's name, for people.
        pid: The process's number there.
        started: Seconds since the machine began, where the system tells; else since 1970. The
            latter moves when the clock of a Linux machine is set.
        machine: What tells two machines or containers of one name apart: the kernel's run and the
            space of process numbers. Empty where the system does not tell, and in what older
            versions wrote.

    """

    host: str
    pid: int
    started: float
    machine: str = ""

    @classmethod
    def this_process(cls) -> "ProcessIdentity":
        """Return the identity of this process."""
        pid, machine = os.getpid(), _machine()
        return cls(
            host=socket.gethostname(), pid=pid, started=_started(pid, machine), machine=machine
        )

    def is_dead(self) -> bool:
        """Tell whether it is certain that the process is gone: same machine, and not running.

        A process that was killed and that its parent has not looked after yet (a zombie) is gone.
        """
        if self.host != socket.gethostname() or self.machine not in {"", _machine()}:
            return False
        try:
            process = psutil.Process(self.pid)
            # Within this they are the same: `/proc` counts in hundredths of a second.
            tolerance = 0.005 if self.machine else 1.0
            another = abs(_started(self.pid, self.machine) - self.started) >= tolerance
            return another or process.status() in _OVER
        except psutil.NoSuchProcess:
            return True
        except (psutil.AccessDenied, OSError):
            # The system hides it from us: it may well be alive, and its lease will tell.
            return False

    def dump(self) -> str:
        """Write it as the ledger keeps it."""
        return json.dumps([self.host, self.pid, self.started, self.machine])

    @classmethod
    def load(cls, text: str) -> "ProcessIdentity":
        """Read what `dump` wrote, also without the machine, as older versions wrote it."""
        host, pid, started, *machine = json.loads(text)
        return cls(host=host, pid=pid, started=started, machine=machine[0] if machine else "")


def _machine() -> str:
    """Return what distinguishes this machine, its boot and this container from others."""
    try:
        boot = (_PROC / "sys" / "kernel" / "random" / "boot_id").read_text().strip()
        space = (_PROC / "self" / "ns" / "pid").readlink()
    except OSError:
        return ""
    return f"{boot} {space}"


def _started(pid: int, machine: str) -> float:
    """Return when a process was started: by a clock that nobody sets, where there is one."""
    if not machine:
        return psutil.Process(pid).create_time()
    # proc(5): field 22 of `stat`, in ticks since the machine began. The second one, the program's
    # name, may hold anything, and ends with the last bracket.
    stat = (_PROC / str(pid) / "stat").read_text(errors="replace")
    ticks = int(stat.rpartition(")")[2].split()[19])
    return ticks / os.sysconf("SC_CLK_TCK")
