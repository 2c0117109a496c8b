"""Makes the sender and the account client of an account from its settings."""

from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext

from zns_batch.core.logging import redact_secret
from zns_batch.domain.message import MessageSender
from zns_batch.domain.tokens import TokenPair, TokenStore
from zns_batch.errors import SettingsError
from zns_batch.ledger.db.engine import Ledger, open_ledger
from zns_batch.ledger.oauth_tokens import LedgerTokenStore
from zns_batch.providers import (
    HttpOptions,
    ProviderClient,
    ProviderConfig,
    make_client,
    needs,
)
from zns_batch.providers.dry_run import DryRunSender
from zns_batch.settings import paths
from zns_batch.settings.accounts import AccountSettings, environment_name

_MISSING = {"access_token": "settings.no-token", "api_key": "settings.no-key"}


def sender_of(
    account: AccountSettings, *, concurrency: int, dry_run: bool = False
) -> MessageSender:
    """Make the sender of an account. Opens no connection; a dry run needs no credentials.

    Raises:
        SettingsError: Credentials are missing, or the settings can't be used.

    """
    if dry_run:
        return DryRunSender(account.provider)
    return account_client_of(account, concurrency=concurrency)


def account_client_of(account: AccountSettings, *, concurrency: int = 1) -> ProviderClient:
    """Make the client of an account. Opens no connection.

    Raises:
        SettingsError: Credentials are missing, or the settings can't be used.

    """
    client = make_client(account.provider, _sender(account, concurrency))
    for variable, own in account.ignored_variables.items():
        raise SettingsError(
            "settings.ignored-variable", variable=variable, account=account.name, own=own
        )
    return client


def _sender(account: AccountSettings, concurrency: int) -> ProviderConfig:
    redact_secret(*account.secrets.values())
    tokens = _tokens(account)
    sender = ProviderConfig(
        base_url=account.base_url,
        oauth_url=account.oauth_url,
        access_token=account.secrets.access_token or (tokens.load().access if tokens else ""),
        app_id=account.app_id,
        app_secret=account.secrets.app_secret,
        tokens=tokens,
        appsecret_proof=account.appsecret_proof,
        retry_unknown_error=account.retry_unknown_error,
        oa_id=account.oa_id,
        api_key=account.secrets.api_key or "",
        key_header=account.key_header,
        http=HttpOptions(
            concurrency=concurrency,
            connect_timeout=account.connect_timeout,
            request_timeout=account.request_timeout,
        ),
    )
    _check_credentials(account, sender)
    return sender


def known_tokens(account: AccountSettings, *, ledger: Ledger | None = None) -> TokenPair | None:
    """Return the tokens that are kept for an account; `None` for one whose token can't be renewed.

    Args:
        account: The account.
        ledger: The ledger, when it is open.

    Raises:
        LedgerError: The ledger can't be read.

    """
    tokens = _tokens(account, ledger)
    return tokens.load() if tokens is not None else None


def _tokens(account: AccountSettings, ledger: Ledger | None = None) -> TokenStore | None:
    """Return where the account's tokens are kept; `None` for one whose token can't be renewed."""
    login = login_of(account, ledger)
    if login is not None and login.exists():
        return login
    given = account.secrets
    if not (given.access_token and given.refresh_token):
        return None
    return LedgerTokenStore(
        account.name,
        access=given.access_token,
        refresh=given.refresh_token,
        ledger=_ledger_opener(ledger),
    )


def login_of(account: AccountSettings, ledger: Ledger | None = None) -> LedgerTokenStore | None:
    """Return where the tokens of a login are kept; `None` for an account that can't log in."""
    if not (account.app_id and account.secrets.app_secret):
        return None
    given = account.secrets.refresh_token
    return LedgerTokenStore.of_login(
        account.name, account.app_id, given=given, ledger=_ledger_opener(ledger)
    )


def _ledger_opener(ledger: Ledger | None) -> Callable[[], AbstractContextManager[Ledger]]:
    if ledger is not None:
        return lambda: nullcontext(ledger)
    # The place is settled here: a token may be refreshed in a thread of its own.
    place = paths.ledger_place()
    return lambda: closing(open_ledger(place))


def _check_credentials(account: AccountSettings, sender: ProviderConfig) -> None:
    middle = environment_name(account.name)
    for name in needs(account.provider):
        if not getattr(sender, name):
            raise SettingsError(
                _MISSING.get(name, "settings.missing"),
                account=account.name,
                provider=account.provider,
                setting=name,
                variable=f"ZNS_{middle}{name.upper()}",
            )
    if account.appsecret_proof and not account.secrets.app_secret:
        raise SettingsError(
            "settings.no-secret", account=account.name, variable=f"ZNS_{middle}APP_SECRET"
        )
