"""What stands on the wire of a message, which is written past the library's own requests."""

import asyncio

from providers_loopback import ACCEPTED, MESSAGE, http_bytes, loopback, zalo

from zns_batch.domain.message import OutcomeKind


async def test_the_head_of_a_message_is_whole_and_its_length_is_right() -> None:
    """A server finds host, type, token and the exact length of each message, whatever its letters."""
    heads: list[bytes] = []
    bodies: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await _head(reader):
            heads.append(head)
            (length,) = [
                int(line.split(b":")[1])
                for line in head.split(b"\r\n")
                if line.lower().startswith(b"content-length:")
            ]
            bodies.append(await reader.readexactly(length))
            writer.write(http_bytes(ACCEPTED))
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    host = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server, zalo(f"http://{host}") as provider:
        for _ in range(2):
            assert (await provider.send(MESSAGE)).kind is OutcomeKind.ACCEPTED
        await provider.close()
        await asyncio.sleep(0.05)
    assert heads[0] == heads[1]
    lines = heads[0].decode().removesuffix("\r\n\r\n").split("\r\n")
    assert lines[0] == "POST /message/template HTTP/1.1"
    names = [line.split(":")[0].lower() for line in lines[1:]]
    assert len(names) == len(set(names))
    assert {"host", "content-type", "content-length", "access_token", "user-agent"} <= set(names)
    assert "transfer-encoding" not in names
    assert f"Host: {host}" in lines
    assert all(body.startswith(b"{") and body.endswith(b"}") for body in bodies)


async def test_news_before_the_answer_is_not_the_answer() -> None:
    """“Go on” and “early hints” from something in between leave a message neither sent nor refused."""

    async def reply(writer: asyncio.StreamWriter, _: int) -> None:
        for early in (
            b"HTTP/1.1 100 Continue\r\n\r\n",
            b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n",
        ):
            writer.write(early)
            await writer.drain()
        await asyncio.sleep(0.02)
        writer.write(http_bytes(ACCEPTED))
        await writer.drain()

    async with loopback(reply) as server, zalo(server.url) as provider:
        assert (await provider.send(MESSAGE)).kind is OutcomeKind.ACCEPTED
        assert (await provider.send(MESSAGE)).kind is OutcomeKind.ACCEPTED
        assert len(server.arrivals) == 2


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""
