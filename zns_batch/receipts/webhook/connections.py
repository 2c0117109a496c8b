"""Bounds on the connections of the webhook receiver, so that idle clients can't use up its files.

aiohttp has no bound on open connections and no time limit for the head of a first request: some
thousand idle connections would exhaust the process's file descriptors, and events would not be
answered any more.
"""

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.typedefs import Handler

from zns_batch.core.clock import Clock

HEAD_SECONDS = 10.0
"""How long a client may take from connecting to the end of its first request's head."""

KEEP_ALIVE_SECONDS = 75.0
"""How long a connection may be idle between requests: longer than web servers in front keep theirs."""

_MAX_CONNECTIONS = 4_096
_RESERVED_FILES = 128
"""Descriptors that the ledger, the log and the program itself may need."""

_SWEEP_SECONDS = 1.0


def max_connections() -> int:
    """Raise this process's limit of open files as far as allowed, and return how many connections fit."""
    if sys.platform == "win32":
        return _MAX_CONNECTIONS
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = _MAX_CONNECTIONS + _RESERVED_FILES
    if soft != resource.RLIM_INFINITY and soft < needed:
        raised = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        # A system may allow less than it says; then the limit stays as it is.
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (raised, hard))
        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if soft == resource.RLIM_INFINITY:
        return _MAX_CONNECTIONS
    return max(min(soft, needed) - _RESERVED_FILES, 16)


@dataclass(kw_only=True, slots=True)
class ConnectionLimiter:
    """Closes connections that are idle for too long, and the oldest idle ones when there are too many.

    A connection is idle while no complete head of a request has arrived: before the first, and
    between two.
    """

    clock: Clock
    #: How many connections may be open at once.
    limit: int
    #: Since when each idle connection is so, the longest first; and for how long it may be.
    _idle: dict[web.RequestHandler, tuple[float, float]] = field(default_factory=dict)
    _busy: set[web.RequestHandler] = field(default_factory=set)

    def protocol_factory(self, server: web.Server) -> Callable[[], web.RequestHandler]:
        """Return what makes the protocol of each new connection, for `loop.create_server`."""

        def new_connection() -> web.RequestHandler:
            if len(self._idle) + len(self._busy) >= self.limit:
                self._forget_closed(server)
            while self._idle and len(self._idle) + len(self._busy) >= self.limit:
                self._close(next(iter(self._idle)))
            protocol = server()
            self._idle[protocol] = self.clock.monotonic(), HEAD_SECONDS
            return protocol

        return new_connection

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Count a connection as busy while a request of it is handled."""
        protocol = request.protocol
        self._idle.pop(protocol, None)
        self._busy.add(protocol)
        try:
            return await handler(request)
        finally:
            self._busy.discard(protocol)
            self._idle[protocol] = self.clock.monotonic(), KEEP_ALIVE_SECONDS

    async def sweep(self, server: web.Server) -> None:
        """Close overdue connections, again and again."""
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            self._forget_closed(server)
            now = self.clock.monotonic()
            for protocol, (since, allowed) in list(self._idle.items()):
                if now - since > allowed:
                    self._close(protocol)

    def _forget_closed(self, server: web.Server) -> None:
        open_now = set(server.connections)
        # A connection that was just accepted is not in the server's list yet.
        just_now = self.clock.monotonic() - _SWEEP_SECONDS
        for protocol, (since, _) in list(self._idle.items()):
            if protocol not in open_now and since < just_now:
                del self._idle[protocol]

    def _close(self, protocol: web.RequestHandler) -> None:
        del self._idle[protocol]
        protocol.force_close()
