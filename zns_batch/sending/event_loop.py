"""The event loop in which a campaign is sent."""

import asyncio
import gc
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")

_COLLECTION_THRESHOLD = 50_000
"""New objects before Python collects garbage cycles: more than a few hundred rows make."""


def new_runner() -> asyncio.Runner:
    """Return a runner with the fastest event loop of this system, for several coroutines in turn."""
    return asyncio.Runner(loop_factory=fastest())


def run(work: Coroutine[Any, Any, T], *, runner: asyncio.Runner | None = None) -> T:
    """Run a coroutine that sends, and return its result.

    Args:
        work: The coroutine. Only for a thread without a running loop.
        runner: The runner whose loop to use; without it one is made and closed.

    """
    with _rare_collections():
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


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Keep the garbage collector away from rows in flight and from what lives to the end.

    It would look through both again and again, in vain: a fifth of the time of sending.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_COLLECTION_THRESHOLD, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
