"""What the practice mode has and no other: the list to practise with."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import FileResponse, Response

from zns_batch.services.campaigns.demo_data import PRACTICE_LIST
from zns_batch.web.dependencies import PageContext, signed_in
from zns_batch.web.downloads import XLSX
from zns_batch.web.errors import PageError

router = APIRouter()


@router.get("/practice/list.xlsx")
async def practice_list(context: Annotated[PageContext, Depends(signed_in)]) -> Response:
    """The sample list, in which fifteen rows are wrong."""
    path = context.app.home / PRACTICE_LIST
    if not context.app.practice or not path.is_file():
        raise PageError(404)
    return FileResponse(path, media_type=XLSX, filename=PRACTICE_LIST)
