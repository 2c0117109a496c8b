"""Retry policy of notification channels, with exponential back-off and `Retry-After`."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential_jitter,
)

from zns_batch.errors import NoticeError

LONGEST_WAIT = 60.0
"""The most seconds between two tries, whatever a receiver asks for."""


class TransientError(NoticeError):
    """A failure that another attempt may not meet."""

    #: The seconds that the receiver asked for; `None` when it gave none.
    after: float | None = None

    def wait_for(self, seconds: float | None) -> "TransientError":
        """Set the seconds that the receiver asked for; return the error."""
        self.after = seconds
        return self


_BACKOFF = wait_exponential_jitter(initial=1, max=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class RetryPolicy:
    """How often to attempt a delivery."""

    tries: int = 5
    #: Seconds to wait for the other side, at each step of an attempt.
    timeout: float = 15.0
    #: Waits between two attempts.
    sleep: Callable[[float], None] = time.sleep

    def call(self, attempt: Callable[[], None]) -> None:
        """Repeat an attempt while it fails with a `TransientError`.

        Raises:
            NoticeError: The last failure.

        """

        def wait(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome is not None else None
            after = error.after if isinstance(error, TransientError) else None
            return min(max(_BACKOFF(state), after or 0.0), LONGEST_WAIT)

        retrying = Retrying(
            retry=retry_if_exception_type(TransientError),
            stop=stop_after_attempt(self.tries),
            wait=wait,
            sleep=self.sleep,
            reraise=True,
        )
        retrying(attempt)
