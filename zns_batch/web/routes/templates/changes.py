"""What changes a template's file: pulling it from the account, and pasting the words of its message."""

from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.domain.template import Template
from zns_batch.domain.users import Role
from zns_batch.errors import TemplateError
from zns_batch.services.templates.message_text import LONGEST_TEXT, draft_text, keep_text
from zns_batch.services.templates.overview import TemplateFile, files_of
from zns_batch.services.templates.pulling import MOST_AT_ONCE, PullLook, look_at_pulls, write_seen
from zns_batch.settings.accounts import load_account
from zns_batch.templates.repository import is_id
from zns_batch.web.dependencies import PageContext, requires
from zns_batch.web.errors import PageError
from zns_batch.web.forms import read_form
from zns_batch.web.i18n import error_sentence
from zns_batch.web.rendering import render, see_other
from zns_batch.web.view_models.message_lines import message_lines
from zns_batch.web.view_models.new_campaign import sender_name

router = APIRouter()
Sending = Annotated[PageContext, Depends(requires(Role.SENDER))]
Polling = Annotated[PageContext, Depends(requires(Role.SENDER, poll=True))]


def _account(context: PageContext, account: str) -> str:
    context.require(Role.SENDER, account)
    if account not in context.user.accounts(Role.SENDER):
        raise PageError(404)
    return account


# ── pull ──


@router.get("/templates/pull")
async def look_page(
    context: Sending,
    account: str = "",
    template: Annotated[list[str] | None, Query()] = None,
) -> Response:
    """Show what pulling some templates would write. Nothing is written yet."""
    account, ids = _account(context, account), _ids(template or [])
    if not ids:
        return see_other(f"/templates?{urlencode({'account': account})}")
    return await _look_page(context, account, await _look(context, account, ids))


def _ids(given: list[str]) -> list[str]:
    ids = list(dict.fromkeys(each.strip() for each in given))
    if not all(map(is_id, ids)):
        raise PageError(404)
    return ids[:MOST_AT_ONCE]


async def _look(context: PageContext, account: str, ids: list[str]) -> list[PullLook]:
    settings = await context.run_in_thread(load_account, account)
    return await look_at_pulls(settings, ids)


async def _look_page(
    context: PageContext, account: str, looks: list[PullLook], *, changed: bool = False
) -> Response:
    return render(
        context,
        "template_pull.html",
        status=409 if changed else 200,
        account=account,
        looks=[
            {
                "id": each.template_id,
                "seen": each.seen,
                "file": each.planned.path.name if each.planned else "",
                "new": each.planned is not None and each.planned.before is None,
                "same": each.planned is not None and not each.planned.changes,
                "added": ", ".join(each.planned.added) if each.planned else "",
                "removed": ", ".join(each.planned.removed) if each.planned else "",
                "lines": each.lines(),
                "why": error_sentence(each.error, context.lang) if each.error else "",
            }
            for each in looks
        ],
        ready=sum(each.planned is not None for each in looks),
        changed=changed,
    )


@router.post("/templates/pull")
async def pull(request: Request, context: Sending) -> Response:
    """Write what was shown; what the account has otherwise by now is shown anew in place of being written."""
    form = await read_form(request)
    account, ids = _account(context, form.get("account")), _ids(form.all("template"))
    looks = await _look(context, account, ids)
    seen = {each: form.get(f"seen-{each}") for each in ids}
    written, left = await context.run_in_thread(write_seen, looks, seen)
    for each in written:
        await context.note("template-pull", account=account, object_id=each.path.stem)
    context.app.sending.answers.forget(account)
    if any(each.planned is not None for each in left) or not written:
        return await _look_page(context, account, left or looks, changed=True)
    if len(written) == 1 and len(ids) == 1:
        query = urlencode({"account": account, "saved": "pulled"})
        return see_other(f"/templates/{quote(written[0].path.stem, safe='')}?{query}")
    return see_other(f"/templates?{urlencode({'account': account, 'pulled': '1'})}")


# ── the words of the message ──


@router.get("/templates/{key}/text")
async def text_page(key: str, context: Sending, account: str = "") -> Response:
    """Show a field for the words of a message, as Zalo's own page shows them."""
    file, template = await _file(context, key, account)
    return _text_page(context, file, template, account, template.text or "")


async def _file(context: PageContext, key: str, account: str) -> tuple[TemplateFile, Template]:
    files = await context.run_in_thread(files_of, _account(context, account))
    file = files.get(key)
    if file is None or file.template is None:
        raise PageError(404)
    return file, file.template


def _text_page(
    context: PageContext,
    file: TemplateFile,
    template: Template,
    account: str,
    typed: str,
    errors: dict[str, str] | None = None,
) -> Response:
    draft = draft_text(template, typed, context.lang)
    return render(
        context,
        "template_text.html",
        status=422 if errors else 200,
        errors=errors or {},
        title_error=bool(errors),
        key=file.key,
        account=account,
        template_name=template.name,
        names=list(template.params),
        typed=typed,
        draft=draft,
        lines=message_lines(draft.pieces),
        sender=sender_name(account),
        most=LONGEST_TEXT,
    )


@router.post("/templates/{key}/text/try")
async def try_part(request: Request, key: str, context: Polling, account: str = "") -> Response:
    """The message by what stands in the field now: nothing is kept."""
    _file_here, template = await _file(context, key, account)
    draft = draft_text(template, (await read_form(request)).raw("text"), context.lang)
    return render(
        context,
        "parts/template_message.html",
        draft=draft,
        lines=message_lines(draft.pieces),
        template_name=template.name,
        sender=sender_name(account),
    )


@router.post("/templates/{key}/text")
async def keep(request: Request, key: str, context: Sending, account: str = "") -> Response:
    """Keep the words of a message in its template's file."""
    file, template = await _file(context, key, account)
    form = await read_form(request)
    typed = form.raw("text")
    if form.get("act") == "look":
        return _text_page(context, file, template, account, typed)
    try:
        await context.run_in_thread(keep_text, file, draft_text(template, typed, context.lang))
    except TemplateError as error:
        errors = {"text": error_sentence(error, context.lang)}
        return _text_page(context, file, template, account, typed, errors)
    await context.note("template-text", account=account, object_id=key)
    query = urlencode({"account": account, "saved": "text"})
    return see_other(f"/templates/{quote(key, safe='')}?{query}")
