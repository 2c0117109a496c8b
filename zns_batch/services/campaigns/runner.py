"""Runs a campaign in this process, from its first waiting row to its end or its next pause."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Thread

from zns_batch.core.clock import Clock, SystemClock
from zns_batch.domain.message import MessageSender, Quota
from zns_batch.domain.states import SENT, CampaignState, Reason, RowState
from zns_batch.errors import (
    BrokenOffError,
    InternalError,
    LaneLostError,
    LedgerError,
    ProviderError,
    WrongStateError,
    ZnsBatchError,
)
from zns_batch.ledger import campaigns, leases, rows
from zns_batch.ledger.customers.promotions import PromotionLimit, limit_of
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.leases import Lease
from zns_batch.ledger.outcome_writer import OutcomeWriter
from zns_batch.ledger.records import Campaign, StateCounts
from zns_batch.ledger.rows import DueRow
from zns_batch.sending.hours import next_quota_day
from zns_batch.sending.interfaces import (
    DRY_RUN_RATE,
    CampaignFeed,
    ProgressObserver,
    RunResult,
    SendLimits,
)
from zns_batch.sending.lane import Lane
from zns_batch.services.campaigns.message_builder import message_builder
from zns_batch.services.campaigns.run_context import KnownQuota
from zns_batch.services.customers.never_send import add_refusals, take_out_listed
from zns_batch.services.customers.second_channel import note_second_channel
from zns_batch.services.unattended.campaign_events import CampaignEvents

_STEP_SECONDS = 1.0
_INTERRUPTED = RunResult(state=CampaignState.PAUSED, reason=Reason.PERSON)
_BROKEN_OFF = RunResult(state=CampaignState.PAUSED, reason=Reason.FAILURES)
_MAX_SECONDS = 365 * 86_400.0


_QUOTA_FRESH_SECONDS = 60.0
"""How old the quota may be that was told before the run. A person may take long over the question
whether to send, and others use the same quota meanwhile."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunReport:
    """How a campaign stands when a run is over."""

    campaign: Campaign
    tally: StateCounts
    stop: RunResult


