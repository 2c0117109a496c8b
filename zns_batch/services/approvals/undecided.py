"""What waits for approval, and by whom it can be decided: for the number in the menu."""

from dataclasses import dataclass
from datetime import datetime

from zns_batch.domain.users import Role, User
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.people import approvals
from zns_batch.ledger.people.schedule_approvals import list_open
from zns_batch.services.approvals.schedules import maker_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Undecided:
    """A campaign or a schedule that waits for approval.

    Attributes:
        account: Its account.
        own: The ids of those who asked for it or made it: they can't decide on it.

    """

    account: str
    own: frozenset[str]

    def may_decide(self, user: User) -> bool:
        """Tell whether somebody may approve it or give it back."""
        role = user.role(self.account)
        return user.id not in self.own and role is not None and role.covers(Role.SENDER)


def list_undecided(ledger: Ledger, *, now: datetime) -> tuple[Undecided, ...]:
    """Return what waits for approval and can still be approved, of all accounts.

    Raises:
        LedgerError: The ledger can't be read.

    """
    with ledger.snapshot():
        of_campaigns, of_schedules = approvals.list_open(ledger, now=now), list_open(ledger)
    found = [Undecided(account=account, own=own) for account, own in of_campaigns]
    for schedule, request in of_schedules:
        own = frozenset(filter(None, (request.asked_by, maker_of(schedule))))
        found.append(Undecided(account=schedule.account, own=own))
    return tuple(found)
