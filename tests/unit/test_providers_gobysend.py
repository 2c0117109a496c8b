"""GobySend: what leaves, what its answers mean, and which settings can't work."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from zns_batch.domain.message import Action, Message, Outcome, OutcomeKind, Quota, Sms
from zns_batch.domain.states import Reason
from zns_batch.errors import SettingsError
from zns_batch.i18n import LANGS, Lang
from zns_batch.i18n.provider_errors import explain
from zns_batch.providers import ProviderConfig, make_client, needs
from zns_batch.providers.base import AccountClient
from zns_batch.providers.gobysend.client import PROVIDER, GobySend, body_of
from zns_batch.providers.gobysend.parsing import GobySendOutcomeReader
from zns_batch.providers.http.response import HttpResponse

KEY = "goby-key-0123456789"
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
MESSAGE = Message(
    phone="84912345678",
    template_id="217489",
    data={"customer_name": "Nguyễn Văn A"},
    tracking_id="c1-000001",
)


class _Stopped:
    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        raise AssertionError(seconds)


def _read(body: Any, status: int = 200, **headers: str) -> Outcome:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
    reader = GobySendOutcomeReader(secrets=[KEY], retry_unknown_error=True, clock=_Stopped())
    return reader.outcome_of(HttpResponse(status=status, headers=named, body=content))


def test_a_message_has_the_documented_fields_alone() -> None:
    """Phone, template as text, parameters and tracking id leave; nothing is said of an SMS."""
    assert {
        "phone": "84912345678",
        "template_id": "217489",
        "template_data": {"customer_name": "Nguyễn Văn A"},
        "tracking_id": "c1-000001",
    } == json.loads(body_of(MESSAGE))


def test_the_sms_in_the_messages_place_leaves_with_it() -> None:
    """A row's SMS stands in the request with its sender, its text and how long to wait."""
    sms = Sms(brandname="TIEMSEN", content="Don hang DH1 da gui", delay_seconds=120)
    sent = json.loads(body_of(MESSAGE._replace(sms=sms)))
    assert sent["has_fallback_sms"] is True
    assert {
        "brandname": "TIEMSEN",
        "content": "Don hang DH1 da gui",
        "delay_seconds": 120,
    } == sent["fallback_sms"]


@pytest.mark.parametrize(
    "body, message_id, sent_at, quota",
    [
        ({"error": 0, "message": "Success", "data": {"msg_id": "abc"}}, "abc", NOW, None),
        ({"error": 0, "message": "success", "data": {"msg_id": 123}}, "123", NOW, None),
        ({"error": "0", "data": {"message_id": "m-1"}}, "m-1", NOW, None),
        ({"error": 0, "message": "Success"}, None, NOW, None),
        ({"error": 0, "data": None}, None, NOW, None),
        ({"error": 0, "data": []}, None, NOW, None),
        (
            {
                "error": 0,
                "data": {
                    "msg_id": "abc",
                    "sent_time": "1790000000000",
                    "quota": {"dailyQuota": "500", "remainingQuota": 499},
                },
            },
            "abc",
            datetime.fromtimestamp(1790000000, UTC),
            Quota(daily=500, remaining=499),
        ),
    ],
)
def test_an_accepted_message_is_read_however_little_is_said(
    body: Any, message_id: Any, sent_at: Any, quota: Any
) -> None:
    """Error 0 is acceptance; id, moment and quota count when they are there."""
    outcome = _read(body)
    assert (OutcomeKind.ACCEPTED, message_id, sent_at, quota) == (
        outcome.kind,
        outcome.message_id,
        outcome.sent_at,
        outcome.quota,
    )


