"""Signing in: by password, throttled, or by a one-time link; and the session that begins."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256

from sqlalchemy import Connection

from zns_batch.core.clock import Clock
from zns_batch.domain.users import LinkKind, User, UserState, fold_login
from zns_batch.errors import UsageError
from zns_batch.i18n import Lang
from zns_batch.ledger import audit
from zns_batch.ledger.audit import AuditEntry
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.people import links, login_attempts, sessions, users
from zns_batch.ledger.people.sessions import SessionRecord
from zns_batch.services.people.management import (
    FIRST_GRANTS,
    check_login,
    hash_token,
    new_token,
)
from zns_batch.services.people.passwords import PasswordChecker, check_password

FREE_FAILURES = 5
"""Failures of a login or an address before it has to wait: 1 second, 2, 4 and so on."""

LONGEST_WAIT = timedelta(seconds=300)

PROOF_HOLDS = timedelta(minutes=10)
"""How long after a password was typed grave acts don't ask for it again."""

_FORGOTTEN = timedelta(hours=24)
_LOGIN_LETTERS = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Browser:
    """Where a request comes from.

    Attributes:
        address: The address.
        agent: The browser, as it calls itself.

    """

    address: str
    agent: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionRules:
    """How long a session lasts.

    Attributes:
        idle: Without a press.
        longest: Whatever happens.

    """

    idle: timedelta
    longest: timedelta


