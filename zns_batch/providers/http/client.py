"""The HTTP client of one provider: each request goes out once, and gives a response or an error.

An `httpx.Request` is handed straight to an aiohttp transport: plain httpx slows down above some
twenty connections, and its client does work for every request that a sender of one kind of request
does not need. No redirect is followed, no cookie kept, nothing tried twice.
"""

import zlib
from collections.abc import Iterable, Mapping
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx

from zns_batch.core.network import is_loopback
from zns_batch.errors import SettingsError
from zns_batch.providers.config import HttpOptions
from zns_batch.providers.http.connector import GuardedConnector, connected
from zns_batch.providers.http.deadline import Deadlines
from zns_batch.providers.http.errors import (
    NETWORK_ERRORS,
    UnreadableAnswerError,
    transport_error_of,
)
from zns_batch.providers.http.response import HttpResponse, TransportError
from zns_batch.providers.http.tls import ssl_context
from zns_batch.providers.http.transport import RequestShape, ShapedTransport

LONGEST_ANSWER = 1 << 20
"""The most bytes of an answer that are read; a provider's answers have a few hundred."""

_WINDOW_BITS = {b"gzip": 31, b"x-gzip": 31, b"deflate": 15}
"""How zlib unpacks what can be unpacked with a bound."""


class HttpClient:
    """Connections to one server, opened when they are needed.

    A proxy that the system names for `https` is used, as browsers do; `NO_PROXY` is heeded, and
    this machine is never reached through one. Certificates are verified; `SSL_CERT_FILE` names a
    company's own authority.

    Args:
        base: The server. Only its scheme and host matter here.
        options: How connections are kept.

    Raises:
        SettingsError: The certificates or the system's proxy can't be used.

    """

    def __init__(self, base: httpx.URL, options: HttpOptions) -> None:
        context = ssl_context()
        self._deadlines = Deadlines(options.request_timeout)
        # `pool` is aiohttp's bound for the wait, the name, the connection and the encryption
        # together; the whole exchange is bounded below.
        self._extensions = {"timeout": {"pool": options.connect_timeout}}
        self._shape: RequestShape | None = None

        def session() -> aiohttp.ClientSession:
            # Made by the transport at the first request: it belongs to the running event loop.
            connector = GuardedConnector(
                limit=options.concurrency, keepalive_timeout=options.keep_alive, ssl=context
            )
            return aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(connect=options.connect_timeout),
            )

        self._transport = ShapedTransport(
            longest=LONGEST_ANSWER, verify=context, proxy=system_proxy(base), client=session
        )

    async def request(
        self, method: str, url: httpx.URL, headers: httpx.Headers, content: bytes = b""
    ) -> HttpResponse | TransportError:
        """Send one request, once. Never raises for anything the network can do.

        Args:
            method: `GET` or `POST`.
            url: Where to.
            headers: The headers, without those that say how long the body is. Who hands in the
                same object each time has them read once.
            content: The body.

        """
        connected.set(False)
        try:
            with self._deadlines.start():
                if self._transport.proxy is None:
                    return await self._request_directly(method, url, headers, content)
                return await self._request_through_proxy(method, url, headers, content)
        except NETWORK_ERRORS as error:
            if type(error) is TimeoutError and not connected.get():
                return TransportError(code="connect-timeout", may_have_left=False)
            return transport_error_of(error)

    async def _request_directly(
        self, method: str, url: httpx.URL, headers: httpx.Headers, content: bytes
    ) -> HttpResponse:
        if self._shape is None or not self._shape.fits(method, url, headers):
            self._shape = RequestShape(method, url, headers)
        # A question may be repeated where a dead connection lost it; a message never is.
        send = self._transport.ask if method == "GET" else self._transport.exchange
        status, reason, raw_headers, body = await send(self._shape, content)
        if reason and not reason.isprintable():
            raise UnreadableAnswerError("a reason that is no text")
        return _response(status, raw_headers, body)

    async def _request_through_proxy(
        self, method: str, url: httpx.URL, headers: httpx.Headers, content: bytes
    ) -> HttpResponse:
        request = httpx.Request(
            method, url, headers=headers, content=content, extensions=self._extensions
        )
        response = await self._transport.handle_async_request(request)
        body = bytearray()
        try:
            async for part in response.aiter_raw():
                body += part
                if len(body) > LONGEST_ANSWER:
                    raise UnreadableAnswerError("answer too long")
        finally:
            await response.aclose()
        return _response(response.status_code, response.headers.raw, bytes(body))

    async def close(self) -> None:
        """Close all connections."""
        self._deadlines.close()
        await self._transport.aclose()


def system_proxy(base: httpx.URL) -> httpx.Proxy | None:
    """Return the proxy that the system names for a server; `None` for a direct connection.

    Args:
        base: The server.

    Raises:
        SettingsError: The proxy is of a kind that can't be used.

    """
    if base.scheme != "https" or is_loopback(base.host) or proxy_bypass(base.host):
        return None
    proxies = getproxies()
    address = proxies.get("https") or proxies.get("all")
    if not address:
        return None
    try:
        proxy = httpx.Proxy(address if "://" in address else f"http://{address}")
    except (ValueError, httpx.InvalidURL) as error:
        raise SettingsError("provider.proxy-unusable", host=base.host) from error
    if proxy.url.scheme not in {"http", "https"}:
        raise SettingsError("provider.proxy-unusable", host=base.host)
    return proxy


def _response(status: int, raw_headers: Iterable[tuple[bytes, bytes]], body: bytes) -> HttpResponse:
    headers: Mapping[bytes, bytes] = {name.lower(): value for name, value in raw_headers}
    # We ask for no compression, but something between may compress.
    encoding = headers.get(b"content-encoding", b"").strip().lower()
    if encoding and encoding != b"identity":
        body = unpack(body, encoding)
    return HttpResponse(status=status, headers=headers, body=body)


def unpack(body: bytes, encoding: bytes) -> bytes:
    """Unpack a compressed body of one layer, as far as the longest answer goes.

    Args:
        body: The body as it came.
        encoding: Its `Content-Encoding`.

    Raises:
        UnreadableAnswerError: It is too long, cut off, broken, or compressed in another way.

    """
    if encoding not in _WINDOW_BITS:
        raise UnreadableAnswerError("a compression that was not asked for")
    unpacker = zlib.decompressobj(_WINDOW_BITS[encoding])
    try:
        unpacked = unpacker.decompress(body, LONGEST_ANSWER + 1)
    except zlib.error as error:
        raise UnreadableAnswerError("a broken compression") from error
    if len(unpacked) > LONGEST_ANSWER or not unpacker.eof:
        raise UnreadableAnswerError("answer too long or cut off")
    return unpacked
