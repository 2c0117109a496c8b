"""eTelecom for tests: an account, a message, answers as its documents have them, and a clock."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from zns_batch.domain.message import Message
from zns_batch.providers.config import HttpOptions, ProviderConfig
from zns_batch.providers.etelecom.client import Etelecom
from zns_batch.providers.http.response import HttpResponse

T = TypeVar("T")

OA = "4097311281936189049"
KEY = "1153468297845643210:aBcDeFgHiJkLmNoPqRsTuVwXyZ012345"
PATH = "/v1/shop"

MESSAGE = Message(
    phone="84912345678",
    template_id="217489",
    data={"customer_name": "Nguyễn Văn A", "amount": "150000"},
    tracking_id="c1-000001",
)

TAKEN: dict[str, Any] = {
    "id": "1271645834510034217",
    "msg_id": "a1b2c3d4e5f6a7b8c9d0",
    "status": "P",
    "error_code": 0,
    "error_message": "",
    "delivery_status": "unknown",
    "delivery_time": None,
    "sent_time": "2026-11-22T03:00:05Z",
    "is_charged": False,
    "fee_main": 200,
    "fee_token": 0,
    "tracking_id": "c1-000001",
    "response_data": "",
}
"""A message that was taken, as the newer documents write it."""

REFUSED: dict[str, Any] = {
    "id": "1271645834510034218",
    "msg_id": "",
    "status": "N",
    "error_code": -118,
    "error_message": "Zalo account not existed",
    "delivery_status": "unknown",
    "tracking_id": "c1-000001",
}
"""A message that was refused."""

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


class Stopped:
    """A clock that shows one moment until it is set."""

    def __init__(self, now: datetime = NOW) -> None:
        self.time = now

    def now(self) -> datetime:
        """Return the moment."""
        return self.time

    def monotonic(self) -> float:
        """Return no progress."""
        return 0.0

    async def sleep(self, seconds: float) -> None:
        """Never wait."""
        raise AssertionError(seconds)


def answer(body: object, status: int = 200, **headers: str) -> HttpResponse:
    """Make an answer: an object as JSON, bytes as they stand."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
    return HttpResponse(status=status, headers=named, body=content)


def sender(base_url: str | None = None, **changes: Any) -> ProviderConfig:
    """Make an account's settings. Time-outs are short."""
    wire = HttpOptions(concurrency=4, connect_timeout=2.0, request_timeout=5.0)
    return ProviderConfig(
        **{"base_url": base_url, "api_key": KEY, "oa_id": OA, "http": wire, **changes}
    )


def at_provider(url: str, work: Callable[[Etelecom], Awaitable[T]], **changes: Any) -> T:
    """Do something with a provider of its own."""

    async def do() -> T:
        provider = Etelecom(sender(url, **changes))
        try:
            return await work(provider)
        finally:
            await provider.close()

    return asyncio.run(do())


def at_desk(url: str, work: Callable[[Etelecom], Awaitable[T]], **changes: Any) -> T:
    """Ask something at a desk of its own."""
    clock = changes.pop("clock", None)

    async def do() -> T:
        desk = Etelecom(sender(url, **changes), clock=clock)
        try:
            return await work(desk)
        finally:
            await desk.close()

    return asyncio.run(do())
