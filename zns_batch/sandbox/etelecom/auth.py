"""Who may come in, and with what: the key, the content type, the JSON, the OA."""

import hmac
import json
import re
from collections.abc import Mapping
from typing import Any

from zns_batch.sandbox.etelecom.errors import refusal
from zns_batch.sandbox.state import SandboxState

RequestFields = dict[str, Any]

_INT64 = re.compile(r"[0-9]{1,19}")


def enter(headers: Mapping[str, str], body: bytes, world: SandboxState) -> RequestFields:
    """Read a call.

    Args:
        headers: Its headers.
        body: Its body.
        world: The stand-in.

    Raises:
        RefusedError: It is no JSON by its content type (`bad_route`) or in itself (`malformed`), or
            the key is not taken (`unauthenticated`).

    """
    kind = headers.get("Content-Type", "")
    if kind.partition(";")[0].strip().lower() != "application/json":
        raise refusal("bad_route", f'unexpected Content-Type: "{kind}"')
    _check_key(headers.get("Authorization", ""), world.behaviour.api_key)
    return _object(body)


def oa_of(fields: RequestFields, world: SandboxState) -> str:
    """Return the OA that a call names.

    Raises:
        RefusedError: It is no text with a number (`invalid_argument`), or there is no such OA
            (`not_found`).

    """
    oa_id = fields.get("oa_id")
    if not isinstance(oa_id, str) or not _INT64.fullmatch(oa_id):
        raise refusal("invalid_argument", "oa_id: expected a string with an int64")
    known = world.behaviour.etelecom.oa_id
    if known not in {None, oa_id}:
        raise refusal("not_found", "OA not found")
    return oa_id


def _check_key(given: str, right: str | None) -> None:
    scheme, _, key = given.partition(" ")
    key = key.strip()
    taken = right is None or hmac.compare_digest(right.encode(), key.encode(errors="replace"))
    if scheme.lower() != "bearer" or not key or not taken:
        raise refusal("unauthenticated", "the API key is not valid")


def _object(body: bytes) -> RequestFields:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as trouble:
        raise refusal("malformed", "the body is no JSON") from trouble
    if not isinstance(fields, dict):
        raise refusal("malformed", "the body is no JSON object")
    return fields
