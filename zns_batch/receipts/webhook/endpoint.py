"""An account's webhook endpoint: whose events it receives, and the signature that proves them."""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from zns_batch.receipts.webhook.payload import WebhookPayload

HEADER = "X-ZEvent-Signature"
"""The header that carries the signature."""

_shape = re.compile(r"(?:mac=)?([0-9a-f]{64})", re.ASCII | re.IGNORECASE)


def read_signature(header: str) -> str | None:
    """Return the digits of a signature; `None` when the header holds none."""
    match = _shape.fullmatch(header.strip())
    return match[1].lower() if match else None


def sign(first: str, body: bytes, timestamp: str, key: str) -> str:
    """Return the signature of an event: 64 hexadecimal digits.

    Args:
        first: The application's id.
        body: The event as it goes over the wire.
        timestamp: The event's own `timestamp`, as text.
        key: The OA's secret key.

    """
    return sha256(first.encode() + body + timestamp.encode() + key.encode()).hexdigest()


def is_genuine(signature: str, first: str, body: bytes, timestamp: str, key: str) -> bool:
    """Compare a signature with the right one in constant time."""
    return hmac.compare_digest(signature, sign(first, body, timestamp, key))


@dataclass(frozen=True, kw_only=True, slots=True)
class WebhookEndpoint:
    """An account's address at the receiver.

    Attributes:
        account: The account's name.
        first: What a signature begins with: the application's id.
        key: The OA's secret key.
        siblings: The accounts of the same application with their OA's ids, empty where unknown: an
            application has one address for all its OAs.

    """

    account: str
    first: str
    key: str = field(repr=False)
    siblings: Mapping[str, str] = field(default_factory=dict)

    def verify(self, header: str, payload: WebhookPayload) -> bool:
        """Tell whether an event is what Zalo signed."""
        signature = read_signature(header)
        return signature is not None and is_genuine(
            signature, self.first, payload.body, payload.timestamp, self.key
        )

    def accounts(self, oa_id: str) -> tuple[str, ...]:
        """Return the accounts that an event may be meant for, the likeliest first.

        Args:
            oa_id: The OA that the event names.

        """
        named = [account for account, theirs in self.siblings.items() if oa_id and oa_id == theirs]
        return tuple(dict.fromkeys((*named, self.account, *self.siblings)))
