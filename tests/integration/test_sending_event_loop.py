"""The event loop that campaigns are sent in: as fast as the system has it, and the same in what it says."""

import asyncio
import gc
import socket
import struct
import sys
import threading

import pytest
from providers_loopback import MESSAGE, Reply, http_bytes, loopback, raw, zalo

from zns_batch.domain.message import Outcome, OutcomeKind
from zns_batch.sending import event_loop


def test_work_gives_its_result() -> None:
    """What was sent is told to whoever asked for it."""

    async def work() -> int:
        await asyncio.sleep(0)
        return 7

    assert 7 == event_loop.run(work())
    assert 0 == gc.get_freeze_count()


def test_an_error_leaves_the_loop_as_it_was_raised() -> None:
    """A campaign that can't go on says why."""

    async def work() -> None:
        raise LookupError("why")

    with pytest.raises(LookupError, match="why"):
        event_loop.run(work())


def test_a_loop_leaves_no_thread_behind_that_nobody_uses() -> None:
    """A process with more than one thread is not copied, and planning would take longer."""
    with event_loop.LoopRunner() as loop:
        for _ in range(2):
            before = threading.active_count()
            first = loop.run(asyncio.to_thread(threading.get_ident))
            assert before + 1 == threading.active_count()
            loop.end_idle_threads()
            assert before == threading.active_count()
            assert threading.get_ident() != first


def test_where_there_is_no_faster_loop_pythons_own_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On Windows, and wherever uvloop can't be had, everything works as well."""
    monkeypatch.setitem(sys.modules, "uvloop", None)

    async def work() -> str:
        return type(asyncio.get_running_loop()).__module__

    assert event_loop.fastest() is None
    assert event_loop.run(work()).startswith("asyncio.")


async def _reset(writer: asyncio.StreamWriter, _: int) -> None:
    # Lingering for no time makes the close a reset instead of a farewell.
    linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


async def _hang_up(writer: asyncio.StreamWriter, _: int) -> None:
    writer.close()


async def _hang(writer: asyncio.StreamWriter, _: int) -> None:
    await asyncio.sleep(30)


@pytest.mark.parametrize(
    "reply, code",
    [
        (_reset, "connection-reset"),
        (_hang_up, "connection-reset"),
        (raw(http_bytes({"error": 0})[:-3], close=True), "connection-reset"),
        (_hang, "timeout"),
    ],
    ids=["reset", "hang up", "half a body", "hang"],
)
def test_a_message_that_may_have_arrived_is_in_doubt_on_any_loop(reply: Reply, code: str) -> None:
    """A faster loop tells a broken connection from one that was never made, as Python's own does."""

    async def work() -> Outcome:
        patience = 0.8 if code == "timeout" else 60.0
        async with (
            loopback(reply) as server,
            zalo(server.url, request_timeout=patience) as provider,
        ):
            return await provider.send(MESSAGE)

    found = event_loop.run(work())

    assert (OutcomeKind.UNKNOWN, code) == (found.kind, found.failure and found.failure.code)


async def _greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"no TLS here\r\n\r\n")
    writer.close()


@pytest.mark.parametrize("code", ["connection-refused", "dns", "tls"])
def test_a_message_that_never_left_is_certainly_not_sent_on_any_loop(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was certainly not sent goes again, whatever the loop."""
    monkeypatch.setenv("NO_PROXY", "*")

    async def work() -> Outcome:
        server = await asyncio.start_server(_greet, "127.0.0.1", 0)
        addresses = {
            "connection-refused": "http://127.0.0.1:1",
            "dns": "https://zalo.invalid",
            "tls": f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}",
        }
        async with server, zalo(addresses[code]) as provider:
            return await provider.send(MESSAGE)

    found = event_loop.run(work())

    assert (OutcomeKind.NOT_SENT, code) == (found.kind, found.failure and found.failure.code)
