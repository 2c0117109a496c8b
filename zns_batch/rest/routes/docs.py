"""The API's document, and a page made of it that asks no other host."""

import asyncio
import json
from functools import cache

from fastapi import APIRouter, Depends
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from zns_batch.i18n import translate
from zns_batch.rest.context import anybody
from zns_batch.rest.document import kept_document
from zns_batch.rest.reference import reference
from zns_batch.web.i18n import accepted_lang
from zns_batch.web.static_files import static_url

router = APIRouter(include_in_schema=False, dependencies=[Depends(anybody)])


@router.get("/openapi.json")
async def openapi(request: Request) -> Response:
    """The document."""
    made = await asyncio.to_thread(kept_document, request.app)
    body = json.dumps(made, ensure_ascii=False, indent=1)
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-cache"})


@router.get("/docs")
async def docs(request: Request) -> Response:
    """The document as a page: no script, no style and no file of anybody else's."""
    lang = accepted_lang(request.headers.get("accept-language", ""))
    page = _templates().get_template("docs.html")
    body = page.render(
        lang=lang,
        t=lambda key: translate(key, lang),
        about=reference(await asyncio.to_thread(kept_document, request.app)),
        style=static_url("api.css"),
    )
    return HTMLResponse(body, headers={"Content-Language": lang, "Vary": "Accept-Language"})


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("zns_batch.rest", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
