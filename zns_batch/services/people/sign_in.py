"""Signing in: by password and code, throttled, or by a one-time link; and the session that begins."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import Connection

from zns_batch.core.clock import Clock
from zns_batch.domain.users import LinkKind, User, UserState, fold_login
from zns_batch.errors import UsageError
from zns_batch.i18n import Lang
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.people import links, login_attempts, sessions, users
from zns_batch.ledger.people.links import OneTimeLink
from zns_batch.ledger.people.sessions import SessionRecord
from zns_batch.services.people.management import (
    FIRST_GRANTS,
    check_login,
    hash_token,
    new_token,
)
from zns_batch.services.people.open_links import LinkState, OpenLink, find_open_link
from zns_batch.services.people.passwords import PasswordChecker, check_password
from zns_batch.services.people.second_factor import CodeCheck
from zns_batch.services.people.throttle import Browser, LoginThrottle, note

PROOF_HOLDS = timedelta(minutes=10)
"""How long after a password was typed grave acts don't ask for it again."""

_CODE_WAITS = timedelta(minutes=5)
"""How long after the password the code may be typed."""

_FORGOTTEN = timedelta(hours=24)
_LOGIN_LETTERS = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionRules:
    """How long a session lasts.

    Attributes:
        idle: Without a press.
        longest: Whatever happens.

    """

    idle: timedelta
    longest: timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class CodeRequest:
    """The password was right; the code of the second factor is still to be typed.

    Attributes:
        ticket: The secret that stands for the password meanwhile.

    """

    ticket: str


