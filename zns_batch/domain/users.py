"""People who use the pages: who they are, and what they may do for which account."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from zns_batch.i18n import Lang

ALL_ACCOUNTS = "*"
"""Stands in a grant for every account, also those that are added later."""


class Role(StrEnum):
    """What a person may do for an account; each role may do what those before it may."""

    VIEWER = "viewer"
    """Sees campaigns and their progress, with phones masked."""
    PREPARER = "preparer"
    """Uploads, checks and previews lists, downloads results, pauses."""
    SENDER = "sender"
    """Confirms, schedules, resumes, cancels, sends again."""

    def covers(self, least: "Role") -> bool:
        """Tell whether this role may do what another may."""
        return _ORDER.index(self) >= _ORDER.index(least)


_ORDER = tuple(Role)


class UserState(StrEnum):
    """Whether a person can sign in."""

    INVITED = "invited"
    """Was added and has not opened the invitation yet."""
    ACTIVE = "active"
    DISABLED = "disabled"


class LinkKind(StrEnum):
    """What a one-time link is for."""

    FIRST = "first"
    """Makes the first person, an administrator, while there is nobody."""
    INVITE = "invite"
    """Lets a person who was added choose a password."""
    RESET = "reset"
    """Lets a person choose a new password."""
    SIGN_IN = "signin"
    """Signs a person in who stands at the machine itself."""
    CODE = "code"
    """No link: stands for a password that was right, while the code is asked for."""


class SecondFactorRule(StrEnum):
    """Who has to have a second factor."""

    OFF = "off"
    """Nobody, and nobody is offered one; who has one is still asked for its code."""
    OPTIONAL = "optional"
    """Nobody; who wants one has one."""
    SENDERS = "senders"
    """Who may send for some account, and administrators, who could let themselves in as such."""
    ALL = "all"

    def obliges(self, user: "User") -> bool:
        """Tell whether a person has to have a second factor."""
        if self is SecondFactorRule.SENDERS:
            return user.admin or user.best_role() is Role.SENDER
        return self is SecondFactorRule.ALL


@dataclass(frozen=True, kw_only=True, slots=True)
class User:
    """A person.

    Attributes:
        id: Never used again.
        login: What the person types to sign in, in lower case.
        name: What others call the person.
        lang: The language of the pages.
        email: Where notices go.
        test_phone: Where test messages go.
        admin: Whether the person manages people and accounts. It gives no right to send.
        state: Whether the person can sign in.
        has_password: Whether a password was chosen.
        has_second_factor: Whether signing in asks for a code too.
        created_at: When the person was added.
        seen_at: When the person last signed in.
        last_choices: The account, template and options of the last campaign.
        grants: The role for each account; `*` stands for all.

    """

    id: str
    login: str
    name: str
    lang: Lang
    email: str | None = None
    test_phone: str | None = None
    admin: bool = False
    state: UserState = UserState.INVITED
    has_password: bool = False
    has_second_factor: bool = False
    created_at: datetime
    seen_at: datetime | None = None
    last_choices: Mapping[str, object] = field(default_factory=dict)
    grants: Mapping[str, Role] = field(default_factory=dict)

    def role(self, account: str) -> Role | None:
        """Return the person's role for an account; `None` without any."""
        return best_role(
            role for name, role in self.grants.items() if name in {account, ALL_ACCOUNTS}
        )

    def best_role(self) -> Role | None:
        """Return the highest role that the person has for any account."""
        return best_role(self.grants.values())


def best_role(roles: Iterable[Role]) -> Role | None:
    """Return the highest of some roles; `None` when there are none."""
    return max(roles, key=_ORDER.index, default=None)


def fold_login(login: str) -> str:
    """Return a login as it is compared: without regard to case and the form of its letters."""
    from unicodedata import normalize

    return normalize("NFKC", login).strip().casefold()
