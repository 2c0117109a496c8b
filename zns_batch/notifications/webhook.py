"""The webhook: a notice posted as JSON, signed."""

import binascii
import hmac
import logging
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import ClassVar

import httpx

from zns_batch import __version__
from zns_batch.core.network import is_loopback
from zns_batch.errors import NoticeError
from zns_batch.notifications.notification import Notification
from zns_batch.notifications.payload import as_bytes
from zns_batch.notifications.retry import RetryPolicy, TransientError

PREFIX = "whsec_"


def key_of(secret: str) -> bytes:
    """Return the bytes that sign.

    Raises:
        ValueError: The secret begins as one in base64, and is none.

    """
    if not secret.startswith(PREFIX):
        return secret.encode()
    try:
        return b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError from error


def headers(name: str, timestamp: int, body: bytes, secret: str | None) -> dict[str, str]:
    """Return the headers of one try.

    Args:
        name: The notice's id, the same at each try.
        timestamp: When this try leaves, in whole seconds since 1970.
        body: What is posted, byte for byte.
        secret: What signs it; `None` leaves the signature out.

    """
    found = {"webhook-id": name, "webhook-timestamp": str(timestamp)}
    if secret is not None:
        content = f"{name}.{timestamp}.".encode() + body
        digest = hmac.digest(key_of(secret), content, sha256)
        found["webhook-signature"] = f"v1,{b64encode(digest).decode()}"
    return found


_PASSING = frozenset({408, 425, 429})
"""Refusals that may pass, beside the server's own faults."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookChannel:
    """Posts notices to one address.

    Attributes:
        url: The address; a secret itself where it leads into a chat room, so only its host is told.
        secret: Signs what is posted.
        patience: How often it is tried.
        now: Seconds since 1970.

    """

    name: ClassVar[str] = "webhook"
    url: str = field(repr=False)
    secret: str | None = field(default=None, repr=False)
    patience: RetryPolicy = field(default_factory=RetryPolicy)
    now: Callable[[], float] = time.time

    @property
    def where(self) -> str:
        """The host."""
        return httpx.URL(self.url).host

    def send(self, notice: Notification) -> None:
        """Post a notice.

        Raises:
            NoticeError: It was not taken.

        """
        body = as_bytes(notice)
        with self._client() as client:
            self.patience.call(lambda: self._post(client, notice.id, body))

    def _client(self) -> httpx.Client:
        # httpx logs whole addresses at INFO, and this one may be a secret.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        # This machine is never reached through a proxy.
        return httpx.Client(
            timeout=self.patience.timeout,
            follow_redirects=False,
            trust_env=not is_loopback(self.where),
            headers={
                "Content-Type": "application/json",
                "User-Agent": f"zns-batch/{__version__}",
            },
        )

    def _post(self, client: httpx.Client, name: str, body: bytes) -> None:
        signed = headers(name, int(self.now()), body, self.secret)
        try:
            # What it answers beside the status is of no use, and may have no end.
            with client.stream("POST", self.url, content=body, headers=signed) as response:
                self._judge(response.status_code, response.headers)
        except httpx.TransportError as error:
            why = type(error).__name__
            raise TransientError("notices.unreachable", host=self.where, why=why) from error

    def _judge(self, status: int, answered: Mapping[str, str]) -> None:
        if 200 <= status < 300:
            return
        if 300 <= status < 400:
            raise NoticeError("notices.redirected", host=self.where, status=str(status))
        if status >= 500 or status in _PASSING:
            passing = TransientError("notices.not-taken", host=self.where, status=str(status))
            raise passing.wait_for(_seconds(answered.get("retry-after", "")))
        raise NoticeError("notices.not-taken", host=self.where, status=str(status))


def _seconds(text: str) -> float | None:
    # The header may be a date too, which our own growing pauses serve as well as.
    return float(text) if text.isascii() and text.isdigit() else None
