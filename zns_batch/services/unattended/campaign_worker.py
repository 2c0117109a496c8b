"""What a worker does with one campaign: waits for its account's lane, sends, and says how it went."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from zns_batch.core.clock import Clock
from zns_batch.core.logging import log
from zns_batch.domain.message import MessageSender
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
from zns_batch.ledger import campaigns, leases, rows, work_queue
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.work_queue import WorkItem
from zns_batch.sending.event_loop import fastest
from zns_batch.sending.interfaces import ProgressObserver, RunResult
from zns_batch.services.accounts.factory import limits_of, merged_options
from zns_batch.services.campaigns.control import epoch_at_rest, exclude_already_sent_rows
from zns_batch.services.campaigns.runner import CampaignRunner, RunReport, checked_tally
from zns_batch.services.campaigns.template_sync import compare
from zns_batch.services.journeys.journey_sender import way_of
from zns_batch.services.schedules.recurrence import is_missed
from zns_batch.settings.accounts import load_account

HANDED_BACK = RunResult(state=CampaignState.SCHEDULED)
"""What a campaign is when its worker ends, or the ledger fails: it waits for the next worker."""

NOBODY_SECONDS = 20.0
"""How long whoever took over a turn may be without the lane before and after it sends."""

_GOES_ON = frozenset({CampaignState.SCHEDULED, CampaignState.RUNNING})
_LOOK_SECONDS = 0.2
_PASSING = {Reason.NETWORK: timedelta(minutes=5), Reason.RATE: timedelta(minutes=5)}
"""Trouble that mostly passes by itself, and when to try again. Nobody is there to do it."""


class WorkerObserver(Protocol):
    """Who hears of the campaigns of a worker."""

    def watch(self, campaign: Campaign) -> ProgressObserver:
        """Return who looks on while a campaign is sent."""
        ...

    def begins(self, campaign: Campaign, waiting: int) -> None:
        """Hear that a campaign begins or goes on, and how many rows wait."""
        ...

    def ends(self, ended: RunReport, error: ZnsBatchError | None) -> None:
        """Hear how a campaign stands when its turn is over, and what was in the way.

        It may be told twice when a worker is killed in between.
        """
        ...


@dataclass(kw_only=True, slots=True)
class CampaignWorker:
    """Takes the turns of campaigns, several at once, each in a thread of its own.

    A turn may be taken twice: by a worker that was taken for dead and by the one that took over.
    The account's lane lets one of them send.

    Args:
        ledger: The ledger.
        clock: What time it is.
        listener: Who hears of it.

    """

    ledger: Ledger
    clock: Clock
    listener: WorkerObserver
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
        """Finish what is in flight and hand back the campaigns; no further one begins."""
        with self._lock:
            self._stopping = True
            for run, loop in self._running.values():
                loop.call_soon_threadsafe(run.interrupt, HANDED_BACK)

    def process(self, turn: WorkItem, *, seen_at: datetime) -> None:
        """Take one turn, from its beginning to its end.

        Args:
            turn: The turn.
            seen_at: When a worker saw that it was due.

        Raises:
            LedgerError: The ledger can't be used now; the turn is still to be taken.

        """
        if not work_queue.is_current(self.ledger, turn):
            return
        error: ZnsBatchError | None = None
        try:
            self._send(turn, seen_at)
        except LaneLostError:
            if self._is_ended_by_another(turn):
                return
            # A person took the lane away, and gave it back.
            if work_queue.is_due(self.ledger, turn, now=self.clock.now()):
                self.process(turn, seen_at=seen_at)
                return
        except LedgerError:
            raise
        except ZnsBatchError as trouble:
            error = trouble
        except Exception as bug:  # noqa: BLE001 — it would be met again at every turn
            log().exception("worker.crashed", campaign=turn.campaign_id, exc_info=bug)
            error = InternalError.of(bug)
        given_up = error is not None and self._give_up(turn, error)
        campaign = campaigns.get(self.ledger, turn.campaign_id)
        # One that a person has taken up meanwhile is told by that person's own program.
        if (campaign.detached or given_up) and campaign.state not in _GOES_ON:
            self._tell(campaign, error if given_up else None)
        work_queue.complete(self.ledger, turn)

    # ── sending ──

    def _send(self, turn: WorkItem, seen_at: datetime) -> None:
        while self._wait_for_lane(turn):
            campaign = campaigns.get(self.ledger, turn.campaign_id)
            try:
                if self._is_too_late(campaign, seen_at):
                    self._let_expire(turn, campaign)
                    raise _missed(campaign)
                self._run(turn, campaign)
            except LaneLostError:
                raise
            except (LaneHeldError, WrongStateError):
                # Somebody was quicker, or a person said otherwise: look again.
                continue
            return

    def _wait_for_lane(self, turn: WorkItem) -> bool:
        """Wait until nobody sends for the account; tell whether the turn is still to be taken."""
        while not self._stopping:
            now = self.clock.now()
            if not work_queue.is_due(self.ledger, turn, now=now):
                return False
            if leases.holder(self.ledger, turn.account, now=now) is None:
                return True
            time.sleep(_LOOK_SECONDS)
        return False

    def _is_ended_by_another(self, turn: WorkItem) -> bool:
        """Wait until whoever took over has ended the turn; `False` when nobody is at it any more.

        Until then it is not over, so no other begins.
        """
        seen = time.monotonic()
        while not self._stopping and work_queue.is_current(self.ledger, turn):
            now = self.clock.now()
            if leases.inspect(self.ledger, turn.account, now=now).sends(turn.campaign_id):
                seen = time.monotonic()
            elif time.monotonic() - seen > NOBODY_SECONDS:
                return False
            time.sleep(_LOOK_SECONDS)
        return True

    def _is_too_late(self, campaign: Campaign, seen_at: datetime) -> bool:
        misfire, at = campaign.options.get("misfire"), campaign.start_at
        if misfire is None or at is None or campaign.started_at is not None:
            return False
        return is_missed(str(misfire), seen_at - at)

    def _let_expire(self, turn: WorkItem, campaign: Campaign) -> None:
        now, was = self.clock.now(), campaign.state
        lease = leases.acquire(self.ledger, campaign.account, campaign.id, now=now)
        try:
            self._refuse_if_not_due(turn, now)
            late, epoch = RowState.EXPIRED, lease.epoch
            ended = campaigns.end(self.ledger, campaign.id, late, now=now, epoch=epoch, was=was)
        finally:
            leases.release(self.ledger, lease)
        if not ended:
            raise WrongStateError("ledger.not-due", id=campaign.id)

    def _run(self, turn: WorkItem, campaign: Campaign) -> None:
        run, provider = self._made(turn, campaign)
        self.listener.begins(campaign, rows.count(self.ledger, campaign.id))
        with asyncio.Runner(loop_factory=fastest()) as runner:
            runner.run(self._watched(run, provider))

    def _made(self, turn: WorkItem, campaign: Campaign) -> tuple[CampaignRunner, MessageSender]:
        account = load_account(campaign.account)
        limits = limits_of(merged_options(campaign.options, {}))
        limits = replace(limits, expires_at=campaign.expires_at)
        left = None
        if not campaign.dry_run:
            offered = compare(account, campaign.template, mode=campaign.mode).offered
            left = None if offered is None else offered.quota.remaining
        concurrency = limits.concurrency
        provider = way_of(account, campaign, ledger=self.ledger, concurrency=concurrency)
        run = CampaignRunner(
            ledger=self.ledger,
            campaign=campaign,
            provider=provider,
            limits=limits,
            watch=self.listener.watch(campaign),
            clock=self.clock,
            pre_start_check=lambda: self._check_again(turn, campaign),
            template_quota_left=left,
            state_on_failure=HANDED_BACK,
            detached=True,
            retry_after=_PASSING,
        )
        return run, provider

    def _check_again(self, turn: WorkItem, campaign: Campaign) -> None:
        """Make sure, when nobody else can send any more, that the turn is still to be taken."""
        now = self.clock.now()
        self._refuse_if_not_due(turn, now)
        exclude_already_sent_rows(self.ledger, campaign, now=now)

    def _refuse_if_not_due(self, turn: WorkItem, now: datetime) -> None:
        if not work_queue.is_due(self.ledger, turn, now=now):
            raise WrongStateError("ledger.not-due", id=turn.campaign_id)

    async def _watched(self, run: CampaignRunner, provider: MessageSender) -> RunReport:
        try:
            with self._known(run):
                return await run.run()
        finally:
            await provider.close()

    @contextmanager
    def _known(self, run: CampaignRunner) -> Iterator[None]:
        key = threading.get_ident()
        with self._lock:
            self._running[key] = run, asyncio.get_running_loop()
            if self._stopping:
                run.interrupt(HANDED_BACK)
        try:
            yield
        finally:
            with self._lock:
                del self._running[key]

    # ── when it can't be sent ──

    def _give_up(self, turn: WorkItem, error: ZnsBatchError) -> bool:
        """Hold a campaign for a person that can't be sent with what this machine knows.

        Returns:
            Whether it came to that; a person who has said otherwise meanwhile has the last word.

        """
        if isinstance(error, MissedError):
            return True
        log().warning("worker.gives-up", campaign=turn.campaign_id, key=error.key)
        state, reason = CampaignState.ABORTED, Reason.SETTINGS
        if isinstance(error, StoppedError):
            reason = Reason.TEMPLATE
        elif isinstance(error, InternalError):
            state, reason = CampaignState.PAUSED, Reason.FAILURES
        return self._set_down(turn, state, reason)

    def _set_down(self, turn: WorkItem, state: CampaignState, reason: Reason) -> bool:
        while True:
            now, campaign = self.clock.now(), campaigns.get(self.ledger, turn.campaign_id)
            epoch = epoch_at_rest(self.ledger, campaign, now=now)
            if epoch is None or not work_queue.is_due(self.ledger, turn, now=now):
                return False
            noted = campaigns.stop(
                self.ledger,
                campaign.id,
                state=state,
                reason=reason,
                now=now,
                epoch=epoch,
                was=campaign.state,
            )
            if noted:
                return True

    def _tell(self, campaign: Campaign, error: ZnsBatchError | None) -> None:
        ended = RunReport(
            campaign=campaign,
            tally=checked_tally(self.ledger, campaign.id),
            stop=RunResult(state=campaign.state, reason=campaign.reason),
        )
        self.listener.ends(ended, error)


def _missed(campaign: Campaign) -> MissedError:
    misfire = str(campaign.options.get("misfire"))
    return MissedError(
        "schedule.missed", when=campaign.start_at or campaign.created_at, misfire=misfire
    )
