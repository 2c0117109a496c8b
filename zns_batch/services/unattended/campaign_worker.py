"""Runs one turn of a campaign in a worker: waits for its account's lease, sends, and reports.

A turn lasts from a moment at which a campaign is due to its end or its next pause.
"""

import asyncio
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from zns_batch.core.clock import Clock
from zns_batch.core.logging import log
from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.errors import (
    InternalError,
    LaneHeldError,
    LaneLostError,
    LedgerError,
    MissedError,
    StoppedError,
    WrongStateError,
    ZnsBatchError,
)
from zns_batch.ledger import campaigns, leases, work_queue
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.work_queue import WorkItem
from zns_batch.sending.interfaces import ProgressObserver, RunResult
from zns_batch.services.campaigns.control import epoch_at_rest, exclude_rows
from zns_batch.services.campaigns.run_context import open_run
from zns_batch.services.campaigns.runner import CampaignRunner, RunReport, checked_tally
from zns_batch.services.schedules.recurrence import is_missed

HANDED_BACK = RunResult(state=CampaignState.SCHEDULED)
"""The result of a run whose worker ends, or whose ledger fails: the next worker goes on."""

TAKEOVER_SECONDS = 20.0
"""How long whoever took over a turn may be without the lease before and after it sends."""

_CONTINUING = frozenset({CampaignState.SCHEDULED, CampaignState.RUNNING})
_POLL_SECONDS = 0.2
_RETRY_AFTER = {Reason.NETWORK: timedelta(minutes=5), Reason.RATE: timedelta(minutes=5)}
"""Trouble that mostly passes by itself, and when to try again: nobody is there to do it."""


class WorkerObserver(Protocol):
    """Receives the events of the campaigns of a worker."""

    def progress_observer(self, campaign: Campaign) -> ProgressObserver:
        """Return the observer of a campaign's messages."""
        ...

    def on_start(self, campaign: Campaign, waiting: int) -> None:
        """Handle the start or continuation of a campaign with so many waiting rows."""
        ...

    def on_end(self, report: RunReport, error: ZnsBatchError | None) -> None:
        """Handle the end of a turn, and the error that prevented it, if one did.

        Called twice for one turn when a worker is killed in between.
        """
        ...


