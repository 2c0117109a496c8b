"""A message, the outcome of its request, the quota, and what sends: `MessageSender`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from zns_batch.domain.states import Reason

SMS_TEMPLATE = "sms"
"""The template's id of a message that is an SMS by itself: its text stands under `SMS_TEXT`."""

SMS_TEXT = "text"


class Address(StrEnum):
    """How a message names its recipient."""

    PHONE = "phone"
    """By the phone number."""
    HASH = "hash"
    """By the phone number's SHA-256, so that the provider's log holds no number."""
    USER = "user"
    """By the user's id at the OA; there may be no phone number at all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sms:
    """The SMS that a provider sends in the message's place when it does not arrive."""

    #: Whom the SMS names as its sender.
    brandname: str
    #: Its text.
    content: str
    #: How long the provider waits for the message first.
    delay_seconds: int


class Message(NamedTuple):
    """One message as it will leave, frozen when its campaign was planned."""

    #: `84` and nine digits; with `Address.USER` the user's id.
    phone: str
    #: The provider's id of the template.
    template_id: str
    #: Parameter name to value; every value a string.
    data: Mapping[str, str]
    #: Our own reference, at most 48 characters of `[A-Za-z0-9_-]`.
    tracking_id: str
    #: `development` for a test send to an administrator, else `None`.
    mode: str | None = None
    #: How the recipient is named.
    address: Address = Address.PHONE
    #: Send a promotion beyond the quota (Zalo's sending mode 3).
    beyond_quota: bool = False
    #: The journey's token (Zalo) or id (eTelecom) that the message belongs to.
    journey: str | None = None
    #: What goes out as SMS instead, where a provider does that.
    sms: Sms | None = None


class Quota(NamedTuple):
    """What the provider said of the day's quota. `None` where it said nothing we can read."""

    daily: int | None = None
    remaining: int | None = None


class OutcomeKind(StrEnum):
    """What became of one request."""

    ACCEPTED = "accepted"
    """The provider took the message."""
    REJECTED = "rejected"
    """The provider refused it, and would refuse it again."""
    NOT_SENT = "not sent"
    """Certainly not sent: the connection was never made, or a definite "not now"."""
    UNKNOWN = "unknown"
    """No usable answer: it may have been sent."""


class Action(StrEnum):
    """What an error asks for: the classes of the provider's error table."""

    RETRY = "retry"
    """Passing trouble: the same row again, a bounded number of times."""
    SLOW = "slow"
    """Too fast: the same row again, and the lane slower."""
    ROW = "row"
    """This recipient or this row's data: reject the row, go on."""
    PAUSE = "pause"
    """The whole campaign waits for a condition that ends (`reason` says which)."""
    ABORT = "abort"
    """No row can succeed until a person acts."""
    AUTH = "auth"
    """The token is refused: renew it once, then a person must act."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """Why a request was not accepted."""

    #: The provider's number as text (`-118`), or our code for a transport error (`timeout`,
    #: `connection-refused`, `http-502`, `unreadable`).
    code: str
    #: What the error asks for.
    action: Action
    #: Why the campaign stops: with `PAUSE` and `ABORT` at once; with the others when it comes to
    #: that (tries used up, the renewed token refused too, every row fails so).
    reason: Reason | None = None
    #: The provider's own words, for the user; secrets and phones redacted.
    provider_message: str = ""
    #: The error may mean that every row has it: stop when the first rows all do.
    suggests_list_error: bool = False
    #: Nothing was sent in all likelihood, but nobody promises it: when the tries are used up, the
    #: row is unknown and does not go back to pending.
    may_have_been_sent: bool = False


class Outcome(NamedTuple):
    """What became of one request."""

    #: Accepted, rejected, not sent or unknown.
    kind: OutcomeKind
    #: The provider's id of the message, when accepted.
    message_id: str | None = None
    #: When the provider began to send, aware; ours when it did not say.
    sent_at: datetime | None = None
    #: Why not, unless accepted.
    failure: Failure | None = None
    #: What the answer said of the quota.
    quota: Quota | None = None
    #: Seconds the provider asked us to wait.
    retry_after: float | None = None


class MessageSender(Protocol):
    """A way to the customer's phone. One module of `providers/` each."""

    name: str
    """The word of `provider = "…"` in `zns-batch.toml`."""

    async def send(self, message: Message) -> Outcome:
        """Send one message with one request. Never raises for anything the network can do."""
        ...

    async def quota(self) -> Quota | None:
        """Ask what is left of the day's quota; `None` when this provider can't tell.

        Raises:
            ProviderError: The provider did not answer in a way we can use.

        """
        ...

    async def authorise(self, until: datetime) -> Failure | None:
        """Load the account's token, and refresh one that would not last.

        Args:
            until: When the last message is expected to leave.

        Returns:
            Why a person must act first; `None` when messages may leave.

        Raises:
            LedgerError: The store of the tokens failed.

        """
        ...

    async def renew(self, refusal: Failure) -> Failure | None:
        """Renew the token after a message was refused for it: once for all that were.

        Args:
            refusal: The refusal, with `Action.AUTH`.

        Returns:
            Why that can't be done; `None` when what was refused may go again.

        Raises:
            LedgerError: The store of the tokens failed.

        """
        ...

    async def close(self) -> None:
        """Close all connections."""
        ...
