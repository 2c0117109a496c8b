"""What the document says of answers: their models, headers and examples, and every refusal."""

from typing import Any

from pydantic import BaseModel

from zns_batch.rest.models.common import ProblemAnswer

Described = dict[int | str, dict[str, Any]]

_TEXT = {"schema": {"type": "string"}}
_SECONDS = {
    "description": "Seconds after which it is worth asking again.",
    "schema": {"type": "integer"},
}
_TAG = {"description": "Names this answer; see `If-None-Match`.", **_TEXT}

PROBLEM_CONTENT = {
    "application/problem+json": {
        "schema": {"$ref": f"#/components/schemas/{ProblemAnswer.__name__}"}
    }
}

_WHY = {
    400: "The request can't be read.",
    401: "There is no key, or it opens nothing (any more).",
    403: "The key's role may not do this.",
    404: "There is no such thing, or it belongs to an account that the key is not for.",
    405: "The address knows no such method.",
    409: "It can't be done as things stand; `code` says why.",
    413: "What was sent is too large.",
    414: "The address is too long.",
    415: "What was sent is of another kind: no spreadsheet, or no JSON.",
    421: "The server is not known under this name.",
    422: "The request or the list can't be used as it is; `problems` says everything that is wrong.",
    429: "Too many requests; `Retry-After` says when to go on.",
    500: "A mistake of the server's own; its log has the `id`.",
    503: "The database or the provider can't be asked now, or too much waits.",
}
_WAIT = frozenset({409, 429, 503})

COMMON = (400, 401, 403, 405, 413, 414, 415, 421, 429, 500, 503)
"""What any call may answer."""


def problems(*statuses: int) -> Described:
    """Return the refusals of a call, beside those that any call may answer."""
    return {status: _problem(status) for status in sorted({*COMMON, *statuses})}


def _problem(status: int) -> dict[str, Any]:
    headers = {"Retry-After": _SECONDS} if status in _WAIT else {}
    return {"description": _WHY[status], "content": PROBLEM_CONTENT, "headers": headers}


def described(
    model: type[BaseModel],
    status: int,
    *,
    tag: bool = False,
    location: bool = False,
    waits: bool = False,
    description: str = "",
) -> Described:
    """Return the answer of a call when all is well.

    Args:
        model: What it holds.
        status: Its status.
        tag: Whether it has an `ETag`, and may be answered with 304.
        location: Whether it says where the new thing is.
        waits: Whether it is not there yet.
        description: What it is; empty for the model's own words.

    """
    headers: dict[str, Any] = {"Retry-After": _SECONDS} if waits else {}
    if tag:
        headers |= {"ETag": _TAG}
    if location:
        headers |= {"Location": {"description": "Where it is.", **_TEXT}}
    words = description or (model.__doc__ or "").strip().partition("\n")[0]
    answers: Described = {status: {"model": model, "description": words, "headers": headers}}
    if tag:
        answers[304] = {"description": "Nothing has changed.", "headers": {"ETag": _TAG}}
    return answers


GONE: Described = {204: {"description": "It is gone."}}

UPLOAD_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["template", "file"],
                    "properties": {
                        "template": {
                            "type": "string",
                            "description": "The template's key, as `GET /templates` lists it.",
                        },
                        "account": {
                            "type": "string",
                            "description": "The sender account; may be left out with one alone.",
                        },
                        "sheet": {"type": "string", "description": "The sheet's name."},
                        "header_row": {
                            "type": "string",
                            "pattern": "^[0-9]{1,7}$",
                            "description": "The number of the header row; else it is detected.",
                        },
                        "phone": {
                            "type": "string",
                            "description": "The title of the phone column.",
                        },
                        "map": {
                            "type": "string",
                            "contentMediaType": "application/json",
                            "description": "Columns by parameter, as a JSON object.",
                        },
                        "set": {
                            "type": "string",
                            "contentMediaType": "application/json",
                            "description": "Texts by parameter, as a JSON object.",
                        },
                        "where": {
                            "type": "string",
                            "contentMediaType": "application/json",
                            "description": "Which rows are meant, as a JSON array of texts.",
                        },
                        "options": {
                            "type": "string",
                            "contentMediaType": "application/json",
                            "description": (
                                "`duplicates`, `split_phones`, `limit`, `uid`, `uid_column` and"
                                " `hash_phone`, as a JSON object."
                            ),
                        },
                        "file": {
                            "type": "string",
                            "contentMediaType": "application/octet-stream",
                            "format": "binary",
                            "description": "The spreadsheet. It is the last part of the form.",
                        },
                    },
                },
            }
        },
    }
}
"""The body of an upload: a form whose file comes last, so that it is never kept in memory."""
