"""The stand-in for GobySend answers as GobySend's pages say."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from zns_batch.sandbox import RunningSandbox, SandboxConfig, SandboxParam, SandboxTemplate, sandbox

PHONE = "84901234567"
SMS = {"brandname": "TIEMSEN", "content": "Don hang da gui", "delay_seconds": 60}


@pytest.fixture
def goby() -> Iterator[RunningSandbox]:
    """A stand-in with an account in good order."""
    with sandbox(provider="gobysend") as running:
        yield running


def _client(url: str, **headers: str) -> httpx.Client:
    return httpx.Client(base_url=url, headers=headers or {"X-API-KEY": "sandbox"}, timeout=10)


def _body(**fields: Any) -> dict[str, Any]:
    message = {
        "phone": PHONE,
        "template_id": "217489",
        "template_data": {"customer_name": "Nguyễn Thị Bình"},
        "tracking_id": "t-1",
        **fields,
    }
    return {name: value for name, value in message.items() if value is not None}


def _send(url: str, **fields: Any) -> Any:
    with _client(url) as client:
        return client.post("/api/message/send", json=_body(**fields)).json()


def _ask(url: str, path: str, **query: Any) -> Any:
    with _client(url) as client:
        return client.get(path, params=query).json()


def test_a_message_is_accepted_with_its_id_alone(goby: RunningSandbox) -> None:
    """Success is error 0 and an id, and the message is what was asked for."""
    answer = _send(goby.url)
    assert (0, "Success", ["msg_id"]) == (answer["error"], answer["message"], list(answer["data"]))
    (message,) = goby.messages()
    assert (PHONE, "217489", "t-1", answer["data"]["msg_id"]) == (
        message.phone,
        message.template_id,
        message.tracking_id,
        message.msg_id,
    )


def test_the_answer_may_tell_what_zalo_tells(goby: RunningSandbox) -> None:
    """With the switch the answer has Zalo's moment and quota too."""
    goby.change(quota_in_answer=True)
    data = _send(goby.url)["data"]
    assert {"dailyQuota": "20000", "remainingQuota": "19999"} == data["quota"]
    assert data["sent_time"].isdecimal()


@pytest.mark.parametrize(
    "headers, status",
    [
        ({"X-API-KEY": "right"}, 200),
        ({"x-api-key": "right"}, 200),
        ({"X-API-KEY": "wrong"}, 401),
        ({"access_token": "right"}, 401),
        ({"accept": "*/*"}, 401),
    ],
)
def test_the_key_must_stand_in_its_header(
    goby: RunningSandbox, headers: dict[str, str], status: int
) -> None:
    """A missing or wrong key is HTTP 401 at every address, and nothing is sent."""
    goby.change(api_key="right")
    with _client(goby.url, **headers) as client:
        answers = [
            client.post("/api/message/send", json=_body()),
            client.post("/api/sms/send", json={"phone": PHONE, "message": "x"}),
            client.get("/api/message/quota"),
            client.get("/api/message/status", params={"message_id": "x"}),
            client.get("/api/template/all", params={"offset": 0, "limit": 1}),
        ]
    assert [status] * 5 == [one.status_code for one in answers]
    assert (status == 200) == bool(goby.counts().accepted)


def test_another_header_can_be_asked_for() -> None:
    """The header that carries the key is a setting of the stand-in, as it must be of the sender."""
    with sandbox(SandboxConfig(key_header="access_token"), provider="gobysend") as running:
        with _client(running.url, access_token="x") as client:
            assert 0 == client.get("/api/message/quota").json()["error"]
        with _client(running.url) as client:
            assert 401 == client.get("/api/message/quota").status_code


def test_a_header_that_can_be_none_is_refused() -> None:
    """A name that no header can have is told at once."""
    with pytest.raises(ValueError, match="key_header"):
        SandboxConfig(key_header="two words")


@pytest.mark.parametrize(
    "fields",
    [
        {"template_id": 217489},
        {"template_id": None},
        {"phone": None},
        {"phone": 84901234567},
        {"tracking_id": None},
        {"tracking_id": ""},
        {"tracking_id": "t" * 49},
        {"has_fallback_sms": True},
        {"has_fallback_sms": "true", "fallback_sms": SMS},
        {"has_fallback_sms": True, "fallback_sms": {**SMS, "delay_seconds": "60"}},
        {"has_fallback_sms": True, "fallback_sms": {**SMS, "delay_seconds": -1}},
        {"has_fallback_sms": True, "fallback_sms": {**SMS, "content": ""}},
        {"has_fallback_sms": True, "fallback_sms": {**SMS, "brandname": None}},
        {"has_fallback_sms": True, "fallback_sms": [SMS]},
    ],
)
def test_a_field_that_is_missing_or_odd_is_refused(
    goby: RunningSandbox, fields: dict[str, Any]
) -> None:
    """What the page calls required must be there, in the type that it names."""
    assert -132 == _send(goby.url, **fields)["error"]
    assert (0, {"-132": 1}) == (goby.counts().accepted, goby.counts().refused)


