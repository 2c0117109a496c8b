"""The single dispatcher of one account: sends the waiting rows of one campaign.

As many tasks run as requests may be in flight. Each takes up one row after the other, in the list's
order, when the sending window is open, a unit of quota is certainly left and the rate limiter has a
slot (`Lane._take_row`), and carries it: intent to disk, request, outcome to disk. Nothing that
happens to one row cancels another: a lane that stops lets what is in flight end and be written down.
"""

import asyncio
from collections import deque
from datetime import datetime, timedelta
from functools import partial

from tenacity import AsyncRetrying

from zns_batch.core.clock import Clock
from zns_batch.core.logging import log
from zns_batch.domain.message import Action, Failure, MessageSender, Outcome, OutcomeKind, Quota
from zns_batch.domain.states import ABORTING, CampaignState, Reason
from zns_batch.errors import InternalError, ZnsBatchError
from zns_batch.i18n import preload
from zns_batch.ledger.outcome_writer import STALE_SECONDS, OutcomeWriter
from zns_batch.ledger.rows import DueRow
from zns_batch.sending.circuit_breaker import CircuitBreaker
from zns_batch.sending.hours import resume_after
from zns_batch.sending.interfaces import CampaignFeed, ProgressObserver, RunResult, SendLimits
from zns_batch.sending.quota import QuotaTicket, QuotaTracker
from zns_batch.sending.rate.limiter import RateLimiter
from zns_batch.sending.retry import MOST_RENEWALS, RetryState

PAGE = 500
"""Rows read from the ledger at a time: memory stays flat however long the list is."""

REQUEST_POLL_SECONDS = 1.0
"""How often the lane asks whether another process requested a pause or a cancellation."""

_SLEEP_STEP_SECONDS = 0.25
"""The longest sleep in one piece, so that a stop is noticed while waiting."""

_MOST_THROTTLED = 100
"""Refusals for the rate without an accepted message between them, after which the campaign pauses."""

_THROTTLED_SECONDS = 180.0
"""The longest time from the first of such refusals to another: a lane that has slowed down meets few
of them, and it would take hours to count a hundred."""

