"""Seeded randomness: what a message draws depends on the seed and the message alone."""

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate

from zns_batch.sandbox.config import Seconds
from zns_batch.sandbox.faults import FAULTS, Fault


class SeededRandom:
    """Draws for one seed, in whatever order the messages come.

    Args:
        seed: Another seed draws other messages.
        faults: Name of a fault to the share of messages that it strikes.

    """

    def __init__(self, seed: int, faults: Mapping[str, float]) -> None:
        self._seed = seed
        self._faults = [FAULTS[name] for name in faults]
        self._ends = list(accumulate(faults.values()))

    def fault(self, key: str, attempt: int) -> Fault | None:
        """Draw what strikes a message.

        Args:
            key: Its tracking id.
            attempt: How many times it came before.

        """
        if not self._ends:
            return None
        place = bisect_right(self._ends, self.share("fault", key, attempt))
        return self._faults[place] if place < len(self._faults) else None

    def seconds(self, span: Seconds, what: str, key: str, attempt: int) -> float:
        """Draw a time of a span for one message."""
        if not isinstance(span, tuple):
            return span
        low, high = span
        return low + (high - low) * self.share(what, key, attempt)

    def share(self, what: str, key: str, attempt: int) -> float:
        """Draw a number from 0 to below 1."""
        drawn = f"{self._seed}|{what}|{attempt}|{key}".encode(errors="surrogatepass")
        return int.from_bytes(hashlib.blake2b(drawn, digest_size=6).digest()) / (1 << 48)
