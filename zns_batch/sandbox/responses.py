"""Answers, whole or broken on the wire."""

import asyncio
import json
import socket
import struct
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import hdrs, web

from zns_batch.sandbox.faults import Fault, FaultShape

JSON_TYPE = "application/json"
_NO_HEADERS: Mapping[str, str] = {}


@dataclass(frozen=True, kw_only=True, slots=True)
class SandboxReply:
    """One answer.

    Attributes:
        body: Its bytes.
        status: Its HTTP status.
        content_type: Its media type, without parameters.
        headers: More headers.
        shape: `CUT`, `RESET` and `SILENCE` break it on the wire; the others are in the body.
        delay: Seconds before it goes.

    """

    body: bytes = b""
    status: int = 200
    content_type: str = JSON_TYPE
    headers: Mapping[str, str] = field(default_factory=lambda: _NO_HEADERS)
    shape: FaultShape = FaultShape.ORDINARY
    delay: float = 0.0


class RefusedError(Exception):
    """A request that is refused.

    Args:
        label: The code of the error or the name of the fault, for the counts.
        reply: The answer it gets.
        fault: The fault that refuses it, if it is one.

    """

    def __init__(self, label: str, reply: SandboxReply, fault: Fault | None = None) -> None:
        super().__init__(label)
        self.label = label
        self.reply = reply
        self.fault = fault


def in_json(value: Any, status: int = 200) -> SandboxReply:
    """Return an answer in JSON."""
    return SandboxReply(body=json.dumps(value).encode(), status=status)


def page(status: int, retry_after: int | None = None) -> SandboxReply:
    """Return an answer such as a proxy gives: an HTML page."""
    text = f"<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>"
    headers = _NO_HEADERS if retry_after is None else {str(hdrs.RETRY_AFTER): str(retry_after)}
    return SandboxReply(
        body=text.encode(), status=status, content_type="text/html", headers=headers
    )


def struck(fault: Fault, body: bytes) -> SandboxReply:
    """Return the answer to a message that a fault struck.

    Args:
        fault: The fault.
        body: What the answer would be without it.

    """
    make = _BODIES.get(fault.shape)
    return SandboxReply(body=body, shape=fault.shape) if make is None else make(fault, body)


_BODIES: Mapping[FaultShape, Callable[[Fault, bytes], SandboxReply]] = {
    FaultShape.PAGE: lambda fault, _: page(fault.status, fault.retry_after),
    FaultShape.REDIRECT: lambda fault, _: SandboxReply(
        status=fault.status, headers={str(hdrs.LOCATION): "/sign-in"}
    ),
    FaultShape.WRONG_TYPE: lambda _, body: SandboxReply(body=body, content_type="text/plain"),
    FaultShape.HALF: lambda _, body: SandboxReply(body=body[: len(body) // 2]),
    FaultShape.EMPTY: lambda _fault, _body: SandboxReply(),
    FaultShape.LIST: lambda _fault, _body: SandboxReply(body=b"[]"),
}


async def give(request: web.BaseRequest, reply: SandboxReply) -> web.StreamResponse:
    """Give an answer, or break the connection in its place."""
    if reply.delay > 0:
        await asyncio.sleep(reply.delay)
    broken = _BROKEN.get(reply.shape)
    if broken is not None:
        return await broken(request, reply)
    return web.Response(
        body=reply.body,
        status=reply.status,
        content_type=reply.content_type,
        headers=reply.headers,
    )


async def _reset(request: web.BaseRequest, _: SandboxReply) -> web.StreamResponse:
    transport = request.transport
    if transport is not None:
        _make_close_a_reset(transport.get_extra_info("socket"))
        transport.abort()
    # The server finds that nobody is there to take it, as when a client went away.
    return web.Response()


def _make_close_a_reset(sock: socket.socket) -> None:
    # Waiting zero seconds for what is unsent makes a close send RST. Windows has shorter fields.
    linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


async def _cut(request: web.BaseRequest, reply: SandboxReply) -> web.StreamResponse:
    response = web.StreamResponse(headers={hdrs.CONTENT_TYPE: reply.content_type})
    response.content_length = len(reply.body)
    await response.prepare(request)
    await response.write(reply.body[: len(reply.body) // 2])
    if request.transport is not None:
        request.transport.close()
    return response


async def _keep_silent(_request: web.BaseRequest, _reply: SandboxReply) -> web.StreamResponse:
    # The server ends the wait when the client goes away, and when it stops itself.
    await asyncio.Event().wait()
    return web.Response()


_BROKEN: Mapping[
    FaultShape, Callable[[web.BaseRequest, SandboxReply], Awaitable[web.StreamResponse]]
] = {
    FaultShape.RESET: _reset,
    FaultShape.CUT: _cut,
    FaultShape.SILENCE: _keep_silent,
}
