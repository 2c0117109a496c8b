"""Providers are found by their word, made of settings, and keep their secrets."""

from typing import Any

import pytest

from zns_batch.domain.message import Message, Outcome, OutcomeKind
from zns_batch.errors import SettingsError
from zns_batch.providers import (
    KINDS,
    ProviderConfig,
    capabilities,
    make_client,
)
from zns_batch.providers.dry_run import DryRunSender
from zns_batch.providers.zalo.client import BASE_URL, Zalo

TOKEN = "a-token-of-the-oa-0123456789"
SECRET = "an-app-secret-0123456789"

MESSAGE = Message(phone="84912345678", template_id="1", data={}, tracking_id="c1-1")


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_can_be_made(kind: Any) -> None:
    """Each word of the settings leads to a provider of that name that says what it can do."""
    whole = ProviderConfig(
        access_token=TOKEN, api_key=TOKEN, key_header="X-API-KEY", oa_id="1234567890"
    )
    provider = make_client(kind, whole)
    await provider.close()
    assert kind == provider.name
    assert capabilities(kind).quota


@pytest.mark.parametrize("kind", ["", "Zalo", "zallo"])
def test_an_unknown_kind_names_the_known_ones(kind: Any) -> None:
    """A mistyped provider is told which words there are."""
    with pytest.raises(SettingsError) as raised:
        make_client(kind, ProviderConfig(access_token=TOKEN))
    assert raised.value.key == "provider.unknown-kind"
    assert "zalo" in raised.value.text("vi")


@pytest.mark.parametrize(
    "changes, key",
    [
        ({"access_token": ""}, "provider.token-missing"),
        ({"access_token": "two words"}, "provider.token-unusable"),
        ({"access_token": "line\r\nbreak: 1"}, "provider.token-unusable"),
        ({"access_token": "tiếng-việt"}, "provider.token-unusable"),
        ({"appsecret_proof": True}, "provider.app-secret-missing"),
        ({"appsecret_proof": True, "app_secret": ""}, "provider.app-secret-missing"),
        ({"base_url": "http://zalo.example"}, "provider.insecure-url"),
    ],
)
def test_unusable_settings_are_told_before_anything_is_sent(changes: Any, key: Any) -> None:
    """A missing or broken secret is an error of its own, not one failure for each row."""
    with pytest.raises(SettingsError) as raised:
        make_client("zalo", ProviderConfig(**{"access_token": TOKEN, **changes}))
    assert key == raised.value.key
    assert "break" not in raised.value.text("en").replace("line break", "")


def test_no_secret_is_shown_by_accident() -> None:
    """Printing an account or a provider shows neither token nor app secret."""
    sender = ProviderConfig(access_token=TOKEN, app_secret=SECRET)
    shown = f"{sender!r} {Zalo(sender)!r} {Zalo(sender)}"
    assert TOKEN not in shown
    assert SECRET not in shown


def test_zalos_own_address_is_the_default() -> None:
    """An account without an address sends to Zalo itself."""
    assert "https://business.openapi.zalo.me" == BASE_URL
    assert BASE_URL == str(Zalo(ProviderConfig(access_token="x")).base)


async def test_a_dry_run_accepts_everything_and_sends_nothing() -> None:
    """A rehearsal ends like a real run, without ids, moments or quota that nobody gave."""
    provider = DryRunSender("zalo")
    assert provider.name == "zalo"
    assert Outcome(kind=OutcomeKind.ACCEPTED) == await provider.send(MESSAGE)
    assert None is await provider.quota()
    await provider.close()


async def test_a_dry_run_opens_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rehearsal touches no network at all."""
    import socket

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    await DryRunSender("zalo").send(MESSAGE)
