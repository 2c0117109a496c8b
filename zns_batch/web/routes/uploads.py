"""The first step of a campaign: a list is uploaded, waited for, replaced or thrown away."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Protocol, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from zns_batch.domain.users import Role
from zns_batch.errors import ZnsBatchError
from zns_batch.ledger.uploads import UploadedList, UploadState
from zns_batch.services.campaigns.template_sync import pull_template
from zns_batch.services.lists.checking.checks import CheckProgress
from zns_batch.services.lists.service import ListReceiver
from zns_batch.services.lists.steps import Step, reached
from zns_batch.settings.accounts import load_account
from zns_batch.settings.paths import template_folders
from zns_batch.templates.repository import load_template, template_files
from zns_batch.web.account_choice import account_typed, read_account, require_typed
from zns_batch.web.banners import Banner
from zns_batch.web.dependencies import PageContext, requires
from zns_batch.web.downloads import attachment, written_file
from zns_batch.web.error_pages import wants_json
from zns_batch.web.errors import PageError
from zns_batch.web.forms import Form, read_form
from zns_batch.web.i18n import error_sentence, when_text
from zns_batch.web.multipart import Begin, FileSink, read_upload
from zns_batch.web.rendering import render, see_other
from zns_batch.web.security import tokens
from zns_batch.web.view_models.approval import answer_words
from zns_batch.web.view_models.list_steps import next_path, steps_view
from zns_batch.web.view_models.new_campaign import AT_ACCOUNT, UploadOffer, new_campaign
from zns_batch.web.view_models.sheet_view import check_error

router = APIRouter()

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Preparer = Annotated[PageContext, Depends(requires(Role.PREPARER))]
Uploader = Annotated[PageContext, Depends(requires(Role.PREPARER, streamed=True))]
Poller = Annotated[PageContext, Depends(requires(Role.PREPARER, poll=True))]

PATIENCE_SECONDS = 1.5
"""How long a page waits for a check, so that a small list needs no page that waits."""
_LOOK_SECONDS = 0.05


async def list_of(context: PageContext, list_id: str, least: Role = Role.PREPARER) -> UploadedList:
    """Return a list that the person may see.

    Raises:
        UnknownListError: There is none.
        PageError: It is of an account that is not the person's.

    """
    uploaded = await context.run_in_thread(context.app.lists.find, list_id)
    context.require(least, uploaded.account)
    return uploaded


async def settled(
    context: PageContext, uploaded: UploadedList, seconds: float = PATIENCE_SECONDS
) -> UploadedList:
    """Wait for the check of a list, for some seconds at the most; return the list as it is then.

    No thread waits with it: other people's pages need them.
    """
    if uploaded.state is not UploadState.READING:
        return uploaded
    checks = context.app.lists.checks
    await until_over(lambda: checks.is_checking(uploaded), seconds)
    return await list_of(context, uploaded.id)


async def until_over(is_running: Callable[[], bool], seconds: float) -> None:
    """Wait until something is over, for some seconds at the most."""
    for _ in range(round(seconds / _LOOK_SECONDS)):
        if not is_running():
            return
        await asyncio.sleep(_LOOK_SECONDS)


async def warn_of_twin(context: PageContext, uploaded: UploadedList) -> None:
    """Warn above the page that the person has the same file open already."""
    if uploaded.owner != context.user.id:
        return
    twin = await context.run_in_thread(context.app.lists.twin, uploaded)
    if twin is not None and twin.created_at < uploaded.created_at:
        text = context.tr("web.new.twin", when=when_text(twin.created_at, context.lang))
        link = context.tr("web.new.open-twin")
        context.banners.append(Banner(text=text, kind="warn", href=f"/lists/{twin.id}", link=link))


async def warn_of_answer(context: PageContext, uploaded: UploadedList) -> None:
    """Say above the page why the list's campaign was not approved."""
    if uploaded.campaign_id is None:
        return
    words = await context.run_in_thread(
        answer_words, context.app.ledger, uploaded.campaign_id, context.lang, now=context.now
    )
    if words:
        context.banners.append(Banner(text=words, kind="warn"))


@router.get("/new")
async def new_page(
    context: Preparer, account: str = "", template: str = "", like: str = ""
) -> Response:
    """Step 1: account, template, file; like another campaign where that was asked for."""
    return await _new_page(context, account=account, template=template, like=like)


async def _new_page(
    context: PageContext,
    *,
    account: str,
    template: str,
    like: str = "",
    status: int = 200,
    errors: dict[str, str] | None = None,
) -> Response:
    mine, errors = context.user.accounts(Role.PREPARER), dict(errors or {})
    typed = account
    account, mistyped = read_account(context, typed, mine)
    errors = {**mistyped, **errors}
    found = await context.run_in_thread(
        new_campaign, context, context.app.lists, account=account, template=template
    )
    source = await context.run_in_thread(_source, context, like, found) if like else None
    if found.account:
        # For the next look at the page: this one waits for nobody.
        context.app.sending.answers.begin_templates(found.account)
    return render(
        context,
        "new.html",
        status=status,
        errors=errors,
        title_error=bool(errors),
        new=found,
        typed_account=typed if "account" in errors else "",
        like="" if source is None else source.campaign_id,
        like_name="" if source is None else source.name,
    )


