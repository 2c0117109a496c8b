"""Whether Zalo would take a message: its checks, in order."""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from typing import Any

from zns_batch.sandbox.faults import Fault, FaultStage
from zns_batch.sandbox.journeys import JourneyToken
from zns_batch.sandbox.responses import RefusedError, page, struck
from zns_batch.sandbox.state import SandboxState, is_night
from zns_batch.sandbox.templates import FORMATS, PAYMENT, SandboxTemplate
from zns_batch.sandbox.zalo.request import MessageRequest
from zns_batch.sandbox.zalo.responses import error, refusal


def check_data(data: Any, template: SandboxTemplate | None) -> None:
    """Check the template data of a message.

    Args:
        data: The data as it came.
        template: Its template; `None` for one of which nothing is known, so that only the kind of
            the data is checked. Parameters that a template does not have are ignored.

    Raises:
        RefusedError: Nothing there (`-111`), a value that is no text (`-132`), a parameter that is
            missing (`-1122`), too long (`-1121`) or in the wrong format (`-1124`; `-132` for an
            address that is not percent-encoded).

    """
    needed = template is None or bool(template.params)
    if not isinstance(data, dict) or (needed and not data):
        raise refusal(-111)
    if not all(isinstance(value, str) for value in data.values()):
        raise refusal(-132)
    for name, param in template.params.items() if template is not None else ():
        value = data.get(name, "")
        if not value:
            if param.required and not (param.accept_empty and name in data):
                raise refusal(-1122, f"template data missing parameter {name}")
            continue
        if param.max_length is not None and len(value) > param.max_length:
            raise refusal(-1121, f"template data {name} is break max length")
        if len(value) < param.min_length:
            raise refusal(-1124, f"template data {name} is break min length")
        if param.type == "payment" and value.isdecimal() and int(value) not in PAYMENT:
            raise refusal(-1124, f"template data {name} has invalid amount")
        pattern = FORMATS[param.type]
        if pattern is not None and not pattern.fullmatch(value):
            code = {"url": -132, "qr": -1123}.get(param.type, -1124)
            raise refusal(code, f"template data {name} has invalid format")


_STRICT = re.compile(r"\+?84([35789]\d{8})", re.ASCII)
_LENIENT = re.compile(r"(?:\+?84|0)?([35789]\d{8})", re.ASCII)


def normal(phone: str, *, strict: bool) -> str | None:
    """Return a phone as `84` and nine digits.

    Zalo documents `84…` and `+84…`; its older help says that `0…` and the nine digits without the
    zero go through too.

    Args:
        phone: The phone as it came.
        strict: Whether only the documented forms go through.

    Returns:
        The phone; `None` for one that is refused.

    """
    match = (_STRICT if strict else _LENIENT).fullmatch(phone)
    return f"84{match[1]}" if match else None


TEMPLATE_IDS: Mapping[str, int] = {
    "109": -109,
    "117": -117,
    "131": -131,
    "133": -133,
    "146": -146,
    "147": -147,
}
"""Template ids that are always refused, with which code. Zalo's own ids are longer."""

_STATUS_CODES = {"PENDING_REVIEW": -131, "REJECT": -131, "DISABLE": -146, "DELETE": -109}
_RETRY_AFTER = 1


def check(message: MessageRequest, state: SandboxState, fault: Fault | None, now: float) -> None:
    """Let a message through or refuse it.

    Args:
        message: The request.
        state: The stand-in.
        fault: What strikes the message, if anything.
        now: The moment, of the monotonic clock.

    Raises:
        RefusedError: It is refused, by a check or by the fault, whichever comes first.

    """

    def refused_by(fault: Fault) -> RefusedError:
        if fault.code is not None:
            return RefusedError(str(fault.code), error(fault.code), fault)
        return RefusedError(fault.name, struck(fault, b""), fault)

    if not state.admit(now):
        if state.config.limit_answer == "-32":
            raise refusal(-32)
        raise RefusedError("http-429", page(429, _RETRY_AFTER))
    for stage, checks in CHECKS:
        if fault is not None and fault.stage < stage:
            raise refused_by(fault)
        checks(message, state)
    if fault is not None and not fault.accepts:
        raise refused_by(fault)


