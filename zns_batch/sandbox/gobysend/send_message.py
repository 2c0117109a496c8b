"""`POST /api/message/send`: one message, which GobySend passes on to Zalo."""

from functools import partial
from typing import Any

from zns_batch.sandbox.faults import Fault
from zns_batch.sandbox.gobysend.request import Fallback, GobySendRequest, read
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.zalo.request import MessageRequest
from zns_batch.sandbox.zalo.send_message import ZaloSendMessage as PassingOn
from zns_batch.sandbox.zalo.validate import normal


class GobySendSendMessage(PassingOn):
    """Takes messages as GobySend does: Zalo's checks and numbers, its own answer, an SMS if asked.

    Args:
        world: The stand-in that it sends for.

    """

    def __init__(self, world: SandboxState) -> None:
        super().__init__(world, partial(read, world))

    def _keep(self, ask: MessageRequest, fault: Fault | None, moment: float, now: float) -> str:
        msg_id = super()._keep(ask, fault, moment, now)
        if isinstance(ask, GobySendRequest) and ask.fallback is not None:
            self._plan(ask, ask.fallback, msg_id, moment)
        return msg_id

    def _plan(self, ask: MessageRequest, fallback: Fallback, msg_id: str, moment: float) -> None:
        message = self._world.journal.find(msg_id)
        arrives = None if message is None else message.delivered_at
        due = moment + fallback.delay
        if arrives is not None and arrives <= due:
            return
        self._world.sms.add(
            phone=normal(ask.phone, strict=False) or ask.phone,
            content=fallback.content,
            brandname=fallback.brandname,
            due=due,
            tracking_id=ask.tracking_id,
            msg_id=msg_id,
        )

    def _body(self, ask: MessageRequest, msg_id: str, moment: float) -> dict[str, Any]:
        if self._world.behaviour.quota_in_answer:
            return super()._body(ask, msg_id, moment)
        return {"error": 0, "message": "Success", "data": {"msg_id": msg_id}}
