"""`SendZNS` and `SendZNSJourney`: one message, which eTelecom passes on to Zalo."""

import json

from zns_batch.sandbox.etelecom.request import reader
from zns_batch.sandbox.etelecom.serialize import SerializedFields, message_fields
from zns_batch.sandbox.faults import Fault, FaultShape
from zns_batch.sandbox.message_log import ResellerEntry
from zns_batch.sandbox.responses import RefusedError, SandboxReply, in_json, struck
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.templates import SandboxTemplate
from zns_batch.sandbox.zalo.request import MessageRequest
from zns_batch.sandbox.zalo.send_message import ZaloSendMessage
from zns_batch.sandbox.zalo.validate import price_of


class EtelecomSendMessage(ZaloSendMessage):
    """Takes messages as eTelecom does: Zalo's checks; a refusal of Zalo's is HTTP 200 with `N`.

    Args:
        state: The stand-in that it sends for.
        journey: Whether messages belong to a journey.

    """

    def __init__(self, state: SandboxState, *, journey: bool = False) -> None:
        super().__init__(state, reader(state, journey=journey))

    def refuse(self, message: MessageRequest, refused: RefusedError) -> SandboxReply:
        """Record a refusal of Zalo's, and return it as eTelecom tells it."""
        reply = super().refuse(message, refused)
        if not refused.label.startswith("-"):
            # A gateway's page, or a broken connection: the message never reached Zalo.
            return reply
        zalos = json.loads(reply.body)
        entry = self._add_entry(message, "", zalos["error"], zalos["message"])
        return in_json(self._fields_of(entry))

    def accept(self, message: MessageRequest, fault: Fault | None, now: float) -> SandboxReply:
        """Charge and record a message, and return it as eTelecom tells it."""
        super().accept(message, fault, now)
        fields = self._fields_of(next(self.state.reseller_log.newest_first()))
        if fault is not None and fault.shape is FaultShape.NO_ID:
            fields.pop("msg_id", None)
        body = json.dumps(fields).encode()
        return SandboxReply(body=body) if fault is None else struck(fault, body)

    def record(
        self, message: MessageRequest, fault: Fault | None, moment: float, now: float
    ) -> str:
        """Keep an accepted message in the reseller's log too."""
        message_id = super().record(message, fault, moment, now)
        self._add_entry(message, message_id, 0, "")
        return message_id

    def _add_entry(
        self, message: MessageRequest, message_id: str, number: int, words: str
    ) -> ResellerEntry:
        state = self.state
        accepted = state.messages.find(message_id) if message_id else None
        journey = state.journeys.find(message.journey)
        template = state.config.templates.get(message.template_id) or SandboxTemplate()
        key, delivered_at = message.key, accepted.delivered_at if accepted else None
        entry = ResellerEntry(
            id=state.reseller_log.next_id,
            msg_id=message_id,
            error_code=number,
            error_message=words,
            phone=message.phone,
            template_id=message.template_id,
            data=message.data if isinstance(message.data, dict) else {},
            tracking_id=message.tracking_id,
            is_test=message.is_test,
            beyond_quota=message.sending_mode == "3",
            journey_id=journey.journey_id if journey else "",
            requested_at=state.clock.now(),
            delivered_at=delivered_at,
            price=0 if journey else price_of(message, state),
            timeout=template.timeout,
            rating=state.answers.rating(key, delivered_at),
            reply=state.answers.reply(key, delivered_at),
        )
        state.reseller_log.add(entry)
        return entry

    def _fields_of(self, entry: ResellerEntry) -> SerializedFields:
        options = self.state.config.etelecom
        return message_fields(entry, options.oa_id or "0", options, self.state.clock.now())
