"""Events of campaigns as the API tells them."""

import json
from typing import Any, Literal, Self

from pydantic import BaseModel, Field

from zns_batch.ledger.people.campaign_events import CampaignEvent
from zns_batch.rest.models.common import Moment


class CampaignEventAnswer(BaseModel):
    """An event that goes out as a signed webhook (Standard Webhooks)."""

    event: str = Field(description="The `webhook-id`: the same whenever it is sent.")
    type: Literal[
        "campaign.started",
        "campaign.resumed",
        "campaign.paused",
        "campaign.ended",
        "campaign.needs-person",
    ]
    at: Moment
    attempts: int
    delivered_at: Moment | None
    next_at: Moment | None = Field(description="When it is tried again.")
    error: str | None = Field(description="Why the last try failed.")
    body: dict[str, Any] = Field(description="What is posted.")

    @classmethod
    def of(cls, event: CampaignEvent) -> Self:
        """Return an event as it stands."""
        return cls.model_validate(
            {
                "event": event.id,
                "type": event.type,
                "at": event.at,
                "attempts": event.attempts,
                "delivered_at": event.delivered_at,
                "next_at": event.next_at,
                "error": event.error,
                "body": json.loads(event.body),
            }
        )


class CampaignEventsAnswer(BaseModel):
    """The events of a campaign, the first one first."""

    events: list[CampaignEventAnswer]
