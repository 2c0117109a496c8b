"""Refusals as problem documents (RFC 9457): a status, a stable code, and a sentence in the caller's language."""

import json
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from zns_batch.core.logging import log
from zns_batch.domain.planned_row import Problem
from zns_batch.errors import (
    AlreadySentError,
    InternalError,
    ProviderError,
    ZnsBatchError,
)
from zns_batch.i18n import Lang, Value, translate
from zns_batch.rest.models.common import ProblemAnswer, ProblemLine
from zns_batch.web.errors import PageError, status_of
from zns_batch.web.i18n import accepted_lang

PROBLEM_JSON = "application/problem+json"

_STATUS_OF_KEY = {
    "lists.too-large": 413,
    "sheet.not-a-sheet": 415,
    "sheet.unrecognised": 415,
    "sheet.markup": 415,
    "sheet.zip-not-workbook": 415,
    "lists.too-many": 409,
    "lists.person-full": 409,
    "lists.full": 503,
    "jobs.too-many": 503,
    "suppress.not-listed": 404,
    "ledger.schedule-name-taken": 409,
}
"""Of errors whose class says too little."""

_WAITS = {
    "api.key-busy": 2,
    "lists.still-planning": 2,
    "lists.still-reading": 1,
    "jobs.too-many": 30,
}
"""After how many seconds it is worth asking again."""

_TITLES = frozenset({400, 401, 403, 404, 405, 409, 413, 414, 415, 421, 422, 429, 500, 503})


@dataclass(eq=False)
class ApiError(Exception):
    """A request that can't be answered as asked.

    Attributes:
        status: The status.
        key: The sentence; its code is what stands behind the first dot.
        params: The sentence's values.
        problems: What is wrong with a list.
        headers: More headers.

    """

    status: int
    key: str
    params: Mapping[str, Value] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def code_of(key: str) -> str:
    """Return the stable code of a sentence: what stands behind the first dot of its key."""
    return key.partition(".")[2] or key


def problem_lines(problems: Iterable[Problem], lang: Lang) -> list[ProblemLine]:
    """Return problems of a list as `--json` has them."""
    return [
        ProblemLine(
            row=problem.row,
            column=problem.column,
            code=problem.code,
            message=problem.text(lang, face="api"),
        )
        for problem in problems
    ]


async def answer_problem(request: Request, error: Exception) -> Response:
    """Answer a request that failed."""
    lang = accepted_lang(request.headers.get("accept-language", ""))
    number: str = request.scope.get("state", {}).get("request_id", "–")
    made = _problem_of(error, lang)
    if made is None:
        # As the route is written: an address may hold what belongs into no log.
        route = getattr(request.scope.get("route"), "path", "–")
        trace = "".join(traceback.format_exception(error)[-8:])
        log().error("api.crashed", id=number, path=route, trace=trace)
        made = _made(500, "api.internal", translate("api.internal", lang, id=number), lang)
    answer, headers = made
    answer = answer.model_copy(update={"id": number})
    if answer.status >= 400:
        log().info("api.refused", id=number, status=answer.status, code=answer.code)
    # What does not apply is left out; in the lines of problems every word is there, as in `--json`.
    told = {name: value for name, value in answer.model_dump().items() if value is not None}
    return Response(
        json.dumps(told, ensure_ascii=False),
        status_code=answer.status,
        media_type=PROBLEM_JSON,
        headers={"Content-Language": lang, **headers},
    )


Made = tuple[ProblemAnswer, dict[str, str]]


def _problem_of(error: Exception, lang: Lang) -> Made | None:
    """Return the document of an error; `None` for one that is our own mistake."""
    if isinstance(error, RequestValidationError):
        return _invalid(error, lang)
    if isinstance(error, ApiError):
        detail = translate(error.key, lang, "api", **error.params)
        answer, headers = _made(error.status, error.key, detail, lang)
        lines = problem_lines(error.problems, lang) or None
        return answer.model_copy(update={"problems": lines}), {**headers, **error.headers}
    if isinstance(error, PageError):
        known = error.status if error.status in _TITLES else 400
        key = _page_key(error, known)
        params = {"mb": "", "seconds": 1, **error.params}
        return _made(known, key, translate(key, lang, "api", **params), lang)
    if isinstance(error, HTTPException):
        known = error.status_code if error.status_code in _TITLES else 400
        key = f"api.status-{known}"
        answer, headers = _made(known, key, translate(key, lang), lang)
        return answer, {**headers, **(error.headers or {})}
    if isinstance(error, ZnsBatchError) and not isinstance(error, InternalError):
        return _of_service(error, lang)
    return None


def _page_key(error: PageError, status: int) -> str:
    """Return the sentence of a refusal that pages and API share; a page's own words say nothing here."""
    return error.key if error.key.startswith("web.new.") else f"api.status-{status}"


def _of_service(error: ZnsBatchError, lang: Lang) -> Made:
    status = 503 if isinstance(error, ProviderError) else status_of(error)
    status = _STATUS_OF_KEY.get(error.key, status)
    # Whatever the campaign that was there first has come to: it is one refusal.
    key = "ledger.already-sent" if isinstance(error, AlreadySentError) else error.key
    answer, headers = _made(status, key, error.text(lang, face="api"), lang)
    campaign = error.params.get("id") if status == 409 else None
    if isinstance(error, AlreadySentError) or error.key == "lists.started-before":
        answer = answer.model_copy(update={"campaign": str(campaign) if campaign else None})
    if error.key in _WAITS:
        headers = {"Retry-After": str(_WAITS[error.key])}
    return answer, headers


def _invalid(error: RequestValidationError, lang: Lang) -> Made:
    """Return the document of a request that does not fit the API's description."""
    places = [".".join(str(part) for part in one["loc"][1:]) or "body" for one in error.errors()]
    first = ", ".join(dict.fromkeys(places[:5]))
    key = "api.invalid-request"
    answer, headers = _made(422, key, translate(key, lang, where=first[:300]), lang)
    lines = [
        ProblemLine(
            row=None, column=place[:200], code=str(one["type"])[:60], message=str(one["msg"])[:300]
        )
        for place, one in zip(places[:50], error.errors(), strict=False)
    ]
    return answer.model_copy(update={"problems": lines}), headers


def _made(status: int, key: str, detail: str, lang: Lang) -> Made:
    code = code_of(key)
    answer = ProblemAnswer(
        type=f"urn:zns-batch:problem:{code}",
        title=translate(f"api.title.{status}", lang),
        status=status,
        detail=detail,
        code=code,
        id="",
    )
    headers = {"Retry-After": "5"} if status == 503 else {}
    if status == 429:
        headers = {"Retry-After": "1"}
    if status == 401:
        headers = {"WWW-Authenticate": 'Bearer realm="zns-batch"'}
    return answer, headers
