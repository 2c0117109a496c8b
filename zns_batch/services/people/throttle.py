"""Guessing made slow: wrong passwords and wrong codes are counted together, by login and by address."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection

from zns_batch.core.clock import Clock
from zns_batch.ledger import audit
from zns_batch.ledger.audit import AuditEntry
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.people import login_attempts

FREE_FAILURES = 5
"""Failures of a login or an address before it has to wait: 1 second, 2, 4 and so on."""

LONGEST_WAIT = timedelta(seconds=300)


@dataclass(frozen=True, kw_only=True, slots=True)
class Browser:
    """Where a request comes from.

    Attributes:
        address: The address.
        agent: The browser, as it calls itself.

    """

    address: str
    agent: str


class TooManyAttemptsError(Exception):
    """A login or an address has to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class LoginThrottle:
    """Counts failures, and lets a login or an address wait that has too many.

    A failure is forgotten only when somebody is in: who knows a password and guesses codes gains
    nothing by typing the password again.
    """

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock

    def check(self, connection: Connection, login: str, browser: Browser) -> None:
        """Refuse who has to wait.

        Raises:
            TooManyAttemptsError: The login or the address has to wait.

        """
        until = login_attempts.blocked_until(connection, _subjects(login, browser))
        now = self._clock.now()
        if until is not None and until > now:
            raise TooManyAttemptsError(int((until - now).total_seconds()) + 1)

    def note_failure(self, login: str, browser: Browser) -> None:
        """Count a failure."""
        now, subjects = self._clock.now(), _subjects(login, browser)
        with self._ledger.write() as connection:
            for subject in subjects:
                failures = login_attempts.count_failure(connection, subject, now=now)
                if failures >= FREE_FAILURES:
                    seconds = 2 ** min(failures - FREE_FAILURES, 20)
                    wait = min(timedelta(seconds=seconds), LONGEST_WAIT)
                    login_attempts.block(connection, subject, until=now + wait)
            # What was typed as a login may be a password: only its hash is kept.
            note(connection, now, "sign-in-failed", browser, object_id=subjects[0][-16:])

    @staticmethod
    def forget(connection: Connection, login: str, browser: Browser) -> None:
        """Forget the failures of who is in."""
        login_attempts.forget_failures(connection, _subjects(login, browser))


def _subjects(login: str, browser: Browser) -> tuple[str, str]:
    """Return what failures are counted by: hashes, so that nobody's typing is kept."""
    key = b"zns-batch sign-in"
    return (
        "login:" + hmac.new(key, login.encode(), sha256).hexdigest(),
        "address:" + hmac.new(key, browser.address.encode(), sha256).hexdigest(),
    )


def note(
    connection: Connection,
    now: datetime,
    act: str,
    browser: Browser,
    *,
    actor: str = "",
    object_id: str = "",
    **params: str | int,
) -> None:
    """Add to the audit log what a person did about signing in."""
    entry = AuditEntry(
        at=now,
        actor=actor,
        face="web",
        act=act,
        object=object_id,
        params=params,
        address=browser.address[:64],
    )
    audit.append(connection, entry)