_PROGRESS_SECONDS = 0.1
"""How often progress is reported: eyes are no faster."""

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
        writer: OutcomeWriter,
        limits: SendLimits,
        clock: Clock,
        *,
        quota: Quota | None = None,
        departed_at: datetime | None = None,
        observer: ProgressObserver | None = None,
    ) -> None:
        self._campaign = campaign
        self._provider = provider
        self._writer = writer
        self._limits = limits
        self._clock = clock
        self._observer = observer or ProgressObserver()
        self._limiter = RateLimiter(limits.rate, clock, departed_at)
        self._quota = QuotaTracker(quota, limits.quota_reserve, beyond=limits.beyond_quota)
        self._breaker = CircuitBreaker(limits.tolerance)
        self._page: deque[DueRow] = deque()
        # The last row that was read; `None` when there are no more.
        self._read_to: int | None = 0
        self._taking = asyncio.Lock()
        self._being_recorded: set[asyncio.Future[bool]] = set()
        self._answered = asyncio.Event()
        self._token_valid = asyncio.Event()
        self._token_valid.set()
        self._stopping = asyncio.Event()
        self._result: RunResult | None = None
        self._error: ZnsBatchError | None = None
        self._throttled = 0
        self._throttled_since = 0.0
        self._reported_at = float("-inf")

    @property
    def quota(self) -> Quota:
        """The quota as the lane knows it."""
        return self._quota.last_reported

    def stop(self, result: RunResult) -> None:
        """Let nothing more leave; what is in flight ends and is written down."""
        cancels = result.state is CampaignState.CANCELLED
        if self._result is None or (cancels and self._result.state is CampaignState.PAUSED):
            # Who ends a campaign that is just pausing means to end it.
            self._result = result
            self._stopping.set()
            self._answered.set()
            self._token_valid.set()

    async def run(self) -> RunResult:
        """Send what waits, until nothing is left or something stops the lane.

        Raises:
            LedgerError: The ledger failed; nothing more left after that.

        """
        # A system without a free file descriptor must still be told what is wrong.
        preload("run", "ledger", "provider", "state", "reason")
        requests = asyncio.create_task(self._watch_requests())
        try:
            async with asyncio.TaskGroup() as tasks:
                for _ in range(self._limits.concurrency):
                    tasks.create_task(self._send_rows())
            while self._being_recorded:
                await asyncio.wait(self._being_recorded)
        finally:
            requests.cancel()
        self._report_progress()
        if self._error is not None:
            raise self._error
        return self._result or RunResult(state=CampaignState.COMPLETED)

    async def _watch_requests(self) -> None:
        while True:
            await asyncio.sleep(REQUEST_POLL_SECONDS)
            try:
                request = await self._campaign.stop_request()
            except ZnsBatchError as error:
                self._fail(error)
                return
            if request == "pause":
                self._pause(Reason.PERSON)
            elif request == "cancel":
                self.stop(RunResult(state=CampaignState.CANCELLED))

    # ── which row is next? ──

    async def _send_rows(self) -> None:
        """Send one row after the other.

        The next one is taken up as soon as there is an answer: its intent goes to disk together with
        this one's outcome, or later.
        """
        while (taken := await self._take_row()) is not None:
            await self._process_row(*taken)

    async def _take_row(self) -> tuple[DueRow, QuotaTicket, float] | None:
        """Take up the next row when its message may leave; `None` when none is left to send."""
        # One task at a time: rows leave in their order, and only the next one waits for a slot.
        async with self._taking:
            try:
                if not self._page and self._read_to is not None and not self._stopping.is_set():
                    self._page.extend(await self._campaign.page(self._read_to, PAGE))
                    self._read_to = self._page[-1].seq if self._page else None
                turn = await self._wait_for_slot() if self._page else None
            except Exception as error:  # noqa: BLE001 — a bug here must not cut off those in flight
                self._fail(error)
                return None
            return None if turn is None else (self._page.popleft(), *turn)

    # ── may a message leave? ──

    async def _wait_for_slot(self) -> tuple[QuotaTicket, float] | None:
        """Wait until a message may leave; `None` when the lane has stopped instead."""
        await self._token_valid.wait()
        self._check_hours()
        ticket = await self._acquire_quota()
        if ticket is None:
            return None
        place = self._limiter.reserve()
        while not self._stopping.is_set() and (wait := self._limiter.delay(place)) > 0:
            await self._sleep(wait)
            self._check_hours()
        if self._stopping.is_set():
            self._quota.settle(ticket, None)
            return None
        return ticket, place

    def _check_hours(self) -> None:
        now, limits = self._clock.now(), self._limits
        if limits.expires_at is not None and now >= limits.expires_at:
            self.stop(RunResult(state=CampaignState.COMPLETED, expired=True))
        elif limits.window is not None and not limits.window.is_open(now):
            self._pause(Reason.NIGHT)

    async def _acquire_quota(self) -> QuotaTicket | None:
        """Take a unit of quota; wait for answers in flight while none is certainly free."""
        while not self._stopping.is_set():
            ticket = self._quota.take()
            if ticket is not None:
                return ticket
            self._observer.on_wait(Reason.QUOTA)
            if self._quota.in_flight == 0 and not await self._ask_for_quota():
                self._pause(Reason.QUOTA)
            else:
                await self._answered.wait()
                self._answered.clear()
            self._observer.on_wait(None)
        return None

    async def _ask_for_quota(self) -> bool:
        """Ask the provider: our own count errs on the safe side, and others may give back."""
        try:
            self._quota.update_from_provider(await self._provider.quota())
        except ZnsBatchError:
            return False
        left = self._quota.left
        # With nothing in flight the next look at the quota decides; wake it.
        self._answered.set()
        return left is None or left > self._limits.quota_reserve

    # ── one row ──

    async def _process_row(self, row: DueRow, ticket: QuotaTicket, place: float) -> None:
        tries = RetryState()
        try:
            await self._request(row, tries, ticket, place)
            if self._is_retryable(tries.outcome):
                await self._retry(row, tries)
            failure = tries.outcome.failure
            not_sent = tries.outcome.kind is OutcomeKind.NOT_SENT
            if not_sent and failure and failure.action is Action.RETRY:
                # It has used up its tries without being sent: hold the others back.
                self._pause(failure.reason or Reason.NETWORK, failure)
        except Exception as error:  # noqa: BLE001 — one row's bug must not cut off those in flight
            self._fail(error)
        finally:
            self._answered.set()

    async def _retry(self, row: DueRow, tries: RetryState) -> None:
        """Repeat what is certainly not sent, with growing pauses."""

        async def attempt_again() -> None:
            turn = await self._wait_for_slot()
            if turn is not None:
                await self._request(row, tries, *turn)

        retrying = AsyncRetrying(
            sleep=self._sleep,
            wait=tries.wait,
            # A failure of ours is no answer of the provider's: it is raised, not tried again.
            retry=lambda state: (
                not (state.outcome is not None and state.outcome.failed)
                and self._is_retryable(tries.outcome)
            ),
            stop=lambda _state: tries.are_used_up(self._limits.tries),
            retry_error_callback=lambda _state: None,
        )
        await self._sleep(tries.first_wait)
        await retrying(attempt_again)

    def _is_retryable(self, outcome: Outcome) -> bool:
        failure = outcome.failure
        if outcome.kind is not OutcomeKind.NOT_SENT or failure is None or self._stopping.is_set():
            return False
        return failure.action in {Action.RETRY, Action.SLOW}

    async def _request(
        self, row: DueRow, tries: RetryState, ticket: QuotaTicket, place: float
    ) -> None:
        """Make one request for a row; another each time that only the token was at fault."""
        tries.outcome = await self._attempt(row, tries, ticket, place)
        while (
            (refusal := tries.outcome.failure) is not None
            and refusal.action is Action.AUTH
            and not self._stopping.is_set()
        ):
            failure: Failure | None = refusal
            if tries.renewed < MOST_RENEWALS:
                failure = await self._renew_token(refusal)
            if failure is not None:
                self._stop_for(failure)
                return
            tries.renewed += 1
            turn = await self._wait_for_slot()
            if turn is None:
                return
            tries.outcome = await self._attempt(row, tries, *turn)

    async def _renew_token(self, refusal: Failure) -> Failure | None:
        """Get a new token; return why there is none."""
        # What has no intent on disk yet waits for the new token instead of being refused as well.
        self._token_valid.clear()
        renewing = asyncio.ensure_future(self._provider.renew(refusal))
        stopped = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({renewing, stopped}, return_when=asyncio.FIRST_COMPLETED)
            # A person who stops does not wait for the token; the rows wait for the next run.
            return await renewing if renewing.done() else refusal
        finally:
            stopped.cancel()
            renewing.cancel()
            self._token_valid.set()

    async def _attempt(
        self, row: DueRow, tries: RetryState, ticket: QuotaTicket, place: float
    ) -> Outcome:
        """Write the intent, send, write the outcome."""
        tries.made += 1
        attempt = row.attempts + tries.made
        outcome = _HELD_BACK
        try:
            # Its age counts from here: word of the commit may have been held up on its way to us.
            intended_at = self._clock.monotonic()
            # On disk with the intent, so that who takes over after a crash keeps the distance.
            departs_at = self._clock.now()
            if place > intended_at:
                departs_at += timedelta(seconds=place - intended_at)
            self._writer.departed(departs_at)
            if not await self._writer.record_intent(row, attempt=attempt):
                # Its recipient was put on the never-send list since the row was read.
                return outcome
            if await self._may_leave(place, intended_at) and self._quota.leave(ticket):
                self._writer.departed(self._clock.now())
                outcome = await self._provider.send(self._campaign.compose(row))
                failure = outcome.failure
                last_try = tries.counted >= self._limits.tries or self._stopping.is_set()
                if failure is not None and failure.may_have_been_sent and last_try:
                    # An error that promises nothing: nobody will find out by another try.
                    outcome = outcome._replace(kind=OutcomeKind.UNKNOWN)
        finally:
            self._quota.settle(ticket, outcome)
        try:
            self._apply_outcome(row, outcome)
        finally:
            recorded = self._writer.record_outcome(row, attempt=attempt, outcome=outcome)
            # The lane does not end before.
            self._being_recorded.add(recorded)
            recorded.add_done_callback(partial(self._on_recorded, row, outcome))
        if outcome.kind is OutcomeKind.NOT_SENT:
            # The row waits again, on disk, before it is tried again or its place is given away.
            await recorded
        return outcome

    def _on_recorded(self, row: DueRow, outcome: Outcome, recorded: asyncio.Future[bool]) -> None:
        self._being_recorded.discard(recorded)
        if recorded.cancelled():
            return
        try:
            recorded.result()
            self._observer.on_outcome(row, outcome)
        except Exception as error:  # noqa: BLE001 — one row's bug must not cut off those in flight
            self._fail(error)
        now = self._clock.monotonic()
        if now - self._reported_at >= _PROGRESS_SECONDS:
            self._reported_at = now
            self._report_progress()

    async def _may_leave(self, place: float, intended_at: float) -> bool:
        """Wait for a request's moment; tell whether it may leave now that it has come."""
        moment: float | None = self._limiter.schedule(place)
        while moment is not None:
            if moment - intended_at <= STALE_SECONDS:
                await self._sleep(moment - self._clock.monotonic())
            self._check_hours()
            last = max(moment, self._clock.monotonic())
            if self._stopping.is_set() or last - intended_at > STALE_SECONDS:
                return False
            moment = self._limiter.try_acquire(moment)
        return True

    # ── what an outcome means for the others ──

    def _apply_outcome(self, row: DueRow, outcome: Outcome) -> None:
        """Adapt the rate to an outcome, and stop the lane where it concerns more than its row."""
        failure = outcome.failure
        if failure is not None:
            log().info(
                "row.not_accepted",
                tracking_id=row.tracking_id,
                kind=outcome.kind.value,
                code=failure.code,
                said=failure.provider_message,
            )
        if outcome.kind is not OutcomeKind.NOT_SENT:
            if outcome.kind is OutcomeKind.ACCEPTED:
                self._throttled = 0
                self._limiter.on_success()
            reason = self._breaker.record(outcome)
            if reason in ABORTING:
                self._abort(reason, failure)
            elif reason is not None:
                self._pause(reason, failure)
        elif failure is not None and failure.action is Action.SLOW:
            self._on_throttled(failure, outcome.retry_after or 0.0)
        elif failure is not None and failure.action in {Action.PAUSE, Action.ABORT}:
            self._stop_for(failure)

    def _on_throttled(self, failure: Failure, hold: float) -> None:
        """Slow down, and pause where nothing but refusals for the rate came for long enough."""
        now = self._clock.monotonic()
        self._limiter.on_throttled(hold)
        self._throttled_since = self._throttled_since if self._throttled else now
        self._throttled += 1
        lasted = now - self._throttled_since
        if lasted >= _THROTTLED_SECONDS or self._throttled >= _MOST_THROTTLED:
            self._pause(Reason.RATE, failure, hold=hold)

    def _stop_for(self, failure: Failure) -> None:
        if failure.action is Action.PAUSE:
            self._pause(failure.reason or Reason.FAILURES, failure)
        else:
            self._abort(failure.reason or Reason.SETTINGS, failure)

    def _pause(self, reason: Reason, failure: Failure | None = None, hold: float = 0.0) -> None:
        """Pause the campaign; `hold` is for how many seconds the provider wants nothing more."""
        now = self._clock.now()
        until = resume_after(reason, now, self._limits.window)
        if until is not None:
            until = max(until, now + timedelta(seconds=hold))
            until = self._limits.window.next_open(until) if self._limits.window else until
        self.stop(
            RunResult(
                state=CampaignState.PAUSED, reason=reason, resume_after=until, failure=failure
            )
        )

    def _abort(self, reason: Reason, failure: Failure | None) -> None:
        self.stop(RunResult(state=CampaignState.ABORTED, reason=reason, failure=failure))

    def _fail(self, error: Exception) -> None:
        """Stop because of an error of ours; the first one is raised when nothing is in flight."""
        known = error if isinstance(error, ZnsBatchError) else InternalError.of(error)
        self._error = self._error or known
        self._pause(Reason.FAILURES)

    def _report_progress(self) -> None:
        quota = self._quota
        self._observer.on_progress(
            rate=self._limiter.rate, quota=quota.last_reported, in_flight=quota.in_flight
        )

    async def _sleep(self, seconds: float) -> None:
        """Sleep, but no longer than until the lane is stopped."""
        until, left = self._clock.monotonic() + seconds, seconds
        while left > 0 and not self._stopping.is_set():
            await self._clock.sleep(min(left, _SLEEP_STEP_SECONDS))
            left = until - self._clock.monotonic()
