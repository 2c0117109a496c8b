"""Step 5: what sending a list takes, how and when it is to be sent."""

from contextlib import suppress
from dataclasses import replace
from secrets import token_hex
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from zns_batch.domain.journey import JourneyKind
from zns_batch.domain.users import Role
from zns_batch.errors import UnknownCampaignError, ZnsBatchError
from zns_batch.ledger import deduplication
from zns_batch.ledger.uploads import UploadedList
from zns_batch.providers import capabilities
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.own_test import result_of_test
from zns_batch.services.lists.send_options import SendOptions, SendWay
from zns_batch.services.lists.sending import SendFacts, plan_key
from zns_batch.services.lists.start import Starter, begin_plan
from zns_batch.services.lists.steps import Step
from zns_batch.web.dependencies import PageContext, requires
from zns_batch.web.errors import PageError
from zns_batch.web.forms import read_form
from zns_batch.web.i18n import error_sentence
from zns_batch.web.rendering import render, render_text, see_other
from zns_batch.web.routes.preview import open_list
from zns_batch.web.routes.uploads import warn_of_answer, warn_of_twin
from zns_batch.web.view_models.list_steps import steps_view
from zns_batch.web.view_models.own_test_view import OwnTestView, own_test_view
from zns_batch.web.view_models.send_cards import FactCard, fact_cards
from zns_batch.web.view_models.send_form import (
    SendForm,
    SendFormReader,
    chosen_words,
    journey_words,
    number_field,
)

router = APIRouter()

_QUICK_SECONDS = 1.5
"""How long a press waits for the plan, so that a short list needs no page that shows its progress."""


@router.get("/lists/{list_id}/send")
async def send_page(
    list_id: str,
    context: Annotated[PageContext, Depends(requires(Role.PREPARER))],
    again: str = "",
    test: str = "",
) -> Response:
    """Cost, quota, pace and end of a list, and the choices before the last look."""
    uploaded = await open_list(context, list_id, Step.SEND)
    if isinstance(uploaded, Response):
        return uploaded
    await warn_of_twin(context, uploaded)
    notice = context.tr("web.send.plan-again") if again else ""
    return await show_send(context, uploaded, notice=notice, test=test)


@router.post("/lists/{list_id}/send")
async def choose(
    request: Request,
    list_id: str,
    context: Annotated[PageContext, Depends(requires(Role.PREPARER))],
) -> Response:
    """Keep the choices; unless only the figures are wanted, write the list into the ledger as a draft."""
    uploaded = await open_list(context, list_id, Step.SEND)
    if isinstance(uploaded, Response):
        return uploaded
    form = await read_form(request)
    typed = SendForm.read(form)
    to_send = (uploaded.result or {}).get("to_send") or 0
    reader = SendFormReader(context=context, form=typed, to_send=int(to_send))
    options = reader.options()
    if reader.errors:
        return await show_send(context, uploaded, typed=typed, errors=reader.errors)
    before = ListChoices.of(uploaded)
    choices = replace(typed.changed(before), run=options.dump())
    if not choices.is_checked_like(before):
        await context.run_in_thread(context.app.lists.choose, uploaded, choices)
        return see_other(f"/lists/{uploaded.id}/problems")
    uploaded = await context.run_in_thread(context.app.lists.keep, uploaded, choices)
    if form.get("act") == "recount":
        return see_other(f"/lists/{uploaded.id}/send#options")
    return await plan_list(context, uploaded, options)


@router.post("/lists/{list_id}/send/figures")
async def figures(
    request: Request,
    list_id: str,
    context: Annotated[PageContext, Depends(requires(Role.PREPARER, poll=True))],
) -> Response:
    """Cost, quota and time by what stands in the fields now, for a page that asks by itself."""
    uploaded = await open_list(context, list_id, Step.SEND)
    if isinstance(uploaded, Response):
        raise PageError(409)
    form = SendForm.read(await read_form(request))
    to_send = int((uploaded.result or {}).get("to_send") or 0)
    reader = SendFormReader(context=context, form=form, to_send=to_send)
    options = reader.options()
    shown = replace(options, way=SendWay.NOW) if "date" in reader.errors else options
    answered = await context.app.sending.ask(uploaded)

    def gather() -> SendFacts:
        with context.app.lists.check(uploaded) as check:
            return context.app.sending.facts(uploaded, check, answered, shown)

    facts = await context.run_in_thread(gather)
    view = {"facts": facts, "cards": _cards(context, uploaded, facts), "errors": reader.errors}
    wrong = set(reader.errors) - {"date"}
    return JSONResponse(
        {
            "figures": "" if wrong else render_text(context, "parts/send_figures.html", **view),
            "words": render_text(context, "parts/send_when.html", **view),
        }
    )


