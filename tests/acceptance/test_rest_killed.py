"""The JSON API killed at any moment: the same key again is one campaign, and nobody gets a message twice."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import httpx
import pytest
from crash_help import asked, by_state, dice, on_both
from program_help import Program, orders, phone_of, until
from served_help import Served

from zns_batch.sandbox import RunningSandbox

MESSAGES = 60
_STARTS = 3


@pytest.fixture
def served(program: Program) -> Iterator[Served]:
    """The server, and a program with a key in the place of the person."""
    made = program.run(
        "token", "create", "erp", "--account", "default", "--role", "sender", "--json"
    )
    found = Served(program)
    found.client.headers["Authorization"] = f"Bearer {made.json()['secret']}"
    try:
        found.serve()
        yield found
    finally:
        found.close()


def uploaded(served: Served) -> str:
    """Upload a list, and return where its campaign is started."""
    file = served.program.write("a.xlsx", orders(MESSAGES))
    answer = served.client.post(
        "/api/v1/lists",
        data={"template": "don-hang"},
        files={"file": ("a.xlsx", file.read_bytes())},
    )
    assert 201 == answer.status_code, answer.text + served.program.log
    return f"{answer.headers['location']}/campaigns"


def campaigns(program: Program) -> list[str]:
    """Return the campaigns that were begun."""
    found = asked(program, "SELECT id FROM campaigns WHERE state != 'draft'")
    return [campaign_id for (campaign_id,) in found]


@on_both
def test_the_same_key_after_a_kill_is_the_same_campaign(
    served: Served, zalo: RunningSandbox
) -> None:
    """Killed anywhere between the start of a campaign and its answer, again and again: one campaign, each message once."""
    program, lines, die = served.program, orders(MESSAGES), dice()
    path = uploaded(served)
    headers = {"Idempotency-Key": "order-1"}

    def start() -> httpx.Response:
        return served.client.post(path, json={"rate": 500}, headers=headers)

    for _ in range(_STARTS):
        with ThreadPoolExecutor(1) as thread:
            asking = thread.submit(start)
            time.sleep(die.random() * 2)
            served.kill()
            with suppress(httpx.TransportError):
                asking.result()
        assert 1 >= len(campaigns(program))
        served.serve()
    first, again = start(), start()
    assert (201, first.content) == (again.status_code, again.content), first.text
    assert [first.json()["campaign"]] == campaigns(program)
    until(lambda: not by_state(program).keys() & {"pending", "sending"})
    until(lambda: zalo.counts().in_flight == 0)
    arrived = Counter(message.phone for message in zalo.messages())
    assert {phone_of(line) for line in lines} == set(arrived)
    assert {1} == set(arrived.values())
    late = start()
    assert first.content == late.content


@on_both
def test_two_servers_start_one_campaign(served: Served) -> None:
    """The same key at two servers over one ledger, at once: one campaign, and one answer."""
    program, path = served.program, uploaded(served)
    second = Served(program)
    second.client.headers["Authorization"] = served.client.headers["Authorization"]
    headers = {"Idempotency-Key": "order-1"}
    try:
        second.serve("--no-worker")

        def start(number: int) -> httpx.Response:
            client = (served, second)[number % 2].client
            return client.post(path, json={}, headers=headers)

        with ThreadPoolExecutor(6) as threads:
            answers = list(threads.map(start, range(6)))
    finally:
        second.close()
    assert {201} == {answer.status_code for answer in answers}
    assert 1 == len({answer.content for answer in answers})
    assert [answers[0].json()["campaign"]] == campaigns(program)
