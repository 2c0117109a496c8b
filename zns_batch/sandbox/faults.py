"""Everything that can happen to a message here: one table, by name and by a phone's last digits.

A fault strikes the messages to phones that end in its three digits, and a share of all messages
when it is requested by name. The codes are Zalo's own, which other providers pass on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum


class FaultStage(IntEnum):
    """Where on a message's way a fault strikes, in the order of that way.

    The order of the checks at Zalo is not known; this one goes from what concerns the whole
    account to what concerns one customer.
    """

    DOOR = 1
    """Before anything was looked at: the message is certainly not accepted."""
    TOKEN = 2
    APPLICATION = 3
    TEMPLATE = 4
    PHONE = 5
    DATA = 6
    NIGHT = 7
    BALANCE = 8
    QUOTA = 9
    RECIPIENT = 10
    ANSWER = 11
    """After the message was accepted: only the answer suffers."""


class FaultShape(Enum):
    """What the answer to a struck message looks like."""

    ORDINARY = "the answer itself, with the error code if the fault has one"
    PAGE = "an HTML page"
    REDIRECT = "a redirect to a page"
    WRONG_TYPE = "the right text as text/plain"
    HALF = "the first half of the JSON, as if it were all"
    CUT = "the first half, and the connection closes before the rest"
    EMPTY = "no body"
    LIST = "JSON that is no object"
    NO_ID = "success without a message id"
    NO_QUOTA = "success without the quota"
    QUOTA_NUMBERS = "success with the quota as numbers"
    QUOTA_WORDS = "success with the quota in words"
    QUOTA_MINUS = "success with a quota of -1"
    RESET = "no answer: the connection is reset"
    SILENCE = "no answer, ever"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One thing that can happen to a message.

    Attributes:
        suffix: The last three digits of the phones that it strikes.
        name: The word of `--fault NAME=SHARE`.
        says: What happens, in one sentence.
        why: Where that is known from, or why it is assumed.
        documented: Whether Zalo's documentation has it; otherwise it is assumed.
        stage: Where on the message's way it strikes.
        code: The error code of the answer, when it has one.
        shape: What the answer looks like.
        status: The HTTP status of the answer.
        retry_after: Seconds in the header `Retry-After`, when it has one.
        delay: Seconds that the answer takes longer.
        first_only: It strikes only the first request of a tracking id.
        delivery: Seconds from acceptance to the phone in place of the usual; infinite for never.

    """

    suffix: int
    name: str
    says: str
    why: str
    documented: bool = False
    stage: FaultStage
    code: int | None = None
    shape: FaultShape = FaultShape.ORDINARY
    status: int = 200
    retry_after: int | None = None
    delay: float = 0.0
    first_only: bool = False
    delivery: float | None = None

    @property
    def accepts(self) -> bool:
        """Whether the message is accepted all the same."""
        return self.stage is FaultStage.ANSWER


_ERRORS = "Zalo's error table."
_OA_ERRORS = "Zalo's OA error table has it; that message sends give it is assumed."
_PROXY = "No document says what the servers before the API do; proxies do this."
_NETWORK = "Networks do this; Zalo has no way to recognise a repeat, so the message must count."
_ODD = "Not documented; a sender must bear an answer that it can't read."


_S = FaultStage

