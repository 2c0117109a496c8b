"""An answer that takes a while, kept for some seconds: however many pages ask, it is looked for once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from zns_batch.core.clock import Clock

T = TypeVar("T")


class KeptAnswer(Generic[T]):
    """Looks when somebody asks and what is known is not fresh any more; a failure is never kept.

    Args:
        clock: The time.
        look: Looks.
        fresh: For how many seconds an answer is given again.
        patience: How many seconds `get` waits for a new answer.
        first: How many seconds `get` waits while there is no answer yet; as `patience` without it.

    """

    def __init__(
        self,
        clock: Clock,
        look: Callable[[], Awaitable[T]],
        *,
        fresh: float = 30.0,
        patience: float = 5.0,
        first: float | None = None,
    ) -> None:
        self._clock = clock
        self._look = look
        self._fresh = fresh
        self._patience = patience
        self._first = patience if first is None else first
        self._task: asyncio.Future[T] | None = None
        self._asked = 0.0
        self._known: T | None = None

    async def get(self, *, again: bool = False) -> T | None:
        """Return the answer, or the one before while the next is not there; `None` without any yet.

        Args:
            again: Look now, unless somebody is looking already.

        Raises:
            Exception: What the look failed with, when it failed within the patience.

        """
        task = self._look_if_due(again=again)
        patience = self._first if self._known is None else self._patience
        if patience and not task.done():
            await asyncio.wait({task}, timeout=patience)
        return self._answer(task) if task.done() else self._known

    async def fresh(self) -> T:
        """Return an answer of this moment, or of a few seconds ago, however long it takes.

        Raises:
            Exception: What the look failed with.

        """
        task = self._look_if_due(again=False)
        await asyncio.wait({task})
        return self._answer(task)

    def forget(self) -> None:
        """Look again before the next answer: what was known is not so any more."""
        self._task, self._known = None, None

    def _look_if_due(self, *, again: bool) -> asyncio.Future[T]:
        now, task = self._clock.monotonic(), self._task
        if task is not None and not task.done():
            return task
        failed = task is not None and (task.cancelled() or task.exception() is not None)
        if task is None or failed or again or now - self._asked >= self._fresh:
            self._asked = now
            task = self._task = asyncio.ensure_future(self._look())
        return task

    def _answer(self, task: asyncio.Future[T]) -> T:
        answer = self._known = task.result()
        return answer