@pytest.mark.parametrize(
    "body, status, kind, code, action, reason",
    [
        ({"error": -118}, 200, OutcomeKind.REJECTED, "-118", Action.ROW, None),
        ({"error": "-118"}, 200, OutcomeKind.REJECTED, "-118", Action.ROW, None),
        ({"error": -118}, 400, OutcomeKind.REJECTED, "-118", Action.ROW, None),
        ({"error": -144}, 200, OutcomeKind.NOT_SENT, "-144", Action.PAUSE, Reason.QUOTA),
        ({"error": -32}, 200, OutcomeKind.NOT_SENT, "-32", Action.SLOW, Reason.RATE),
        ({"error": -109}, 200, OutcomeKind.NOT_SENT, "-109", Action.ABORT, Reason.TEMPLATE),
        ({"error": -124}, 200, OutcomeKind.NOT_SENT, "-124", Action.AUTH, Reason.AUTHORISATION),
        ({"error": -100}, 200, OutcomeKind.NOT_SENT, "-100", Action.RETRY, Reason.FAILURES),
        ({"error": -9999}, 200, OutcomeKind.REJECTED, "-9999", Action.ROW, Reason.FAILURES),
        ({"error": 7}, 200, OutcomeKind.REJECTED, "7", Action.ROW, Reason.FAILURES),
        ({"error": 404}, 404, OutcomeKind.NOT_SENT, "http-404", Action.ABORT, Reason.SETTINGS),
        ({"error": 422}, 422, OutcomeKind.REJECTED, "http-422", Action.ROW, Reason.SETTINGS),
        ({"error": 401}, 401, OutcomeKind.NOT_SENT, "http-401", Action.ABORT, Reason.AUTHORISATION),
        (
            {"error": -118},
            403,
            OutcomeKind.NOT_SENT,
            "http-403",
            Action.ABORT,
            Reason.AUTHORISATION,
        ),
        (b"<html>", 401, OutcomeKind.NOT_SENT, "http-401", Action.ABORT, Reason.AUTHORISATION),
        (b"", 403, OutcomeKind.NOT_SENT, "http-403", Action.ABORT, Reason.AUTHORISATION),
        (b"<html>", 404, OutcomeKind.NOT_SENT, "http-404", Action.ABORT, Reason.SETTINGS),
        (b"", 429, OutcomeKind.NOT_SENT, "http-429", Action.SLOW, Reason.RATE),
        (b"", 500, OutcomeKind.UNKNOWN, "http-500", Action.ROW, Reason.NETWORK),
        ({"error": -118}, 502, OutcomeKind.UNKNOWN, "http-502", Action.ROW, Reason.NETWORK),
        ({"error": 5}, 503, OutcomeKind.UNKNOWN, "http-503", Action.ROW, Reason.NETWORK),
        ({"error": 0}, 400, OutcomeKind.UNKNOWN, "unreadable", Action.ROW, Reason.NETWORK),
        (
            {"message": "Success"},
            200,
            OutcomeKind.UNKNOWN,
            "unreadable",
            Action.ROW,
            Reason.NETWORK,
        ),
        ({"error": None}, 200, OutcomeKind.UNKNOWN, "unreadable", Action.ROW, Reason.NETWORK),
        ({"error": True}, 200, OutcomeKind.UNKNOWN, "unreadable", Action.ROW, Reason.NETWORK),
        ([0], 200, OutcomeKind.UNKNOWN, "unreadable", Action.ROW, Reason.NETWORK),
        (b'{"error": 0', 200, OutcomeKind.UNKNOWN, "unreadable", Action.ROW, Reason.NETWORK),
        (b"", 302, OutcomeKind.UNKNOWN, "redirect", Action.ROW, Reason.NETWORK),
    ],
)
def test_every_other_answer_is_a_refusal_or_a_doubt(
    body: Any, status: int, kind: OutcomeKind, code: str, action: Action, reason: Reason | None
) -> None:
    """A number is read by Zalo's table, a refused key stops the campaign, the rest is in doubt."""
    outcome = _read(body, status)
    assert outcome.failure is not None
    assert (kind, code, action, reason) == (
        outcome.kind,
        outcome.failure.code,
        outcome.failure.action,
        outcome.failure.reason,
    )


