"""The templates of an account: the list, and each one's page with the account and the file side by side."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.domain.users import Role
from zns_batch.reports.blank_list import write_blank_list
from zns_batch.services.accounts.answers import OfferedTemplates
from zns_batch.services.templates.overview import (
    TemplateEntry,
    TemplateFile,
    entry_of,
    files_of,
    list_entries,
    users_of,
)
from zns_batch.templates.repository import ids_in, is_id
from zns_batch.web.account_choice import account_options, read_account
from zns_batch.web.dependencies import PageContext, requires
from zns_batch.web.downloads import attachment, written_file
from zns_batch.web.errors import PageError
from zns_batch.web.forms import read_form
from zns_batch.web.i18n import error_sentence
from zns_batch.web.rendering import render, see_other
from zns_batch.web.view_models.template_rows import template_detail, template_row

router = APIRouter()
Viewing = Annotated[PageContext, Depends(requires(Role.VIEWER))]
Polling = Annotated[PageContext, Depends(requires(Role.VIEWER, poll=True))]

_GONE = "template.not-at-account"


def chosen_account(context: PageContext, asked: str) -> str:
    """Return the account of a page about templates: the one that was asked for, else the first.

    Raises:
        PageError: It is none of the person's.

    """
    accounts = context.user.accounts(Role.VIEWER)
    if asked:
        context.require(Role.VIEWER, asked)
        if asked not in accounts:
            raise PageError(404)
        return asked
    if not accounts:
        raise PageError(404)
    last = str(context.user.user.last_choices.get("account", ""))
    return last if last in accounts else accounts[0]


@router.get("/templates")
async def list_page(context: Viewing, account: str = "", pulled: str = "") -> Response:
    """Show the templates of an account, and the files here that it does not have."""
    account, errors = read_account(context, account, context.user.accounts(Role.VIEWER))
    account = chosen_account(context, "" if errors else account)
    answers = context.app.sending.answers
    told = await answers.templates(account)
    files = await context.run_in_thread(files_of, account)
    details = {
        each.template_id: known
        for each in told.templates
        if (known := answers.known_offered(account, each.template_id)) is not None
    }
    asked = told.told and told.error is None
    entries = list_entries(files, told.templates, details, asked=asked)
    return render(
        context,
        "templates.html",
        account=account,
        errors=errors,
        accounts=account_options(context.user.accounts(Role.VIEWER)),
        rows=[template_row(context, each, account) for each in entries],
        problem=error_sentence(told.error, context.lang) if told.error else "",
        untold=not told.told,
        may_pull=context.user.may(Role.SENDER, account) and bool(told.templates),
        pulled=bool(pulled),
    )


async def find_entry(
    context: PageContext, key: str, account: str
) -> tuple[TemplateEntry, OfferedTemplates]:
    """Return a template by its file's name or its id, with what its account says of it.

    Raises:
        PageError: There is none.

    """
    files = await context.run_in_thread(files_of, account)
    file: TemplateFile | None = files.get(key)
    if file is None:
        file = next(
            (each for each in files.values() if each.template and key in ids_in(each.template)),
            None,
        )
    if file is not None and file.template is None:
        return entry_of(file, None, asked=False), OfferedTemplates()
    if file is None and not is_id(key):
        raise PageError(404)
    template_id = file.template.template_id if file and file.template else key
    told = await context.app.sending.answers.offered(account, template_id)
    offered = next(iter(told.templates), None)
    if file is None and offered is None:
        if told.error is not None and told.error.key != _GONE:
            raise told.error
        raise PageError(404)
    gone = told.error is not None and told.error.key == _GONE
    return entry_of(file, offered, asked=gone), told


@router.get("/templates/{key}")
async def template_page(key: str, context: Viewing, account: str = "", saved: str = "") -> Response:
    """Show a template: its message, its parameters in the file and at the account, who uses it."""
    account = chosen_account(context, account)
    entry, told = await find_entry(context, key, account)
    error = told.error
    trouble = error_sentence(error, context.lang) if error and error.key != _GONE else ""
    users = await context.run_in_thread(users_of, context.app.ledger, entry.key, entry.template_id)
    return render(
        context,
        "template.html",
        detail=template_detail(context, entry, account),
        trouble=trouble,
        users=[each for each in users if context.user.may(Role.VIEWER, each.account)],
        may_change=context.user.may(Role.SENDER, account),
        saved=saved if saved in {"text", "pulled"} else "",
    )


@router.get("/templates/{key}/row")
async def row_part(key: str, context: Polling, account: str = "") -> Response:
    """One line of the list, compared with what the account has: a part, which the list asks for by itself."""
    account = chosen_account(context, account)
    entry, _told = await find_entry(context, key, account)
    row = template_row(context, entry, account)
    may_pull = context.user.may(Role.SENDER, account)
    return render(context, "parts/template_row.html", row=row, may_pull=may_pull, asked=True)


@router.get("/templates/{key}/sample.xlsx")
async def sample_file(key: str, context: Viewing, account: str = "") -> Response:
    """An empty list with the columns that a template needs."""
    files = await context.run_in_thread(files_of, chosen_account(context, account))
    file = files.get(key)
    if file is None or file.template is None:
        raise PageError(404)
    template = file.template
    content = await context.run_in_thread(
        written_file, lambda path: write_blank_list(path, template, lang=context.lang)
    )
    return attachment(content, f"{key}.xlsx")


@router.post("/templates/ask")
async def ask_again(request: Request, context: Viewing) -> Response:
    """Ask an account for its templates anew."""
    account = chosen_account(context, (await read_form(request)).get("account"))
    context.app.sending.answers.forget(account)
    return see_other(f"/templates?{urlencode({'account': account})}")
