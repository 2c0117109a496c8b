"""Asking a provider what became of a campaign's messages: at a pace, resumable, never in the way.

What is learned goes to disk within a second, in short transactions, so that a run that is interrupted
loses nothing and the next one goes on with the rows that were asked for longest ago.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime

from zns_batch.core.clock import Clock, SystemClock
from zns_batch.domain.delivery import Receipt
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

    async def turn(self) -> None:
        """Return when it is one's turn."""
        now = self._clock.monotonic()
        mine = max(self._next, now)
        self._next = mine + self._every * self._slower
        await self._clock.sleep(mine - now)

    def hold(self, seconds: float) -> None:
        """Give out no turn for some seconds."""
        self._next = max(self._next, self._clock.monotonic() + seconds)

    def slow(self, times: float) -> None:
        """Give out so many times fewer turns from now on; 1 for the pace it began with."""
        self._slower = times


BESIDE_A_LANE = 10.0
"""How many times slower we ask while the account is sending: the lane has the pace for itself."""

TRIES = 3
"""How often one question is asked when no usable answer comes."""

FAILURES = 5
"""After so many rows in a row without an answer we stop asking."""

_ROWS_AT_ONCE = 500
_TOGETHER = 100
_AT_LEAST_EVERY = 1.0
_TOO_EARLY = ".too-early"
"""How the sentence's key ends with which a provider says that its silence proves nothing yet."""


@dataclass(kw_only=True, slots=True)
class PollResult:
    """How an asking ended.

    Attributes:
        asked: Rows that were asked for and answered.
        early: Rows in doubt that are too young for silence to be an answer.
        unproven: Rows in doubt of which the provider knows nothing, as of no other message of the
            campaign: it may be the wrong one to ask.
        failed: Rows without a usable answer.
        error: The last trouble, when it made us stop.
        interrupted: Whether a person stopped it.

    """

    asked: int = 0
    early: int = 0
    unproven: int = 0
    failed: int = 0
    error: ProviderError | None = None
    interrupted: bool = False

    @property
    def complete(self) -> bool:
        """Whether every row was asked for and answered."""
        return self.error is None and not self.interrupted and not self.failed


