"""The lane of one account: turns rows that wait into messages that were accepted.

One dispatcher hands out rows, one after the other, when a worker is free, the window is open, a unit
of quota is certainly left and the pace has a place. Each row is then carried by a task of its own:
intent to disk, request, outcome to disk. Nothing that happens to one row cancels another: a lane
that stops lets what is in flight end and be written down.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from datetime import datetime, timedelta

from tenacity import AsyncRetrying, RetryCallState

from zns_batch.core.clock import Clock
from zns_batch.core.logging import log
from zns_batch.domain.message import Action, Failure, MessageSender, Outcome, OutcomeKind, Quota
from zns_batch.domain.states import ABORTING, CampaignState, Reason
from zns_batch.errors import InternalError, ZnsBatchError
from zns_batch.ledger.outcome_writer import STALE_SECONDS
from zns_batch.ledger.rows import DueRow
from zns_batch.sending.circuit_breaker import CircuitBreaker
from zns_batch.sending.hours import resume_after
from zns_batch.sending.interfaces import (
    CampaignFeed,
    ProgressObserver,
    RunResult,
    SendLimits,
    StepWriter,
)
from zns_batch.sending.quota import QuotaTicket, QuotaTracker
from zns_batch.sending.rate.limiter import RateLimiter
from zns_batch.sending.retry import MOST_RENEWALS, RetryState

PAGE = 500
"""Rows read from the ledger at a time: memory stays flat however long the list is."""

WISH_SECONDS = 1.0
"""How often the lane asks whether somebody wants it to pause or to end."""

_NAP_STEP = 0.25
_SLOW_REFUSALS = 100
_SHOW_SECONDS = 0.1
_HELD_BACK = Outcome(kind=OutcomeKind.NOT_SENT)


class Lane:
    """Sends the rows of one campaign of one account.

    `quota` is the provider's last report, if it gave one; `departed_at` is when the account's last
    request left, so that a restart keeps its distance.
    """

    def __init__(
        self,
        campaign: CampaignFeed,
        provider: MessageSender,
        writer: StepWriter,
        limits: SendLimits,
        clock: Clock,
        *,
        quota: Quota | None = None,
        departed_at: datetime | None = None,
        watch: ProgressObserver | None = None,
    ) -> None:
        self._campaign = campaign
        self._provider = provider
        self._writer = writer
        self._limits = limits
        self._clock = clock
        self._watch = watch or ProgressObserver()
        self._pace = RateLimiter(limits.rate, clock, departed_at)
        self._gate = QuotaTracker(quota, limits.quota_reserve, beyond=limits.beyond_quota)
        self._breaker = CircuitBreaker(limits.tolerance)
        self._slots = asyncio.Semaphore(limits.concurrency)
        self._answered = asyncio.Event()
        self._authorised = asyncio.Event()
        self._authorised.set()
        self._stopping = asyncio.Event()
        self._stop: RunResult | None = None
        self._error: ZnsBatchError | None = None
        self._slow_refusals = 0
        self._shown_at = float("-inf")

    @property
    def quota(self) -> Quota:
        """The quota as the lane knows it."""
        return self._gate.last_reported

    def stop(self, stop: RunResult) -> None:
        """Let nothing more leave; what is in flight ends and is written down."""
        ends = stop.state is CampaignState.CANCELLED
        if self._stop is None or (ends and self._stop.state is CampaignState.PAUSED):
            # Who ends a campaign that is just pausing means to end it.
            self._stop = stop
            self._stopping.set()
            self._answered.set()
            self._authorised.set()

    async def run(self) -> RunResult:
        """Send what waits, until nothing is left or something stops the lane.

        Raises:
            LedgerError: The ledger failed; nothing more left after that.

        """
        wishes = asyncio.create_task(self._watch_requests())
        try:
            async with asyncio.TaskGroup() as tasks:
                await self._dispatch_safely(tasks)
        finally:
            wishes.cancel()
        self._tell()
        if self._error is not None:
            raise self._error
        return self._stop or RunResult(state=CampaignState.COMPLETED)

    async def _dispatch_safely(self, tasks: asyncio.TaskGroup) -> None:
        try:
            await self._dispatch(tasks)
        except Exception as error:  # noqa: BLE001 — a bug here must not cut off those in flight
            self._fail(InternalError.of(error))

    async def _dispatch(self, tasks: asyncio.TaskGroup) -> None:
        async for row in self._waiting_rows():
            await self._slots.acquire()
            turn = await self._wait_for_slot()
            if turn is None:
                self._slots.release()
                return
            tasks.create_task(self._process_row(row, *turn))

    async def _waiting_rows(self) -> AsyncIterator[DueRow]:
        after = 0
        while page := await self._guard(self._campaign.page(after, PAGE)):
            for row in page:
                yield row
            after = page[-1].seq

    async def _guard(self, reading: Awaitable[list[DueRow]]) -> list[DueRow]:
        try:
            return await reading
        except ZnsBatchError as error:
            self._fail(error)
            return []

    # ── may a message leave? ──

    async def _wait_for_slot(self) -> tuple[QuotaTicket, float] | None:
        """Wait until a message may leave; `None` when the lane has stopped instead."""
        await self._authorised.wait()
        self._look_at_the_clock()
        ticket = await self._acquire_quota()
        if ticket is None:
            return None
        place = self._pace.reserve()
        while not self._stopping.is_set() and (wait := self._pace.delay(place)) > 0:
            await self._sleep(wait)
            self._look_at_the_clock()
        if self._stopping.is_set():
            self._gate.settle(ticket, None)
            return None
        return ticket, place

    def _look_at_the_clock(self) -> None:
        now, limits = self._clock.now(), self._limits
        if limits.expires_at is not None and now >= limits.expires_at:
            self.stop(RunResult(state=CampaignState.COMPLETED, expired=True))
        elif limits.window is not None and not limits.window.is_open(now):
            self._pause(Reason.NIGHT)

    async def _acquire_quota(self) -> QuotaTicket | None:
        """Take a unit of quota; wait for answers in flight while none is certainly free."""
        while not self._stopping.is_set():
            ticket = self._gate.take()
            if ticket is not None:
                return ticket
            self._watch.on_wait(Reason.QUOTA)
            if self._gate.in_flight == 0 and not await self._more_quota():
                self._pause(Reason.QUOTA)
            else:
                await self._next_answer()
            self._watch.on_wait(None)
        return None

    async def _more_quota(self) -> bool:
        """Ask the provider: our own count errs on the safe side, and others may give back."""
        try:
            self._gate.update_from_provider(await self._provider.quota())
        except ZnsBatchError:
            return False
        left = self._gate.left
        # With nothing in flight the next look at the gate decides; wake it.
        self._answered.set()
        return left is None or left > self._limits.quota_reserve

    async def _next_answer(self) -> None:
        await self._answered.wait()
        self._answered.clear()

    # ── one row ──

    async def _process_row(self, row: DueRow, ticket: QuotaTicket, place: float) -> None:
        tries = RetryState()
        try:
            await self._request(row, tries, ticket, place)
            if self._goes_again(tries.outcome):
                await self._try_again(row, tries)
            self._pause_if_exhausted(tries.outcome)
        except ZnsBatchError as error:
            self._fail(error)
        except Exception as error:  # noqa: BLE001 — one row's bug must not cut off those in flight
            self._fail(InternalError.of(error))
        finally:
            self._release_slot(tries)

    def _release_slot(self, tries: RetryState) -> None:
        """Let the next row have this one's place."""
        if tries.holds_a_slot:
            tries.holds_a_slot = False
            self._slots.release()
            self._answered.set()

    async def _try_again(self, row: DueRow, tries: RetryState) -> None:
        """Let tenacity drive the retries of what is certainly not sent."""

        async def once() -> None:
            turn = await self._wait_for_slot()
            if turn is not None:
                await self._request(row, tries, *turn)

        again = AsyncRetrying(
            sleep=self._sleep,
            wait=tries.patience,
            # A failure of ours is no answer of the provider's: it is raised, not tried again.
            retry=lambda state: not _failed(state) and self._goes_again(tries.outcome),
            stop=lambda _state: tries.are_used_up(self._limits.tries),
            retry_error_callback=lambda _state: None,
        )
        await self._sleep(tries.first_wait)
        await again(once)

    def _goes_again(self, outcome: Outcome) -> bool:
        failure = outcome.failure
        if outcome.kind is not OutcomeKind.NOT_SENT or failure is None or self._stopping.is_set():
            return False
        return failure.action in {Action.RETRY, Action.SLOW}

    async def _request(
        self, row: DueRow, tries: RetryState, ticket: QuotaTicket, place: float
    ) -> None:
        """Make one request for a row; another each time that only the token was at fault."""
        tries.outcome = await self._attempt(row, tries, ticket, place)
        while tries.outcome.failure and await self._has_new_token(tries):
            turn = await self._wait_for_slot()
            if turn is None:
                return
            tries.outcome = await self._attempt(row, tries, *turn)

    async def _attempt(
        self, row: DueRow, tries: RetryState, ticket: QuotaTicket, place: float
    ) -> Outcome:
        """Write the intent, send, write the outcome."""
        tries.made += 1
        attempt = row.attempts + tries.made
        outcome: Outcome | None = None
        try:
            # On disk with the intent, so that who takes over after a crash keeps the distance.
            ahead = max(place - self._clock.monotonic(), 0.0)
            self._writer.departed(self._clock.now() + timedelta(seconds=ahead))
            # Its age counts from here: word of the commit may have been held up on its way to us.
            intended = self._clock.monotonic()
            await self._writer.record_intent(row, attempt=attempt)
            outcome = await self._send_if_allowed(row, ticket, place, intended)
            outcome = self._in_doubt_at_last(outcome, tries)
        finally:
            self._gate.settle(ticket, outcome)
        try:
            self._apply_outcome(row, outcome)
            if outcome.kind is not OutcomeKind.NOT_SENT:
                self._count(outcome)
                # The next row's intent follows this outcome to disk: in its commit, or later.
                self._release_slot(tries)
        finally:
            await self._writer.record_outcome(row, attempt=attempt, outcome=outcome)
        self._watch.on_outcome(row, outcome)
        self._show()
        return outcome

    async def _send_if_allowed(
        self, row: DueRow, ticket: QuotaTicket, place: float, intended: float
    ) -> Outcome:
        if not await self._may_leave(place, intended) or not self._gate.leave(ticket):
            return _HELD_BACK
        self._writer.departed(self._clock.now())
        return await self._provider.send(self._campaign.compose(row))

    async def _may_leave(self, place: float, intended: float) -> bool:
        """Wait for a request's moment; tell whether it may leave now that it has come."""
        moment: float | None = self._pace.schedule(place)
        while moment is not None:
            if moment - intended <= STALE_SECONDS:
                await self._sleep(moment - self._clock.monotonic())
            self._look_at_the_clock()
            last = max(moment, self._clock.monotonic())
            if self._stopping.is_set() or last - intended > STALE_SECONDS:
                return False
            moment = self._pace.try_acquire(moment)
        return True

    def _in_doubt_at_last(self, outcome: Outcome, tries: RetryState) -> Outcome:
        """Call a row unknown when its last try ended with an error that promises nothing."""
        failure = outcome.failure
        last = tries.counted >= self._limits.tries or self._stopping.is_set()
        if outcome.kind is OutcomeKind.NOT_SENT and failure and failure.may_have_been_sent and last:
            return replace(outcome, kind=OutcomeKind.UNKNOWN)
        return outcome

    async def _has_new_token(self, tries: RetryState) -> bool:
        """Tell whether a row that was refused for its token may go again with another one."""
        refusal = tries.outcome.failure
        if refusal is None or refusal.action is not Action.AUTH or self._stopping.is_set():
            return False
        found: Failure | None = refusal
        if tries.renewed < MOST_RENEWALS:
            found = await self._renewed(refusal)
        if found is not None:
            self._stop_by(found)
            return False
        tries.renewed += 1
        return True

    async def _renewed(self, refusal: Failure) -> Failure | None:
        # What has no intent on disk yet waits for the new token instead of being refused as well.
        self._authorised.clear()
        renewing = asyncio.ensure_future(self._provider.renew(refusal))
        stopped = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({renewing, stopped}, return_when=asyncio.FIRST_COMPLETED)
            # A person who stops does not wait for the token; the rows wait for the next run.
            return await renewing if renewing.done() else refusal
        finally:
            stopped.cancel()
            renewing.cancel()
            self._authorised.set()

    # ── what an outcome means for the others ──

    def _apply_outcome(self, row: DueRow, outcome: Outcome) -> None:
        failure = outcome.failure
        if failure is not None:
            log().info(
                "row.not_accepted",
                tracking_id=row.tracking_id,
                kind=outcome.kind.value,
                code=failure.code,
                said=failure.provider_message,
            )
        if outcome.kind is OutcomeKind.ACCEPTED:
            self._slow_refusals = 0
            self._pace.on_success()
        if failure is not None and outcome.kind is OutcomeKind.NOT_SENT:
            self._react_to(failure, outcome.retry_after)

    def _react_to(self, failure: Failure, retry_after: float | None) -> None:
        if failure.action is Action.SLOW:
            self._slow_down(failure, retry_after or 0.0)
        elif failure.action in {Action.PAUSE, Action.ABORT}:
            self._stop_by(failure)

    def _stop_by(self, failure: Failure) -> None:
        if failure.action is Action.PAUSE:
            self._pause(failure.reason or Reason.FAILURES, failure)
        else:
            self._abort(failure.reason or Reason.SETTINGS, failure)

    def _slow_down(self, failure: Failure, hold: float) -> None:
        self._pace.on_throttled(hold)
        self._slow_refusals += 1
        if self._slow_refusals >= _SLOW_REFUSALS:
            self._pause(Reason.RATE, failure)

    def _count(self, outcome: Outcome) -> None:
        """Count a row that is done, and stop when too many are done badly."""
        reason = self._breaker.record(outcome)
        if reason in ABORTING:
            self._abort(reason, outcome.failure)
        elif reason is not None:
            self._pause(reason, outcome.failure)

    def _pause_if_exhausted(self, outcome: Outcome) -> None:
        """Hold the others back when a row has used up its tries without being sent."""
        failure = outcome.failure
        if outcome.kind is OutcomeKind.NOT_SENT and failure and failure.action is Action.RETRY:
            self._pause(failure.reason or Reason.NETWORK, failure)

    def _pause(self, reason: Reason, failure: Failure | None = None) -> None:
        until = resume_after(reason, self._clock.now(), self._limits.window)
        self.stop(
            RunResult(
                state=CampaignState.PAUSED, reason=reason, resume_after=until, failure=failure
            )
        )

    def _abort(self, reason: Reason, failure: Failure | None) -> None:
        self.stop(RunResult(state=CampaignState.ABORTED, reason=reason, failure=failure))

    def _fail(self, error: ZnsBatchError) -> None:
        self._error = self._error or error
        self._pause(Reason.FAILURES)

    def _show(self) -> None:
        """Tell who looks on how it goes, a few times a second: eyes are no faster."""
        now = self._clock.monotonic()
        if now - self._shown_at >= _SHOW_SECONDS:
            self._shown_at = now
            self._tell()

    def _tell(self) -> None:
        gate = self._gate
        self._watch.on_progress(
            rate=self._pace.rate, quota=gate.last_reported, in_flight=gate.in_flight
        )

    # ── waiting, so that a stop is heard ──

    async def _sleep(self, seconds: float) -> None:
        until = self._clock.monotonic() + seconds
        while not self._stopping.is_set() and (left := until - self._clock.monotonic()) > 0:
            await self._clock.sleep(min(left, _NAP_STEP))

    async def _watch_requests(self) -> None:
        while True:
            await asyncio.sleep(WISH_SECONDS)
            try:
                word = await self._campaign.wish()
            except ZnsBatchError as error:
                self._fail(error)
                return
            if word == "pause":
                self._pause(Reason.PERSON)
            elif word == "cancel":
                self.stop(RunResult(state=CampaignState.CANCELLED))


def _failed(state: RetryCallState) -> bool:
    return state.outcome is not None and state.outcome.failed
