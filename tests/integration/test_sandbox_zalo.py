import hashlib
import hmac
import re
import time
from datetime import datetime, timedelta, timezone
from typing import Any

import httpx
import pytest
from sandbox_client import PHONE, TOKEN, ask, body, post, send

from zns_batch.sandbox import SandboxConfig, SandboxParam, SandboxTemplate, sandbox

VIETNAM = timezone(timedelta(hours=7))
KNOWN = {
    "217489": SandboxTemplate(
        params={"customer_name": SandboxParam(max_length=20)}, name="Xác nhận", price=300
    ),
    "300001": SandboxTemplate(status="PENDING_REVIEW"),
    "300002": SandboxTemplate(status="REJECT"),
    "300003": SandboxTemplate(status="DISABLE"),
    "300004": SandboxTemplate(status="DELETE"),
    "300005": SandboxTemplate(tag="TRANSACTION", at_night=False),
    "300006": SandboxTemplate(tag="PROMOTION", at_night=True),
}


def test_an_accepted_message_has_zalos_shape() -> None:
    """A success has exactly the fields and the types of Zalo's documentation."""
    before = time.time()
    with sandbox(SandboxConfig(quota=300)) as zalo:
        answer = send(zalo.url)
    after = time.time()
    data = answer["data"]
    assert {"error", "message", "data"} == answer.keys()
    assert (0, "Success") == (answer["error"], answer["message"])
    assert {"msg_id", "sent_time", "sending_mode", "quota"} == data.keys()
    assert re.fullmatch(r"[0-9a-f]{20}", data["msg_id"])
    assert before - 1 <= int(data["sent_time"]) / 1000 <= after + 1
    assert "1" == data["sending_mode"]
    assert {"dailyQuota": "300", "remainingQuota": "299"} == data["quota"]


def test_an_error_has_zalos_shape() -> None:
    """A refusal is HTTP 200 with a negative number and a text, and nothing else."""
    with sandbox() as zalo:
        answer = post(zalo.url, "84901234918")
    assert 200 == answer.status_code
    assert {"error": -118, "message": "Zalo account not existed"} == answer.json()


@pytest.mark.parametrize("phone", ["0901234567", "901234567", "+84901234567"])
def test_a_strict_account_takes_only_the_documented_phones(phone: str) -> None:
    """Phones without the country code go through only where that is allowed."""
    with sandbox() as lenient, sandbox(SandboxConfig(strict_phones=True)) as strict:
        assert 0 == send(lenient.url, phone)["error"]
        assert (0 if phone.startswith("+") else -108) == send(strict.url, phone)["error"]
        assert PHONE == lenient.messages()[0].phone


@pytest.mark.parametrize(
    "headers,code",
    [
        ({}, -124),
        ({"access_token": ""}, -124),
        ({"access_token": "other"}, -124),
        ({"access_token": "right"}, 0),
    ],
)
def test_only_the_right_token_goes_through(headers: dict[str, str], code: int) -> None:
    """A missing, empty or wrong token is refused for messages and for questions alike."""
    with sandbox(SandboxConfig(token="right")) as zalo:
        sent = httpx.post(f"{zalo.url}/message/template", json=body(), headers=headers, timeout=60)
        asked = httpx.get(f"{zalo.url}/message/quota", headers=headers, timeout=60)
    assert [code, code] == [sent.json()["error"], asked.json()["error"]]


@pytest.mark.parametrize(
    "required,proof,code",
    [
        (False, None, 0),
        (False, "right", 0),
        (False, "wrong", -1241),
        (True, None, -1241),
        (True, "right", 0),
    ],
)
def test_the_proof_is_checked(required: bool, proof: str | None, code: int) -> None:
    """The proof is the HMAC-SHA256 of the token; a wrong one never goes through."""
    right = hmac.new(b"app secret", b"sandbox", hashlib.sha256).hexdigest()
    header = {} if proof is None else {"appsecret_proof": right if proof == "right" else "0" * 64}
    with sandbox(SandboxConfig(app_secret="app secret", proof_required=required)) as zalo:
        url = f"{zalo.url}/message/template"
        assert (
            code
            == httpx.post(url, json=body(), headers={**TOKEN, **header}, timeout=60).json()["error"]
        )


