"""Counts of campaigns that are being sent, kept for a moment: a page of ten of them counts no row anew."""

from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy import Connection

from zns_batch.core.clock import Clock
from zns_batch.ledger.records import StateCounts
from zns_batch.ledger.row_counts import count_rows

FRESH_SECONDS = 1.0
"""How long a count is good for."""

DUTY = 30
"""How many times longer than a read took nobody reads again."""

_MOST = 1_000


def fresh_until(began: float, ended: float, *, least: float = FRESH_SECONDS) -> float:
    """Return until when nobody reads again what was read from one moment to another.

    Args:
        began: When the read began, in seconds of a clock that never goes back.
        ended: When it ended.
        least: How many seconds what was read is good for at least.

    """
    return ended + max(least, DUTY * (ended - began))


@dataclass(kw_only=True, slots=True)
class _Kept:
    counts: StateCounts | None = None
    fresh_until: float = 0.0
    #: Held while somebody counts: others wait for that count.
    counting: Lock = field(default_factory=Lock)


class KeptCounts:
    """Counts rows at most once a second for each campaign, and so seldom that it takes little of the time.

    For campaigns whose counts are not stored (`zns_batch.ledger.row_counts`). May be used from several
    threads.

    Args:
        clock: The time.

    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[str, _Kept] = {}
        self._lock = Lock()

    def count(self, connection: Connection, campaign_id: str) -> StateCounts:
        """Return the counts of a campaign, at most a moment old."""
        with self._lock:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            kept = self._kept.setdefault(campaign_id, _Kept())
        with kept.counting:
            began = self._clock.monotonic()
            if kept.counts is None or began >= kept.fresh_until:
                kept.counts = count_rows(connection, campaign_id)
                kept.fresh_until = fresh_until(began, self._clock.monotonic())
            return kept.counts

    def forget(self, campaign_id: str) -> None:
        """Have a campaign counted anew: somebody has just changed it."""
        with self._lock:
            self._kept.pop(campaign_id, None)
