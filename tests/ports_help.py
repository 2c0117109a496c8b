"""Ports for what is begun again at the same address: ports that the system gives to nobody by itself."""

import itertools
import os
import socket
from functools import cache
from pathlib import Path

_STRIDE = 128
"""How far apart two processes begin to look that were started one after the other."""


def free_port() -> int:
    """Return a port of this machine that nobody uses, and that no other socket is given meanwhile.

    Whoever binds to port 0 gets one of the system's own range, so a port of that range which is free now
    may be anybody's a moment later; one outside of it is taken by nobody who does not ask for it. No port
    is returned twice, and each process that runs tests begins to look elsewhere.
    """
    return next(port for port in _candidates() if _is_free(port))


@cache
def _candidates() -> "itertools.cycle[int]":
    ports = _outside()
    begin = os.getpid() * _STRIDE % len(ports)
    return itertools.cycle([*ports[begin:], *ports[:begin]])


def _outside() -> range:
    """The ports that the system gives to nobody by itself."""
    try:
        told = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text()
    except OSError:
        # Every other system begins higher.
        return range(20_000, 32_000)
    low, high = map(int, told.split())
    longest = max(range(20_000, low), range(high + 1, 65_536), key=len)
    return longest if len(longest) >= 1_000 else range(20_000, 32_000)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
