"""The event loop in which a campaign is sent."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from zns_batch.core.garbage import rare_collections

T = TypeVar("T")


def new_runner() -> asyncio.Runner:
    """Return a runner with the fastest event loop of this system, for several coroutines in turn."""
    return asyncio.Runner(loop_factory=fastest())


def run(work: Coroutine[Any, Any, T], *, runner: asyncio.Runner | None = None) -> T:
    """Run a coroutine that sends, and return its result.

    Args:
        work: The coroutine. Only for a thread without a running loop.
        runner: The runner whose loop to use; without it one is made and closed.

    """
    with rare_collections():
        if runner is not None:
            return runner.run(work)
        with new_runner() as own:
            return own.run(work)


def fastest() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return the factory of the fastest event loop; `None` for Python's own."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
