"""Types at the border of a lane: its campaign, its limits, its result and who observes it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from zns_batch.domain.message import Failure, Message, Outcome, Quota
from zns_batch.domain.states import CampaignState, Reason
from zns_batch.ledger.rows import DueRow
from zns_batch.sending.circuit_breaker import FailureThresholds
from zns_batch.sending.hours import SendingHours


class ProgressObserver:
    """Progress callbacks of a lane. The base class ignores all of them."""

    def on_outcome(self, row: DueRow, outcome: Outcome) -> None:
        """Called when a row's outcome is on disk."""

    def on_progress(self, *, rate: float, quota: Quota, in_flight: int) -> None:
        """Called a few times a second; `rate` is in messages a second."""

    def on_wait(self, reason: Reason | None) -> None:
        """Called when the lane begins to wait, and with `None` when it goes on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunResult:
    """How a run of a lane ended."""

    #: The campaign's state from now on.
    state: CampaignState
    #: Why it paused or aborted.
    reason: Reason | None = None
    #: When it can go on, when known.
    resume_after: datetime | None = None
    #: The provider's answer that stopped it, if one did.
    failure: Failure | None = None
    #: The rows that are left are past `SendLimits.expires_at`.
    expired: bool = False
    #: The first rows were sent as a trial; the others wait for a person's approval.
    held: bool = False


DRY_RUN_RATE = 1_000_000.0
"""Messages a second of a dry run: more than any machine makes, so that it does not wait."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SendLimits:
    """The limits that a lane keeps."""

    #: Messages a second.
    rate: float = 10.0
    #: The most requests in flight.
    concurrency: int = 10
    #: Units of the day's quota to leave for others.
    quota_reserve: int = 0
    #: The day's quota does not hold these messages back.
    beyond_quota: bool = False
    #: The hours in which messages may leave; `None` for all hours.
    window: SendingHours | None = None
    #: After this moment nothing more is sent.
    expires_at: datetime | None = None
    #: Requests for one row that meets a transient error, in one run.
    tries: int = 5
    #: How many failures stop the campaign.
    tolerance: FailureThresholds = field(default_factory=FailureThresholds)


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignFeed:
    """What a lane needs of the campaign it sends."""

    #: Makes the message of a row.
    compose: Callable[[DueRow], Message]
    #: Reads waiting rows: those after a sequence number, so many at most.
    page: Callable[[int, int], Awaitable[list[DueRow]]]
    #: Asks what another process requested: `pause`, `cancel` or nothing.
    stop_request: Callable[[], Awaitable[str | None]]
