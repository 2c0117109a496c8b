"""Polls a provider for the receipts of a campaign's messages: rate limited, resumable, beside a lane.

Answers go to disk within a second, in short transactions, so that a run that is interrupted loses
nothing and the next one goes on with the rows that were asked for longest ago.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from zns_batch.core.clock import Clock, SystemClock
from zns_batch.domain.delivery import Receipt
from zns_batch.domain.message import Action
from zns_batch.domain.states import RowState
from zns_batch.errors import ProviderError
from zns_batch.ledger import leases
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.receipts import (
    ReceiptUpdate,
    RowSnapshot,
    apply_receipts,
    intended_at,
    known_message,
    open_rows,
)
from zns_batch.ledger.records import Campaign
from zns_batch.providers import AccountClient

BESIDE_A_LANE = 10.0
"""How many times slower we ask while the account is sending: the lane has the pace for itself."""

TRIES = 3
"""How often one question is asked when no usable answer comes."""

FAILURES = 5
"""After so many rows in a row without an answer we stop asking."""

LIMIT_SECONDS = 60.0
"""How long nobody is asked after the provider said "too fast": its limits count by the minute."""

LIMIT_PATIENCE_SECONDS = 600.0
"""How long we go on waiting when it says nothing else."""

_SLOWEST = 16.0
_FASTER_AFTER = 100
"""Answers in a row after which the pace is doubled again, up to the one that was asked for."""

_WAIT_STEP_SECONDS = 1.0
_ROWS_AT_ONCE = 500
_TOGETHER = 100
_AT_LEAST_EVERY = 1.0
_TOO_FAST_CODES = frozenset({"-32", "http-429"})
_TOO_EARLY = ".too-early"
"""How the sentence's key ends with which a provider says that its silence proves nothing yet."""


class QueryPacer:
    """Gives out turns, one after the other, so many a second at the most.

    Args:
        rate: Turns a second.
        clock: What time it is, and how to wait.

    """

    def __init__(self, rate: float, clock: Clock) -> None:
        self._every = 1 / rate
        self._clock = clock
        self._next = clock.monotonic()
        self._slower = 1.0
        self._limited = 1.0
        self._limited_until = clock.monotonic()
        self._answers = 0
        self.stopped = False

    async def turn(self) -> None:
        """Return when it is one's turn, or soon after `stopped` was set."""
        turn_at = max(self._next, self._clock.monotonic())
        self._next = turn_at + self._every * max(self._slower, self._limited)
        while not self.stopped and (left := turn_at - self._clock.monotonic()) > 0:
            await self._clock.sleep(min(left, _WAIT_STEP_SECONDS))

    def hold(self, seconds: float) -> None:
        """Give out no turn for some seconds."""
        self._next = max(self._next, self._clock.monotonic() + seconds)

    def slow(self, times: float) -> None:
        """Give out so many times fewer turns from now on; 1 for the pace it began with."""
        self._slower = times

    def too_fast(self, seconds: float) -> None:
        """Give out no turn for some seconds, and half as many from then on."""
        now = self._clock.monotonic()
        if now >= self._limited_until:
            # Answers to questions that were asked before this limit was known don't count again.
            self._limited = min(self._limited * 2, _SLOWEST)
            self._limited_until = now + seconds
        self._answers = 0
        self.hold(seconds)

    def answered(self) -> None:
        """Find back to the pace that was asked for, when no limit is met any more."""
        self._answers += 1
        if self._answers % _FASTER_AFTER == 0:
            self._limited = max(self._limited / 2, 1.0)


@dataclass(kw_only=True, slots=True)
class PollResult:
    """How a round of questions ended."""

    #: Rows that were asked for and answered.
    asked: int = 0
    #: Rows in doubt that are too young for silence to be an answer.
    early: int = 0
    #: Rows in doubt of which the provider knows nothing, as of no other message of the campaign: it
    #: may be the wrong one to ask.
    unproven: int = 0
    #: Rows without a usable answer.
    failed: int = 0
    #: The last trouble, when it made us stop.
    error: ProviderError | None = None
    #: Whether a person stopped it.
    interrupted: bool = False

    @property
    def complete(self) -> bool:
        """Whether every row was asked for and answered."""
        return self.error is None and not self.interrupted and not self.failed


