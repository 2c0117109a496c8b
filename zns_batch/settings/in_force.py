"""Which settings are in force, and where each comes from: never with a secret."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import timedelta
from enum import Enum
from typing import Literal

from zns_batch.domain.approval import ApprovalRule
from zns_batch.errors import SettingsError
from zns_batch.settings import paths
from zns_batch.settings.accounts import (
    AccountSettings,
    account_names,
    environment_name,
    load_accounts,
)
from zns_batch.settings.notifications import NOTIFY, PASSWORD, SECRET, SMTP, load_notices
from zns_batch.settings.secrets import Secrets
from zns_batch.settings.toml import read_file
from zns_batch.settings.web import WebSettings

Source = Literal["file", "variable", "default"]

_SECRET_KEYS = frozenset({"notify.url", "notify.command"})
"""Keys whose value lets somebody in: the address of a chat room, a command with its words."""

_NO_SETTINGS = frozenset({"name", "secrets", "ignored_variables"})


@dataclass(frozen=True, kw_only=True, slots=True)
class SettingInForce:
    """A value.

    Attributes:
        section: The heading, such as `web` or `accounts.default`.
        key: The key.
        value: What it is; of a secret only whether there is one, and `None` for nothing.
        is_secret: Whether the value is kept back.
        source: Where it comes from.
        variable: The variable that is set, or would win over the file.

    """

    section: str
    key: str
    value: str | bool | None
    is_secret: bool = False
    source: Source
    variable: str


def settings_in_force(web: WebSettings) -> list[SettingInForce]:
    """Return every value in force.

    Args:
        web: The settings that the pages began with.

    Raises:
        SettingsError: The settings file can't be understood any more.

    """
    path = paths.settings_file()
    contents = read_file(path) if path else {}
    found = [
        _value("place", "settings", path, "ZNS_SETTINGS", written=False),
        _secret("place", "database", "ZNS_DATABASE_URL", os.environ.get("ZNS_DATABASE_URL")),
    ]
    written = contents.get("web", {})
    for item in fields(WebSettings):
        value = getattr(web, item.name)
        variable = f"ZNS_WEB_{item.name}".upper()
        found.append(_value("web", item.name, value, variable, written=item.name in written))
    written_accounts = contents.get("accounts", {})
    for name, account in load_accounts(account_names(), with_secrets=True).items():
        if isinstance(account, SettingsError):
            raise account
        found += _of_account(account, written_accounts.get(name, {}))
    notices = load_notices()
    for section, readers in (("notify", NOTIFY), ("smtp", SMTP)):
        written = contents.get(section, {})
        for key in readers:
            variable = f"ZNS_{section}_{key}".upper()
            value = os.environ.get(variable) or written.get(key)
            if f"{section}.{key}" in _SECRET_KEYS:
                found.append(_secret(section, key, variable, value, written=key in written))
            else:
                found.append(_value(section, key, value, variable, written=key in written))
    found.append(_secret("notify", "secret", SECRET, notices.secret))
    password = None if notices.server is None else notices.server.password
    found.append(_secret("smtp", "password", PASSWORD, password))
    return found


def _of_account(account: AccountSettings, written: dict[str, object]) -> Iterator[SettingInForce]:
    section, middle = f"accounts.{account.name}", environment_name(account.name)
    for item in fields(AccountSettings):
        if item.name in _NO_SETTINGS:
            continue
        variable = f"ZNS_{middle}{item.name.upper()}"
        value = getattr(account, item.name)
        yield _value(section, item.name, value, variable, written=item.name in written)
    for item in fields(Secrets):
        variable = f"ZNS_{middle}{item.name.upper()}"
        yield _secret(section, item.name, variable, getattr(account.secrets, item.name))


def _value(
    section: str, key: str, value: object, variable: str, *, written: bool
) -> SettingInForce:
    return SettingInForce(
        section=section,
        key=key,
        value=_shown(value),
        source=_source(variable, written=written),
        variable=variable,
    )


def _secret(
    section: str, key: str, variable: str, value: object, *, written: bool = False
) -> SettingInForce:
    return SettingInForce(
        section=section,
        key=key,
        value=bool(value),
        is_secret=True,
        source=_source(variable, written=written),
        variable=variable,
    )


def _source(variable: str, *, written: bool) -> Source:
    if os.environ.get(variable):
        return "variable"
    return "file" if written else "default"


def _shown(value: object) -> str | bool | None:
    """Return a value as the settings file has it."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, ApprovalRule):
        words = {None: "none", 1: "all"}
        return words.get(value.least, str(value.least))
    if isinstance(value, timedelta):
        return f"{value // timedelta(minutes=1)}m"
    if isinstance(value, tuple | list):
        return ", ".join(str(each) for each in value) or None
    return str(value)
