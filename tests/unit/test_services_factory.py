"""From an account's settings to the provider and the limits."""

import pytest

from zns_batch.errors import SettingsError, UsageError, ZnsBatchError
from zns_batch.sending.hours import SendingHours
from zns_batch.services.accounts.factory import limits_of, merged_options, options_of, sender_of
from zns_batch.settings.accounts import AccountSettings
from zns_batch.settings.secrets import Secrets

SHOP = AccountSettings(
    name="shop-2",
    rate=5.0,
    concurrency=3,
    quota_reserve=7,
    window="08:00-21:30",
    secrets=Secrets(access_token="t"),
)


def test_what_is_asked_for_comes_before_what_the_account_says() -> None:
    """The command line wins over the settings, also with a nought, and nothing asked is nothing."""
    asked = {"rate": None, "concurrency": 9, "quota_reserve": 0, "window": None, "yes": True}
    assert {
        "rate": 5.0,
        "concurrency": 9,
        "quota_reserve": 0,
        "window": "08:00-21:30",
    } == options_of(SHOP, asked)


def test_a_campaign_keeps_its_pace_until_told_otherwise() -> None:
    """`resume` goes on as the campaign began, except for what is asked for now."""
    kept = options_of(SHOP, {})
    assert kept == merged_options(kept, {})
    assert kept | {"rate": 1.0} == merged_options(kept, {"rate": 1.0, "window": None})


def test_options_become_limits() -> None:
    """Numbers and the window are understood once, for the whole run."""
    limits = limits_of(options_of(SHOP, {}))
    assert (5.0, 3, 7, SendingHours.parse("08:00-21:30")) == (
        limits.rate,
        limits.concurrency,
        limits.quota_reserve,
        limits.window,
    )
    assert limits_of(options_of(AccountSettings(name="a"), {})).window is None


def test_a_window_that_makes_no_sense_is_told() -> None:
    """A wrong window of the settings is found before anything leaves."""
    with pytest.raises(UsageError):
        limits_of(options_of(SHOP, {"window": "morning"}))


@pytest.mark.parametrize(
    "account, key, variable",
    [
        (AccountSettings(name="default"), "settings.no-token", "ZNS_ACCESS_TOKEN"),
        (AccountSettings(name="shop-2"), "settings.no-token", "ZNS_SHOP_2_ACCESS_TOKEN"),
        (
            AccountSettings(name="b", appsecret_proof=True, secrets=Secrets(access_token="t")),
            "settings.no-secret",
            "ZNS_B_APP_SECRET",
        ),
    ],
)
def test_missing_credentials_name_the_variable(
    account: AccountSettings, key: str, variable: str
) -> None:
    """Who has set no token reads which variable to set."""
    with pytest.raises(SettingsError) as refusal:
        sender_of(account, concurrency=1)
    assert (key, variable) == (refusal.value.key, refusal.value.params["variable"])


def test_a_provider_that_nobody_knows_is_told_first() -> None:
    """A mistyped provider is the mistake to tell of, not the token that it lacks."""
    with pytest.raises(ZnsBatchError) as refusal:
        sender_of(AccountSettings(name="a", provider="viber"), concurrency=1)
    assert "viber" in refusal.value.text("en")


def test_a_rehearsal_needs_no_credentials() -> None:
    """A dry run asks nobody, so it needs no token."""
    assert "zalo" == sender_of(AccountSettings(name="a"), concurrency=1, dry_run=True).name