_REFUSALS: tuple[tuple[int, int, str, FaultStage, str], ...] = (
    (900, -100, "unknown-error", _S.DOOR, "unknown error, try again later."),
    (901, -101, "application-invalid", _S.APPLICATION, "the app is not valid."),
    (902, -132, "parameter-invalid", _S.DATA, "a parameter has the wrong format."),
    (905, -105, "application-unlinked", _S.APPLICATION, "the app is linked to no OA."),
    (908, -108, "phone-invalid", _S.PHONE, "the phone number is invalid."),
    (909, -109, "template-invalid", _S.TEMPLATE, "no such template."),
    (
        910,
        -110,
        "version-unsupported",
        _S.RECIPIENT,
        "the customer's Zalo is too old for the message.",
    ),
    (911, -111, "data-empty", _S.DATA, "the template data is empty."),
    (912, -112, "data-invalid", _S.DATA, "the template data is invalid."),
    (
        914,
        -114,
        "user-inactive",
        _S.RECIPIENT,
        "the customer is inactive, refuses the message, or something else went wrong.",
    ),
    (915, -115, "no-balance", _S.BALANCE, "the wallet is empty."),
    (916, -116, "text-invalid", _S.DATA, "the content is invalid."),
    (917, -117, "template-forbidden", _S.TEMPLATE, "the template belongs to another OA or app."),
    (918, -118, "no-account", _S.RECIPIENT, "the number has no Zalo account."),
    (919, -119, "cannot-receive", _S.RECIPIENT, "the Zalo account can't receive the message."),
    (920, -120, "no-permission", _S.APPLICATION, "the OA has no permission for this feature."),
    (921, -1121, "too-long", _S.DATA, "a parameter is longer than allowed."),
    (922, -1122, "parameter-missing", _S.DATA, "a required parameter is missing."),
    (923, -131, "template-not-approved", _S.TEMPLATE, "the template is not approved."),
    (924, -124, "token-invalid", _S.TOKEN, "the access token is invalid."),
    (925, -1124, "format-invalid", _S.DATA, "a parameter has an invalid format."),
    (926, -126, "no-development-balance", _S.BALANCE, "the wallet for test sends is empty."),
    (927, -127, "not-admin", _S.RECIPIENT, "a test send to someone who is no administrator."),
    (
        935,
        -135,
        "oa-not-verified",
        _S.APPLICATION,
        "the OA may not send (not verified, or a free package).",
    ),
    (936, -136, "no-zbs-account", _S.APPLICATION, "the app is not linked to a ZBS account."),
    (937, -137, "charge-failed", _S.BALANCE, "the ZBS account could not be charged."),
    (
        938,
        -138,
        "application-forbidden",
        _S.APPLICATION,
        "the app has no permission for this feature.",
    ),
    (939, -139, "kind-refused", _S.RECIPIENT, "the customer refuses this kind of message."),
    (
        940,
        -140,
        "promotion-not-allowed",
        _S.RECIPIENT,
        "no follow-up message may go to this customer.",
    ),
    (941, -141, "user-refused", _S.RECIPIENT, "the customer refuses the OA's messages."),
    (942, -1241, "proof-invalid", _S.TOKEN, "the `appsecret_proof` is invalid."),
    (943, -1441, "promotion-quota", _S.QUOTA, "the month's quota for promotion messages is used."),
    (944, -144, "quota", _S.QUOTA, "the day's quota is used (the quota itself stays as it is)."),
    (945, -145, "kind-not-allowed", _S.TEMPLATE, "the OA may not send this type of message."),
    (
        946,
        -146,
        "template-disabled",
        _S.TEMPLATE,
        "the template is disabled because of its low quality.",
    ),
    (947, -147, "template-quota", _S.QUOTA, "the template's daily quota is used."),
    (
        971,
        -1471,
        "follow-up-limit",
        _S.RECIPIENT,
        "the customer has had the month's follow-up messages.",
    ),
    (
        972,
        -1472,
        "promotion-limit",
        _S.RECIPIENT,
        "the customer has had today's promotion message.",
    ),
)
"""Zalo's documented error codes: digits, code, name, stage, and what the code says."""

_OA_REFUSALS: tuple[tuple[int, int, str, FaultStage, str], ...] = (
    (906, -216, "oa-token-invalid", _S.TOKEN, "the access token is invalid, in the OA's words."),
    (907, -220, "token-expired", _S.TOKEN, "the access token is expired or removed."),
    (932, -32, "rate", _S.DOOR, "the application reached its limit."),
    (
        934,
        -234,
        "oa-night",
        _S.NIGHT,
        "this kind of message can't be sent from 22:00 to 06:00, in the OA's words.",
    ),
)
"""The same of the OA's table, whose codes are assumed to be given to messages."""

_PAGES: tuple[tuple[int, int, str, FaultStage, int | None, str], ...] = (
    (903, 503, "http-503", _S.DOOR, 1, "HTTP 503 with an HTML page and `Retry-After: 1`."),
    (904, 404, "http-404", _S.DOOR, None, "HTTP 404 with an HTML page."),
    (929, 429, "http-429", _S.DOOR, 1, "HTTP 429 with an HTML page and `Retry-After: 1`."),
    (
        950,
        500,
        "http-500",
        _S.DOOR,
        None,
        "HTTP 500 with an HTML page, before the message was looked at.",
    ),
    (
        952,
        502,
        "http-502",
        _S.ANSWER,
        None,
        "HTTP 502 with an HTML page: the gateway lost the answer of a message that was accepted.",
    ),
    (960, 200, "html", _S.ANSWER, None, "HTTP 200 with an HTML page."),
    (
        964,
        504,
        "http-504",
        _S.ANSWER,
        None,
        "HTTP 504 with an HTML page: the gateway gave up waiting for a message that was accepted.",
    ),
    (
        965,
        403,
        "http-403",
        _S.DOOR,
        None,
        "HTTP 403 with an HTML page, as a firewall gives.",
    ),
)
"""Pages of proxies: digits, HTTP status, name, stage, `Retry-After`, and what happens."""

