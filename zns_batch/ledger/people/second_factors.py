"""People's second factors in the ledger: the secret of their app, and their recovery codes."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import Connection, or_, select, update

from zns_batch.ledger.db.schema import users


@dataclass(frozen=True, kw_only=True, slots=True)
class RecoveryCodes:
    """The recovery codes that a person has left, as their hashes.

    Attributes:
        salt: What each was hashed with, in hexadecimal digits.
        hashes: One for each code.

    """

    salt: str
    hashes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SecondFactor:
    """A person's second factor.

    Attributes:
        secret: What the person's app counts with.
        last_step: The step of the last code that let the person in; none up to it does again.
        recovery: The codes for a lost phone.

    """

    secret: str = field(repr=False)
    last_step: int
    recovery: RecoveryCodes = field(repr=False)


def find_factor(connection: Connection, user_id: str) -> SecondFactor | None:
    """Return a person's second factor; `None` without one."""
    columns = (users.c.totp_secret, users.c.totp_last_step, users.c.recovery_codes)
    line = connection.execute(select(*columns).where(users.c.id == user_id)).first()
    if line is None or line.totp_secret is None:
        return None
    return SecondFactor(
        secret=line.totp_secret,
        last_step=line.totp_last_step or 0,
        recovery=_codes_of(line.recovery_codes),
    )


def set_factor(connection: Connection, user_id: str, factor: SecondFactor) -> None:
    """Give a person a second factor in place of any before."""
    values = {
        "totp_secret": factor.secret,
        "totp_last_step": factor.last_step,
        "recovery_codes": _text_of(factor.recovery.salt, factor.recovery.hashes),
    }
    connection.execute(update(users).where(users.c.id == user_id).values(values))


def set_recovery_codes(connection: Connection, user_id: str, codes: RecoveryCodes) -> bool:
    """Give a person other recovery codes; `False` when the person has no second factor any more."""
    theirs = (users.c.id == user_id, users.c.totp_secret.is_not(None))
    text = _text_of(codes.salt, codes.hashes)
    return bool(
        connection.execute(update(users).where(*theirs).values(recovery_codes=text)).rowcount
    )


def drop_factor(connection: Connection, user_id: str) -> bool:
    """Take a person's second factor away; `False` when there is none."""
    theirs = (users.c.id == user_id, users.c.totp_secret.is_not(None))
    gone = {"totp_secret": None, "totp_last_step": None, "recovery_codes": None}
    return bool(connection.execute(update(users).where(*theirs).values(gone)).rowcount)


def use_step(connection: Connection, user_id: str, secret: str, step: int) -> bool:
    """Use up the code of a step; of several who try, one succeeds."""
    unused = (
        users.c.id == user_id,
        users.c.totp_secret == secret,
        or_(users.c.totp_last_step.is_(None), users.c.totp_last_step < step),
    )
    return bool(
        connection.execute(update(users).where(*unused).values(totp_last_step=step)).rowcount
    )


def use_recovery_code(connection: Connection, user_id: str, hashed: str) -> bool:
    """Use a recovery code up; of several who try, one succeeds."""
    this = users.c.id == user_id
    before = connection.execute(select(users.c.recovery_codes).where(this)).scalar_one_or_none()
    codes = _codes_of(before)
    if before is None or hashed not in codes.hashes:
        return False
    left = [each for each in codes.hashes if each != hashed]
    same = (this, users.c.recovery_codes == before)
    text = _text_of(codes.salt, left)
    return bool(connection.execute(update(users).where(*same).values(recovery_codes=text)).rowcount)


def _codes_of(text: str | None) -> RecoveryCodes:
    kept = json.loads(text or "{}")
    return RecoveryCodes(salt=kept.get("salt", ""), hashes=tuple(kept.get("hashes", ())))


def _text_of(salt: str, hashes: Collection[str]) -> str:
    return json.dumps({"salt": salt, "hashes": list(hashes)})
