"""How many requests a session or an address may make."""

import threading
from collections import OrderedDict

from zns_batch.core.clock import Clock


class RequestRate:
    """Buckets that fill with time: a burst is fine, a flood is told to wait.

    Args:
        clock: The time.
        per_second: How many requests a second in the long run.
        burst: How many at once.
        most: How many subjects are remembered.

    """

    def __init__(
        self, clock: Clock, *, per_second: float = 30.0, burst: float = 120.0, most: int = 10_000
    ) -> None:
        self._clock = clock
        self._per_second, self._burst, self._most = per_second, burst, most
        self._lock = threading.Lock()
        #: The tokens of each subject and when that was; who asked last stands last.
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, subject: str) -> bool:
        """Tell whether a subject may make one more request now, and count it."""
        now = self._clock.monotonic()
        with self._lock:
            tokens, since = self._buckets.pop(subject, (self._burst, now))
            tokens = min(self._burst, tokens + (now - since) * self._per_second)
            allowed = tokens >= 1
            self._buckets[subject] = (tokens - 1 if allowed else tokens, now)
            while len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        return allowed
