"""OAuth tokens of an account, and the store that keeps them through refreshes."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

REFRESH_LIFE = timedelta(days=90)
"""How long a refresh token that is not used lives: three months at Zalo."""


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class TokenPair:
    """An access token and its refresh token. It has no `repr`, so that it is never shown by accident."""

    #: Sent with every request.
    access: str
    #: Exchanged for the next pair, once; `None` when there is none.
    refresh: str | None = None
    #: When the provider issued the pair; `None` for one that a person gave us.
    renewed_at: datetime | None = None
    #: When the access token expires, as the provider says; `None` when not known.
    expires_at: datetime | None = None

    @property
    def refresh_ends_at(self) -> datetime | None:
        """When the refresh token can't be used any more; `None` when that is not known."""
        if not self.refresh or self.renewed_at is None:
            return None
        return self.renewed_at + REFRESH_LIFE


@dataclass(frozen=True, kw_only=True, slots=True)
class RefreshRefused:
    """A definite refusal of the token endpoint: no pair was issued."""

    #: The provider's words, without secrets.
    provider_message: str
    #: Our code for the provider's number, with a sentence of its own (`oauth-14004`); `None` when it
    #: gave none that we know.
    code: str | None = None


class TokenStore(Protocol):
    """Keeps the pair of one account; `zns_batch.ledger.oauth_tokens.LedgerTokenStore`."""

    def load(self) -> TokenPair:
        """Return the pair to use now.

        Raises:
            LedgerError: The store can't be read.

        """
        ...

    def save(self, tokens: TokenPair) -> None:
        """Keep a new pair. It is on disk when this returns.

        Raises:
            LedgerError: The store can't be written.

        """
        ...

    def exclusive(self, seconds: float) -> AbstractContextManager[None]:
        """Lock out all other processes from refreshing this account's tokens.

        Waits for one that is refreshing them now.

        Args:
            seconds: When the lock ends if the process is not heard of again.

        Raises:
            LedgerError: The store can't be written, so that a new pair could not be kept either.

        """
        ...
