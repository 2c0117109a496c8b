"""Settings of the pages: `[web]` of `zns-batch.toml`.

Each key has a variable (`ZNS_WEB_…`), which wins over the file. Lists are written as JSON there.
"""

from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from zns_batch.domain.approval import NO_APPROVAL, ApprovalRule
from zns_batch.domain.users import SecondFactorRule
from zns_batch.errors import SettingsError
from zns_batch.settings import paths
from zns_batch.settings.toml import (
    Readers,
    file_path,
    folder_list,
    read_file,
    read_section,
    text,
    text_list,
    url,
    whole,
    yes_or_no,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class WebSettings:
    """How the pages are served.

    Attributes:
        url: The address that people type, such as `https://zns.example.vn`; needed when others than
            this machine may connect.
        hosts: More names under which the pages may be asked for.
        trusted_proxies: Addresses or networks of the servers in front, whose word is believed on who
            asks and how.
        cert: The certificate's file, for TLS without a server in front.
        key: The file of its key.
        max_upload_mb: The largest list that is taken.
        keep_uploads_hours: How long a list that nobody goes on with is kept.
        session_idle_minutes: After how long without a press a person must sign in again.
        session_hours: After how long a person must sign in again whatever happens.
        second_factor: Who has to have a second factor.
        audit_days: How long the log of what people did is kept.
        practice: Whether the pages offer the practice with a sample list.
        list_folders: The folders of this machine whose lists recurring schedules may be made for.
        approval: From how many messages on a campaign waits for another person's approval.

    """

    url: str | None = None
    hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    cert: Path | None = None
    key: Path | None = None
    max_upload_mb: int = 100
    keep_uploads_hours: int = 24
    session_idle_minutes: int = 60
    session_hours: int = 12
    second_factor: SecondFactorRule = SecondFactorRule.OPTIONAL
    audit_days: int = 400
    practice: bool = False
    list_folders: tuple[Path, ...] = ()
    approval: ApprovalRule = NO_APPROVAL

    @property
    def is_https(self) -> bool:
        """Whether people reach the pages by https."""
        return self.cert is not None or (self.url or "").startswith("https:")


def _base_url(value: Any) -> str:
    found = url(value)
    parts = urlsplit(found)
    if parts.path not in {"", "/"} or parts.query:
        raise ValueError
    return found.rstrip("/")


def _hosts(value: Any) -> tuple[str, ...]:
    hosts = tuple(host.lower() for host in text_list(value))
    if any(sign in host for host in hosts for sign in "/@ "):
        raise ValueError
    return hosts


def _networks(value: Any) -> tuple[str, ...]:
    return tuple(str(ip_network(one, strict=False)) for one in text_list(value))


def _at_least_one(value: Any) -> int:
    return whole(value, 1)


WEB: Readers = {
    "url": _base_url,
    "hosts": _hosts,
    "trusted_proxies": _networks,
    "cert": file_path,
    "key": file_path,
    "max_upload_mb": _at_least_one,
    "keep_uploads_hours": _at_least_one,
    "session_idle_minutes": _at_least_one,
    "session_hours": _at_least_one,
    "second_factor": lambda value: SecondFactorRule(text(value).lower()),
    "audit_days": _at_least_one,
    "practice": yes_or_no,
    "list_folders": folder_list,
    "approval": ApprovalRule.read,
}
"""The keys of `[web]`."""


def load_approval() -> ApprovalRule:
    """Return the rule of four eyes, for processes that serve no pages.

    Raises:
        SettingsError: The settings can't be understood.

    """
    return _read().approval


def pages_address() -> str | None:
    """Return the address under which people reach the pages, where the settings name one.

    Raises:
        SettingsError: The settings can't be understood.

    """
    return _read().url


def _read() -> WebSettings:
    path = paths.settings_file()
    contents = read_file(path) if path else {}
    return WebSettings(**read_section("web", WEB, contents, path))


def load_web() -> WebSettings:
    """Return the settings of the pages; without any they are for this machine alone.

    Raises:
        SettingsError: The settings can't be understood, or half of a pair is missing.

    """
    path, settings = paths.settings_file(), _read()
    where = f"{path or 'ZNS_…'} [web]"
    if (settings.cert is None) != (settings.key is None):
        missing = "cert" if settings.cert is None else "key"
        raise SettingsError("settings.web-pair", key=missing, where=where)
    for file in (settings.cert, settings.key):
        if file is not None and not file.is_file():
            raise SettingsError("settings.web-no-file", path=str(file), where=where)
    return settings
