"""Whether Zalo would take a message: its checks, in order."""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from typing import Any

from zns_batch.sandbox.faults import Fault, FaultStage
from zns_batch.sandbox.journeys import Minted
from zns_batch.sandbox.responses import RefusedError, page, struck
from zns_batch.sandbox.state import SandboxState, is_night
from zns_batch.sandbox.templates import FORMATS, SandboxParam, SandboxTemplate
from zns_batch.sandbox.zalo.request import MessageRequest
from zns_batch.sandbox.zalo.responses import error, refusal


def check_data(data: Any, template: SandboxTemplate | None) -> None:
    """Check the template data of a message.

    Args:
        data: The data as it came.
        template: Its template; `None` for one of which nothing is known, so that only the kind of
            the data is checked. Parameters that a template doesn't ask for are left aside.

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
    if template is not None:
        _check_params(data, template.params)


def _check_params(data: Mapping[str, str], params: Mapping[str, SandboxParam]) -> None:
    for name, param in params.items():
        value = data.get(name, "")
        if value:
            _check_value(name, value, param)
        elif param.required:
            raise refusal(-1122, f"template data missing parameter {name}")


def _check_value(name: str, value: str, param: SandboxParam) -> None:
    if param.max_length is not None and len(value) > param.max_length:
        raise refusal(-1121, f"template data {name} is break max length")
    wanted = FORMATS[param.type]
    if wanted is not None and not wanted.fullmatch(value):
        code = -132 if param.type == "url" else -1124
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
    found = (_STRICT if strict else _LENIENT).fullmatch(phone)
    return f"84{found[1]}" if found else None


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


def check(ask: MessageRequest, world: SandboxState, fault: Fault | None, now: float) -> None:
    """Let a message through or refuse it.

    Args:
        ask: What is asked for.
        world: The stand-in.
        fault: What strikes the message, if anything.
        now: The moment, of the monotonic clock.

    Raises:
        RefusedError: It is refused, by a check or by the fault, whichever comes first.

    """
    if not world.admit(now):
        raise _above_limit(world)
    for stage, checked in _CHECKS:
        if fault is not None and fault.stage < stage:
            raise _refused_by(fault)
        checked(ask, world)
    if fault is not None and not fault.accepts:
        raise _refused_by(fault)


def check_token(token: str, proof: str | None, world: SandboxState) -> None:
    """Check the access token and its proof.

    Raises:
        RefusedError: The token (`-124`) or the proof (`-1241`) is not valid.

    """
    behaviour = world.behaviour
    valid = behaviour.token_valid and world.grant.takes(token, world.clock.now())
    if not token or not valid:
        raise refusal(-124)
    if behaviour.app_secret and (proof is not None or behaviour.proof_required):
        _check_proof(token, proof or "", behaviour.app_secret)


def template_of(template_id: str, world: SandboxState) -> SandboxTemplate | None:
    """Return the template of an id; `None` for one of which nothing is known.

    Raises:
        RefusedError: The account has no such template (`-109`).

    """
    known = world.behaviour.templates
    if template_id in known:
        return known[template_id]
    if known or not template_id:
        raise refusal(-109)
    return None


def journey_of(token: str, world: SandboxState) -> Minted:
    """Return what a token is.

    Raises:
        RefusedError: It is missing (`-148`), was never minted (`-149`) or is too old (`-150`).

    """
    if not token:
        raise refusal(-148)
    made = world.journeys.find(token)
    if made is None:
        raise refusal(-149)
    if world.clock.now() >= made.expires_at:
        raise refusal(-150)
    return made


def price_of(ask: MessageRequest, world: SandboxState) -> int:
    """Return what a message costs, in VND."""
    template = world.behaviour.templates.get(ask.template_id)
    return world.behaviour.price if template is None else template.price


def _check_proof(token: str, proof: str, secret: str) -> None:
    right = hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(right.encode(), proof.encode()):
        raise refusal(-1241)


def _above_limit(world: SandboxState) -> RefusedError:
    if world.behaviour.limit_answer == "-32":
        return refusal(-32)
    return RefusedError("http-429", page(429, _RETRY_AFTER))


def _refused_by(fault: Fault) -> RefusedError:
    if fault.code is not None:
        return RefusedError(str(fault.code), error(fault.code), fault)
    return RefusedError(fault.name, struck(fault, b""), fault)


def _token(ask: MessageRequest, world: SandboxState) -> None:
    check_token(ask.token, ask.proof, world)


def _template(ask: MessageRequest, world: SandboxState) -> None:
    if ask.template_id in TEMPLATE_IDS:
        raise refusal(TEMPLATE_IDS[ask.template_id])
    template = template_of(ask.template_id, world)
    if template is None:
        return
    if ask.address == "user_id" and not template.to_users:
        raise refusal(-249)
    code = _STATUS_CODES.get(template.status)
    if code is not None and not (code == -131 and ask.is_test):
        raise refusal(code)


def _phone(ask: MessageRequest, world: SandboxState) -> None:
    if not _ADDRESSES[ask.address](ask.phone, strict=world.behaviour.strict_phones):
        raise refusal(-201 if ask.address == "user_id" else -108)


def _is_hash(text: str, *, strict: bool) -> str | None:  # noqa: ARG001 — one shape for all three
    return text if re.fullmatch(r"[0-9a-f]{64}", text) else None


def _is_user(text: str, *, strict: bool) -> str | None:  # noqa: ARG001 — one shape for all three
    return text if re.fullmatch(r"[0-9]{5,20}", text) else None


_ADDRESSES: Mapping[str, Callable[..., str | None]] = {
    "phone": normal,
    "hash_phone": _is_hash,
    "user_id": _is_user,
}


def _journey(ask: MessageRequest, world: SandboxState) -> None:
    template = world.behaviour.templates.get(ask.template_id)
    kind = None if template is None else template.journey
    if kind is None and not ask.journey:
        return
    made = journey_of(ask.journey, world)
    if kind is not None and not made.kind.startswith(kind):
        raise refusal(-1491)
    if ask.address == "phone" and made.phone != normal(ask.phone, strict=False):
        raise refusal(-149)


def _data(ask: MessageRequest, world: SandboxState) -> None:
    template = world.behaviour.templates.get(ask.template_id)
    if ask.sending_mode not in ("1", "3"):
        raise refusal(-161)
    if ask.sending_mode == "3" and template is not None and template.tag != "PROMOTION":
        raise refusal(-162)
    check_data(ask.data, template)


def _night(ask: MessageRequest, world: SandboxState) -> None:
    forced = world.behaviour.night
    if forced is False:
        return
    template = world.behaviour.templates.get(ask.template_id)
    at_night = None if template is None else template.at_night
    if at_night is True or (at_night is None and not forced):
        return
    if forced or is_night(world.clock.now()):
        raise refusal(-133)


def _balance(ask: MessageRequest, world: SandboxState) -> None:
    if not ask.is_test and not world.account.can_pay(price_of(ask, world)):
        raise refusal(-115)


def _quota(ask: MessageRequest, world: SandboxState) -> None:
    beyond = ask.is_test or ask.sending_mode == "3"
    if not beyond and world.account.remaining(world.clock.now()) == 0:
        raise refusal(-144)
    template = world.behaviour.templates.get(ask.template_id)
    own = None if template is None else template.quota
    if not ask.is_test and world.template_remaining(ask.template_id, own) == 0:
        raise refusal(-147)


def _recipient(ask: MessageRequest, world: SandboxState) -> None:
    admins = world.behaviour.admins
    if ask.is_test and admins is not None and normal(ask.phone, strict=False) not in admins:
        raise refusal(-127)


_CHECKS: tuple[tuple[FaultStage, Callable[[MessageRequest, SandboxState], None]], ...] = (
    (FaultStage.TOKEN, _token),
    (FaultStage.TEMPLATE, _template),
    (FaultStage.PHONE, _phone),
    (FaultStage.DATA, _journey),
    (FaultStage.DATA, _data),
    (FaultStage.NIGHT, _night),
    (FaultStage.BALANCE, _balance),
    (FaultStage.QUOTA, _quota),
    (FaultStage.RECIPIENT, _recipient),
)
