"""A test send of a list: one message to the person's own phone."""

from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.domain.users import Role
from zns_batch.errors import UnknownCampaignError, UsageError, ZnsBatchError
from zns_batch.ledger import audit
from zns_batch.ledger.people import users
from zns_batch.ledger.records import Campaign
from zns_batch.services.lists.own_test import (
    DEVELOPMENT,
    OwnTest,
    result_of_test,
    send_test,
    template_for_test,
)
from zns_batch.services.lists.previews import sendable_row
from zns_batch.services.lists.steps import Step
from zns_batch.web.dependencies import PageContext, requires
from zns_batch.web.errors import PageError
from zns_batch.web.forms import read_form
from zns_batch.web.i18n import error_sentence
from zns_batch.web.rendering import render_text, see_other
from zns_batch.web.routes.preview import open_list
from zns_batch.web.routes.send import show_send
from zns_batch.web.routes.uploads import list_of
from zns_batch.web.view_models.own_test_view import own_test_view

router = APIRouter()

_LONGEST_PRESS = 12
_LONGEST_NAME = 80


@router.post("/lists/{list_id}/test")
async def test_send(
    request: Request,
    list_id: str,
    context: Annotated[PageContext, Depends(requires(Role.PREPARER))],
) -> Response:
    """Send one message of a list to the person's own phone, through the worker."""
    uploaded = await open_list(context, list_id, Step.SEND)
    if isinstance(uploaded, Response):
        return uploaded
    form = await read_form(request)
    phone, number = form.get("test-phone"), form.get("test-row")
    mode = DEVELOPMENT if form.get("test-kind") == DEVELOPMENT else None
    answer = await context.app.sending.answers.template(uploaded.account, uploaded.template)
    name = context.tr("web.test.name", template=uploaded.template)[:_LONGEST_NAME]
    # The page's own word, so that of two presses the second is the first one.
    name = f"{name} {context.user.login} {form.get('press')[:_LONGEST_PRESS]}"

    def send() -> Campaign | None:
        with context.app.lists.check(uploaded) as check:
            row = sendable_row(check, number)
            template = template_for_test(answer, check.template(), mode)
        if row is None:
            return None
        test = OwnTest(
            uploaded=uploaded,
            row=row,
            template=template,
            phone=phone,
            mode=mode,
            user_id=context.user.id,
            name=name,
            lang=context.lang,
            page=context.app.base_url,
        )
        entry = context.audit_entry(
            "test-send", account=uploaded.account, object_id=uploaded.id, number=1, mode=mode or ""
        )

        def also(connection: Connection) -> None:
            audit.append(connection, entry)
            users.change_user(connection, context.user.id, test_phone=phone[:20])

        return send_test(context.app.ledger, test, clock=context.app.clock, also=also)

    try:
        campaign = await context.run_in_thread(send)
    except ZnsBatchError as error:
        words = error_sentence(error, context.lang)
        if not isinstance(error, UsageError):
            words = context.tr("web.test.stopped", why=words)
        errors = {"test-phone": words}
    else:
        if campaign is not None:
            return see_other(f"/lists/{uploaded.id}/send?test={campaign.id}#test")
        errors = {"test-row": context.tr("web.preview.no-row", row=number[:20])}
    return await show_send(context, uploaded, errors=errors, test_phone=phone)


@router.get("/lists/{list_id}/test/{campaign_id}")
async def test_progress(
    list_id: str,
    campaign_id: str,
    context: Annotated[PageContext, Depends(requires(Role.PREPARER, poll=True))],
) -> Response:
    """What has become of a test, for the page that waits for it."""
    uploaded = await list_of(context, list_id)
    try:
        found = await context.run_in_thread(
            result_of_test, context.app.ledger, campaign_id, user_id=context.user.id
        )
    except UnknownCampaignError:
        found = None
    if found is None:
        raise PageError(404)
    text = render_text(
        context, "macros/own_test.html", uploaded=uploaded, result=own_test_view(context, found)
    )
    return Response(text, media_type="text/html")
