"""Who an event comes from: Zalo signs each with the OA's secret key.

From Zalo's page on webhooks: `X-ZEvent-Signature: mac=sha256(appId + data + timeStamp + OAsecretKey)`,
where `data` is the body as it came, byte for byte, and `timeStamp` is the body's own `timestamp`. It is
a plain SHA-256, not an HMAC.
"""

import hmac
import re
from hashlib import sha256

HEADER = "X-ZEvent-Signature"
"""The header that carries the signature."""

_shape = re.compile(r"(?:mac=)?([0-9a-f]{64})", re.ASCII | re.IGNORECASE)


def read_signature(header: str) -> str | None:
    """Return the digits of a signature; `None` when the header holds none."""
    found = _shape.fullmatch(header.strip())
    return found[1].lower() if found else None


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
    """Tell whether a signature is right, in a time that tells nothing of the right one."""
    return hmac.compare_digest(signature, sign(first, body, timestamp, key))
