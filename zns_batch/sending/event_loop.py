"""The event loop in which a campaign is sent."""

import asyncio
import gc
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")

_SELDOM = 50_000
"""New objects after which Python looks for cycles among them: more than a few hundred rows make."""


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run what sends, in the fastest event loop that this system has, and return what it returns.

    Args:
        work: What is to be done. Only for a thread without a running loop.

    """
    with _seldom_tidied(), asyncio.Runner(loop_factory=fastest()) as runner:
        return runner.run(work)


def fastest() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return what makes the fastest event loop; `None` for Python's own."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


@contextmanager
def _seldom_tidied() -> Iterator[None]:
    """Keep the search for cycles away from rows in flight and from what lives to the end.

    Both are looked through again and again otherwise, in vain: a fifth of the time of sending.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
