"""Any one second: how many of something happened in the second that ends now."""

from collections import deque


class Window:
    """Moments of the last second."""

    def __init__(self) -> None:
        self._moments: deque[float] = deque()

    def count(self, now: float) -> int:
        """Return how many moments lie less than a second before `now`."""
        moments = self._moments
        oldest = now - 1.0
        while moments and moments[0] <= oldest:
            moments.popleft()
        return len(moments)

    def add(self, now: float) -> int:
        """Note a moment, not earlier than the last, and return the count with it."""
        self._moments.append(now)
        return self.count(now)
