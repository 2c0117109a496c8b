import asyncio
import time

import httpx
import pytest
from sandbox_client import PHONE, TOKEN, ask, body, send

from zns_batch.sandbox import Arrival, RunningSandbox, SandboxConfig, sandbox, start


def change(zalo: RunningSandbox, **fields: object) -> httpx.Response:
    """Change the behaviour over HTTP."""
    return httpx.post(f"{zalo.url}/_sandbox/set", json=fields, timeout=60)


def test_the_counts_are_told_over_http() -> None:
    """What arrived can be asked for at an address of its own, and it adds up."""
    with sandbox(SandboxConfig(quota=2)) as zalo:
        for number, phone in enumerate([PHONE, "84901234918", "84901234951", PHONE]):
            try:
                send(zalo.url, phone, tracking_id=f"t-{number}")
            except httpx.ReadError:
                continue
        ask(zalo.url, "/message/quota")
        counts = ask(zalo.url, "/_sandbox/counts")
    assert (4, 2, {"-118": 1, "-144": 1}) == (
        counts["requests"],
        counts["accepted"],
        counts["refused"],
    )
    assert (1, 0, 2) == (counts["above_quota"], counts["remaining"], counts["quota"])
    assert {"no-account": 1, "reset-after": 1} == counts["faults"]
    assert {"/message/quota": 1} == counts["queries"]
    assert 4 == sum(second["requests"] for second in counts["per_second"])
    assert 2 == sum(second["accepted"] for second in counts["per_second"])
    assert counts["first_at"] <= counts["last_at"] <= time.time()


def test_duplicates_are_counted_both_ways() -> None:
    """A message accepted twice shows by its tracking id, and by its content under another id."""
    with sandbox() as zalo:
        send(zalo.url)
        send(zalo.url)
        send(zalo.url, "0901234567", tracking_id="t-2")
        send(zalo.url, tracking_id=None)
        send(zalo.url, tracking_id=None, template_data={"customer_name": "Another"})
        counts = zalo.counts()
    assert (5, 1, 3) == (
        counts.accepted,
        counts.duplicate_tracking_ids,
        counts.duplicate_messages,
    )


def test_a_repeat_of_a_refused_message_is_no_duplicate() -> None:
    """A message refused at first and accepted later was sent once."""
    with sandbox() as zalo:
        send(zalo.url, "84901234930")
        send(zalo.url, "84901234930")
        counts = zalo.counts()
    assert (2, 1, 0, 0) == (
        counts.requests,
        counts.accepted,
        counts.duplicate_tracking_ids,
        counts.duplicate_messages,
    )


def test_the_accepted_messages_are_listed_in_order() -> None:
    """Every accepted message is listed as it came, with the id it got."""
    with sandbox() as zalo:
        ids = [send(zalo.url, tracking_id=f"t-{n}")["data"]["msg_id"] for n in range(3)]
        send(zalo.url, "84901234918")
        listed = httpx.get(f"{zalo.url}/_sandbox/messages", timeout=60).json()
        twin = zalo.messages()
    assert ids == [message["msg_id"] for message in listed] == [m.msg_id for m in twin]
    assert ["t-0", "t-1", "t-2"] == [message["tracking_id"] for message in listed]
    expected = {"customer_name": "Nguyễn Thị Bình"}
    assert (PHONE, "217489", expected) == (
        listed[0]["phone"],
        listed[0]["template_id"],
        listed[0]["template_data"],
    )


def test_each_arrival_is_listed_with_its_answer() -> None:
    """A test can ask what really arrived for one row and what it was told."""
    with sandbox() as zalo:
        send(zalo.url, "84901234930", tracking_id="row-7")
        send(zalo.url, "84901234930", tracking_id="row-7")
        url = f"{zalo.url}/_sandbox/requests"
        listed = httpx.get(url, params={"tracking_id": "row-7"}, timeout=60).json()
        nothing = httpx.get(url, params={"tracking_id": "row-8"}, timeout=60).json()
    assert [("-100", False), ("0", True)] == [(a["answer"], a["accepted"]) for a in listed]
    assert [] == nothing


def test_a_quota_can_fall_and_grow() -> None:
    """A quota changed mid-run counts what was sent before, as does another system's use."""
    with sandbox(SandboxConfig(quota=10)) as zalo:
        send(zalo.url)
        left = []
        for fields in ({"quota": 5}, {"used": 3}, {"quota": 0}, {"quota": 100, "used": 0}):
            assert {"ok": True} == change(zalo, **fields).json()
            left.append(ask(zalo.url, "/message/quota")["data"]["remainingQuota"])
    assert [4, 1, 0, 99] == left


def test_a_token_can_die_and_another_be_valid() -> None:
    """A token that expires mid-run is refused until it is valid again or another is."""
    with sandbox() as zalo:
        codes = [send(zalo.url)["error"]]
        for fields in ({"token_valid": False}, {"token_valid": True}, {"token": "new"}):
            change(zalo, **fields)
            codes.append(send(zalo.url)["error"])
    assert [0, -124, 0, -124] == codes


