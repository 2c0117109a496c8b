"""A provider's base URL: checked to be safe for a token."""

import httpx

from zns_batch.core.network import is_loopback
from zns_batch.errors import SettingsError


def read_address(base_url: str, *, example: str, setting: str = "base_url") -> httpx.URL:
    """Read an address of the settings.

    Args:
        base_url: What the settings say.
        example: The provider's own address, for the error.
        setting: The setting's name, for the error.

    Raises:
        SettingsError: It can't be read, holds a password, or would show the token to the network.

    """
    try:
        url = httpx.URL(base_url.strip())
    except httpx.InvalidURL as error:
        raise SettingsError("provider.bad-url", example=example, setting=setting) from error
    if url.scheme not in {"http", "https"} or not url.host:
        raise SettingsError("provider.bad-url", example=example, setting=setting)
    if url.userinfo:
        raise SettingsError("provider.url-with-password", setting=setting)
    if url.query or url.fragment:
        raise SettingsError("provider.bad-url", example=example, setting=setting)
    if url.scheme != "https" and not is_loopback(url.host):
        raise SettingsError("provider.insecure-url", host=url.host, setting=setting)
    return url


def below(base: httpx.URL, path: str) -> httpx.URL:
    """Return the address of a call.

    Args:
        base: The provider's address, perhaps with a path of its own.
        path: The call's path, from its slash.

    """
    return base.copy_with(path=base.path.rstrip("/") + path)
