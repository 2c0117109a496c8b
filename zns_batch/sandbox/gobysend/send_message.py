"""`POST /api/message/send`: one message, which GobySend passes on to Zalo."""

from functools import partial
from typing import Any

from zns_batch.sandbox.faults import Fault
from zns_batch.sandbox.gobysend.request import GobySendRequest, read
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.zalo.request import MessageRequest
from zns_batch.sandbox.zalo.send_message import ZaloSendMessage
from zns_batch.sandbox.zalo.validate import normal


class GobySendSendMessage(ZaloSendMessage):
    """Takes messages as GobySend does: Zalo's checks and numbers, its own answer, an SMS on request.

    Args:
        state: The stand-in that it sends for.

    """

    def __init__(self, state: SandboxState) -> None:
        super().__init__(state, partial(read, state))

    def record(
        self, message: MessageRequest, fault: Fault | None, moment: float, now: float
    ) -> str:
        """Keep an accepted message, and plan the SMS in its place."""
        message_id = super().record(message, fault, moment, now)
        fallback = message.fallback if isinstance(message, GobySendRequest) else None
        accepted = self.state.messages.find(message_id)
        delivered_at = None if accepted is None else accepted.delivered_at
        if fallback is None:
            return message_id
        due = moment + fallback.delay
        if delivered_at is None or delivered_at > due:
            self.state.sms.add(
                phone=normal(message.phone, strict=False) or message.phone,
                content=fallback.content,
                brandname=fallback.brandname,
                due=due,
                tracking_id=message.tracking_id,
                msg_id=message_id,
            )
        return message_id

    def content(self, message: MessageRequest, message_id: str, moment: float) -> dict[str, Any]:
        """Return the JSON of an acceptance: the id alone, or what Zalo's has."""
        if self.state.config.quota_in_answer:
            return super().content(message, message_id, moment)
        return {"error": 0, "message": "Success", "data": {"msg_id": message_id}}
