"""What can be done with a campaign. Each call answers at once; who sends it obeys within moments."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Annotated, Protocol

from fastapi import APIRouter, Depends
from sqlalchemy import Connection
from starlette.responses import Response

from zns_batch.core.masking import mask_phones_within
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.domain.users import Role
from zns_batch.ledger import campaigns, row_counts
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.records import Campaign
from zns_batch.rest.answers import (
    IdempotencyKey,
    RequiredKey,
    answer_once,
    kept_answer,
)
from zns_batch.rest.context import ApiContext, needs
from zns_batch.rest.described import described, problems
from zns_batch.rest.models.campaigns import ActAnswer, CampaignAnswer, RetryBody, SettleBody
from zns_batch.rest.routes.campaigns import CampaignId, campaign_answer, find_campaign
from zns_batch.services.campaigns import control, detached
from zns_batch.services.customers.settle import settle_rows
from zns_batch.services.people.idempotency import KeyedRequest, StoredAnswer

router = APIRouter(tags=["campaigns"])

Pauser = Annotated[ApiContext, Depends(needs(Role.PREPARER))]
Sender = Annotated[ApiContext, Depends(needs(Role.SENDER))]

_ANSWERS = described(ActAnswer, 200) | problems(404, 409, 422)


@router.post(
    "/campaigns/{campaign_id}/pause",
    operation_id="pauseCampaign",
    summary="Let nothing more leave",
    responses=_ANSWERS,
)
async def pause(campaign_id: CampaignId, context: Pauser, key: IdempotencyKey = None) -> Response:
    """Pauses a campaign, or asks whoever sends it to; what is in flight gets its answer first."""
    return await _stop(campaign_id, context, key, "pause", control.request_pause, Role.PREPARER)


@router.post(
    "/campaigns/{campaign_id}/cancel",
    operation_id="cancelCampaign",
    summary="End it for good",
    responses=_ANSWERS,
)
async def cancel(campaign_id: CampaignId, context: Sender, key: IdempotencyKey = None) -> Response:
    """Cancels what is left of a campaign, or asks whoever sends it to."""
    return await _stop(campaign_id, context, key, "cancel", control.request_cancel, Role.SENDER)


@router.post(
    "/campaigns/{campaign_id}/resume",
    operation_id="resumeCampaign",
    summary="Go on with it",
    responses=_ANSWERS,
)
async def resume(campaign_id: CampaignId, context: Sender, key: RequiredKey) -> Response:
    """Lets a campaign go on in a worker, now; behind another one of its account, if that is being sent."""

    async def work(keyed: KeyedRequest) -> StoredAnswer:
        campaign = await find_campaign(context, campaign_id, Role.SENDER)
        kept: list[StoredAnswer] = []

        def also(connection: Connection) -> None:
            kept.append(_queued(context, connection, campaign, rows=None))
            keyed.write(connection, kept[0])

        await context.run_in_thread(
            partial(
                detached.resume,
                context.app.ledger,
                campaign,
                lang=context.lang,
                now=context.now,
                also=also,
            )
        )
        answer = await _acted(context, campaign, "resume", asked=False)
        return kept[0] if kept else answer

    return await answer_once(context, key, work)


@router.post(
    "/campaigns/{campaign_id}/retry",
    operation_id="retryCampaign",
    summary="Send rows again",
    responses=_ANSWERS,
)
async def retry(
    campaign_id: CampaignId, body: RetryBody, context: Sender, key: RequiredKey
) -> Response:
    """Lets rows in some states be sent anew, under new tracking ids."""

    async def work(keyed: KeyedRequest) -> StoredAnswer:
        campaign = await find_campaign(context, campaign_id, Role.SENDER)
        kept: list[StoredAnswer] = []

        def also(connection: Connection, rows: int) -> None:
            kept.append(_queued(context, connection, campaign, rows=rows))
            keyed.write(connection, kept[0])

        await context.run_in_thread(
            partial(
                detached.retry_states,
                context.app.ledger,
                campaign,
                frozenset(RowState(word) for word in body.states),
                frozenset(body.codes),
                now=context.now,
                also=also,
            )
        )
        await _acted(context, campaign, "retry", asked=False)
        return kept[0]

    async def follow() -> None:
        await context.run_in_thread(
            partial(
                detached.go_on,
                context.app.ledger,
                campaign_id,
                lang=context.lang,
                now=context.now,
            )
        )
        context.app.watch.forget(campaign_id)

    return await answer_once(context, key, work, body=body, follow=follow)


@router.post(
    "/campaigns/{campaign_id}/settle",
    operation_id="settleRows",
    summary="Say what became of rows in doubt",
    responses=_ANSWERS,
)
async def settle(
    campaign_id: CampaignId, body: SettleBody, context: Sender, key: IdempotencyKey = None
) -> Response:
    """Notes a person's word on rows in doubt, all or none. Nothing is sent by it."""

    async def work(keyed: KeyedRequest) -> StoredAnswer:
        campaign = await find_campaign(context, campaign_id, Role.SENDER)
        kept: list[StoredAnswer] = []

        def also(connection: Connection, rows: int) -> None:
            counts = row_counts.count_rows(connection, campaign.id)
            shown = CampaignAnswer.of(campaign, counts, context.lang, now=context.now)
            kept.append(kept_answer(ActAnswer(campaign=shown, pending=False, rows=rows)))
            keyed.write(connection, kept[0])

        numbers = list(dict.fromkeys(body.rows))
        await context.run_in_thread(
            partial(
                settle_rows,
                context.app.ledger,
                campaign,
                numbers,
                body.verdict,
                body.note,
                now=context.now,
                also=also,
            )
        )
        context.app.watch.forget(campaign.id)
        await context.note(
            "settle",
            account=campaign.account,
            object_id=campaign.id,
            number=len(numbers),
            verdict=body.verdict,
            note=mask_phones_within(body.note),
        )
        return kept[0]

    return await answer_once(context, key, work, body=body)


