"""A raw HTTP server on loopback that counts what really arrives and answers as it is told.

Raw, because a polite server library would never send half a body, reset a connection or hang up.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from zns_batch.domain.message import Message
from zns_batch.providers.config import HttpOptions, ProviderConfig
from zns_batch.providers.zalo.client import Zalo

TOKEN = "a-token-of-the-oa-0123456789"

ACCEPTED = {
    "error": 0,
    "message": "Success",
    "data": {
        "msg_id": "a1b2c3d4e5f6a7b8c9d0",
        "sent_time": "1790000000000",
        "sending_mode": "1",
        "quota": {"dailyQuota": "5000", "remainingQuota": "4999"},
    },
}

MESSAGE = Message(
    phone="84912345678",
    template_id="217489",
    data={"customer_name": "Nguyễn Văn A", "amount": "150000"},
    tracking_id="c1-000001",
)


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One request that arrived whole."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    connection: int

    def json(self) -> Any:
        """Return the body, read."""
        return json.loads(self.body)


Reply = Callable[[asyncio.StreamWriter, int], Awaitable[None]]


@dataclass
class Loopback:
    """A running server: its address, and what arrived."""

    reply: Reply
    port: int = 0
    arrivals: list[Arrival] = field(default_factory=list)
    connections: int = 0
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    tasks: set["asyncio.Task[None]"] = field(default_factory=set)

    @property
    def url(self) -> str:
        """The server's base URL."""
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read requests from one connection and answer each."""
        self.connections += 1
        self.writers.append(writer)
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        connection = self.connections
        try:
            while not writer.is_closing():
                self.arrivals.append(await _request(reader, connection))
                await self.reply(writer, len(self.arrivals))
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def loopback(reply: Reply) -> AsyncIterator[Loopback]:
    """Run a server for the time of a test."""
    server = Loopback(reply=reply)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        for task in server.tasks:
            task.cancel()
        await asyncio.gather(*server.tasks, return_exceptions=True)


@asynccontextmanager
async def zalo(base_url: str, **changes: Any) -> AsyncIterator[Zalo]:
    """Make a `Zalo` for an address and close it again. Time-outs are short."""
    wire = HttpOptions(
        concurrency=changes.pop("concurrency", 4),
        connect_timeout=changes.pop("connect_timeout", 2.0),
        request_timeout=changes.pop("request_timeout", 5.0),
        keep_alive=changes.pop("keep_alive", 8.0),
    )
    options = {"access_token": TOKEN, "base_url": base_url, "http": wire, **changes}
    provider = Zalo(ProviderConfig(**options))
    try:
        yield provider
    finally:
        await provider.close()


def raw(data: bytes, *, close: bool = False) -> Reply:
    """Answer with these very bytes."""

    async def reply(writer: asyncio.StreamWriter, _: int) -> None:
        writer.write(data)
        await writer.drain()
        if close:
            writer.close()

    return reply


def http(
    body: object,
    *,
    status: str = "200 OK",
    kind: str | None = "application/json",
    headers: dict[str, str] | None = None,
) -> Reply:
    """Answer properly: an object as JSON, text as it stands."""
    return raw(http_bytes(body, status=status, kind=kind, headers=headers))


def http_bytes(
    body: object,
    *,
    status: str = "200 OK",
    kind: str | None = "application/json",
    headers: dict[str, str] | None = None,
) -> bytes:
    """Write an answer's bytes."""
    if isinstance(body, bytes):
        content = body
    else:
        content = (body if isinstance(body, str) else json.dumps(body)).encode()
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(content)}"]
    lines += [f"content-type: {kind}"] if kind else []
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "", ""]).encode() + content


async def _request(reader: asyncio.StreamReader, connection: int) -> Arrival:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.rstrip().split("\r\n")
    method, path, _ = first.split(" ")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Arrival(method=method, path=path, headers=headers, body=body, connection=connection)
