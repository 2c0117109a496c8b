"""The signed webhooks of a campaign: which went out, and one of them once more."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.domain.users import Role
from zns_batch.ledger.people import campaign_events
from zns_batch.rest.answers import (
    IdempotencyKey,
    IfNoneMatch,
    answer_once,
    json_answer,
    kept_answer,
)
from zns_batch.rest.context import ApiContext, needs
from zns_batch.rest.described import described, problems
from zns_batch.rest.models.common import Id
from zns_batch.rest.models.events import CampaignEventAnswer, CampaignEventsAnswer
from zns_batch.rest.problems import ApiError
from zns_batch.rest.routes.campaigns import CampaignId, find_campaign
from zns_batch.services.people.idempotency import KeyedRequest, StoredAnswer
from zns_batch.services.unattended.campaign_events import CampaignEvents

router = APIRouter(tags=["events"])

Viewer = Annotated[ApiContext, Depends(needs(Role.VIEWER))]
Preparer = Annotated[ApiContext, Depends(needs(Role.PREPARER))]


@router.get(
    "/campaigns/{campaign_id}/events",
    operation_id="listEvents",
    summary="Its events",
    responses=described(CampaignEventsAnswer, 200, tag=True) | problems(404, 422),
)
async def show(
    request: Request, campaign_id: CampaignId, context: Viewer, _tag: IfNoneMatch = None
) -> Response:
    """Tells the events of a campaign that were written down for webhooks, and which were taken."""
    campaign = await find_campaign(context, campaign_id)
    found = await context.run_in_thread(
        campaign_events.of_campaign, context.app.ledger, campaign.id
    )
    return json_answer(
        request, CampaignEventsAnswer(events=[CampaignEventAnswer.of(one) for one in found])
    )


@router.post(
    "/campaigns/{campaign_id}/events/{event_id}/replay",
    operation_id="replayEvent",
    summary="Send an event again",
    responses=described(CampaignEventAnswer, 200) | problems(404, 422),
)
async def replay(
    campaign_id: CampaignId,
    event_id: Annotated[Id, Path(description="The event's id.")],
    context: Preparer,
    key: IdempotencyKey = None,
) -> Response:
    """Posts an event once more, under its own `webhook-id`; `delivered_at` and `error` say what came of it."""

    async def work(_keyed: KeyedRequest) -> StoredAnswer:
        campaign = await find_campaign(context, campaign_id, Role.PREPARER)
        event = await context.run_in_thread(campaign_events.find, context.app.ledger, event_id)
        if event is None or event.campaign_id != campaign.id:
            raise ApiError(404, "api.status-404")
        events = CampaignEvents(ledger=context.app.ledger, clock=context.app.clock)
        sent = await context.run_in_thread(events.replay, event)
        await context.note("event-replay", account=campaign.account, object_id=campaign.id)
        return kept_answer(CampaignEventAnswer.of(sent))

    return await answer_once(context, key, work)
