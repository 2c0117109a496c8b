"""httpx's transport over aiohttp, without the work that is the same for each of many requests.

httpx reads URL and headers anew for each request and each answer, and aiohttp reads them a second
time. For a provider that sends a hundred thousand requests of one shape that is more work than the
sending.
"""

from typing import Any

import aiohttp
import httpx
import yarl
from httpx_aiohttp import AiohttpTransport
from multidict import CIMultiDict

from zns_batch.providers.http.errors import UnreadableAnswerError


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

    def fits(self, method: str, url: httpx.URL, headers: httpx.Headers) -> bool:
        """Tell whether a request is of this shape: the same objects, not merely equal ones."""
        return self.headers is headers and self.url is url and self.method == method


class ShapedTransport(AiohttpTransport):
    """httpx's transport, with a shorter way for requests that have a shape.

    Args:
        longest: The most bytes of an answer that are read on the shorter way.
        options: What httpx's own transport over aiohttp takes.

    """

    def __init__(self, *, longest: int, **options: Any) -> None:
        super().__init__(**options)
        self._longest = longest

    async def exchange(
        self, shape: RequestShape, content: bytes
    ) -> tuple[aiohttp.ClientResponse, bytes]:
        """Send one request; return its answer's head and its body as it came. Through no proxy."""
        if not isinstance(self.client, aiohttp.ClientSession):
            self.client = self.get_client()
        response = await self.client.request(
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
        return response, body
