"""Group commit for journey tokens: what many rows write at once shares a transaction."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection

from zns_batch.core.clock import Clock
from zns_batch.domain.journey import Journey, JourneyKind
from zns_batch.ledger import journey_tokens
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.journey_tokens import JourneyTokenEntry, TokenClaim, TokenScope
from zns_batch.ledger.process_identity import ProcessIdentity

T = TypeVar("T")

_Operation = tuple[Callable[[Connection], Any], asyncio.Future[Any]]


class JourneyTokenStore:
    """The journey tokens of one account and kind, written from one event loop.

    Waiting operations share a transaction, so that rows which need their tokens at the same time
    share the cost of a commit. All methods raise a `LedgerError` when the ledger fails.

    Args:
        ledger: Where tokens are stored.
        scope: The account and kind.
        clock: The time of a claim.

    """

    def __init__(self, ledger: Ledger, scope: TokenScope, clock: Clock) -> None:
        self._ledger = ledger
        self._scope = scope
        self._clock = clock
        self._owner = ProcessIdentity.this_process().dump()
        self._waiting: list[_Operation] = []
        self._writer: asyncio.Task[None] | None = None

    @property
    def kind(self) -> JourneyKind:
        """What the tokens are valid for."""
        return self._scope.kind

    async def claim(
        self, phone: str, *, tracking_id: str | None = None, again: bool = False
    ) -> TokenClaim:
        """Claim the right to request a token, unless there is one; see `journey_tokens.claim`."""
        claim = partial(
            journey_tokens.claim,
            scope=self._scope,
            phone=phone,
            owner=self._owner,
            now=self._clock.now(),
            tracking_id=tracking_id,
            again=again,
        )
        return await self._write(claim)

    async def save(self, entry: JourneyTokenEntry, journey: Journey) -> JourneyTokenEntry | None:
        """Store a token; `None` when the claim was taken over meanwhile."""
        return await self._write(
            partial(journey_tokens.keep, scope=self._scope, entry=entry, journey=journey)
        )

    async def mark_doubtful(self, entry: JourneyTokenEntry) -> None:
        """Record that a request for a token got no usable answer."""
        await self._write(partial(journey_tokens.doubt, scope=self._scope, entry=entry))

    async def release(self, entry: JourneyTokenEntry) -> None:
        """Record that a request certainly created no token."""
        await self._write(partial(journey_tokens.free, scope=self._scope, entry=entry))

    async def invalidate(self, entry: JourneyTokenEntry) -> None:
        """Record that the provider does not accept a token any more."""
        await self._write(partial(journey_tokens.void, scope=self._scope, entry=entry))

    async def _write(self, operation: Callable[[Connection], T]) -> T:
        written: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((operation, written))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_waiting())
        return await written

    async def _write_waiting(self) -> None:
        """Write what waits, in shared transactions, until nothing waits any more."""
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                try:
                    results = await asyncio.to_thread(self._commit, batch)
                except Exception as error:  # noqa: BLE001 — whoever waits for the commit gets its error
                    for _, written in batch:
                        if not written.done():
                            written.set_exception(error)
                    continue
                for (_, written), result in zip(batch, results, strict=True):
                    # A row that was interrupted no longer waits; its operation is written.
                    if not written.done():
                        written.set_result(result)
        finally:
            self._writer = None

    def _commit(self, batch: list[_Operation]) -> list[Any]:
        # Each operation guards its own row, and a campaign of another account need not wait.
        with self._ledger.write(beside=True) as connection:
            return [operation(connection) for operation, _ in batch]
