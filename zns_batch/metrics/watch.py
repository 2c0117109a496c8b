"""Looks on while a campaign is sent, and counts."""

from collections.abc import Callable
from dataclasses import dataclass

from zns_batch.domain.message import Action, Kind, Outcome, Quota
from zns_batch.domain.states import Reason
from zns_batch.ledger.rows import Due
from zns_batch.metrics.lane import LaneMeter
from zns_batch.sending.interfaces import Watch

_STATES = {Kind.ACCEPTED: "accepted", Kind.REJECTED: "rejected", Kind.UNKNOWN: "unknown"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Counting:
    """Where an account's lane counts.

    Attributes:
        message: Counts a message: its state, and why it was not accepted.
        retry: Counts a request that certainly sent nothing, so that its row goes again: why.
        too_fast: Counts a refusal for the pace.

    """

    message: Callable[[str, str], None]
    retry: Callable[[str], None]
    too_fast: Callable[[], None]


class CountingWatch(Watch):
    """Counts what becomes of an account's messages, and notes how its lane goes.

    Args:
        meter: Takes down how the lane goes.
        counting: Where to count.

    """

    def __init__(self, meter: LaneMeter, counting: Counting) -> None:
        self._meter = meter
        self._counting = counting

    def settled(self, row: Due, outcome: Outcome) -> None:  # noqa: ARG002 — no phone in a figure
        """Count an outcome."""
        failure = outcome.failure
        state = _STATES.get(outcome.kind)
        if state is not None:
            self._meter.done()
            self._counting.message(state, failure.code if failure else "")
        elif failure is not None:
            self._counting.retry(failure.code)
            if failure.action is Action.SLOW:
                self._counting.too_fast()

    def moves(self, *, rate: float, quota: Quota, in_flight: int) -> None:
        """Note how fast the lane goes."""
        self._meter.moves(rate=rate, quota=quota, in_flight=in_flight)

    def waits(self, reason: Reason | None) -> None:
        """Note what the lane waits for."""
        self._meter.waits(reason)
