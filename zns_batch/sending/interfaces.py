"""What a lane needs: a campaign to send, and somewhere to write down every step."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from zns_batch.domain.message import Failure, Message, Outcome, Quota
from zns_batch.domain.states import CampaignState, Reason
from zns_batch.ledger.rows import DueRow
from zns_batch.sending.circuit_breaker import FailureThresholds
from zns_batch.sending.hours import SendingHours


class ProgressObserver:
    """What a face may look at while the lane runs. This one looks away."""

    def on_outcome(self, row: DueRow, outcome: Outcome) -> None:
        """Hear that a row has its outcome on disk."""

    def on_progress(self, *, rate: float, quota: Quota, in_flight: int) -> None:
        """Hear how fast the lane goes and what quota is left."""

    def on_wait(self, reason: Reason | None) -> None:
        """Hear what the lane waits for; `None` when it goes on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunResult:
    """How a run of the lane ended.

    Attributes:
        state: What the campaign is now.
        reason: Why, when it paused or aborted.
        resume_after: When it can go on, when known.
        failure: The answer that stopped it, if one did.
        expired: The rows that are left are too late.
        held: The first rows were sent as a trial; the others wait for a person's word.

    """

    state: CampaignState
    reason: Reason | None = None
    resume_after: datetime | None = None
    failure: Failure | None = None
    expired: bool = False
    held: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class SendLimits:
    """What a lane keeps to.

    Attributes:
        rate: Messages a second.
        concurrency: The most requests in flight.
        quota_reserve: Units of the day's quota to leave for others.
        beyond_quota: The day's quota does not hold these messages back.
        window: The hours in which messages may leave; `None` for all hours.
        expires_at: After this moment nothing more is sent.
        tries: Requests for a row that meets passing trouble, in one run.
        tolerance: How much failure the campaign bears.

    """

    rate: float = 10.0
    concurrency: int = 10
    quota_reserve: int = 0
    beyond_quota: bool = False
    window: SendingHours | None = None
    expires_at: datetime | None = None
    tries: int = 5
    tolerance: FailureThresholds = field(default_factory=FailureThresholds)


class StepWriter(Protocol):
    """Where intents and outcomes are written; `zns_batch.ledger.outcome_writer.Writer`."""

    async def record_intent(self, row: DueRow, *, attempt: int) -> None:
        """Write the intent to send a row."""
        ...

    async def record_outcome(self, row: DueRow, *, attempt: int, outcome: Outcome) -> None:
        """Write what became of a row."""
        ...

    def departed(self, when: datetime) -> None:
        """Note when a request left."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignFeed:
    """What a lane needs to know of the campaign it sends.

    Attributes:
        compose: Makes the message of a row.
        page: Reads the next rows that wait: after which place, how many.
        wish: Asks what another process wants: `pause`, `cancel` or nothing.

    """

    compose: Callable[[DueRow], Message]
    page: Callable[[int, int], Awaitable[list[DueRow]]]
    wish: Callable[[], Awaitable[str | None]]
