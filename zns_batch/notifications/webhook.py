"""Webhook channel: posts notifications as JSON, signed as Standard Webhooks specifies."""

import hmac
import logging
import time
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar

from zns_batch import __version__
from zns_batch.core.network import is_loopback
from zns_batch.errors import NoticeError
from zns_batch.notifications.notification import Notification
from zns_batch.notifications.payload import as_bytes
from zns_batch.notifications.retry import RetryPolicy, TransientError

if TYPE_CHECKING:
    import httpx

PREFIX = "whsec_"

_SHORTEST_KEY = 16
"""Bytes of a key: a shorter text without `whsec_` is a word that happens to be base64."""


def signing_keys(secret: str) -> tuple[bytes, ...]:
    """Return the keys that sign, the first one as the Standard Webhooks libraries take a secret.

    They take base64, with or without `whsec_` and padding. This program's first version took a
    secret without `whsec_` as it was; its receivers are served by a second signature until the
    next version (the header may hold several).

    Raises:
        ValueError: The secret begins with `whsec_` and is not base64.

    """
    encoded = secret.removeprefix(PREFIX)
    has_prefix = encoded != secret
    unpadded = encoded.rstrip("=")
    try:
        key = b64decode(unpadded + "=" * (-len(unpadded) % 4), validate=True)
    except ValueError:
        if has_prefix:
            raise
        return (secret.encode(),)
    if has_prefix:
        return (key,)
    return (key, secret.encode()) if len(key) >= _SHORTEST_KEY else (secret.encode(),)


def is_plain(secret: str | None) -> bool:
    """Tell whether a secret still needs the signature of the first version (`signing_keys`)."""
    return secret is not None and not secret.startswith(PREFIX)


def headers(name: str, timestamp: int, body: bytes, secret: str | None) -> dict[str, str]:
    """Return the headers of one attempt.

    `name` is the notification's id, the same at each attempt; `timestamp` is when this one leaves,
    in whole seconds since 1970. Without a secret there is no signature.
    """
    signed = {"webhook-id": name, "webhook-timestamp": str(timestamp)}
    if secret is not None:
        content = f"{name}.{timestamp}.".encode() + body
        digests = (hmac.digest(key, content, sha256) for key in signing_keys(secret))
        signed["webhook-signature"] = " ".join(
            f"v1,{b64encode(digest).decode()}" for digest in digests
        )
    return signed


_TRANSIENT = frozenset({408, 425, 429})
"""Refusals that another attempt may not meet, beside server errors."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookChannel:
    """Posts notifications to one address."""

    name: ClassVar[str] = "webhook"
    #: A secret itself where it leads into a chat room, so only its host is shown.
    url: str = field(repr=False)
    secret: str | None = field(default=None, repr=False)
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    #: Seconds since 1970.
    now: Callable[[], float] = time.time

    @property
    def where(self) -> str:
        """The host."""
        # Most processes that could notify somebody never do.
        import httpx

        return httpx.URL(self.url).host

    def send(self, notice: Notification) -> None:
        """Post a notification.

        Raises:
            NoticeError: It was not accepted.

        """
        self.post(notice.id, as_bytes(notice))

    def post(self, name: str, body: bytes) -> None:
        """Post a body under its `webhook-id`.

        Raises:
            NoticeError: It was not accepted.

        """
        import httpx

        # httpx logs whole addresses at INFO, and this one may be a secret.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        with httpx.Client(
            timeout=self.retry.timeout,
            follow_redirects=False,
            # This machine is never reached through a proxy.
            trust_env=not is_loopback(self.where),
            headers={
                "Content-Type": "application/json",
                "User-Agent": f"zns-batch/{__version__}",
            },
        ) as client:
            self.retry.call(lambda: self._attempt(client, name, body))

    def _attempt(self, client: "httpx.Client", name: str, body: bytes) -> None:
        import httpx

        signed = headers(name, int(self.now()), body, self.secret)
        try:
            # What it answers beside the status is of no use, and may have no end.
            with client.stream("POST", self.url, content=body, headers=signed) as response:
                status, after = response.status_code, response.headers.get("retry-after", "")
        except httpx.TransportError as error:
            why = type(error).__name__
            raise TransientError("notices.unreachable", host=self.where, why=why) from error
        if 200 <= status < 300:
            return
        if 300 <= status < 400:
            raise NoticeError("notices.redirected", host=self.where, status=str(status))
        if status >= 500 or status in _TRANSIENT:
            transient = TransientError("notices.not-taken", host=self.where, status=str(status))
            # The header may be a date too, which our own growing pauses serve as well as.
            seconds = float(after) if after.isascii() and after.isdigit() else None
            raise transient.wait_for(seconds)
        raise NoticeError("notices.not-taken", host=self.where, status=str(status))
