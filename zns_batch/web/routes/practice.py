"""What the practice mode has and no other: the list to practise with, and the hints of the tour."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from zns_batch.services.campaigns.demo_data import PRACTICE_LIST
from zns_batch.web.dependencies import PageContext, signed_in
from zns_batch.web.downloads import XLSX
from zns_batch.web.errors import PageError
from zns_batch.web.forms import read_form
from zns_batch.web.rendering import own_path, see_other

router = APIRouter()


@router.post("/practice/tour")
async def show_tour(
    request: Request, context: Annotated[PageContext, Depends(signed_in)]
) -> Response:
    """Close the hints, or show them again."""
    if not context.app.practice:
        raise PageError(404)
    form = await read_form(request)
    context.app.tour.set_open(context.user.id, is_open=form.get("show") == "yes")
    return see_other(own_path(form.get("next")))


@router.get("/practice/list.xlsx")
async def practice_list(context: Annotated[PageContext, Depends(signed_in)]) -> Response:
    """The sample list, in which fifteen rows are wrong."""
    path = context.app.home / PRACTICE_LIST
    if not context.app.practice or not path.is_file():
        raise PageError(404)
    return FileResponse(path, media_type=XLSX, filename=PRACTICE_LIST)
