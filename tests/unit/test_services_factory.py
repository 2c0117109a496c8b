"""From an account's settings to its sender."""

import pytest

from zns_batch.errors import SettingsError, ZnsBatchError
from zns_batch.services.accounts.factory import sender_of
from zns_batch.settings.accounts import AccountSettings
from zns_batch.settings.secrets import Secrets


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
