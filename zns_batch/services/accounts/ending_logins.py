"""Accounts whose connection to the provider ends soon unless somebody does something."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from zns_batch.core.logging import log
from zns_batch.errors import ZnsBatchError
from zns_batch.ledger.db.engine import Ledger
from zns_batch.providers import capabilities
from zns_batch.services.accounts.factory import known_tokens
from zns_batch.settings.accounts import AccountSettings, load_account


@dataclass(frozen=True, kw_only=True, slots=True)
class EndingLogin:
    """An account whose refresh token ends soon, or has ended.

    Attributes:
        account: The account's name.
        ends_at: When nothing can be sent for it any more.

    """

    account: str
    ends_at: datetime


def login_end(
    account: AccountSettings, *, before: datetime, ledger: Ledger | None = None
) -> datetime | None:
    """Return when an account's refresh token ends; `None` when that is not before a moment, or not known.

    Args:
        account: The account.
        before: The moment.
        ledger: The ledger, when it is open.

    Raises:
        LedgerError: The ledger can't be read.

    """
    if not capabilities(account.provider).tokens:
        return None
    tokens = known_tokens(account, ledger=ledger)
    ends_at = tokens.refresh_ends_at if tokens is not None else None
    return ends_at if ends_at is not None and ends_at <= before else None


def ending_logins(
    names: Iterable[str], *, now: datetime, days: int, ledger: Ledger
) -> tuple[EndingLogin, ...]:
    """Return the accounts whose refresh tokens end within some days, the first one first.

    An account that can't be used here is left out: it may be another machine's.

    Args:
        names: The accounts.
        now: The moment.
        days: How many days.
        ledger: The ledger.

    """
    found = []
    for name in names:
        try:
            ends_at = login_end(
                load_account(name), before=now + timedelta(days=days), ledger=ledger
            )
        except ZnsBatchError as error:
            log().info("web.token-unknown", account=name, key=error.key)
            continue
        if ends_at is not None:
            found.append(EndingLogin(account=name, ends_at=ends_at))
    return tuple(sorted(found, key=lambda each: each.ends_at))
