"""Bounds on what is sent: refused before anything reads it."""

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zns_batch.rest.problems import ApiError, answer_problem

MOST_BYTES = 1 << 20
"""Of a body that is no file."""

UPLOADS = "/api/v1/lists"


class BodyBounds:
    """Refuses bodies that are too large or no JSON, whoever sends them.

    The one call that takes a file bounds it itself, as it arrives.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or (scope["method"], scope["path"]) == ("POST", UPLOADS):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        has_body = length != "0" or "transfer-encoding" in headers
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        problem: ApiError | None = None
        if not (length.isascii() and length.isdigit() and len(length) < 16):
            problem = ApiError(400, "api.status-400")
        elif int(length) > MOST_BYTES:
            problem = ApiError(413, "api.body-too-large", {"kb": MOST_BYTES >> 10})
        elif has_body and kind != "application/json":
            problem = ApiError(415, "api.not-json")
        if problem is not None:
            response = await answer_problem(Request(scope), problem)
            await response(scope, receive, send)
            return
        taken = 0

        async def bounded() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MOST_BYTES:
                # Of FastAPI's own kind: what reads the body lets it through.
                raise HTTPException(413)
            return message

        await self._app(scope, bounded, send)
