"""An answer that takes a while, kept for some seconds: however many pages ask, it is looked for once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from zns_batch.core.clock import Clock

T = TypeVar("T")


class KeptAnswer(Generic[T]):
    """Looks when somebody asks and what is known is not fresh any more.

    Args:
        clock: The time.
        look: Looks.
        fresh: For how many seconds an answer is given again.
        patience: How many seconds who asks waits for a new one.

    """

    def __init__(
        self,
        clock: Clock,
        look: Callable[[], Awaitable[T]],
        *,
        fresh: float = 30.0,
        patience: float = 5.0,
    ) -> None:
        self._clock = clock
        self._look = look
        self._fresh = fresh
        self._patience = patience
        self._task: asyncio.Future[T] | None = None
        self._asked = 0.0
        self._known: T | None = None

    async def get(self, *, again: bool = False) -> T | None:
        """Return the answer, or the one before while the next is not there; `None` without any yet.

        Args:
            again: Look now, unless somebody is looking already.

        """
        now, task = self._clock.monotonic(), self._task
        old = task is not None and task.done() and (again or now - self._asked >= self._fresh)
        if task is None or old:
            self._asked = now
            self._task = task = asyncio.ensure_future(self._look())
        if not task.done():
            await asyncio.wait({task}, timeout=self._patience)
        if task.done():
            self._known = task.result()
        return self._known
