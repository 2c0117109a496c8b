"""The state of accounts at their providers, and their tokens."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from zns_batch.domain.account import AccountStatus
from zns_batch.domain.tokens import TokenPair
from zns_batch.errors import ZnsBatchError
from zns_batch.providers import capabilities
from zns_batch.services.accounts.factory import account_client_of
from zns_batch.settings.accounts import AccountSettings


async def account_status(account: AccountSettings) -> tuple[AccountStatus, TokenPair | None]:
    """Ask for an account's state; its tokens are `None` where the provider has keys instead.

    Raises:
        SettingsError: Credentials are missing.
        ProviderError: The provider refused or gave no usable answer.

    """
    client = account_client_of(account)
    try:
        # First what is asked with the token: it may be refreshed by that.
        status = await client.account()
        has_tokens = capabilities(account.provider).tokens
        return status, await client.tokens() if has_tokens else None
    finally:
        await client.close()


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountOverview:
    """What one of several accounts answered; either its state or an error."""

    account: AccountSettings
    status: AccountStatus | None = None
    tokens: TokenPair | None = None
    error: ZnsBatchError | None = None


async def status_of_all(accounts: Iterable[AccountSettings]) -> list[AccountOverview]:
    """Ask for the state of several accounts at once; one that fails stops no other."""

    async def ask(account: AccountSettings) -> AccountOverview:
        try:
            status, tokens = await account_status(account)
        except ZnsBatchError as error:
            return AccountOverview(account=account, error=error)
        return AccountOverview(account=account, status=status, tokens=tokens)

    return await asyncio.gather(*map(ask, accounts))


async def refresh_account(account: AccountSettings) -> TokenPair:
    """Refresh an account's tokens now.

    Raises:
        UsageError: Its provider has no tokens.
        SettingsError: Credentials are missing.
        ProviderError: The provider refused or gave no usable answer.

    """
    client = account_client_of(account)
    try:
        return await client.refresh_tokens()
    finally:
        await client.close()
