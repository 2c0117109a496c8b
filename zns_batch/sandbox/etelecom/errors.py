"""How eTelecom refuses a call: a status from 400 on, and a body of two strings."""

from collections.abc import Mapping

from zns_batch.sandbox.responses import RefusedError, SandboxReply, in_json

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


def error(code: str, words: str) -> SandboxReply:
    """Return a refusal as eTelecom gives it."""
    return in_json({"code": code, "msg": words}, STATUSES[code])


def refusal(code: str, words: str) -> RefusedError:
    """Return a refusal, to be raised."""
    return RefusedError(code, error(code, words))