class SignInService:
    """Lets people in."""

    def __init__(
        self, ledger: Ledger, clock: Clock, rules: SessionRules, checker: PasswordChecker
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._rules = rules
        self._checker = checker
        self._throttle = LoginThrottle(ledger, clock)
        self._codes = CodeCheck(ledger, clock, checker)

    # ── by password ──

    def sign_in(
        self, login: str, password: str, browser: Browser, *, old: str = ""
    ) -> str | CodeRequest:
        """Sign a person in and return the secret of the new session, or ask for the code first.

        Args:
            old: The hash of the session that the browser had, which ends.

        Raises:
            TooManyAttemptsError: The login or the address has to wait.
            TooBusyError: Too many sign in at once.
            UsageError: Login or password are wrong.

        """
        user, hashed = self._prove(login, password, browser, "web.login.wrong")
        newer = None
        if hashed is not None and self._checker.is_outdated(hashed):
            newer = self._checker.hash(password)
        with self._ledger.write() as connection:
            if users.password_hash(connection, user.id) != hashed:
                # Another one was chosen since it was compared.
                raise UsageError("web.login.wrong")
            if newer is not None:
                users.change_user(connection, user.id, password=newer)
            if user.has_second_factor:
                return CodeRequest(ticket=self._new_ticket(connection, user))
            self._throttle.forget(connection, user.login, browser)
            return self._open(connection, user, browser, old=old)

    def sign_in_with_code(self, ticket: str, code: str, browser: Browser, *, old: str = "") -> str:
        """Sign a person in whose password was right, by the code of the second factor.

        Args:
            ticket: What `sign_in` gave.
            code: The app's, or a recovery code.
            browser: Where the request comes from.
            old: The hash of the session that the browser had, which ends.

        Raises:
            TooManyAttemptsError: The login or the address has to wait.
            TooBusyError: Too many sign in at once.
            UsageError: The code is wrong or was used, or the password must be typed again.

        """
        with self._ledger.read() as connection:
            found = find_open_link(connection, ticket, now=self._clock.now())
        if isinstance(found, LinkState) or found.user is None or found.kind is not LinkKind.CODE:
            raise UsageError("web.login.code-late")
        user = found.user
        proof = self._codes.prove(user, code, browser)
        now = self._clock.now()
        with self._ledger.write() as connection:
            if not links.use_link(connection, hash_token(ticket), now=now):
                raise UsageError("web.login.code-late")
            left = self._codes.use(connection, user, proof)
            self._throttle.forget(connection, user.login, browser)
            if left is not None:
                whose = user.login
                note(
                    connection,
                    now,
                    "recovery-code",
                    browser,
                    actor=whose,
                    object_id=whose,
                    left=left,
                )
            return self._open(connection, user, browser, old=old)

    def _new_ticket(self, connection: Connection, user: User) -> str:
        ticket = new_token()
        link = OneTimeLink(
            token_sha256=hash_token(ticket),
            kind=LinkKind.CODE,
            user_id=user.id,
            ends_at=self._clock.now() + _CODE_WAITS,
        )
        links.add_link(connection, link)
        return ticket

    def prove(self, session: SessionRecord, user: User, password: str, browser: Browser) -> None:
        """Let who is signed in prove again who it is, before a grave act.

        Raises:
            TooManyAttemptsError: The login or the address has to wait.
            TooBusyError: Too many passwords are looked at.
            UsageError: The password is wrong.

        """
        self._prove(user.login, password, browser, "web.me.wrong")
        with self._ledger.write() as connection:
            self._throttle.forget(connection, user.login, browser)
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
            self._throttle.forget(connection, user.login, browser)
            users.change_user(connection, user.id, password=hashed)
            sessions.end_sessions_of(connection, user.id, but=session.token_sha256)
            links.drop_links_of(connection, user.id)
            if before is not None:
                sessions.note_proof(connection, session.token_sha256, now=now)
            note(connection, now, "password", browser, actor=user.login, object_id=user.login)

    def _prove(
        self, login: str, password: str, browser: Browser, wrong: str
    ) -> tuple[User, str | None]:
        folded = fold_login(login)[:_LOGIN_LETTERS]
        with self._ledger.read() as connection:
            self._throttle.check(connection, folded, browser)
            user = users.find_login(connection, folded)
            hashed = None if user is None else users.password_hash(connection, user.id)
        right = self._checker.matches(password, hashed)
        if user is None or not right or user.state is not UserState.ACTIVE:
            self._throttle.note_failure(folded, browser)
            raise UsageError(wrong)
        return user, hashed

    # ── by link ──

    def look_at_link(self, token: str) -> OpenLink | LinkState:
        """Return what a link is for, or what is wrong with it, and leave it as it is."""
        with self._ledger.read() as connection:
            found = find_open_link(connection, token, now=self._clock.now())
        is_code = isinstance(found, OpenLink) and found.kind is LinkKind.CODE
        return LinkState.UNKNOWN if is_code else found

    def use_link(
        self,
        token: str,
        browser: Browser,
        *,
        login: str = "",
        name: str = "",
        lang: Lang = "vi",
        password: str = "",
        code: str = "",
        context: Iterable[str] = (),
        old: str = "",
    ) -> str:
        """Use a link up and return the secret of the new session.

        Args:
            login: The first person's.
            name: The person's; empty to leave it.
            password: The one that was chosen; empty for none: the first person alone on a machine
                may do without.
            code: Of the second factor, where a person who has one chooses a new password.
            context: Words that the password must not be made of.
            old: The hash of the session that the browser had, which ends.

        Raises:
            UsageError: The link works no more, or what was typed can't be taken.
            TooManyAttemptsError: The login or the address has to wait.
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
        proof = None
        if opened.asks_for_code and opened.user is not None:
            proof = self._codes.prove(opened.user, code, browser)
        now = self._clock.now()
        with self._ledger.write() as connection:
            if not links.use_link(connection, hash_token(token), now=now):
                raise UsageError("web.welcome.used")
            user = opened.user
            if proof is not None and user is not None:
                self._codes.use(connection, user, proof)
            if user is None:
                user = self._add_first(connection, whose, name or login, lang, hashed)
            else:
                self._change(connection, user, name, lang, hashed)
            act = f"link-{opened.kind.value}"
            note(connection, now, act, browser, actor=user.login, object_id=user.login)
            return self._open(connection, user, browser, old=old)

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
        note(connection, now, "sign-in", browser, actor=user.login, object_id=user.login)
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
            note(connection, now, "sign-out", browser, actor=user.login, object_id=user.login)

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
            note(connection, now, "sign-out-all", browser, actor=user.login, object_id=user.login)

    def sweep(self) -> None:
        """Remove sessions, links and failures that are over."""
        now = self._clock.now()
        with self._ledger.write(beside=True) as connection:
            sessions.end_old_sessions(connection, now=now, unseen_since=now - self._rules.idle)
            links.drop_old_links(connection, ended_before=now - _FORGOTTEN)
            login_attempts.forget_old_failures(connection, now=now, older_than=_FORGOTTEN)
