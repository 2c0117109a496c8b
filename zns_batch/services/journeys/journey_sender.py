"""Campaigns in journeys: each message carries the token of its phone."""

from dataclasses import replace
from datetime import datetime

from zns_batch.core.clock import Clock, SystemClock
from zns_batch.domain.message import (
    Action,
    Failure,
    Message,
    MessageSender,
    Outcome,
    OutcomeKind,
    Quota,
)
from zns_batch.domain.states import Reason
from zns_batch.errors import ProviderError
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.journey_tokens import JourneyTokenEntry, TokenClaim, series_of
from zns_batch.ledger.records import Campaign
from zns_batch.providers import AccountClient, capabilities
from zns_batch.providers.base import cannot
from zns_batch.services.accounts.factory import account_client_of, sender_of
from zns_batch.services.journeys.token_service import REFUSED_IN_DOUBT, JourneyTokenService
from zns_batch.services.journeys.token_store import JourneyTokenStore
from zns_batch.settings.accounts import AccountSettings

_VOID = frozenset({"-149", "-150"})
"""Zalo's numbers for a token that is not valid, or not any more; resellers pass them on."""

_LONGEST_WAIT = 4.0
"""Seconds. With the age of an intent that may still leave, less than the life of a lease."""

_HELD_BACK = Outcome(kind=OutcomeKind.NOT_SENT)


class JourneySender:
    """A way to the customer that gets each message its journey's token first.

    Args:
        provider: The way to the customer.
        desk: Where tokens are asked for.
        book: Where they are kept.
        clock: For waiting.

    """

    def __init__(
        self, provider: MessageSender, desk: AccountClient, book: JourneyTokenStore, clock: Clock
    ) -> None:
        self.name = provider.name
        self._provider = provider
        self._desk = desk
        self._clock = clock
        self._minter = JourneyTokenService(desk, book, clock)
        # By phone, which of its tokens the provider refused first.
        self._refused: dict[str, int] = {}

    async def send(self, message: Message) -> Outcome:
        """Send one message, once its token is on disk. A message that brings its own goes as it is."""
        if message.journey is not None:
            return await self._provider.send(message)
        since = self._clock.monotonic()
        try:
            claim = await self._minter.token(message.phone, tracking_id=message.tracking_id)
        except ProviderError as error:
            return _without_token(error)
        if claim is None or self._took_long(claim, since):
            return _HELD_BACK
        outcome = await self._provider.send(replace(message, journey=claim.entry.token))
        return await self._renewable(claim.entry, outcome)

    def _took_long(self, claim: TokenClaim, since: float) -> bool:
        """Tell whether a row waited so long for a token of others that its lane may be lost.

        A token of its own tells that by itself: it could not have been kept.
        """
        return not claim.ours and self._clock.monotonic() - since > _LONGEST_WAIT

    async def _renewable(self, entry: JourneyTokenEntry, outcome: Outcome) -> Outcome:
        """Let a row go again with a new token, once, when the provider does not take the old one."""
        failure = outcome.failure
        if failure is None or outcome.kind is not OutcomeKind.REJECTED or failure.code not in _VOID:
            return outcome
        await self._minter.void(entry)
        if self._refused.setdefault(entry.phone, entry.asks) != entry.asks:
            return outcome
        again = replace(failure, action=Action.RETRY, reason=Reason.FAILURES)
        return Outcome(kind=OutcomeKind.NOT_SENT, failure=again)

    async def quota(self) -> Quota | None:
        """Ask what is left of the day's quota."""
        return await self._provider.quota()

    async def authorise(self, until: datetime) -> Failure | None:
        """Take up the token of the account, and renew one that would not last."""
        return await self._provider.authorise(until)

    async def renew(self, refusal: Failure) -> Failure | None:
        """Renew the token of the account after a message was refused for it."""
        return await self._provider.renew(refusal)

    async def close(self) -> None:
        """Give back connections."""
        try:
            await self._desk.close()
        finally:
            await self._provider.close()


def _without_token(error: ProviderError) -> Outcome:
    """Return what becomes of a row without a token: never doubt, for its message has not left."""
    outcome = error.outcome or REFUSED_IN_DOUBT
    failure = outcome.failure
    return (
        replace(outcome, failure=replace(failure, may_have_been_sent=False)) if failure else outcome
    )


def in_journeys(
    provider: MessageSender,
    account: AccountSettings,
    campaign: Campaign,
    *,
    ledger: Ledger,
    concurrency: int,
    clock: Clock | None = None,
) -> MessageSender:
    """Return the way to the customer that a campaign takes: by journeys, if it was so asked for.

    Args:
        provider: The way without journeys.
        account: The account.
        campaign: The campaign. A rehearsal mints nothing.
        ledger: The ledger.
        concurrency: The most requests in flight.
        clock: What time it is.

    Raises:
        SettingsError: Credentials are missing.

    """
    series = series_of(campaign)
    if series is None or campaign.dry_run:
        return provider
    clock = clock or SystemClock()
    desk = account_client_of(account, concurrency=concurrency)
    return JourneySender(provider, desk, JourneyTokenStore(ledger, series, clock), clock)


def way_of(
    account: AccountSettings, campaign: Campaign, *, ledger: Ledger, concurrency: int
) -> MessageSender:
    """Return the way to the customer that a campaign takes, made anew.

    Args:
        account: Its account.
        campaign: The campaign. A rehearsal sends nothing.
        ledger: The ledger.
        concurrency: The most requests in flight.

    Raises:
        SettingsError: Credentials are missing, or the settings can't be used.

    """
    provider = sender_of(account, concurrency=concurrency, dry_run=campaign.dry_run)
    return in_journeys(provider, account, campaign, ledger=ledger, concurrency=concurrency)


def refuse_without_journeys(provider: str) -> None:
    """Refuse what a provider does not do, before anything is planned.

    Args:
        provider: The provider's word.

    Raises:
        UsageError: It has no journeys.

    """
    if not capabilities(provider).journeys:
        raise cannot(provider, "journeys")