class _AnswerBuffer:
    """Answers on their way to disk, many to a transaction; gives way to a lane that is sending."""

    def __init__(self, ledger: Ledger, campaign: Campaign, pacer: QueryPacer, clock: Clock) -> None:
        self._ledger = ledger
        self._campaign = campaign
        self._pacer = pacer
        self._clock = clock
        self._answers: list[ReceiptUpdate] = []
        self._written_at = clock.monotonic()

    async def add(self, answer: ReceiptUpdate) -> None:
        """Take in an answer; write when there are many, or the last write is a second ago."""
        self._answers.append(answer)
        old = self._clock.monotonic() - self._written_at >= _AT_LEAST_EVERY
        if old or len(self._answers) >= _TOGETHER:
            await self.write()

    async def write(self) -> None:
        """Write the answers that wait."""
        answers, self._answers = self._answers, []
        self._written_at = self._clock.monotonic()
        if answers:
            now = self._clock.now()
            await asyncio.to_thread(apply_receipts, self._ledger, self._campaign, answers, now=now)
            await self.give_way()

    async def give_way(self) -> None:
        """Leave the pace to whoever sends for the account."""
        account, now = self._campaign.account, self._clock.now()
        sender = await asyncio.to_thread(leases.holder, self._ledger, account, now=now)
        self._pacer.slow(BESIDE_A_LANE if sender else 1.0)


class _SilenceProof:
    """Whether a row may be settled by the provider's knowing nothing of it.

    Settings that have changed since (another OA, a stand-in's address) would make every message one
    that never arrived, and a person would send them all again. So the provider must know another
    message of the campaign.
    """

    def __init__(self, ledger: Ledger, campaign: Campaign, client: AccountClient) -> None:
        self._ledger = ledger
        self._campaign = campaign
        self._client = client
        self._knows: bool | None = None
        self._lock = asyncio.Lock()

    async def holds_for(self, row: RowSnapshot) -> bool:
        if row.state is not RowState.UNKNOWN:
            return True
        async with self._lock:
            if self._knows is None:
                known = await asyncio.to_thread(known_message, self._ledger, self._campaign.id)
                self._knows = known is not None and await self._client.receipt(known) is not None
            return self._knows


@dataclass(kw_only=True, slots=True)
class ReceiptPoller:
    """One round of questions for a campaign."""

    ledger: Ledger
    campaign: Campaign
    client: AccountClient
    #: The rows to ask for, in order, as `open_places` tells them.
    places: Sequence[int]
    #: Whether the provider finds a message by our reference.
    by_tracking: bool
    #: Questions a second.
    rate: float
    #: The most questions at once.
    concurrency: int
    clock: Clock = field(default_factory=SystemClock)
    #: Called after each row.
    on_row: Callable[[], object] = lambda: None
    _round: "_PollRun | None" = None
    _interrupted: bool = False

    def interrupt(self) -> None:
        """Ask nothing more: what is asked already is answered and kept."""
        self._interrupted = True
        if self._round is not None:
            self._round.interrupt()

    async def run(self) -> PollResult:
        """Ask for every row that still has no last word when its turn comes.

        Raises:
            LedgerError: The ledger failed.

        """
        self._round = _PollRun(self)
        if self._interrupted:
            self._round.interrupt()
        await self._round.run()
        return self._round.result


