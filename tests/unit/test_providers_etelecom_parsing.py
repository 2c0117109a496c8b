"""What eTelecom tells of messages, the OA, templates and journeys, however it is written."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from etelecom_help import KEY, NOW, OA, REFUSED, TAKEN, Stopped, sender

from zns_batch.domain.delivery import Receipt
from zns_batch.domain.message import Quota
from zns_batch.domain.template import ENABLED, ProviderParam
from zns_batch.errors import SettingsError
from zns_batch.providers.etelecom.client import BASE_URL, Etelecom, service_of
from zns_batch.providers.etelecom.outcomes import receipt_of
from zns_batch.providers.etelecom.parsing import (
    account_of,
    journey_of,
    oa_quota_of,
    provider_template_of,
)

ARRIVED = datetime(2026, 11, 22, 3, 0, 9, tzinfo=UTC)


def _receipt(**changes: Any) -> Receipt:
    return receipt_of({**TAKEN, **changes}, (KEY,), Stopped())


def test_a_message_under_way_is_neither_delivered_nor_paid() -> None:
    """Before it arrives nobody knows whether it will be charged."""
    assert (
        Receipt(
            tracking_id="c1-000001",
            message_id="a1b2c3d4e5f6a7b8c9d0",
            sent_at=datetime(2026, 11, 22, 3, 0, 5, tzinfo=UTC),
            fee=200,
        )
        == _receipt()
    )


@pytest.mark.parametrize("word", ["received", "Received", "RECEIVED", "seen", "Seen", "unknown"])
def test_a_message_that_arrived_has_its_moment(word: str) -> None:
    """Words in any case, or the moment alone, say that the customer has it."""
    found = _receipt(delivery_status=word, delivery_time="2026-11-22T03:00:09Z", is_charged=True)
    assert (ARRIVED, True) == (found.delivered_at, found.charged)


@pytest.mark.parametrize("said", [None, "0001-01-01T00:00:00Z", "", 5])
@pytest.mark.parametrize("changed, expected", [("2026-11-22T03:00:09Z", ARRIVED), (None, NOW)])
def test_an_arrival_without_a_moment_is_dated_as_well_as_can_be(
    said: Any, changed: Any, expected: datetime
) -> None:
    """A message that was seen has arrived, whatever its moment looks like."""
    found = _receipt(delivery_status="seen", delivery_time=said, updated_at=changed)
    assert expected == found.delivered_at


def test_an_arrival_that_is_not_charged_says_so() -> None:
    """A message that came too late, or as a test, is told as not paid for."""
    found = _receipt(delivery_time="2026-11-22T03:00:09Z", is_charged=False)
    assert False is found.charged


@pytest.mark.parametrize(
    "main, token, fee",
    [(200, 0, 200), ("200", "100", 300), (None, None, None), (None, 100, 100), (-5, 0, 0)],
)
def test_the_fee_is_the_sum_of_both(main: Any, token: Any, fee: int | None) -> None:
    """A journey's token and the message are paid together."""
    assert fee == _receipt(fee_main=main, fee_token=token).fee


def test_a_refusal_that_comes_later_is_a_failure() -> None:
    """A message that Zalo refused after all is told with its number."""
    found = receipt_of(REFUSED, (KEY,), Stopped())
    assert found.failure is not None
    assert ("-118", None, None) == (found.failure.code, found.delivered_at, found.message_id)


@pytest.mark.parametrize(
    "daily, remaining, expected",
    [
        (500, 499, Quota(daily=500, remaining=499)),
        ("500", "499", Quota(daily=500, remaining=499)),
        (None, None, Quota()),
        (-1, -1, Quota()),
        (500, "many", Quota(daily=500)),
        (500, 0, Quota(daily=500, remaining=0)),
    ],
)
def test_the_quota_is_read_as_numbers_or_text(daily: Any, remaining: Any, expected: Quota) -> None:
    """What makes no sense counts as not said."""
    assert expected == oa_quota_of({"daily_quota": daily, "remaining_quota": remaining})


OA_FIELDS = {
    "oa_id": OA,
    "name": "Cửa hàng Hoa",
    "status": "P",
    "expires_at": "2027-02-20T00:00:00Z",
    "current_quality": "HIGH",
    "last_week_quality": "unknown",
    "daily_quota": 5000,
    "remaining_quota": 4000,
    "monthly_promotion_quota": 403,
    "remaining_monthly_promotion_quota": 400,
    "onwer_id": "17",
}


def test_the_oa_is_told() -> None:
    """Connection, quality and quotas come from one answer, the misspelt key does no harm."""
    found = account_of(OA_FIELDS)
    assert (OA, "Cửa hàng Hoa", True) == (found.oa_id, found.name, found.connected)
    assert datetime(2027, 2, 20, tzinfo=UTC) == found.connected_until
    assert ("HIGH", None) == (found.quality, found.week_quality)
    assert Quota(daily=5000, remaining=4000) == found.quota
    assert Quota(daily=403, remaining=400) == found.promotion_quota


@pytest.mark.parametrize(
    "status, connected", [("P", True), ("p", True), ("N", False), ("Z", None), (None, None)]
)
def test_a_connection_that_is_not_told_is_not_known(status: Any, connected: bool | None) -> None:
    """Only P and N say how the OA is connected."""
    assert connected is account_of({**OA_FIELDS, "status": status}).connected


