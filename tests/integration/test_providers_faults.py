"""What becomes of a message when the network or the server misbehaves, over real connections."""

import asyncio
import socket
import ssl
import struct
import sys
from collections.abc import Callable

import aiohttp
import httpx
import pytest
from providers_loopback import ACCEPTED, MESSAGE, Reply, http, http_bytes, loopback, raw, zalo

from zns_batch.domain.message import Action, Outcome, OutcomeKind
from zns_batch.domain.states import Reason
from zns_batch.providers.http import client
from zns_batch.providers.http.client import LONGEST_ANSWER
from zns_batch.providers.http.errors import transport_error_of
from zns_batch.providers.http.response import TransportError


def _code(outcome: Outcome) -> str:
    assert outcome.failure is not None
    return outcome.failure.code


async def _reset(writer: asyncio.StreamWriter, _: int) -> None:
    # Lingering for no time makes the close a reset instead of a farewell.
    linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


async def _hang_up(writer: asyncio.StreamWriter, _: int) -> None:
    writer.close()


async def _hang(writer: asyncio.StreamWriter, _: int) -> None:
    await asyncio.sleep(30)


def _dribble(data: bytes) -> Reply:
    async def reply(writer: asyncio.StreamWriter, _: int) -> None:
        for at in range(len(data)):
            writer.write(data[at : at + 1])
            await writer.drain()
            await asyncio.sleep(0.1)

    return reply


_CHUNKED = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
)
_WHOLE = http_bytes(ACCEPTED)
_JSON = "content-type: application/json"

