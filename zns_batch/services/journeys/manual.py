"""Journey tokens on request: creates the token of one phone, and looks one up."""

from dataclasses import dataclass

from zns_batch.core.clock import SystemClock
from zns_batch.domain.journey import Journey, JourneyKind
from zns_batch.errors import UsageError
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.journey_tokens import JourneyTokenEntry, TokenScope
from zns_batch.services.accounts.factory import account_client_of
from zns_batch.services.journeys.journey_sender import require_journeys
from zns_batch.services.journeys.token_service import JourneyTokenService, token_in_doubt
from zns_batch.services.journeys.token_store import JourneyTokenStore
from zns_batch.settings.accounts import AccountSettings
from zns_batch.validation.id_cells import read_journey_cell
from zns_batch.validation.phone_numbers import read_phone
from zns_batch.validation.text import CellIssue


@dataclass(frozen=True, kw_only=True, slots=True)
class CreatedToken:
    """The token that a person asked for."""

    #: `84` and nine digits.
    phone: str
    kind: JourneyKind
    entry: JourneyTokenEntry
    #: Whether it was created just now; else it was stored before.
    new: bool


async def create(
    ledger: Ledger, account: AccountSettings, phone: str, kind: JourneyKind, *, again: bool
) -> CreatedToken:
    """Return the token of a phone; it is created and stored unless a valid one is there.

    Args:
        ledger: Where tokens are stored.
        account: The account.
        phone: A phone number in any form that a sheet may have.
        kind: What the token is to be valid for.
        again: Create another one in any case.

    Raises:
        UsageError: It is no phone number, or the provider has no journeys.
        SettingsError: Credentials are missing.
        ProviderError: The provider refused, or nobody knows whether there is a token.
        LedgerError: The ledger can't be read or written.

    """
    require_journeys(account.provider)
    number = read_phone(phone)
    if isinstance(number, CellIssue):
        raise UsageError(f"problem.{number.code}", **number.params)
    clock = SystemClock()
    scope = TokenScope(account=account.name, provider=account.provider, kind=kind)
    client = account_client_of(account)
    try:
        tokens = JourneyTokenService(client, JourneyTokenStore(ledger, scope, clock), clock)
        claim = await tokens.get(number, again=again)
    finally:
        await client.close()
    if claim is None:
        raise token_in_doubt(number)
    return CreatedToken(phone=number, kind=kind, entry=claim.entry, new=claim.ours)


async def check(account: AccountSettings, token: str) -> Journey | None:
    """Look a token up at the provider; `None` when the provider does not know it.

    Raises:
        UsageError: It can't be a token, or the provider has no journeys.
        SettingsError: Credentials are missing.
        ProviderError: The provider refused or gave no usable answer.

    """
    require_journeys(account.provider)
    journey_token = read_journey_cell(token)
    if isinstance(journey_token, CellIssue):
        raise UsageError(f"problem.{journey_token.code}", **journey_token.params)
    client = account_client_of(account)
    try:
        return await client.journey(journey_token)
    finally:
        await client.close()
