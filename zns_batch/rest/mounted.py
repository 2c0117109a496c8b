"""Mounts the API beside the pages; what answers it is loaded when the first call arrives."""

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from zns_batch.rest.runtime import PREFIX, ApiRuntime, make_runtime
from zns_batch.web.middleware import MountedApi
from zns_batch.web.runtime import WebApp


class _LoadedAtFirstCall:
    """Makes an application when it is first asked: most installations never use the API."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._make = make
        self._made: ASGIApp | None = None
        self._making = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if self._made is None:
            async with self._making:
                if self._made is None:
                    self._made = await asyncio.to_thread(self._make)
        await self._made(scope, receive, send)


def mounted_api(web: WebApp) -> MountedApi:
    """Return the API as the pages' server answers it."""
    return mount(make_runtime(web))


def mount(runtime: ApiRuntime) -> MountedApi:
    """Return the API that runs on something, as the pages' server answers it."""

    def make() -> ASGIApp:
        from zns_batch.rest.app import build_api
        from zns_batch.rest.bounds import BodyBounds

        return BodyBounds(build_api(runtime))

    return MountedApi(
        prefix=PREFIX,
        app=_LoadedAtFirstCall(make),
        on_error=_answer_problem,
        sweeps=runtime.sweeps(),
    )


async def _answer_problem(request: Request, error: Exception) -> Response:
    from zns_batch.rest.problems import answer_problem

    return await answer_problem(request, error)
