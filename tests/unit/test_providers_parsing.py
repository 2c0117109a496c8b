"""Reading what providers answer, in all the shapes it comes."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zns_batch.domain.message import Quota
from zns_batch.providers.http.response import HttpResponse
from zns_batch.providers.parsing import LONGEST_WAIT, epoch_of, int_of, retry_after_of
from zns_batch.providers.zns.replies import message_id_of, quota_of, reply_of

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def _answer(body: bytes = b"{}", **headers: str) -> HttpResponse:
    named = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
    return HttpResponse(status=200, headers=named, body=body)


@pytest.mark.parametrize(
    "value, expected",
    [
        (0, 0),
        (-118, -118),
        ("-118", -118),
        (" 500 ", 500),
        ("+5", 5),
        (-118.0, -118),
        (1.5, None),
        (float("nan"), None),
        (float("inf"), None),
        (1e300, None),
        (10**30, None),
        ("9" * 40, None),
        (True, None),
        (False, None),
        (None, None),
        ("", None),
        ("unlimited", None),
        ("1_000", None),
        ("\u0661", None),  # a digit, but not one of ours
        ([1], None),
        ({}, None),
    ],
)
def test_a_whole_number_is_read_as_number_or_text(value: Any, expected: Any) -> None:
    """Zalo writes some numbers as text; what is no number is never guessed."""
    assert expected == int_of(value)


@pytest.mark.parametrize(
    "data, expected",
    [
        ({"dailyQuota": "500", "remainingQuota": "499"}, Quota(daily=500, remaining=499)),
        ({"dailyQuota": 500, "remainingQuota": 0}, Quota(daily=500, remaining=0)),
        ({"dailyQuota": 500.0, "remainingQuota": None}, Quota(daily=500)),
        ({"remainingQuota": "7"}, Quota(remaining=7)),
        ({"dailyQuota": "Không giới hạn", "remainingQuota": "-1"}, None),
        ({"dailyQuota": {}, "remainingQuota": []}, None),
        ({}, None),
        (None, None),
        ("500", None),
    ],
)
def test_the_quota_is_read_with_patience(data: Any, expected: Any) -> None:
    """The quota may be text, numbers, half there or nonsense; nonsense is "not said"."""
    assert expected == quota_of(data)


@pytest.mark.parametrize(
    "value, expected",
    [
        ("1790000000000", datetime.fromtimestamp(1790000000, UTC)),
        (1790000000000, datetime.fromtimestamp(1790000000, UTC)),
        (1790000000, datetime.fromtimestamp(1790000000, UTC)),
        ("1790000000123", datetime.fromtimestamp(1790000000.123, UTC)),
        (0, None),
        (-5, None),
        ("soon", None),
        (None, None),
        (10**17, None),
    ],
)
def test_a_moment_is_read_in_milliseconds_or_seconds(value: Any, expected: Any) -> None:
    """The time of sending is right to the second whichever unit came."""
    assert expected == epoch_of(value)


@pytest.mark.parametrize(
    "value, expected",
    [
        ("a1b2c3d4", "a1b2c3d4"),
        (12345, "12345"),
        ("", None),
        (None, None),
        (True, None),
        ({"id": 1}, None),
        ("two words", None),
        ("x" * 500, None),
    ],
)
def test_a_message_id_is_one_word(value: Any, expected: Any) -> None:
    """The workbook shows an id that can be looked up, or none."""
    assert expected == message_id_of({"msg_id": value})


@pytest.mark.parametrize(
    "header, expected",
    [
        ("5", 5.0),
        (" 0.5 ", 0.5),
        ("0", 0.0),
        ("999999", LONGEST_WAIT),
        ("Sun, 22 Nov 2026 03:00:30 GMT", 30.0),
        ("Sun, 22 Nov 2026 03:00:30 -0000", 30.0),
        ("Sat, 21 Nov 2026 03:00:30 GMT", 0.0),
        ("Wed, 22 Nov 2056 03:00:30 GMT", LONGEST_WAIT),
        ("-5", None),
        ("soon", None),
        ("9" * 400, None),
        ("", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date(header: Any, expected: Any) -> None:
    """A wait that the server asked for is kept, up to an hour; nonsense is no wait."""
    assert expected == retry_after_of(_answer(retry_after=header), NOW)


@pytest.mark.parametrize(
    "body, headers",
    [
        (b"", {}),
        (b"[]", {}),
        (b"0", {}),
        (b"{}", {}),
        (b'{"error": null}', {}),
        (b'{"error": true}', {}),
        (b'{"error": "none"}', {}),
        (b'{"error": 0', {}),
        (b"[" * 100_000, {}),
        (b'{"error": ' + b"1" * 5000 + b"}", {}),
        (b'{"error": 0}', {"content_type": "text/html"}),
        (b'{"error": 0}', {"content_type": "text/plain; charset=utf-8"}),
    ],
)
def test_what_is_no_reply_is_not_read(body: Any, headers: Any) -> None:
    """An answer that is not Zalo's is never taken for a yes or a no."""
    assert None is reply_of(_answer(body, **headers))


@pytest.mark.parametrize(
    "kind", [None, "", "application/json", "text/json;charset=utf-8", "Application/JSON"]
)
def test_a_reply_is_read_under_any_name_for_json(kind: Any) -> None:
    """The spelling of the content type makes no difference."""
    headers = {} if kind is None else {"content_type": kind}
    reply = reply_of(_answer(b'{"error": "-118", "message": "x", "data": [1]}', **headers))
    assert reply is not None
    assert (reply.error, reply.message, reply.data) == (-118, "x", {})


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists))
def test_no_value_breaks_the_reading(value: Any) -> None:
    """Whatever stands in an answer, reading it never fails."""
    body = json.dumps({"error": value, "data": {"msg_id": value, "quota": value}}).encode()
    reply_of(_answer(body))
    quota_of({"dailyQuota": value, "remainingQuota": value})
    epoch_of(value)
    message_id_of({"msg_id": value})


@given(st.binary(max_size=200), st.text(max_size=30))
def test_no_answer_breaks_the_reading(body: Any, header: Any) -> None:
    """Whatever bytes come, reading them never fails."""
    answer = HttpResponse(status=200, headers={b"retry-after": header.encode()}, body=body)
    reply_of(answer)
    retry_after_of(answer, NOW)
