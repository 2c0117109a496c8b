"""Stopping before the whole list is burnt: too many failures hold the rest back."""

from dataclasses import dataclass

from zns_batch.domain.message import Action, Outcome, OutcomeKind
from zns_batch.domain.states import Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class FailureThresholds:
    """How much failure a campaign bears.

    Attributes:
        same_at_start: So many first rows with one error that may concern the whole list.
        same_in_a_row: So many rows in a row with one error of any kind.
        unknown_in_a_row: So many rows in a row without a usable answer: each may cost twice.
        share: The share of failures, once `share_after` rows are done.
        share_after: See `share`.

    """

    same_at_start: int = 20
    same_in_a_row: int = 50
    unknown_in_a_row: int = 20
    share: float = 0.5
    share_after: int = 200


class CircuitBreaker:
    """Watches outcomes and says when to stop.

    Args:
        tolerance: How much failure to bear.

    """

    def __init__(self, tolerance: FailureThresholds) -> None:
        self._tolerance = tolerance
        self._done = 0
        self._failed = 0
        self._run_of: str | None = None
        self._run = 0

    def record(self, outcome: Outcome) -> Reason | None:
        """Take in a final outcome; return why to stop, or `None` to go on."""
        self._done += 1
        if outcome.kind is OutcomeKind.ACCEPTED or outcome.failure is None:
            self._run_of, self._run = None, 0
            return None
        self._failed += 1
        self._count_run(outcome.failure.code)
        return self._verdict(outcome)

    def _count_run(self, code: str) -> None:
        self._run = self._run + 1 if code == self._run_of else 1
        self._run_of = code

    def _verdict(self, outcome: Outcome) -> Reason | None:
        bears = self._tolerance
        failure = outcome.failure
        from_the_start = self._run == self._done == bears.same_at_start
        if (
            from_the_start
            and failure
            and failure.suggests_list_error
            and failure.action is Action.ROW
        ):
            return failure.reason or Reason.TEMPLATE
        unknown = outcome.kind is OutcomeKind.UNKNOWN and self._run >= bears.unknown_in_a_row
        share = self._done >= bears.share_after and self._failed / self._done >= bears.share
        if self._run >= bears.same_in_a_row or unknown or share:
            return Reason.FAILURES
        return None