@pytest.mark.parametrize(
    "fields, code",
    [
        ({"phone": "0281234567"}, -108),
        ({"phone": "84901234918"}, -118),
        ({"template_data": {}}, -111),
        ({"template_data": {"a": 1}}, -132),
    ],
)
def test_zalos_numbers_are_passed_on(
    goby: RunningSandbox, fields: dict[str, Any], code: int
) -> None:
    """Zalo's checks and faults hold here too."""
    assert code == _send(goby.url, **fields)["error"]


def test_a_dead_grant_is_told_as_zalo_tells_it(goby: RunningSandbox) -> None:
    """When the OA's consent has ended GobySend can only pass on what Zalo says."""
    goby.expire()
    assert -124 == _send(goby.url)["error"]


def test_the_quota_counts_down_in_numbers_or_in_text(goby: RunningSandbox) -> None:
    """The quota is told as numbers or as text, as another media type, and messages stop at its end."""
    goby.change(quota=1)
    with _client(goby.url) as client:
        answer = client.get("/api/message/quota")
        assert "text/json" in answer.headers["content-type"]
        assert {
            "error": 0,
            "message": "success",
            "data": {"dailyQuota": 1, "remainingQuota": 1},
        } == answer.json()
        client.post("/api/message/send", json=_body())
        goby.change(quota_as_text=True)
        data = client.get("/api/message/quota").json()["data"]
    assert {"dailyQuota": "1", "remainingQuota": "0"} == data
    assert -144 == _send(goby.url, tracking_id="t-2")["error"]


def test_the_state_of_a_message_is_minus_one_zero_or_one(goby: RunningSandbox) -> None:
    """Nobody's message is -1, one on its way 0, one that arrived 1 with its moment as text."""
    start = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
    goby.change(delivery=60, clock=start.isoformat())
    msg_id = _send(goby.url)["data"]["msg_id"]
    states = [_ask(goby.url, "/api/message/status", message_id=name) for name in ("x", msg_id)]
    goby.change(clock="2026-11-22T10:05:00+07:00")
    states.append(_ask(goby.url, "/api/message/status", message_id=msg_id))
    assert [(0, -1), (0, 0), (0, 1)] == [(one["error"], one["data"]["status"]) for one in states]
    assert "delivery_time" not in states[1]["data"]
    moment = states[2]["data"]["delivery_time"]
    assert isinstance(moment, str)
    assert 0 <= int(moment) / 1000 - start.timestamp() - 60 < 30


@pytest.mark.parametrize("name", ["", "x", "z" * 20, "0" * 20, "sms-1", "é"])
def test_an_id_of_no_message_is_no_error(goby: RunningSandbox, name: str) -> None:
    """Whatever is asked for, an unknown message is answered as such."""
    _send(goby.url)
    assert -1 == _ask(goby.url, "/api/message/status", message_id=name)["data"]["status"]


def test_a_message_that_never_arrives_stays_on_its_way(goby: RunningSandbox) -> None:
    """There is no state for a failure."""
    goby.change(delivery=None)
    msg_id = _send(goby.url)["data"]["msg_id"]
    goby.change(clock="2036-01-01T00:00:00+07:00")
    assert 0 == _ask(goby.url, "/api/message/status", message_id=msg_id)["data"]["status"]


def _texts(url: str) -> Any:
    return httpx.get(f"{url}/_sandbox/sms", timeout=60).json()


def test_the_sms_goes_when_the_message_has_not_arrived(goby: RunningSandbox) -> None:
    """After its delay the SMS is sent in the place of a message that did not arrive, and counts."""
    goby.change(delivery=None, clock="2026-11-22T10:00:00+07:00")
    msg_id = _send(goby.url, has_fallback_sms=True, fallback_sms=SMS)["data"]["msg_id"]
    (waiting,) = _texts(goby.url)
    assert 0 == _ask(goby.url, "/api/message/status", message_id=msg_id)["data"]["status"]
    goby.change(clock="2026-11-22T10:02:00+07:00")
    (sent,) = _texts(goby.url)
    assert (False, True) == (waiting["sent"], sent["sent"])
    assert (PHONE, "TIEMSEN", "Don hang da gui", "t-1", msg_id) == (
        sent["phone"],
        sent["brandname"],
        sent["content"],
        sent["tracking_id"],
        sent["msg_id"],
    )
    assert 1 == _ask(goby.url, "/api/message/status", message_id=msg_id)["data"]["status"]


