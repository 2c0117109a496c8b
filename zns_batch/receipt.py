"""What is known of a message after it was sent: whether it arrived, when, and who pays."""

from dataclasses import dataclass
from datetime import datetime

from zns_batch.messages import Failure


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """The provider's later word on one message. All moments are aware.

    Attributes:
        tracking_id: Our reference, where the provider names it.
        message_id: The provider's id of the message, where it names it.
        failure: Why the provider did not take the message after all; `None` when it did.
        sent_at: When the provider began to send it, where it says so.
        delivered_at: When it reached the phone; `None` as long as it has not.
        charged: Whether the provider says that it is paid for; `None` when it does not say.
        fee: VND, where the provider says so.

    """

    tracking_id: str | None = None
    message_id: str | None = None
    failure: Failure | None = None
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    charged: bool | None = None
    fee: int | None = None