def test_a_template_can_be_disabled_mid_run() -> None:
    """A template's state can change while a campaign runs."""
    with sandbox() as zalo:
        template: dict[str, object] = {"params": {"customer_name": {}}}
        codes = []
        for status in ("ENABLE", "DISABLE"):
            change(zalo, templates={"217489": {**template, "status": status}})
            codes.append(send(zalo.url)["error"])
    assert [0, -146] == codes


def test_faults_limit_latency_and_clock_can_change() -> None:
    """Faults, pace, latency and the time of day can change while a campaign runs."""
    with sandbox() as zalo:
        change(zalo, faults={"no-account": 1}, latency=[0, 0], limit=1000)
        assert -118 == send(zalo.url)["error"]
        change(zalo, faults={}, clock="2026-11-22T12:00:00+07:00")
        assert "1795323" == send(zalo.url)["data"]["sent_time"][:7]


def test_the_day_ends_and_the_quota_begins_anew() -> None:
    """A campaign that met its quota goes on after midnight in Viet Nam."""
    with sandbox(SandboxConfig(quota=1)) as zalo:
        zalo.change(clock="2026-11-22T23:59:00+07:00")
        zalo.reset()
        zalo.change(clock="2026-11-22T23:59:00+07:00")
        codes = [send(zalo.url)["error"], send(zalo.url)["error"]]
        zalo.change(clock="2026-11-23T00:00:01+07:00")
        codes.append(send(zalo.url)["error"])
    assert [0, -144, 0] == codes


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff", b'{"speed": 1}', b'{"quota": "300"}', b'{"quota": -1}']
)
def test_a_wrong_change_changes_nothing(content: bytes) -> None:
    """A change that can't be understood is refused with HTTP 400 and a sentence."""
    with sandbox(SandboxConfig(quota=10)) as zalo:
        answer = httpx.post(f"{zalo.url}/_sandbox/set", content=content, timeout=60)
        assert 400 == answer.status_code
        assert answer.json()["error"]
        assert 10 == ask(zalo.url, "/message/quota")["data"]["dailyQuota"]


def test_a_reset_begins_from_the_start() -> None:
    """After a reset the first behaviour is back and nothing has been counted."""
    with sandbox(SandboxConfig(quota=10)) as zalo:
        msg_id = send(zalo.url)["data"]["msg_id"]
        change(zalo, quota=5, token="new")
        assert {"ok": True} == httpx.post(f"{zalo.url}/_sandbox/reset", timeout=60).json()
        counts = zalo.counts()
        assert (0, 0, []) == (counts.requests, counts.accepted, zalo.messages())
        assert -1 == ask(zalo.url, "/message/status", message_id=msg_id)["data"]["status"]
        assert 10 == ask(zalo.url, "/message/quota")["data"]["remainingQuota"]


async def test_what_is_in_flight_at_once_is_counted() -> None:
    """The most requests at once, and the most in a second, are those the sender really made."""
    running = await start(SandboxConfig(latency=0.3))
    try:
        async with httpx.AsyncClient(headers=TOKEN, timeout=60) as client:
            url = f"{running.url}/message/template"
            answers = await asyncio.gather(
                *(client.post(url, json=body(tracking_id=f"t-{n}")) for n in range(12))
            )
        counts = running.counts()
    finally:
        await running.stop()
    assert {0} == {answer.json()["error"] for answer in answers}
    assert (12, 12, 0) == (counts.most_in_flight, counts.most_in_one_second, counts.in_flight)


async def test_a_quota_is_exact_however_many_come_at_once() -> None:
    """Of many messages at once exactly the quota is accepted."""
    running = await start(SandboxConfig(quota=20, latency=(0.0, 0.05)))
    try:
        async with httpx.AsyncClient(headers=TOKEN, timeout=60) as client:
            url = f"{running.url}/message/template"
            answers = await asyncio.gather(
                *(client.post(url, json=body(tracking_id=f"t-{n}")) for n in range(50))
            )
        counts = running.counts()
    finally:
        await running.stop()
    assert 20 == sum(answer.json()["error"] == 0 for answer in answers)
    assert (20, 30) == (counts.accepted, counts.above_quota)


async def test_a_run_with_faults_can_be_repeated() -> None:
    """The same seed and tracking ids give the same answers, in whatever order they come."""
    seen = []
    for order in (1, -1):
        running = await start(SandboxConfig(seed=4, faults={"no-account": 0.3, "http-500": 0.3}))
        try:
            async with httpx.AsyncClient(headers=TOKEN, timeout=60) as client:
                for number in range(60)[::order]:
                    message = body(tracking_id=f"t-{number}")
                    await client.post(f"{running.url}/message/template", json=message)
            seen.append([running.requests(f"t-{number}")[0].answer for number in range(60)])
        finally:
            await running.stop()
    assert seen[0] == seen[1]
    assert {"0", "-118", "http-500"} == set(seen[0])


def test_an_arrival_without_a_tracking_id_is_found_by_its_phone() -> None:
    """A sender that gives no tracking id can still be asked about."""
    with sandbox() as zalo:
        send(zalo.url, tracking_id=None)
        (arrival,) = zalo.requests(PHONE)
    assert Arrival(time=arrival.time, answer="0", accepted=True) == arrival
