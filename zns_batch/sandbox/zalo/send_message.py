"""`POST /message/template` and its variants: one message."""

import json
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from aiohttp import web

from zns_batch.sandbox.customer_answers import rated, replied
from zns_batch.sandbox.faults import Fault, FaultShape
from zns_batch.sandbox.message_log import content_of
from zns_batch.sandbox.responses import RefusedError, SandboxReply, give, struck
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.webhooks import arrival
from zns_batch.sandbox.zalo.request import MessageRequest
from zns_batch.sandbox.zalo.validate import check, normal, price_of


class ZaloSendMessage:
    """Takes messages, as Zalo does: one a request.

    What becomes of a message is decided when its request has arrived, and only the answer takes
    time: a sender that goes away meanwhile leaves a message that was accepted. Resellers override
    `refuse`, `accept`, `record` and `content`.

    Args:
        state: The stand-in that it sends for.
        read: Reads a request, by the way in which it names the recipient.

    """

    def __init__(
        self, state: SandboxState, read: Callable[[Mapping[str, str], bytes], MessageRequest]
    ) -> None:
        self.state = state
        self._read = read

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        meter = self.state.meter
        meter.begin(time.monotonic())
        try:
            body = await request.read()
            try:
                reply = self._decide(self._read(request.headers, body), time.monotonic())
            except RefusedError as refused:
                meter.refuse(refused.label)
                reply = refused.reply
            return await give(request, reply)
        finally:
            meter.end()

    def _decide(self, message: MessageRequest, now: float) -> SandboxReply:
        state, key = self.state, message.key
        attempt = state.messages.attempts(key)
        fault = state.fault(message.phone, key, attempt)
        if state.account.remaining(state.clock.now()) == 0:
            state.meter.above_quota()
        try:
            check(message, state, fault, now)
        except RefusedError as refused:
            reply = self.refuse(message, refused)
        else:
            reply = self.accept(message, fault, now)
        delay = state.random.seconds(state.config.latency, "latency", key, attempt)
        if fault is not None:
            delay += fault.delay
        return replace(reply, delay=delay) if delay else reply

    def refuse(self, message: MessageRequest, refused: RefusedError) -> SandboxReply:
        """Count a refusal, and return its answer."""
        state = self.state
        state.meter.refuse(refused.label)
        state.meter.fault(refused.fault)
        state.messages.arrive(message.key, state.clock.now(), refused.label, accepted=False)
        return refused.reply

    def accept(self, message: MessageRequest, fault: Fault | None, now: float) -> SandboxReply:
        """Charge and record a message, and return its answer as the fault leaves it."""
        state, account = self.state, self.state.account
        if not message.is_test:
            account.count(message.template_id)
            account.pay(price_of(message, state))
        moment = state.clock.now()
        message_id = self.record(message, fault, moment, now)
        state.meter.fault(fault)
        label = "0" if fault is None else fault.name
        state.messages.arrive(message.key, moment, label, accepted=True)
        # Another system's message is told of by this answer, or it comes too late for that.
        drawn, half = state.random.share("others", message.key, 0), state.config.others / 2
        if drawn < half and account.take(moment):
            state.meter.taken_by_other()
        content = self.content(message, message_id, moment)
        if drawn >= 1 - half and account.take(moment):
            state.meter.taken_by_other()
        if fault is None:
            return SandboxReply(body=json.dumps(content).encode())
        spoil(content["data"], fault.shape)
        return struck(fault, json.dumps(content).encode())

    def record(
        self, message: MessageRequest, fault: Fault | None, moment: float, now: float
    ) -> str:
        """Keep an accepted message, have its arrival told, and return its id."""
        state, log = self.state, self.state.messages
        phone = normal(message.phone, strict=False) or message.phone
        content = content_of(phone, message.template_id, message.data)
        state.meter.accept(
            now,
            known_id=bool(message.tracking_id) and log.was_accepted(message.key),
            known_message=log.knows(content),
        )
        delivered_at, span = None, state.config.delivery
        if fault is not None and fault.delivery is not None:
            delivered_at = moment + fault.delivery if math.isfinite(fault.delivery) else None
        elif span is not None:
            delivered_at = moment + state.random.seconds(span, "delivery", message.key, 0)
        message_id = log.accept(
            content, message.tracking_id, time=moment, delivered_at=delivered_at
        )
        webhook = state.config.webhook
        if delivered_at is not None and webhook is not None and message.address != "user_id":
            late = webhook.jitter * state.random.share("jitter", message.key, 0)
            twice = state.random.share("repeats", message.key, 0) < webhook.repeats
            event = arrival(webhook, phone, message_id, message.tracking_id, delivered_at)
            after = delivered_at - moment + late
            state.webhooks.deliver(webhook, event, after=after, times=1 + twice)
            key, tracking_id = message.tracking_id or phone, message.tracking_id
            answers = []
            if (rating := state.answers.rating(key, delivered_at)) is not None:
                answers.append((rating.at, rated(webhook, message_id, tracking_id, rating)))
            if (reply := state.answers.reply(key, delivered_at)) is not None:
                answers.append((reply.at, replied(webhook, message_id, tracking_id, reply)))
            for at, event in answers:
                state.webhooks.deliver(webhook, event, after=at - moment + late)
        return message_id

    def content(self, message: MessageRequest, message_id: str, moment: float) -> dict[str, Any]:
        """Return the JSON of an acceptance."""
        sent_time = str(int(moment * 1000))
        if message.address == "user_id":
            # Sources disagree on where the moment stands and what the quota holds; this is one.
            data: dict[str, Any] = {
                "message_id": message_id,
                "user_id": message.phone,
                "sent_time": sent_time,
                "quota": {"quota_type": "sub_quota", "owner_type": "OA", "owner_id": "1"},
            }
            return {"error": 0, "message": "Success", "data": data}
        data = {
            "msg_id": message_id,
            "sent_time": sent_time,
            "sending_mode": message.sending_mode,
        }
        account = self.state.account
        remaining = account.remaining(moment)
        if remaining is not None:
            data["quota"] = {"dailyQuota": str(account.quota), "remainingQuota": str(remaining)}
        return {"error": 0, "message": "Success", "data": data}


def spoil(data: dict[str, Any], shape: FaultShape) -> None:
    """Change the data of an acceptance as a fault has it."""
    if shape is FaultShape.NO_ID:
        del data["msg_id"]
    elif shape is FaultShape.NO_QUOTA:
        data.pop("quota", None)
    elif shape is FaultShape.QUOTA_NUMBERS and "quota" in data:
        data["quota"] = {name: int(value) for name, value in data["quota"].items()}
    elif shape is FaultShape.QUOTA_MINUS:
        data["quota"] = {"dailyQuota": "-1", "remainingQuota": "-1"}
    elif shape is FaultShape.QUOTA_WORDS:
        data["quota"] = {"dailyQuota": "Không giới hạn", "remainingQuota": "Không giới hạn"}