def _source(context: PageContext, like: str, found: UploadOffer) -> UploadedList | None:
    if found.template is None or not context.user.may(Role.PREPARER, found.account):
        return None
    return context.app.lists.source_of(like, found.account, found.template.key)


@router.get("/new/quota")
async def quota_part(context: Poller, account: str = "") -> Response:
    """What is left of an account's quota today: a part of the page that keeps nobody waiting."""
    context.require(Role.PREPARER, account)
    answer = await context.app.sending.answers.quota(account)
    quota = answer.quota
    words = context.tr("web.new.quota-unknown")
    if quota is not None and quota.remaining is not None:
        of = {"left": quota.remaining, "daily": quota.daily or quota.remaining}
        words = context.tr("web.new.quota", **of)
    return PlainTextResponse(words)


@router.post("/new/template")
async def pull(
    request: Request, context: Annotated[PageContext, Depends(requires(Role.SENDER))]
) -> Response:
    """Write a template that only the account has to a file, so that a list can be made for it."""
    form = await read_form(request)
    account, choice = form.get("pull-account"), form.get("pull-template")
    context.require(Role.SENDER, account)
    offered = context.app.sending.answers.known_templates(account) or ()
    template_id = choice.removeprefix(AT_ACCOUNT)
    if template_id not in {each.template_id for each in offered}:
        raise PageError(422, "web.new.no-template-chosen")
    try:
        settings = await context.run_in_thread(load_account, account)
        pulled = await pull_template(settings, template_id, name=None)
    except ZnsBatchError as error:
        why = context.tr("web.new.not-pulled-why", why=error_sentence(error, context.lang))
        # htmx shows no answer that says it failed.
        status = 200 if "hx-request" in request.headers else 422
        return await _new_page(
            context, account=account, template=choice, status=status, errors={"template": why}
        )
    await context.note("template-pull", account=account, object_id=template_id)
    return see_other(f"/new?{urlencode({'account': account, 'template': pulled.path.stem})}")


@router.post("/new")
async def upload(request: Request, context: Uploader) -> Response:
    """Take a new list."""
    chosen: dict[str, str] = {"account": "", "template": ""}

    async def begin(form: Form, name: str) -> ListReceiver:
        check_upload_token(context, form)
        mine = context.user.accounts(Role.PREPARER)
        account = account_typed(form.get("account"), mine)
        chosen.update(account=account, template=form.get("template"))
        _refuse_unknown(context, chosen)
        return await context.run_in_thread(
            context.app.lists.begin,
            owner=context.user.id,
            account=chosen["account"],
            template=chosen["template"],
            name=name,
            size=None,
            like=form.get("like"),
        )

    try:
        uploaded = await receive_file(request, context, begin)
    except (ZnsBatchError, PageError) as error:
        return await _refused(request, context, error, chosen)
    await context.note(
        "upload", account=uploaded.account, object_id=uploaded.id, size=uploaded.size
    )
    return go_on(request, f"/lists/{uploaded.id}")


class Receiver(FileSink, Protocol[T_co]):
    """Takes in one file; `finish` or `abort` ends it."""

    def finish(self) -> T_co:
        """End it well."""
        ...

    def abort(self) -> None:
        """Throw away what arrived."""
        ...


async def receive_file(request: Request, context: PageContext, begin: Begin[Receiver[T]]) -> T:
    """Take the file of a form into the receiver that `begin` gives; return what came of it.

    Raises:
        PageError: There is no file, or the form is none of ours.

    """
    receiver: Receiver[T] | None = None

    async def begin_once(form: Form, name: str) -> Receiver[T]:
        nonlocal receiver
        receiver = await begin(form, name)
        return receiver

    try:
        form, whole = await read_upload(
            request, begin=begin_once, run_in_thread=context.run_in_thread
        )
        if whole is not None:
            return await context.run_in_thread(whole.finish)
    except BaseException:
        if receiver is not None:
            await context.run_in_thread(receiver.abort)
        raise
    check_upload_token(context, form)
    raise PageError(422, "web.new.no-file")


def check_upload_token(context: PageContext, form: Form) -> None:
    """Check the token of a form with a file before the file, unless its header was right already."""
    if not context.token_checked:
        context.check_token(form.raw(tokens.FIELD))


def _refuse_unknown(context: PageContext, chosen: dict[str, str]) -> None:
    """Refuse an account that is not the person's, and a template that is not there."""
    if not chosen["account"]:
        raise PageError(422, "web.new.no-account-chosen")
    require_typed(chosen["account"], context.user.accounts(Role.PREPARER))
    context.require(Role.PREPARER, chosen["account"])
    if chosen["template"].startswith(AT_ACCOUNT):
        raise PageError(422, "web.new.pull-first")
    # A key of a folder, and never a path: the person can't name files of the server.
    if chosen["template"] not in template_files(template_folders()):
        raise PageError(422, "web.new.no-template-chosen")


