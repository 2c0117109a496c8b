"""The codes of a second factor: those of a person's app (RFC 6238), and the recovery codes."""

import hmac
import re
from datetime import datetime

from zns_batch.core.random_ids import random_letters

STEP_SECONDS = 30

_TOLERANCE = 1
"""Steps before and after the present one whose code is taken: clocks differ a little."""

RECOVERY_CODES = 10
_RECOVERY_LETTERS = 10


def new_secret() -> str:
    """Return a new secret of 160 bits, as apps take it."""
    import pyotp

    return pyotp.random_base32()


def step_at(moment: datetime) -> int:
    """Return the step that a moment is in."""
    return int(moment.timestamp()) // STEP_SECONDS


def code_at(secret: str, step: int) -> str:
    """Return the code of a step: six digits."""
    import pyotp

    return pyotp.TOTP(secret).generate_otp(step)


def matching_step(secret: str, typed: str, *, now: datetime, after: int = 0) -> int | None:
    """Return the step whose code somebody typed; `None` for none.

    Args:
        secret: The app's.
        typed: What was typed.
        now: The moment.
        after: Codes up to this step have been used, or were passed by.

    """
    code, present, found = re.sub(r"\s", "", typed), step_at(now), None
    for step in range(present - _TOLERANCE, present + _TOLERANCE + 1):
        # All are compared, so that the time tells nothing.
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and step > after:
            found = step
    return found


def app_address(secret: str, *, login: str, issuer: str) -> str:
    """Return the address that an app reads from the picture."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def new_recovery_codes() -> tuple[str, ...]:
    """Return ten new recovery codes, as people read and type them."""
    codes = (random_letters(_RECOVERY_LETTERS) for _ in range(RECOVERY_CODES))
    half = _RECOVERY_LETTERS // 2
    return tuple(f"{code[:half]}-{code[half:]}" for code in codes)


def read_recovery_code(typed: str) -> str | None:
    """Return a recovery code without what people type between its letters; `None` for what is none."""
    code = re.sub(r"[\s-]", "", typed).lower()
    return code if re.fullmatch(rf"[a-z0-9]{{{_RECOVERY_LETTERS}}}", code) else None
