"""Getting the journey token of a phone: the one that is there, or a new one, asked for once."""

import asyncio
from weakref import WeakValueDictionary

from zns_batch.core.clock import Clock
from zns_batch.core.masking import mask_phone
from zns_batch.domain.message import Action, Failure, Outcome, OutcomeKind
from zns_batch.domain.states import Reason
from zns_batch.errors import ProviderError
from zns_batch.ledger.journey_tokens import (
    IN_DOUBT,
    JourneyTokenEntry,
    JourneyTokenState,
    TokenClaim,
)
from zns_batch.providers import AccountClient
from zns_batch.services.journeys.token_store import JourneyTokenStore

_LOOK_SECONDS = 0.25

REFUSED_IN_DOUBT = Outcome(
    kind=OutcomeKind.REJECTED,
    # When the first rows all get it, it is the network: the others are held back.
    failure=Failure(
        code=IN_DOUBT, action=Action.ROW, reason=Reason.NETWORK, suggests_list_error=True
    ),
)
"""What becomes of a row whose token was asked for and never came: no message was sent for it."""


class JourneyTokenService:
    """Gets tokens for phones.

    Args:
        desk: Where tokens are asked for.
        book: Where they are kept.
        clock: For waiting.

    """

    def __init__(self, desk: AccountClient, book: JourneyTokenStore, clock: Clock) -> None:
        self._desk = desk
        self._book = book
        self._clock = clock
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def token(
        self, phone: str, *, tracking_id: str | None = None, again: bool = False
    ) -> TokenClaim | None:
        """Return the entry with a phone's token, and whether it was minted just now.

        Args:
            phone: `84` and nine digits.
            tracking_id: The row that waits for it; `None` when a person does.
            again: A person wants another one, whatever there is.

        Returns:
            None when another process has taken over the row that waits for it.

        Raises:
            ProviderError: There is none; its `outcome` is what becomes of the row.
            LedgerError: The book can't be read or written.

        """
        # Two rows of one phone: the second finds what the first has brought.
        lock = self._locks.setdefault(phone, asyncio.Lock())
        async with lock:
            claim = await self._settled(phone, tracking_id, again=again)
            if claim.ours:
                return await self._minted(claim.entry)
            if claim.entry.standing is JourneyTokenState.DOUBTFUL:
                raise in_doubt(phone)
            return claim

    async def void(self, entry: JourneyTokenEntry) -> None:
        """Note that the provider does not take a token any more."""
        await self._book.void(entry)

    async def _settled(self, phone: str, tracking_id: str | None, *, again: bool) -> TokenClaim:
        """Wait while another process asks for the same token."""
        while True:
            claim = await self._book.claim(phone, tracking_id=tracking_id, again=again)
            if claim.ours or claim.entry.standing is not JourneyTokenState.MINTING:
                return claim
            await self._clock.sleep(_LOOK_SECONDS)

    async def _minted(self, entry: JourneyTokenEntry) -> TokenClaim | None:
        try:
            journey = await self._desk.create_journey(entry.phone, self._book.kind)
        except ProviderError as error:
            if not _certainly_none(error.outcome):
                await self._book.doubt(entry)
                raise in_doubt(entry.phone) from error
            await self._book.free(entry)
            raise
        kept = await self._book.keep(entry, journey)
        return TokenClaim(kept, ours=True) if kept else None


def _certainly_none(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.kind in {OutcomeKind.NOT_SENT, OutcomeKind.REJECTED}


def in_doubt(phone: str) -> ProviderError:
    """Return the error for a phone whose token was asked for and never came."""
    return ProviderError("journey.in-doubt", phone=mask_phone(phone)).meaning(REFUSED_IN_DOUBT)