@pytest.mark.parametrize(
    "fields",
    [
        {"has_fallback_sms": True, "fallback_sms": SMS},
        {"has_fallback_sms": False, "fallback_sms": SMS},
        {"fallback_sms": SMS},
        {},
    ],
)
def test_no_sms_goes_beside_a_message_that_arrives(
    goby: RunningSandbox, fields: dict[str, Any]
) -> None:
    """A message in time needs none, and one that nobody asked for is not sent."""
    assert 0 == _send(goby.url, **fields)["error"]
    assert [] == _texts(goby.url)


def test_an_sms_can_be_sent_by_itself(goby: RunningSandbox) -> None:
    """An SMS has an id of its own, whose state can be asked for; reset forgets it."""
    with _client(goby.url) as client:
        body = {"phone": "0901234567", "message": "Xin chào", "tracking_id": "s-1"}
        answer = client.post("/api/sms/send", json=body).json()
        wrong = [
            client.post("/api/sms/send", json={**body, **one}).json()["error"]
            for one in ({"phone": "1"}, {"message": ""}, {"tracking_id": "t" * 49})
        ]
    assert (0, "Success") == (answer["error"], answer["message"])
    assert [-108, -132, -132] == wrong
    msg_id = answer["data"]["msg_id"]
    assert 1 == _ask(goby.url, "/api/message/status", message_id=msg_id)["data"]["status"]
    assert [PHONE] == [one["phone"] for one in _texts(goby.url)]
    goby.reset()
    assert [] == _texts(goby.url)


def test_the_list_of_templates_comes_in_pages(goby: RunningSandbox) -> None:
    """Offset, limit and state choose from the list, which tells how many there are."""
    templates = {
        str(number): SandboxTemplate(
            status="ENABLE" if number % 2 else "DISABLE", params={"a": SandboxParam(max_length=9)}
        )
        for number in range(7, 0, -1)
    }
    goby.change(templates=templates)
    page = _ask(goby.url, "/api/template/all", offset=2, limit=2)
    assert [5, 4] == [one["templateId"] for one in page["data"]]
    assert {"total": 7, "page": 1, "size": 2} == page["metadata"]
    disabled = _ask(goby.url, "/api/template/all", offset=0, limit=100, status=4)
    assert [6, 4, 2] == [one["templateId"] for one in disabled["data"]]
    first = page["data"][0]
    assert re.fullmatch(r"\d{10}\.\d{9}", first["createdAt"])
    assert isinstance(first["price"], float)
    assert 7_200_000 == first["timeout"]
    assert [("a", True, 9)] == [
        (one["name"], one["require"], one["maxLength"]) for one in first["listParams"]
    ]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"offset": 0},
        {"limit": 10},
        {"offset": 0, "limit": 101},
        {"offset": 0, "limit": 0},
        {"offset": -1, "limit": 10},
        {"offset": "x", "limit": 10},
        {"offset": 0, "limit": 10, "status": 6},
    ],
)
def test_a_list_asked_for_wrongly_is_refused(goby: RunningSandbox, query: dict[str, Any]) -> None:
    """Both numbers are required, and a page has at most a hundred."""
    assert -132 == _ask(goby.url, "/api/template/all", **query)["error"]


def test_an_account_without_templates_lists_those_of_the_samples(goby: RunningSandbox) -> None:
    """A rehearsal needs no set-up: the program's sample templates are there, and any is taken."""
    page = _ask(goby.url, "/api/template/all", offset=0, limit=100)
    assert 217489 in [one["templateId"] for one in page["data"]]
    assert 0 == _send(goby.url, template_id="999999")["error"]


def test_other_addresses_and_methods_are_not_there(goby: RunningSandbox) -> None:
    """An unknown address is HTTP 404 and a wrong method 405."""
    with _client(goby.url) as client:
        assert 404 == client.get("/api/journey").status_code
        assert 404 == client.post("/message/template", json=_body()).status_code
        assert 405 == client.get("/api/message/send").status_code
