import json
import time
from collections.abc import Iterator
from contextlib import nullcontext

import httpx
import pytest
from program_help import until
from sandbox_client import post, send

from zns_batch.sandbox import RunningSandbox, SandboxConfig, sandbox
from zns_batch.sandbox.faults import TABLE, Fault, FaultShape

REFUSALS = [fault for fault in TABLE if fault.code is not None and not fault.first_only]
BROKEN = {FaultShape.RESET, FaultShape.CUT, FaultShape.SILENCE}
PAGES = [fault for fault in TABLE if fault.shape is FaultShape.PAGE and not fault.first_only]


@pytest.fixture
def zalo() -> Iterator[RunningSandbox]:
    """Return a stand-in in good order."""
    with sandbox() as running:
        yield running


def phone(name: str) -> str:
    """Return a phone that a fault strikes."""
    return next(f"84901234{fault.suffix}" for fault in TABLE if fault.name == name)


@pytest.mark.parametrize("fault", REFUSALS, ids=lambda fault: fault.name)
def test_a_refusing_phone_is_refused_with_its_code(zalo: RunningSandbox, fault: Fault) -> None:
    """A phone's digits give the error that the table promises, and nothing is accepted."""
    assert fault.code == send(zalo.url, phone(fault.name))["error"]
    assert (0, {str(fault.code): 1}) == (zalo.counts().accepted, zalo.counts().refused)


@pytest.mark.parametrize("fault", PAGES, ids=lambda fault: fault.name)
def test_a_page_has_its_status(zalo: RunningSandbox, fault: Fault) -> None:
    """An HTML answer has the status and the header that the table promises."""
    answer = post(zalo.url, phone(fault.name))
    assert (fault.status, "text/html") == (answer.status_code, answer.headers["Content-Type"])
    expected = None if fault.retry_after is None else str(fault.retry_after)
    assert expected == answer.headers.get("Retry-After")
    assert int(fault.accepts) == zalo.counts().accepted


@pytest.mark.parametrize("name,accepted", [("reset-before", 0), ("reset-after", 1)])
def test_a_reset_leaves_the_sender_in_the_dark(
    zalo: RunningSandbox, name: str, accepted: int
) -> None:
    """Both resets look alike to the sender; only one of them left an accepted message."""
    with pytest.raises(httpx.ReadError):
        post(zalo.url, phone(name))
    assert accepted == zalo.counts().accepted


def test_silence_lasts_until_the_sender_gives_up(zalo: RunningSandbox) -> None:
    """A message that is never answered was accepted, and its request ends with the sender."""
    with pytest.raises(httpx.ReadTimeout):
        post(zalo.url, phone("timeout"), timeout=1.0)
    assert 1 == zalo.counts().accepted
    until(lambda: 0 == zalo.counts().in_flight)


def test_half_a_json_is_whole_http(zalo: RunningSandbox) -> None:
    """Half a JSON arrives as a whole answer that can't be read; the message was accepted."""
    answer = post(zalo.url, phone("half-json"))
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert (200, 1) == (answer.status_code, zalo.counts().accepted)


def test_an_answer_can_be_cut_off(zalo: RunningSandbox) -> None:
    """The connection closes in the middle of the answer; the message was accepted."""
    with pytest.raises(httpx.RemoteProtocolError):
        post(zalo.url, phone("cut-off"))
    assert 1 == zalo.counts().accepted


def test_a_redirect_leads_to_a_page(zalo: RunningSandbox) -> None:
    """A redirect is not followed by a sender that knows better; nothing was accepted."""
    answer = post(zalo.url, phone("redirect"))
    assert (302, "/sign-in") == (answer.status_code, answer.headers["Location"])
    assert 0 == zalo.counts().accepted


def test_the_right_text_can_have_the_wrong_type(zalo: RunningSandbox) -> None:
    """The answer is right but says that it is plain text."""
    answer = post(zalo.url, phone("wrong-type"))
    assert "text/plain" == answer.headers["Content-Type"]
    assert 0 == answer.json()["error"]


def test_a_slow_answer_takes_two_seconds(zalo: RunningSandbox) -> None:
    """A slow answer comes two seconds late and is right."""
    began = time.monotonic()
    assert 0 == send(zalo.url, phone("slow"))["error"]
    assert 2 <= time.monotonic() - began


@pytest.mark.parametrize("name,text", [("empty", ""), ("not-an-object", "[]")])
def test_an_answer_can_say_nothing(zalo: RunningSandbox, name: str, text: str) -> None:
    """HTTP 200 alone is no proof of anything, though the message was accepted."""
    answer = post(zalo.url, phone(name))
    assert (200, text, 1) == (answer.status_code, answer.text, zalo.counts().accepted)


def test_a_success_can_lack_parts(zalo: RunningSandbox) -> None:
    """A success may come without an id or a quota, or with the quota in another form."""
    assert "msg_id" not in send(zalo.url, phone("no-message-id"))["data"]
    assert "quota" not in send(zalo.url, phone("no-quota"))["data"]
    numbers = send(zalo.url, phone("quota-numbers"))["data"]["quota"]
    words = send(zalo.url, phone("quota-words"))["data"]["quota"]
    assert {"dailyQuota": 20_000, "remainingQuota": 19_997} == numbers
    assert "Không giới hạn" == words["remainingQuota"]


@pytest.mark.parametrize("name,first", [("first-429", 429), ("first-unknown-error", 200)])
def test_some_faults_strike_only_once(zalo: RunningSandbox, name: str, first: int) -> None:
    """The first request of a tracking id is refused and the second is accepted."""
    one, two = (post(zalo.url, phone(name)) for _ in range(2))
    assert (first, 0) == (one.status_code, two.json()["error"])
    assert [False, True] == [arrival.accepted for arrival in zalo.requests("t-1")]


@pytest.mark.parametrize("fault", TABLE, ids=lambda fault: fault.name)
def test_every_fault_can_be_asked_for_by_name(fault: Fault) -> None:
    """A fault by share strikes as its digits do, and accepts or refuses as the table says."""
    with sandbox(SandboxConfig(faults={fault.name: 1.0})) as zalo:
        with pytest.raises(httpx.TransportError) if fault.shape in BROKEN else nullcontext():
            post(zalo.url, timeout=1.0 if fault.shape is FaultShape.SILENCE else 60.0)
        counts = zalo.counts()
    assert int(fault.accepts) == counts.accepted
    assert {fault.name: 1} == counts.faults


def test_phones_can_be_made_ordinary() -> None:
    """A rehearsal with real phones is not disturbed by their last digits where that is asked."""
    with sandbox(SandboxConfig(by_suffix=False)) as zalo:
        assert 0 == send(zalo.url, phone("no-account"))["error"]
