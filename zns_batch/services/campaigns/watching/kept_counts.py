"""Counts of campaigns that are being sent, kept for a moment: a page of ten of them counts no row anew."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy import Connection

from zns_batch.core.clock import Clock
from zns_batch.ledger.records import StateCounts
from zns_batch.ledger.row_counts import count_all

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

    def count(self, connection: Connection, campaign_ids: Sequence[str]) -> dict[str, StateCounts]:
        """Return the counts of some campaigns, at most a moment old."""
        with self._lock:
            if len(self._kept) + len(campaign_ids) > _MOST:
                self._kept.clear()
            kept = {each: self._kept.setdefault(each, _Kept()) for each in campaign_ids}
        with ExitStack() as held:
            # In one order: two who count several never wait for each other in a circle.
            for campaign_id in sorted(kept):
                held.enter_context(kept[campaign_id].counting)
            return self._counted(connection, kept)

    def _counted(self, connection: Connection, kept: dict[str, _Kept]) -> dict[str, StateCounts]:
        began = self._clock.monotonic()
        found = {
            campaign_id: one.counts
            for campaign_id, one in kept.items()
            if one.counts is not None and began < one.fresh_until
        }
        old = [campaign_id for campaign_id in kept if campaign_id not in found]
        if old:
            found |= (counted := count_all(connection, old))
            share = (self._clock.monotonic() - began) / len(old)
            for campaign_id in old:
                kept[campaign_id].counts = counted[campaign_id]
                kept[campaign_id].fresh_until = fresh_until(began, began + share)
        return found

    def forget(self, campaign_id: str) -> None:
        """Have a campaign counted anew: somebody has just changed it."""
        with self._lock:
            self._kept.pop(campaign_id, None)
