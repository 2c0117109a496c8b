"""The HTTP client of one provider: each request goes out once, and gives a response or an error.

An `httpx.Request` is handed straight to an aiohttp transport: plain httpx slows down above some
twenty connections, and its client does work for every request that a sender of one kind of request
does not need. No redirect is followed, no cookie kept, nothing tried twice.
"""

import asyncio
from functools import partial
from ssl import SSLContext
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx

from zns_batch.core.network import is_loopback
from zns_batch.errors import SettingsError
from zns_batch.providers.config import HttpOptions
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


class HttpClient:
    """Connections to one server, opened when they are needed.

    A proxy that the system names for `https` is used, as browsers do; `NO_PROXY` is heeded, and
    this machine is never reached through one. Certificates are verified; `SSL_CERT_FILE` names a
    company's own authority.

    Args:
        base: The server. Only its scheme and host matter here.
        options: How connections are kept.

    Raises:
        SettingsError: The system's proxy is of a kind that can't be used, or no authorities can be
            read from what `SSL_CERT_FILE` names.

    """

    def __init__(self, base: httpx.URL, options: HttpOptions) -> None:
        context = ssl_context()
        self._patience = options.request_timeout
        # `pool` is aiohttp's bound for the wait, the name, the connection and the encryption
        # together; the whole exchange is bounded below.
        self._extensions = {"timeout": {"pool": options.connect_timeout}}
        self._shape: RequestShape | None = None
        self._transport = ShapedTransport(
            longest=LONGEST_ANSWER,
            verify=context,
            proxy=system_proxy(base),
            client=partial(_session, context, options),
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
        try:
            async with asyncio.timeout(self._patience):
                if self._transport.proxy is None:
                    return await self._straight(method, url, headers, content)
                return await self._through_proxy(method, url, headers, content)
        except NETWORK_ERRORS as error:
            return transport_error_of(error)

    async def _straight(
        self, method: str, url: httpx.URL, headers: httpx.Headers, content: bytes
    ) -> HttpResponse:
        if self._shape is None or not self._shape.fits(method, url, headers):
            self._shape = RequestShape(method, url, headers)
        response, body = await self._transport.exchange(self._shape, content)
        if response.reason and not response.reason.isprintable():
            raise UnreadableAnswerError("a reason that is no text")
        told = {name.lower(): value for name, value in response.raw_headers}
        if b"content-encoding" in told:
            # We ask for no compression, but something between may compress.
            packed = httpx.ByteStream(body)
            return await _read(httpx.Response(response.status, headers=told, stream=packed))
        return HttpResponse(status=response.status, headers=told, body=body)

    async def _through_proxy(
        self, method: str, url: httpx.URL, headers: httpx.Headers, content: bytes
    ) -> HttpResponse:
        request = httpx.Request(
            method, url, headers=headers, content=content, extensions=self._extensions
        )
        return await _read(await self._transport.handle_async_request(request))

    async def close(self) -> None:
        """Close all connections."""
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
    named = getproxies()
    address = named.get("https") or named.get("all")
    return _proxy(address, base.host) if address else None


def _proxy(address: str, host: str) -> httpx.Proxy:
    try:
        proxy = httpx.Proxy(address if "://" in address else f"http://{address}")
    except (ValueError, httpx.InvalidURL) as error:
        raise SettingsError("provider.proxy-unusable", host=host) from error
    if proxy.url.scheme not in {"http", "https"}:
        raise SettingsError("provider.proxy-unusable", host=host)
    return proxy


def _session(context: SSLContext, options: HttpOptions) -> aiohttp.ClientSession:
    # Made by the transport at the first request, because it belongs to the running event loop.
    connector = aiohttp.TCPConnector(
        limit=options.concurrency, keepalive_timeout=options.keep_alive, ssl=context
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(connect=options.connect_timeout),
    )


async def _read(response: httpx.Response) -> HttpResponse:
    headers = {name.lower(): value for name, value in response.headers.raw}
    return HttpResponse(
        status=response.status_code, headers=headers, body=await _read_bounded(response)
    )


async def _read_bounded(response: httpx.Response) -> bytes:
    body = bytearray()
    try:
        async for part in response.aiter_bytes():
            body += part
            if len(body) > LONGEST_ANSWER:
                raise UnreadableAnswerError("answer too long")
    finally:
        await response.aclose()
    return bytes(body)
