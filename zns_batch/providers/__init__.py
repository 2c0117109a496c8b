"""The ways to the customer's phone: one module each, found here by the word of the settings.

To add one: a module beside `zalo.py` that holds a `PROVIDER`, a line in `_MODULES`, and its error
table's sentences in the catalogue. Nothing else changes.
"""

from importlib import import_module

from zns_batch.domain.message import MessageSender
from zns_batch.errors import SettingsError
from zns_batch.providers.base import AccountClient, Capabilities, ProviderSpec
from zns_batch.providers.config import HttpOptions, ProviderConfig

__all__ = [
    "KINDS",
    "AccountClient",
    "Capabilities",
    "HttpOptions",
    "ProviderConfig",
    "capabilities",
    "make_account_client",
    "make_sender",
    "needs",
]

# The modules are loaded when they are asked for: a command that sends nothing loads no HTTP.
_MODULES = {
    "zalo": "zns_batch.providers.zalo.sender",
    "etelecom": "zns_batch.providers.etelecom.sender",
    "gobysend": "zns_batch.providers.gobysend.sender",
}

KINDS: tuple[str, ...] = tuple(_MODULES)
"""The words that `provider = "…"` may say."""


def make_sender(kind: str, sender: ProviderConfig) -> MessageSender:
    """Make the provider of an account. Opens no connection.

    Args:
        kind: One of `KINDS`.
        sender: The account's address, secrets and settings.

    Raises:
        SettingsError: The kind is unknown, or the account's address or secrets can't be used.

    """
    return _offer(kind).make(sender)


def make_account_client(kind: str, sender: ProviderConfig) -> AccountClient:
    """Make what is asked about an account. Opens no connection.

    Args:
        kind: One of `KINDS`.
        sender: The account's address, secrets and settings.

    Raises:
        SettingsError: The kind is unknown, or the account's address or secrets can't be used.

    """
    return _offer(kind).desk(sender)


def capabilities(kind: str) -> Capabilities:
    """Tell what a provider can do, before one is made.

    Args:
        kind: One of `KINDS`.

    Raises:
        SettingsError: The kind is unknown.

    """
    return _offer(kind).capabilities


def needs(kind: str) -> tuple[str, ...]:
    """Return the settings and secrets without which a provider can't work: fields of `Sender`.

    Args:
        kind: One of `KINDS`.

    Raises:
        SettingsError: The kind is unknown.

    """
    return _offer(kind).needs


def _offer(kind: str) -> ProviderSpec:
    if kind not in _MODULES:
        raise SettingsError("provider.unknown-kind", kind=kind, known=", ".join(KINDS))
    offer: ProviderSpec = import_module(_MODULES[kind]).PROVIDER
    return offer