class _StopRequest(Protocol):
    """Stops a campaign that nobody sends, or asks whoever sends it to; `None` for asked."""

    def __call__(self, ledger: Ledger, campaign: Campaign, *, now: datetime) -> Campaign | None: ...


async def _stop(
    campaign_id: str,
    context: ApiContext,
    key: str | None,
    act: str,
    request: _StopRequest,
    least: Role,
) -> Response:
    async def work(_keyed: KeyedRequest) -> StoredAnswer:
        campaign = await find_campaign(context, campaign_id, least)
        stopped = await context.run_in_thread(
            request, context.app.ledger, campaign, now=context.now
        )
        return await _acted(context, campaign, act, asked=stopped is None)

    return await answer_once(context, key, work)


def _queued(
    context: ApiContext, connection: Connection, campaign: Campaign, *, rows: int | None
) -> StoredAnswer:
    """Return the answer to an act that leaves a campaign to the workers, as it stands once that is done."""
    counts = row_counts.count_rows(connection, campaign.id)
    queued = replace(
        campaign,
        state=CampaignState.SCHEDULED,
        reason=None,
        resume_after=None,
        start_at=None,
    )
    shown = CampaignAnswer.of(queued, counts, context.lang, now=context.now)
    return kept_answer(ActAnswer(campaign=shown, pending=False, rows=rows))


async def _acted(context: ApiContext, campaign: Campaign, act: str, *, asked: bool) -> StoredAnswer:
    """Note an act, and return how its campaign stands now."""
    context.app.watch.forget(campaign.id)
    await context.note(act, account=campaign.account, object_id=campaign.id)
    current = await context.run_in_thread(campaigns.get, context.app.ledger, campaign.id)
    return kept_answer(ActAnswer(campaign=await campaign_answer(context, current), pending=asked))
