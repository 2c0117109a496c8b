"""Who may approve a campaign, as far as they can be told of it."""

from zns_batch.domain.users import Role, UserState
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.people import users
from zns_batch.ledger.people.approvals import ApprovalRequest


def approvers_emails(ledger: Ledger, account: str, request: ApprovalRequest) -> list[str]:
    """Return the addresses of those who may decide on a request for an account."""
    return [
        user.email
        for user in users.list_users(ledger)
        if user.email
        and user.state is UserState.ACTIVE
        and user.id != request.asked_by
        and (role := user.role(account)) is not None
        and role.covers(Role.SENDER)
    ]