@pytest.mark.parametrize(
    "fields,code",
    [
        ({}, 0),
        ({"template_id": "999999"}, -109),
        ({"template_id": None}, -109),
        ({"template_id": "300001"}, -131),
        ({"template_id": "300001", "mode": "development"}, 0),
        ({"template_id": "300002"}, -131),
        ({"template_id": "300003"}, -146),
        ({"template_id": "300003", "mode": "development"}, -146),
        ({"template_id": "300004"}, -109),
        ({"template_data": {"customer_name": "x" * 21}}, -1121),
        ({"template_data": {"other": "x"}}, -1122),
        ({"template_data": {}}, -111),
        ({"sending_mode": "1"}, 0),
        ({"sending_mode": "3"}, -162),
        ({"sending_mode": "2"}, -161),
        ({"sending_mode": ["3"]}, -161),
        ({"template_id": "300006", "sending_mode": "3"}, 0),
        ({"tracking_id": None}, 0),
        ({"tracking_id": "x" * 100}, 0),
    ],
)
def test_known_templates_hold_messages_to_themselves(fields: dict[str, Any], code: int) -> None:
    """With templates of its own, the account refuses what Zalo would refuse, with its codes."""
    with sandbox(SandboxConfig(templates=KNOWN)) as zalo:
        assert code == send(zalo.url, **fields)["error"]


@pytest.mark.parametrize("template_id", ["109", "117", "131", "133", "146", "147"])
def test_some_template_ids_are_always_refused(template_id: str) -> None:
    """A refused template can be rehearsed without describing any."""
    with sandbox() as zalo:
        assert -int(template_id) == send(zalo.url, template_id=template_id)["error"]


def test_any_template_goes_through_when_none_is_known() -> None:
    """Without templates of its own, the account takes any template with any parameters."""
    with sandbox() as zalo:
        answer = send(zalo.url, template_id=4711, template_data={"whatever": "x"})
        assert 0 == answer["error"]
        assert "4711" == zalo.messages()[0].template_id


@pytest.mark.parametrize(
    "night,hour,template_id,code",
    [
        (None, 23, "300005", -133),
        (None, 12, "300005", 0),
        (None, 23, "217489", 0),
        (False, 23, "300005", 0),
        (True, 12, "300005", -133),
        (True, 12, "217489", -133),
        (True, 12, "300006", 0),
    ],
)
def test_night_stops_the_templates_that_may_not_go_out(
    night: bool | None, hour: int, template_id: str, code: int
) -> None:
    """At night only the templates that may be sent then go through."""
    clock = datetime(2026, 11, 22, hour, tzinfo=VIETNAM)
    data = {"customer_name": "Bình"}
    with sandbox(SandboxConfig(templates=KNOWN, night=night, clock=clock)) as zalo:
        answer = send(zalo.url, template_id=template_id, template_data=data)
    assert code == answer["error"]


def test_a_quota_is_used_to_the_last_message() -> None:
    """Exactly the quota is accepted, what comes after gets -144, and all of it is counted."""
    with sandbox(SandboxConfig(quota=3)) as zalo:
        codes = [send(zalo.url, tracking_id=f"t-{number}")["error"] for number in range(5)]
        counts = zalo.counts()
    assert [0, 0, 0, -144, -144] == codes
    assert (3, 2) == (counts.accepted, counts.above_quota)


def test_a_refused_message_uses_no_quota() -> None:
    """Only accepted messages are taken off the quota."""
    with sandbox(SandboxConfig(quota=3)) as zalo:
        send(zalo.url, "84901234918")
        assert 3 == ask(zalo.url, "/message/quota")["data"]["remainingQuota"]


def test_a_promotion_may_go_beyond_the_quota() -> None:
    """Sending mode 3 goes through when the quota is used."""
    with sandbox(SandboxConfig(quota=0)) as zalo:
        assert -144 == send(zalo.url)["error"]
        assert 0 == send(zalo.url, sending_mode="3")["error"]