async def _refused(
    request: Request,
    context: PageContext,
    error: ZnsBatchError | PageError,
    chosen: dict[str, str],
) -> Response:
    """Show the form again with what was wrong, or tell the script."""
    sentence = _sentence(context, error)
    status = 413 if error.key == "lists.too-large" else 422
    if wants_json(request):
        sent = context.tr("web.none-sent")
        return JSONResponse({"error": sentence, "sent": sent}, status_code=status)
    field = {
        "web.new.no-account-chosen": "account",
        "web.accounts.unknown": "account",
        "web.new.no-template-chosen": "template",
        "web.new.pull-first": "template",
    }
    errors = {field.get(error.key, "file"): sentence}
    return await _new_page(context, status=status, errors=errors, **chosen)


def _sentence(context: PageContext, error: ZnsBatchError | PageError) -> str:
    """Return what a page that takes a file says of an error; what is no fault of the file goes on.

    Raises:
        PageError: It is none of the form's.

    """
    if not isinstance(error, PageError):
        return error_sentence(error, context.lang)
    if error.status != 422:
        raise error
    return context.tr(error.key, **error.params)


def go_on(request: Request, path: str) -> Response:
    """Lead on after a file has arrived: the browser by itself, or the script that sent it."""
    return JSONResponse({"go": path}, status_code=201) if wants_json(request) else see_other(path)


@router.get("/new/sample.xlsx")
async def sample_file(context: Preparer, template: str = "") -> Response:
    """An empty list for a template."""
    from zns_batch.reports.blank_list import write_blank_list

    if template not in template_files(template_folders()):
        raise PageError(404)
    found = await context.run_in_thread(load_template, template, folders=template_folders())
    content = await context.run_in_thread(
        written_file, lambda path: write_blank_list(path, found, lang=context.lang)
    )
    return attachment(content, f"{found.key}.xlsx")


@router.get("/lists/{list_id}")
async def list_page(list_id: str, context: Preparer) -> Response:
    """Lead to the step that needs a person; while the list is opened, say so."""
    uploaded = await settled(context, await list_of(context, list_id))
    if not uploaded.is_open:
        if uploaded.campaign_id:
            return see_other(f"/campaigns/{uploaded.campaign_id}")
        raise PageError(404)
    if uploaded.state is UploadState.FAILED:
        return _failed_page(context, uploaded)
    if uploaded.state is UploadState.RECEIVING:
        steps = steps_view(context, uploaded, Step.UPLOAD)
        arriving = CheckProgress(running=True)
        return render(
            context, "reading.html", uploaded=uploaded, progress=arriving, steps_now=steps
        )
    if uploaded.state is UploadState.READING:
        progress = await context.run_in_thread(context.app.lists.progress, uploaded)
        if progress.running and progress.phase not in {"rows", "end"}:
            steps = steps_view(context, uploaded, Step.UPLOAD)
            return render(
                context, "reading.html", uploaded=uploaded, progress=progress, steps_now=steps
            )
        if not progress.running:
            uploaded = await list_of(context, uploaded.id)
    if reached(uploaded) is Step.UPLOAD:
        return _failed_page(context, uploaded)
    return see_other(next_path(uploaded))


def _failed_page(context: PageContext, uploaded: UploadedList) -> Response:
    """Say why the file can't be read, with a place for another one."""
    why, max_mb = check_error(uploaded, context.lang), context.app.settings.max_upload_mb
    return render(context, "failed.html", uploaded=uploaded, why=why, max_mb=max_mb)


@router.get("/lists/{list_id}/progress")
async def progress_part(list_id: str, context: Poller) -> Response:
    """How far the opening of a list has come: a part of its page, which asks by itself."""
    uploaded = await list_of(context, list_id)
    progress = await context.run_in_thread(context.app.lists.progress, uploaded)
    if not progress.running or progress.phase in {"rows", "end"}:
        return Response(headers={"HX-Redirect": f"/lists/{list_id}"})
    return render(context, "parts/reading.html", uploaded=uploaded, progress=progress)


@router.post("/lists/{list_id}/file")
async def replace_file(request: Request, list_id: str, context: Uploader) -> Response:
    """Take a corrected file in place of a list's."""
    uploaded = await list_of(context, list_id)

    async def begin(form: Form, name: str) -> ListReceiver:
        check_upload_token(context, form)
        return await context.run_in_thread(
            context.app.lists.replace_file, uploaded, name=name, size=None
        )

    try:
        changed = await receive_file(request, context, begin)
    except (ZnsBatchError, PageError) as error:
        if wants_json(request):
            return await _refused(request, context, error, {})
        return render(
            context,
            "file_refused.html",
            status=422,
            uploaded=uploaded,
            errors={"file": _sentence(context, error)},
            title_error=True,
            max_mb=context.app.settings.max_upload_mb,
        )
    await context.note("upload", account=changed.account, object_id=list_id, size=changed.size)
    return go_on(request, f"/lists/{list_id}")
