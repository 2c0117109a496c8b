"""Notification settings: `[notify]` and `[smtp]` of `zns-batch.toml`.

Each key has a variable (`ZNS_NOTIFY_…`, `ZNS_SMTP_…`), which wins over the file. Secrets are never
in the file.
"""

from dataclasses import replace
from email.headerregistry import Address
from email.utils import getaddresses
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
from zns_batch.settings import paths
from zns_batch.settings.secrets import read_secret
from zns_batch.settings.toml import (
    Readers,
    command,
    file_path,
    language,
    port,
    read_file,
    read_section,
    text,
    url,
    whole,
    within,
    yes_or_no,
)

SECRET = "ZNS_NOTIFY_SECRET"  # noqa: S105 — the name of a variable
PASSWORD = "ZNS_SMTP_PASSWORD"  # noqa: S105 — the name of a variable


def addresses(value: Any) -> tuple[str, ...]:
    """Read e-mail addresses: a list, or a text with `,` or `;` between them.

    Raises:
        ValueError: One of them is not an address.

    """
    parts = value.replace(";", ",").split(",") if isinstance(value, str) else value
    if not isinstance(parts, list):
        raise TypeError
    return tuple(dict.fromkeys(_address(one) for one in parts if one != ""))


def _address(value: Any) -> str:
    address = text(value)
    local, _, host = address.rpartition("@")
    if (
        not (local and host)
        or not address.isprintable()
        or any(sign in address for sign in ' ,;<>"')
    ):
        raise ValueError
    return Address(addr_spec=address).addr_spec


def sender(value: Any) -> str:
    """Read a sender: an e-mail address, perhaps with a name before it.

    Raises:
        ValueError: It is not one.

    """
    if not text(value).isprintable():
        raise ValueError
    ((name, address),) = getaddresses([text(value)])
    return str(Address(display_name=name, addr_spec=_address(address)))


NOTIFY: Readers = {
    "on": NotificationTrigger,
    "command": command,
    "url": url,
    "events_url": url,
    "allow_http": yes_or_no,
    "email": addresses,
    "attach": yes_or_no,
    "language": language,
    "quota_percent": lambda value: within(whole(value, 0), 100),
    "token_days": lambda value: within(whole(value, 0), 60),
}
"""The keys of `[notify]`."""

SMTP: Readers = {
    "host": text,
    "port": port,
    "security": SmtpSecurity,
    "user": text,
    "from": sender,
    "ca": file_path,
}
"""The keys of `[smtp]`."""


def load_notices() -> NotificationSettings:
    """Return the notification settings; nothing is set up unless somebody has done so.

    Raises:
        SettingsError: The settings can't be understood, or are unsafe.

    """
    path = paths.settings_file()
    contents = read_file(path) if path else {}
    # An address of a chat room is a secret.
    notify = read_section("notify", NOTIFY, contents, path, secret=frozenset({"url", "events_url"}))
    lang = notify.pop("language", "vi")
    server = _smtp_server(read_section("smtp", SMTP, contents, path))
    settings = NotificationSettings(**notify, lang=lang, server=server)
    receivers = [each for each in (settings.url, settings.events_url) if each is not None]
    if not receivers:
        return settings
    for receiver in receivers:
        parts = urlsplit(receiver)
        host = parts.hostname or ""
        if parts.scheme != "https" and not (is_loopback(host) or settings.allow_http):
            raise SettingsError("settings.notify-open", host=host)
    return replace(settings, secret=read_secret(SECRET, "notify:secret"))


def _smtp_server(values: dict[str, Any]) -> SmtpServer | None:
    if not values:
        return None
    if "host" not in values:
        raise SettingsError("settings.mail-needs", key="host")
    user, security = values.get("user"), values.get("security", SmtpSecurity.STARTTLS)
    if security is SmtpSecurity.NONE and not is_loopback(values["host"]):
        raise SettingsError("settings.mail-open", host=values["host"])
    try:
        from_address = values.get("from") or _address(user)
    except ValueError:
        raise SettingsError("settings.mail-needs", key="from") from None
    password = None if user is None else read_secret(PASSWORD, "smtp:password")
    if user is not None and password is None:
        raise SettingsError("settings.no-mail-password", user=user, variable=PASSWORD)
    return SmtpServer(
        host=values["host"],
        port=values.get("port", MAIL_PORTS[security]),
        sender=from_address,
        security=security,
        user=user,
        ca=values.get("ca"),
        password=password,
    )
