"""httpx's transport over aiohttp, without the work that is the same for each of many requests.

httpx reads URL and headers anew for each request and each answer, and aiohttp reads them a second
time and gives each request a task of its own. For a provider that sends a hundred thousand requests
of one shape that is more work than the sending. So a message takes of aiohttp what it can't do
without: its pool of connections, its encryption and its parser of answers. The head of the request is
written once for all messages.
"""

import asyncio
from typing import Any

import aiohttp
import httpx
import yarl
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_exceptions import HttpProcessingError
from httpx_aiohttp import AiohttpTransport
from multidict import CIMultiDict

from zns_batch.providers.http.errors import UnreadableAnswerError
from zns_batch.providers.http.response import RawResponse

_INTERIM = range(100, 200)
_SWITCHING_PROTOCOLS = 101


class RequestShape:
    """What many requests have in common, made ready for aiohttp.

    Args:
        method: The HTTP method.
        url: Where they go.
        headers: Their headers, without those that say how long a body is.

    """

    def __init__(self, method: str, url: httpx.URL, headers: httpx.Headers) -> None:
        self.method = method
        self.url = url
        self.headers = headers
        self.address = yarl.URL(str(url))
        self.fields = CIMultiDict(headers)
        self._head: bytes | None = None
        self._request: aiohttp.ClientRequest | None = None

    def fits(self, method: str, url: httpx.URL, headers: httpx.Headers) -> bool:
        """Tell whether a request is of this shape: the same objects, not merely equal ones."""
        return self.headers is headers and self.url is url and self.method == method

    def request_of(self, session: aiohttp.ClientSession) -> aiohttp.ClientRequest:
        """Return the request by which aiohttp makes or finds a connection: one for all messages."""
        if self._request is None:
            loop = asyncio.get_running_loop()
            self._request = aiohttp.ClientRequest(
                self.method, self.address, headers=self.fields, loop=loop, session=session
            )
        return self._request

    def head(self, request: aiohttp.ClientRequest, length: int) -> bytes:
        """Return a request's head as it stands on the wire, with the length of its body.

        Raises:
            ValueError: A header holds what would end it.

        """
        if self._head is None:
            fields = [f"{self.method} {request.url.raw_path_qs} HTTP/1.1"]
            for name, value in request.headers.items():
                if name.lower() not in {"content-length", "transfer-encoding"}:
                    fields.append(f"{name}: {value}")
            if any(not field.isprintable() for field in fields):
                raise ValueError("a header that is no text")
            self._head = "\r\n".join([*fields, "Content-Length: "]).encode()
        return b"%b%d\r\n\r\n" % (self._head, length)


class ShapedTransport(AiohttpTransport):
    """httpx's transport, with a shorter way for requests that have a shape.

    Args:
        longest: The most bytes of an answer that are read on the shorter way.
        options: What httpx's own transport over aiohttp takes.

    """

    def __init__(self, *, longest: int, **options: Any) -> None:
        super().__init__(**options)
        self._longest = longest

    def _session(self) -> aiohttp.ClientSession:
        if not isinstance(self.client, aiohttp.ClientSession):
            self.client = self.get_client()
        return self.client

    async def exchange(self, shape: RequestShape, content: bytes) -> RawResponse:
        """Send one request of a message, once; return its answer as it came. Through no proxy.

        Raises:
            UnreadableAnswerError: The answer is too long, or no HTTP.
            aiohttp.ClientError: There is no connection, or it broke.
            RuntimeError: The client is closed.

        """
        session = self._session()
        connector = session.connector
        if connector is None:
            raise RuntimeError("the client is closed")
        request = shape.request_of(session)
        head = shape.head(request, len(content))
        try:
            connection = await connector.connect(request, [], session.timeout)
        except TimeoutError as error:
            raise aiohttp.ConnectionTimeoutError from error
        try:
            assert connection.protocol is not None
            answer = await self._over(connection.protocol, head + content)
        except HttpProcessingError as error:
            connection.close()
            raise UnreadableAnswerError("no HTTP") from error
        except BaseException:
            connection.close()
            raise
        # A connection on which anything came behind the answer is closed here, not kept.
        connection.release()
        return answer

    async def _over(self, protocol: ResponseHandler, request: bytes) -> RawResponse:
        """Write a request on a connection that is ours, and read its answer to the end."""
        protocol.set_response_params(auto_decompress=False, read_until_eof=True)
        transport = protocol.transport
        if transport is None or transport.is_closing():
            raise aiohttp.ClientConnectionResetError("the connection was lost")
        transport.write(request)
        while True:
            message, payload = await protocol.read()
            if message.code not in _INTERIM or message.code == _SWITCHING_PROTOCOLS:
                break
        body = b""
        while len(body) <= self._longest and (part := await payload.readany()):
            body += part
        if len(body) > self._longest:
            raise UnreadableAnswerError("answer too long")
        return RawResponse(message.code, message.reason, message.raw_headers, body)

    async def ask(self, shape: RequestShape, content: bytes) -> RawResponse:
        """Send one question by aiohttp's own way, which repeats a GET that a dead connection lost.

        Raises:
            UnreadableAnswerError: The answer is too long, or no HTTP.
            aiohttp.ClientError: There is no connection, or it broke.

        """
        response = await self._session().request(
            shape.method,
            shape.address,
            headers=shape.fields,
            data=content or None,
            allow_redirects=False,
            auto_decompress=False,
        )
        body = b""
        try:
            while len(body) <= self._longest and (part := await response.content.readany()):
                body += part
        except BaseException:
            response.close()
            raise
        if len(body) > self._longest:
            response.close()
            raise UnreadableAnswerError("answer too long")
        response.release()
        return RawResponse(response.status, response.reason, response.raw_headers, body)
