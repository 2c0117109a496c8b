"""The pages killed at any moment: nothing is sent twice, nothing is lost, and one goes on where one was."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from crash_help import asked, by_state, dice, on_both
from program_help import Program, orders, phone_of, until
from served_help import Served, shown

from zns_batch.sandbox import RunningSandbox

MESSAGES = 150


@pytest.fixture
def served(program: Program) -> Iterator[Served]:
    """The pages, with the first person signed in."""
    found = Served(program)
    try:
        found.serve()
        found.come_in()
        yield found
    finally:
        found.close()


def begun(program: Program) -> list[str]:
    """The campaigns that a person can see."""
    found = asked(program, "SELECT id FROM campaigns WHERE state != 'draft'")
    return [campaign_id for (campaign_id,) in found]


def each_once(served: Served, zalo: RunningSandbox, lines: list[tuple[object, ...]]) -> None:
    """Wait until all is sent; everybody got the message once, by one campaign."""
    program = served.program
    until(lambda: not by_state(program).keys() & {"pending", "sending"})
    until(lambda: zalo.counts().in_flight == 0)
    arrived = Counter(message.phone for message in zalo.messages())
    states = by_state(program)
    assert {phone_of(line) for line in lines} == set(arrived)
    assert {1} == set(arrived.values())
    assert len(lines) == len(states.get("accepted", set()) | states.get("unknown", set()))
    assert 1 == len(begun(program))


def go_on(served: Served, base: str) -> None:
    """Do what a person does who comes back: go on where the pages lead, to the end."""
    answer = served.get(f"{base}/confirm")
    if answer.headers.get("location", "").startswith("/campaigns/"):
        return
    served.until_checked(base)
    page = served.plan(base)
    answer = served.confirm(base, page)
    assert 303 == answer.status_code, answer.text


@on_both
def test_killed_while_a_list_is_received_checked_planned_or_shown(
    served: Served, zalo: RunningSandbox
) -> None:
    """At each step before the last press a killed server has sent nothing, and the list is still there."""
    program, lines = served.program, orders(MESSAGES)
    file = program.write("don hang.xlsx", lines)

    # Receiving: half of a form, and the power goes.
    token = served.token()

    def half() -> Iterator[bytes]:
        yield (
            b'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n'
            + token.encode()
            + b"\r\n"
            b'--x\r\nContent-Disposition: form-data; name="account"\r\n\r\ndefault\r\n'
            b'--x\r\nContent-Disposition: form-data; name="template"\r\n\r\ndon-hang\r\n'
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
        )
        yield file.read_bytes()[:2000]
        until(lambda: bool(asked(program, "SELECT 1 FROM uploads")))
        served.kill()
        yield b"x" * 10

    headers = {
        "Origin": served.url,
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": "multipart/form-data; boundary=x",
    }
    with suppress(httpx.TransportError):
        served.client.post("/new", content=half(), headers=headers)
    served.serve()
    until(lambda: not asked(program, "SELECT 1 FROM uploads WHERE state = 'receiving'"))
    until(lambda: not _folders(program))

    # Checking.
    base = served.upload(file)
    served.kill()
    served.serve()
    served.until_checked(base)

    # Planning.
    form = {"way": "now", "duplicates": "skip", "lang": "vi", "act": "go", "rate": "500"}
    with ThreadPoolExecutor(1) as thread:
        pressed = thread.submit(lambda: served.post(f"{base}/send", form))
        time.sleep(dice().random())
        served.kill()
        with suppress(httpx.TransportError):
            pressed.result()
    served.serve()
    assert [] == begun(program)

    # Between plan and confirmation.
    page = served.plan(base)
    served.kill()
    assert [] == list(zalo.messages())
    served.serve()
    again = served.get(f"{base}/confirm")
    assert shown(page) == shown(again)
    assert 303 == served.confirm(base, again).status_code
    each_once(served, zalo, lines)
    assert [] == _folders(program)


def _folders(program: Program) -> list[Path]:
    root = program.home / "uploads"
    return list(root.iterdir()) if root.is_dir() else []


@on_both
def test_killed_at_the_press_of_the_button(served: Served, zalo: RunningSandbox) -> None:
    """Killed while it confirms: there is one campaign or none, and pressing again makes one, each message once."""
    program, lines = served.program, orders(MESSAGES)
    base = served.upload(program.write("a.xlsx", lines))
    served.until_checked(base)
    page = served.plan(base)
    die = dice()
    for _ in range(3):
        token = served.token()
        fields = {"token": token, **shown(page), "tick": "1"}
        headers = {"Origin": served.url, "Sec-Fetch-Site": "same-origin"}
        with ThreadPoolExecutor(3) as threads:
            presses = [
                threads.submit(served.client.post, f"{base}/confirm", data=fields, headers=headers)
                for _ in range(3)
            ]
            time.sleep(die.random() * 0.2)
            served.kill()
            for press in presses:
                with suppress(httpx.TransportError):
                    press.result()
        assert 1 >= len(begun(program))
        served.serve()
        if begun(program):
            break
    go_on(served, base)
    each_once(served, zalo, lines)
    late = served.confirm(base, page)
    assert late.status_code in {303, 409}
    each_once(served, zalo, lines)


@on_both
def test_killed_while_the_campaign_is_sent(served: Served, zalo: RunningSandbox) -> None:
    """The pages die with their worker in the middle of sending; the next one goes on, and nobody gets it twice."""
    program, lines = served.program, orders(MESSAGES)
    base = served.upload(program.write("a.xlsx", lines))
    served.until_checked(base)
    assert 303 == served.confirm(base, served.plan(base)).status_code
    until(lambda: len(zalo.messages()) > 3)
    served.kill()
    served.serve()
    each_once(served, zalo, lines)


@on_both
def test_two_servers_and_twenty_presses_send_once(served: Served, zalo: RunningSandbox) -> None:
    """The same button in two servers over one ledger, pressed twenty times at once: one campaign."""
    program, lines = served.program, orders(MESSAGES)
    base = served.upload(program.write("a.xlsx", lines))
    served.until_checked(base)
    page = served.plan(base)
    second = Served(program)
    try:
        second.serve("--no-worker")
        name = f"zns_session_{second.port}"
        value = next(iter(served.client.cookies.values()))
        second.client.cookies.set(name, value)
        first_token, second_token = served.token(), second.token()

        def press(number: int) -> int:
            one, token = (served, first_token) if number % 2 else (second, second_token)
            headers = {"Origin": one.url, "Sec-Fetch-Site": "same-origin"}
            fields = {"token": token, **shown(page), "tick": "1"}
            return one.client.post(f"{base}/confirm", data=fields, headers=headers).status_code

        with ThreadPoolExecutor(20) as threads:
            presses = list(threads.map(press, range(20)))
        assert {303} == set(presses)
        each_once(served, zalo, lines)
    finally:
        second.close()
