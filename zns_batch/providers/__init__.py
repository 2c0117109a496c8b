"""Message providers: one package each, found in this registry by the word of the settings.

To add one: a package with a `PROVIDER`, a line in `_MODULES`, and its error codes' sentences in the
catalogue. Nothing else changes.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from zns_batch.errors import SettingsError

if TYPE_CHECKING:
    from zns_batch.providers.base import AccountClient, Capabilities, ProviderClient, ProviderSpec
    from zns_batch.providers.config import HttpOptions, ProviderConfig

__all__ = [
    "KINDS",
    "AccountClient",
    "Capabilities",
    "HttpOptions",
    "ProviderClient",
    "ProviderConfig",
    "capabilities",
    "make_client",
    "needs",
]

# The modules are loaded when they are needed: a command that sends nothing loads no HTTP.
_MODULES = {
    "zalo": "zns_batch.providers.zalo.client",
    "etelecom": "zns_batch.providers.etelecom.client",
    "gobysend": "zns_batch.providers.gobysend.client",
}

# Help and completion need the words alone; the rest comes when it is asked for.
_LATER = {
    "AccountClient": "zns_batch.providers.base",
    "Capabilities": "zns_batch.providers.base",
    "HttpOptions": "zns_batch.providers.config",
    "ProviderClient": "zns_batch.providers.base",
    "ProviderConfig": "zns_batch.providers.config",
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(name)
    return getattr(import_module(_LATER[name]), name)


KINDS: tuple[str, ...] = tuple(_MODULES)
"""The words that `provider = "…"` may say."""


def make_client(kind: str, config: "ProviderConfig") -> "ProviderClient":
    """Make the client of an account. Opens no connection.

    Args:
        kind: One of `KINDS`.
        config: The account's address, secrets and settings.

    Raises:
        SettingsError: The kind is unknown, or the account's address or secrets can't be used.

    """
    return _spec(kind).client(config)


def capabilities(kind: str) -> "Capabilities":
    """Return what a provider can do.

    Raises:
        SettingsError: The kind is unknown.

    """
    return _spec(kind).capabilities


def needs(kind: str) -> tuple[str, ...]:
    """Return the settings and secrets that a provider requires: fields of `ProviderConfig`.

    Raises:
        SettingsError: The kind is unknown.

    """
    return _spec(kind).needs


def _spec(kind: str) -> "ProviderSpec":
    if kind not in _MODULES:
        raise SettingsError("provider.unknown-kind", kind=kind, known=", ".join(KINDS))
    spec: ProviderSpec = import_module(_MODULES[kind]).PROVIDER
    return spec