AFTER_ARRIVAL: list[tuple[str, Callable[[], Reply], str]] = [
    ("reset", lambda: _reset, "connection-reset"),
    ("hang up without a word", lambda: _hang_up, "connection-reset"),
    ("half a body", lambda: raw(_WHOLE[:-40], close=True), "connection-reset"),
    ("half a head", lambda: raw(b"HTTP/1.1 200 OK\r\ncontent-", close=True), "connection-reset"),
    ("chunks cut short", lambda: raw(_CHUNKED + b'5\r\n{"err', close=True), "connection-reset"),
    ("a bad chunk", lambda: raw(_CHUNKED + b"zz\r\n", close=True), "unreadable"),
    ("hang", lambda: _hang, "timeout"),
    ("a byte now and then", lambda: _dribble(_WHOLE), "timeout"),
    ("half a JSON", lambda: http('{"error": 0, "mess'), "unreadable"),
    ("an empty body", lambda: http(""), "unreadable"),
    ("an array", lambda: http([0]), "unreadable"),
    ("no error number", lambda: http({"message": "Success"}), "unreadable"),
    ("a page", lambda: http("<html>Welcome</html>", kind="text/html"), "unreadable"),
    ("a wrong content type", lambda: http(ACCEPTED, kind="text/html"), "unreadable"),
    ("bad UTF-8", lambda: http(b'{"error": 0, "message": "\xff"}'), "unreadable"),
    ("no HTTP at all", lambda: raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n", close=True), "unreadable"),
    ("a bad status line", lambda: raw(b"HTTP/1.1 abc\r\n\r\n", close=True), "unreadable"),
    (
        "a reason that is no text",
        lambda: raw(_WHOLE.replace(b"200 OK", b"200 \xff\xfe"), close=True),
        "unreadable",
    ),
    (
        "compression that is none",
        lambda: http(ACCEPTED, headers={"content-encoding": "gzip"}),
        "unreadable",
    ),
    ("an endless answer", lambda: http("x" * (LONGEST_ANSWER + 1)), "unreadable"),
    ("502", lambda: http("<html>", status="502 Bad Gateway", kind="text/html"), "http-502"),
    ("503 without a time", lambda: http("", status="503 Service Unavailable"), "http-503"),
    ("504", lambda: http("", status="504 Gateway Timeout"), "http-504"),
    ("500 with a number", lambda: http({"error": -118}, status="500 Oops"), "http-500"),
    ("408", lambda: http("", status="408 Request Timeout"), "http-408"),
]


@pytest.mark.parametrize(
    "make, code",
    [pytest.param(make, code, id=name) for name, make, code in AFTER_ARRIVAL],
)
async def test_a_message_that_arrived_without_a_usable_answer_is_unknown(
    make: Callable[[], Reply], code: str
) -> None:
    """A message that reached the server is sent once, and in doubt when the answer is no use."""
    patience = 0.8 if code == "timeout" else 60.0
    async with loopback(make()) as server, zalo(server.url, request_timeout=patience) as provider:
        outcome = await provider.send(MESSAGE)
        await asyncio.sleep(0.05)
        assert code == _code(outcome)
        assert outcome.kind is OutcomeKind.UNKNOWN
        assert len(server.arrivals) == 1


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 X", "308 X"])
async def test_a_redirect_is_not_followed(status: str) -> None:
    """A redirect carries neither the message nor the access token to another address."""
    async with loopback(http(ACCEPTED)) as other:
        moved = http("", status=status, headers={"location": other.url})
        async with loopback(moved) as server, zalo(server.url) as provider:
            outcome = await provider.send(MESSAGE)
            assert _code(outcome) == "redirect"
            assert outcome.kind is OutcomeKind.UNKNOWN
            assert len(server.arrivals) == 1
        assert other.arrivals == []


async def test_a_refused_connection_is_certainly_not_sent() -> None:
    """When nobody listens the message may go again."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        async with zalo(f"http://127.0.0.1:{taken.getsockname()[1]}") as provider:
            outcome = await provider.send(MESSAGE)
    assert outcome.kind is OutcomeKind.NOT_SENT
    assert outcome.failure is not None
    assert outcome.failure.code == "connection-refused"
    assert outcome.failure.action is Action.RETRY
    assert outcome.failure.reason is Reason.NETWORK


async def test_an_unknown_host_is_certainly_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the host's name is not found the message may go again."""
    monkeypatch.setattr(client, "getproxies", dict)
    async with zalo("https://zalo.invalid") as provider:
        outcome = await provider.send(MESSAGE)
    assert _code(outcome) == "dns"
    assert outcome.kind is OutcomeKind.NOT_SENT


async def test_a_server_without_encryption_is_certainly_not_sent() -> None:
    """A failed handshake means that the token and the message were never shown."""
    async with loopback(_hang) as server:
        garbage = await asyncio.start_server(_greet, "127.0.0.1", 0)
        port = garbage.sockets[0].getsockname()[1]
        async with zalo(f"https://127.0.0.1:{port}") as provider:
            outcome = await provider.send(MESSAGE)
        garbage.close()
        assert server.arrivals == []
    assert _code(outcome) == "tls"
    assert outcome.kind is OutcomeKind.NOT_SENT


async def _greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 this is not TLS\r\n")
    await writer.drain()
    writer.close()


async def test_a_certificate_of_a_stranger_is_certainly_not_sent(stranger: ssl.SSLContext) -> None:
    """A certificate that nobody vouches for ends the connection before anything is shown."""
    seen: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.read(1))
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0, ssl=stranger)
    port = server.sockets[0].getsockname()[1]
    async with zalo(f"https://127.0.0.1:{port}") as provider:
        outcome = await provider.send(MESSAGE)
    server.close()
    assert _code(outcome) == "tls"
    assert outcome.kind is OutcomeKind.NOT_SENT
    assert b"".join(seen) == b""


async def test_a_handshake_that_never_ends_is_certainly_not_sent() -> None:
    """A connection that is not ready in time has carried nothing, so the message may go again."""
    async with loopback(_hang) as silent:
        async with zalo(
            silent.url.replace("http", "https"), connect_timeout=0.3, request_timeout=5
        ) as provider:
            outcome = await provider.send(MESSAGE)
        assert silent.arrivals == []
    assert _code(outcome) == "connect-timeout"
    assert outcome.kind is OutcomeKind.NOT_SENT


async def test_waiting_for_a_free_connection_is_certainly_not_sent() -> None:
    """A message that never got a connection may go again; the one that holds it is in doubt."""
    async with (
        loopback(_hang) as server,
        zalo(server.url, concurrency=1, connect_timeout=2.0, request_timeout=5.0) as provider,
    ):
        first, second = await asyncio.gather(provider.send(MESSAGE), provider.send(MESSAGE))
        assert (_code(first), first.kind) == ("timeout", OutcomeKind.UNKNOWN)
        assert (_code(second), second.kind) == ("connect-timeout", OutcomeKind.NOT_SENT)
        assert len(server.arrivals) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse what they can't queue")
