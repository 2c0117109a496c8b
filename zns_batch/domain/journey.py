"""A journey: several messages to one phone under one token, paid for once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class JourneyKind(StrEnum):
    """What a token is good for, in the words of the providers' documents."""

    LOGISTICS_7 = "token_logistics_7"
    LOGISTICS_30 = "token_logistics_30"
    COACH_BUS_7 = "token_coach_bus_7"
    COACH_BUS_30 = "token_coach_bus_30"

    @property
    def life(self) -> timedelta:
        """How long a token of this kind is good for."""
        return timedelta(days=int(self.rpartition("_")[2]))


@dataclass(frozen=True, kw_only=True, slots=True)
class Journey:
    """One token. All moments are aware."""

    #: What a message of the journey carries: Zalo's token, or eTelecom's journey id.
    token: str
    #: The provider's id of the journey, where it gives one.
    journey_id: str | None = None
    #: When it was made, where the provider says so.
    created_at: datetime | None = None
    #: Until when it is good, where the provider says so.
    expires_at: datetime | None = None
