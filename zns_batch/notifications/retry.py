"""Trying again what failed for a reason that may pass."""

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
    """A failure that may pass: another try is worth it.

    Attributes:
        after: The seconds that the receiver asked for; `None` when it said nothing.

    """

    after: float | None = None

    def wait_for(self, seconds: float | None) -> "TransientError":
        """Say how long the receiver wants to be left alone. Returns the error."""
        self.after = seconds
        return self


@dataclass(frozen=True, kw_only=True, slots=True)
class RetryPolicy:
    """How often, and for how long.

    Attributes:
        tries: The most tries.
        timeout: Seconds until the other side is no longer waited for, at each step of a try.
        sleep: Waits between two tries.

    """

    tries: int = 5
    timeout: float = 15.0
    sleep: Callable[[float], None] = time.sleep

    def call(self, attempt: Callable[[], None]) -> None:
        """Do something, again and again while its failure may pass.

        Raises:
            NoticeError: The last failure.

        """
        retrying = Retrying(
            retry=retry_if_exception_type(TransientError),
            stop=stop_after_attempt(self.tries),
            wait=_wait,
            sleep=self.sleep,
            reraise=True,
        )
        retrying(attempt)


_growing = wait_exponential_jitter(initial=1, max=30)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome is not None else None
    asked = error.after if isinstance(error, TransientError) else None
    return min(max(_growing(state), asked or 0.0), LONGEST_WAIT)
