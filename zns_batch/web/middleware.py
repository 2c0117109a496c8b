"""What stands before every page: its number, our names only, our pages only, and the headers."""

import secrets
from collections.abc import Awaitable, Callable

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from zns_batch.core.logging import log
from zns_batch.web.errors import PageError
from zns_batch.web.security.cross_site import SAFE, is_own_request
from zns_batch.web.security.headers import security_headers
from zns_batch.web.security.hosts import KnownHosts
from zns_batch.web.security.proxies import TrustedProxies

_LONGEST_ADDRESS = 8_000
_METHODS = frozenset({*SAFE, "POST"})

MACHINE_PATHS = ("/webhook/", "/health")
"""Asked for by programs under any name: they send no page's headers, and prove themselves in another way.

`/metrics` has no proof and is for this machine alone: a foreign name that leads here must not read it.
"""


def is_for_machines(path: str) -> bool:
    """Tell whether a path is asked for by programs, and not by a person's browser."""
    return path.startswith(MACHINE_PATHS)


OnError = Callable[[Request, Exception], Awaitable[Response]]


class Guard:
    """Gives each request a number, refuses what is not ours, and sets the headers of each answer.

    Args:
        app: The application of the pages.
        hosts: Our own names.
        proxies: The servers in front whose word is believed.
        https: Whether people reach the pages by https.
        on_error: Makes the page of an error.

    """

    def __init__(
        self,
        app: FastAPI,
        *,
        hosts: KnownHosts,
        proxies: TrustedProxies,
        https: bool,
        on_error: OnError,
    ) -> None:
        self.app = app
        self._hosts = hosts
        self._proxies = proxies
        self._headers = security_headers(https=https)
        self._on_error = on_error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number, started = secrets.token_hex(4), False
        scope.setdefault("state", {})["request_id"] = number
        self._proxies.resolve(scope)

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(raw=list(message.get("headers", [])))
                for name, value in self._headers:
                    headers.setdefault(name.decode(), value.decode())
                headers["x-request-id"] = number
                headers.setdefault("cache-control", "no-store")
                message = {**message, "headers": headers.raw}
            await send(message)

        failed: Exception | None = self._refusal(scope)
        if failed is None:
            try:
                await self.app(scope, receive, send_with_headers)
            except Exception as error:  # noqa: BLE001 — every failure becomes a page
                failed = error
        else:
            log().warning("web.refused", id=number, why=str(failed))
        if failed is not None and not started:
            scope["app"] = self.app
            response = await self._on_error(Request(scope), failed)
            await response(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> PageError | None:
        """Return why a request is refused before anybody looks at it; `None` for what may go on."""
        method, path, headers = scope["method"], scope["path"], Headers(scope=scope)
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > _LONGEST_ADDRESS:
            return PageError(414)
        if is_for_machines(path):
            return None
        names = headers.getlist("host")
        # An address with a host in it is what one asks a proxy for.
        ours = path.startswith("/") and len(names) == 1 and self._hosts.knows(names[0])
        if not ours:
            return PageError(421)
        if method in SAFE:
            return None
        if method not in _METHODS:
            return PageError(405)
        own = is_own_request(headers, self._hosts)
        return None if own else PageError(403, "web.error.cross-site")