async def test_a_time_out_before_there_is_a_connection_is_certainly_not_sent() -> None:
    """However short the account's patience is, a message that got no connection may go again."""
    with socket.socket() as listening, socket.socket() as first, socket.socket() as second:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        for waiting in (first, second):
            # They fill the queue, so that the next connection is never made.
            waiting.setblocking(False)
            waiting.connect_ex(listening.getsockname())
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        async with zalo(url, connect_timeout=30.0, request_timeout=0.5) as provider:
            outcome = await provider.send(MESSAGE)
    assert (_code(outcome), outcome.kind) == ("connect-timeout", OutcomeKind.NOT_SENT)


async def test_connections_are_kept_and_never_more_than_allowed() -> None:
    """Twenty messages with two in flight use two connections."""

    async def slow(writer: asyncio.StreamWriter, _: int) -> None:
        await asyncio.sleep(0.01)
        writer.write(_WHOLE)
        await writer.drain()

    async with loopback(slow) as server, zalo(server.url, concurrency=2) as provider:
        outcomes = await asyncio.gather(*(provider.send(MESSAGE) for _ in range(20)))
        assert {OutcomeKind.ACCEPTED} == {outcome.kind for outcome in outcomes}
        assert len(server.arrivals) == 20
        assert server.connections == 2


async def test_a_kept_connection_that_breaks_under_a_message_leaves_it_in_doubt_and_unrepeated() -> (
    None
):
    """The library never sends a message again by itself when a kept connection turns out dead."""

    async def reply(writer: asyncio.StreamWriter, number: int) -> None:
        if number == 1:
            writer.write(_WHOLE)
            await writer.drain()
        else:
            await _reset(writer, number)

    async with loopback(reply) as server, zalo(server.url) as provider:
        assert (await provider.send(MESSAGE)).kind is OutcomeKind.ACCEPTED
        outcome = await provider.send(MESSAGE)
        await asyncio.sleep(0.2)
        assert (_code(outcome), outcome.kind) == ("connection-reset", OutcomeKind.UNKNOWN)
        assert len(server.arrivals) == 2
        assert {1} == {arrival.connection for arrival in server.arrivals}


def _refused() -> bytes:
    return http_bytes({"error": -118, "message": "Zalo account not existed"})


@pytest.mark.parametrize(
    "answer, extra, pause, kind",
    [
        (_WHOLE, _refused(), 0.0, OutcomeKind.ACCEPTED),
        (_WHOLE, _refused(), 0.05, OutcomeKind.ACCEPTED),
        (_refused(), _WHOLE, 0.0, OutcomeKind.REJECTED),
        (_refused(), _WHOLE, 0.05, OutcomeKind.REJECTED),
        (_refused(), http_bytes("", status="408 Request Timeout"), 0.05, OutcomeKind.REJECTED),
        (_WHOLE, _WHOLE[:30], 0.05, OutcomeKind.ACCEPTED),
        (_WHOLE, b"\r\n", 0.05, OutcomeKind.ACCEPTED),
    ],
    ids=[
        *("a refusal at once", "a refusal", "an acceptance at once", "an acceptance"),
        *("a farewell", "half an answer", "an empty line"),
    ],
)
async def test_what_arrives_on_an_idle_connection_is_nobodys_answer(
    answer: bytes, extra: bytes, pause: float, kind: OutcomeKind
) -> None:
    """A second answer that nobody asked for never becomes the answer of the next customer's message."""

    async def reply(writer: asyncio.StreamWriter, _: int) -> None:
        writer.write(answer)
        await writer.drain()
        await asyncio.sleep(pause)
        writer.write(extra)
        await writer.drain()

    async with loopback(reply) as server, zalo(server.url) as provider:
        for number in range(1, 7):
            assert (await provider.send(MESSAGE)).kind is kind
            assert len(server.arrivals) == number
            await asyncio.sleep(2 * pause + 0.02)
        assert server.connections == 6


