"""What stands before every page: its number, our names only, our pages only, and the headers."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zns_batch.core.logging import log
from zns_batch.web.errors import PageError
from zns_batch.web.security.cross_site import SAFE, is_own_request
from zns_batch.web.security.headers import security_headers
from zns_batch.web.security.hosts import KnownHosts
from zns_batch.web.security.proxies import TrustedProxies

if TYPE_CHECKING:
    from fastapi import FastAPI

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


@dataclass(frozen=True, kw_only=True, slots=True)
class MountedApi:
    """An application for programs that answers beside the pages.

    Its callers prove themselves by a header that no browser sends by itself, so that no other site
    can act in their name, and it has methods that no form has.

    Attributes:
        prefix: What its paths begin with.
        app: The application.
        on_error: Makes the answer to what is refused before it.
        sweeps: What removes what is over, each to be called now and then.

    """

    prefix: str
    app: ASGIApp
    on_error: OnError
    sweeps: Sequence[Callable[[], object]] = ()

    def answers(self, path: str) -> bool:
        """Tell whether a path is one of its own."""
        return path == self.prefix or path.startswith(f"{self.prefix}/")


class Guard:
    """Gives each request a number, refuses what is not ours, and sets the headers of each answer.

    Args:
        app: The application of the pages.
        hosts: Our own names.
        proxies: The servers in front whose word is believed.
        https: Whether people reach the pages by https.
        on_error: Makes the page of an error.
        api: What answers programs.

    """

    def __init__(
        self,
        app: "FastAPI",
        *,
        hosts: KnownHosts,
        proxies: TrustedProxies,
        https: bool,
        on_error: OnError,
        api: MountedApi | None = None,
    ) -> None:
        self.app = app
        self._hosts = hosts
        self._proxies = proxies
        self._headers = security_headers(https=https)
        self._on_error = on_error
        self._api = api

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

        api = self._api if self._api and self._api.answers(scope["path"]) else None
        target: ASGIApp = self.app if api is None else api.app
        failed: Exception | None = self._refusal(scope, is_api=api is not None)
        if failed is None:
            try:
                await target(scope, receive, send_with_headers)
            except Exception as error:  # noqa: BLE001 — every failure becomes a page
                failed = error
        else:
            log().warning("web.refused", id=number, why=str(failed))
        if failed is not None and not started:
            scope["app"] = self.app
            on_error = self._on_error if api is None else api.on_error
            response = await on_error(Request(scope), failed)
            await response(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope, *, is_api: bool) -> PageError | None:
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
        if method in SAFE or is_api:
            return None
        if method not in _METHODS:
            return PageError(405)
        own = is_own_request(headers, self._hosts)
        return None if own else PageError(403, "web.error.cross-site")
