"""Who confirms a campaign, and whether that person's word is enough."""

from dataclasses import dataclass

from zns_batch.domain.approval import ApprovalRule
from zns_batch.domain.users import Role
from zns_batch.errors import UsageError
from zns_batch.services.people.management import Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfirmTerms:
    """Who confirms a draft, and by which rule.

    Attributes:
        actor: Who confirms it.
        role: The person's role for the draft's account at this moment.
        rule: From how many messages on another person must approve it.
        ask: The person wants it approved whatever the rule says.
        note: What the approver is to know, and the log of what people did.
        audited: Whether it is noted in that log; what notes it in its own way says no.

    """

    actor: Actor
    role: Role | None
    rule: ApprovalRule
    ask: bool = False
    note: str = ""
    audited: bool = True

    def needs_approval(self, messages: int) -> bool:
        """Tell whether a campaign of so many messages waits for another person.

        Raises:
            UsageError: The person may not even ask for it.

        """
        if self.role is None or not self.role.covers(Role.PREPARER):
            raise UsageError("approve.no-right")
        return self.ask or not self.role.covers(Role.SENDER) or self.rule.covers(messages)
