"""One journey, by a person's word: a token for a phone, and what a token is."""

import asyncio
from dataclasses import dataclass

from zns_batch.core.clock import SystemClock
from zns_batch.domain.journey import Journey, JourneyKind
from zns_batch.errors import UsageError
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.journey_tokens import JourneyTokenEntry, TokenScope
from zns_batch.services.accounts.factory import account_client_of
from zns_batch.services.journeys.journey_sender import refuse_without_journeys
from zns_batch.services.journeys.token_service import JourneyTokenService, in_doubt
from zns_batch.services.journeys.token_store import JourneyTokenStore
from zns_batch.settings.accounts import AccountSettings
from zns_batch.validation.journey_cell import read_journey_cell
from zns_batch.validation.phone_numbers import read_phone
from zns_batch.validation.text import CellIssue


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """A token that a person asked for.

    Attributes:
        phone: `84` and nine digits.
        kind: What it is good for.
        entry: The token, as it is kept.
        new: Whether it was minted just now.

    """

    phone: str
    kind: JourneyKind
    entry: JourneyTokenEntry
    new: bool


def create(
    ledger: Ledger, account: AccountSettings, typed: str, kind: JourneyKind, *, again: bool
) -> Made:
    """Return the token of a phone; it is minted and kept unless a good one is there.

    Args:
        ledger: The ledger.
        account: The account.
        typed: A phone number as a sheet may have it.
        kind: What the token is to be good for.
        again: Mint another one, whatever there is.

    Raises:
        UsageError: It is no phone number, or the provider has no journeys.
        SettingsError: Credentials are missing.
        ProviderError: The provider refused, or nobody knows whether there is a token.
        LedgerError: The book can't be read or written.

    """
    refuse_without_journeys(account.provider)
    phone = read_phone(typed)
    if isinstance(phone, CellIssue):
        raise UsageError(f"problem.{phone.code}", **phone.params)
    series = TokenScope(account=account.name, provider=account.provider, kind=kind)
    return asyncio.run(_create(ledger, account, series, phone, again=again))


async def _create(
    ledger: Ledger, account: AccountSettings, series: TokenScope, phone: str, *, again: bool
) -> Made:
    clock = SystemClock()
    desk = account_client_of(account)
    try:
        minter = JourneyTokenService(desk, JourneyTokenStore(ledger, series, clock), clock)
        claim = await minter.token(phone, again=again)
    finally:
        await desk.close()
    if claim is None:
        raise in_doubt(phone)
    return Made(phone=phone, kind=series.kind, entry=claim.entry, new=claim.ours)


def check(account: AccountSettings, token: str) -> Journey | None:
    """Ask what a token is; `None` when the provider does not know it.

    Raises:
        UsageError: It can't be a token, or the provider has no journeys.
        SettingsError: Credentials are missing.
        ProviderError: The provider refused or gave no usable answer.

    """
    refuse_without_journeys(account.provider)
    wanted = read_journey_cell(token)
    if isinstance(wanted, CellIssue):
        raise UsageError(f"problem.{wanted.code}", **wanted.params)

    async def ask() -> Journey | None:
        desk = account_client_of(account)
        try:
            return await desk.journey(wanted)
        finally:
            await desk.close()

    return asyncio.run(ask())
