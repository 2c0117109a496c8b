"""httpx's transport over aiohttp, without the work that is the same for each of many requests.

httpx reads URL and headers anew for each request, and aiohttp reads them a second time. For a
provider that sends a hundred thousand requests of one shape that is more work than the sending.
"""

from collections.abc import Mapping
from typing import Any

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from zns_batch.providers.trouble import UnreadableAnswerError


class Shape:
    """What many requests have in common, made ready for httpx and for aiohttp.

    Args:
        method: The HTTP method.
        url: Where they go.
        headers: Their headers, without those that say how long a body is.
        extensions: What httpx passes on to the transport, such as time-outs.

    """

    def __init__(
        self, method: str, url: httpx.URL, headers: httpx.Headers, extensions: Mapping[str, Any]
    ) -> None:
        self.method = method
        self.url = url
        self.headers = headers
        self.extensions = dict(extensions)
        self.address = str(url)
        self.fields = dict(headers)

    def fits(self, method: str, url: httpx.URL, headers: httpx.Headers) -> bool:
        """Tell whether a request is of this shape: the same objects, not merely equal ones."""
        return self.headers is headers and self.url is url and self.method == method


class ShapedRequest(httpx.Request):
    """A request of a shape that was made ready before.

    Args:
        shape: All but the body.
        content: The body.

    """

    def __init__(self, shape: Shape, content: bytes) -> None:
        # Not by httpx's own way in, which would read URL and headers again.
        self.shape = shape
        self.method = shape.method
        self.url = shape.url
        self.headers = shape.headers
        self.extensions = shape.extensions
        self.stream = httpx.ByteStream(content)
        self._body = content

    @property
    def content(self) -> bytes:
        """The body."""
        return self._body


class ShapedTransport(AiohttpTransport):
    """Sends requests that have a shape, and reads their answers whole.

    Args:
        longest: The most bytes of an answer that are read.
        options: What httpx's own transport over aiohttp takes.

    """

    def __init__(self, *, longest: int, **options: Any) -> None:
        super().__init__(**options)
        self._longest = longest

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request. Through a proxy, all goes the library's own way."""
        if self.proxy is not None or not isinstance(request, ShapedRequest):
            return await super().handle_async_request(request)
        if not isinstance(self.client, aiohttp.ClientSession):
            self.client = self.get_client()
        shape = request.shape
        response = await self.client.request(
            shape.method,
            shape.address,
            headers=shape.fields,
            data=request.content or None,
            allow_redirects=False,
            auto_decompress=False,
        )
        body = await self._whole(response)
        return httpx.Response(
            response.status,
            headers=response.raw_headers,
            stream=httpx.ByteStream(body),
            request=request,
            extensions={"reason_phrase": (response.reason or "").encode()},
        )

    async def _whole(self, response: aiohttp.ClientResponse) -> bytes:
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
        return body
