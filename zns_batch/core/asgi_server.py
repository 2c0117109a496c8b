"""Serves an ASGI application by uvicorn, with bounds on its connections.

uvicorn has no bound on open connections that keeps others able to connect, and no time limit for the
head of a first request: some thousand idle connections would exhaust the process's file
descriptors, and nobody would be answered any more.
"""

import asyncio
import logging
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from zns_batch.core.clock import Clock, SystemClock

HEAD_SECONDS = 10.0
"""How long a client may take from connecting to the end of its first request's head."""

KEEP_ALIVE_SECONDS = 75.0
"""How long a connection may be idle between requests: longer than web servers in front keep theirs."""

LINGER_SECONDS = 5.0
"""How long what is left of a refused body is read, so that the client comes to read the answer."""

_MAX_CONNECTIONS = 4_096
_RESERVED_FILES = 128
"""Descriptors that the ledger, the log and the program itself may need."""

_SWEEP_SECONDS = 1.0
_STOPPING_SECONDS = 3
_NEVER = 100_000
"""uvicorn's own time limit of idle connections, which ours comes before."""


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
    _idle: dict["_Protocol", tuple[float, float]] = field(default_factory=dict)
    _open: int = 0

    def on_open(self, connection: "_Protocol") -> None:
        """Let a new connection in; an idle one gives way when there is no room."""
        self._open += 1
        while self._idle and self._open > self.limit:
            self._close(next(iter(self._idle)))
        self.on_idle(connection, HEAD_SECONDS)

    def on_idle(self, connection: "_Protocol", allowed: float) -> None:
        """Note that a connection waits for a request."""
        self._idle.pop(connection, None)
        self._idle[connection] = self.clock.monotonic(), allowed

    def on_busy(self, connection: "_Protocol") -> None:
        """Note that a request of a connection is handled."""
        self._idle.pop(connection, None)

    def on_close(self, connection: "_Protocol") -> None:
        """Note that a connection is gone."""
        self._idle.pop(connection, None)
        if not connection.counted_out:
            connection.counted_out = True
            self._open -= 1

    async def sweep(self) -> None:
        """Close overdue connections, again and again."""
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            now = self.clock.monotonic()
            for connection, (since, allowed) in list(self._idle.items()):
                if now - since > allowed:
                    self._close(connection)

    def _close(self, connection: "_Protocol") -> None:
        self.on_close(connection)
        connection.transport.abort()


class _Protocol(H11Protocol):
    """A connection that tells the limiter when it waits and when it works."""

    limiter: ConnectionLimiter
    counted_out = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as the base class has it
        super().connection_made(transport)
        self.limiter.on_open(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self.limiter.on_close(self)
        super().connection_lost(exc)

    def handle_events(self) -> None:
        before = self.cycle
        super().handle_events()
        if self.cycle is not before and not self.cycle.response_complete:
            self.limiter.on_busy(self)

    def on_response_complete(self) -> None:
        whole = self.conn.their_state is not h11.SEND_BODY
        self.limiter.on_idle(self, KEEP_ALIVE_SECONDS if whole else LINGER_SECONDS)
        super().on_response_complete()


class _BoundServer(uvicorn.Server):
    async def startup(self, sockets: Any = None) -> None:  # noqa: ARG002 — the library's signature
        """Listen; the library would end the process where the address can't be had."""
        config = self.config
        await self.lifespan.startup()

        def new_connection() -> asyncio.Protocol:
            kind: Any = config.http_protocol_class
            connection: asyncio.Protocol = kind(
                config=config, server_state=self.server_state, app_state=self.lifespan.state
            )
            return connection

        try:
            listening = await asyncio.get_running_loop().create_server(
                new_connection, config.host, config.port, ssl=config.ssl, backlog=config.backlog
            )
        except BaseException:
            await self.lifespan.shutdown()
            raise
        self.servers = [listening]
        self.started = True


@asynccontextmanager
async def run_asgi(
    app: ASGIApp,
    *,
    host: str,
    port: int,
    connections: int | None = None,
    tls: ssl.SSLContext | None = None,
    largest_head: int = 32 * 1024,
) -> AsyncIterator[int]:
    """Serve an application for as long as the block runs; gives the port.

    Args:
        app: The application.
        host: Where to listen.
        port: The port; 0 for a free one.
        connections: How many may be open at once; `None` for what this process's files allow.
        tls: For https.
        largest_head: Bytes of a request's line and headers.

    Raises:
        OSError: The address can't be had.

    """
    for name in ("uvicorn.error", "uvicorn.access", "uvicorn.asgi"):
        # What goes wrong is in our own log; a stranger's broken request is nobody's business.
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    limiter = ConnectionLimiter(clock=SystemClock(), limit=connections or max_connections())
    protocol = type("_BoundProtocol", (_Protocol,), {"limiter": limiter})
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=protocol,
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        backlog=128,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=_NEVER,
        timeout_graceful_shutdown=_STOPPING_SECONDS,
        h11_max_incomplete_event_size=largest_head,
    )
    config.load()
    config.ssl = tls
    server = _BoundServer(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    tasks = [asyncio.create_task(server.main_loop()), asyncio.create_task(limiter.sweep())]
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        for task in tasks:
            task.cancel()
        await server.shutdown()
