"""Get-or-create of journey tokens: the stored token of a phone, or a new one, requested once."""

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

_POLL_SECONDS = 0.25

TOKEN_IN_DOUBT = Outcome(
    kind=OutcomeKind.REJECTED,
    # When the first rows all get it, it is the network: the others are held back.
    failure=Failure(
        code=IN_DOUBT, action=Action.ROW, reason=Reason.NETWORK, suggests_list_error=True
    ),
)
"""The outcome of a row whose token was requested and never came: no message was sent for it."""


class JourneyTokenService:
    """Gets the journey tokens of phones.

    Args:
        client: Creates tokens.
        store: Keeps tokens.
        clock: For waiting.

    """

    def __init__(self, client: AccountClient, store: JourneyTokenStore, clock: Clock) -> None:
        self._client = client
        self._store = store
        self._clock = clock
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def get(
        self, phone: str, *, tracking_id: str | None = None, again: bool = False
    ) -> TokenClaim | None:
        """Return the stored entry of a phone's token, and whether it was created just now.

        Args:
            phone: `84` and nine digits.
            tracking_id: The row that waits for it; `None` when a person does.
            again: Create another one in any case.

        Returns:
            None when another process has taken over the row that waits for it.

        Raises:
            ProviderError: There is none; its `outcome` is the outcome of the row.
            LedgerError: The ledger can't be read or written.

        """
        # Two rows of one phone: the second one gets the token of the first.
        lock = self._locks.setdefault(phone, asyncio.Lock())
        async with lock:
            claim = await self._store.claim(phone, tracking_id=tracking_id, again=again)
            # While another process requests the same token:
            while not claim.ours and claim.entry.state is JourneyTokenState.MINTING:
                await self._clock.sleep(_POLL_SECONDS)
                claim = await self._store.claim(phone, tracking_id=tracking_id, again=again)
            if claim.ours:
                return await self._create(claim.entry)
            if claim.entry.state is JourneyTokenState.DOUBTFUL:
                raise token_in_doubt(phone)
            return claim

    async def invalidate(self, entry: JourneyTokenEntry) -> None:
        """Record that the provider does not accept a token any more."""
        await self._store.invalidate(entry)

    async def _create(self, entry: JourneyTokenEntry) -> TokenClaim | None:
        try:
            journey = await self._client.create_journey(entry.phone, self._store.kind)
        except ProviderError as error:
            outcome = error.outcome
            if outcome and outcome.kind in {OutcomeKind.NOT_SENT, OutcomeKind.REJECTED}:
                # Certainly no token was created.
                await self._store.release(entry)
                raise
            await self._store.mark_doubtful(entry)
            raise token_in_doubt(entry.phone) from error
        stored = await self._store.save(entry, journey)
        return TokenClaim(stored, ours=True) if stored else None


def token_in_doubt(phone: str) -> ProviderError:
    """Return the error for a phone whose token was requested and never came."""
    return ProviderError("journey.in-doubt", phone=mask_phone(phone)).meaning(TOKEN_IN_DOUBT)