def _cards(context: PageContext, uploaded: UploadedList, facts: SendFacts) -> tuple[FactCard, ...]:
    delivery = ListChoices.of(uploaded).delivery
    return fact_cards(context, facts, sms=bool(delivery.sms_brandname or facts.account.fallback))


async def plan_list(context: PageContext, uploaded: UploadedList, options: SendOptions) -> Response:
    """Write a list into the ledger as a draft, and lead to the last look at it."""
    if not context.user.may(Role.SENDER, uploaded.account):
        # That some get a message twice, only who may send decides.
        options = replace(options, again=False)
    starter = Starter(actor=context.actor, lang=context.lang, page=context.app.base_url)
    try:
        await begin_plan(context.app.sending, uploaded, options, starter, context.run_in_thread)
    except ZnsBatchError as error:
        why = context.tr("web.send.cannot", why=error_sentence(error, context.lang))
        return await show_send(context, uploaded, errors={"go": why})
    await context.run_in_thread(context.app.jobs.wait, plan_key(uploaded), _QUICK_SECONDS)
    return see_other(f"/lists/{uploaded.id}/confirm")


def options_of(context: PageContext, uploaded: UploadedList) -> SendOptions:
    """Return what was chosen for a list; for one that nobody has chosen anything for, as last time."""
    choices = ListChoices.of(uploaded)
    if choices.run or choices.run_like:
        return SendOptions.load(choices.run or choices.run_like)
    last = context.user.user.last_choices
    kept = last.get("run")
    same = (last.get("account"), last.get("template")) == (uploaded.account, uploaded.template)
    return SendOptions.load(kept) if same and isinstance(kept, dict) else SendOptions()


async def show_send(
    context: PageContext,
    uploaded: UploadedList,
    *,
    typed: SendForm | None = None,
    errors: dict[str, str] | None = None,
    notice: str = "",
    test: str = "",
    test_phone: str | None = None,
) -> Response:
    """Show the last step, with what was typed when it could not be taken.

    Args:
        context: The page's.
        uploaded: The list.
        typed: What stands in the fields; `None` for what was chosen before.
        errors: What is wrong, by field.
        notice: What else is to be known.
        test: The campaign of a test send whose result is shown.
        test_phone: The phone that was typed for a test; `None` for the person's own.

    """
    options = options_of(context, uploaded)
    await warn_of_answer(context, uploaded)
    answered = await context.app.sending.ask(uploaded)

    def gather() -> tuple[SendFacts, int, OwnTestView | None, bool]:
        ledger = context.app.ledger
        try:
            with context.app.lists.check(uploaded) as check:
                facts = context.app.sending.facts(uploaded, check, answered, options)
                first = check.message(1)
        except FileNotFoundError:
            raise PageError(404) from None
        result = None
        with suppress(UnknownCampaignError):
            result = result_of_test(ledger, test, user_id=context.user.id) if test else None
        view = None if result is None else own_test_view(context, result)
        used = deduplication.template_was_sent(ledger, uploaded.account, facts.template_id)
        return facts, first.number if first else 1, view, not used

    facts, test_row, test_result, first_time = await context.run_in_thread(gather)
    choices = ListChoices.of(uploaded)
    form = typed or SendForm.of(options, choices, context)
    may_send = context.user.may(Role.SENDER, uploaded.account)
    role = context.user.role(uploaded.account) or Role.VIEWER
    return render(
        context,
        "send.html",
        status=422 if errors else 200,
        errors=errors or {},
        title_error=bool(errors),
        uploaded=uploaded,
        base=f"/lists/{uploaded.id}",
        steps_view=steps_view(context, uploaded, Step.SEND),
        facts=facts,
        cards=_cards(context, uploaded, facts),
        where=facts.destination.label(context.lang),
        form=form,
        ways=[(way.value, context.tr(f"web.send.{way.value}")) for way in SendWay],
        policies=[
            (policy.value, context.tr(f"web.send.duplicates.{policy.value}"), False)
            for policy in type(choices.duplicates)
        ],
        chosen=chosen_words(context, options),
        open_options=bool(errors and set(errors) - {"go", "date"}),
        account_rate=number_field(facts.account.rate, context.lang),
        account_window=facts.default_window or context.tr("web.send.window-none"),
        may_send=may_send,
        must_ask=context.app.settings.approval.covers(facts.to_send),
        limit=context.app.settings.approval.least,
        role=context.tr(f"web.role.{role.value}"),
        notice=notice,
        test_result=test_result,
        test_row=test_row,
        test_phone=context.user.user.test_phone or "" if test_phone is None else test_phone,
        press=token_hex(6),
        first_time=first_time,
        can=capabilities(facts.account.provider),
        journeys=[
            ("", context.tr("web.send.journey-none"), False),
            *((kind.value, journey_words(context, kind), False) for kind in JourneyKind),
        ],
    )