async def test_an_answer_that_the_loop_has_not_read_yet_is_seen() -> None:
    """An answer that waits in the system's buffer is noticed before the next message is written."""
    import time

    async def reply(writer: asyncio.StreamWriter, _: int) -> None:
        writer.write(_WHOLE)
        await writer.drain()

    async with loopback(reply) as server, zalo(server.url) as provider:
        await provider.send(MESSAGE)
        server.writers[0].write(_refused())
        # The server's bytes are on their way, and our loop gets no turn to read them.
        time.sleep(0.1)  # noqa: ASYNC251 - it is to block
        assert (await provider.send(MESSAGE)).kind is OutcomeKind.ACCEPTED
        assert {2} == {arrival.connection for arrival in server.arrivals[1:]}


async def test_a_server_that_speaks_first_is_sent_nothing() -> None:
    """An address that answers before it was asked gets no message, and the row may go again."""

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(_WHOLE)
        await writer.drain()
        received.append(await reader.read())
        writer.close()

    received: list[bytes] = []
    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server, zalo(url) as provider:
        outcomes = [await provider.send(MESSAGE) for _ in range(20)]
    told = [one for one in outcomes if one.kind is OutcomeKind.NOT_SENT]
    assert {"spoke-first"} == {_code(outcome) for outcome in told}
    assert len(received) - received.count(b"") == len(outcomes) - len(told)


async def test_the_same_break_does_repeat_a_question() -> None:
    """The test above has teeth: a GET on the same dead connection is sent again by the library."""

    async def reply(writer: asyncio.StreamWriter, number: int) -> None:
        if number == 2:
            writer.close()
        else:
            writer.write(http_bytes({"error": 0, "data": {"dailyQuota": 5, "remainingQuota": 4}}))
            await writer.drain()

    async with loopback(reply) as server, zalo(server.url) as provider:
        await provider.quota()
        await provider.quota()
        assert len(server.arrivals) == 3


async def test_a_kept_connection_that_was_closed_while_idle_is_not_used() -> None:
    """A message after a pause goes out on a new connection when the server closed the old one."""

    async def reply(writer: asyncio.StreamWriter, _: int) -> None:
        writer.write(_WHOLE)
        await writer.drain()
        writer.close()

    async with loopback(reply) as server, zalo(server.url) as provider:
        for _ in range(3):
            assert (await provider.send(MESSAGE)).kind is OutcomeKind.ACCEPTED
            await asyncio.sleep(0.1)
        assert server.connections == 3
        assert len(server.arrivals) == 3


async def test_an_idle_connection_is_given_up_soon() -> None:
    """A connection idle for longer than `keep_alive` is not trusted with a message."""
    async with (
        loopback(http(ACCEPTED)) as server,
        zalo(server.url, keep_alive=0.1) as provider,
    ):
        await provider.send(MESSAGE)
        await asyncio.sleep(0.4)
        await provider.send(MESSAGE)
        assert server.connections == 2


async def test_a_cancelled_send_is_cancelled() -> None:
    """Someone who cancels a send is obeyed, and the connection is not used again."""
    arrived = asyncio.Event()

    async def reply(writer: asyncio.StreamWriter, number: int) -> None:
        arrived.set()
        await _hang(writer, number)

    async with loopback(reply) as server, zalo(server.url) as provider:
        sending = asyncio.create_task(provider.send(MESSAGE))
        await arrived.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        assert len(server.arrivals) == 1


async def test_cookies_are_not_kept() -> None:
    """A server can't mark our messages with a cookie."""
    marked = http(ACCEPTED, headers={"set-cookie": "who=you; Path=/"})
    async with loopback(marked) as server, zalo(server.url) as provider:
        await provider.send(MESSAGE)
        await provider.send(MESSAGE)
        assert "cookie" not in server.arrivals[1].headers


