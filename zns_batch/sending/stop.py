"""How a run of the lane ended."""

from dataclasses import dataclass
from datetime import datetime

from zns_batch.domain.message import Failure
from zns_batch.domain.states import CampaignState, Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Stop:
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
