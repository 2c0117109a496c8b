"""A number that can be recognised and not read: a hash under a key that does not lie in the ledger."""

from dataclasses import dataclass
from hashlib import blake2b

_MARK = "h"


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyedHash:
    """Makes hashes of numbers. Without the key nobody can try all numbers against them."""

    key: bytes

    @property
    def prefix(self) -> str:
        """What all hashes under this key begin with; it names the key and does not tell it."""
        return f"{_MARK}:{blake2b(self.key, digest_size=4, person=b'zns-name').hexdigest()}:"

    def of(self, recipient: str) -> str:
        """Return the hash of a number, as the ledger keeps it."""
        digest = blake2b(recipient.encode(), key=self.key, digest_size=16, person=b"zns-never")
        return self.prefix + digest.hexdigest()


def is_hash(recipient: str) -> bool:
    """Tell whether what the ledger keeps is a hash and not a number."""
    return recipient.startswith(f"{_MARK}:")