def test_an_empty_wallet_stops_messages() -> None:
    """Messages are paid for until the wallet is empty."""
    with sandbox(SandboxConfig(balance=500, price=200)) as zalo:
        codes = [send(zalo.url, tracking_id=f"t-{number}")["error"] for number in range(3)]
    assert [0, 0, -115] == codes


def test_a_test_send_reaches_administrators_only() -> None:
    """A test send goes to an administrator, and neither quota nor wallet pay for it."""
    with sandbox(SandboxConfig(quota=1, balance=0, admins=(PHONE,))) as zalo:
        assert 0 == send(zalo.url, mode="development")["error"]
        assert -127 == send(zalo.url, "84901234566", mode="development")["error"]
        assert 1 == ask(zalo.url, "/message/quota")["data"]["remainingQuota"]


@pytest.mark.parametrize(
    "fields,code",
    [
        ({"template_id": "109", "phone": "1"}, -109),
        ({"phone": "1", "template_data": {}}, -108),
        ({"template_data": {}}, -111),
        ({"phone": "84901234918"}, -133),
        ({"phone": "84901234908", "template_data": {}}, -108),
        ({"phone": "84901234900", "template_id": "109"}, -100),
    ],
)
def test_what_is_wrong_first_is_said_first(fields: dict[str, Any], code: int) -> None:
    """Of several mistakes the answer names the first in the order of Zalo's checks."""
    with sandbox(SandboxConfig(night=True)) as zalo:
        assert code == send(zalo.url, **fields)["error"]


def test_more_than_the_limit_in_a_second_is_refused() -> None:
    """Above the limit messages are refused with -32, and the refused ones leave room for others."""
    with sandbox(SandboxConfig(limit=5)) as zalo, httpx.Client(headers=TOKEN, timeout=60) as client:
        url = f"{zalo.url}/message/template"
        codes = [client.post(url, json=body()).json()["error"] for _ in range(8)]
        time.sleep(1.05)
        again = client.post(url, json=body()).json()["error"]
    assert [0] * 5 + [-32] * 3 == codes
    assert 0 == again


def test_the_limit_can_answer_with_http_429() -> None:
    """Where it is asked for, the limit answers HTTP 429 and how long to wait."""
    with sandbox(SandboxConfig(limit=1, limit_answer="http-429")) as zalo:
        post(zalo.url)
        answer = post(zalo.url)
    assert (429, "1") == (answer.status_code, answer.headers["Retry-After"])
    assert {"http-429": 1} == zalo.counts().refused


@pytest.mark.parametrize(
    "behaviour", [SandboxConfig(latency=0.2), SandboxConfig(latency=(0.2, 0.3))]
)
def test_an_answer_takes_its_time(behaviour: SandboxConfig) -> None:
    """The answer comes after the latency, though the message counts from its arrival."""
    with sandbox(behaviour) as zalo:
        began = time.monotonic()
        send(zalo.url)
        assert 0.2 <= time.monotonic() - began


def test_the_quota_question_has_numbers() -> None:
    """The quota address answers with numbers and nulls, in Zalo's own names."""
    with sandbox(SandboxConfig(quota=300, used=100)) as zalo:
        send(zalo.url)
        answer = ask(zalo.url, "/message/quota")
    assert (0, "success") == (answer["error"], answer["message"])
    assert {
        "dailyQuota": 300,
        "remainingQuota": 199,
        "dailyQuotaPromotion": None,
        "remainingQuotaPromotion": None,
        "monthlyPromotionQuota": None,
        "remainingMonthlyPromotionQuota": None,
        "estimatedNextMonthPromotionQuota": None,
    } == answer["data"]


def test_an_account_without_a_limit_says_no_quota() -> None:
    """Without a daily limit there are no numbers to read anywhere."""
    with sandbox(SandboxConfig(quota=None)) as zalo:
        assert "quota" not in send(zalo.url)["data"]
        assert ask(zalo.url, "/message/quota")["data"]["dailyQuota"] is None


