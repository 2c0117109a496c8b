"""aiohttp's connection pool, which writes a request only on a connection with nothing to read.

HTTP/1.1 knows an answer by its place alone: whatever a server sends on an idle connection (a second
answer, a farewell such as 408) would be read as the answer of the next request, and a message would
count as accepted or refused that no server has seen.
"""

import select
from collections.abc import Callable
from contextvars import ContextVar
from functools import partial
from typing import Any, cast

import aiohttp
from aiohttp.client_proto import ResponseHandler

from zns_batch.providers.http.errors import (
    NETWORK_ERRORS,
    NotConnectedError,
    UnrequestedDataError,
)

connected: ContextVar[bool] = ContextVar("connected", default=False)
"""Whether the present request has got its connection: before that, nothing of it was written."""


class GuardedHandler(ResponseHandler):
    """A connection that notes data which no request asked for."""

    def __init__(self, loop: Any) -> None:
        super().__init__(loop=loop)
        #: How many requests were written on it.
        self.requests = 0
        #: Whether a request is in flight.
        self.in_use = False
        self._look: Callable[[], bool] | None = None

    def data_received(self, data: bytes) -> None:
        """Take what arrived; on an idle connection it makes the connection unusable."""
        # Without data it is the library's own call, to go on with what it holds back.
        if data and not self.in_use:
            self.force_close()
        super().data_received(data)

    @property
    def has_something_to_read(self) -> bool:
        """Whether anything arrived, or waits in the system's buffer, before a request was written."""
        if self.should_close or self.transport is None or self.transport.is_closing():
            return True
        if self.requests == 0 and self.transport.get_extra_info("ssl_object") is not None:
            # A new TLS connection brings session tickets, which are no answer.
            return False
        if self._look is None:
            # Made once: the connection keeps its socket for as long as it is open.
            self._look = _look_into(self.transport.get_extra_info("socket"))
        return self._look()


class GuardedConnector(aiohttp.TCPConnector):
    """A pool of guarded connections, whose failures to connect are told from those of a request."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._factory = partial(cast("type[ResponseHandler]", GuardedHandler), loop=self._loop)

    async def connect(self, *args: Any, **options: Any) -> aiohttp.connector.Connection:
        """Return a connection on which nothing has arrived.

        Raises:
            NotConnectedError: There is none; nothing of the request was written.

        """
        try:
            while True:
                connection = await super().connect(*args, **options)
                handler = connection.protocol
                assert isinstance(handler, GuardedHandler)
                if not handler.has_something_to_read:
                    connected.set(True)
                    handler.requests += 1
                    handler.in_use = True
                    return connection
                connection.close()
                if handler.requests == 0:
                    raise UnrequestedDataError
        except TimeoutError:
            # The session makes its own error of it, which says that it happened while connecting.
            raise
        except NETWORK_ERRORS as error:
            raise NotConnectedError from error

    def _release(self, key: Any, protocol: Any, *, should_close: bool = False) -> None:
        if isinstance(protocol, GuardedHandler):
            protocol.in_use = False
        super()._release(key, protocol, should_close=should_close)


def _look_into(sock: Any) -> Callable[[], bool]:
    """Return what tells whether the system holds data of a socket, or its end, not yet read by the loop."""
    if sock is None or sock.fileno() < 0:
        return lambda: True
    if not hasattr(select, "poll"):  # Windows, where any number of a socket can be selected
        return lambda: sock.fileno() < 0 or bool(select.select([sock], [], [], 0)[0])
    poll = select.poll()
    poll.register(sock.fileno(), select.POLLIN)
    return lambda: bool(poll.poll(0))
