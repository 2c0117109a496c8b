"""People added, given rights, given links, disabled: by a command or by an administrator's page."""

import os
import re
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection

from zns_batch.core.clock import Clock
from zns_batch.domain.users import (
    ALL_ACCOUNTS,
    LinkKind,
    Role,
    User,
    UserState,
    fold_login,
)
from zns_batch.errors import UsageError
from zns_batch.i18n import Lang
from zns_batch.ledger import audit
from zns_batch.ledger.audit import AuditEntry, Face
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.people import links, second_factors, sessions, users
from zns_batch.ledger.people.links import OneTimeLink
from zns_batch.validation.phone_numbers import read_phone

LINK_LIVES: Mapping[LinkKind, timedelta] = {
    LinkKind.FIRST: timedelta(minutes=30),
    LinkKind.INVITE: timedelta(hours=24),
    LinkKind.RESET: timedelta(hours=24),
    LinkKind.SIGN_IN: timedelta(minutes=30),
}
"""How long a link of each kind works."""

_LOGIN = re.compile(r"[\w.@+-]{2,100}")
_EMAIL = re.compile(r"[^@\s<>\",;:]{1,64}@[^@\s<>\",;:]+\.[^@\s<>\",;:.]{2,}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Who does something, for the audit log.

    Attributes:
        name: A person's login, or `user@host` of a command line.
        face: By which way.
        address: Where from.
        user_id: The person's id; empty for a command line.

    """

    name: str
    face: Face
    address: str = ""
    user_id: str = ""

    def entry(
        self,
        act: str,
        *,
        at: datetime,
        account: str | None = None,
        object_id: str | None = None,
        number: int | None = None,
        params: Mapping[str, str | int | float | bool] | None = None,
    ) -> AuditEntry:
        """Return an entry of the audit log about what they did, as `AuditEntry` describes it."""
        return AuditEntry(
            at=at,
            actor=self.name,
            face=self.face,
            act=act,
            account=account,
            object=object_id,
            number=number,
            params=params or {},
            address=self.address,
        )

    @classmethod
    def of_command_line(cls) -> "Actor":
        """Return who runs this process."""
        import getpass

        try:
            name = getpass.getuser()
        except (OSError, KeyError, ImportError):
            name = str(os.getuid()) if hasattr(os, "getuid") else "?"
        return cls(name=f"{name}@{socket.gethostname()}"[:200], face="cli")


def hash_token(token: str) -> str:
    """Return what the ledger keeps of a secret."""
    return sha256(token.encode()).hexdigest()


def new_token() -> str:
    """Return a secret of 256 bits for a link or a cookie."""
    return secrets.token_urlsafe(32)


def check_login(login: str) -> str:
    """Return a login as it is kept.

    Raises:
        UsageError: It can't be one.

    """
    folded = fold_login(login)
    if not _LOGIN.fullmatch(folded):
        raise UsageError("user.bad-login", login=login[:100])
    return folded


class PeopleService:
    """The acts upon people. Each is one transaction with its entry in the audit log."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock

    def list(self) -> list[User]:
        """Return everybody."""
        return users.list_users(self._ledger)

    def is_empty(self) -> bool:
        """Tell whether there is nobody yet."""
        with self._ledger.read() as connection:
            return users.count_users(connection) == 0

    def is_one_without_password(self) -> bool:
        """Tell whether there is one person alone, who signs in by the link of each start."""
        able = [user for user in self.list() if user.state is UserState.ACTIVE]
        return len(able) == 1 and not able[0].has_password

    def find(self, login: str) -> User:
        """Return a person.

        Raises:
            UsageError: There is nobody with that login.

        """
        with self._ledger.read() as connection:
            return self._find(connection, login)

    def add(
        self,
        login: str,
        *,
        name: str | None,
        lang: Lang,
        admin: bool,
        grants: Mapping[str, Role],
        actor: Actor,
    ) -> tuple[User, str]:
        """Add a person, and return the secret of the invitation.

        Raises:
            UsageError: The login can't be one, or somebody has it.

        """
        folded, now = check_login(login), self._clock.now()
        user = User(
            id=users.new_user_id(),
            login=folded,
            name=(name or login).strip(),
            lang=lang,
            admin=admin,
            created_at=now,
            grants=grants,
        )
        with self._ledger.write() as connection:
            if users.find_login(connection, folded) is not None:
                raise UsageError("user.taken", login=folded)
            users.add_user(connection, user)
            self._note(connection, actor, "user-add", user, admin=admin)
            for account, role in grants.items():
                self._note(connection, actor, "grant", user, account=account, role=role.value)
            token = self._new_link(connection, LinkKind.INVITE, user.id)
        return user, token

    def link(self, login: str, *, actor: Actor) -> tuple[User, str]:
        """Return a person with the secret of a new link: to choose a (new) password.

        Raises:
            UsageError: There is nobody with that login, or the person is disabled.

        """
        with self._ledger.write() as connection:
            user = self._find(connection, login)
            if user.state is UserState.DISABLED:
                raise UsageError("user.disabled", login=user.login)
            kind = LinkKind.RESET if user.has_password else LinkKind.INVITE
            token = self._new_link(connection, kind, user.id)
            self._note(connection, actor, "user-link", user)
        return user, token

    def disable(self, login: str, *, actor: Actor) -> User:
        """Let a person in no more, and end the person's sessions at once.

        Raises:
            UsageError: There is nobody with that login, no administrator would remain, or it is the
                person who does it.

        """
        with self._ledger.write() as connection:
            user = self._find(connection, login)
            if user.admin and not users.count_admins(connection, besides=user.id):
                raise UsageError("user.last-admin")
            if user.id == actor.user_id:
                raise UsageError("user.own-rights")
            users.change_user(connection, user.id, state=UserState.DISABLED)
            sessions.end_sessions_of(connection, user.id)
            links.drop_links_of(connection, user.id)
            self._note(connection, actor, "user-disable", user)
        return user

    def enable(self, login: str, *, actor: Actor) -> User:
        """Let a person in again.

        Raises:
            UsageError: There is nobody with that login.

        """
        with self._ledger.write() as connection:
            user = self._find(connection, login)
            state = UserState.ACTIVE if user.has_password else UserState.INVITED
            users.change_user(connection, user.id, state=state)
            self._note(connection, actor, "user-enable", user)
        return user

    def grant(self, login: str, account: str, role: Role | None, *, actor: Actor) -> User:
        """Give a person a role for an account (`*` for all), or take it away.

        Raises:
            UsageError: There is nobody with that login, or it is the person who does it.

        """
        with self._ledger.write() as connection:
            user = self._find(connection, login)
            if user.id == actor.user_id:
                raise UsageError("user.own-rights")
            users.set_grant(connection, user.id, account, role)
            shown = "none" if role is None else role.value
            self._note(connection, actor, "grant", user, account=account, role=shown)
        return user

    def set_rights(
        self, user: User, *, admin: bool, grants: Mapping[str, Role | None], actor: Actor
    ) -> None:
        """Give a person these rights; accounts that are not named stay as they are.

        Raises:
            UsageError: No administrator would remain, or it is the person who does it.

        """
        with self._ledger.write() as connection:
            user = self._find(connection, user.login)
            if user.admin and not admin and not users.count_admins(connection, besides=user.id):
                raise UsageError("user.last-admin")
            if user.id == actor.user_id:
                raise UsageError("user.own-rights")
            if user.admin is not admin:
                users.change_user(connection, user.id, admin=admin)
                self._note(connection, actor, "admin", user, admin=admin)
            for account, role in grants.items():
                if user.grants.get(account) is not role:
                    users.set_grant(connection, user.id, account, role)
                    shown = "none" if role is None else role.value
                    self._note(connection, actor, "grant", user, account=account, role=shown)

    def end_sessions(self, user: User, *, actor: Actor) -> None:
        """Sign a person out everywhere."""
        with self._ledger.write() as connection:
            sessions.end_sessions_of(connection, user.id)
            self._note(connection, actor, "sign-out-all", user)

    def reset_second_factor(self, login: str, *, actor: Actor) -> User:
        """Take a person's second factor away, who has lost phone and recovery codes.

        The person is signed out everywhere, and sets another one up where one is needed.

        Raises:
            UsageError: There is nobody with that login, the person has none, or it is the person
                who does it: the own one is turned off in the profile.

        """
        with self._ledger.write() as connection:
            user = self._find(connection, login)
            if user.id == actor.user_id:
                raise UsageError("user.own-rights")
            if not second_factors.drop_factor(connection, user.id):
                raise UsageError("user.no-factor", login=user.login)
            sessions.end_sessions_of(connection, user.id)
            self._note(connection, actor, "factor-reset", user)
        return user

    def change_profile(
        self,
        user: User,
        *,
        name: str,
        lang: Lang,
        email: str,
        test_phone: str,
        actor: Actor,
    ) -> None:
        """Keep what a person says about himself.

        Raises:
            UsageError: There is no name, the address is none, or the phone is none.

        """
        if not name:
            raise UsageError("web.me.no-name")
        if email and not _EMAIL.fullmatch(email):
            raise UsageError("web.me.bad-email")
        phone = read_phone(test_phone) if test_phone else ""
        if not isinstance(phone, str):
            raise UsageError("web.me.bad-phone")
        with self._ledger.write() as connection:
            users.change_user(
                connection, user.id, name=name, lang=lang, email=email, test_phone=phone
            )
            self._note(connection, actor, "profile", user)

    def choose_language(self, user_id: str, lang: Lang) -> None:
        """Keep a person's language."""
        with self._ledger.write(beside=True) as connection:
            users.change_user(connection, user_id, lang=lang)

    def first_link(self) -> str | None:
        """Return the secret of a link for the first person; `None` when there is somebody."""
        with self._ledger.write() as connection:
            if users.count_users(connection):
                return None
            links.drop_links(connection, kind=LinkKind.FIRST)
            return self._new_link(connection, LinkKind.FIRST, None)

    def sign_in_link(self) -> str | None:
        """Return a link's secret that signs the only person in, who stands at the machine itself.

        `None` where there are several: each of them has a password.
        """
        able = [user for user in self.list() if user.state is UserState.ACTIVE]
        if len(able) != 1:
            return None
        with self._ledger.write() as connection:
            return self._new_link(connection, LinkKind.SIGN_IN, able[0].id)

    def _find(self, connection: Connection, login: str) -> User:
        user = users.find_login(connection, fold_login(login))
        if user is None:
            raise UsageError("user.unknown", login=login)
        return user

    def _new_link(self, connection: Connection, kind: LinkKind, user_id: str | None) -> str:
        if kind in {LinkKind.INVITE, LinkKind.RESET, LinkKind.SIGN_IN}:
            links.drop_links(connection, kind=kind, user_id=user_id)
        token = new_token()
        ends_at = self._clock.now() + LINK_LIVES[kind]
        link = OneTimeLink(
            token_sha256=hash_token(token), kind=kind, user_id=user_id, ends_at=ends_at
        )
        links.add_link(connection, link)
        return token

    def _note(
        self,
        connection: Connection,
        actor: Actor,
        act: str,
        user: User,
        *,
        account: str | None = None,
        **params: str | bool,
    ) -> None:
        entry = actor.entry(
            act, at=self._clock.now(), account=account, object_id=user.login, params=params
        )
        audit.append(connection, entry)


FIRST_GRANTS: Mapping[str, Role] = {ALL_ACCOUNTS: Role.SENDER}
"""What the first person may do: everything, so that a single person can work at once."""
