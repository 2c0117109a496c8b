"""Help: how it goes, step by step."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from zns_batch.web.dependencies import PageContext, signed_in
from zns_batch.web.rendering import render

router = APIRouter()


@router.get("/help")
async def help_page(context: Annotated[PageContext, Depends(signed_in)]) -> Response:
    """The five steps, what each state of a row means, and whom to ask."""
    return render(context, "help.html")
