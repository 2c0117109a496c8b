"""Attempts of one row in one run of a lane, and the back-off before the next one."""

from dataclasses import dataclass

from tenacity import RetryCallState, wait_exponential_jitter

from zns_batch.domain.message import Action, Outcome, OutcomeKind

MOST_RENEWALS = 2
"""New tokens that one row is given: where a good token does not help, a person must look."""

_BACKOFF = wait_exponential_jitter(multiplier=0.5, max=30, jitter=0.5)
_FIRST_WAIT_SECONDS = 0.5
_NOT_SENT = Outcome(kind=OutcomeKind.NOT_SENT)


@dataclass(kw_only=True, slots=True)
class RetryState:
    """The attempts of one row."""

    #: The outcome of the last attempt.
    outcome: Outcome = _NOT_SENT
    #: Requests that were made.
    made: int = 0
    #: How many of them failed only for an expired token that was renewed since.
    renewed: int = 0

    @property
    def counted(self) -> int:
        """The attempts that count against the row's limit."""
        return self.made - self.renewed

    @property
    def first_wait(self) -> float:
        """Seconds before the second attempt."""
        return max(_FIRST_WAIT_SECONDS, self.outcome.retry_after or 0.0)

    def wait(self, state: RetryCallState) -> float:
        """Return the seconds before each further attempt, as tenacity asks for them."""
        return max(_BACKOFF(state), self.outcome.retry_after or 0.0)

    def are_used_up(self, limit: int) -> bool:
        """Tell whether the row has had its attempts."""
        failure = self.outcome.failure
        # Being told to slow down is no fault of the row: the lane slows, the row goes on trying.
        throttled = failure is not None and failure.action is Action.SLOW
        return not throttled and self.counted >= limit
