"""Webhooks: tells the sender that a message has arrived, as Zalo does, by a signed request.

Documented by Zalo's page on webhooks: the header and what is signed, two seconds for an answer, and the
ladder of repetitions. Assumed: that an answer other than 200 is followed by a repetition as no answer
is, and that a user's id gets no event. The events here come twice and out of order when asked for.
"""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import aiohttp

LADDER = (30.0, 300.0, 900.0, 1800.0, 3600.0)
"""Seconds until each repetition of an event that was not answered with 200."""

_TIMEOUT = 2.0
_AT_ONCE = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookTarget:
    """Where events go, and how they are delivered. Without more: each once, when its message arrives.

    Attributes:
        url: The address.
        key: The OA's secret key.
        app_id: The application's id, with which a signature begins.
        oa_id: The OA's id, as the events tell it.
        repeats: The share of events that come twice though they were answered.
        jitter: The most seconds by which an event is late, drawn anew for each: they come out of order.
        ladder: Seconds until each repetition of an event that was not answered with 200.

    Raises:
        ValueError: A value that makes no sense; the text names the field.

    """

    url: str
    key: str = field(repr=False)
    app_id: str
    oa_id: str = "1"
    repeats: float = 0.0
    jitter: float = 0.0
    ladder: tuple[float, ...] = LADDER

    def __post_init__(self) -> None:
        if not self.url.startswith(("http://", "https://")):
            raise ValueError(f"webhook: an address that begins with http, not {self.url!r}")
        if not (self.key and self.app_id):
            raise ValueError("webhook: needs the OA's secret key and the application's id")
        if not 0 <= self.repeats <= 1:
            raise ValueError(f"webhook: repeats is a share from 0 to 1, not {self.repeats}")
        if min(self.jitter, *self.ladder, 0.0) < 0:
            raise ValueError("webhook: jitter and ladder are seconds from 0")


def event(webhook: WebhookTarget, name: str, fields: Mapping[str, Any], *, now: float) -> bytes:
    """Write an event.

    Args:
        webhook: Where it goes.
        name: Its `event_name`.
        fields: What it tells.
        now: Its moment, in seconds since 1970.

    """
    content = {"event_name": name, "app_id": webhook.app_id, **fields, "timestamp": ms(now)}
    return json.dumps(content).encode()


def arrival(
    webhook: WebhookTarget, recipient: str, msg_id: str, tracking_id: str, delivered_at: float
) -> bytes:
    """Write the event that a message has reached the phone."""
    message = {"delivery_time": ms(delivered_at), "msg_id": msg_id, "tracking_id": tracking_id}
    fields = {
        "sender": {"id": webhook.oa_id},
        "recipient": {"id": recipient},
        "message": message,
    }
    return event(webhook, "user_received_message", fields, now=delivered_at)


def headers(webhook: WebhookTarget, body: bytes) -> dict[str, str]:
    """Return the headers of an event, its signature among them."""
    timestamp = str(json.loads(body)["timestamp"]).encode()
    signed = webhook.app_id.encode() + body + timestamp + webhook.key.encode()
    return {
        "Content-Type": "application/json",
        "User-Agent": "ZaloWebhook",
        "X-ZEvent-Server": "ZNS",
        "X-ZEvent-Signature": f"mac={hashlib.sha256(signed).hexdigest()}",
    }


class WebhookSender:
    """Delivers events to their address, each when it is due.

    Attributes:
        answered: How many events were answered with 200, repetitions among them.

    """

    def __init__(self) -> None:
        self.answered = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._at_once = asyncio.Semaphore(_AT_ONCE)

    def deliver(self, webhook: WebhookTarget, body: bytes, *, after: float, times: int = 1) -> None:
        """Deliver an event in some seconds, and again until it is answered.

        Args:
            webhook: Where to.
            body: The event.
            after: Seconds from now.
            times: How often, even when it is answered.

        """
        for _ in range(times):
            task = asyncio.get_running_loop().create_task(self._deliver(webhook, body, after))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Deliver nothing more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _deliver(self, webhook: WebhookTarget, body: bytes, after: float) -> None:
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=_TIMEOUT)
            self._session = aiohttp.ClientSession(timeout=timeout)
        for count, wait in enumerate((after, *webhook.ladder)):
            await asyncio.sleep(wait)
            sent = headers(webhook, body) | ({"num_retry": str(count)} if count else {})
            try:
                async with (
                    self._at_once,
                    self._session.post(webhook.url, data=body, headers=sent) as answer,
                ):
                    if answer.status == HTTPStatus.OK:
                        self.answered += 1
                        return
            except (aiohttp.ClientError, TimeoutError):
                continue


def ms(moment: float) -> str:
    """Return a moment as Zalo tells it: milliseconds since 1970, as a text."""
    return str(int(moment * 1000))
