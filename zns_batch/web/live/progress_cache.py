"""How campaigns stand, read once for all who watch.

A campaign that somebody watches is read from the ledger at most once a second, and so seldom that
reading takes a small part of the time. Reads of one campaign follow each other, so that what is shown
is never older than what was shown before: a count goes back only when the rows themselves do, because
a person sends some of them again.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_hex

from zns_batch.core.clock import Clock
from zns_batch.services.campaigns.watching.kept_counts import FRESH_SECONDS, fresh_until
from zns_batch.services.campaigns.watching.progress import CampaignProgress

Read = Callable[[str], CampaignProgress]
"""Reads how a campaign stands from the ledger."""

RunInThread = Callable[[Read, str], Awaitable[CampaignProgress]]
"""Calls what waits for the ledger in a thread."""

RESTING_SECONDS = 3.0
"""How long an answer is good for of a campaign of which nothing leaves: only a person or the clock changes it."""

PACE_SECONDS = 60.0
"""Over how long the pace is measured."""

PACE_AFTER_SECONDS = 5.0
"""How long a campaign must have been watched before its pace is told."""

_FORGET_SECONDS = 120.0
_MOST = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class WatchedProgress:
    """A campaign as those who watch it see it.

    Attributes:
        progress: How it stands.
        version: Grows with each change of what can be seen.
        pace: Rows a second that came to their end lately; `None` while nobody can say.
        expected_end: When it is done at this pace.
        answers: What was made of this version for different readers, by what distinguishes them.

    """

    progress: CampaignProgress
    version: int
    pace: float | None
    expected_end: datetime | None
    answers: dict[tuple[str, ...], bytes] = field(default_factory=dict)


class ProgressCache:
    """The campaigns that somebody watches.

    Args:
        read: Reads how a campaign stands.
        clock: The time.

    """

    def __init__(self, read: Read, clock: Clock) -> None:
        self._read, self._clock = read, clock
        self._watched: dict[str, _Watched] = {}
        self.run = token_hex(4)
        """Tells this process's versions from those of the one before it."""

    async def get(self, campaign_id: str, run_in_thread: RunInThread) -> WatchedProgress:
        """Return how a campaign stands, at most a moment ago.

        Args:
            campaign_id: The campaign.
            run_in_thread: Calls the reader in a thread, if it has to be called.

        Raises:
            UnknownCampaignError: There is none.

        """
        watched = self._watched.get(campaign_id)
        if watched is None:
            self.forget_unused()
            watched = self._watched[campaign_id] = _Watched()
        now = self._clock.monotonic()
        watched.asked_at = now
        if watched.shown is not None and now < watched.fresh_until:
            return watched.shown
        if watched.reading is None:
            watched.reading = asyncio.ensure_future(
                self._refresh(campaign_id, watched, run_in_thread)
            )
            # If nobody waits for it any more, nobody misses its error either.
            watched.reading.add_done_callback(lambda task: task.cancelled() or task.exception())
        # Whoever gives up waiting does not take the answer from the others.
        return await asyncio.shield(watched.reading)

    def forget(self, campaign_id: str) -> None:
        """Have a campaign read anew at the next question: somebody has just changed it."""
        watched = self._watched.get(campaign_id)
        if watched is not None:
            watched.fresh_until = 0.0
            watched.outdated = watched.reading is not None

    def forget_unused(self) -> None:
        """Forget the campaigns that nobody watches any more."""
        now = self._clock.monotonic()
        for campaign_id in sorted(self._watched, key=lambda one: self._watched[one].asked_at):
            watched = self._watched[campaign_id]
            unused = now - watched.asked_at > _FORGET_SECONDS
            if watched.reading is None and (unused or len(self._watched) >= _MOST):
                del self._watched[campaign_id]

    async def _refresh(
        self, campaign_id: str, watched: "_Watched", run_in_thread: RunInThread
    ) -> WatchedProgress:
        try:
            while True:
                watched.outdated = False
                began = self._clock.monotonic()
                progress = await run_in_thread(self._read, campaign_id)
                # What was read while somebody changed it may be from before the change.
                if not watched.outdated:
                    break
            return watched.take(progress, began, self._clock)
        except Exception:
            self._watched.pop(campaign_id, None)
            raise
        finally:
            watched.reading = None


@dataclass(kw_only=True, slots=True)
class _Watched:
    """One campaign that is watched."""

    shown: WatchedProgress | None = None
    fresh_until: float = 0.0
    asked_at: float = 0.0
    outdated: bool = False
    reading: "asyncio.Future[WatchedProgress] | None" = None
    #: When, and how many rows were done then.
    samples: deque[tuple[float, int]] = field(default_factory=deque)
    seen: tuple[object, ...] = ()

    def take(self, progress: CampaignProgress, began: float, clock: Clock) -> WatchedProgress:
        """Show what was read from now on."""
        now = clock.monotonic()
        moves = progress.situation.moves
        self.fresh_until = fresh_until(
            began, now, least=FRESH_SECONDS if moves else RESTING_SECONDS
        )
        pace = self.pace(progress, now) if moves else None
        if not moves:
            self.samples.clear()
        end = None
        if pace and progress.waiting:
            end = clock.now() + timedelta(seconds=progress.waiting / pace)
        seen = (
            progress.campaign,
            progress.counts,
            progress.situation,
            progress.host,
            progress.long_silence,
            progress.other,
            pace and round(pace, 1),
            end and end.replace(second=0, microsecond=0),
        )
        before = self.shown
        if before is not None and seen == self.seen:
            return before
        self.seen = seen
        self.shown = WatchedProgress(
            progress=progress,
            version=before.version + 1 if before else 1,
            pace=pace,
            expected_end=end,
        )
        return self.shown

    def pace(self, progress: CampaignProgress, now: float) -> float | None:
        done = progress.done
        if self.samples and done < self.samples[-1][1]:
            # Rows were taken up again.
            self.samples.clear()
        self.samples.append((now, done))
        while now - self.samples[0][0] > PACE_SECONDS:
            self.samples.popleft()
        since, before = self.samples[0]
        if now - since < PACE_AFTER_SECONDS:
            return None
        return (done - before) / (now - since)
