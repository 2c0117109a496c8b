"""Secrets: where they come from, and that they are shown nowhere."""

from collections.abc import Callable

import keyring
import pytest
from keyring.errors import NoKeyringError

from zns_batch.settings.accounts import AccountSettings, environment_name
from zns_batch.settings.secrets import SERVICE, Secrets, read_secrets

ALL = ("ACCESS_TOKEN", "REFRESH_TOKEN", "APP_SECRET", "OA_SECRET_KEY", "API_KEY")


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    """The operating system's store, as a dictionary; the environment is empty."""
    entries: dict[tuple[str, str], str] = {}
    monkeypatch.setattr(keyring, "get_password", lambda *place: entries.get(place))
    for name in ("ZNS_KEYRING", *(f"ZNS_{one}" for one in ALL)):
        monkeypatch.delenv(name, raising=False)
    return entries


@pytest.mark.parametrize("show", [repr, str, "{}".format, lambda one: f"{one!r:>9}"])
def test_a_secret_is_never_shown(show: Callable[[object], str]) -> None:
    """Neither secrets nor an account that has them can be printed by accident."""
    secrets = Secrets(access_token="tok-123", app_secret="sec-456")
    for shown in (show(secrets), show(AccountSettings(name="a", secrets=secrets)), show([secrets])):
        assert "tok-123" not in shown
        assert "sec-456" not in shown


def test_the_values_are_known_to_the_log() -> None:
    """Every secret that is set is named for the log to keep out, and no empty one."""
    assert ("a", "e") == Secrets(access_token="a", api_key="e", app_secret="").values()


@pytest.mark.parametrize(
    "account, variable",
    [
        ("default", "ZNS_ACCESS_TOKEN"),
        ("shop", "ZNS_SHOP_ACCESS_TOKEN"),
        ("shop-2", "ZNS_SHOP_2_ACCESS_TOKEN"),
        ("Chi nhánh 3", "ZNS_CHI_NH_NH_3_ACCESS_TOKEN"),
    ],
)
def test_each_account_has_variables_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
    store: dict[tuple[str, str], str],
    account: str,
    variable: str,
) -> None:
    """An account's variables carry its name in capitals; those of `default` carry none."""
    monkeypatch.setenv(variable, "mine")
    assert "mine" == read_secrets(account, environment_name(account)).access_token


def test_the_systems_store_is_asked_next(store: dict[tuple[str, str], str]) -> None:
    """Without variables the secrets come from the operating system's store, by account."""
    store[SERVICE, "shop:access_token"] = "kept"
    assert "kept" == read_secrets("shop", "SHOP_").access_token
    assert read_secrets("other", "OTHER_").access_token is None


def test_who_sets_the_environment_means_it(
    monkeypatch: pytest.MonkeyPatch, store: dict[tuple[str, str], str]
) -> None:
    """One variable is enough to leave the store alone: secrets of two places are never mixed."""
    store[SERVICE, "default:app_secret"] = "old"
    monkeypatch.setenv("ZNS_ACCESS_TOKEN", "new")
    found = read_secrets("default", "")
    assert ("new", None) == (found.access_token, found.app_secret)


def test_a_machine_without_a_store_has_no_secrets(
    monkeypatch: pytest.MonkeyPatch, store: dict[tuple[str, str], str]
) -> None:
    """A server without a store is no error; and the store can be left alone for good."""

    def none(*_place: str) -> str:
        raise NoKeyringError

    monkeypatch.setattr(keyring, "get_password", none)
    assert () == read_secrets("default", "").values()
    store[SERVICE, "default:access_token"] = "kept"
    monkeypatch.setattr(keyring, "get_password", lambda *place: store.get(place))
    monkeypatch.setenv("ZNS_KEYRING", "off")
    assert () == read_secrets("default", "").values()
