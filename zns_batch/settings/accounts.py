"""Sender accounts: from `zns-batch.toml` and the environment, which wins over the file."""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from zns_batch.domain.limits import FASTEST_RATE, MOST_CONCURRENCY
from zns_batch.errors import SettingsError
from zns_batch.i18n import Value
from zns_batch.settings import paths
from zns_batch.settings.secrets import Secrets, read_secrets
from zns_batch.settings.toml import (
    id_text,
    no_others,
    positive,
    read_file,
    span,
    text,
    whole,
    within,
    yes_or_no,
)

DEFAULT = "default"
"""The account that is used when none is named."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountSettings:
    """A sender account: a provider, its options and the credentials for it."""

    name: str
    provider: str = "zalo"
    #: The provider's address; `None` for its own.
    base_url: str | None = None
    #: Where tokens are renewed; `None` for `base_url` if that is set (what rehearses against a
    #: stand-in must not use up the real refresh token), else the provider's own.
    oauth_url: str | None = None
    app_id: str | None = None
    #: The Official Account's id.
    oa_id: str | None = None
    #: Where Zalo sends the browser after a consent that the pages asked for, as in Zalo's console;
    #: `None` for the pages' own address.
    callback: str | None = None
    #: What people call it, where the provider does not tell its name.
    oa_name: str | None = None
    #: Messages a second.
    rate: float = 10.0
    #: The most requests in flight.
    concurrency: int = 10
    #: Units of the day's quota to leave for others.
    quota_reserve: int = 0
    #: The sending hours, such as `08:00-21:30`.
    window: str | None = None
    #: GobySend's key header.
    key_header: str | None = None
    #: Sign requests with the app secret.
    appsecret_proof: bool = False
    #: Send again after the provider's `-100`.
    retry_unknown_error: bool = True
    #: Seconds until a request without an answer is given up.
    request_timeout: float = 15.0
    #: Seconds until a connection that is not made is given up.
    connect_timeout: float = 5.0
    #: Promotions that a number may get in a day; 0 for no limit.
    promotions_a_day: int = 1
    #: Put numbers whose owners refused messages on the never-send list.
    suppress_refused: bool = False
    #: The GobySend account that sends an SMS to customers whom this account's campaigns did not reach.
    fallback: str | None = None
    #: What the SMS says, with `<name>` for a parameter; `None` for the template's text.
    fallback_text: str | None = None
    #: How long after a campaign's end it is decided who gets one.
    fallback_after: timedelta = timedelta(hours=4)
    #: Send SMS without diacritics.
    fallback_plain: bool = True
    #: VND an SMS of this account, for estimates.
    sms_price: int | None = None
    secrets: Secrets = field(default_factory=Secrets, repr=False)
    #: Variables that are set and don't apply to this account, by the one that would. Whoever set
    #: one means something by it, so no connection is opened (`services.accounts.factory`).
    ignored_variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def sender(self) -> str:
        """Identifies this sender among all others, for recognising what was sent before."""
        return f"{self.provider}:{self.oa_id or self.name}"


_LONGEST_TIMEOUT = 3_600
"""Seconds."""

_FIELDS: Mapping[str, Callable[[Any], Any]] = {
    "provider": text,
    "base_url": text,
    "oauth_url": text,
    "app_id": id_text,
    "oa_id": id_text,
    "oa_name": text,
    "callback": text,
    "rate": positive,
    "concurrency": lambda value: whole(value, 1),
    "quota_reserve": lambda value: whole(value, 0),
    "window": text,
    "key_header": text,
    "appsecret_proof": yes_or_no,
    "retry_unknown_error": yes_or_no,
    "request_timeout": positive,
    "connect_timeout": positive,
    "promotions_a_day": lambda value: whole(value, 0),
    "suppress_refused": yes_or_no,
    "fallback": text,
    "fallback_text": text,
    "fallback_after": span,
    "fallback_plain": yes_or_no,
    "sms_price": lambda value: whole(value, 0),
}
_HIGHEST: Mapping[str, int] = {
    "rate": FASTEST_RATE,
    "concurrency": MOST_CONCURRENCY,
    "request_timeout": _LONGEST_TIMEOUT,
    "connect_timeout": _LONGEST_TIMEOUT,
}
"""The highest value of numbers above 0 that have one."""


# Rate and limits are options of the command line, which have variables of their own.
_IN_ENVIRONMENT = tuple(
    key for key in _FIELDS if key not in {"rate", "concurrency", "quota_reserve", "window"}
)

_ADDRESSES = ("base_url", "oauth_url")
"""Where messages and tokens go: a variable for it that does not apply is never ignored."""


def load_account(name: str | None = None, *, with_secrets: bool = True) -> AccountSettings:
    """Return an account; without a name the only one there is, or `default`.

    A check needs no secrets, and the operating system's store may be slow or ask its owner.

    Raises:
        SettingsError: There is no such account, or its settings can't be understood.

    """
    path = paths.settings_file()
    accounts = _read(path) if path else {}
    if name is None:
        name = next(iter(accounts)) if len(accounts) == 1 else DEFAULT
        if accounts and name not in accounts:
            names = ", ".join(accounts)
            raise SettingsError("settings.choose-account", count=len(accounts), names=names)
    return _account_of(name, accounts, path, with_secrets=with_secrets)


def load_accounts(
    names: Iterable[str], *, with_secrets: bool = False
) -> dict[str, AccountSettings | SettingsError]:
    """Return several accounts, or what is wrong with each; file and environment are read once.

    Raises:
        SettingsError: The settings file can't be read.

    """
    path = paths.settings_file()
    accounts = _read(path) if path else {}
    found: dict[str, AccountSettings | SettingsError] = {}
    # A look into `os.environ` itself translates each name, and a hundred accounts have thousands.
    environ = dict(os.environ)
    for name in names:
        try:
            found[name] = _account_of(
                name, accounts, path, with_secrets=with_secrets, environ=environ
            )
        except SettingsError as error:
            found[name] = error
    return found


def _account_of(
    name: str,
    accounts: Mapping[str, dict[str, Any]],
    path: Path | None,
    *,
    with_secrets: bool,
    environ: Mapping[str, str] = os.environ,
) -> AccountSettings:
    if name not in accounts and (accounts or name != DEFAULT):
        names = ", ".join(accounts) or DEFAULT
        raise SettingsError("settings.unknown-account", name=name, names=names)
    written = accounts.get(name, {})
    where = f"{path} [accounts.{name}]"
    no_others(written, tuple(_FIELDS), where)
    values = {key: _value(key, value, where) for key, value in written.items()}
    middle = environment_name(name)
    for key in _IN_ENVIRONMENT:
        variable = f"ZNS_{middle}{key.upper()}"
        if given := environ.get(variable):
            values[key] = _value(key, given, variable)
    ignored = _ignored_variables(
        name,
        values,
        keys=_ADDRESSES if DEFAULT in accounts else _IN_ENVIRONMENT,
        environ=environ,
    )
    secrets = read_secrets(name, middle) if with_secrets else Secrets()
    return AccountSettings(name=name, secrets=secrets, ignored_variables=ignored, **values)


def _ignored_variables(
    name: str, values: Mapping[str, Any], *, keys: Iterable[str], environ: Mapping[str, str]
) -> dict[str, str]:
    """Return variables that are set and say something else than the account has, each with the right one.

    Args:
        name: The account.
        values: Its settings.
        keys: For an account other than `default`: the keys whose variables without a name are meant
            for it. What is set for a `default` of the file concerns no other account, but for where
            messages go.
        environ: The environment.

    """
    middle = environment_name(name)
    if middle:
        pairs = [(f"ZNS_{key.upper()}", f"ZNS_{middle}{key.upper()}", key) for key in keys]
    else:
        # The variables of `default` have no name in them; one that is written with it is a slip.
        written = f"ZNS_{DEFAULT.upper()}_"
        pairs = [(f"{written}{key.upper()}", f"ZNS_{key.upper()}", key) for key in _IN_ENVIRONMENT]
    return {
        variable: own
        for variable, own, key in pairs
        if (given := environ.get(variable))
        and own not in environ
        and _value(key, given, own) != values.get(key)
    }


def account_names() -> tuple[str, ...]:
    """Return the names of all accounts; `default` from the environment when there is no file."""
    path = paths.settings_file()
    if path is None:
        return (DEFAULT,)
    with suppress(OSError):
        found = path.stat()
        return _names_in(path, (found.st_mtime_ns, found.st_size, found.st_ino))
    return tuple(_read(path)) or (DEFAULT,)


# Pages ask for them at each request, and reading a file of a hundred accounts takes longer than the page.
@lru_cache(maxsize=4)
def _names_in(path: Path, _state: tuple[int, int, int]) -> tuple[str, ...]:
    return tuple(_read(path)) or (DEFAULT,)


def sender_names() -> dict[str, str]:
    """Return the OA's name of each account that has one in the settings file or the environment.

    For fields that offer accounts: what is wrong with an account is told where it is used.
    """
    path, found = paths.settings_file(), dict[str, str]()
    if path is not None:
        with suppress(OSError, SettingsError):
            for name, account in _read(path).items():
                if isinstance(account.get("oa_name"), str):
                    found[name] = account["oa_name"]
    for name in account_names():
        if given := os.environ.get(f"ZNS_{environment_name(name)}OA_NAME"):
            found[name] = given
    return found


def _read(path: Path) -> dict[str, dict[str, Any]]:
    accounts = read_file(path).get("accounts", {})
    if not isinstance(accounts, dict) or not all(isinstance(a, dict) for a in accounts.values()):
        raise SettingsError("settings.no-accounts", path=str(path))
    return accounts


def _value(key: str, value: Any, where: str) -> Any:
    most = _HIGHEST.get(key)
    try:
        read = _FIELDS[key](value)
        return read if most is None else within(read, most)
    except (ValueError, TypeError, KeyError):
        words: dict[str, Value] = {"key": key, "value": str(value), "where": where}
        if most is not None:
            raise SettingsError("settings.bad-number", most=most, **words) from None
        raise SettingsError("settings.bad-value", **words) from None


def environment_name(account: str) -> str:
    """Return the middle of an account's variables: `SHOP_2_` for `shop-2`, nothing for `default`."""
    return "" if account == DEFAULT else re.sub(r"[^A-Z0-9]+", "_", account.upper()) + "_"