TEMPLATE = {
    "template_id": 217489,
    "template_name": "Xác nhận đơn hàng",
    "template_status": "ENABLE",
    "template_quality": "unknown",
    "template_tag": "TRANSACTION",
    "template_params": [
        {"name": "ten", "require": True, "type": "STRING", "max_length": 30, "min_length": 0},
        {"name": "note", "require": False, "type": "STRING", "max_length": 0, "accept_null": True},
        {"type": "STRING"},
        "odd",
    ],
    "apply_template_quota": True,
    "template_daily_quota": 100,
    "template_remaining_quota": 40,
    "price": 250,
    "timeout": 7_200_000,
    "is_journey": True,
    "created_at": "2025-03-28T03:16:58.682536Z",
}


def test_a_template_is_told_with_all_that_a_campaign_needs() -> None:
    """Names, lengths, tag, price and time-out come from the account's own template."""
    found = provider_template_of(TEMPLATE)
    assert ("217489", "Xác nhận đơn hàng", ENABLED) == (
        found.template_id,
        found.name,
        found.status,
    )
    assert ("TRANSACTION", None, 250, True) == (
        found.tag,
        found.quality,
        found.price,
        found.journey,
    )
    assert Quota(daily=100, remaining=40) == found.quota
    assert (
        ProviderParam(name="ten", max_length=30),
        ProviderParam(name="note", required=False, accepts_empty=True),
    ) == found.params


@pytest.mark.parametrize(
    "told, seconds",
    [(15_000, 15.0), (7_200_000, 7_200.0), (15, 15.0), (7_200, 7_200.0), (0, None), (None, None)],
)
def test_a_time_out_is_read_in_seconds_or_milliseconds(told: Any, seconds: float | None) -> None:
    """No unit is named; Zalo's two time-outs tell which it is."""
    assert seconds == provider_template_of({**TEMPLATE, "timeout": told}).timeout_seconds


def test_a_bare_template_is_read_all_the_same() -> None:
    """A list that tells little of a template still tells its id and name."""
    found = provider_template_of({"template_name": "A", "template_params": None}, "9")
    assert ("9", "A", "", ()) == (found.template_id, found.name, found.status, found.params)


@pytest.mark.parametrize("key", ["expired_at", "expires_at"])
def test_a_journey_is_carried_by_its_id(key: str) -> None:
    """The samples and the table name the end of a journey differently; both are read."""
    found = journey_of(
        {"id": "5", "journey_id": 9, "journey_token": "t", key: "2026-12-01T00:00:00Z"}
    )
    assert found is not None
    assert ("9", "9") == (found.token, found.journey_id)
    assert datetime(2026, 12, 1, tzinfo=UTC) == found.expires_at


def test_a_journey_without_an_id_is_none() -> None:
    """Without an id no message can be sent in it."""
    assert journey_of({"journey_token": "t"}) is None
    own = journey_of({"id": "5"})
    assert own is not None
    assert "5" == own.token


@pytest.mark.parametrize(
    "base, expected",
    [
        ("https://api.etelecom.vn/v1/shop", "https://api.etelecom.vn/v1/shop.Zalo"),
        ("https://api.etelecom.vn/v1/shop/", "https://api.etelecom.vn/v1/shop.Zalo"),
        ("https://api.etelecom.vn/v1/shop.Zalo", "https://api.etelecom.vn/v1/shop.Zalo"),
        ("https://api.etelecom.vn/v1/shop.Zalo/", "https://api.etelecom.vn/v1/shop.Zalo"),
        ("https://api.etelecom.vn/v1/partner", "https://api.etelecom.vn/v1/partner.Zalo"),
        ("https://api-sandbox.etelecom.vn", "https://api-sandbox.etelecom.vn/v1/shop.Zalo"),
        ("http://127.0.0.1:8485/", "http://127.0.0.1:8485/v1/shop.Zalo"),
        ("https://gw.example/et/v1/shop", "https://gw.example/et/v1/shop.Zalo"),
    ],
)
def test_the_service_is_joined_by_a_dot(base: str, expected: str) -> None:
    """However the address is written in the settings, the methods are found."""
    assert expected == str(service_of(httpx.URL(base)))


def test_etelecoms_own_address_is_the_default() -> None:
    """An account without an address sends to eTelecom itself."""
    assert "https://api.etelecom.vn/v1/shop" == BASE_URL
    assert f"{BASE_URL}.Zalo/SendZNS" == str(service_of(Etelecom(sender()).base)) + "/SendZNS"


@pytest.mark.parametrize(
    "changes, key",
    [
        ({"api_key": ""}, "etelecom.key-missing"),
        ({"api_key": "two words"}, "etelecom.key-unusable"),
        ({"api_key": "line\r\nbreak: 1"}, "etelecom.key-unusable"),
        ({"api_key": "khóa"}, "etelecom.key-unusable"),
        ({"oa_id": None}, "etelecom.bad-oa-id"),
        ({"oa_id": "my-oa"}, "etelecom.bad-oa-id"),
        ({"oa_id": "9" * 20}, "etelecom.bad-oa-id"),
        ({"base_url": "http://api.etelecom.vn/v1/shop"}, "provider.insecure-url"),
        ({"base_url": "api.etelecom.vn"}, "provider.bad-url"),
    ],
)
def test_unusable_settings_are_told_before_anything_is_sent(changes: Any, key: str) -> None:
    """A missing or broken key is an error of its own, not one failure for each row."""
    with pytest.raises(SettingsError) as raised:
        Etelecom(sender(**changes))
    assert key == raised.value.key
    assert "khóa" not in raised.value.text("en")
