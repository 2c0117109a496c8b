"""Who looks on while the lane runs."""

from zns_batch.domain.message import Outcome, Quota
from zns_batch.domain.states import Reason
from zns_batch.ledger.rows import Due


class Watch:
    """What a face may look at while the lane runs. This one looks away."""

    def settled(self, row: Due, outcome: Outcome) -> None:
        """Hear that a row has its outcome on disk."""

    def moves(self, *, rate: float, quota: Quota, in_flight: int) -> None:
        """Hear how fast the lane goes and what quota is left."""

    def waits(self, reason: Reason | None) -> None:
        """Hear what the lane waits for; `None` when it goes on."""
