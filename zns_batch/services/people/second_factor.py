"""The second factor: set up by a person, asked for at sign-in, taken away by an administrator."""

import secrets
from dataclasses import dataclass

from sqlalchemy import Connection

from zns_batch.core.clock import Clock
from zns_batch.domain.users import SecondFactorRule, User
from zns_batch.errors import UsageError
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.people import links, second_factors, sessions
from zns_batch.ledger.people.second_factors import RecoveryCodes, SecondFactor
from zns_batch.ledger.people.sessions import SessionRecord
from zns_batch.services.people.one_time_codes import (
    matching_step,
    new_recovery_codes,
    new_secret,
    read_recovery_code,
)
from zns_batch.services.people.passwords import PasswordChecker
from zns_batch.services.people.throttle import Browser, LoginThrottle, note

_PENDING = "second_factor"
"""What a session keeps between the picture and the first code."""

_SALT_BYTES = 16


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeProof:
    """A code that was right when it was looked at.

    Attributes:
        secret: The app's secret then.
        step: The step of the app's code.
        recovery: The hash of the recovery code, in place of a step.

    """

    secret: str
    step: int = 0
    recovery: str = ""


class CodeCheck:
    """Looks at codes; wrong ones are counted together with wrong passwords."""

    def __init__(self, ledger: Ledger, clock: Clock, checker: PasswordChecker) -> None:
        self._ledger = ledger
        self._clock = clock
        self._checker = checker
        self._throttle = LoginThrottle(ledger, clock)

    def prove(self, user: User, typed: str, browser: Browser) -> CodeProof:
        """Return what a code proves.

        Raises:
            TooManyAttemptsError: The login or the address has to wait.
            TooBusyError: Too many codes and passwords are looked at.
            UsageError: It is wrong, or was used before.

        """
        with self._ledger.read() as connection:
            self._throttle.check(connection, user.login, browser)
            factor = second_factors.find_factor(connection, user.id)
        proof = None if factor is None else self._compare(factor, typed)
        if proof is None:
            self._throttle.note_failure(user.login, browser)
            raise UsageError("web.login.code-wrong")
        return proof

    def _compare(self, factor: SecondFactor, typed: str) -> CodeProof | None:
        now = self._clock.now()
        step = matching_step(factor.secret, typed, now=now, after=factor.last_step)
        if step is not None:
            return CodeProof(secret=factor.secret, step=step)
        code = read_recovery_code(typed)
        if code is None:
            return None
        hashed = self._checker.hash_with(bytes.fromhex(factor.recovery.salt), code)
        known = hashed in factor.recovery.hashes
        return CodeProof(secret=factor.secret, recovery=hashed) if known else None

    @staticmethod
    def use(connection: Connection, user: User, proof: CodeProof) -> int | None:
        """Use a code up; return how many recovery codes are left after one of them.

        Raises:
            UsageError: Somebody else has used it meanwhile.

        """
        if not proof.recovery:
            if not second_factors.use_step(connection, user.id, proof.secret, proof.step):
                raise UsageError("web.login.code-wrong")
            return None
        if not second_factors.use_recovery_code(connection, user.id, proof.recovery):
            raise UsageError("web.login.code-wrong")
        factor = second_factors.find_factor(connection, user.id)
        return len(factor.recovery.hashes) if factor else 0


