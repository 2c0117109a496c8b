"""The never-send list: who is on it, adding numbers, taking one off.

Every way of sending honours it. No number stands in an address: it is searched for and added by POST,
and an entry has an id of no meaning.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from zns_batch.core.masking import mask_phones_within
from zns_batch.domain.users import ALL_ACCOUNTS, Role
from zns_batch.errors import UsageError, ZnsBatchError
from zns_batch.ledger.customers.never_send_entries import (
    EntryFilter,
    EntryPlace,
    NeverSendEntry,
    entry_page,
    find_entry,
    remove_entry,
)
from zns_batch.ledger.customers.refusals import RefusedRecipient
from zns_batch.ledger.db.timestamps import from_ms, to_ms
from zns_batch.services.customers.history import read_recipient
from zns_batch.services.customers.never_send import (
    add_refused,
    audit_hash,
    proposed_numbers,
    recipient_forms,
)
from zns_batch.services.customers.number_files import NumberFileReceiver, NumberImport
from zns_batch.services.customers.number_lines import (
    MOST_LINES,
    AnsweredLines,
    LineAnswer,
    add_lines,
)
from zns_batch.web.account_choice import account_options, account_typed, read_account, require_typed
from zns_batch.web.dependencies import PageContext, requires
from zns_batch.web.error_pages import wants_json
from zns_batch.web.errors import PageError
from zns_batch.web.forms import Form, read_form
from zns_batch.web.i18n import error_sentence
from zns_batch.web.rendering import render, see_other
from zns_batch.web.routes.uploads import check_upload_token, go_on, receive_file, until_over
from zns_batch.web.view_models.never_send import account_choices, entry_lines, visible_entries

router = APIRouter()
Viewing = Annotated[PageContext, Depends(requires(Role.VIEWER))]
Preparing = Annotated[PageContext, Depends(requires(Role.PREPARER))]
Sending = Annotated[PageContext, Depends(requires(Role.SENDER))]
Uploading = Annotated[PageContext, Depends(requires(Role.SENDER, streamed=True))]
Polling = Annotated[PageContext, Depends(requires(Role.SENDER, poll=True))]

PAGE = 100
LONGEST_WHY = 200
_PROPOSED_SHOWN = 200
_REFUSED_WITHIN = timedelta(days=90)
_PATIENCE_SECONDS = 1.5
_PLACE = re.compile(r"(\d{1,15})-(\d{1,19})")
_ENTRY = re.compile(r"\d{1,19}")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shown:
    """What the page shows beside the list."""

    account: str = ""
    form: Form = field(default_factory=Form)
    answered: AnsweredLines | None = None
    searched: str = ""
    errors: dict[str, str] = field(default_factory=dict)


# ── the list ──


@router.get("/suppressed")
async def suppressed_page(
    context: Viewing, account: str = "", after: str = "", done: str = ""
) -> Response:
    """Show the list, the newest entry first."""
    account, errors = read_account(context, account, context.user.accounts())
    if errors:
        account = ""
    if account:
        context.require(Role.VIEWER, account)
    match = _PLACE.fullmatch(after)
    behind = None
    if match is not None:
        behind = EntryPlace(added_at=from_ms(int(match[1])), id=int(match[2]))
    which = visible_entries(context.user, account)
    return await _show(
        context, which, _Shown(account=account, errors=errors), behind=behind, done=done
    )


@router.post("/suppressed/find")
async def find_number(request: Request, context: Preparing) -> Response:
    """Show whether a number is on the list. It is posted, so that no number stands in an address."""
    typed = (await read_form(request)).get("number")[:40]
    try:
        recipient = read_recipient(typed)
    except UsageError as error:
        errors = {"number": error_sentence(error, context.lang)}
        shown = _Shown(searched=typed, errors=errors)
        return await _show(context, visible_entries(context.user), shown)
    customer = await context.run_in_thread(audit_hash, recipient)
    await context.note("never-send-find", customer=customer)
    # Whoever sees an account's numbers masked does not learn by a search which ones they are.
    which = visible_entries(context.user, least=Role.PREPARER)
    forms = await context.run_in_thread(recipient_forms, recipient)
    narrowed = EntryFilter(
        accounts=which.accounts, every_account=which.every_account, recipients=forms
    )
    return await _show(context, narrowed, _Shown(searched=typed))


async def _show(
    context: PageContext,
    which: EntryFilter,
    shown: _Shown,
    *,
    behind: EntryPlace | None = None,
    done: str = "",
) -> Response:
    page = await context.run_in_thread(
        entry_page, context.app.ledger, which, behind=behind, most=PAGE
    )
    kept = {"account": shown.account} if shown.account else {}
    following = ""
    if page.following is not None and not which.recipients:
        place = f"{to_ms(page.following.added_at)}-{page.following.id}"
        following = f"/suppressed?{urlencode({**kept, 'after': place})}"
    return render(
        context,
        "suppressed.html",
        status=422 if shown.errors else 200,
        errors=shown.errors,
        title_error=bool(shown.errors),
        lines=entry_lines(context, page.entries),
        total=page.total,
        following=following,
        first=f"/suppressed?{urlencode(kept)}" if behind is not None else "",
        accounts=account_options(context.user.accounts()),
        account=shown.account,
        choices=account_choices(context),
        may_find=context.may_find,
        form=shown.form,
        answered=shown.answered,
        searched=shown.searched,
        narrowed=bool(which.recipients),
        done=done if done in {"removed", "added"} else "",
        most_lines=MOST_LINES,
        longest_why=LONGEST_WHY,
        max_mb=context.app.settings.max_upload_mb,
        wrong=LineAnswer.WRONG,
    )


# ── adding ──


@router.post("/suppressed")
async def add(request: Request, context: Sending) -> Response:
    """Put the numbers of a text on the list; each line is answered."""
    form = await read_form(request)
    try:
        account, why = _scope(context, form), _why(form)
    except PageError as error:
        if error.key != "web.accounts.unknown":
            raise
        errors = {"account": context.tr(error.key, **error.params)}
        return await _show(context, visible_entries(context.user), _Shown(form=form, errors=errors))
    try:
        answered = await context.run_in_thread(
            add_lines,
            context.app.ledger,
            form.raw("numbers"),
            account=account,
            why=why,
            by=context.user.login,
            now=context.now,
        )
    except UsageError as error:
        errors = {"numbers": error_sentence(error, context.lang)}
        return await _show(context, visible_entries(context.user), _Shown(form=form, errors=errors))
    added = answered.count(LineAnswer.ADDED)
    if added:
        await context.note("never-send-add", account=account, number=added)
    wrong = [line for line in answered.lines if line.answer is LineAnswer.WRONG]
    # What is no number stays in the field, to be corrected; the others are done.
    left = [("numbers", "\n".join(line.text for line in wrong)), ("why", form.get("why"))]
    errors = {}
    if wrong:
        errors["numbers"] = context.tr("web.suppressed.wrong-lines", n=len(wrong))
    shown = _Shown(
        form=Form([*left, ("account", form.get("account"))]), answered=answered, errors=errors
    )
    return await _show(context, visible_entries(context.user), shown)


def _scope(context: PageContext, form: Form) -> str | None:
    """Return the account that a form names; `None` for all of them.

    Raises:
        PageError: The person may not add numbers for it, or it is none.

    """
    mine = context.user.accounts(Role.SENDER)
    chosen = account_typed(form.get("account"), mine)
    if not chosen:
        raise PageError(400)
    if chosen == context.tr("suppress.every-account") and chosen not in mine:
        # As the field offers it where accounts are typed.
        chosen = ALL_ACCOUNTS
    if chosen != ALL_ACCOUNTS:
        require_typed(chosen, mine)
        context.require(Role.SENDER, chosen)
        return chosen
    if not context.user.may(Role.SENDER, ALL_ACCOUNTS):
        raise PageError(403, right=context.tr("web.role.sender"))
    return None


def _why(form: Form) -> str:
    return " ".join(form.get("why").split())[:LONGEST_WHY]


@router.post("/suppressed/import")
async def import_file(request: Request, context: Uploading) -> Response:
    """Take a file of numbers."""

    async def begin(form: Form, name: str) -> NumberFileReceiver:
        check_upload_token(context, form)
        account = _scope(context, form)
        return await context.run_in_thread(
            context.app.number_files.begin,
            owner=context.user.id,
            name=name,
            account=account,
            why=_why(form),
            entry=context.audit_entry("never-send-import", account=account),
        )

    try:
        found = await receive_file(request, context, begin)
    except (ZnsBatchError, PageError) as error:
        if isinstance(error, PageError) and error.status != 422:
            raise
        sentence = (
            context.tr(error.key, **error.params)
            if isinstance(error, PageError)
            else error_sentence(error, context.lang)
        )
        if wants_json(request):
            sent = context.tr("web.suppressed.none-added")
            return JSONResponse({"error": sentence, "sent": sent}, status_code=422)
        shown = _Shown(errors={"file": sentence})
        return await _show(context, visible_entries(context.user), shown)
    files = context.app.number_files

    def is_running() -> bool:
        current = files.find(context.user.id, found.key)
        return current is not None and not current.ended

    await until_over(is_running, _PATIENCE_SECONDS)
    return go_on(request, f"/suppressed/import/{found.key}")


@router.get("/suppressed/import/{key}")
async def import_page(key: str, context: Sending) -> Response:
    """Show what became of a file."""
    return _import_answer(context, key, "suppressed_import.html")


@router.get("/suppressed/import/{key}/part")
async def import_part(key: str, context: Polling) -> Response:
    """Show it again: a part of the page, which asks by itself."""
    return _import_answer(context, key, "parts/suppressed_import.html")


def _import_answer(context: PageContext, key: str, template: str) -> Response:
    found: NumberImport | None = context.app.number_files.find(context.user.id, key)
    if found is None:
        raise PageError(404)
    error = "" if found.error is None else error_sentence(found.error, context.lang)
    return render(context, template, found=found, error=error)


# ── those who refused ──


@router.get("/suppressed/proposed")
async def proposed_page(context: Sending) -> Response:
    """Show the numbers whose owners refused messages and that are not on the list."""
    proposed = await context.run_in_thread(_proposed, context)
    return render(
        context,
        "suppressed_proposed.html",
        proposed=proposed[:_PROPOSED_SHOWN],
        total=len(proposed),
        days=_REFUSED_WITHIN.days,
    )


@router.get("/suppressed/proposed/count")
async def proposed_count(context: Polling) -> Response:
    """How many there are: a part of the page that keeps nobody waiting for it."""
    proposed = await context.run_in_thread(_proposed, context)
    return render(
        context, "parts/suppressed_proposed.html", total=len(proposed), days=_REFUSED_WITHIN.days
    )


@router.post("/suppressed/proposed")
async def add_proposed(request: Request, context: Sending) -> Response:
    """Put those on the list that were ticked, or all that are proposed."""
    form = await read_form(request)
    proposed = await context.run_in_thread(_proposed, context)
    chosen = set(form.all("number"))
    if not form.checked("all"):
        proposed = [each for each in proposed if f"{each.account}/{each.recipient}" in chosen]
    if proposed:
        result = await context.run_in_thread(
            add_refused, context.app.ledger, proposed, by=context.user.login, now=context.now
        )
        for account in dict.fromkeys(each.account for each in proposed):
            number = sum(each.account == account for each in proposed)
            await context.note("never-send-add", account=account, number=number, refused=True)
        if result.added:
            return see_other("/suppressed?done=added")
    return see_other("/suppressed")


def _proposed(context: PageContext) -> list[RefusedRecipient]:
    since = context.now - _REFUSED_WITHIN
    return [
        each
        for each in proposed_numbers(context.app.ledger, since=since)
        if context.user.may(Role.SENDER, each.account)
    ]


# ── taking one off ──


@router.get("/suppressed/{entry_id}/remove")
async def ask_remove(entry_id: str, context: Sending) -> Response:
    """Ask why messages to a number are allowed again."""
    return _ask_remove(context, await _entry_of(context, entry_id), "", {})


@router.post("/suppressed/{entry_id}/remove")
async def remove(request: Request, entry_id: str, context: Sending) -> Response:
    """Take one entry off the list."""
    entry = await _entry_of(context, entry_id)
    why = _why(await read_form(request))
    if not why:
        return _ask_remove(context, entry, why, {"why": context.tr("web.suppressed.need-why")})
    # Of an entry that is a hash already nothing more can be named.
    customer = "–"
    if entry.recipient is not None:
        customer = await context.run_in_thread(audit_hash, entry.recipient)
    if not await context.run_in_thread(remove_entry, context.app.ledger, entry.id):
        raise PageError(404)
    await context.note(
        "never-send-remove",
        account=entry.account,
        customer=customer,
        why=mask_phones_within(why),
    )
    return see_other("/suppressed?done=removed")


async def _entry_of(context: PageContext, entry_id: str) -> NeverSendEntry:
    entry = None
    if _ENTRY.fullmatch(entry_id) and int(entry_id) < 1 << 63:
        entry = await context.run_in_thread(find_entry, context.app.ledger, int(entry_id))
    if entry is None:
        raise PageError(404)
    if entry.account is not None:
        context.require(Role.SENDER, entry.account)
    elif not context.user.may(Role.SENDER, ALL_ACCOUNTS):
        raise PageError(403, right=context.tr("web.role.sender"))
    return entry


def _ask_remove(
    context: PageContext, entry: NeverSendEntry, why: str, errors: dict[str, str]
) -> Response:
    [line] = entry_lines(context, [entry])
    return render(
        context,
        "suppressed_remove.html",
        status=422 if errors else 200,
        errors=errors,
        title_error=bool(errors),
        line=line,
        why=why,
        longest_why=LONGEST_WHY,
    )
