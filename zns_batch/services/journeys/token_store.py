"""The book of journey tokens while a campaign runs: what many rows write, committed together."""

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

_Step = tuple[Callable[[Connection], Any], asyncio.Future[Any]]


class JourneyTokenStore:
    """The journeys of one account and kind, written from one event loop.

    What waits is written by one transaction, so that rows which want their tokens at the same moment
    share the cost of a commit. All methods raise a `LedgerError` when the ledger fails.

    Args:
        ledger: The ledger.
        series: The account and kind.
        clock: What time it is.

    """

    def __init__(self, ledger: Ledger, series: TokenScope, clock: Clock) -> None:
        self._ledger = ledger
        self._series = series
        self._clock = clock
        self._owner = ProcessIdentity.this_process().dump()
        self._steps: list[_Step] = []
        self._writing: asyncio.Task[None] | None = None

    @property
    def kind(self) -> JourneyKind:
        """What the tokens are good for."""
        return self._series.kind

    async def claim(
        self, phone: str, *, tracking_id: str | None = None, again: bool = False
    ) -> TokenClaim:
        """Note that a token is asked for now, unless there is one, or may be; see the ledger's."""
        claim = partial(
            journey_tokens.claim,
            series=self._series,
            phone=phone,
            owner=self._owner,
            now=self._clock.now(),
            tracking_id=tracking_id,
            again=again,
        )
        return await self._write(claim)

    async def keep(self, entry: JourneyTokenEntry, journey: Journey) -> JourneyTokenEntry | None:
        """Write down the token; `None` when who asked has no say any more."""
        return await self._write(
            partial(journey_tokens.keep, series=self._series, entry=entry, journey=journey)
        )

    async def doubt(self, entry: JourneyTokenEntry) -> None:
        """Note that no usable answer came."""
        await self._write(partial(journey_tokens.doubt, series=self._series, entry=entry))

    async def free(self, entry: JourneyTokenEntry) -> None:
        """Note that there certainly is no token."""
        await self._write(partial(journey_tokens.free, series=self._series, entry=entry))

    async def void(self, entry: JourneyTokenEntry) -> None:
        """Note that the provider does not take a token any more."""
        await self._write(partial(journey_tokens.void, series=self._series, entry=entry))

    async def _write(self, step: Callable[[Connection], T]) -> T:
        written: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._steps.append((step, written))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        return await written

    async def _write_all(self) -> None:
        try:
            while self._steps:
                steps, self._steps = self._steps, []
                await self._write_together(steps)
        finally:
            self._writing = None

    async def _write_together(self, steps: list[_Step]) -> None:
        try:
            found = await asyncio.to_thread(self._commit, steps)
        except Exception as error:  # noqa: BLE001 — whoever waits for the commit gets its failure
            for _, written in steps:
                _tell(written, partial(written.set_exception, error))
            return
        for (_, written), result in zip(steps, found, strict=True):
            _tell(written, partial(written.set_result, result))

    def _commit(self, steps: list[_Step]) -> list[Any]:
        # Each step guards its own row, and a campaign of another account need not wait for it.
        with self._ledger.write(beside=True) as connection:
            return [step(connection) for step, _ in steps]


def _tell(written: asyncio.Future[Any], settle: Callable[[], None]) -> None:
    # Who was interrupted no longer waits; what was to be written is written.
    if not written.done():
        settle()
