"""The clock: the time, the zone of quotas and reports, and waiting.

Everything that reads a clock or sleeps takes a `Clock`, so that tests turn one by hand.
"""

import time
from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
"""The zone of quotas, windows and reports, whatever the machine's own zone is."""


class Clock(Protocol):
    """A source of time."""

    def now(self) -> datetime:
        """Return the moment, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait; returns at once for nothing or less."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the moment, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait; returns at once for nothing or less."""
        import asyncio  # whoever waits has it loaded; a command that only asks the time needs none of it

        if seconds > 0:
            await asyncio.sleep(seconds)


def in_vietnam(when: datetime) -> datetime:
    """Return the same moment on a Vietnamese clock."""
    return when.astimezone(VIETNAM)
