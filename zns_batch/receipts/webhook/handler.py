"""Handles the webhook requests of Zalo: verified, on disk, and answered in time.

From Zalo's page on webhooks: an event must be answered with 200 within two seconds; otherwise it comes
again after 30 seconds, 5, 15, 30 minutes and an hour, and then the webhook is switched off.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from zns_batch.core.clock import Clock, SystemClock
from zns_batch.core.logging import log
from zns_batch.domain.delivery import WebhookEvent
from zns_batch.errors import InternalError, LedgerError
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.webhook_events import EventStatus
from zns_batch.receipts.webhook.buffer import BufferFullError, EventBuffer
from zns_batch.receipts.webhook.endpoint import HEADER, WebhookEndpoint, read_signature
from zns_batch.receipts.webhook.payload import (
    MAX_BYTES,
    MalformedPayloadError,
    event_of,
    parse_payload,
)

PATIENCE = 1.5
"""Seconds that an event may take to disk: Zalo gives up after two."""

READING = 10.0
"""Seconds that a body may take to come."""

MAX_AGE = timedelta(hours=24)
"""An event that is older, or further ahead, is refused: Zalo's last repetition comes after two hours."""

_JSON = "application/json"

OnEvent = Callable[[str, WebhookEvent], object]


class _RefusedError(Exception):
    """A request that changes nothing."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        self.status, self.why = status, why
        super().__init__(why)


class WebhookHandler:
    """Answers what is posted to the accounts' addresses."""

    def __init__(
        self,
        ledger: Ledger,
        endpoints: Mapping[str, WebhookEndpoint],
        *,
        max_age: timedelta = MAX_AGE,
        clock: Clock | None = None,
        on_event: OnEvent = lambda _account, _event: None,
    ) -> None:
        """Take the addresses.

        Args:
            endpoints: By the account's name.
            max_age: How far an event's own moment may be from now.
            on_event: Called with an account and an event that is new and no receipt.

        """
        self._clock = clock or SystemClock()
        self._endpoints = endpoints
        self._max_age = max_age
        self._on_event = on_event
        self.buffer = EventBuffer(ledger, self._clock)

    def application(self) -> Starlette:
        """Return the addresses as an application of their own."""
        return Starlette(routes=self.routes())

    def routes(self) -> list[Route]:
        """Return the addresses: `/webhook/zalo/<account>` and `/health`."""

        async def by_path(request: Request) -> Response:
            return await self.receive(request, request.path_params["account"])

        return [
            Route("/webhook/zalo/{account}", by_path, methods=["POST"]),
            Route("/health", health, methods=["GET"]),
        ]

    async def receive(self, request: Request, account: str) -> Response:
        """Answer the request of an account's webhook."""
        try:
            return await self._store(request, account)
        except _RefusedError as refused:
            known = account if account in self._endpoints else "?"
            log().warning("webhook.refused", account=known, why=refused.why)
            return _response(refused.status, refused.why)
        except (LedgerError, InternalError, BufferFullError, TimeoutError) as error:
            # It will come again.
            log().warning("webhook.not-written", account=account, why=type(error).__name__)
            return _response(HTTPStatus.SERVICE_UNAVAILABLE, "come again")

    async def _store(self, request: Request, account: str) -> Response:
        """Verify a request, store its event, and answer once that is on disk."""
        endpoint = self._endpoints.get(account)
        if endpoint is None:
            raise _RefusedError(HTTPStatus.NOT_FOUND, "no such account")
        signature = request.headers.get(HEADER, "")
        if read_signature(signature) is None:
            raise _RefusedError(HTTPStatus.FORBIDDEN, "no signature")
        try:
            payload = parse_payload(await read_body(request))
        except MalformedPayloadError:
            raise _RefusedError(HTTPStatus.BAD_REQUEST, "no event") from None
        if not endpoint.verify(signature, payload):
            raise _RefusedError(HTTPStatus.FORBIDDEN, "wrong signature")
        if abs(self._clock.now() - payload.at) > self._max_age:
            raise _RefusedError(HTTPStatus.FORBIDDEN, "wrong time")
        server = request.headers.get("X-ZEvent-Server", "")
        event = event_of(payload, server=server, accounts=endpoint.accounts(payload.oa_id))
        if event is None:
            log().info("webhook.left-alone", account=account, name=payload.name[:60])
            return _response(HTTPStatus.OK, "left alone")
        status = await asyncio.wait_for(self.buffer.add(event), PATIENCE)
        log().info("webhook.received", account=account, name=event.name, fate=status.value)
        if status is EventStatus.KEPT:
            self._on_event(event.accounts[0], event)
        return _response(HTTPStatus.OK, status.value)


async def health(_request: Request) -> Response:
    """Say that the program runs."""
    return _response(HTTPStatus.OK, "ok")


async def read_body(request: Request) -> bytes:
    """Return a request's body, within bounds of size and time."""
    # What was compressed is not what was signed.
    content_type = request.headers.get("Content-Type", _JSON).partition(";")[0].strip().lower()
    if content_type != _JSON or "Content-Encoding" in request.headers:
        raise _RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "no JSON")
    length, body = request.headers.get("Content-Length", "0"), bytearray()
    if length.isdigit() and int(length) > MAX_BYTES:
        raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too large")
    try:
        async with asyncio.timeout(READING):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BYTES:
                    raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too large")
    except ClientDisconnect:
        raise _RefusedError(HTTPStatus.BAD_REQUEST, "broken off") from None
    except TimeoutError:
        raise _RefusedError(HTTPStatus.REQUEST_TIMEOUT, "too slow") from None
    return bytes(body)


def _response(status: HTTPStatus, text: str) -> Response:
    return PlainTextResponse(text, status_code=status.value)
