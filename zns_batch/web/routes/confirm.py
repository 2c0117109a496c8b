"""The last look at a list, and the button with the number: pressed however often, it sends once."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.domain.users import Role
from zns_batch.errors import (
    AlreadySentError,
    LaneHeldError,
    UnknownCampaignError,
    UsageError,
    WrongStateError,
    ZnsBatchError,
)
from zns_batch.ledger import campaigns
from zns_batch.ledger.people import users
from zns_batch.ledger.people.approvals import find_request
from zns_batch.ledger.uploads import UploadedList
from zns_batch.services.approvals.terms import ConfirmTerms
from zns_batch.services.campaigns.confirm import REPEATED_WITHIN, Confirmed
from zns_batch.services.jobs.job import JobState, JobStatus
from zns_batch.services.lists.plan_job import STRICTER
from zns_batch.services.lists.sending import PlannedList
from zns_batch.services.lists.start import changes_before_sending
from zns_batch.services.lists.steps import Step
from zns_batch.web.dependencies import PageContext, requires
from zns_batch.web.errors import PageError
from zns_batch.web.forms import read_form
from zns_batch.web.i18n import error_sentence, number_text
from zns_batch.web.rendering import render, render_text, see_other
from zns_batch.web.routes.preview import open_list
from zns_batch.web.routes.send import options_of, plan_list, show_send
from zns_batch.web.routes.uploads import list_of
from zns_batch.web.view_models.confirm_view import confirm_view
from zns_batch.web.view_models.list_steps import steps_view

router = APIRouter()

TICK_FROM = 100
"""From so many messages on a person says that they have looked."""


@router.get("/lists/{list_id}/confirm")
async def confirm_page(
    list_id: str, context: Annotated[PageContext, Depends(requires(Role.PREPARER))]
) -> Response:
    """The draft's own numbers and first message, and the button; or how far it is written down."""
    uploaded = await list_of(context, list_id)
    status = context.app.sending.planning(uploaded)
    found = await open_list(context, list_id, Step.SEND)
    if isinstance(found, Response):
        stricter = status is not None and status.error is not None and status.error.key == STRICTER
        back = see_other(f"/lists/{uploaded.id}/problems?why=account")
        return back if stricter and uploaded.is_open else found
    if status is not None and not status.state.ended:
        return render(
            context,
            "planning.html",
            uploaded=uploaded,
            steps_view=steps_view(context, uploaded, Step.SEND),
            progress=_progress(context, status),
        )
    # Before the draft of an earlier plan: that one has other options than those that were chosen now.
    if status is not None and status.state is JobState.FAILED and status.error is not None:
        if isinstance(status.error, AlreadySentError | LaneHeldError):
            return _refused(context, uploaded, status.error)
        why = context.tr("web.send.failed", why=error_sentence(status.error, context.lang))
        return await show_send(context, uploaded, errors={"go": why})
    planned = await _planned(context, uploaded)
    if planned is not None:
        return await _show(context, uploaded, planned)
    return see_other(f"/lists/{uploaded.id}/send?again=1")


@router.get("/lists/{list_id}/confirm/progress")
async def progress(
    list_id: str, context: Annotated[PageContext, Depends(requires(Role.PREPARER, poll=True))]
) -> Response:
    """How far the list is written down; leads on when it is."""
    uploaded = await list_of(context, list_id)
    status = context.app.sending.planning(uploaded)
    if status is None or status.state.ended:
        return Response(headers={"HX-Redirect": f"/lists/{uploaded.id}/confirm"})
    text = render_text(
        context, "macros/planning.html", uploaded=uploaded, progress=_progress(context, status)
    )
    return Response(text, media_type="text/html")


