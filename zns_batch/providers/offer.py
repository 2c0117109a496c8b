"""What a provider's module offers to the registry."""

from collections.abc import Callable
from dataclasses import dataclass

from zns_batch.messages import Provider
from zns_batch.providers.sender import Sender


@dataclass(frozen=True, kw_only=True, slots=True)
class Capabilities:
    """What a provider can do. What it lacks is refused by name, never passed over.

    Attributes:
        quota: It tells what is left of the day's quota.
        development: It sends test messages to administrators (`--mode development`).

    """

    quota: bool
    development: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """One provider.

    Attributes:
        make: Makes the provider of an account.
        capabilities: What it can do.

    """

    make: Callable[[Sender], Provider]
    capabilities: Capabilities
