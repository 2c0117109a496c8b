"""One address of the receiver: whose events come there, and by what they are told from forged ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from zns_batch.receipts.letter import Letter
from zns_batch.receipts.signature import is_genuine, read_signature


@dataclass(frozen=True, kw_only=True, slots=True)
class Mailbox:
    """An account's address at the receiver.

    Attributes:
        account: The account's name.
        first: What a signature begins with: the application's id.
        key: The OA's secret key.
        siblings: The accounts of the same application with their OA's ids, empty where unknown: an
            application has one address for all its OAs.

    """

    account: str
    first: str
    key: str = field(repr=False)
    siblings: Mapping[str, str] = field(default_factory=dict)

    def trusts(self, header: str, letter: Letter) -> bool:
        """Tell whether an event is what Zalo signed."""
        signature = read_signature(header)
        return signature is not None and is_genuine(
            signature, self.first, letter.body, letter.timestamp, self.key
        )

    def accounts(self, oa_id: str) -> tuple[str, ...]:
        """Return the accounts that an event may be meant for, the likeliest first.

        Args:
            oa_id: The OA that the event names.

        """
        named = [account for account, theirs in self.siblings.items() if oa_id and oa_id == theirs]
        return tuple(dict.fromkeys((*named, self.account, *self.siblings)))