@router.post("/lists/{list_id}/confirm")
async def press(  # noqa: PLR0911 — each refusal is an answer of its own
    request: Request,
    list_id: str,
    context: Annotated[PageContext, Depends(requires(Role.PREPARER))],
) -> Response:
    """Leave the campaign to the workers or to an approver, if it is what the page showed."""
    uploaded = await list_of(context, list_id)
    if not uploaded.is_open:
        return await _confirmed_before(context, uploaded)
    form = await read_form(request)
    planned = await _planned(context, uploaded)
    if planned is None:
        return await _without_draft(context, uploaded)
    seen = form.get("draft"), form.get("fingerprint")
    if seen != (planned.campaign.id, planned.campaign.fingerprint):
        other = [context.tr("web.confirm.other-plan")]
        return await _show(context, uploaded, planned, changed=other)
    if form.get("n") != str(planned.messages):
        other = [other_number(context, form.get("n")[:12], planned)]
        return await _show(context, uploaded, planned, changed=other)
    if form.checked("asks") != terms_of(context, uploaded, planned).needs_approval(
        planned.messages
    ):
        other = [context.tr("web.confirm.other-way")]
        return await _show(context, uploaded, planned, changed=other)
    if planned.messages >= TICK_FROM and not form.checked("tick"):
        sentence = context.tr("web.confirm.tick-first", n=planned.messages)
        return await _show(context, uploaded, planned, errors={"tick": sentence})
    what = await what_changed(context, planned)
    if what:
        return await _show(context, uploaded, planned, changed=what, replan=True)
    if planned.is_old:
        return await _show_old(context, uploaded, planned)
    return await _confirm(context, uploaded, planned)


@router.post("/lists/{list_id}/confirm/replan")
async def replan(
    list_id: str, context: Annotated[PageContext, Depends(requires(Role.PREPARER))]
) -> Response:
    """Write the list down anew, with what is chosen, because something changed."""
    uploaded = await open_list(context, list_id, Step.SEND)
    if isinstance(uploaded, Response):
        return uploaded
    context.app.sending.answers.forget()
    return await plan_list(context, uploaded, options_of(context, uploaded))


async def _without_draft(context: PageContext, before: UploadedList) -> Response:
    """Lead to the campaign that another press has begun since the list was read, or a step back."""
    uploaded = await list_of(context, before.id)
    if not uploaded.is_open:
        return await _confirmed_before(context, uploaded)
    return see_other(f"/lists/{uploaded.id}/send?again=1")


async def _planned(context: PageContext, uploaded: UploadedList) -> PlannedList | None:
    return await context.run_in_thread(
        context.app.sending.planned, uploaded, user_id=context.user.id
    )


def _progress(context: PageContext, status: JobStatus) -> dict[str, int | str]:
    done, total = status.progress.done, status.progress.total or 0
    if status.state is JobState.QUEUED:
        words = context.tr("web.confirm.planning-wait", n=status.ahead)
    else:
        words = context.tr("web.confirm.planning", done=done, total=total)
    return {"done": done, "total": total, "words": words}


def other_number(context: PageContext, before: str, planned: PlannedList) -> str:
    """Say that the number of messages is another one now."""
    now = number_text(planned.messages, context.lang)
    return context.tr("web.confirm.other-number", before=before, now=now)


async def what_changed(context: PageContext, planned: PlannedList) -> list[str]:
    """Return what changed of account, template and time since the draft was planned, in words."""
    changes = await changes_before_sending(planned, now=context.now)
    return [change.text(context.lang) for change in changes]


async def _confirm(context: PageContext, uploaded: UploadedList, planned: PlannedList) -> Response:
    campaign, options = planned.campaign, planned.options
    last = {"account": uploaded.account, "template": uploaded.template, "run": options.remembered()}

    def also(connection: Connection) -> None:
        users.change_user(connection, context.user.id, last_choices=last)

    def confirm() -> Confirmed:
        return context.app.sending.confirm(
            uploaded,
            draft_id=campaign.id,
            fingerprint=campaign.fingerprint,
            messages=planned.messages,
            terms=terms_of(context, uploaded, planned),
            also=also,
        )

    try:
        confirmed = await context.run_in_thread(confirm)
    except UnknownCampaignError:
        return await _without_draft(context, uploaded)
    except (AlreadySentError, LaneHeldError, UsageError) as error:
        return _refused(context, uploaded, error)
    except WrongStateError:
        return await _changed_meanwhile(context, uploaded, planned)
    return see_other(f"/campaigns/{campaign.id}" + ("?once=1" if confirmed.repeated else ""))


