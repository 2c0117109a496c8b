"""What is read of an event, and what of it is kept."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_help import NOW
from receipts_help import OA, arrival, body, ms

from zns_batch.domain.delivery import WebhookEvent
from zns_batch.receipts.webhook.payload import (
    MalformedPayloadError,
    WebhookPayload,
    event_of,
    parse_payload,
)

PHONE = "84912345678"


def kept(of: bytes, server: str = "ZNS") -> WebhookEvent | None:
    """Return what is kept of an event."""
    return event_of(parse_payload(of), server=server, accounts=("default",))


def the(of: bytes) -> WebhookEvent:
    """Return what is kept of an event that is kept."""
    found = kept(of)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "what",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b'"text"',
        b"{}",
        b'{"event_name": "user_received_message"}',
        b'{"timestamp": "1626926349402"}',
        b'{"event_name": 7, "timestamp": "1626926349402"}',
        b'{"event_name": "", "timestamp": "1626926349402"}',
        b'{"event_name": "x", "timestamp": "soon"}',
        b'{"event_name": "x", "timestamp": null}',
        b'{"event_name": "x", "timestamp": true}',
        b'{"event_name": "x", "timestamp": "-1"}',
        b'{"event_name": "x", "timestamp": "999999999999999999999"}',
        b'{"event_name": "x", "timestamp": ["1626926349402"]}',
        b"\xff\xfe{}",
        b'{"event_name": "\\ud800", "timestamp": "1626926349402"}',
        b"[" * 60_000,
        b'{"a":' * 10_000,
    ],
)
def test_what_is_no_event_is_refused(what: bytes) -> None:
    """Whatever is not a JSON object with a name and a moment is told from an event at once."""
    with pytest.raises(MalformedPayloadError):
        parse_payload(what)


@given(st.binary(max_size=300))
def test_no_bytes_whatever_do_harm(what: bytes) -> None:
    """Any bytes are an event or are refused; nothing else can come of them."""
    try:
        assert isinstance(parse_payload(what), WebhookPayload)
    except MalformedPayloadError:
        return


@pytest.mark.parametrize("stamp", [str(ms(NOW)), ms(NOW)])
def test_the_moment_is_read_as_text_and_as_a_number(stamp: object) -> None:
    """The moment is part of what is signed, as the body has it."""
    letter = parse_payload(json.dumps({"event_name": "x", "timestamp": stamp}).encode())
    assert (str(ms(NOW)), NOW) == (letter.timestamp, letter.at)


def test_a_receipt_tells_when_the_message_arrived() -> None:
    """The delivery's own moment counts, not the event's."""
    at = NOW - timedelta(minutes=7)
    found = the(arrival("z1-1", "m-1", at=at))
    assert ("m-1", "z1-1", at, {}) == (
        found.message_id,
        found.tracking_id,
        found.at,
        dict(found.told),
    )
    assert found.is_receipt


def test_nobodys_phone_is_kept() -> None:
    """Whom a message went to stands in the campaign already, and is not kept a second time."""
    assert PHONE not in repr(the(arrival("z1-1", phone=PHONE)))


def test_an_oa_is_found_wherever_it_is_named() -> None:
    """Zalo's events name the OA in three ways."""
    named: list[dict[str, Any]] = [{"sender": {"id": OA}}, {"oa_id": OA}, {"oaId": int(OA)}]
    assert [OA] * 3 == [parse_payload(body("x", **one)).oa_id for one in named]
    assert "" == parse_payload(body("x", sender="nobody")).oa_id


@pytest.mark.parametrize(
    "message, server, is_kept",
    [
        ({"msg_id": "m-1", "delivery_time": "1626926349402"}, "", True),
        ({"msg_id": "m-1", "delivery_time": "1626926349402"}, "OA OpenAPI", True),
        ({"msg_id": "m-1"}, "ZNS", True),
        ({"msg_id": "m-1"}, " zns ", True),
        ({"msg_id": "m-1"}, "", False),
        ({"msg_id": "m-1", "text": "Chào shop"}, "OA OpenAPI", False),
        ({"delivery_time": "1626926349402"}, "ZNS", False),
        ({"tracking_id": "z1-1"}, "ZNS", True),
        ("m-1", "ZNS", False),
        (None, "ZNS", False),
    ],
)
def test_receipts_are_told_from_chat(message: object, server: str, is_kept: bool) -> None:
    """A chat message that was received has the same name, and nothing of it is kept."""
    found = kept(body("user_received_message", message=message), server)
    assert is_kept is (found is not None)


