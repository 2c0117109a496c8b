"""Machines in tests: a name, process numbers and a network of its own, as Linux keeps them apart.

Only Linux has such namespaces, and only root may make them; elsewhere those tests are skipped.
"""

import ctypes
import itertools
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import psutil
import pytest
from program_help import COMMAND, Program, Started, until
from scale_help import Relay, relay

_NUMBERS = itertools.count()
_NETWORK = 0x40000000
"""setns(2): a space of network devices."""


@cache
def _why_not() -> str | None:
    if sys.platform != "linux" or os.geteuid() != 0:
        return "only root on Linux may make machines of its own"
    if not all(map(shutil.which, ("unshare", "ip", "hostname"))):
        return "unshare, ip or hostname is missing"
    probes = (
        ["unshare", "-upf", "--mount-proc", "--kill-child", "hostname", "probe"],
        ["unshare", "-n", "ip", "link", "add", "v0", "type", "veth", "peer", "name", "v1"],
    )
    done = [subprocess.run(one, capture_output=True, check=False) for one in probes]
    return None if not any(one.returncode for one in done) else "this kernel lets nobody"


def require() -> None:
    """Skip a test where there are no namespaces to be had."""
    if why := _why_not():
        pytest.skip(why)


def on_host(program: Program, name: str, *, within: tuple[str, ...] = ()) -> Program:
    """Return a program as it runs on a machine of its own, with its own name and process numbers.

    Args:
        program: The program.
        name: The machine's name.
        within: What puts a command into the machine's network.

    """
    apart = ("unshare", "-upf", "--mount-proc", "--kill-child")
    named = ("sh", "-c", f'hostname {name} && exec "$@"', "sh")
    return replace(program, command=(*within, *apart, *named, *COMMAND))


def signal_there(started: Started, number: int) -> None:
    """Send a signal to a program on a machine of its own."""
    (inside,) = psutil.Process(started.process.pid).children()
    inside.send_signal(number)


@dataclass(frozen=True, kw_only=True)
class Network:
    """The network of a machine of its own.

    Attributes:
        name: Its name.
        cable: The near end of the one cable that leads there.
        gate: Passes on what comes through the cable to a port of this machine.

    """

    name: str
    cable: str
    gate: Relay

    @property
    def within(self) -> tuple[str, ...]:
        """What puts a command into it."""
        return ("ip", "netns", "exec", self.name)

    def pull(self) -> None:
        """Pull the cable out: what is sent is lost, and nobody is told."""
        _ip("link", "set", self.cable, "down")

    def plug(self) -> None:
        """Plug it in again."""
        _ip("link", "set", self.cable, "up")


@contextmanager
def network(behind: int, *, beside: Mapping[int, int]) -> Iterator[Network]:
    """Make a network with a cable to a port of this machine.

    Args:
        behind: The port that is reached through the cable, at `gate`.
        beside: Ports there, on loopback, that lead to ports of this machine by another way.

    """
    mark = f"{os.getpid() % 100_000}{next(_NUMBERS)}"
    name, near, far = f"zns{mark}", f"zn{mark}", f"zf{mark}"
    third, fourth = os.getpid() % 250, next(_NUMBERS) % 60 * 4
    with ExitStack() as stack:
        _ip("netns", "add", name)
        stack.callback(_ip, "netns", "delete", name)
        _ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", name)
        _ip("address", "add", f"10.213.{third}.{fourth + 1}/30", "dev", near)
        _ip("link", "set", near, "up")
        _ip("-n", name, "address", "add", f"10.213.{third}.{fourth + 2}/30", "dev", far)
        _ip("-n", name, "link", "set", far, "up")
        _ip("-n", name, "link", "set", "lo", "up")
        listener = socket.create_server((f"10.213.{third}.{fourth + 1}", 0))
        gate = stack.enter_context(relay(behind, listener))
        for there, here in beside.items():
            stack.enter_context(relay(here, _listening_in(name, there)))
        yield Network(name=name, cable=near, gate=gate)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def _listening_in(name: str, port: int) -> socket.socket:
    """Listen in another network: a socket stays in the one in which it was made."""
    made: list[socket.socket] = []

    def make() -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        with Path("/run/netns", name).open() as there:
            assert libc.setns(there.fileno(), _NETWORK) == 0, os.strerror(ctypes.get_errno())
        made.append(socket.create_server(("127.0.0.1", port)))

    # In a thread that ends: no other one leaves its network.
    thread = threading.Thread(target=make)
    thread.start()
    thread.join()
    return made[0]


def is_there(started: Started) -> None:
    """Wait until a worker takes tasks."""
    until(lambda: "is looking after" in started.told(), seconds=180)