class TooManyAttemptsError(Exception):
    """A login or an address has to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class LinkState(Enum):
    """What is wrong with a one-time link."""

    USED = "used"
    LATE = "late"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenLink:
    """A one-time link that works.

    Attributes:
        kind: What it is for.
        user: For whom; `None` for the first person.

    """

    kind: LinkKind
    user: User | None


class SignInService:
    """Lets people in."""

    def __init__(
        self, ledger: Ledger, clock: Clock, rules: SessionRules, checker: PasswordChecker
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._rules = rules
        self._checker = checker

    # ── by password ──

    def sign_in(self, login: str, password: str, browser: Browser, *, old: str = "") -> str:
        """Sign a person in and return the secret of the new session.

        Args:
            old: The hash of the session that the browser had, which ends.

        Raises:
            TooManyAttemptsError: The login or the address has to wait.
            TooBusyError: Too many sign in at once.
            UsageError: Login or password are wrong.

        """
        user, hashed = self._prove(login, password, browser, "web.login.wrong")
        subjects = _subjects(user.login, browser.address)
        newer = None
        if hashed is not None and self._checker.is_outdated(hashed):
            newer = self._checker.hash(password)
        with self._ledger.write() as connection:
            if users.password_hash(connection, user.id) != hashed:
                # Another one was chosen since it was compared.
                raise UsageError("web.login.wrong")
            login_attempts.forget_failures(connection, subjects)
            if newer is not None:
                users.change_user(connection, user.id, password=newer)
            return self._open(connection, user, browser, old=old)

    def prove(self, session: SessionRecord, user: User, password: str, browser: Browser) -> None:
        """Let who is signed in prove again who it is, before a grave act.

        Raises:
            TooManyAttemptsError: The login or the address has to wait.
            TooBusyError: Too many passwords are looked at.
            UsageError: The password is wrong.

        """
        self._prove(user.login, password, browser, "web.me.wrong")
        with self._ledger.write() as connection:
            login_attempts.forget_failures(connection, _subjects(user.login, browser.address))
            sessions.note_proof(connection, session.token_sha256, now=self._clock.now())

    def is_proved(self, session: SessionRecord) -> bool:
        """Tell whether the person proved who it is a short while ago."""
        return self._clock.now() - session.authenticated_at < PROOF_HOLDS

    def change_password(
        self,
        session: SessionRecord,
        user: User,
        browser: Browser,
        *,
        current: str,
        password: str,
        context: Iterable[str] = (),
    ) -> None:
        """Give a person another password, and end all other sessions and links of the person.

        Args:
            session: The session that goes on.
            user: The person.
            browser: Where the request comes from.
            current: The password until now; not asked of a person who has none yet.
            password: The new one.
            context: Words that it must not be made of.

        Raises:
            TooManyAttemptsError: The login or the address has to wait.
            TooBusyError: Too many passwords are looked at.
            UsageError: The current password is wrong, or the new one can't be taken.

        """
        checked = check_password(password, context=[user.login, user.name, *context])
        with self._ledger.read() as connection:
            # As the ledger has it now: another browser may have chosen one a moment ago.
            before = users.password_hash(connection, user.id)
        if before is not None:
            self._prove(user.login, current, browser, "web.me.wrong")
        hashed, now = self._checker.hash(checked), self._clock.now()
        with self._ledger.write() as connection:
            if users.password_hash(connection, user.id) != before:
                raise UsageError("web.me.wrong")
            login_attempts.forget_failures(connection, _subjects(user.login, browser.address))
            users.change_user(connection, user.id, password=hashed)
            sessions.end_sessions_of(connection, user.id, but=session.token_sha256)
            links.drop_links_of(connection, user.id)
            if before is not None:
                sessions.note_proof(connection, session.token_sha256, now=now)
            _note(connection, now, "password", browser, actor=user.login, object_id=user.login)

    def _prove(
        self, login: str, password: str, browser: Browser, wrong: str
    ) -> tuple[User, str | None]:
        folded = fold_login(login)[:_LOGIN_LETTERS]
        subjects = _subjects(folded, browser.address)
        with self._ledger.read() as connection:
            until = login_attempts.blocked_until(connection, subjects)
            user = users.find_login(connection, folded)
            hashed = None if user is None else users.password_hash(connection, user.id)
        now = self._clock.now()
        if until is not None and until > now:
            raise TooManyAttemptsError(int((until - now).total_seconds()) + 1)
        right = self._checker.matches(password, hashed)
        if user is None or not right or user.state is not UserState.ACTIVE:
            self._fail(subjects, browser)
            raise UsageError(wrong)
        return user, hashed

    def _fail(self, subjects: tuple[str, ...], browser: Browser) -> None:
        now = self._clock.now()
        with self._ledger.write() as connection:
            for subject in subjects:
                failures = login_attempts.count_failure(connection, subject, now=now)
                if failures >= FREE_FAILURES:
                    seconds = 2 ** min(failures - FREE_FAILURES, 20)
                    wait = min(timedelta(seconds=seconds), LONGEST_WAIT)
                    login_attempts.block(connection, subject, until=now + wait)
            # What was typed as a login may be a password: only its hash is kept.
            _note(connection, now, "sign-in-failed", browser, object_id=subjects[0][-16:])

    # ── by link ──

    def look_at_link(self, token: str) -> OpenLink | LinkState:
        """Return what a link is for, or what is wrong with it, and leave it as it is."""
        with self._ledger.read() as connection:
            return self._link(connection, token)

    def use_link(
        self,
        token: str,
        browser: Browser,
        *,
        login: str = "",
        name: str = "",
        lang: Lang = "vi",
        password: str = "",
        context: Iterable[str] = (),
        old: str = "",
    ) -> str:
        """Use a link up and return the secret of the new session.

        Args:
            login: The first person's.
            name: The person's; empty to leave it.
            password: The one that was chosen; empty for none: the first person alone on a machine
                may do without.
            context: Words that the password must not be made of.
            old: The hash of the session that the browser had, which ends.

        Raises:
            UsageError: The link works no more, or what was typed can't be taken.
            TooBusyError: Too many choose a password at once.

        """
        opened = self.look_at_link(token)
        if isinstance(opened, LinkState):
            raise UsageError(f"web.welcome.{opened.value}")
        if not login and opened.user is None:
            raise UsageError("web.welcome.no-login")
        whose = opened.user.login if opened.user else check_login(login)
        hashed = None
        if opened.kind is not LinkKind.SIGN_IN and (password or opened.kind is not LinkKind.FIRST):
            known = opened.user.name if opened.user else ""
            checked = check_password(password, context=[whose, name, known, *context])
            hashed = self._checker.hash(checked)
        now = self._clock.now()
        with self._ledger.write() as connection:
            if not links.use_link(connection, hash_token(token), now=now):
                raise UsageError("web.welcome.used")
            user = opened.user
            if user is None:
                user = self._add_first(connection, whose, name or login, lang, hashed)
            else:
                self._change(connection, user, name, lang, hashed)
            act = f"link-{opened.kind.value}"
            _note(connection, now, act, browser, actor=user.login, object_id=user.login)
            return self._open(connection, user, browser, old=old)

    def _link(self, connection: Connection, token: str) -> OpenLink | LinkState:
        link = links.find_link(connection, hash_token(token))
        if link is None:
            return LinkState.UNKNOWN
        if link.used_at is not None:
            return LinkState.USED
        if link.ends_at <= self._clock.now():
            return LinkState.LATE
        user = None if link.user_id is None else users.find_user(connection, link.user_id)
        if link.kind is LinkKind.FIRST:
            # Somebody else was quicker.
            return (
                LinkState.USED
                if users.count_users(connection)
                else OpenLink(kind=link.kind, user=None)
            )
        if user is None or user.state is UserState.DISABLED:
            return LinkState.UNKNOWN
        return OpenLink(kind=link.kind, user=user)

    def _add_first(
        self, connection: Connection, login: str, name: str, lang: Lang, hashed: str | None
    ) -> User:
        if users.count_users(connection):
            raise UsageError("web.welcome.used")
        user = User(
            id=users.new_user_id(),
            login=login,
            name=name,
            lang=lang,
            admin=True,
            state=UserState.ACTIVE,
            created_at=self._clock.now(),
            grants=FIRST_GRANTS,
        )
        users.add_user(connection, user, password=hashed)
        return user

    def _change(
        self, connection: Connection, user: User, name: str, lang: Lang, hashed: str | None
    ) -> None:
        if hashed is None:
            return
        # Whoever knew the old password is signed out.
        sessions.end_sessions_of(connection, user.id)
        links.drop_links_of(connection, user.id)
        users.change_user(
            connection,
            user.id,
            name=name or None,
            lang=lang,
            password=hashed,
            state=UserState.ACTIVE,
        )

    # ── the session ──

    def _open(self, connection: Connection, user: User, browser: Browser, *, old: str) -> str:
        token, now = new_token(), self._clock.now()
        if old:
            sessions.end_session(connection, old)
        session = SessionRecord(
            token_sha256=hash_token(token),
            user_id=user.id,
            created_at=now,
            seen_at=now,
            ends_at=now + self._rules.longest,
            authenticated_at=now,
            csrf=sha256(new_token().encode()).hexdigest(),
            agent=browser.agent[:200],
            address=browser.address[:64],
        )
        sessions.add_session(connection, session)
        users.change_user(connection, user.id, seen_at=now)
        _note(connection, now, "sign-in", browser, actor=user.login, object_id=user.login)
        return token

    def find(self, token: str, *, extends: bool) -> tuple[SessionRecord, User] | None:
        """Return the session of a cookie's secret with whose it is; `None` when it is over.

        Args:
            extends: Whether the person did something, and no page updated itself.

        """
        found = sessions.find_session(self._ledger, hash_token(token))
        if found is None:
            return None
        session, user = found
        now = self._clock.now()
        over = now >= session.ends_at or now - session.seen_at >= self._rules.idle
        if over or user.state is not UserState.ACTIVE:
            return None
        # Not at each request: a write costs more than the page.
        if extends and now - session.seen_at >= min(timedelta(minutes=1), self._rules.idle / 10):
            sessions.touch_session(self._ledger, session.token_sha256, now=now)
            session = replace(session, seen_at=now)
        return session, user

    def sign_out(self, session: SessionRecord, user: User, browser: Browser) -> None:
        """End a session."""
        with self._ledger.write() as connection:
            sessions.end_session(connection, session.token_sha256)
            now = self._clock.now()
            _note(connection, now, "sign-out", browser, actor=user.login, object_id=user.login)

    def sessions_of(self, user_id: str) -> list[SessionRecord]:
        """Return a person's sessions that are not over, the newest first."""
        now = self._clock.now()
        with self._ledger.read() as connection:
            found = sessions.list_sessions(connection, user_id)
        return [
            each for each in found if now < each.ends_at and now - each.seen_at < self._rules.idle
        ]

    def sign_out_elsewhere(self, session: SessionRecord, user: User, browser: Browser) -> None:
        """End a person's sessions but one."""
        with self._ledger.write() as connection:
            sessions.end_sessions_of(connection, user.id, but=session.token_sha256)
            now = self._clock.now()
            _note(connection, now, "sign-out-all", browser, actor=user.login, object_id=user.login)

    def sweep(self) -> None:
        """Remove sessions, links and failures that are over."""
        now = self._clock.now()
        with self._ledger.write(beside=True) as connection:
            sessions.end_old_sessions(connection, now=now, unseen_since=now - self._rules.idle)
            links.drop_old_links(connection, ended_before=now - _FORGOTTEN)
            login_attempts.forget_old_failures(connection, now=now, older_than=_FORGOTTEN)


def _subjects(folded: str, address: str) -> tuple[str, str]:
    """Return what failures are counted by: hashes, so that nobody's typing is kept."""
    key = b"zns-batch sign-in"
    return (
        "login:" + hmac.new(key, folded.encode(), sha256).hexdigest(),
        "address:" + hmac.new(key, address.encode(), sha256).hexdigest(),
    )


def _note(
    connection: Connection,
    now: datetime,
    act: str,
    browser: Browser,
    *,
    actor: str = "",
    object_id: str = "",
) -> None:
    entry = AuditEntry(
        at=now, actor=actor, face="web", act=act, object=object_id, address=browser.address[:64]
    )
    audit.append(connection, entry)
