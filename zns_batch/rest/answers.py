"""Answers: JSON with a tag that saves sending it again, and answers that are kept under a key."""

import json
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from typing import Annotated

from fastapi import Header
from pydantic import BaseModel, StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.rest.context import ApiContext
from zns_batch.rest.models.common import WaitingAnswer
from zns_batch.rest.problems import ApiError
from zns_batch.services.people.idempotency import KeyedRequest, StoredAnswer

_JSON = "application/json"

IdempotencyKey = Annotated[
    Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,255}$")] | None,
    Header(
        alias="Idempotency-Key",
        description=(
            "A text of the caller's own, new for each thing that is meant to happen. The same key with"
            " the same request gets the first answer again, also after a crash; with another request"
            " it is refused. Kept for 7 days."
        ),
        examples=["order-2026-11-30-001"],
    ),
]

RequiredKey = Annotated[
    Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,255}$")],
    Header(
        alias="Idempotency-Key",
        description=(
            "A text of the caller's own, new for each thing that is meant to happen: messages cost"
            " money, and a request whose answer is lost is repeated with the same key. Kept for 7 days."
        ),
        examples=["order-2026-11-30-001"],
    ),
]

IfNoneMatch = Annotated[
    str | None,
    Header(
        alias="If-None-Match",
        description="The `ETag` of an earlier answer: 304 when nothing has changed since.",
    ),
]


def json_answer(
    request: Request,
    model: BaseModel,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return an answer as JSON; one that is asked for again and has not changed is only named."""
    body = model.model_dump_json().encode()
    given = {**(headers or {})}
    if request.method == "GET":
        tag = f'"{sha256(body).hexdigest()[:32]}"'
        given |= {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept-Language"}
        asked = request.headers.get("if-none-match", "")
        if tag in {one.strip().removeprefix("W/") for one in asked.split(",")} or asked == "*":
            return Response(status_code=304, headers=given)
    return Response(body, status_code=status, media_type=_JSON, headers=given)


def kept_answer(
    model: BaseModel | None, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> StoredAnswer:
    """Return an answer as it can be given again."""
    body = None if model is None else model.model_dump_json()
    text = json.dumps({"headers": dict(headers or {}), "body": body})
    return StoredAnswer(status=status, text=text)


Work = Callable[[KeyedRequest], Awaitable[StoredAnswer]]


async def _nothing() -> None:
    """Nothing follows."""


async def answer_once(
    context: ApiContext,
    key: str | None,
    work: Work,
    *,
    body: BaseModel | None = None,
    follow: Callable[[], Awaitable[object]] = _nothing,
) -> Response:
    """Answer a request that changes something: with a key once, without one each time.

    Args:
        context: The call's.
        key: The key that came with it.
        work: Does it, and returns the answer.
        body: What was sent, as it was understood.
        follow: What is to be done after the change; done again after a crash it changes nothing more.

    """
    if key is None:
        answer = await work(KeyedRequest(None))
        await follow()
    else:
        answer = await context.api.requests.once(
            work,
            token_id=context.token.id,
            key=key,
            request_sha256=request_digest(context.request, body),
            in_thread=context.run_in_thread,
            follow=follow,
        )
    return response_of(answer)


def request_digest(request: Request, body: BaseModel | None, *more: str) -> str:
    """Return what tells a request from another one: method, address and body."""
    sent = "" if body is None else body.model_dump_json()
    words = [request.method, request.url.path, request.url.query, sent, *more]
    return sha256(json.dumps(words).encode()).hexdigest()


def response_of(answer: StoredAnswer) -> Response:
    """Return a kept answer as it is sent."""
    kept = json.loads(answer.text)
    body: str | None = kept["body"]
    if body is None:
        return Response(status_code=answer.status, headers=kept["headers"])
    return Response(body, status_code=answer.status, media_type=_JSON, headers=kept["headers"])


def whole_number(text: str | None) -> int:
    """Return the place that a cursor names; 0 for none.

    Raises:
        ApiError: It is no cursor that a page gave.

    """
    if text is None:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise ApiError(422, "api.bad-cursor")
    return int(text)


def waiting_answer() -> Response:
    """Return what is told of a workbook that is still being written."""
    waiting = WaitingAnswer(state="writing").model_dump_json()
    headers = {"Retry-After": "2"}
    return Response(waiting, status_code=202, media_type="application/json", headers=headers)
