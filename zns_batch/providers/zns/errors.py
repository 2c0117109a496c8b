"""Zalo's error table as data: what each number asks for. Its resellers pass the numbers on.

From Zalo's ZNS error table (2024 and 2026 editions) and the OA table, whose numbers can surface
when a token or the gateway refuses. The edition of September 2026 has no -114, -133 and -146 any more;
they are kept, because answers of the field still have them. -32 is documented as not applying to
messages, only to the questions about an account. The sentences stand in the catalogue as `zalo.<number>` (what
happened) and `zalo.<number>.do` (what to do); `docs/errors.md` is made from both.
"""

from collections.abc import Mapping

from zns_batch.domain.message import Action
from zns_batch.domain.states import Reason
from zns_batch.providers.outcomes import ErrorPolicy


def _pause(reason: Reason) -> ErrorPolicy:
    return ErrorPolicy(action=Action.PAUSE, reason=reason)


def _abort(reason: Reason) -> ErrorPolicy:
    return ErrorPolicy(action=Action.ABORT, reason=reason)


def _row_or_all(reason: Reason) -> ErrorPolicy:
    return ErrorPolicy(action=Action.ROW, reason=reason, whole_list=True)


_ROW = ErrorPolicy(action=Action.ROW)
_RETRY = ErrorPolicy(action=Action.RETRY, reason=Reason.FAILURES)
_AUTH = ErrorPolicy(action=Action.AUTH, reason=Reason.AUTHORISATION)
_TEMPLATE = _abort(Reason.TEMPLATE)
_PERMISSION = _abort(Reason.PERMISSION)
_SETTINGS = _abort(Reason.SETTINGS)

UNKNOWN_ERROR = -100

UNKNOWN_CODE = _row_or_all(Reason.FAILURES)
"""A number below zero that is in no table: Zalo refused the message, and nobody knows whether for
this customer alone. The row is rejected rather than sent again in a loop, and the list stops early
when its first rows all get it."""

_POLICIES: tuple[tuple[ErrorPolicy, tuple[int, ...]], ...] = (
    # "Try again later", with no promise that nothing was sent.
    (
        ErrorPolicy(action=Action.RETRY, reason=Reason.FAILURES, doubtful=True),
        (UNKNOWN_ERROR,),
    ),
    (_RETRY, (-129, -152, -200)),
    (ErrorPolicy(action=Action.SLOW, reason=Reason.RATE), (-32,)),
    # A number that can't exist, or a person who refused: no repetition changes that.
    (ErrorPolicy(action=Action.ROW, final=True), (-108, -134, -139, -141, -217, -244)),
    # This customer or this row's own data, as they are now.
    (
        _ROW,
        (
            *(-107, -110, -114, -116, -118, -119, -127, -130, -140, -153),
            *(-1121, -1123, -1124, -1471, -1472, -149, -150),
            *(-210, -213, -218, -227, -230, -231, -232),
        ),
    ),
    # As a rule the row's own data; when the first rows all get it, a column or the template.
    (_row_or_all(Reason.TEMPLATE), (-111, -112, -1122, -1131, -132, -148, -1491)),
    # "<field> is invalid": the field may be one that all rows share.
    (_row_or_all(Reason.SETTINGS), (-201,)),
    # Conditions that end.
    (_pause(Reason.BALANCE), (-115, -126, -137, -321)),
    (_pause(Reason.QUOTA), (-144, -211)),
    (_pause(Reason.TEMPLATE_QUOTA), (-147,)),
    (_pause(Reason.PROMOTION_QUOTA), (-1441,)),
    (_pause(Reason.NIGHT), (-133, -234)),
    # What only a person can mend.
    (_AUTH, (-124, -216, -220)),
    (_TEMPLATE, (-109, -113, -131, -146, -151, -249)),
    (
        _PERMISSION,
        (
            *(-117, -120, -135, -1351, -138, -1381, -145),
            *(-204, -212, -221, -223, -224, -235, -248),
        ),
    ),
    (
        _SETTINGS,
        (
            *(-101, -102, -103, -104, -105, -106, -121, -122, -123, -1241, -125, -128, -136),
            *(-142, -143, -161, -162),
            *(-205, -209, -219, -233, -240, -242, -320),
        ),
    ),
    # Answers of other calls (managing templates, groups, articles, forms). To a message they can
    # only mean that the request went to the wrong place, so that no row would fare better.
    (
        _SETTINGS,
        (
            *(-1091, -1132, -1201, -1202, -158, -159, -160),
            *(-214, -237, -238, -241, -403, -1340, -1341),
        ),
    ),
)

ERRORS: Mapping[int, ErrorPolicy] = {
    number: policy for policy, numbers in _POLICIES for number in numbers
}

FINAL_CODES = frozenset(str(number) for number, policy in ERRORS.items() if policy.final)
"""The codes, as results have them, with which sending to the same recipient again is useless."""


def policy_for(number: int) -> ErrorPolicy:
    """Return what an error asks for.

    Args:
        number: The `error` of an answer, below zero.

    """
    return ERRORS.get(number, UNKNOWN_CODE)
