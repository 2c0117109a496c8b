"""The event loop in which a campaign is sent."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self, TypeVar

from zns_batch.core.garbage import rare_collections

T = TypeVar("T")


class LoopRunner:
    """Runs several coroutines in turn in the fastest event loop of this system; a context manager."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner(loop_factory=fastest())
        self._threads = ThreadPoolExecutor()

    def __enter__(self) -> Self:
        """Make the event loop."""
        self._runner.__enter__()
        self._give_threads()
        return self

    def __exit__(self, *error: object) -> None:
        """End what still runs in the loop, its threads, and the loop."""
        self._runner.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine in the loop, and return its result."""
        return self._runner.run(work)

    def end_idle_threads(self) -> None:
        """End the threads that the loop keeps for later calls, which get new ones.

        A process with more than one thread is not copied (`zns_batch.core.forked`).
        """
        idle, self._threads = self._threads, ThreadPoolExecutor()
        self._give_threads()
        idle.shutdown()

    def _give_threads(self) -> None:
        self._runner.get_loop().set_default_executor(self._threads)


def run(work: Coroutine[Any, Any, T], *, runner: LoopRunner | None = None) -> T:
    """Run a coroutine that sends, and return its result.

    Args:
        work: The coroutine. Only for a thread without a running loop.
        runner: The runner whose loop to use; without it one is made and closed.

    """
    with rare_collections():
        if runner is not None:
            return runner.run(work)
        with LoopRunner() as own:
            return own.run(work)


def fastest() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return the factory of the fastest event loop; `None` for Python's own."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
