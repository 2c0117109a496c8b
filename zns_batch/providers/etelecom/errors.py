"""eTelecom's own error words as data: what each asks for, and which of them leave doubt.

eTelecom's page on usage documents `invalid_argument`, `unauthenticated` and `bad_route`, each in a
body `{code, msg}` with a status from 400 on. Their names and shape are those of the Twirp RPC family,
so its other words are expected too. What Zalo refuses comes another way: HTTP 200, status `N` and,
as far as is known, Zalo's own number. The sentences stand in the catalogue as `etelecom.<word>`.
"""

from collections.abc import Mapping

from zns_batch.domain.message import Action, Failure
from zns_batch.domain.states import Reason
from zns_batch.providers.outcomes import ErrorPolicy, failure_of
from zns_batch.providers.zns.errors import UNKNOWN_CODE, policy_for

_ROW_OR_ALL = ErrorPolicy(action=Action.ROW, reason=Reason.SETTINGS, whole_list=True)
_SETTINGS = ErrorPolicy(action=Action.ABORT, reason=Reason.SETTINGS)
_UNAUTHENTICATED = ErrorPolicy(action=Action.ABORT, reason=Reason.AUTHORISATION)

REFUSALS: Mapping[str, ErrorPolicy] = {
    "invalid_argument": _ROW_OR_ALL,
    "malformed": _ROW_OR_ALL,
    "out_of_range": _ROW_OR_ALL,
    "not_found": _ROW_OR_ALL,
    "failed_precondition": _ROW_OR_ALL,
    "unauthenticated": _UNAUTHENTICATED,
    "permission_denied": ErrorPolicy(action=Action.ABORT, reason=Reason.PERMISSION),
    "bad_route": _SETTINGS,
    "unimplemented": _SETTINGS,
    "resource_exhausted": ErrorPolicy(action=Action.SLOW, reason=Reason.RATE),
}
"""Words that say that the request was not carried out."""

DOUBTS = (
    "already_exists",
    "aborted",
    "canceled",
    "deadline_exceeded",
    "internal",
    "unknown",
    "unavailable",
    "dataloss",
)
"""Words that do not say how far the request came: `already_exists` may speak of this very message."""

AT_THE_DOOR = frozenset({"unauthenticated", "bad_route", "malformed", "unimplemented"})
"""Words that are given before anything is carried out, whatever the status beside them."""

STATUS_N = "status-n"
"""Our word for a refusal that comes without a number."""

NOT_A_NUMBER = Failure(code="template-not-a-number", action=Action.ABORT, reason=Reason.TEMPLATE)
ONLY_PHONES = Failure(code="only-phones", action=Action.ABORT, reason=Reason.SETTINGS)
JOURNEY_OPTIONS = Failure(code="journey-options", action=Action.ABORT, reason=Reason.SETTINGS)
DISCONNECTED = Failure(code="oa-disconnected", action=Action.ABORT, reason=Reason.AUTHORISATION)
CONSENT_OVER = Failure(code="oa-consent-over", action=Action.ABORT, reason=Reason.AUTHORISATION)
UNKNOWN_OA = Failure(code="oa-unknown", action=Action.ABORT, reason=Reason.SETTINGS)


def failure_by_number(code: str, message: str) -> Failure:
    """Return the failure of a message that was refused with status `N` or a number.

    Args:
        code: The number as text, or `STATUS_N`.
        message: The words beside it, redacted.

    """
    number = int(code) if code.removeprefix("-").isdecimal() else 0
    policy = policy_for(number) if number < 0 else UNKNOWN_CODE
    # The OA's token is eTelecom's to keep: there is nothing that we could renew.
    return failure_of(code, _UNAUTHENTICATED if policy.action is Action.AUTH else policy, message)