async def test_an_answer_compressed_on_the_way_is_read() -> None:
    """Something between us and Zalo that compresses answers does no harm."""
    import gzip
    import json

    packed = gzip.compress(json.dumps(ACCEPTED).encode())
    answer = http(packed, headers={"content-encoding": "gzip"})
    async with loopback(answer) as server, zalo(server.url) as provider:
        assert (await provider.send(MESSAGE)).kind is OutcomeKind.ACCEPTED


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "gzip, gzip", "br", "zstd"])
async def test_a_compressed_answer_is_unpacked_within_bounds(encoding: str) -> None:
    """An answer of a megabyte that holds gigabytes takes neither memory nor time."""
    import tracemalloc
    import zlib

    packer = zlib.compressobj(9, wbits=31 if "gzip" in encoding else 15)
    zeros = b"\0" * (1 << 20)
    packed = b"".join(packer.compress(zeros) for _ in range(64)) + packer.flush()
    answer = http(packed, headers={"content-encoding": encoding})
    async with loopback(answer) as server, zalo(server.url) as provider:
        await provider.send(MESSAGE)
        tracemalloc.start()
        outcome = await provider.send(MESSAGE)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert (_code(outcome), outcome.kind) == ("unreadable", OutcomeKind.UNKNOWN)
    assert most < 20 * LONGEST_ANSWER


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
async def test_out_of_file_descriptors_is_certainly_not_sent() -> None:
    """A machine that can open no connection has sent nothing; no row is put in doubt by that."""
    import os
    import resource

    async with loopback(http(ACCEPTED)) as server, zalo(server.url) as provider:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        lowest = os.dup(0)
        os.close(lowest)
        resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, hard))
        try:
            outcome = await provider.send(MESSAGE)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        assert (_code(outcome), outcome.kind) == ("unreachable", OutcomeKind.NOT_SENT)
        assert server.arrivals == []


@pytest.mark.parametrize(
    "reply",
    [_hang_up, _reset, raw(b"SSH-2.0-x\r\n\r\n", close=True), raw(b"HTTP/1.1 2", close=True)],
    ids=["hangs up", "resets", "is no proxy", "stops in the middle"],
)
async def test_a_proxy_that_breaks_is_certainly_not_sent(
    monkeypatch: pytest.MonkeyPatch, reply: Reply
) -> None:
    """A proxy that fails before it connects us has been told nothing but the provider's name."""
    async with loopback(reply) as proxy:
        monkeypatch.setattr(client, "getproxies", lambda: {"https": proxy.url})
        monkeypatch.setattr(client, "proxy_bypass", lambda _: False)
        async with zalo("https://business.example") as provider:
            outcome = await provider.send(MESSAGE)
        assert (_code(outcome), outcome.kind) == ("proxy", OutcomeKind.NOT_SENT)
        assert {"CONNECT"} == {arrival.method for arrival in proxy.arrivals}


async def test_a_proxy_that_refuses_is_certainly_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that lets nothing through has shown nothing to anyone."""
    async with loopback(http("no", status="403 Forbidden", kind="text/plain")) as proxy:
        monkeypatch.setattr(client, "getproxies", lambda: {"https": proxy.url})
        monkeypatch.setattr(client, "proxy_bypass", lambda _: False)
        async with zalo("https://business.example") as provider:
            outcome = await provider.send(MESSAGE)
        assert (_code(outcome), outcome.kind) == ("proxy", OutcomeKind.NOT_SENT)
        assert [arrival.method for arrival in proxy.arrivals] == ["CONNECT"]
        assert "access_token" not in proxy.arrivals[0].headers


async def test_a_proxy_that_is_not_there_is_certainly_not_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A proxy that can't be reached has shown nothing to anyone."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        monkeypatch.setattr(client, "getproxies", lambda: {"https": address})
        monkeypatch.setattr(client, "proxy_bypass", lambda _: False)
        async with zalo("https://business.example") as provider:
            outcome = await provider.send(MESSAGE)
    assert (_code(outcome), outcome.kind) == ("proxy", OutcomeKind.NOT_SENT)


async def test_this_machine_is_never_reached_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A rehearsal against the sandbox stays on this machine whatever proxy is set."""
    monkeypatch.setattr(client, "getproxies", lambda: {"http": "http://192.0.2.1:1"})
    async with loopback(http(ACCEPTED)) as server, zalo(server.url) as provider:
        assert (await provider.send(MESSAGE)).kind is OutcomeKind.ACCEPTED


def test_what_the_transport_calls_a_connect_timeout_may_have_left() -> None:
    """The transport's misleading name for a server that hung up never makes a message go again."""
    error = httpx.ConnectTimeout("x")
    error.__cause__ = aiohttp.ServerDisconnectedError()
    assert TransportError(code="connection-reset", may_have_left=True) == transport_error_of(error)
    assert transport_error_of(httpx.ConnectTimeout("x")).may_have_left


@pytest.fixture
def stranger(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """Make a server's encryption with a certificate of its own making."""
    x509 = pytest.importorskip("cryptography.x509")
    from datetime import UTC, datetime, timedelta

    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("stranger") / "stranger.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
