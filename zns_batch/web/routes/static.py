"""The files that pages load."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.web.dependencies import anybody
from zns_batch.web.errors import PageError
from zns_batch.web.static_files import static_files

router = APIRouter()

_FOREVER = "public, max-age=31536000, immutable"


@router.api_route(
    "/static/{version}/{name:path}", methods=["GET", "HEAD"], dependencies=[Depends(anybody)]
)
async def static_file(request: Request, version: str, name: str) -> Response:
    """A file by its name in a table: no path is ever put together."""
    file = static_files().get(name)
    if file is None or file.version != version:
        raise PageError(404)
    headers = {"cache-control": _FOREVER, "vary": "accept-encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"] = "gzip"
        return Response(file.compressed, headers=headers, media_type=file.content_type)
    return Response(file.content, headers=headers, media_type=file.content_type)
