"""What a provider's module offers to the registry."""

from collections.abc import Callable
from dataclasses import dataclass

from zns_batch.domain.message import Provider
from zns_batch.providers.desk import Desk
from zns_batch.providers.sender import Sender


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
class Offer:
    """One provider.

    Attributes:
        make: Makes what sends for an account.
        desk: Makes what is asked about an account.
        capabilities: What it can do.
        needs: The settings and secrets without which it can't work: fields of `Sender`.

    """

    make: Callable[[Sender], Provider]
    desk: Callable[[Sender], Desk]
    capabilities: Capabilities
    needs: tuple[str, ...]