@dataclass(kw_only=True, slots=True)
class CampaignWorker:
    """Processes turns of campaigns: several at once, each in a thread and event loop of its own.

    A turn may be processed twice: by a worker that was taken for dead and by the one that took over.
    The account's lease lets one of them send.
    """

    ledger: Ledger
    clock: Clock
    observer: WorkerObserver
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _running: dict[int, tuple[CampaignRunner, asyncio.AbstractEventLoop]] = field(
        default_factory=dict
    )
    _stopping: bool = False

    @property
    def stopping(self) -> bool:
        """Whether the worker is ending."""
        return self._stopping

    def stop(self) -> None:
        """Finish what is in flight and hand the campaigns back; no further one begins."""
        with self._lock:
            self._stopping = True
            for runner, loop in self._running.values():
                loop.call_soon_threadsafe(runner.interrupt, HANDED_BACK)

    async def process(self, item: WorkItem, *, seen_at: datetime) -> None:
        """Process one turn, from its beginning to its end.

        Args:
            item: The turn.
            seen_at: When a worker saw that it was due.

        Raises:
            LedgerError: The ledger can't be used now; the turn is still to be processed.

        """
        if not work_queue.is_current(self.ledger, item):
            return
        error: ZnsBatchError | None = None
        ran: RunReport | None = None
        try:
            ran = await self._send_once_free(item, seen_at)
        except LaneLostError:
            if await self._ends_elsewhere(item):
                return
            # A person took the lease away, and gave it back.
            if work_queue.is_due(self.ledger, item, now=self.clock.now()):
                await self.process(item, seen_at=seen_at)
                return
        except LedgerError:
            raise
        except ZnsBatchError as failure:
            error = failure
        except asyncio.CancelledError:
            raise
        # A Rust extension's PanicException is no Exception.
        except BaseException as bug:  # noqa: BLE001 — it would be met again at every turn
            log().exception("worker.crashed", campaign=item.campaign_id, exc_info=bug)
            error = InternalError.of(bug)

        gave_up = error is not None and self._give_up(item, error)
        campaign = campaigns.get(self.ledger, item.campaign_id)
        # A campaign that a person has taken up meanwhile is reported by that person's program.
        if (campaign.detached or gave_up) and campaign.state not in _CONTINUING:
            self._report_end(campaign, error if gave_up else None, ran)
        work_queue.complete(self.ledger, item)

    def _report_end(
        self, campaign: Campaign, error: ZnsBatchError | None, ran: RunReport | None
    ) -> None:
        # A run has counted the rows a moment ago, and nothing but a person changes them since: the
        # campaign is then no longer what it was.
        same = ran is not None and ran.campaign == campaign
        report = RunReport(
            campaign=campaign,
            tally=ran.tally if ran and same else checked_tally(self.ledger, campaign.id),
            stop=RunResult(state=campaign.state, reason=campaign.reason),
        )
        try:
            self.observer.on_end(report, error)
        except Exception as bug:  # noqa: BLE001 — the turn is over all the same
            log().exception("worker.not-reported", campaign=campaign.id, exc_info=bug)

    async def _send_once_free(self, item: WorkItem, seen_at: datetime) -> RunReport | None:
        """Send for the campaign as soon as nobody else sends for its account.

        Returns:
            How it stood at the end of its run; `None` when nothing ran.

        """
        while not self._stopping:
            now = self.clock.now()
            if not work_queue.is_due(self.ledger, item, now=now):
                return None
            if leases.holder(self.ledger, item.account, now=now) is not None:
                await asyncio.sleep(_POLL_SECONDS)
                continue
            campaign = campaigns.get(self.ledger, item.campaign_id)
            try:
                if _is_missed(campaign, seen_at):
                    self._expire(item, campaign)
                    raise MissedError(
                        "schedule.missed",
                        when=campaign.start_at or campaign.created_at,
                        misfire=str(campaign.options.get("misfire")),
                    )
                return await self._run(item, campaign)
            except LaneLostError:
                raise
            except (LaneHeldError, WrongStateError):
                # Somebody was quicker, or a person decided otherwise: look again.
                continue
        return None

    async def _ends_elsewhere(self, item: WorkItem) -> bool:
        """Wait until whoever took over has ended the turn; `False` when nobody works on it any more.

        Until then the turn is not over, so no other begins.
        """
        last_seen = time.monotonic()
        while not self._stopping and work_queue.is_current(self.ledger, item):
            lease_state = leases.inspect(self.ledger, item.account, now=self.clock.now())
            if lease_state.sends(item.campaign_id):
                last_seen = time.monotonic()
            elif time.monotonic() - last_seen > TAKEOVER_SECONDS:
                return False
            await asyncio.sleep(_POLL_SECONDS)
        return True

    def _expire(self, item: WorkItem, campaign: Campaign) -> None:
        """End a campaign whose start was missed; its rows expire."""
        now = self.clock.now()
        lease = leases.acquire(self.ledger, campaign.account, campaign.id, now=now)
        try:
            self._require_due(item)
            ended = campaigns.end(
                self.ledger,
                campaign.id,
                RowState.EXPIRED,
                now=now,
                epoch=lease.epoch,
                was=campaign.state,
            )
        finally:
            leases.release(self.ledger, lease)
        if not ended:
            raise WrongStateError("ledger.not-due", id=campaign.id)

    async def _run(self, item: WorkItem, campaign: Campaign) -> RunReport:
        runner = await self._build_runner(item, campaign)
        key = threading.get_ident()
        try:
            self.observer.on_start(campaign, runner.count_waiting())
            with self._lock:
                self._running[key] = runner, asyncio.get_running_loop()
                if self._stopping:
                    runner.interrupt(HANDED_BACK)
            return await runner.run()
        finally:
            with self._lock:
                self._running.pop(key, None)
            await runner.provider.close()

    async def _build_runner(self, item: WorkItem, campaign: Campaign) -> CampaignRunner:
        context = await open_run(self.ledger, campaign)
        canary = campaign.options.get("canary")
        return CampaignRunner(
            ledger=self.ledger,
            campaign=campaign,
            provider=context.sender,
            limits=context.limits,
            watch=self.observer.progress_observer(campaign),
            clock=self.clock,
            pre_start_check=lambda: self.recheck(item, campaign),
            canary=int(canary) if canary else None,
            template_quota_left=context.template_quota_left,
            state_on_failure=HANDED_BACK,
            detached=True,
            retry_after=_RETRY_AFTER,
        )

    def recheck(self, item: WorkItem, campaign: Campaign) -> None:
        """Make sure under the account's lease, when nobody else can send, that the turn is due.

        Raises:
            WrongStateError: It is not: a person decided otherwise meanwhile.

        """
        self._require_due(item)
        exclude_rows(self.ledger, campaign, now=self.clock.now(), listed=False)

    def _require_due(self, item: WorkItem) -> None:
        if not work_queue.is_due(self.ledger, item, now=self.clock.now()):
            raise WrongStateError("ledger.not-due", id=item.campaign_id)

    def _give_up(self, item: WorkItem, error: ZnsBatchError) -> bool:
        """Leave a campaign to a person that can't be sent with what this machine has.

        Returns:
            Whether it came to that; a person who has decided otherwise meanwhile has the last word.

        """
        if isinstance(error, MissedError):
            return True
        log().warning("worker.gives-up", campaign=item.campaign_id, key=error.key)
        state, reason = CampaignState.ABORTED, Reason.SETTINGS
        if isinstance(error, StoppedError):
            reason = Reason.TEMPLATE
        elif isinstance(error, InternalError):
            state, reason = CampaignState.PAUSED, Reason.FAILURES

        stopped = False
        while not stopped:
            now, campaign = self.clock.now(), campaigns.get(self.ledger, item.campaign_id)
            epoch = epoch_at_rest(self.ledger, campaign, now=now)
            if epoch is None or not work_queue.is_due(self.ledger, item, now=now):
                return False
            stopped = campaigns.stop(
                self.ledger,
                campaign.id,
                state=state,
                reason=reason,
                now=now,
                epoch=epoch,
                was=campaign.state,
            )
        return True


def _is_missed(campaign: Campaign, seen_at: datetime) -> bool:
    """Tell whether a scheduled campaign was seen too late to begin; see `read_misfire`."""
    misfire, start_at = campaign.options.get("misfire"), campaign.start_at
    if misfire is None or start_at is None or campaign.started_at is not None:
        return False
    return is_missed(str(misfire), seen_at - start_at)
