"""How people are told what became of a campaign: `[notify]` and `[smtp]` of `zns-batch.toml`.

Each key has a twin in the environment (`ZNS_NOTIFY_…`, `ZNS_SMTP_…`), which wins over the file. The
secrets stand in no file.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from email.headerregistry import Address
from email.utils import getaddresses
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from zns_batch.core.network import is_loopback
from zns_batch.domain.notification_settings import (
    MAIL_PORTS,
    NotificationSettings,
    NotificationTrigger,
    SmtpSecurity,
    SmtpServer,
)
from zns_batch.errors import SettingsError
from zns_batch.i18n import LANGS, Lang
from zns_batch.settings import paths
from zns_batch.settings.secrets import read_secret
from zns_batch.settings.toml import no_others, read_file, text, whole, yes_or_no

SECRET = "ZNS_NOTIFY_SECRET"  # noqa: S105 — the name of a variable
PASSWORD = "ZNS_SMTP_PASSWORD"  # noqa: S105 — the name of a variable
_HIGHEST_PORT = 65_535


def _words(value: Any) -> tuple[str, ...]:
    # In the environment a list is written as JSON; a text alone is a program without arguments.
    if isinstance(value, str):
        value = json.loads(value) if value.lstrip().startswith("[") else [value]
    if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
        raise ValueError
    if not value[0].strip() or any("\0" in one for one in value):
        raise ValueError
    return tuple(value)


def _url(value: Any) -> str:
    found = urlsplit(text(value))
    if found.scheme not in {"http", "https"} or not found.hostname or found.fragment:
        raise ValueError
    if found.username or found.password or not found.geturl().isprintable():
        raise ValueError
    return found.geturl()


def addresses(value: Any) -> tuple[str, ...]:
    """Read e-mail addresses: a list, or a text with `,` or `;` between them.

    Raises:
        ValueError: One of them is no address.

    """
    parts = value.replace(";", ",").split(",") if isinstance(value, str) else value
    if not isinstance(parts, list):
        raise TypeError
    return tuple(dict.fromkeys(_address(one) for one in parts if one != ""))


def _address(value: Any) -> str:
    found = text(value)
    local, _, host = found.rpartition("@")
    if not (local and host) or not found.isprintable() or any(sign in found for sign in ' ,;<>"'):
        raise ValueError
    return Address(addr_spec=found).addr_spec


def _sender(value: Any) -> str:
    if not text(value).isprintable():
        raise ValueError
    ((name, address),) = getaddresses([text(value)])
    return str(Address(display_name=name, addr_spec=_address(address)))


def _language(value: Any) -> Lang:
    known: dict[str, Lang] = {word: word for word in LANGS}
    return known[text(value)]


def _port(value: Any) -> int:
    found = whole(value, 1)
    if found > _HIGHEST_PORT:
        raise ValueError
    return found


_Readers = Mapping[str, Callable[[Any], Any]]

NOTIFY: _Readers = {
    "on": NotificationTrigger,
    "command": _words,
    "url": _url,
    "allow_http": yes_or_no,
    "email": addresses,
    "attach": yes_or_no,
    "language": _language,
}
"""The keys of `[notify]`."""

SMTP: _Readers = {
    "host": text,
    "port": _port,
    "security": SmtpSecurity,
    "user": text,
    "from": _sender,
    "ca": lambda value: Path(text(value)).expanduser(),
}
"""The keys of `[smtp]`."""


def load_notices() -> NotificationSettings:
    """Return how people are told; nothing is set up unless somebody has done so.

    Raises:
        SettingsError: The settings can't be understood, or are unsafe.

    """
    path = paths.settings_file()
    found = read_file(path) if path else {}
    notify = _section("notify", NOTIFY, found, path)
    lang = notify.pop("language", "vi")
    server = _server(_section("smtp", SMTP, found, path))
    settings = NotificationSettings(**notify, lang=lang, server=server)
    if settings.url is None:
        return settings
    _ensure_closed(settings)
    return replace(settings, secret=read_secret(SECRET, "notify:secret"))


def _section(name: str, readers: _Readers, found: Mapping[str, Any], path: Path | None) -> Any:
    """Return the values of a heading, each from the environment or else from the file."""
    written, where = found.get(name, {}), f"{path or 'ZNS_…'} [{name}]"
    if not isinstance(written, dict):
        raise SettingsError("settings.no-heading", key=name, where=str(path))
    no_others(written, tuple(readers), where)
    values = {key: _value(key, value, readers, where) for key, value in written.items()}
    for key in readers:
        variable = f"ZNS_{name}_{key}".upper()
        if given := os.environ.get(variable):
            values[key] = _value(key, given, readers, variable)
    return values


def _value(key: str, value: Any, readers: _Readers, where: str) -> Any:
    try:
        return readers[key](value)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError):
        # An address of a chat room is a secret.
        shown = "…" if key == "url" else " ".join(str(value).split())
        raise SettingsError("settings.bad-value", key=key, value=shown, where=where) from None


def _ensure_closed(settings: NotificationSettings) -> None:
    place = urlsplit(settings.url or "")
    host = place.hostname or ""
    if place.scheme != "https" and not (is_loopback(host) or settings.allow_http):
        raise SettingsError("settings.notify-open", host=host)


def _server(found: dict[str, Any]) -> SmtpServer | None:
    if not found:
        return None
    if "host" not in found:
        raise SettingsError("settings.mail-needs", key="host")
    user, security = found.get("user"), found.get("security", SmtpSecurity.STARTTLS)
    if security is SmtpSecurity.NONE and not is_loopback(found["host"]):
        raise SettingsError("settings.mail-open", host=found["host"])
    return SmtpServer(
        host=found["host"],
        port=found.get("port", MAIL_PORTS[security]),
        sender=found.get("from") or _user_as_sender(user),
        security=security,
        user=user,
        ca=found.get("ca"),
        password=_password(user),
    )


def _user_as_sender(user: str | None) -> str:
    try:
        return _address(user)
    except ValueError:
        raise SettingsError("settings.mail-needs", key="from") from None


def _password(user: str | None) -> str | None:
    if user is None:
        return None
    found = read_secret(PASSWORD, "smtp:password")
    if found is None:
        raise SettingsError("settings.no-mail-password", user=user, variable=PASSWORD)
    return found