_ANSWERS: tuple[tuple[int, str, FaultShape, str, str], ...] = (
    (
        951,
        "reset-after",
        FaultShape.RESET,
        "The connection is reset after the message was accepted.",
        _NETWORK,
    ),
    (
        954,
        "timeout",
        FaultShape.SILENCE,
        "No answer, ever: the sender's own time-out ends it.",
        _NETWORK,
    ),
    (955, "half-json", FaultShape.HALF, "The answer is the first half of its JSON.", _NETWORK),
    (957, "wrong-type", FaultShape.WRONG_TYPE, "The right answer, but as `text/plain`.", _ODD),
    (
        959,
        "cut-off",
        FaultShape.CUT,
        "The connection closes in the middle of the answer.",
        _NETWORK,
    ),
    (961, "empty", FaultShape.EMPTY, "HTTP 200 with an empty body.", _ODD),
    (962, "not-an-object", FaultShape.LIST, "HTTP 200 with JSON that is a list.", _ODD),
    (963, "no-message-id", FaultShape.NO_ID, "Success without a message id.", _ODD),
    (
        995,
        "quota-minus",
        FaultShape.QUOTA_MINUS,
        "Success, with -1 for the quota.",
        "What Zalo writes for an account without a limit is not documented.",
    ),
    (
        996,
        "quota-words",
        FaultShape.QUOTA_WORDS,
        "Success, with the quota in words.",
        "What Zalo writes for an account without a limit is not documented.",
    ),
    (
        998,
        "quota-numbers",
        FaultShape.QUOTA_NUMBERS,
        "Success, with the quota as numbers and not as text.",
        "Zalo's documentation has text; the quota address has numbers, and so has one sender.",
    ),
    (
        999,
        "no-quota",
        FaultShape.NO_QUOTA,
        "Success without the quota.",
        "Older samples lack parts of the answer.",
    ),
)
"""Odd or lost answers to messages that were accepted: digits, name, shape, what happens, and why."""

_OTHERS = (
    Fault(
        suffix=930,
        name="first-unknown-error",
        says="Error -100 for the first request of a tracking id; the next one is accepted.",
        why=_ERRORS,
        documented=True,
        stage=_S.DOOR,
        code=-100,
        first_only=True,
    ),
    Fault(
        suffix=931,
        name="first-429",
        says="HTTP 429 with `Retry-After: 1` for the first request of a tracking id; the next one is accepted.",
        why=_PROXY,
        stage=_S.DOOR,
        shape=FaultShape.PAGE,
        status=429,
        retry_after=1,
        first_only=True,
    ),
    Fault(
        suffix=933,
        name="night",
        says="Error -133: the template can't be sent from 22:00 to 06:00.",
        why="Zalo's error table; the newest copy of it lacks this one.",
        documented=True,
        stage=_S.NIGHT,
        code=-133,
    ),
    Fault(
        suffix=953,
        name="reset-before",
        says="The connection is reset before the message was looked at.",
        why="Networks do this; a sender can't tell it from a reset afterwards.",
        stage=_S.DOOR,
        shape=FaultShape.RESET,
    ),
    Fault(
        suffix=956,
        name="redirect",
        says="HTTP 302 to a page of the sandbox, as a sign-in page between here and there does.",
        why=_PROXY,
        stage=_S.DOOR,
        shape=FaultShape.REDIRECT,
        status=302,
    ),
    Fault(
        suffix=958,
        name="slow",
        says="The answer takes two seconds longer.",
        why="Any server is slow at times.",
        stage=_S.ANSWER,
        delay=2.0,
    ),
    Fault(
        suffix=980,
        name="undelivered",
        says="Accepted with an ordinary answer, and never delivered.",
        why="Zalo's documentation: an accepted message may not reach the phone.",
        documented=True,
        stage=_S.ANSWER,
        delivery=float("inf"),
    ),
    Fault(
        suffix=981,
        name="late",
        says="Accepted with an ordinary answer, and delivered three hours later.",
        why="Zalo's documentation: a message later than its template's time limit is not charged.",
        documented=True,
        stage=_S.ANSWER,
        delivery=10800.0,
    ),
    Fault(
        suffix=997,
        name="unknown-code",
        says="Error -9999, which stands in no table.",
        why="Zalo adds codes from time to time.",
        stage=_S.RECIPIENT,
        code=-9999,
    ),
)

_ALL = (
    *(
        Fault(
            suffix=suffix,
            name=name,
            says=f"Error {code}: {text}",
            why=_ERRORS if rows is _REFUSALS else _OA_ERRORS,
            documented=rows is _REFUSALS,
            stage=stage,
            code=code,
        )
        for rows in (_REFUSALS, _OA_REFUSALS)
        for suffix, code, name, stage, text in rows
    ),
    *(
        Fault(
            suffix=suffix,
            name=name,
            says=says,
            why=_PROXY,
            stage=stage,
            shape=FaultShape.PAGE,
            status=status,
            retry_after=retry_after,
        )
        for suffix, status, name, stage, retry_after, says in _PAGES
    ),
    *(
        Fault(suffix=suffix, name=name, says=says, why=why, stage=FaultStage.ANSWER, shape=shape)
        for suffix, name, shape, says, why in _ANSWERS
    ),
    *_OTHERS,
)

TABLE: tuple[Fault, ...] = tuple(sorted(_ALL, key=lambda fault: fault.suffix))
"""All faults, in the order of their digits."""


FAULTS: Mapping[str, Fault] = {fault.name: fault for fault in TABLE}
"""Each fault by its name."""

BY_SUFFIX: Mapping[str, Fault] = {str(fault.suffix): fault for fault in TABLE}
"""Each fault by the last three digits of a phone."""
