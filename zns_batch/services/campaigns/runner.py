"""Running a campaign: from its first waiting row to its end or its pause."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

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

_STEP = 1.0
_ASKED = RunResult(state=CampaignState.PAUSED, reason=Reason.PERSON)
_BROKEN = RunResult(state=CampaignState.PAUSED, reason=Reason.FAILURES)
_LONGEST_SECONDS = 365 * 86_400.0


_QUOTA_FRESH_SECONDS = 60.0
"""How old the quota may be that was told before the run. A person may take long over the question
whether to send, and others use the same quota meanwhile."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownQuota:
    """The day's quota as the provider told it a moment ago."""

    quota: Quota
    #: The clock's monotonic seconds when it was told.
    at: float


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
    #: What the campaign is when the run breaks off: it waits for a person, or for a worker.
    state_on_failure: RunResult = field(default=_BROKEN)
    #: Whether it is left to workers; `None` to leave that as it is.
    detached: bool | None = None
    #: After how long a pause may end that has no end of its own, by reason.
    retry_after: Mapping[Reason, timedelta] = field(default_factory=dict)
    _sent_before: int = 0
    _lane: Lane | None = None
    _asked: RunResult | None = None

    def interrupt(self, stop: RunResult = _ASKED) -> None:
        """Pause by a person's word: what is in flight ends, nothing more leaves.

        Args:
            stop: What the campaign is then.

        """
        self._asked = stop
        if self._lane is not None:
            self._lane.stop(self._asked)

    async def run(self) -> RunReport:
        """Send what waits, until the campaign ends or pauses.

        Raises:
            LaneHeldError: Another process is sending for this account.
            LaneLostError: Another process has taken over meanwhile.
            BrokenOffError: The ledger failed; nothing more left after that.
            InternalError: The counts don't add up.

        """
        lease = await asyncio.to_thread(self._begin)
        try:
            await asyncio.to_thread(self._start, lease)
            return await self._until_noted(lease)
        finally:
            await asyncio.to_thread(self._release, lease)

    def _begin(self) -> Lease:
        now = self.clock.now()
        return leases.acquire(self.ledger, self.campaign.account, self.campaign.id, now=now)

    def _start(self, lease: Lease) -> None:
        if self.pre_start_check is not None:
            self.pre_start_check()
        self._sent_before = self._sent()
        # Last of all: what fails before it has changed nothing, and the campaign stays as it was.
        # Of several who confirmed one draft one starts it.
        draft = self.campaign.state is CampaignState.DRAFT
        self._go_on(lease, expected=CampaignState.DRAFT if draft else None)
        # A request that was made since the lane was taken.
        self._hear_wish()

    def _go_on(self, lease: Lease, *, expected: CampaignState | None = None) -> None:
        now, detached = self.clock.now(), self.detached
        try:
            campaigns.start(
                self.ledger,
                self.campaign.id,
                now=now,
                detached=detached,
                epoch=lease.epoch,
                expected=expected,
            )
        except WrongStateError:
            leases.check(self.ledger, lease)
            raise

    async def _until_noted(self, lease: Lease) -> RunReport:
        try:
            stop = await self._send(lease)
            # While the lane is ours: whoever waits for it to be free finds how the campaign stands.
            return await asyncio.to_thread(self._finish, stop, lease)
        except ZnsBatchError:
            self._note_failure(lease)
            raise

    def _release(self, lease: Lease) -> None:
        try:
            leases.release(self.ledger, lease)
        except LedgerError:
            # The lease ends by itself; the trouble that brought us here is the one to report.
            return

    async def _send(self, lease: Lease) -> RunResult:
        writer = OutcomeWriter(self.ledger, lease, self.clock)
        try:
            return await self._until_it_ends(writer, lease)
        except LaneLostError:
            raise
        except LedgerError as error:
            raise BrokenOffError(error, self.campaign.id) from error
        finally:
            await writer.close()

    async def _until_it_ends(self, writer: OutcomeWriter, lease: Lease) -> RunResult:
        departed_at = lease.departed_at
        while True:
            stop = await self._once(writer, departed_at)
            departed_at = self.clock.now()
            leases.check(self.ledger, lease)
            if stop.expired:
                rows.expire_pending(self.ledger, self.campaign.id, now=self.clock.now())
            if stop.state is CampaignState.COMPLETED and self._pending():
                if self._allowance():
                    continue
                stop = self._held()
            after = await self._sit_out(stop, lease)
            if after is not None:
                return after

    async def _once(self, writer: OutcomeWriter, departed_at: datetime | None) -> RunResult:
        if (asked := self._wished()) is not None:
            return asked
        failure = await self.provider.authorise(self._expected_end())
        if failure is not None:
            return RunResult(state=CampaignState.ABORTED, reason=failure.reason, failure=failure)
        # Where nothing is sent there is nobody to go slowly for.
        dry_run = self.campaign.dry_run
        limits = replace(self.limits, rate=DRY_RUN_RATE) if dry_run else self.limits
        self._lane = Lane(
            self._campaigning(),
            self.provider,
            writer,
            limits,
            self.clock,
            quota=await self._quota(),
            departed_at=departed_at,
            observer=self.watch,
        )
        if (asked := self._wished()) is not None:
            self._lane.stop(asked)
        try:
            return await self._lane.run()
        finally:
            quota = self._lane.quota
            if quota != Quota():
                campaigns.note_quota(self.ledger, self.campaign.id, quota)

    def _wished(self) -> RunResult | None:
        """Return what a person has asked for meanwhile."""
        return self._asked

    def _campaigning(self) -> CampaignFeed:
        allowance = self._allowance()

        async def reading(after: int, most: int) -> list[DueRow]:
            nonlocal allowance
            found = await asyncio.to_thread(
                rows.due, self.ledger, self.campaign.id, after=after, most=min(most, allowance)
            )
            allowance -= len(found)
            return found

        def wishing() -> Awaitable[str | None]:
            return asyncio.to_thread(campaigns.requested_stop, self.ledger, self.campaign.id)

        return CampaignFeed(
            compose=message_builder(self.campaign),
            page=reading,
            stop_request=wishing,
        )

    def _expected_end(self) -> datetime:
        seconds = self._pending() / self.limits.rate
        return self.clock.now() + timedelta(seconds=min(seconds, _LONGEST_SECONDS))

    async def _quota(self) -> Quota | None:
        known, self.quota = self.quota, None
        if known is not None and self.clock.monotonic() - known.at <= _QUOTA_FRESH_SECONDS:
            return known.quota
        try:
            return await self.provider.quota()
        except ProviderError:
            # The lane sends one message alone then, and learns the quota from its answer.
            return None

    async def _sit_out(self, stop: RunResult, lease: Lease) -> RunResult | None:
        """Wait for the end of a pause, when we were told to and it has one.

        Returns:
            How the run ends here after all; `None` when it goes on.

        """
        until = stop.resume_after
        if not self.wait or stop.state is not CampaignState.PAUSED or until is None:
            return stop
        self._note(stop, lease)
        self.watch.on_wait(stop.reason)
        while self._asked is None and (left := (until - self.clock.now()).total_seconds()) > 0:
            await self.clock.sleep(min(left, _STEP))
            self._hear_wish()
        if self._asked is not None:
            return self._asked
        self.watch.on_wait(None)
        self._go_on(lease)
        return None

    def _hear_wish(self) -> None:
        wished = self._wish()
        if wished == "cancel":
            self._asked = RunResult(state=CampaignState.CANCELLED)
        elif wished == "pause":
            self._asked = RunResult(state=CampaignState.PAUSED, reason=Reason.PERSON)

    def _allowance(self) -> int:
        """Return how many rows may be taken up; a row that went back to waiting counts anew."""
        if self.canary is None and self.template_quota_left is None:
            return sys.maxsize
        sent, caps = self._sent(), []
        if self.canary is not None:
            # Of the campaign, not of this run: another worker may have begun the canary.
            caps.append(self.canary - sent)
        if self.template_quota_left is not None:
            caps.append(self.template_quota_left - (sent - self._sent_before))
        return max(min(caps), 0)

    def _sent(self) -> int:
        return rows.count(self.ledger, self.campaign.id, SENT)

    def _held(self) -> RunResult:
        if self.canary is None or self._sent() < self.canary:
            again = next_quota_day(self.clock.now())
            state, reason = CampaignState.PAUSED, Reason.TEMPLATE_QUOTA
            return RunResult(state=state, reason=reason, resume_after=again)
        well = self._tally().count(RowState.ACCEPTED) == self.canary
        reason = Reason.PERSON if well else Reason.FAILURES
        return RunResult(state=CampaignState.PAUSED, reason=reason, held=True)

    def _tally(self) -> StateCounts:
        return rows.state_counts(self.ledger, self.campaign.id)

    def _pending(self) -> int:
        return rows.count(self.ledger, self.campaign.id)

    def _finish(self, stop: RunResult, lease: Lease) -> RunReport:
        stop = self._heeding(self._with_rest(stop))
        self._note(stop, lease)
        tally = checked_tally(self.ledger, self.campaign.id)
        campaign = campaigns.get(self.ledger, self.campaign.id)
        return RunReport(campaign=campaign, tally=tally, stop=stop)

    def _heeding(self, stop: RunResult) -> RunResult:
        """Heed a person's word that came when the run was stopping for another reason already.

        Else a worker that ends, or a pause that has an end, would let the campaign go on.
        """
        wished = None if stop.state is CampaignState.COMPLETED else self._wish()
        if wished == "cancel":
            return RunResult(state=CampaignState.CANCELLED)
        goes_on = stop.state is CampaignState.SCHEDULED or stop.resume_after is not None
        return _ASKED if wished == "pause" and goes_on else stop

    def _wish(self) -> str | None:
        return campaigns.requested_stop(self.ledger, self.campaign.id)

    def _with_rest(self, stop: RunResult) -> RunResult:
        rest = self.retry_after.get(stop.reason) if stop.reason else None
        if stop.state is not CampaignState.PAUSED or stop.resume_after or rest is None:
            return stop
        return replace(stop, resume_after=self.clock.now() + rest)

    def _note(self, stop: RunResult, lease: Lease) -> None:
        campaigns.stop(
            self.ledger,
            self.campaign.id,
            state=stop.state,
            reason=stop.reason,
            resume_after=stop.resume_after,
            now=self.clock.now(),
            epoch=lease.epoch,
        )

    def _note_failure(self, lease: Lease) -> None:
        try:
            self._note(_ASKED if self._wish() else self.state_on_failure, lease)
        except LedgerError:
            # It is the ledger that failed: `resume` finds the campaign as it stands.
            return


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
