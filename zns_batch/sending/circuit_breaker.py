"""Circuit breaker: stops a campaign when too many of its rows fail, before the whole list does."""

from dataclasses import dataclass

from zns_batch.domain.message import Action, Outcome, OutcomeKind
from zns_batch.domain.states import Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class FailureThresholds:
    """How many failures stop a campaign."""

    #: So many first rows with one error that may concern the whole list.
    same_at_start: int = 20
    #: So many rows in succession with the same error, whichever it is.
    same_in_a_row: int = 50
    #: So many rows in succession without a usable answer: each may cost twice.
    unknown_in_a_row: int = 20
    #: The share of failures, once `share_after` rows are done.
    share: float = 0.5
    share_after: int = 200


class CircuitBreaker:
    """Counts outcomes and tells when to stop."""

    def __init__(self, thresholds: FailureThresholds) -> None:
        self._thresholds = thresholds
        self._done = 0
        self._failed = 0
        self._last_code: str | None = None
        self._same = 0

    def record(self, outcome: Outcome) -> Reason | None:
        """Count a final outcome; return why to stop, or `None` to go on."""
        self._done += 1
        failure, thresholds = outcome.failure, self._thresholds
        if outcome.kind is OutcomeKind.ACCEPTED or failure is None:
            self._last_code, self._same = None, 0
            return None
        self._failed += 1
        self._same = self._same + 1 if failure.code == self._last_code else 1
        self._last_code = failure.code
        from_the_start = self._same == self._done == thresholds.same_at_start
        if from_the_start and failure.suggests_list_error and failure.action is Action.ROW:
            return failure.reason or Reason.TEMPLATE
        unknown = outcome.kind is OutcomeKind.UNKNOWN and self._same >= thresholds.unknown_in_a_row
        share = (
            self._done >= thresholds.share_after and self._failed / self._done >= thresholds.share
        )
        if self._same >= thresholds.same_in_a_row or unknown or share:
            return Reason.FAILURES
        return None
