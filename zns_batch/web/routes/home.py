"""The home page: what runs, what needs a person, and where a list is dropped."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from zns_batch.domain.users import Role
from zns_batch.web.dependencies import PageContext, signed_in
from zns_batch.web.rendering import render

router = APIRouter()


@router.get("/")
async def home_page(context: Annotated[PageContext, Depends(signed_in)]) -> Response:
    """What runs, what needs me, and a place to drop a list."""
    return render(context, "home.html", may_prepare=context.user.may_somewhere(Role.PREPARER))
