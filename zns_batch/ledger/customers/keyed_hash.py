"""A number that can be recognised and not read: a hash under a key that does not lie in the ledger."""

from dataclasses import dataclass
from hashlib import blake2b

_MARK = "h"
_BEHIND = ";"
"""What follows a colon in the order of bytes."""

HASHES = (f"{_MARK}:", _MARK + _BEHIND)
"""Between what all hashes lie, under whichever key, in the order of their bytes; without the end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyedHash:
    """Makes hashes of numbers. Without the key nobody can try all numbers against them."""

    key: bytes

    @property
    def prefix(self) -> str:
        """What all hashes under this key begin with; it names the key and does not tell it."""
        return f"{_MARK}:{blake2b(self.key, digest_size=4, person=b'zns-name').hexdigest()}:"

    @property
    def span(self) -> tuple[str, str]:
        """Between what all hashes under this key lie, in the order of their bytes; without the end."""
        return self.prefix, self.prefix[:-1] + _BEHIND

    def of(self, recipient: str) -> str:
        """Return the hash of a number, as the ledger keeps it."""
        digest = blake2b(recipient.encode(), key=self.key, digest_size=16, person=b"zns-never")
        return self.prefix + digest.hexdigest()


def is_hash(recipient: str) -> bool:
    """Tell whether what the ledger keeps is a hash and not a number."""
    return recipient.startswith(f"{_MARK}:")