@dataclass(kw_only=True, slots=True)
class ReceiptPoller:
    """One round of questions for a campaign.

    Args:
        ledger: The ledger.
        campaign: The campaign.
        desk: Whom to ask.
        places: The rows to ask for, in order, as `open_places` tells them.
        by_tracking: Whether the provider finds a message by our reference.
        rate: Questions a second.
        concurrency: The most questions at once.
        clock: What time it is, and how to wait.
        step: Called after each row.

    """

    ledger: Ledger
    campaign: Campaign
    desk: AccountClient
    places: Sequence[int]
    by_tracking: bool
    rate: float
    concurrency: int
    clock: Clock = field(default_factory=SystemClock)
    step: Callable[[], object] = lambda: None
    _asked: PollResult = field(default_factory=PollResult)
    _learned: list[ReceiptUpdate] = field(default_factory=list)
    _written_at: float = 0.0
    _in_a_row: int = 0
    _stopped: bool = False
    _known: bool | None = None
    _proving: asyncio.Lock = field(default_factory=asyncio.Lock)

    def interrupt(self) -> None:
        """Ask nothing more: what is asked already is answered and kept."""
        self._stopped = self._asked.interrupted = True

    async def run(self) -> PollResult:
        """Ask for every row that still has no last word when its turn comes.

        Raises:
            LedgerError: The ledger failed.

        """
        beat = QueryPacer(self.rate, self.clock)
        self._written_at = self.clock.monotonic()
        await self._give_way(beat)
        async with aclosing(self._rows()) as listed:
            turn = asyncio.Lock()
            workers = [self._work(listed, turn, beat) for _ in range(self.concurrency)]
            try:
                await _all_of(workers)
            finally:
                await self._write(beat)
        return self._asked

    async def _rows(self) -> AsyncGenerator[RowSnapshot]:
        # The places alone, all of them: what is asked for in this round must not come up in it again,
        # whatever the clock does.
        for start in range(0, len(self.places), _ROWS_AT_ONCE):
            some = self.places[start : start + _ROWS_AT_ONCE]
            for row in await asyncio.to_thread(self._page, some):
                yield row

    def _page(self, places: Sequence[int]) -> list[RowSnapshot]:
        campaign, by_tracking = self.campaign.id, self.by_tracking
        return open_rows(self.ledger, campaign, places, by_tracking=by_tracking)

    async def _work(
        self, listed: AsyncGenerator[RowSnapshot], turn: asyncio.Lock, beat: QueryPacer
    ) -> None:
        while not self._stopped:
            async with turn:
                row = await anext(listed, None)
            if row is None:
                return
            await self._ask_for(row, beat)

    async def _ask_for(self, row: RowSnapshot, beat: QueryPacer) -> None:
        for tried in range(TRIES):
            await beat.turn()
            if self._stopped:
                return
            trouble = await self._try(row, beat)
            if trouble is None:
                return
            beat.hold(2.0**tried)
            if tried == TRIES - 1:
                self._give_up(trouble)

    async def _try(self, row: RowSnapshot, beat: QueryPacer) -> ProviderError | None:
        try:
            receipt = await self._question(row)
            means_something = receipt is not None or await self._silence_means_something(row)
        except ProviderError as error:
            if not error.key.endswith(_TOO_EARLY):
                return error
            self._asked.early += 1
            return None
        if means_something:
            await self._keep(ReceiptUpdate(row, receipt), beat)
        else:
            self._asked.unproven += 1
        return None

    async def _silence_means_something(self, row: RowSnapshot) -> bool:
        """Tell whether a row may be settled by the provider's knowing nothing of it.

        Settings that have changed since (another OA, a stand-in's address) would make every message
        one that never arrived, and a person would send them all again. So the provider must know
        another message of the campaign.
        """
        if row.state is not RowState.UNKNOWN:
            return True
        async with self._proving:
            if self._known is None:
                one = await asyncio.to_thread(known_message, self.ledger, self.campaign.id)
                self._known = one is not None and await self.desk.receipt(one) is not None
            return self._known

    async def _question(self, row: RowSnapshot) -> Receipt | None:
        if row.message_id is not None:
            return await self.desk.receipt(row.message_id)
        assert row.tracking_id is not None
        return await self.desk.find(row.tracking_id, since=await self._since(row))

    async def _since(self, row: RowSnapshot) -> datetime:
        if row.sent_at is not None:
            return row.sent_at
        # A last attempt that is not on record may be this very moment's: too early to ask about.
        begun = await asyncio.to_thread(intended_at, self.ledger, row)
        return begun or self.clock.now()

    async def _keep(self, learned: ReceiptUpdate, beat: QueryPacer) -> None:
        self._in_a_row = 0
        self._asked.asked += 1
        self._learned.append(learned)
        self.step()
        old = self.clock.monotonic() - self._written_at >= _AT_LEAST_EVERY
        if old or len(self._learned) >= _TOGETHER:
            await self._write(beat)

    async def _write(self, beat: QueryPacer) -> None:
        some, self._learned = self._learned, []
        self._written_at = self.clock.monotonic()
        if some:
            now = self.clock.now()
            await asyncio.to_thread(apply_receipts, self.ledger, self.campaign, some, now=now)
            await self._give_way(beat)

    async def _give_way(self, beat: QueryPacer) -> None:
        """Leave the pace to whoever sends for the account."""
        account, now = self.campaign.account, self.clock.now()
        sending = await asyncio.to_thread(leases.holder, self.ledger, account, now=now)
        beat.slow(BESIDE_A_LANE if sending else 1.0)

    def _give_up(self, error: ProviderError) -> None:
        self._asked.failed += 1
        self._in_a_row += 1
        if self._in_a_row >= FAILURES:
            self._stopped = True
            self._asked.error = error


async def _all_of(workers: Iterable[Coroutine[None, None, None]]) -> None:
    """Run all to their end, or none any further when one fails."""
    tasks = [asyncio.create_task(one) for one in workers]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