class SecondFactorService:
    """What a person does about the own second factor. Each act stands in the audit log."""

    def __init__(
        self, ledger: Ledger, clock: Clock, checker: PasswordChecker, rule: SecondFactorRule
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._checker = checker
        self._throttle = LoginThrottle(ledger, clock)
        self._rule = rule

    @property
    def is_offered(self) -> bool:
        """Whether people may set one up."""
        return self._rule is not SecondFactorRule.OFF

    def is_due(self, user: User) -> bool:
        """Tell whether a person has to set one up before anything else."""
        return self.is_needed(user) and not user.has_second_factor

    def is_needed(self, user: User) -> bool:
        """Tell whether a person has to have one."""
        return self._rule.obliges(user)

    def codes_left(self, user: User) -> int:
        """Return how many recovery codes a person has left."""
        with self._ledger.read() as connection:
            factor = second_factors.find_factor(connection, user.id)
        return len(factor.recovery.hashes) if factor else 0

    def begin(self, session: SessionRecord, user: User) -> None:
        """Make the secret of a new second factor; the one before holds until the first code.

        Raises:
            UsageError: Nobody is to set one up, or the person has no password yet.

        """
        if not self.is_offered:
            raise UsageError("web.factor.not-offered")
        if not user.has_password:
            raise UsageError("web.factor.no-password")
        data = {**session.data, _PENDING: new_secret()}
        sessions.set_session_data(self._ledger, session.token_sha256, data)

    def forget_begun(self, session: SessionRecord) -> None:
        """Leave everything as it was before `begin`."""
        data = {name: value for name, value in session.data.items() if name != _PENDING}
        sessions.set_session_data(self._ledger, session.token_sha256, data)

    @staticmethod
    def begun(session: SessionRecord) -> str:
        """Return the secret that waits for its first code; empty without one."""
        secret = session.data.get(_PENDING)
        return secret if isinstance(secret, str) else ""

    def confirm(
        self, session: SessionRecord, user: User, typed: str, browser: Browser
    ) -> tuple[str, ...]:
        """Take a new second factor into use whose app gave the right code.

        The person's other sessions end.

        Returns:
            The recovery codes, of which only hashes are kept.

        Raises:
            TooManyAttemptsError: The login or the address has to wait.
            TooBusyError: Too many codes and passwords are looked at.
            UsageError: The code is wrong, or nothing was begun.

        """
        secret = self.begun(session)
        if not secret:
            raise UsageError("web.factor.not-begun")
        with self._ledger.read() as connection:
            self._throttle.check(connection, user.login, browser)
        now = self._clock.now()
        step = matching_step(secret, typed, now=now)
        if step is None:
            self._throttle.note_failure(user.login, browser)
            raise UsageError("web.factor.wrong")
        codes, hashes = self._new_codes()
        factor = SecondFactor(secret=secret, last_step=step, recovery=hashes)
        act = "factor-replace" if user.has_second_factor else "factor-on"
        with self._ledger.write() as connection:
            second_factors.set_factor(connection, user.id, factor)
            sessions.end_sessions_of(connection, user.id, but=session.token_sha256)
            links.drop_links_of(connection, user.id)
            self._throttle.forget(connection, user.login, browser)
            note(connection, now, act, browser, actor=user.login, object_id=user.login)
        self.forget_begun(session)
        return codes

    def renew_codes(self, user: User, browser: Browser) -> tuple[str, ...]:
        """Return ten other recovery codes; those before let nobody in any more.

        Raises:
            TooBusyError: Too many codes and passwords are looked at.
            UsageError: There is no second factor.

        """
        codes, hashes = self._new_codes()
        now = self._clock.now()
        with self._ledger.write() as connection:
            if not second_factors.set_recovery_codes(connection, user.id, hashes):
                raise UsageError("web.factor.none")
            note(connection, now, "factor-codes", browser, actor=user.login, object_id=user.login)
        return codes

    def turn_off(self, session: SessionRecord, user: User, browser: Browser) -> None:
        """Sign in without a code from now on; the person's other sessions end.

        Raises:
            UsageError: The person has to have a second factor, or has none.

        """
        if self.is_needed(user):
            raise UsageError("web.factor.needed-stays")
        now = self._clock.now()
        with self._ledger.write() as connection:
            if not second_factors.drop_factor(connection, user.id):
                raise UsageError("web.factor.none")
            sessions.end_sessions_of(connection, user.id, but=session.token_sha256)
            note(connection, now, "factor-off", browser, actor=user.login, object_id=user.login)

    def _new_codes(self) -> tuple[tuple[str, ...], RecoveryCodes]:
        codes, salt = new_recovery_codes(), secrets.token_bytes(_SALT_BYTES)
        read = [read_recovery_code(code) or "" for code in codes]
        hashes = tuple(self._checker.hash_with(salt, code) for code in read)
        return codes, RecoveryCodes(salt=salt.hex(), hashes=hashes)
