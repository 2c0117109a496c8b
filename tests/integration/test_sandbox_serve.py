import asyncio
import logging
import signal
import socket
import subprocess
import sys
import threading
import time

import httpx
import pytest
from lag_help import worked
from sandbox_client import PHONE, TOKEN, body, post, send

from zns_batch.sandbox import SandboxConfig, sandbox, start

PROGRAM = """
from zns_batch.sandbox import SandboxConfig, serve
serve(SandboxConfig(quota=300), ready=lambda url: print(url, flush=True))
print("stopped")
"""


def threads() -> list[str]:
    """Return the names of the sandbox's threads."""
    return [thread.name for thread in threading.enumerate() if "sandbox" in thread.name]


def test_it_listens_on_loopback_only() -> None:
    """Without other word no other machine reaches the stand-in."""
    with sandbox() as zalo:
        assert zalo.url == f"http://127.0.0.1:{zalo.port}"


def test_it_listens_where_it_is_told() -> None:
    """Another address than the usual one has to be asked for."""
    with sandbox(host="0.0.0.0") as zalo:
        assert 0 == send(f"http://127.0.0.1:{zalo.port}")["error"]


def test_an_ipv6_address_can_be_opened() -> None:
    """The address of a stand-in on IPv6 can be used as it is."""
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("no IPv6 loopback here")
    with sandbox(host="::1") as zalo:
        assert 0 == send(zalo.url)["error"]


def test_two_stand_ins_know_nothing_of_each_other() -> None:
    """Several stand-ins run side by side on ports of their own."""
    with sandbox() as one, sandbox() as other:
        send(one.url)
        assert (1, 0) == (one.counts().accepted, other.counts().accepted)


def test_nothing_is_left_when_the_block_ends() -> None:
    """After the block the thread is gone and the port is free."""
    with sandbox() as zalo:
        send(zalo.url)
        assert ["zns-sandbox"] == threads()
    assert [] == threads()
    with pytest.raises(httpx.ConnectError):
        send(zalo.url)


def test_an_error_in_the_block_stops_it_too() -> None:
    """A test that fails inside the block leaves no stand-in behind."""
    with pytest.raises(LookupError), sandbox():
        raise LookupError
    assert [] == threads()


def test_a_taken_port_is_an_error_at_once() -> None:
    """A port that is in use is told as an operating system error, and nothing hangs."""
    with sandbox() as zalo, pytest.raises(OSError), sandbox(port=zalo.port):
        pytest.fail("two stand-ins on one port")
    assert [] == threads()


def test_an_unknown_provider_is_an_error_at_once() -> None:
    """A rehearsal for a provider that has no stand-in is refused and leaves nothing behind."""
    with pytest.raises(ValueError, match="viber"), sandbox(provider="viber"):
        raise AssertionError
    assert [] == threads()


def test_it_stops_while_requests_wait(caplog: pytest.LogCaptureFixture) -> None:
    """A stop cuts off what would wait for ever, soon and without a word in the logs."""
    with caplog.at_level(logging.WARNING):
        with sandbox() as zalo:
            waiting = threading.Thread(target=_give_up, args=(zalo.url,))
            waiting.start()
            while not zalo.counts().accepted:
                time.sleep(0.01)
        waiting.join()
    assert [] == caplog.records


def _give_up(url: str) -> None:
    with pytest.raises(httpx.TransportError) as cut:
        post(url, "84901234954", timeout=150)
    # It was cut off, and has not given up by itself.
    assert not isinstance(cut.value, httpx.TimeoutException)


def test_broken_answers_are_no_errors_of_its_own(caplog: pytest.LogCaptureFixture) -> None:
    """Resets, cut answers and senders that go away leave nothing in the logs."""
    with caplog.at_level(logging.WARNING), sandbox() as zalo:
        for phone in ("84901234951", "84901234953", "84901234954", "84901234959"):
            with pytest.raises(httpx.TransportError):
                post(zalo.url, phone, timeout=0.3)
        assert 0 == send(zalo.url, tracking_id="t-2")["error"]
    assert [] == caplog.records


async def test_it_runs_inside_a_loop() -> None:
    """A test that has an event loop starts and stops a stand-in within it."""
    running = await start(SandboxConfig(quota=5))
    async with httpx.AsyncClient(headers=TOKEN, timeout=60) as client:
        answer = await client.post(f"{running.url}/message/template", json=body())
    await running.stop()
    assert "4" == answer.json()["data"]["quota"]["remainingQuota"]
    assert PHONE == running.messages()[0].phone


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals for a child")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "terminate"])
def test_the_program_stops_when_asked(number: signal.Signals) -> None:
    """Ctrl-C and SIGTERM end the program cleanly, and it prints nothing by itself."""
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        url = program.stdout.readline().strip()
        answer = send(url)
        program.send_signal(number)
        out, err = program.communicate(timeout=20)
    assert "300" == answer["data"]["quota"]["dailyQuota"]
    assert (0, "stopped\n", "") == (program.returncode, out, err)


@pytest.mark.slow
async def test_it_keeps_up() -> None:
    """It takes far more messages a second than any account may send, even beside the sender."""
    running = await start(SandboxConfig(quota=None))
    try:
        began = worked()
        await asyncio.gather(*(_send_many(running.port, 200) for _ in range(20)))
        pace = 4000 / (worked() - began)
        assert (4000, 0) == (running.counts().accepted, running.counts().duplicate_tracking_ids)
    finally:
        await running.stop()
    # Some thousands for a second of computing; how busy the machine is makes no difference.
    assert pace > 60


async def _send_many(port: int, times: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for number in range(times):
        content = httpx.Request("POST", "http://x", json=body(tracking_id=f"{id(writer)}-{number}"))
        head = f"POST /message/template HTTP/1.1\r\nHost: x\r\naccess_token: x\r\nContent-Length: {len(content.content)}\r\n\r\n"
        writer.write(head.encode() + content.content)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = int(answer.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
    writer.close()
    await writer.wait_closed()


def test_a_sender_that_leaves_mid_message_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    """A request whose body never comes is not accepted and leaves nothing in the logs."""
    with caplog.at_level(logging.WARNING), sandbox() as zalo:
        with socket.create_connection(("127.0.0.1", zalo.port)) as sender:
            head = "POST /message/template HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"
            sender.sendall(head.encode())
            while not zalo.counts().in_flight:
                time.sleep(0.01)
        while zalo.counts().in_flight:
            time.sleep(0.01)
        assert 0 == zalo.counts().accepted
    assert [] == caplog.records


@pytest.mark.parametrize("content", [b"x" * 3_000_000, b'"' + b"\\ud800" * 10 + b'"'])
def test_strange_bodies_are_no_errors_of_its_own(
    content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """A huge body and one with half a character are refused, and leave nothing in the logs."""
    with caplog.at_level(logging.WARNING), sandbox() as zalo:
        message = b'{"phone": %s, "tracking_id": %s}' % (content, content)
        answer = httpx.post(
            f"{zalo.url}/message/template", content=message, headers=TOKEN, timeout=60
        )
        listed = httpx.get(f"{zalo.url}/_sandbox/messages", timeout=60)
    assert answer.status_code == 413 or answer.json()["error"] < 0
    assert [] == listed.json()
    assert [] == caplog.records
