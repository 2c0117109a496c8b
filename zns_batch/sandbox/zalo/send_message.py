"""`POST /message/template` and its sisters: one message."""

import json
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from aiohttp import web

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
    time: a sender that goes away meanwhile leaves a message that was accepted.

    Args:
        world: The stand-in that it sends for.
        read: Reads a request, by the way in which it names the recipient.

    """

    def __init__(
        self, world: SandboxState, read: Callable[[Mapping[str, str], bytes], MessageRequest]
    ) -> None:
        self._world = world
        self._read = read

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        meter = self._world.meter
        meter.begin(time.monotonic())
        try:
            body = await request.read()
            return await give(request, self._answer(request, body))
        finally:
            meter.end()

    def _answer(self, request: web.BaseRequest, body: bytes) -> SandboxReply:
        try:
            ask = self._read(request.headers, body)
        except RefusedError as refused:
            self._world.meter.refuse(refused.label)
            return refused.reply
        return self._settle(ask, time.monotonic())

    def _settle(self, ask: MessageRequest, now: float) -> SandboxReply:
        world = self._world
        attempt = world.journal.attempts(ask.key)
        fault = world.fault(ask.phone, ask.key, attempt)
        reply = self._decide(ask, fault, now)
        delay = world.draws.seconds(world.behaviour.latency, "latency", ask.key, attempt)
        if fault is not None:
            delay += fault.delay
        return replace(reply, delay=delay) if delay else reply

    def _decide(self, ask: MessageRequest, fault: Fault | None, now: float) -> SandboxReply:
        world = self._world
        if world.account.remaining(world.clock.now()) == 0:
            world.meter.above_quota()
        try:
            check(ask, world, fault, now)
        except RefusedError as refused:
            return self._refuse(ask, refused)
        return self._accept(ask, fault, now)

    def _refuse(self, ask: MessageRequest, refused: RefusedError) -> SandboxReply:
        world = self._world
        world.meter.refuse(refused.label)
        world.meter.fault(refused.fault)
        world.journal.arrive(ask.key, world.clock.now(), refused.label, accepted=False)
        return refused.reply

    def _accept(self, ask: MessageRequest, fault: Fault | None, now: float) -> SandboxReply:
        world = self._world
        if not ask.is_test:
            world.account.count(ask.template_id)
            world.account.pay(price_of(ask, world))
        moment = world.clock.now()
        msg_id = self._keep(ask, fault, moment, now)
        world.meter.fault(fault)
        label = "0" if fault is None else fault.name
        world.journal.arrive(ask.key, moment, label, accepted=True)
        # Another system's message is told of by this answer, or it comes too late for that.
        drawn = world.draws.share("others", ask.key, 0)
        self._let_others(moment, comes=drawn < world.behaviour.others / 2)
        body = self._body(ask, msg_id, moment)
        self._let_others(moment, comes=drawn >= 1 - world.behaviour.others / 2)
        return _accepted(body, fault)

    def _let_others(self, moment: float, *, comes: bool) -> None:
        if comes and self._world.account.take(moment):
            self._world.meter.taken()

    def _keep(self, ask: MessageRequest, fault: Fault | None, moment: float, now: float) -> str:
        world, journal = self._world, self._world.journal
        phone = normal(ask.phone, strict=False) or ask.phone
        content = content_of(phone, ask.template_id, ask.data)
        world.meter.accept(
            now,
            known_id=bool(ask.tracking_id) and journal.was_accepted(ask.key),
            known_message=journal.knows(content),
        )
        due = self._delivered_at(ask, fault, moment)
        msg_id = journal.accept(content, ask.tracking_id, time=moment, delivered_at=due)
        if due is not None:
            self._tell(ask, phone, msg_id, moment, due)
        return msg_id

    def _tell(
        self, ask: MessageRequest, recipient: str, msg_id: str, moment: float, due: float
    ) -> None:
        """Let the sender know when the message has arrived, if it wants to."""
        world, webhook = self._world, self._world.behaviour.webhook
        if webhook is None or ask.address == "user_id":
            return
        late = webhook.jitter * world.draws.share("jitter", ask.key, 0)
        twice = world.draws.share("repeats", ask.key, 0) < webhook.repeats
        body = arrival(webhook, recipient, msg_id, ask.tracking_id, due)
        world.postman.bring(webhook, body, after=due - moment + late, times=1 + twice)

    def _delivered_at(
        self, ask: MessageRequest, fault: Fault | None, moment: float
    ) -> float | None:
        if fault is not None and fault.delivery is not None:
            return moment + fault.delivery if math.isfinite(fault.delivery) else None
        span = self._world.behaviour.delivery
        if span is None:
            return None
        return moment + self._world.draws.seconds(span, "delivery", ask.key, 0)

    def _body(self, ask: MessageRequest, msg_id: str, moment: float) -> dict[str, Any]:
        if ask.address == "user_id":
            return _to_user(ask, msg_id, moment)
        data: dict[str, Any] = {
            "msg_id": msg_id,
            "sent_time": str(int(moment * 1000)),
            "sending_mode": ask.sending_mode,
        }
        remaining = self._world.account.remaining(moment)
        if remaining is not None:
            daily = str(self._world.account.quota)
            data["quota"] = {"dailyQuota": daily, "remainingQuota": str(remaining)}
        return {"error": 0, "message": "Success", "data": data}


def _to_user(ask: MessageRequest, msg_id: str, moment: float) -> dict[str, Any]:
    # Sources disagree on where the moment stands and what the quota holds; this is one of them.
    data = {
        "message_id": msg_id,
        "user_id": ask.phone,
        "sent_time": str(int(moment * 1000)),
        "quota": {"quota_type": "sub_quota", "owner_type": "OA", "owner_id": "1"},
    }
    return {"error": 0, "message": "Success", "data": data}


def _accepted(answer: dict[str, Any], fault: Fault | None) -> SandboxReply:
    if fault is None:
        return SandboxReply(body=json.dumps(answer).encode())
    _change(answer["data"], fault.shape)
    return struck(fault, json.dumps(answer).encode())


def _change(data: dict[str, Any], shape: FaultShape) -> None:
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
