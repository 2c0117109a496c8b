"""The call that starts a campaign: planned, held to the account's word, and left to the workers once."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import Connection
from starlette.responses import Response

from zns_batch.domain.states import CampaignState, Reason
from zns_batch.domain.users import Role
from zns_batch.ledger import rows
from zns_batch.rest.answers import RequiredKey, answer_once, kept_answer
from zns_batch.rest.context import ApiContext, needs
from zns_batch.rest.described import described, problems
from zns_batch.rest.models.campaigns import CampaignAnswer, StartBody
from zns_batch.rest.problems import ApiError
from zns_batch.rest.routes.lists import ListId, find_list
from zns_batch.services.approvals.terms import ConfirmTerms
from zns_batch.services.campaigns.confirm import StartProblem, start_problem
from zns_batch.services.lists.sending import PlannedList
from zns_batch.services.people.idempotency import KeyedRequest, StoredAnswer

router = APIRouter(tags=["campaigns"])

_WHEN = {
    StartProblem.PAST: "api.start-past",
    StartProblem.SOON: "api.start-soon",
    StartProblem.FAR: "api.start-far",
}


@router.post(
    "/lists/{list_id}/campaigns",
    operation_id="startCampaign",
    summary="Send a checked list",
    status_code=201,
    responses=described(CampaignAnswer, 201, location=True)
    | described(
        CampaignAnswer,
        202,
        location=True,
        description="It is planned and waits for another person's approval.",
    )
    | problems(400, 404, 409, 422),
)
async def start(
    list_id: ListId,
    body: StartBody,
    key: RequiredKey,
    context: Annotated[ApiContext, Depends(needs(Role.PREPARER))],
) -> Response:
    """Plans a campaign of a checked list and leaves it to the workers, once for each key.

    A preparer's key asks for approval, and so does any key where the rule of four eyes covers the number
    of messages: the campaign is planned and waits (202). When the answer was lost, the same call with the same key finds the campaign that the first one made.
    409 `already-sent` names the campaign that sent the same list before.
    """

    async def work(keyed: KeyedRequest) -> StoredAnswer:
        uploaded = await find_list(context, list_id)
        if body.again:
            # That some get a message twice, only who may send decides.
            context.require(Role.SENDER, uploaded.account)
        wrong = None if body.start_at is None else start_problem(body.start_at, now=context.now)
        if wrong is not None:
            raise ApiError(422, _WHEN[wrong])
        kept: list[StoredAnswer] = []
        role = context.token.role_for(uploaded.account)
        terms = ConfirmTerms(actor=context.actor, role=role, rule=context.app.settings.approval)

        def also(connection: Connection, planned: PlannedList) -> None:
            kept.append(_started(context, planned, waits=terms.needs_approval(planned.messages)))
            keyed.write(connection, kept[0])

        confirmed = await context.api.starting.start(
            list_id,
            body.options(context.lang),
            context.starter,
            terms=terms,
            leave_bad=body.skip_invalid,
            in_thread=context.run_in_thread,
            also=also,
        )
        if kept:
            return kept[0]
        campaign = confirmed.campaign
        counts = await context.run_in_thread(rows.state_counts, context.app.ledger, campaign.id)
        return _answer(CampaignAnswer.of(campaign, counts, context.lang, now=context.now))

    return await answer_once(context, key, work, body=body)


def _started(context: ApiContext, planned: PlannedList, *, waits: bool) -> StoredAnswer:
    """Return the answer to a start: the campaign as it stands once this transaction is done."""
    campaign = replace(
        planned.campaign,
        state=CampaignState.PAUSED if waits else CampaignState.SCHEDULED,
        reason=Reason.APPROVAL if waits else None,
    )
    return _answer(CampaignAnswer.of(campaign, planned.counts, context.lang, now=context.now))


def _answer(campaign: CampaignAnswer) -> StoredAnswer:
    return kept_answer(
        campaign,
        status=202 if campaign.waits_for_approval else 201,
        headers={"Location": f"/api/v1/campaigns/{campaign.campaign}"},
    )
