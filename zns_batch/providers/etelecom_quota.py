"""The quota that eTelecom tells, never above what is left by our own count."""

from datetime import date

from zns_batch.core.clock import Clock, in_vietnam
from zns_batch.domain.message import Kind, Outcome, Quota


class OwnCount:
    """Counts what was sent since the quota was told, because the next word may be an old one.

    No answer to a message carries the quota, and whether `remaining_quota` is looked up anew each
    time is not documented. Within one day the word only counts when it is lower; a new day or
    another daily quota begins the count anew.

    Args:
        clock: What day it is in Viet Nam.

    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._told: tuple[date, int | None] | None = None
        self._left: int | None = None

    def note(self, outcome: Outcome) -> None:
        """Count a message that was sent, or may have been."""
        sent = outcome.kind in {Kind.ACCEPTED, Kind.UNKNOWN}
        if sent and self._left is not None:
            self._left = max(self._left - 1, 0)

    def hear(self, quota: Quota) -> Quota:
        """Take eTelecom's word and return what to believe."""
        told = in_vietnam(self._clock.now()).date(), quota.daily
        if told != self._told or self._left is None or quota.remaining is None:
            self._told, self._left = told, quota.remaining
        else:
            self._left = min(self._left, quota.remaining)
        return Quota(daily=quota.daily, remaining=self._left)
