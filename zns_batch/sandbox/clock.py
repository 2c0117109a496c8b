"""The stand-in's own clock, which a test can turn."""

import time
from datetime import datetime

_VIETNAM = 7 * 3600
_DAY = 86_400


class Clock:
    """A clock that runs with the machine's, possibly ahead of it or behind.

    Args:
        start: What time it is now; `None` for the machine's.

    """

    def __init__(self, start: datetime | None = None) -> None:
        self._ahead = 0.0
        self.turn_to(start)

    def turn_to(self, moment: datetime | None) -> None:
        """Make it another time, from which it runs on; `None` goes back to the machine's."""
        self._ahead = 0.0 if moment is None else moment.timestamp() - time.time()

    def now(self) -> float:
        """Return seconds since 1970."""
        return time.time() + self._ahead


def day_in_vietnam(now: float) -> int:
    """Return the number of the day on a Vietnamese calendar, where quotas begin anew at 00:00."""
    return int((now + _VIETNAM) // _DAY)


def is_night(now: float) -> bool:
    """Tell whether it is 22:00 to 05:59 in Viet Nam."""
    hour = (now + _VIETNAM) % _DAY / 3600
    return hour >= 22 or hour < 6
