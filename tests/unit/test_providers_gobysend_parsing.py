"""What GobySend says of messages and templates, in all the shapes it may come."""

from datetime import UTC, datetime
from typing import Any

import pytest

from zns_batch.domain.delivery import Receipt
from zns_batch.domain.message import Quota
from zns_batch.domain.template import ProviderParam, ProviderTemplate
from zns_batch.providers.gobysend.parsing import (
    message_status_of,
    oa_id_of,
    receipt_of,
    template_page_of,
)
from zns_batch.providers.zns.replies import ZnsReply, template_of

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)

ITEM = {
    "createdAt": 1735689600.123456789,
    "updatedAt": "1735689600.000000000",
    "price": 300.0,
    "oaId": 7,
    "zaloOaId": "1234567890123456789",
    "templateId": 217489,
    "templateName": "OTP",
    "status": "ENABLE",
    "templateQuality": "HIGH",
    "listParams": [
        {
            "name": "otp",
            "require": True,
            "type": "STRING",
            "maxLength": 6,
            "minLength": 4,
            "acceptNull": False,
        }
    ],
    "timeout": 15000,
    "previewUrl": "https://zns.example/preview",
    "templateTag": "OTP",
    "applyTemplateQuota": True,
    "templateDailyQuota": "500",
    "templateRemainingQuota": 499,
}


@pytest.mark.parametrize(
    "data, expected",
    [
        ({"status": 1, "message": "The message was delivered"}, 1),
        ({"status": "1"}, 1),
        ({"status": 0}, 0),
        ({"status": -1}, -1),
        ({"status": "-1", "message": "1"}, -1),
        ({"message": 1}, 1),
        ({"message": "0"}, 0),
        ({"message": "The message was delivered"}, None),
        ({"status": 2}, None),
        ({"status": True}, None),
        ({"status": None}, None),
        ({}, None),
    ],
)
def test_the_state_of_a_message_is_read_wherever_it_stands(data: Any, expected: Any) -> None:
    """The state stands under `status`, or under `message` as the table says; nothing is guessed."""
    assert expected == message_status_of(data)


@pytest.mark.parametrize(
    "status, data, expected",
    [
        (-1, {"delivery_time": "1600328011517"}, None),
        (0, {"delivery_time": ""}, Receipt(message_id="m")),
        (0, {"delivery_time": "1600328011517"}, Receipt(message_id="m")),
        (
            1,
            {"delivery_time": "1600328011517"},
            Receipt(
                message_id="m",
                delivered_at=datetime(2020, 9, 17, 7, 33, 31, 517000, tzinfo=UTC),
            ),
        ),
        (
            1,
            {"delivery_time": 1600328011},
            Receipt(message_id="m", delivered_at=datetime(2020, 9, 17, 7, 33, 31, tzinfo=UTC)),
        ),
        (1, {"delivery_time": None}, Receipt(message_id="m", delivered_at=NOW)),
        (1, {}, Receipt(message_id="m", delivered_at=NOW)),
    ],
)
def test_a_receipt_says_delivered_only_when_it_was(status: int, data: Any, expected: Any) -> None:
    """1 is delivered, at the latest now; 0 is on its way, whatever else is said; -1 is nothing."""
    assert expected == receipt_of("m", status, data, now=NOW)


def test_a_listed_template_is_read_whole() -> None:
    """Id, price, parameters, time limit, tag and quota come over in our own words."""
    reply = ZnsReply(error=0, message="", fields={"data": [ITEM], "metadata": {"total": 1}})
    page = template_page_of(reply, 0)
    assert (1, None) == (len(page.items), page.next)
    assert "1234567890123456789" == oa_id_of(page.items)
    assert (
        ProviderTemplate(
            template_id="217489",
            name="OTP",
            status="ENABLE",
            quality="HIGH",
            tag="OTP",
            price=300,
            timeout_seconds=15.0,
            preview_url="https://zns.example/preview",
            params=(ProviderParam(name="otp", max_length=6, min_length=4),),
            quota=Quota(daily=500, remaining=499),
        )
    ) == template_of(ITEM)


@pytest.mark.parametrize(
    "fields, ids, count, following",
    [
        ({}, [], 0, 0),
        ({"data": None}, [], 0, 0),
        ({"data": {}}, [], 0, 0),
        ({"data": []}, [], 0, 0),
        ({"data": [None, 5, "x", []]}, [], 4, 4),
        ({"data": [{}]}, [], 1, 1),
        ({"data": [{"templateId": "0a1b2c3d4e5f60718293"}]}, ["0a1b2c3d4e5f60718293"], 1, 1),
        ({"data": [{"templateId": 1}], "metadata": []}, ["1"], 1, 1),
        ({"data": [{"templateId": 1}], "metadata": {"total": "12"}}, ["1"], 1, 1),
        ({"data": [{"templateId": 1}], "metadata": {"total": "1"}}, ["1"], 1, None),
        ({"data": [{"templateId": 1}], "metadata": {"total": 0}}, ["1"], 1, 1),
        ({"data": [{"templateId": 1, "listParams": "x"}]}, ["1"], 1, 1),
    ],
)
def test_a_list_is_read_as_far_as_it_can_be(
    fields: Any, ids: list[str], count: int, following: int | None
) -> None:
    """What is missing or odd in a list is left out, and never stops the reading."""
    page = template_page_of(ZnsReply(error=0, message="", fields=fields), 0)
    templates = [template_of(item) for item in page.items if isinstance(item, dict)]
    assert ids == [one.template_id for one in templates if one.template_id]
    assert (count, following) == (len(page.items), page.next)