@dataclass(kw_only=True, slots=True)
class CampaignRunner:
    """One run of a campaign in this process."""

    ledger: Ledger
    campaign: Campaign
    provider: MessageSender
    limits: SendLimits
    watch: ProgressObserver = field(default_factory=ProgressObserver)
    clock: Clock = field(default_factory=SystemClock)
    #: Stay when a pause has a known end, and go on after it.
    wait: bool = False
    #: Called while the account's lane is held, before the first message; it raises to abort.
    pre_start_check: Callable[[], object] | None = None
    #: Send only so many rows of the campaign, then pause for a person's decision; `None` for all.
    canary: int | None = None
    #: What is left of the template's own quota of the day; `None` when it has none.
    template_quota_left: int | None = None
    #: The day's quota, when it was asked just before; the provider is not asked again while it is fresh.
    quota: KnownQuota | None = None
    #: How many rows wait, when the caller knows; a long list takes a while to count.
    waiting: int | None = None
    #: What the campaign is when the run breaks off: it waits for a person, or for a worker.
    state_on_failure: RunResult = field(default=_BROKEN_OFF)
    #: Whether it is left to workers; `None` to leave that as it is.
    detached: bool | None = None
    #: After how long a pause may end that has no end of its own, by reason.
    retry_after: Mapping[Reason, timedelta] = field(default_factory=dict)
    _sent_before: int = 0
    _promotion_limit: PromotionLimit | None = None
    _lane: Lane | None = None
    _interruption: RunResult | None = None

    def interrupt(self, stop: RunResult = _INTERRUPTED) -> None:
        """Stop the run: what is in flight ends, nothing more leaves.

        Args:
            stop: The campaign's state then; paused by a person unless told otherwise.

        """
        self._interruption = stop
        if self._lane is not None:
            self._lane.stop(stop)

    def count_waiting(self) -> int:
        """Return how many rows wait: counted once until the lane begins."""
        if self.waiting is None:
            self.waiting = rows.count(self.ledger, self.campaign.id)
        return self.waiting

    async def run(self) -> RunReport:
        """Send what waits, until the campaign ends or pauses.

        Raises:
            LaneHeldError: Another process is sending for this account.
            LaneLostError: Another process has taken over meanwhile.
            BrokenOffError: The ledger failed; nothing more left after that.
            InternalError: The counts don't add up.

        """
        account, campaign_id = self.campaign.account, self.campaign.id
        lease = await asyncio.to_thread(
            leases.acquire, self.ledger, account, campaign_id, now=self.clock.now()
        )
        try:
            await asyncio.to_thread(self._start, lease)
            try:
                result = await self._send(lease)
                # While the lane is ours: whoever waits for it to be free finds how the campaign
                # stands.
                report = await asyncio.to_thread(self._finish, result, lease)
            except ZnsBatchError:
                # When the ledger itself failed, `resume` finds the campaign as it stands.
                with suppress(LedgerError):
                    requested = campaigns.requested_stop(self.ledger, campaign_id)
                    self._record(_INTERRUPTED if requested else self.state_on_failure, lease)
                    await asyncio.to_thread(
                        self._note_end, campaigns.get(self.ledger, campaign_id), lease
                    )
                raise
        finally:
            # The lease ends by itself; the trouble that brought us here is the one to report.
            with suppress(LedgerError):
                await asyncio.to_thread(leases.release, self.ledger, lease)
        await asyncio.to_thread(self._note_end, report.campaign, lease)
        return report

    def _note_end(self, campaign: Campaign, lease: Lease) -> None:
        """Tell programs how a run of this process ended, and post what is to be posted.

        A worker tells of its turns itself, also of those that never came to a run.
        """
        if not self.detached and self._events.note_end(campaign, occasion=f"run {lease.epoch}"):
            self._events.deliver_due()

    @property
    def _events(self) -> CampaignEvents:
        return CampaignEvents(ledger=self.ledger, clock=self.clock)

    def _start(self, lease: Lease) -> None:
        # Before all else: a list that has only such numbers left has nothing to send.
        take_out_listed(self.ledger, self.campaign, now=self.clock.now())
        if self.pre_start_check is not None:
            self.pre_start_check()
        draft = self.campaign.state is CampaignState.DRAFT
        self._sent_before = 0 if draft else rows.count(self.ledger, self.campaign.id, SENT)
        # Last of all: what fails before it has changed nothing, and the campaign stays as it was.
        # Of several who confirmed one draft one starts it.
        self._mark_running(lease, expected=CampaignState.DRAFT if draft else None)
        if not self.detached and self._events.note_start(
            self.campaign, occasion=f"run {lease.epoch}"
        ):
            # Beside the first messages: nobody waits for a receiver that is slow.
            Thread(target=self._events.deliver_due, name="zns-events", daemon=True).start()
        # A request that was made since the lane was taken.
        self._read_stop_request()

    def _mark_running(self, lease: Lease, *, expected: CampaignState | None = None) -> None:
        try:
            campaigns.start(
                self.ledger,
                self.campaign.id,
                now=self.clock.now(),
                detached=self.detached,
                epoch=lease.epoch,
                expected=expected,
            )
        except WrongStateError:
            leases.check(self.ledger, lease)
            raise

    async def _send(self, lease: Lease) -> RunResult:
        """Run the lane until the campaign ends or pauses for longer than we are to wait."""
        campaign_id, departed_at = self.campaign.id, lease.departed_at
        writer = OutcomeWriter(self.ledger, lease, self.clock)
        try:
            while True:
                result = await self._run_lane(writer, departed_at)
                departed_at = self.clock.now()
                leases.check(self.ledger, lease)
                if result.expired:
                    rows.expire_pending(self.ledger, campaign_id, now=self.clock.now())
                if result.state is CampaignState.COMPLETED and rows.count(self.ledger, campaign_id):
                    if not self._allowance():
                        result = self._allowance_used_up()
                    elif self._is_held_until_tomorrow():
                        result = self._promotions_had()
                    else:
                        continue
                final = await self._wait_out(result, lease)
                if final is not None:
                    return final
        except LaneLostError:
            raise
        except LedgerError as error:
            raise BrokenOffError(error, campaign_id) from error
        finally:
            await writer.close()

    async def _run_lane(self, writer: OutcomeWriter, departed_at: datetime | None) -> RunResult:
        if (interruption := self._interrupted()) is not None:
            return interruption
        campaign_id = self.campaign.id
        seconds = min(self.count_waiting() / self.limits.rate, _MAX_SECONDS)
        self.waiting = None
        expected_end = self.clock.now() + timedelta(seconds=seconds)
        failure = await self.provider.authorise(expected_end)
        if failure is not None:
            return RunResult(state=CampaignState.ABORTED, reason=failure.reason, failure=failure)
        # Where nothing is sent there is nobody to go slowly for.
        dry_run = self.campaign.dry_run
        limits = replace(self.limits, rate=DRY_RUN_RATE) if dry_run else self.limits
        self._lane = Lane(
            self._feed(),
            self.provider,
            writer,
            limits,
            self.clock,
            quota=await self._day_quota(),
            departed_at=departed_at,
            observer=self.watch,
        )
        if (interruption := self._interrupted()) is not None:
            self._lane.stop(interruption)
        try:
            return await self._lane.run()
        finally:
            quota = self._lane.quota
            if quota != Quota():
                campaigns.note_quota(self.ledger, campaign_id, quota)

    def _interrupted(self) -> RunResult | None:
        # A method, so that the type checker sees that it may change while we wait.
        return self._interruption

    def _feed(self) -> CampaignFeed:
        allowance = self._allowance()
        self._promotion_limit = limit = limit_of(self.ledger, self.campaign, now=self.clock.now())

        async def page(after: int, most: int) -> list[DueRow]:
            nonlocal allowance
            while True:
                due = await asyncio.to_thread(
                    rows.due, self.ledger, self.campaign.id, after=after, most=min(most, allowance)
                )
                ready = due if limit is None else limit.take(due)
                allowance -= len(ready)
                if ready or not due:
                    return ready
                after = due[-1].seq

        def stop_request() -> Awaitable[str | None]:
            return asyncio.to_thread(campaigns.requested_stop, self.ledger, self.campaign.id)

        compose = message_builder(self.campaign)
        return CampaignFeed(compose=compose, page=page, stop_request=stop_request)

    async def _day_quota(self) -> Quota | None:
        known, self.quota = self.quota, None
        if known is not None and self.clock.monotonic() - known.at <= _QUOTA_FRESH_SECONDS:
            return known.quota
        try:
            return await self.provider.quota()
        except ProviderError:
            # The lane sends one message alone then, and learns the quota from its answer.
            return None

    async def _wait_out(self, result: RunResult, lease: Lease) -> RunResult | None:
        """Wait for the end of a pause, when we were told to and it has one.

        Returns:
            How the run ends here after all; `None` when it goes on.

        """
        until = result.resume_after
        if not self.wait or result.state is not CampaignState.PAUSED or until is None:
            return result
        self._record(result, lease)
        self.watch.on_wait(result.reason)
        while not self._interruption and (left := (until - self.clock.now()).total_seconds()) > 0:
            await self.clock.sleep(min(left, _STEP_SECONDS))
            self._read_stop_request()
        if self._interruption is not None:
            return self._interruption
        self.watch.on_wait(None)
        self._mark_running(lease)
        return None

    def _read_stop_request(self) -> None:
        requested = campaigns.requested_stop(self.ledger, self.campaign.id)
        if requested == "cancel":
            self._interruption = RunResult(state=CampaignState.CANCELLED)
        elif requested == "pause":
            self._interruption = _INTERRUPTED

    def _allowance(self) -> int:
        """Return how many rows may be taken up; a row that went back to waiting counts anew."""
        if self.canary is None and self.template_quota_left is None:
            return sys.maxsize
        sent, caps = rows.count(self.ledger, self.campaign.id, SENT), []
        if self.canary is not None:
            # Of the campaign, not of this run: another worker may have begun the canary.
            caps.append(self.canary - sent)
        if self.template_quota_left is not None:
            caps.append(self.template_quota_left - (sent - self._sent_before))
        return max(min(caps), 0)

    def _allowance_used_up(self) -> RunResult:
        state, campaign_id = CampaignState.PAUSED, self.campaign.id
        if self.canary is None or rows.count(self.ledger, campaign_id, SENT) < self.canary:
            next_day = next_quota_day(self.clock.now())
            return RunResult(state=state, reason=Reason.TEMPLATE_QUOTA, resume_after=next_day)
        tally = rows.state_counts(self.ledger, campaign_id)
        passed = tally.count(RowState.ACCEPTED) == self.canary
        return RunResult(
            state=state, reason=Reason.PERSON if passed else Reason.FAILURES, held=True
        )

    def _is_held_until_tomorrow(self) -> bool:
        limit = self._promotion_limit
        if limit is None or not limit.is_of_day(self.clock.now()):
            return False
        return 0 < rows.count(self.ledger, self.campaign.id) <= len(limit.held)

    def _promotions_had(self) -> RunResult:
        tomorrow = next_quota_day(self.clock.now())
        window = self.limits.window
        return RunResult(
            state=CampaignState.PAUSED,
            reason=Reason.PROMOTION_LIMIT,
            resume_after=window.next_open(tomorrow) if window else tomorrow,
        )

    def _finish(self, result: RunResult, lease: Lease) -> RunReport:
        campaign_id, paused = self.campaign.id, result.state is CampaignState.PAUSED
        rest = self.retry_after.get(result.reason) if paused and result.reason else None
        if rest is not None and not result.resume_after:
            result = replace(result, resume_after=self.clock.now() + rest)
        # A person's request may have come when the run was stopping for another reason already. Else
        # a worker that ends, or a pause that has an end, would let the campaign go on.
        if result.state is not CampaignState.COMPLETED:
            requested = campaigns.requested_stop(self.ledger, campaign_id)
            continues = result.state is CampaignState.SCHEDULED or result.resume_after is not None
            if requested == "cancel":
                result = RunResult(state=CampaignState.CANCELLED)
            elif requested == "pause" and continues:
                result = _INTERRUPTED
        self._record(result, lease)
        add_refusals(self.ledger, self.campaign, now=self.clock.now())
        if result.state is CampaignState.COMPLETED:
            note_second_channel(self.ledger, self.campaign, now=self.clock.now())
        tally = checked_tally(self.ledger, campaign_id)
        campaign = campaigns.get(self.ledger, campaign_id)
        return RunReport(campaign=campaign, tally=tally, stop=result)

    def _record(self, result: RunResult, lease: Lease) -> None:
        campaigns.stop(
            self.ledger,
            self.campaign.id,
            state=result.state,
            reason=result.reason,
            resume_after=result.resume_after,
            now=self.clock.now(),
            epoch=lease.epoch,
        )


def checked_tally(ledger: Ledger, campaign_id: str) -> StateCounts:
    """Count a campaign's rows and hold the sum against the rows that were planned.

    Raises:
        InternalError: They don't add up.

    """
    tally = rows.state_counts(ledger, campaign_id)
    planned = rows.planned_total(ledger, campaign_id)
    if tally.total != planned:
        raise InternalError(
            "ledger.sum-mismatch", id=campaign_id, rows=planned, counted=tally.total
        )
    return tally
