"""A `MessageSender` that adds the journey token of its phone to each message."""

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
from zns_batch.ledger.journey_tokens import JourneyTokenEntry, scope_of
from zns_batch.ledger.records import Campaign
from zns_batch.providers import AccountClient, capabilities
from zns_batch.providers.base import cannot
from zns_batch.services.accounts.factory import account_client_of
from zns_batch.services.journeys.token_service import TOKEN_IN_DOUBT, JourneyTokenService
from zns_batch.services.journeys.token_store import JourneyTokenStore
from zns_batch.settings.accounts import AccountSettings

_INVALID_TOKEN = frozenset({"-149", "-150"})
"""Zalo's error codes for a token that is invalid or expired; resellers pass them on."""

_MAX_WAIT_SECONDS = 4.0
"""Together with the age of an intent that may still be sent, less than the life of a lease."""

_NOT_SENT = Outcome(kind=OutcomeKind.NOT_SENT)


class JourneySender:
    """Gets each message its journey token before it passes it on to another sender.

    Args:
        sender: Sends the messages.
        client: Creates tokens.
        store: Keeps tokens.
        clock: For waiting.

    """

    def __init__(
        self, sender: MessageSender, client: AccountClient, store: JourneyTokenStore, clock: Clock
    ) -> None:
        self.name = sender.name
        self._sender = sender
        self._client = client
        self._clock = clock
        self._tokens = JourneyTokenService(client, store, clock)
        # By phone: which of its tokens, counted by requests, the provider refused first.
        self._refused: dict[str, int] = {}

    async def send(self, message: Message) -> Outcome:
        """Send one message, once its token is on disk; a message with a token of its own as it is."""
        if message.journey is not None:
            return await self._sender.send(message)
        since = self._clock.monotonic()
        try:
            claim = await self._tokens.get(message.phone, tracking_id=message.tracking_id)
        except ProviderError as error:
            outcome = error.outcome or TOKEN_IN_DOUBT
            # The token may be in doubt; the message certainly was not sent.
            failure = outcome.failure and replace(outcome.failure, may_have_been_sent=False)
            return outcome._replace(failure=failure)
        # A row that waited long for the token of another request may have lost its lease. One that
        # requested its own token could not have stored it then.
        waited = self._clock.monotonic() - since
        if claim is None or (not claim.ours and waited > _MAX_WAIT_SECONDS):
            return _NOT_SENT
        outcome = await self._sender.send(message._replace(journey=claim.entry.token))
        return await self._renew_invalid_token(claim.entry, outcome)

    async def _renew_invalid_token(self, entry: JourneyTokenEntry, outcome: Outcome) -> Outcome:
        """Let a row be sent again with a new token, once, when the provider refused the old one."""
        failure = outcome.failure
        if (
            failure is None
            or outcome.kind is not OutcomeKind.REJECTED
            or failure.code not in _INVALID_TOKEN
        ):
            return outcome
        await self._tokens.invalidate(entry)
        if self._refused.setdefault(entry.phone, entry.asks) != entry.asks:
            return outcome
        retry = replace(failure, action=Action.RETRY, reason=Reason.FAILURES)
        return Outcome(kind=OutcomeKind.NOT_SENT, failure=retry)

    async def quota(self) -> Quota | None:
        """Return what is left of the day's quota."""
        return await self._sender.quota()

    async def authorise(self, until: datetime) -> Failure | None:
        """Load the account's token, and refresh one that would expire before `until`."""
        return await self._sender.authorise(until)

    async def renew(self, refusal: Failure) -> Failure | None:
        """Refresh the account's token after a message was refused for it."""
        return await self._sender.renew(refusal)

    async def close(self) -> None:
        """Close the connections."""
        try:
            await self._client.close()
        finally:
            await self._sender.close()


def with_journeys(
    sender: MessageSender,
    account: AccountSettings,
    campaign: Campaign,
    *,
    ledger: Ledger,
    concurrency: int,
    clock: Clock | None = None,
) -> MessageSender:
    """Return the sender itself, or for a campaign with `--journey` one that gets tokens as well.

    A rehearsal gets no tokens.

    Raises:
        SettingsError: Credentials are missing.

    """
    scope = scope_of(campaign)
    if scope is None or campaign.dry_run:
        return sender
    clock = clock or SystemClock()
    client = account_client_of(account, concurrency=concurrency)
    return JourneySender(sender, client, JourneyTokenStore(ledger, scope, clock), clock)


def require_journeys(provider: str) -> None:
    """Make sure that a provider has journeys.

    Raises:
        UsageError: It has none.

    """
    if not capabilities(provider).journeys:
        raise cannot(provider, "journeys")
