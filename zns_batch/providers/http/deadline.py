"""The longest time that a request may take, kept by one timer for all requests of a client.

`asyncio.timeout` starts and stops a timer for each request. Requests of one client all have the same
number of seconds, so they run out in the order in which they began, and a timer for the oldest is
enough. What a request sees is the same: it is cancelled, and the cancellation becomes a `TimeoutError`.
"""

import asyncio
from collections import deque
from types import TracebackType
from typing import Any


class Deadlines:
    """The deadlines of a client's requests, each the same number of seconds after its beginning.

    Args:
        seconds: How long a request may take.

    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._running: deque[Deadline] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> "Deadline":
        """Return the deadline of a request that begins now: a context manager around it."""
        return Deadline(self)

    def close(self) -> None:
        """Stop the timer; no request is running."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._running.clear()

    def begin(self, deadline: "Deadline") -> None:
        """Watch a deadline from now on."""
        running = self._running
        while running and running[0].task is None:
            running.popleft()
        running.append(deadline)
        if self._timer is None:
            self._timer = deadline.loop.call_at(deadline.at, self._expire, deadline.loop)

    def _expire(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        running, now = self._running, loop.time()
        while running and (running[0].task is None or running[0].at <= now):
            running.popleft().expire()
        if running:
            self._timer = loop.call_at(running[0].at, self._expire, loop)


class Deadline:
    """The deadline of one request.

    Raises:
        TimeoutError: It came before the request had ended.

    """

    __slots__ = ("_all", "_cancelled_before", "_is_over", "at", "loop", "task")

    def __init__(self, deadlines: Deadlines) -> None:
        self._all = deadlines
        self._is_over = False
        #: The request's task while it runs.
        self.task: asyncio.Task[Any] | None = None

    def __enter__(self) -> None:
        """Begin."""
        self.loop = asyncio.get_running_loop()
        self.at = self.loop.time() + self._all.seconds
        self.task = task = asyncio.current_task(self.loop)
        assert task is not None
        self._cancelled_before = task.cancelling()
        self._all.begin(self)

    def expire(self) -> None:
        """Cancel the request if it still runs."""
        if self.task is not None:
            self._is_over = True
            self.task.cancel()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        """End; a cancellation of ours, and only ours, becomes a time-out."""
        task, self.task = self.task, None
        if not self._is_over or task is None:
            return
        if task.uncancel() <= self._cancelled_before and kind is asyncio.CancelledError:
            raise TimeoutError from error
