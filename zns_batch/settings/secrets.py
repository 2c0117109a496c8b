"""Tokens and keys: from the environment, or from the operating system's own store."""

import os
from dataclasses import dataclass, fields

SERVICE = "zns-batch"
"""The name under which the operating system's store keeps our secrets."""


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Secrets:
    """The credentials of an account. Never shown, not even by accident: it has no `repr`.

    `refresh_token` renews the access token, `oa_secret_key` verifies webhook signatures, `api_key`
    is eTelecom's or GobySend's.
    """

    access_token: str | None = None
    refresh_token: str | None = None
    app_secret: str | None = None
    oa_secret_key: str | None = None
    api_key: str | None = None

    def values(self) -> tuple[str, ...]:
        """Return every secret that is set, so that a log can be kept free of them."""
        values = (getattr(self, item.name) for item in fields(self))
        return tuple(value for value in values if value)


def read_secrets(account: str, middle: str) -> Secrets:
    """Read an account's secrets.

    Its variables are `ZNS_<middle>ACCESS_TOKEN` and so on, its entries in the system's store
    `<account>:access_token`.
    """
    names = [item.name for item in fields(Secrets)]
    given = {name: os.environ.get(f"ZNS_{middle}{name.upper()}") for name in names}
    if any(given.values()):
        # Whoever sets one in the environment (a server, a container) means the environment.
        return Secrets(**given)
    return Secrets(**{name: _from_store(f"{account}:{name}") for name in names})


def read_secret(variable: str, entry: str) -> str | None:
    """Read a secret that belongs to no account: `ZNS_SMTP_PASSWORD`, entry `smtp:password`."""
    return os.environ.get(variable) or _from_store(entry)


def _from_store(entry: str) -> str | None:
    if os.environ.get("ZNS_KEYRING", "").lower() in {"0", "no", "off"}:
        return None
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(SERVICE, entry)
    except (KeyringError, RuntimeError):
        # A machine without a store (most servers) is no error: the secret is missing there.
        return None
