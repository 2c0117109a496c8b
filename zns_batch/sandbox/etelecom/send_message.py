"""`SendZNS` and `SendZNSJourney`: one message, which eTelecom passes on to Zalo."""

import json

from zns_batch.sandbox.etelecom.request import reader
from zns_batch.sandbox.etelecom.serialize import message
from zns_batch.sandbox.faults import Fault, FaultShape
from zns_batch.sandbox.message_log import ResellerEntry
from zns_batch.sandbox.responses import RefusedError, SandboxReply, in_json, struck
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.templates import SandboxTemplate
from zns_batch.sandbox.zalo.request import MessageRequest
from zns_batch.sandbox.zalo.send_message import ZaloSendMessage as PassingOn
from zns_batch.sandbox.zalo.validate import price_of


class EtelecomSendMessage(PassingOn):
    """Takes messages as eTelecom does: Zalo's checks; a refusal of Zalo's is HTTP 200 with `N`.

    Args:
        world: The stand-in that it sends for.
        journey: Whether messages belong to a journey.

    """

    def __init__(self, world: SandboxState, *, journey: bool = False) -> None:
        super().__init__(world, reader(world, journey=journey))

    def _refuse(self, ask: MessageRequest, refused: RefusedError) -> SandboxReply:
        reply = super()._refuse(ask, refused)
        if not refused.label.startswith("-"):
            # A gateway's page, or a broken connection: the message never reached Zalo.
            return reply
        said = json.loads(reply.body)
        entry = self._entry(ask, "", said["error"], said["message"])
        return in_json(self._told(entry))

    def _accept(self, ask: MessageRequest, fault: Fault | None, now: float) -> SandboxReply:
        super()._accept(ask, fault, now)
        fields = self._told(next(self._world.register.newest_first()))
        if fault is not None and fault.shape is FaultShape.NO_ID:
            fields.pop("msg_id", None)
        body = json.dumps(fields).encode()
        return SandboxReply(body=body) if fault is None else struck(fault, body)

    def _keep(self, ask: MessageRequest, fault: Fault | None, moment: float, now: float) -> str:
        msg_id = super()._keep(ask, fault, moment, now)
        self._entry(ask, msg_id, 0, "")
        return msg_id

    def _entry(self, ask: MessageRequest, msg_id: str, number: int, words: str) -> ResellerEntry:
        world = self._world
        accepted = world.journal.find(msg_id) if msg_id else None
        made = world.journeys.find(ask.journey)
        template = world.behaviour.templates.get(ask.template_id) or SandboxTemplate()
        entry = ResellerEntry(
            id=world.register.next_id,
            msg_id=msg_id,
            error_code=number,
            error_message=words,
            phone=ask.phone,
            template_id=ask.template_id,
            data=ask.data if isinstance(ask.data, dict) else {},
            tracking_id=ask.tracking_id,
            is_test=ask.is_test,
            beyond_quota=ask.sending_mode == "3",
            journey_id=made.journey_id if made else "",
            requested_at=world.clock.now(),
            delivered_at=accepted.delivered_at if accepted else None,
            price=0 if made else price_of(ask, world),
            timeout=template.timeout,
        )
        world.register.add(entry)
        return entry

    def _told(self, entry: ResellerEntry) -> dict[str, object]:
        world = self._world
        oa_id = world.behaviour.etelecom.oa_id or "0"
        return message(entry, oa_id, world.behaviour.etelecom, world.clock.now())
