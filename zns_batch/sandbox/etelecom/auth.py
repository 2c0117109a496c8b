"""A call's key, content type, JSON and OA, and how eTelecom refuses a call."""

import hmac
import json
import re
from collections.abc import Mapping
from typing import Any

from zns_batch.sandbox.responses import RefusedError, SandboxReply, in_json
from zns_batch.sandbox.state import SandboxState

RequestFields = dict[str, Any]

STATUSES: Mapping[str, int] = {
    "invalid_argument": 400,
    "malformed": 400,
    "unauthenticated": 401,
    "permission_denied": 403,
    "bad_route": 404,
    "not_found": 404,
    "failed_precondition": 412,
}
"""The HTTP status of each word. Documented for the first and for `unauthenticated`."""

_INT64 = re.compile(r"[0-9]{1,19}")


def error(code: str, words: str) -> SandboxReply:
    """Return a refusal as eTelecom gives it: a status from 400 on, and a body of two strings."""
    return in_json({"code": code, "msg": words}, STATUSES[code])


def refusal(code: str, words: str) -> RefusedError:
    """Return a refusal, to be raised."""
    return RefusedError(code, error(code, words))


def enter(headers: Mapping[str, str], body: bytes, state: SandboxState) -> RequestFields:
    """Read a call.

    Args:
        headers: Its headers.
        body: Its body.
        state: The stand-in.

    Raises:
        RefusedError: It is no JSON by its content type (`bad_route`) or in itself (`malformed`), or
            the key is not valid (`unauthenticated`).

    """
    kind = headers.get("Content-Type", "")
    if kind.partition(";")[0].strip().lower() != "application/json":
        raise refusal("bad_route", f'unexpected Content-Type: "{kind}"')
    scheme, _, key = headers.get("Authorization", "").partition(" ")
    key, right = key.strip(), state.config.api_key
    valid = right is None or hmac.compare_digest(right.encode(), key.encode(errors="replace"))
    if scheme.lower() != "bearer" or not key or not valid:
        raise refusal("unauthenticated", "the API key is not valid")
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise refusal("malformed", "the body is no JSON") from error
    if not isinstance(fields, dict):
        raise refusal("malformed", "the body is no JSON object")
    return fields


def oa_of(fields: RequestFields, state: SandboxState) -> str:
    """Return the OA that a call names.

    Raises:
        RefusedError: It is no text with a number (`invalid_argument`), or there is no such OA
            (`not_found`).

    """
    oa_id = fields.get("oa_id")
    if not isinstance(oa_id, str) or not _INT64.fullmatch(oa_id):
        raise refusal("invalid_argument", "oa_id: expected a string with an int64")
    known = state.config.etelecom.oa_id
    if known not in {None, oa_id}:
        raise refusal("not_found", "OA not found")
    return oa_id