@pytest.mark.parametrize("name", ["user_send_text", "follow", "oa_send_text", "x" * 5000])
def test_what_is_not_about_templates_is_left_alone(name: str) -> None:
    """What customers write in chat is not kept."""
    assert kept(body(name, message={"msg_id": "m-1", "text": "Chào shop"})) is None


def test_a_rating_is_kept_with_what_the_customer_wrote() -> None:
    """Stars, words and reasons stand in the ledger, with the message that they are about."""
    message = {
        "rate": "4",
        "note": "Giao nhanh\0" + "!" * 2000,
        "feedbacks": ["Nhanh", "Đẹp"],
        "submit_time": str(ms(NOW)),
        "msg_id": "m-1",
        "tracking_id": "z1-1",
    }
    found = the(body("user_feedback", message=message, oa_id=OA))
    assert ("m-1", "z1-1", NOW) == (found.message_id, found.tracking_id, found.at)
    assert (4, ["Nhanh", "Đẹp"]) == (found.told["rate"], found.told["feedbacks"])
    assert "Giao nhanh" + "!" * 990 == found.told["note"]


@pytest.mark.parametrize(
    "name, fields, told",
    [
        (
            "change_template_status",
            {
                "template_id": 217489,
                "status": {"prev_status": "ENABLE", "new_status": "DISABLE"},
                "reason": "Chất lượng thấp",
            },
            {
                "template_id": "217489",
                "status": {"prev_status": "ENABLE", "new_status": "DISABLE"},
                "reason": "Chất lượng thấp",
            },
        ),
        (
            "change_template_quality",
            {"template_id": "217489", "quality": "LOW"},
            {"template_id": "217489", "quality": "LOW"},
        ),
        (
            "change_oa_daily_quota",
            {"oaId": OA, "quota": {"prev_value": "500", "new_value": "5000"}},
            {"quota": {"prev_value": "500", "new_value": "5000"}},
        ),
        ("change_template_quota", {"quota": {"a": "x" * 10_000}}, {}),
        ("change_template_quality", {"quality": ["\0"]}, {}),
        ("event_journey_time_out", {"journey_id": "j", "phone": PHONE}, {"journey_id": "j"}),
    ],
)
def test_changes_are_kept(name: str, fields: dict[str, Any], told: dict[str, Any]) -> None:
    """What changed at Zalo is kept, in moderation."""
    assert told == dict(the(body(name, **fields)).told)


@pytest.mark.parametrize(
    "one, other, same",
    [
        (arrival("z1-1"), arrival("z1-1", at=NOW + timedelta(seconds=1)), True),
        (arrival("z1-1", "m-1"), arrival("z1-1", "m-2"), False),
        (arrival("z1-1", None), arrival("z1-2", None), False),
        (
            body("change_template_quality", quality="LOW"),
            body("change_template_quality", quality="LOW"),
            True,
        ),
        (
            body("change_template_quality", quality="LOW"),
            body("change_template_quality", quality="HIGH"),
            False,
        ),
        (
            body("user_feedback", message={"msg_id": "m-1", "submit_time": "1", "rate": 1}),
            body("user_feedback", message={"msg_id": "m-1", "submit_time": "2", "rate": 5}),
            False,
        ),
    ],
)
def test_a_repetition_is_recognised(one: bytes, other: bytes, same: bool) -> None:
    """The same event has the same name however often it comes, and no two events share one."""
    assert same is (the(one).digest == the(other).digest)


@pytest.mark.parametrize("tracking_id", ["x" * 101, "a\nb", "", 7.5, None, {"a": 1}])
def test_a_reference_that_can_not_be_ours_is_left_out(tracking_id: object) -> None:
    """What is no reference does not get as far as the database."""
    message = {"msg_id": "m-1", "tracking_id": tracking_id, "delivery_time": str(ms(NOW))}
    assert the(body("user_received_message", message=message)).tracking_id in {None, "7.5"}
