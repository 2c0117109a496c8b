"""Who may be asked, whose events are believed, and what a campaign costs by now."""

import pytest
from ledger_help import NOW
from receipts_help import KEY
from report_makers import campaign_of

from zns_batch.domain.delivery import Deliveries
from zns_batch.domain.states import RowState
from zns_batch.errors import SettingsError, UsageError
from zns_batch.ledger.records import StateCounts
from zns_batch.services.campaigns.receipts import can_be_asked, cost_by_now, webhook_endpoints
from zns_batch.settings.accounts import AccountSettings
from zns_batch.settings.secrets import Secrets


def account(
    name: str, *, key: str | None = KEY, provider: str = "zalo", **more: str
) -> AccountSettings:
    """An account with an OA's secret key."""
    return AccountSettings(name=name, provider=provider, secrets=Secrets(oa_secret_key=key), **more)  # type: ignore[arg-type]  # the fields that are given are texts


def test_an_account_with_a_key_has_an_address() -> None:
    """Accounts at Zalo that have the OA's key receive; the others do not."""
    found = webhook_endpoints(
        [
            account("one", app_id="1"),
            account("deaf", key=None, app_id="1"),
            account("other", provider="gobysend", app_id="1"),
        ]
    )
    assert ["one"] == list(found)
    assert ("1", KEY) == (found["one"].first, found["one"].key)


def test_the_application_goes_before_the_oa() -> None:
    """Signatures begin with the application's id, and with the OA's only where no other is set."""
    found = webhook_endpoints([account("a", app_id="1", oa_id="7"), account("b", oa_id="8")])
    assert ["1", "8"] == [found[name].first for name in ("a", "b")]


def test_accounts_of_one_application_know_each_other() -> None:
    """Same application and same key: an event may be any one's. Another key: it may not."""
    found = webhook_endpoints(
        [
            account("a", app_id="1", oa_id="7"),
            account("b", app_id="1", oa_id="8"),
            account("c", app_id="1", oa_id="9", key="another-key-of-tests"),
            account("d", app_id="2", oa_id="10"),
        ]
    )
    assert {"a": "7", "b": "8"} == found["a"].siblings == found["b"].siblings
    assert ({"c": "9"}, {"d": "10"}) == (found["c"].siblings, found["d"].siblings)


@pytest.mark.parametrize(
    "accounts, key",
    [
        ([], "receipts.no-key"),
        ([account("a", key=None)], "receipts.no-key"),
        ([account("a", provider="etelecom", app_id="1")], "receipts.no-key"),
        ([account("a")], "receipts.no-app"),
    ],
)
def test_a_receiver_that_could_believe_nobody_is_refused(
    accounts: list[AccountSettings], key: str
) -> None:
    """What is missing is told before anything listens."""
    with pytest.raises(SettingsError) as refused:
        webhook_endpoints(accounts)
    assert key == refused.value.key


def test_a_rehearsal_can_not_be_asked_about() -> None:
    """Nothing was sent, so there is nobody to ask."""
    with pytest.raises(UsageError):
        can_be_asked(campaign_of(dry_run=True), account("default"))
    assert can_be_asked(campaign_of(), account("default")).status


def test_an_account_that_has_moved_is_not_asked() -> None:
    """Another provider knows nothing of the messages, and its silence would mean nothing."""
    with pytest.raises(SettingsError) as refused:
        can_be_asked(campaign_of(), account("default", provider="etelecom"))
    assert "receipts.other-provider" == refused.value.key


@pytest.mark.parametrize(
    "delivered, cost",
    [
        (Deliveries(missing=3, cost=600), 1000),
        (Deliveries(in_time=1, late=1, missing=1, uncharged=1, cost=400), 800),
        (Deliveries(in_time=3, cost=0), 400),
        (Deliveries(), 1000),
    ],
)
def test_what_is_known_lowers_the_estimate(delivered: Deliveries, cost: int) -> None:
    """The rows that still wait cost their price; the accepted ones what is known of them."""
    tally = StateCounts(rows={RowState.ACCEPTED: 3, RowState.PENDING: 2, RowState.INVALID: 9})
    assert cost == cost_by_now(campaign_of(started_at=NOW), tally, delivered)
