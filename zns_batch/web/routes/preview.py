"""Step 4: the messages of a list as customers will read them."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.domain.users import Role
from zns_batch.errors import UsageError
from zns_batch.ledger.uploads import UploadedList
from zns_batch.services.lists.checking.check_reader import CheckReader
from zns_batch.services.lists.choices import ListChoices
from zns_batch.services.lists.listed import ListedRow
from zns_batch.services.lists.previews import (
    PreviewedMessage,
    message_of_phone,
    message_of_row,
    preview_row,
    shuffled,
)
from zns_batch.services.lists.statistics import ParamStatistics
from zns_batch.services.lists.steps import Step, can_open
from zns_batch.settings.accounts import load_account
from zns_batch.templates.render import render_pieces
from zns_batch.web.dependencies import PageContext, requires
from zns_batch.web.errors import PageError
from zns_batch.web.forms import read_form, whole_number
from zns_batch.web.rendering import render, see_other
from zns_batch.web.routes.uploads import list_of, warn_of_twin
from zns_batch.web.view_models.list_steps import next_path, steps_view
from zns_batch.web.view_models.message_lines import Line, message_lines
from zns_batch.web.view_models.value_summary import OddRows, odd_rows, value_lines

router = APIRouter()

_MOST = 10**9
"""A number in an address; what is larger is no row."""

Number = Annotated[int | None, Query(ge=1, le=_MOST)]


@dataclass(frozen=True, kw_only=True, slots=True)
class PreviewPlace:
    """Which message a page shows."""

    #: Among those to be sent, from 1.
    at: int | None = None
    #: The sheet's own row number, and which of its recipients.
    row: int | None = None
    part: int = 1
    #: How many times chance was asked.
    turn: int | None = None
    longest: bool = False

    def find(self, check: CheckReader, list_id: str) -> ListedRow | None:
        """Return the row of a check that is meant; `None` when there is none."""
        total = check.to_send
        if self.row is not None:
            return message_of_row(check, self.row, self.part)
        if not total:
            return None
        if self.longest:
            return check.longest()
        if self.turn is not None:
            return check.message(shuffled(list_id, total, self.turn))
        return check.message(min(self.at or 1, total))


@router.get("/lists/{list_id}/preview")
async def preview_page(
    list_id: str,
    context: Annotated[PageContext, Depends(requires(Role.PREPARER))],
    at: Number = None,
    row: Number = None,
    part: Number = None,
    turn: Annotated[int | None, Query(ge=0, le=_MOST)] = None,
    longest: str = "",
    odd: str = "",
    after: Annotated[int, Query(ge=0, le=_MOST)] = 0,
) -> Response:
    """One message of a list, and what all of them say taken together."""
    uploaded = await open_list(context, list_id, Step.PREVIEW)
    if isinstance(uploaded, Response):
        return uploaded
    # A list with nothing to correct comes here at once: nobody was told before.
    await warn_of_twin(context, uploaded)
    place = PreviewPlace(at=at, row=row, part=part or 1, turn=turn, longest=bool(longest))
    return await _show(context, uploaded, place, odd=odd, after=after)


@router.post("/lists/{list_id}/preview")
async def go_to(
    request: Request,
    list_id: str,
    context: Annotated[PageContext, Depends(requires(Role.PREPARER))],
) -> Response:
    """Find a message by its row, or by a phone number, which stands in no address."""
    uploaded = await open_list(context, list_id, Step.PREVIEW)
    if isinstance(uploaded, Response):
        return uploaded
    form = await read_form(request)
    number, phone = form.get("row"), form.get("phone")
    errors: dict[str, str] = {}
    wanted = whole_number(number, digits=10)
    if wanted and wanted <= _MOST:
        return see_other(f"/lists/{uploaded.id}/preview?row={wanted}")
    if number:
        errors["row"] = context.tr("web.preview.no-row", row=number[:20])
    elif phone:

        def find() -> ListedRow | None:
            with context.app.lists.check(uploaded) as check:
                return message_of_phone(check, phone)

        try:
            found = await context.run_in_thread(find)
        except UsageError:
            errors["phone"] = context.tr("web.preview.bad-phone")
        else:
            if found is not None:
                where = f"row={found.number}&part={found.part}"
                return see_other(f"/lists/{uploaded.id}/preview?{where}")
            errors["phone"] = context.tr("web.preview.no-phone")
    else:
        errors["row"] = context.tr("web.preview.which")
    return await _show(context, uploaded, PreviewPlace(), errors=errors, typed=(number, phone))


async def open_list(context: PageContext, list_id: str, step: Step) -> UploadedList | Response:
    """Return a list, or the way to the step that it has reached.

    Raises:
        UnknownListError: There is none.
        PageError: It is of an account that is not the person's.

    """
    uploaded = await list_of(context, list_id)
    if can_open(uploaded, step):
        if step is Step.SEND and ListChoices.of(uploaded).schedule:
            return see_other(f"/schedules/new/{uploaded.id}")
        return uploaded
    if uploaded.campaign_id is not None and not uploaded.is_open:
        return see_other(f"/campaigns/{uploaded.campaign_id}")
    return see_other(next_path(uploaded) if uploaded.is_open else "/lists")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Seen:
    """What the page shows of a check."""

    message: PreviewedMessage | None
    statistics: tuple[ParamStatistics, ...]
    #: The headers of the columns that feed the parameters.
    headers: dict[str, str]
    odd: OddRows | None
    sender: str | None


async def _show(
    context: PageContext,
    uploaded: UploadedList,
    place: PreviewPlace,
    *,
    odd: str = "",
    after: int = 0,
    errors: dict[str, str] | None = None,
    typed: tuple[str, str] = ("", ""),
) -> Response:
    def look() -> _Seen:
        try:
            with context.app.lists.check(uploaded) as check:
                row = place.find(check, uploaded.id)
                return _Seen(
                    message=None if row is None else preview_row(check, row),
                    statistics=check.statistics(),
                    headers=check.headers(),
                    odd=odd_rows(check, odd, after=after) if odd else None,
                    sender=load_account(uploaded.account, with_secrets=False).oa_name,
                )
        except FileNotFoundError:
            raise PageError(404) from None

    seen = await context.run_in_thread(look)
    message, missing, lines = seen.message, "", tuple[Line, ...]()
    status = 422 if errors else 200
    if message is None and place.row is not None:
        missing = context.tr("web.preview.no-row", row=str(place.row))
        status = 404
    if message is not None and message.sendable:
        lines = message_lines(render_pieces(message.template, message.row.data) or ())
    problems = () if message is None else message.problems
    return render(
        context,
        "preview.html",
        status=status,
        errors=errors or {},
        title_error=bool(errors),
        uploaded=uploaded,
        base=f"/lists/{uploaded.id}/preview",
        steps_view=steps_view(context, uploaded, Step.PREVIEW),
        message=message,
        missing=missing,
        lines=lines,
        why=[problem.text(context.lang, face="web") for problem in problems],
        sender=seen.sender or uploaded.account,
        turn=0 if place.turn is None else place.turn + 1,
        values=value_lines(context, seen.statistics, seen.headers),
        odd=seen.odd,
        typed_row=typed[0],
        typed_phone=typed[1],
    )
