"""What a provider is to the rest of the program: its client's interface and its registry entry."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from zns_batch.domain.account import AccountStatus
from zns_batch.domain.delivery import GivenAnswer, Receipt
from zns_batch.domain.journey import Journey, JourneyKind
from zns_batch.domain.message import Failure, Message, Outcome, Quota
from zns_batch.domain.template import ProviderTemplate
from zns_batch.domain.tokens import TokenPair
from zns_batch.errors import UsageError
from zns_batch.providers.config import ProviderConfig


class AccountClient:
    """What can be asked about an account. A provider overrides what its `Capabilities` declare.

    Every method may raise `ProviderError` (the provider refused, or gave no usable answer) and
    `LedgerError` (the store of the tokens failed); the defaults raise `UsageError`.
    """

    name: str
    """The word of `provider = "…"` in `zns-batch.toml`."""

    oa_name: str | None = None
    """The Official Account's name, once the provider has told it beside what it was asked."""

    async def templates(self) -> list[ProviderTemplate]:
        """Return all templates of the account, the newest first."""
        raise cannot(self.name, "templates")

    async def template(self, template_id: str) -> ProviderTemplate | None:
        """Return one template with its parameters; `None` when the account has none by that id."""
        raise cannot(self.name, "templates")

    async def sample(self, template_id: str) -> Mapping[str, str]:
        """Return an example value for each parameter of a template."""
        raise cannot(self.name, "sample-data")

    async def account(self) -> AccountStatus:
        """Return the account's quality, quotas and connection, as far as the provider tells them."""
        raise cannot(self.name, "account")

    async def receipt(self, message_id: str) -> Receipt | None:
        """Return what became of an accepted message; `None` for an id that the provider has not."""
        raise cannot(self.name, "status")

    async def answers(
        self, template_id: str, *, since: datetime, until: datetime
    ) -> list[GivenAnswer]:
        """Return what customers answered to a template's messages in a span of time."""
        raise cannot(self.name, "answers")

    async def find(self, tracking_id: str, *, since: datetime) -> Receipt | None:
        """Look a message up by our own reference; `None` when the provider never had it.

        Args:
            tracking_id: Our reference.
            since: A moment before it was sent.

        """
        raise cannot(self.name, "find")

    async def create_journey(self, phone: str, kind: JourneyKind) -> Journey:
        """Create a journey token. Not idempotent: two calls make two tokens.

        Args:
            phone: `84` and nine digits.
            kind: The kind of journey and its length.

        """
        raise cannot(self.name, "journeys")

    async def journey(self, token: str) -> Journey | None:
        """Return a token's journey; `None` when the provider does not know it."""
        raise cannot(self.name, "journeys")

    async def refresh_tokens(self) -> TokenPair:
        """Refresh the account's tokens now, and return the new pair once it is on disk."""
        raise cannot(self.name, "tokens")

    async def tokens(self) -> TokenPair:
        """Return the account's present tokens."""
        raise cannot(self.name, "tokens")

    async def close(self) -> None:
        """Close all connections."""


class ProviderClient(AccountClient):
    """A provider's one client: sends messages (`MessageSender`) and answers about the account.

    The defaults suit a provider without a quota, with a key that a person keeps.
    """

    async def send(self, message: Message) -> Outcome:
        """Send one message with one request. Never raises for anything the network can do."""
        raise NotImplementedError

    async def send_sms(self, message: Message) -> Outcome:
        """Send one SMS by itself, as `send` sends a message."""
        raise cannot(self.name, "plain-sms")

    async def quota(self) -> Quota | None:
        """Return what is left of the day's quota; `None` when the provider does not tell."""
        return None

    async def authorise(self, until: datetime) -> Failure | None:
        """Check before a run that messages may leave, as `MessageSender.authorise`."""
        return None

    async def renew(self, refusal: Failure) -> Failure | None:
        """Return the refusal: there is no token of ours to renew."""
        return refusal


def cannot(provider: str, what: str) -> UsageError:
    """Return the error for something that a provider does not do.

    Args:
        provider: The provider's word.
        what: The field of `Capabilities`, with `-` for `_`.

    """
    return UsageError(f"provider.cannot-{what}", provider=provider)


@dataclass(frozen=True, kw_only=True, slots=True)
class Capabilities:
    """What a provider can do. What it lacks is refused by name, never ignored."""

    #: Tells what is left of the day's quota.
    quota: bool = False
    #: Sends test messages to administrators (`--mode development`).
    development: bool = False
    #: Takes a phone's SHA-256 instead of the phone (`--hash-phone`).
    hashed: bool = False
    #: Sends to a user's id instead of a phone.
    user: bool = False
    #: Sends promotions beyond the quota (Zalo's sending mode 3).
    beyond_quota: bool = False
    #: Sends an SMS when a message does not arrive.
    sms: bool = False
    #: Sends an SMS by itself.
    plain_sms: bool = False
    #: Has journeys.
    journeys: bool = False
    #: Lists the account's templates.
    templates: bool = False
    #: Has example values for a template's parameters.
    sample_data: bool = False
    #: Tells the account's quality, quotas or connection.
    account: bool = False
    #: Tells what became of an accepted message.
    status: bool = False
    #: Tells what customers answered to messages.
    answers: bool = False
    #: Its tokens are ours to refresh.
    tokens: bool = False
    #: Finds a message by our own reference, so that a message in doubt can be settled.
    find: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ProviderSpec:
    """A provider's registry entry: the `PROVIDER` of its module."""

    #: Makes the client of an account; opens no connection.
    client: Callable[[ProviderConfig], ProviderClient]
    capabilities: Capabilities
    #: The settings and secrets without which it can't work: fields of `ProviderConfig`.
    needs: tuple[str, ...]
