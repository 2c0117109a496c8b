"""What a lane needs: a campaign to send, and somewhere to write down every step."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from zns_batch.domain.message import Message, Outcome
from zns_batch.ledger.rows import Due


class Writer(Protocol):
    """Where intents and outcomes are written; `zns_batch.ledger.outcome_writer.Writer`."""

    async def intend(self, row: Due, *, attempt: int) -> None:
        """Write the intent to send a row."""
        ...

    async def settle(self, row: Due, *, attempt: int, outcome: Outcome) -> None:
        """Write what became of a row."""
        ...

    def departed(self, when: datetime) -> None:
        """Note when a request left."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Campaigning:
    """What a lane needs to know of the campaign it sends.

    Attributes:
        compose: Makes the message of a row.
        page: Reads the next rows that wait: after which place, how many.
        wish: Asks what another process wants: `pause`, `cancel` or nothing.

    """

    compose: Callable[[Due], Message]
    page: Callable[[int, int], Awaitable[list[Due]]]
    wish: Callable[[], Awaitable[str | None]]
