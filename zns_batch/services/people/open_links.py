"""One-time links as they are opened: what each is for, or why it works no more."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import Connection

from zns_batch.domain.users import LinkKind, User, UserState
from zns_batch.ledger.people import links, users
from zns_batch.services.people.management import hash_token


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

    @property
    def asks_for_code(self) -> bool:
        """Whether a code is needed too: a link that was read by somebody else lets nobody in.

        Who signs in from the machine itself has the ledger at hand anyway.
        """
        chooses = self.kind in {LinkKind.INVITE, LinkKind.RESET}
        return chooses and self.user is not None and self.user.has_second_factor


def find_open_link(connection: Connection, token: str, *, now: datetime) -> OpenLink | LinkState:
    """Return what a link is for, or what is wrong with it, and leave it as it is."""
    link = links.find_link(connection, hash_token(token))
    if link is None:
        return LinkState.UNKNOWN
    if link.used_at is not None:
        return LinkState.USED
    if link.ends_at <= now:
        return LinkState.LATE
    user = None if link.user_id is None else users.find_user(connection, link.user_id)
    if link.kind is LinkKind.FIRST:
        # Somebody else was quicker.
        taken = users.count_users(connection) > 0
        return LinkState.USED if taken else OpenLink(kind=link.kind, user=None)
    if user is None or user.state is UserState.DISABLED:
        return LinkState.UNKNOWN
    return OpenLink(kind=link.kind, user=user)
