"""Help: how it goes step by step, and the documentation that is shipped with the program."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from zns_batch.web.dependencies import PageContext, signed_in
from zns_batch.web.errors import PageError
from zns_batch.web.help.documents import HELP_PAGES, help_page
from zns_batch.web.rendering import render

router = APIRouter()
SignedIn = Annotated[PageContext, Depends(signed_in)]

_FOR_SENDERS = 5
"""How many documents of the index are for who sends; the others are for who installs."""


@router.get("/help")
async def help_index(context: SignedIn) -> Response:
    """The five steps, what people fear, and all documents."""
    found = [await context.run_in_thread(help_page, name, context.lang) for name in HELP_PAGES]
    pages = [page for page in found if page is not None]
    return render(
        context, "help.html", senders=pages[:_FOR_SENDERS], operators=pages[_FOR_SENDERS:]
    )


@router.get("/help/{name}")
async def help_document(name: str, context: SignedIn) -> Response:
    """One document."""
    page = await context.run_in_thread(help_page, name, context.lang)
    if page is None:
        raise PageError(404)
    return render(context, "help_page.html", page=page)