def terms_of(context: PageContext, uploaded: UploadedList, planned: PlannedList) -> ConfirmTerms:
    """Return who confirms a list and by which rule, as it stands at this moment."""
    return ConfirmTerms(
        actor=context.actor,
        role=context.user.role(uploaded.account),
        rule=context.app.settings.approval,
        ask=planned.options.ask,
        note=planned.options.note,
    )


async def _changed_meanwhile(
    context: PageContext, uploaded: UploadedList, before: PlannedList
) -> Response:
    """Answer a press that came too late: the campaign, or the numbers as they are now."""
    again = await context.run_in_thread(context.app.lists.find, uploaded.id)
    planned = await _planned(context, again)
    if planned is None:
        return await _without_draft(context, again)
    if planned.is_old:
        return await _show_old(context, again, planned)
    was = number_text(before.messages, context.lang)
    changed = [other_number(context, was, planned)]
    return await _show(context, again, planned, changed=changed)


async def _show_old(context: PageContext, uploaded: UploadedList, planned: PlannedList) -> Response:
    """Show a draft whose hour is up once more: its numbers are good for another hour."""
    await context.run_in_thread(context.app.sending.renew, planned, user_id=context.user.id)
    old = [context.tr("web.confirm.old")]
    return await _show(context, uploaded, replace(planned, is_old=False), changed=old)


async def _confirmed_before(context: PageContext, uploaded: UploadedList) -> Response:
    """Lead a press that came again to the campaign of the first one."""
    if uploaded.campaign_id is None:
        raise PageError(404)
    campaign = await context.run_in_thread(campaigns.get, context.app.ledger, uploaded.campaign_id)
    by, at = campaign.confirmed_by, campaign.confirmed_at
    request = await context.run_in_thread(
        find_request, context.app.ledger, campaign.id, now=context.now
    )
    if request is not None and request.asked_by == context.user.id:
        by, at = context.user.id, request.asked_at
    if by == context.user.id and at is not None and context.now - at <= REPEATED_WITHIN:
        return see_other(f"/campaigns/{campaign.id}?once=1")
    return render(
        context,
        "refused.html",
        status=409,
        sentence=context.tr("web.confirm.once-other"),
        campaign=campaign.id,
        back="",
        nothing_sent=False,
    )


def _refused(context: PageContext, uploaded: UploadedList, error: ZnsBatchError) -> Response:
    campaign = error.params.get("id") or error.params.get("campaign")
    return render(
        context,
        "refused.html",
        status=409,
        sentence=error_sentence(error, context.lang),
        campaign=campaign,
        back=f"/lists/{uploaded.id}/send",
        nothing_sent=True,
    )


async def _show(
    context: PageContext,
    uploaded: UploadedList,
    planned: PlannedList,
    *,
    changed: Sequence[str] = (),
    replan: bool = False,
    errors: dict[str, str] | None = None,
) -> Response:
    status = 422 if errors else 409 if changed else 200
    asks = terms_of(context, uploaded, planned).needs_approval(planned.messages)
    return render(
        context,
        "confirm.html",
        status=status,
        errors=errors or {},
        title_error=bool(errors or changed),
        base=f"/lists/{uploaded.id}",
        steps_view=steps_view(context, uploaded, Step.SEND),
        planned=planned,
        view=confirm_view(context, uploaded, planned, asks=asks),
        asks=asks,
        changed=", ".join(changed),
        replan=replan,
        needs_tick=planned.messages >= TICK_FROM,
    )
