"""The webhook: what Zalo posts, checked, on disk, and answered in time.

From Zalo's page on webhooks: an event must be answered with 200 within two seconds; otherwise it comes
again after 30 seconds, 5, 15, 30 minutes and an hour, and then the webhook is switched off.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta
from http import HTTPStatus

from aiohttp import web

from zns_batch.core.clock import Clock, SystemClock
from zns_batch.core.logging import log
from zns_batch.domain.delivery import WebhookEvent
from zns_batch.errors import InternalError, LedgerError
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.webhook_events import EventStatus
from zns_batch.receipts.webhook.buffer import BufferFullError, EventBuffer
from zns_batch.receipts.webhook.endpoint import HEADER, WebhookEndpoint, read_signature
from zns_batch.receipts.webhook.payload import (
    LONGEST,
    MalformedPayloadError,
    WebhookPayload,
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
    """What came changes nothing."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        self.status, self.why = status, why
        super().__init__(why)


class WebhookHandler:
    """Answers what is posted to the accounts' addresses.

    Args:
        ledger: The ledger.
        webhook_endpoints: By the account's name.
        max_age: How far an event's own moment may be from now.
        clock: What time it is.
        told: Called with an account and an event that is new and no receipt.

    """

    def __init__(
        self,
        ledger: Ledger,
        webhook_endpoints: Mapping[str, WebhookEndpoint],
        *,
        max_age: timedelta = MAX_AGE,
        clock: Clock | None = None,
        told: OnEvent = lambda _account, _event: None,
    ) -> None:
        self._clock = clock or SystemClock()
        self._mailboxes = webhook_endpoints
        self._max_age = max_age
        self._told = told
        self.inbox = EventBuffer(ledger, self._clock)

    def application(self) -> web.Application:
        """Return the addresses: `/webhook/zalo/<account>` and `/health`."""
        application = web.Application(client_max_size=LONGEST)
        application.router.add_post("/webhook/zalo/{account}", self._receive)
        application.router.add_get("/health", _health)
        return application

    async def _receive(self, request: web.Request) -> web.Response:
        account = request.match_info["account"]
        try:
            return await self._take(request, account)
        except _RefusedError as refused:
            known = account if account in self._mailboxes else "?"
            log().warning("webhook.refused", account=known, why=refused.why)
            return _answer(refused.status, refused.why)
        except (LedgerError, InternalError, BufferFullError, TimeoutError) as trouble:
            # It will come again.
            log().warning("webhook.not-written", account=account, why=type(trouble).__name__)
            return _answer(HTTPStatus.SERVICE_UNAVAILABLE, "come again")

    async def _take(self, request: web.Request, account: str) -> web.Response:
        mailbox = self._mailboxes.get(account)
        if mailbox is None:
            raise _RefusedError(HTTPStatus.NOT_FOUND, "no such account")
        letter = await self._genuine(request, mailbox)
        server = request.headers.get("X-ZEvent-Server", "")
        event = event_of(letter, server=server, accounts=mailbox.accounts(letter.oa_id))
        if event is None:
            log().info("webhook.left-alone", account=account, name=letter.name[:60])
            return _answer(HTTPStatus.OK, "left alone")
        fate = await asyncio.wait_for(self.inbox.add(event), PATIENCE)
        log().info("webhook.received", account=account, name=event.name, fate=fate.value)
        if fate is EventStatus.KEPT:
            self._told(event.accounts[0], event)
        return _answer(HTTPStatus.OK, fate.value)

    async def _genuine(self, request: web.Request, mailbox: WebhookEndpoint) -> WebhookPayload:
        """Return an event that Zalo signed, or refuse what came."""
        header = request.headers.get(HEADER, "")
        if read_signature(header) is None:
            raise _RefusedError(HTTPStatus.FORBIDDEN, "no signature")
        letter = _read(await _body(request))
        if not mailbox.verify(header, letter):
            raise _RefusedError(HTTPStatus.FORBIDDEN, "wrong signature")
        if abs(self._clock.now() - letter.at) > self._max_age:
            raise _RefusedError(HTTPStatus.FORBIDDEN, "wrong time")
        return letter


async def _body(request: web.Request) -> bytes:
    # What was compressed is not what was signed.
    named = request.headers.get("Content-Type", _JSON).partition(";")[0].strip().lower()
    if named != _JSON or "Content-Encoding" in request.headers:
        raise _RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "no JSON")
    if (request.content_length or 0) > LONGEST:
        raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too large")
    try:
        async with asyncio.timeout(READING):
            return await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too large") from None
    except TimeoutError:
        raise _RefusedError(HTTPStatus.REQUEST_TIMEOUT, "too slow") from None


def _read(body: bytes) -> WebhookPayload:
    try:
        return parse_payload(body)
    except MalformedPayloadError:
        raise _RefusedError(HTTPStatus.BAD_REQUEST, "no event") from None


async def _health(_request: web.Request) -> web.Response:
    return _answer(HTTPStatus.OK, "ok")


def _answer(status: HTTPStatus, text: str) -> web.Response:
    return web.Response(status=status.value, text=text)
