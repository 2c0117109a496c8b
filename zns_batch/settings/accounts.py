"""The sender accounts: from `zns-batch.toml`, or from the environment where there is no file."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zns_batch.errors import SettingsError
from zns_batch.settings import paths
from zns_batch.settings.secrets import Secrets, read_secrets
from zns_batch.settings.toml import no_others, read_file, text, whole, yes_or_no

DEFAULT = "default"
"""The account that is used when none is named."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountSettings:
    """A sender: a provider and the credentials for it.

    Attributes:
        name: What people call it.
        provider: The provider's word.
        base_url: The provider's address; `None` for its own.
        oauth_url: Where tokens are renewed; `None` for `base_url` if that is set (what rehearses
            against a stand-in must not use up the real refresh token), else the provider's own.
        app_id: The application's id.
        oa_id: The Official Account's id.
        rate: Messages a second.
        concurrency: The most requests in flight.
        quota_reserve: Units of the day's quota to leave for others.
        window: The sending window, such as `08:00-21:30`.
        key_header: GobySend's key header.
        appsecret_proof: Sign requests with the app secret.
        retry_unknown_error: Send again after the provider's `-100`.
        request_timeout: Seconds until a request without an answer is given up.
        connect_timeout: Seconds until a connection that is not made is given up.
        secrets: Tokens and keys.

    """

    name: str
    provider: str = "zalo"
    base_url: str | None = None
    oauth_url: str | None = None
    app_id: str | None = None
    oa_id: str | None = None
    rate: float = 10.0
    concurrency: int = 10
    quota_reserve: int = 0
    window: str | None = None
    key_header: str | None = None
    appsecret_proof: bool = False
    retry_unknown_error: bool = True
    request_timeout: float = 15.0
    connect_timeout: float = 5.0
    secrets: Secrets = field(default_factory=Secrets, repr=False)

    @property
    def sender(self) -> str:
        """What tells this sender from any other, for recognising what was sent before."""
        return f"{self.provider}:{self.oa_id or self.name}"


def _id(value: Any) -> str:
    # Ids are digits; people write them without quotes.
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else text(value)


def _positive(value: Any) -> float:
    if isinstance(value, bool) or not float(value) > 0 or float(value) == float("inf"):
        raise ValueError
    return float(value)


_FIELDS: Mapping[str, Callable[[Any], Any]] = {
    "provider": text,
    "base_url": text,
    "oauth_url": text,
    "app_id": _id,
    "oa_id": _id,
    "rate": _positive,
    "concurrency": lambda value: whole(value, 1),
    "quota_reserve": lambda value: whole(value, 0),
    "window": text,
    "key_header": text,
    "appsecret_proof": yes_or_no,
    "retry_unknown_error": yes_or_no,
    "request_timeout": _positive,
    "connect_timeout": _positive,
}


def load_account(name: str | None = None, *, with_secrets: bool = True) -> AccountSettings:
    """Return an account.

    Args:
        name: Its name; `None` for `default`, or for the only one there is.
        with_secrets: Whether to read its secrets too. A check needs none, and the operating
            system's store may be slow or ask its owner.

    Raises:
        SettingsError: There is no such account, or its settings can't be understood.

    """
    path = paths.settings_file()
    known = _read(path) if path else {}
    if name is None:
        name = _only(known)
    if name in known:
        return _account(name, known[name], str(path), with_secrets=with_secrets)
    if name == DEFAULT:
        return _account(DEFAULT, _from_environment(), "ZNS_…", with_secrets=with_secrets)
    names = ", ".join(known) or DEFAULT
    raise SettingsError("settings.unknown-account", name=name, names=names)


def account_names() -> tuple[str, ...]:
    """Return the names of all accounts; `default` from the environment when there is no file."""
    path = paths.settings_file()
    known = tuple(_read(path)) if path else ()
    return known or (DEFAULT,)


def _only(known: Mapping[str, object]) -> str:
    return next(iter(known)) if len(known) == 1 else DEFAULT


def _read(path: Path) -> dict[str, dict[str, Any]]:
    accounts = read_file(path).get("accounts", {})
    if not isinstance(accounts, dict) or not all(isinstance(a, dict) for a in accounts.values()):
        raise SettingsError("settings.no-accounts", path=str(path))
    return accounts


def _from_environment() -> dict[str, Any]:
    # Pace and limits are options of the command line and have their twins there.
    names = set(_FIELDS) - {"rate", "concurrency", "quota_reserve", "window"}
    found = {name: os.environ.get(f"ZNS_{name.upper()}") for name in names}
    return {name: value for name, value in found.items() if value}


def _account(
    name: str, found: Mapping[str, Any], where: str, *, with_secrets: bool
) -> AccountSettings:
    no_others(found, tuple(_FIELDS), f"{where} [accounts.{name}]")
    values = {key: _value(key, value, f"{where} [accounts.{name}]") for key, value in found.items()}
    secrets = read_secrets(name, environment_name(name)) if with_secrets else Secrets()
    return AccountSettings(name=name, secrets=secrets, **values)


def _value(key: str, value: Any, where: str) -> Any:
    try:
        return _FIELDS[key](value)
    except (ValueError, TypeError, KeyError):
        raise SettingsError("settings.bad-value", key=key, value=str(value), where=where) from None


def environment_name(account: str) -> str:
    """Return the middle of an account's variables: `SHOP_2_` for `shop-2`, nothing for `default`."""
    return "" if account == DEFAULT else re.sub(r"[^A-Z0-9]+", "_", account.upper()) + "_"
