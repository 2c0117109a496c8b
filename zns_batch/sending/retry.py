"""What was tried for one row in one run of a lane, and how long to wait before the next try."""

from collections.abc import Callable
from dataclasses import dataclass

from tenacity import RetryCallState, wait_exponential_jitter

from zns_batch.domain.message import Action, Outcome, OutcomeKind

MOST_RENEWALS = 2
"""New tokens that one row is given: where a good token does not help, a person must look."""

_BACKOFF = wait_exponential_jitter(multiplier=0.5, max=30, jitter=0.5)
_FIRST_WAIT = 0.5
_NONE = Outcome(kind=OutcomeKind.NOT_SENT)


@dataclass(kw_only=True, slots=True)
class RetryState:
    """The tries of one row.

    Attributes:
        outcome: What became of the last one.
        made: Requests that were made.
        renewed: How many of them lacked only a new token, which is there now.
        holds_a_slot: Whether no other row may have its place in flight yet.

    """

    outcome: Outcome = _NONE
    made: int = 0
    renewed: int = 0
    holds_a_slot: bool = True

    @property
    def counted(self) -> int:
        """The tries that were the row's own."""
        return self.made - self.renewed

    @property
    def first_wait(self) -> float:
        """Seconds before the second try."""
        return max(_FIRST_WAIT, self.outcome.retry_after or 0.0)

    @property
    def patience(self) -> Callable[[RetryCallState], float]:
        """The seconds before each further try, as tenacity asks for them."""
        return lambda state: max(_BACKOFF(state), self.outcome.retry_after or 0.0)

    def are_used_up(self, most: int) -> bool:
        """Tell whether the row has had its tries.

        Args:
            most: How many it is given.

        """
        failure = self.outcome.failure
        # Being told to slow down is no fault of the row: the lane slows, the row goes on trying.
        slow = failure is not None and failure.action is Action.SLOW
        return not slow and self.counted >= most
