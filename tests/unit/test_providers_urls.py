"""Addresses that a token may be sent to."""

from typing import Any

import pytest

from zns_batch.core.network import is_loopback
from zns_batch.errors import SettingsError
from zns_batch.providers.http import client
from zns_batch.providers.http.client import system_proxy
from zns_batch.providers.http.urls import below, read_address

EXAMPLE = "https://provider.example"


@pytest.mark.parametrize(
    "base_url, expected",
    [
        ("https://business.openapi.zalo.me", "https://business.openapi.zalo.me"),
        ("https://business.openapi.zalo.me/", "https://business.openapi.zalo.me"),
        (" https://gateway.example:8443/zalo/ ", "https://gateway.example:8443/zalo"),
        ("http://127.0.0.1:8485", "http://127.0.0.1:8485"),
        ("http://127.9.9.9:8485", "http://127.9.9.9:8485"),
        ("http://localhost:8485/", "http://localhost:8485"),
        ("http://[::1]:8485", "http://[::1]:8485"),
    ],
)
def test_a_safe_address_is_taken(base_url: Any, expected: Any) -> None:
    """Encrypted addresses and this machine are taken, with or without a slash at the end."""
    base = read_address(base_url, example=EXAMPLE)
    assert f"{expected}/message/quota" == str(below(base, "/message/quota"))


@pytest.mark.parametrize(
    "base_url, key",
    [
        ("http://business.openapi.zalo.me", "provider.insecure-url"),
        ("http://10.0.0.5:8080", "provider.insecure-url"),
        ("http://localhost.example", "provider.insecure-url"),
        ("http://127.0.0.1.example", "provider.insecure-url"),
        ("http://0.0.0.0:80", "provider.insecure-url"),
        ("https://user:pass@zalo.example", "provider.url-with-password"),
        ("https://user@zalo.example", "provider.url-with-password"),
        ("ftp://zalo.example", "provider.bad-url"),
        ("business.openapi.zalo.me", "provider.bad-url"),
        ("https://", "provider.bad-url"),
        ("https://zalo.example:port", "provider.bad-url"),
        ("https://zalo.example/?a=b", "provider.bad-url"),
        ("https://zalo.example/#a", "provider.bad-url"),
        ("", "provider.bad-url"),
    ],
)
def test_an_unsafe_address_is_refused(base_url: Any, key: Any) -> None:
    """An address that would show the token, or can't be read, is refused before anything is sent."""
    with pytest.raises(SettingsError) as raised:
        read_address(base_url, example=EXAMPLE)
    assert key == raised.value.key
    assert "pass" not in raised.value.text("en").replace("password", "")


@pytest.mark.parametrize("host", ["zalo.me", "128.0.0.1", "2001:db8::1", "", "localhost.zalo.me"])
def test_other_machines_are_not_this_one(host: Any) -> None:
    """Only this machine itself counts as this machine."""
    assert not is_loopback(host)


@pytest.mark.parametrize(
    "base, named, expected",
    [
        ("https://zalo.example", {}, None),
        ("https://zalo.example", {"http": "http://p:1"}, None),
        ("https://zalo.example", {"https": "http://p:1"}, "http://p:1"),
        ("https://zalo.example", {"https": "p:1"}, "http://p:1"),
        ("https://zalo.example", {"all": "http://p:1"}, "http://p:1"),
        ("https://127.0.0.1", {"https": "http://p:1"}, None),
        ("http://127.0.0.1", {"https": "http://p:1", "http": "http://p:1"}, None),
    ],
)
def test_the_systems_proxy_is_used_for_other_machines(
    monkeypatch: pytest.MonkeyPatch, base: Any, named: Any, expected: Any
) -> None:
    """A company's proxy is used as browsers use it, and never for this machine."""
    monkeypatch.setattr(client, "getproxies", lambda: named)
    monkeypatch.setattr(client, "proxy_bypass", lambda _: False)
    proxy = system_proxy(read_address(base, example=EXAMPLE))
    assert expected == (proxy and str(proxy.url).rstrip("/"))


def test_no_proxy_is_heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that the system excepts from its proxy is reached directly."""
    monkeypatch.setattr(client, "getproxies", lambda: {"https": "http://p:1"})
    monkeypatch.setattr(client, "proxy_bypass", lambda host: host == "zalo.example")
    assert None is system_proxy(read_address("https://zalo.example", example=EXAMPLE))


@pytest.mark.parametrize("address", ["socks5://p:1", "ftp://p:1", "http://p:port"])
def test_a_proxy_of_another_kind_is_an_error(monkeypatch: pytest.MonkeyPatch, address: Any) -> None:
    """A proxy that can't be used is told at once, not as a failure of every message."""
    monkeypatch.setattr(client, "getproxies", lambda: {"https": address})
    monkeypatch.setattr(client, "proxy_bypass", lambda _: False)
    with pytest.raises(SettingsError) as raised:
        system_proxy(read_address("https://zalo.example", example=EXAMPLE))
    assert raised.value.key == "provider.proxy-unusable"