class _PollRun:
    """The state of a round while it runs."""

    def __init__(self, poller: ReceiptPoller) -> None:
        ledger, campaign, clock = poller.ledger, poller.campaign, poller.clock
        self._poller = poller
        self._pacer = QueryPacer(poller.rate, clock)
        self._buffer = _AnswerBuffer(ledger, campaign, self._pacer, clock)
        self._proof = _SilenceProof(ledger, campaign, poller.client)
        self._failed_in_a_row = 0
        self._limited_since: float | None = None
        self.result = PollResult()

    def interrupt(self) -> None:
        self.result.interrupted = True
        self._pacer.stopped = True

    async def run(self) -> None:
        await self._buffer.give_way()
        async with aclosing(open_rows_of(self._poller)) as rows:
            turn = asyncio.Lock()

            async def work() -> None:
                while not self._pacer.stopped:
                    async with turn:
                        row = await anext(rows, None)
                    if row is None:
                        return
                    await self._ask_until_answered(row)

            tasks = [asyncio.create_task(work()) for _ in range(self._poller.concurrency)]
            try:
                await asyncio.gather(*tasks)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                await self._buffer.write()

    async def _ask_until_answered(self, row: RowSnapshot) -> None:
        """Ask for one row until it is answered, or given up."""
        tries = 0
        while True:
            await self._pacer.turn()
            if self._pacer.stopped:
                return
            try:
                await self._ask(row)
            except ProviderError as error:
                if error.key.endswith(_TOO_EARLY):
                    self.result.early += 1
                    return
                if is_too_fast(error) and self._is_patient():
                    # Nobody is asked for a minute; this has been no try.
                    asked_to_wait = error.outcome.retry_after if error.outcome else None
                    self._pacer.too_fast(max(LIMIT_SECONDS, asked_to_wait or 0.0))
                    continue
                self._pacer.hold(2.0**tries)
                tries += 1
                if tries < TRIES:
                    continue
                self.result.failed += 1
                self._failed_in_a_row += 1
                if self._failed_in_a_row >= FAILURES:
                    self._pacer.stopped = True
                    self.result.error = error
            return

    async def _ask(self, row: RowSnapshot) -> None:
        poller = self._poller
        receipt: Receipt | None
        if row.message_id is not None:
            receipt = await poller.client.receipt(row.message_id)
        else:
            assert row.tracking_id is not None
            since = row.sent_at or await asyncio.to_thread(intended_at, poller.ledger, row)
            # A last attempt that is not on record may be this very moment's: too early to ask about.
            since = since or poller.clock.now()
            receipt = await poller.client.find(row.tracking_id, since=since)
        if receipt is None and not await self._proof.holds_for(row):
            self.result.unproven += 1
            return
        self._failed_in_a_row, self._limited_since = 0, None
        self._pacer.answered()
        self.result.asked += 1
        poller.on_row()
        await self._buffer.add(ReceiptUpdate(row, receipt))

    def _is_patient(self) -> bool:
        """Tell whether the provider has said nothing but "too fast" for less than our patience."""
        now = self._poller.clock.monotonic()
        self._limited_since = now if self._limited_since is None else self._limited_since
        return now - self._limited_since < LIMIT_PATIENCE_SECONDS


def is_too_fast(error: ProviderError) -> bool:
    """Tell whether a provider asks for fewer questions a minute."""
    failure = error.outcome.failure if error.outcome else None
    slow = failure is not None and failure.action is Action.SLOW
    return slow or error.params.get("code") in _TOO_FAST_CODES


async def open_rows_of(poller: ReceiptPoller) -> AsyncGenerator[RowSnapshot]:
    """Yield the rows of a round that have no last word yet, each as it stands when it is read."""
    # The places alone, all of them: what is asked for in this round must not come up in it again,
    # whatever the clock does.
    by_tracking = poller.by_tracking
    for start in range(0, len(poller.places), _ROWS_AT_ONCE):
        ids = poller.campaign.id, poller.places[start : start + _ROWS_AT_ONCE]
        page = await asyncio.to_thread(open_rows, poller.ledger, *ids, by_tracking=by_tracking)
        for row in page:
            yield row
