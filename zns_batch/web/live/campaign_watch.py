"""What the pages of campaigns read from the ledger: kept for a moment, for all who look."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from functools import partial

from zns_batch.core.clock import Clock
from zns_batch.ledger.db.engine import Ledger
from zns_batch.services.campaigns.watching.kept_counts import KeptCounts
from zns_batch.services.campaigns.watching.progress import CampaignProgress, read_progress
from zns_batch.services.campaigns.watching.results import CampaignResults, read_results
from zns_batch.web.live.progress_cache import ProgressCache, RunInThread, WatchedProgress

_MOST_RESULTS = 50


RunReadResults = Callable[[Callable[[], CampaignResults]], Awaitable[CampaignResults]]
"""Calls what waits for the ledger in a thread."""


class CampaignWatch:
    """Progress and results of the campaigns that somebody looks at.

    Args:
        ledger: The ledger.
        clock: The time.

    """

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger, self._clock = ledger, clock
        self.counts = KeptCounts(clock)
        """The counts of campaigns being sent, for lists of them."""
        self._progress = ProgressCache(
            lambda campaign_id: read_progress(ledger, campaign_id, now=clock.now()), clock
        )
        # By campaign: its rows by state and code when they were read, and the reading of its results.
        self._results: OrderedDict[str, tuple[object, asyncio.Future[CampaignResults]]] = (
            OrderedDict()
        )

    async def progress(self, campaign_id: str, run_in_thread: RunInThread) -> WatchedProgress:
        """Return how a campaign stands, at most a moment ago.

        Raises:
            UnknownCampaignError: There is none.

        """
        return await self._progress.get(campaign_id, run_in_thread)

    async def results(
        self, progress: CampaignProgress, run_in_thread: RunReadResults
    ) -> CampaignResults:
        """Return what came of a campaign; read again only when its rows or its state have changed."""
        campaign_id, seen = progress.campaign.id, (progress.campaign, progress.counts)
        known = self._results.get(campaign_id)
        usable = known is not None and known[0] == seen
        if known is not None and known[1].done():
            usable = usable and not known[1].cancelled() and known[1].exception() is None
        if known is None or not usable:
            now = self._clock.now()
            reading = asyncio.ensure_future(
                run_in_thread(partial(read_results, self._ledger, progress, now=now))
            )
            known = self._results[campaign_id] = seen, reading
            while len(self._results) > _MOST_RESULTS:
                self._results.popitem(last=False)
        self._results.move_to_end(campaign_id)
        return await asyncio.shield(known[1])

    def forget(self, campaign_id: str) -> None:
        """Have a campaign read anew at the next question: somebody has just changed it."""
        self._progress.forget(campaign_id)
        self._results.pop(campaign_id, None)
        self.counts.forget(campaign_id)

    def version_mark(self, version: int) -> str:
        """Return what tells a version of this process's from those of the one before it."""
        return f"{self._progress.run}-{version}"
