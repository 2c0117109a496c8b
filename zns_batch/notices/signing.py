"""Who a posted notice comes from: the signature of the Standard Webhooks specification.

From its part "Signature scheme": HMAC-SHA256 over `id.timestamp.body`, in base64, with `v1,` before
it. A secret that begins with `whsec_` goes on in base64; any other is taken as it is.
"""

import binascii
import hmac
from base64 import b64decode, b64encode
from hashlib import sha256

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
