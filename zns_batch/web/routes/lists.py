"""The lists that a person has uploaded and not sent: all of them, and throwing one away."""

from fastapi import APIRouter
from starlette.responses import Response

from zns_batch.ledger.uploads import UploadState
from zns_batch.services.lists.steps import reached
from zns_batch.settings.paths import template_folders
from zns_batch.templates.repository import readable_templates
from zns_batch.web.errors import PageError
from zns_batch.web.rendering import render, see_other
from zns_batch.web.routes.uploads import Preparer, list_of

router = APIRouter()


@router.get("/lists")
async def lists_page(context: Preparer) -> Response:
    """My lists that are not sent yet."""
    lists = context.app.lists
    mine = await context.run_in_thread(lists.open_lists, context.user.id)
    names = await context.run_in_thread(_template_names)
    entries = [
        {
            "list": each,
            "template": names.get(each.template, each.template),
            "step": "failed" if each.state is UploadState.FAILED else reached(each).value,
        }
        for each in mine
        if each.state is not UploadState.RECEIVING
    ]
    keep = round(lists.limits.keep_hours)
    return render(context, "lists.html", entries=entries, hours=keep)


def _template_names() -> dict[str, str]:
    found = readable_templates(template_folders())
    return {key: template.name if template else key for key, template in found.items()}


@router.get("/lists/{list_id}/delete")
async def delete_page(list_id: str, context: Preparer) -> Response:
    """Ask before a list is thrown away; one that was sent leads to its campaign."""
    uploaded = await list_of(context, list_id)
    if not uploaded.is_open:
        return see_other(f"/lists/{list_id}")
    return render(context, "list_delete.html", uploaded=uploaded)


@router.post("/lists/{list_id}/delete")
async def delete(list_id: str, context: Preparer) -> Response:
    """Throw a list away."""
    uploaded = await list_of(context, list_id)
    if not uploaded.is_open:
        raise PageError(409, "web.lists.gone")
    await context.run_in_thread(context.app.lists.delete, uploaded)
    await context.note("list-delete", account=uploaded.account, object_id=list_id)
    return see_other("/lists")