@pytest.mark.parametrize(
    "error, status", [(5, 200), (-118, 200), (-118, 401)], ids=["unlisted", "row", "key"]
)
def test_the_key_never_comes_back_in_words(error: int, status: int) -> None:
    """GobySend's own words are kept for the user, without the key and without phones."""
    said = f"refused {KEY} for 84912345678"
    outcome = _read({"error": error, "message": said}, status)
    assert outcome.failure is not None
    assert "refused … for 84****678" == outcome.failure.provider_message


@pytest.mark.parametrize(
    "changes, key",
    [
        ({"key_header": None}, "gobysend.header-unusable"),
        ({"key_header": ""}, "gobysend.header-unusable"),
        ({"key_header": "two words"}, "gobysend.header-unusable"),
        ({"key_header": "x:y"}, "gobysend.header-unusable"),
        ({"key_header": "mã"}, "gobysend.header-unusable"),
        ({"key_header": "a\r\nb"}, "gobysend.header-unusable"),
        ({"key_header": "Host"}, "gobysend.header-unusable"),
        ({"key_header": "Content-Length"}, "gobysend.header-unusable"),
        ({"key_header": "content-type"}, "gobysend.header-unusable"),
        ({"api_key": ""}, "gobysend.key-unusable"),
        ({"api_key": " spaced"}, "gobysend.key-unusable"),
        ({"api_key": "line\nbreak"}, "gobysend.key-unusable"),
        ({"api_key": "khóa"}, "gobysend.key-unusable"),
        ({"base_url": "http://goby.example"}, "provider.insecure-url"),
        ({"base_url": "ftp://goby.example"}, "provider.bad-url"),
        ({"base_url": "https://u:p@goby.example"}, "provider.url-with-password"),
    ],
)
def test_settings_that_cannot_work_are_told_at_once(changes: Any, key: str) -> None:
    """A key, a header or an address that can't work is an error before anything is sent."""
    sender = ProviderConfig(**{"api_key": KEY, "key_header": "X-Goby", **changes})
    with pytest.raises(SettingsError) as raised:
        make_client("gobysend", sender)
    assert key == raised.value.key
    assert changes.get("api_key") not in {raised.value.text("en"), raised.value.text("vi")}


@pytest.mark.parametrize(
    "header, key",
    [("X-API-KEY", KEY), ("access_token", KEY), ("Authorization", f"Bearer {KEY}")],
)
async def test_any_header_that_gobysend_may_name_can_be_given(header: str, key: str) -> None:
    """The header is the account's to name, and a word may stand before the key."""
    provider = GobySend(ProviderConfig(api_key=key, key_header=header))
    await provider.close()
    assert "gobysend" == provider.name
    assert KEY not in repr(provider)


def test_what_it_needs_and_can_do_is_declared_truly() -> None:
    """A key and its header are needed, and what is declared is what the desk answers."""
    able = PROVIDER.capabilities
    assert ("api_key", "key_header") == needs("gobysend")
    assert (able.quota, able.sms) == (True, True)
    lacking = (able.development, able.hashed, able.user, able.beyond_quota)
    assert not any(lacking)
    asked = {
        "templates": able.templates,
        "template": able.templates,
        "sample": able.sample_data,
        "account": able.account,
        "receipt": able.status,
        "find": able.find,
        "create_journey": able.journeys,
        "journey": able.journeys,
    }
    assert asked == {
        name: getattr(GobySend, name) is not getattr(AccountClient, name) for name in asked
    }


@pytest.mark.parametrize("lang", LANGS)
def test_zalos_numbers_have_zalos_sentences(lang: Lang) -> None:
    """A number that GobySend passes on is explained as Zalo's, unless GobySend must act."""
    assert explain("zalo", "-118", lang) == explain("gobysend", "-118", lang)
    assert explain("zalo", "-124", lang) != explain("gobysend", "-124", lang)
    assert "ZNS_API_KEY" in explain("gobysend", "http-401", lang)[1]
    assert "401" not in explain("gobysend", "http-404", lang)[0]