def test_a_message_is_delivered_after_a_while() -> None:
    """The status is 0 until the message reaches the phone and 1 with the time afterwards."""
    noon = datetime(2026, 11, 22, 12, tzinfo=VIETNAM)
    with sandbox(SandboxConfig(clock=noon, delivery=60.0)) as zalo:
        msg_id = send(zalo.url)["data"]["msg_id"]
        before = ask(zalo.url, "/message/status", message_id=msg_id)["data"]
        zalo.change(clock=noon + timedelta(minutes=2))
        after = ask(zalo.url, "/message/status", message_id=msg_id)["data"]
    assert 0 == before["status"]
    assert 1 == after["status"]
    assert int(after["delivery_time"]) / 1000 == pytest.approx(noon.timestamp() + 60, abs=5)


@pytest.mark.parametrize(
    "phone,statuses",
    [("84901234980", [0, 0]), ("84901234981", [0, 1])],
)
def test_some_messages_arrive_late_or_never(phone: str, statuses: list[int]) -> None:
    """A message that is never delivered stays at 0, and a late one comes after three hours."""
    noon = datetime(2026, 11, 22, 12, tzinfo=VIETNAM)
    with sandbox(SandboxConfig(clock=noon)) as zalo:
        msg_id = send(zalo.url, phone)["data"]["msg_id"]
        seen = []
        for hours in (2, 4):
            zalo.change(clock=noon + timedelta(hours=hours))
            seen.append(ask(zalo.url, "/message/status", message_id=msg_id)["data"]["status"])
    assert statuses == seen


def test_a_status_question_needs_an_id_that_exists() -> None:
    """An id that is none gets -107, and an unknown one says that there is no such message."""
    with sandbox() as zalo:
        assert -107 == ask(zalo.url, "/message/status", message_id="4711")["error"]
        unknown = zalo.url, "/message/status"
        assert -1 == ask(*unknown, message_id="0" * 20)["data"]["status"]
        own = send(zalo.url)["data"]["msg_id"]
        assert -1 == ask(*unknown, message_id=own[:12] + "000000ff")["data"]["status"]


def test_the_template_list_has_pages_and_states() -> None:
    """The list gives the asked part of the templates in the asked state, and how many there are."""
    with sandbox(SandboxConfig(templates=KNOWN)) as zalo:
        page = ask(zalo.url, "/template/all", offset="1", limit="2")
        pending = ask(zalo.url, "/template/all", status="2")
        wrong = ask(zalo.url, "/template/all", status="ENABLE")
    assert [300001, 300002] == [item["templateId"] for item in page["data"]]
    assert {"total": 7} == page["metadata"]
    assert ["PENDING_REVIEW"] == [item["status"] for item in pending["data"]]
    assert (-132, "Invalid status") == (wrong["error"], wrong["message"])


def test_a_template_tells_what_it_asks_for() -> None:
    """The detail of a template names its parameters, whether they are needed and how long."""
    with sandbox(SandboxConfig(templates=KNOWN)) as zalo:
        info = ask(zalo.url, "/template/info/v2", template_id="217489")["data"]
        unknown = ask(zalo.url, "/template/info/v2", template_id="999999")
    assert (217489, "Xác nhận", "ENABLE") == (
        info["templateId"],
        info["templateName"],
        info["status"],
    )
    assert [
        {
            "name": "customer_name",
            "require": True,
            "type": "STRING",
            "maxLength": 20,
            "minLength": 0,
            "acceptNull": False,
        }
    ] == info["listParams"]
    assert ("300", 7_200_000) == (info["price_sdt"], info["timeout"])
    assert -109 == unknown["error"]


def test_quality_and_tags_are_told() -> None:
    """The account tells its quality and what it may send."""
    with sandbox(SandboxConfig(quality="LOW", tags=("TRANSACTION",))) as zalo:
        quality = ask(zalo.url, "/quality")["data"]
        tags = ask(zalo.url, "/message/template-tag")["data"]
    assert {"oaCurrentQuality": "LOW", "oa7dayQuality": "LOW"} == quality
    assert ["TRANSACTION"] == tags


def test_a_wrong_method_and_a_wrong_address_are_refused() -> None:
    """A known address refuses other methods with -106, and an unknown one is HTTP 404."""
    with sandbox() as zalo:
        assert -106 == ask(zalo.url, "/message/template")["error"]
        assert (
            404 == httpx.get(f"{zalo.url}/message/templates", headers=TOKEN, timeout=60).status_code
        )
