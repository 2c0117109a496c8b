"""One customer over all campaigns: the phone is posted, and never stands in an address."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.domain.users import Role
from zns_batch.errors import UsageError
from zns_batch.services.customers.history import VisibleHistory, find_visible, read_recipient
from zns_batch.services.customers.never_send import audit_hash
from zns_batch.web.dependencies import PageContext, requires
from zns_batch.web.errors import PageError
from zns_batch.web.forms import read_form
from zns_batch.web.rendering import render, see_other
from zns_batch.web.view_models.customer import message_lines, never_send_words

router = APIRouter()
Preparing = Annotated[PageContext, Depends(requires(Role.PREPARER))]

_LONGEST = 40
SHOWN = 200


@router.get("/find")
async def find_page(request: Request, context: Preparing) -> Response:
    """Show the field and, after a search, the customer's messages, the newest first."""
    query = request.query_params.get("q", "")
    recipient = context.app.searches.find(_session(context), query) if query else None
    if recipient is None:
        return _show(context, over=bool(query))
    history = await context.read_at_once(
        find_visible,
        context.app.ledger,
        recipient,
        lambda account: context.user.may(Role.PREPARER, account),
    )
    return _show(context, recipient=recipient, history=history)


@router.post("/find")
async def find(request: Request, context: Preparing) -> Response:
    """Keep what is searched for with the session, note the search, and go to its page."""
    typed = (await read_form(request)).get("number")[:_LONGEST]
    try:
        recipient = read_recipient(typed)
    except UsageError as error:
        return _show(context, typed=typed, error=error.text(context.lang, face="web"))
    customer = await context.run_in_thread(audit_hash, recipient)
    await context.note("find", customer=customer)
    return see_other(f"/find?q={context.app.searches.keep(_session(context), recipient)}")


def _session(context: PageContext) -> str:
    if context.session is None:
        raise PageError(401)
    return context.session.token_sha256


def _show(
    context: PageContext,
    *,
    recipient: str = "",
    history: VisibleHistory | None = None,
    over: bool = False,
    typed: str = "",
    error: str = "",
) -> Response:
    messages = () if history is None else history.messages
    closed = () if history is None else history.never_send
    return render(
        context,
        "find.html",
        status=422 if error else 200,
        errors={"number": error} if error else {},
        title_error=bool(error),
        recipient=recipient,
        typed=typed,
        over=over,
        since=None if history is None else history.since,
        total=len(messages),
        lines=message_lines(messages[:SHOWN], context.lang),
        closed=never_send_words(closed, context.lang),
    )
