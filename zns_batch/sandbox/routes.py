"""Which address is answered by what."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from zns_batch.sandbox.responses import SandboxReply, give
from zns_batch.sandbox.state import SandboxState

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
Routes = Mapping[tuple[str, str], Handler]


class Dispatch:
    """Finds the handler of a request by its method and path.

    A table of a few lines and not aiohttp's router: a stand-in must take several thousand requests
    a second and leave the machine to the program under test.

    Args:
        routes: What answers where.
        wrong_method: The answer at a known address to a method that it doesn't take.
        wrong_path: The answer where nothing is.

    """

    def __init__(
        self, routes: Routes, wrong_method: SandboxReply, wrong_path: SandboxReply
    ) -> None:
        self._routes = routes
        self._paths = {path for _, path in routes}
        self._wrong_method = wrong_method
        self._wrong_path = wrong_path

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        handler = self._routes.get((request.method, request.path))
        if handler is not None:
            return await handler(request)
        known = request.path in self._paths
        return await give(request, self._wrong_method if known else self._wrong_path)


def counted(state: SandboxState, handler: Handler) -> Handler:
    """Count the requests that a handler gets as questions."""

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        state.meter.query(request.path)
        return await handler(request)

    return handle