def check_token(token: str, proof: str | None, state: SandboxState) -> None:
    """Check the access token and its proof.

    Raises:
        RefusedError: The token (`-124`) or the proof (`-1241`) is not valid.

    """
    config = state.config
    if not (token and config.token_valid and state.grant.takes(token, state.clock.now())):
        raise refusal(-124)
    if config.app_secret and (proof is not None or config.proof_required):
        right = hmac.new(config.app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(right.encode(), (proof or "").encode()):
            raise refusal(-1241)


def template_of(template_id: str, state: SandboxState) -> SandboxTemplate | None:
    """Return the template of an id; `None` for one of which nothing is known.

    Raises:
        RefusedError: The account has no such template (`-109`).

    """
    known = state.config.templates
    if template_id in known:
        return known[template_id]
    if known or not template_id:
        raise refusal(-109)
    return None


def journey_of(token: str, state: SandboxState) -> JourneyToken:
    """Return the entry of a journey token.

    Raises:
        RefusedError: It is missing (`-148`), was never created (`-149`) or is too old (`-150`).

    """
    if not token:
        raise refusal(-148)
    entry = state.journeys.find(token)
    if entry is None:
        raise refusal(-149)
    if state.clock.now() >= entry.expires_at:
        raise refusal(-150)
    return entry


def price_of(message: MessageRequest, state: SandboxState) -> int:
    """Return what a message costs, in VND."""
    template = state.config.templates.get(message.template_id)
    price = state.config.price if template is None else template.price
    # Seven tenths to a user's id, as the template's `price_uid` says.
    return price * 7 // 10 if message.address == "user_id" else price


def check_access(message: MessageRequest, state: SandboxState) -> None:
    """Check the request's access token and its proof."""
    check_token(message.token, message.proof, state)


def check_template(message: MessageRequest, state: SandboxState) -> None:
    """Check that there is such a template, and that it may be sent."""
    if message.template_id in TEMPLATE_IDS:
        raise refusal(TEMPLATE_IDS[message.template_id])
    template = template_of(message.template_id, state)
    if template is None:
        return
    if message.address == "user_id" and not template.to_users:
        raise refusal(-249)
    code = _STATUS_CODES.get(template.status)
    if code is not None and not (code == -131 and message.is_test):
        raise refusal(code)


def check_address(message: MessageRequest, state: SandboxState) -> None:
    """Check the phone, its hash, or the user's id."""
    if message.address == "user_id":
        if not re.fullmatch(r"[0-9]{5,20}", message.phone):
            raise refusal(-201)
    elif message.address == "hash_phone":
        if not re.fullmatch(r"[0-9a-f]{64}", message.phone):
            raise refusal(-108)
    elif normal(message.phone, strict=state.config.strict_phones) is None:
        raise refusal(-108)


def check_journey(message: MessageRequest, state: SandboxState) -> None:
    """Check the journey token, where the template or the request has one."""
    template = state.config.templates.get(message.template_id)
    kind = None if template is None else template.journey
    if kind is None and not message.journey:
        return
    token = journey_of(message.journey, state)
    if kind is not None and not token.kind.startswith(kind):
        raise refusal(-1491)
    if message.address == "phone" and token.phone != normal(message.phone, strict=False):
        raise refusal(-149)


def check_content(message: MessageRequest, state: SandboxState) -> None:
    """Check the sending mode and the template data."""
    template = state.config.templates.get(message.template_id)
    if message.sending_mode not in ("1", "3"):
        raise refusal(-161)
    if message.sending_mode == "3" and template is not None and template.tag != "PROMOTION":
        raise refusal(-162)
    check_data(message.data, template)


def check_night(message: MessageRequest, state: SandboxState) -> None:
    """Check the hours, for a template that may not be sent at night."""
    forced = state.config.night
    if forced is False:
        return
    template = state.config.templates.get(message.template_id)
    at_night = None if template is None else template.at_night
    if at_night is True or (at_night is None and not forced):
        return
    if forced or is_night(state.clock.now()):
        raise refusal(-133)


def check_balance(message: MessageRequest, state: SandboxState) -> None:
    """Check that the wallet holds the price."""
    if not message.is_test and not state.account.can_pay(price_of(message, state)):
        raise refusal(-115)


def check_quota(message: MessageRequest, state: SandboxState) -> None:
    """Check the quota of the day, and the template's own."""
    beyond = message.is_test or message.sending_mode == "3"
    if not beyond and state.account.remaining(state.clock.now()) == 0:
        raise refusal(-144)
    template = state.config.templates.get(message.template_id)
    quota = None if template is None else template.quota
    if not message.is_test and state.template_remaining(message.template_id, quota) == 0:
        raise refusal(-147)


def check_recipient(message: MessageRequest, state: SandboxState) -> None:
    """Check that a test message goes to an administrator."""
    admins = state.config.admins
    if not message.is_test or admins is None:
        return
    if normal(message.phone, strict=False) not in admins:
        raise refusal(-127)


CHECKS: tuple[tuple[FaultStage, Callable[[MessageRequest, SandboxState], None]], ...] = (
    (FaultStage.TOKEN, check_access),
    (FaultStage.TEMPLATE, check_template),
    (FaultStage.PHONE, check_address),
    (FaultStage.DATA, check_journey),
    (FaultStage.DATA, check_content),
    (FaultStage.NIGHT, check_night),
    (FaultStage.BALANCE, check_balance),
    (FaultStage.QUOTA, check_quota),
    (FaultStage.RECIPIENT, check_recipient),
)
"""The checks in their order, each with the stage of the way that it belongs to."""
