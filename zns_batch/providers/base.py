"""What a provider's module offers to the registry."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from zns_batch.domain.account import AccountStatus
from zns_batch.domain.delivery import Receipt
from zns_batch.domain.journey import Journey, JourneyKind
from zns_batch.domain.message import MessageSender
from zns_batch.domain.template import ProviderTemplate
from zns_batch.domain.tokens import TokenPair
from zns_batch.errors import UsageError
from zns_batch.providers.config import ProviderConfig


class AccountClient:
    """The questions a provider answers. Each overrides those that it can (`Capabilities`).

    All may raise a `ProviderError` when the provider refuses or gives no usable answer, and a
    `LedgerError` when the store of the tokens fails.
    """

    name: str
    """The provider's word."""

    async def templates(self) -> list[ProviderTemplate]:
        """Return all templates of the account, the newest first."""
        raise self._cannot("templates")

    async def template(self, template_id: str) -> ProviderTemplate | None:
        """Return one template with its parameters; `None` when the account has none by that id."""
        raise self._cannot("templates")

    async def sample(self, template_id: str) -> Mapping[str, str]:
        """Return an example value for each parameter of a template."""
        raise self._cannot("sample-data")

    async def account(self) -> AccountStatus:
        """Return how the account stands."""
        raise self._cannot("account")

    async def receipt(self, message_id: str) -> Receipt | None:
        """Return what became of an accepted message; `None` when the provider knows none such."""
        raise self._cannot("status")

    async def find(self, tracking_id: str, *, since: datetime) -> Receipt | None:
        """Look a message up by our own reference; `None` when the provider has never had it.

        Args:
            tracking_id: Our reference.
            since: A moment before it was sent.

        """
        raise self._cannot("find")

    async def create_journey(self, phone: str, kind: JourneyKind) -> Journey:
        """Mint a token. Asking twice makes two.

        Args:
            phone: `84` and nine digits.
            kind: What it is to be good for.

        """
        raise self._cannot("journeys")

    async def journey(self, token: str) -> Journey | None:
        """Return what a token is; `None` when the provider does not know it."""
        raise self._cannot("journeys")

    async def renew(self) -> TokenPair:
        """Renew the account's tokens now, and return the new pair once it is on disk."""
        raise self._cannot("tokens")

    async def tokens(self) -> TokenPair:
        """Return the account's tokens as they stand."""
        raise self._cannot("tokens")

    async def close(self) -> None:
        """Give back connections."""

    def _cannot(self, what: str) -> UsageError:
        return cannot(self.name, what)


def cannot(provider: str, what: str) -> UsageError:
    """Return the error for something that a provider does not do.

    Args:
        provider: The provider's word.
        what: The field of `Capabilities`, with `-` for `_`.

    """
    return UsageError(f"provider.cannot-{what}", provider=provider)


@dataclass(frozen=True, kw_only=True, slots=True)
class Capabilities:
    """What a provider can do. What it lacks is refused by name, never passed over.

    Attributes:
        quota: It tells what is left of the day's quota.
        development: It sends test messages to administrators (`--mode development`).
        hashed: It takes a phone's SHA-256 instead of the phone (`--hash-phone`).
        user: It sends to a user's id instead of a phone.
        beyond_quota: It sends promotions beyond the quota (sending mode 3).
        sms: It sends an SMS when a message does not arrive.
        journeys: It has journeys.
        templates: It tells the account's templates.
        sample_data: It tells example values for a template's parameters.
        account: It tells how the account stands.
        status: It tells what became of an accepted message.
        tokens: Its tokens are ours to renew.
        find: It finds a message by our own reference, so that a message in doubt can be settled.

    """

    quota: bool = False
    development: bool = False
    hashed: bool = False
    user: bool = False
    beyond_quota: bool = False
    sms: bool = False
    journeys: bool = False
    templates: bool = False
    sample_data: bool = False
    account: bool = False
    status: bool = False
    tokens: bool = False
    find: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ProviderSpec:
    """One provider.

    Attributes:
        make: Makes what sends for an account.
        desk: Makes what is asked about an account.
        capabilities: What it can do.
        needs: The settings and secrets without which it can't work: fields of `Sender`.

    """

    make: Callable[[ProviderConfig], MessageSender]
    desk: Callable[[ProviderConfig], AccountClient]
    capabilities: Capabilities
    needs: tuple[str, ...]
