"""The tokens that prove who sends, and the place that keeps them through renewals."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class TokenPair:
    """A pair as it is used. It is never shown, not even by accident: it has no `repr`.

    Attributes:
        access: Goes with every request.
        refresh: Buys the next pair, once; `None` when there is none.
        renewed_at: When the provider issued the pair; `None` for one that a person gave us.
        expires_at: When the access token dies, by the provider's word; `None` when not known.

    """

    access: str
    refresh: str | None = None
    renewed_at: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RefreshRefused:
    """A definite refusal to renew: no pair was issued.

    Attributes:
        said: The provider's words, without secrets.

    """

    said: str


class TokenStore(Protocol):
    """Keeps the pair of one account; `zns_batch.ledger.oauth_tokens.KeptTokens`."""

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
        """Keep all other processes from renewing this account's tokens meanwhile.

        Waits for one that is renewing them now.

        Args:
            seconds: How long this may hold if the process is not heard of again.

        Raises:
            LedgerError: The store can't be written, so that a new pair could not be kept either.

        """
        ...
