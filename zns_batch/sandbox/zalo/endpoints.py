"""The questions Zalo answers beside messages: quota, status, templates, quality, tags."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from aiohttp import web

from zns_batch.sandbox.customer_answers import GivenRating, GivenReply
from zns_batch.sandbox.message_log import Accepted
from zns_batch.sandbox.responses import RefusedError, SandboxReply, give, in_json, page
from zns_batch.sandbox.routes import Routes, counted
from zns_batch.sandbox.state import SandboxState
from zns_batch.sandbox.templates import STATUSES, TAGS, SandboxParam, SandboxTemplate
from zns_batch.sandbox.webhooks import ms
from zns_batch.sandbox.zalo.request import object_of
from zns_batch.sandbox.zalo.responses import WORDS, refusal, success
from zns_batch.sandbox.zalo.validate import check_token, template_of

ZaloQuery = Mapping[str, str]
ZaloQueryHandler = Callable[[SandboxState, ZaloQuery], SandboxReply]

HANDLERS: dict[str, ZaloQueryHandler] = {}
"""What answers at each address."""

MESSAGE_ID = re.compile(r"[0-9a-f]{20}")
_CREATED = 1_735_689_600_000
_ANSWERS_LIMIT = 10_000
"""Ratings or replies in one page."""

_Answer = TypeVar("_Answer", GivenRating, GivenReply)


def queries(state: SandboxState) -> Routes:
    """Return what answers at each address."""

    def route(answer: ZaloQueryHandler) -> Callable[[web.BaseRequest], Any]:
        async def handle(request: web.BaseRequest) -> web.StreamResponse:
            headers = request.headers
            try:
                check_token(headers.get("access_token", ""), headers.get("appsecret_proof"), state)
                body = await request.read() if request.method == "POST" else b""
                more = object_of(body) if body.strip() else {}
                texts = {name: str(value) for name, value in more.items()}
                reply = answer(state, {**request.query, **texts})
                if state.config.query_fault == request.path:
                    reply = page(502)
            except RefusedError as refused:
                reply = refused.reply
            return await give(request, reply)

        return counted(state, handle)

    # Copies of Zalo's pages disagree on the method of the first; senders in the field use GET. The second
    # is only ever described with POST.
    methods = {"/rating/get": ("GET", "POST"), "/response/get": ("POST",)}
    return {
        (method, path): route(answer)
        for path, answer in HANDLERS.items()
        for method in methods.get(path, ("GET",))
    }


def handles(path: str) -> Callable[[ZaloQueryHandler], ZaloQueryHandler]:
    """Register a function as what answers at an address."""

    def register(handler: ZaloQueryHandler) -> ZaloQueryHandler:
        HANDLERS[path] = handler
        return handler

    return register


@handles("/message/quota")
def quota(state: SandboxState, _query: ZaloQuery) -> SandboxReply:
    """Return what is left of the day's quota."""
    return success(
        {
            "dailyQuota": state.account.quota,
            "remainingQuota": state.account.remaining(state.clock.now()),
            "dailyQuotaPromotion": None,
            "remainingQuotaPromotion": None,
            "monthlyPromotionQuota": None,
            "remainingMonthlyPromotionQuota": None,
            "estimatedNextMonthPromotionQuota": None,
        }
    )


@handles("/message/status")
def message_status(state: SandboxState, query: ZaloQuery) -> SandboxReply:
    """Return what became of a message."""
    message_id = query.get("message_id", "")
    if not MESSAGE_ID.fullmatch(message_id):
        raise refusal(-107)
    message = state.messages.find(message_id)
    if message is None:
        return success({"message": "The message does not exist", "status": -1})
    if message.delivered_at is None or message.delivered_at > state.clock.now():
        return success({"message": "The message was pushed to Zalo", "status": 0})
    return success(
        {
            "delivery_time": ms(message.delivered_at),
            "message": "The message was delivered to the user's phone",
            "status": 1,
        }
    )


@handles("/quality")
def quality(state: SandboxState, _query: ZaloQuery) -> SandboxReply:
    """Return the OA's quality."""
    return success(
        {"oaCurrentQuality": state.config.quality, "oa7dayQuality": state.config.quality}
    )


@handles("/message/template-tag")
def tags(state: SandboxState, _query: ZaloQuery) -> SandboxReply:
    """Return the tags whose templates the OA may send."""
    return success(list(state.config.tags))


@handles("/template/all")
def template_list(state: SandboxState, query: ZaloQuery) -> SandboxReply:
    """Return a page of the account's templates, without their parameters."""
    numbers = {"offset": query.get("offset", "") or "0", "limit": query.get("limit", "") or "100"}
    for name, text in numbers.items():
        if not (text.isascii() and text.isdecimal()):
            raise refusal(-132, f"Invalid {name}")
    offset, limit = int(numbers["offset"]), min(100, int(numbers["limit"]))
    status = requested_status(query)
    listed = [
        {
            "templateId": template_id(name),
            "templateName": template.name,
            "createdTime": _CREATED,
            "status": template.status,
            "templateQuality": state.config.quality,
        }
        for name, template in state.config.listed.items()
        if status in {None, template.status}
    ]
    return success(listed[offset : offset + limit], metadata={"total": len(listed)})


@handles("/template/info/v2")
def template_info(state: SandboxState, query: ZaloQuery) -> SandboxReply:
    """Return a template with its parameters."""
    name = query.get("template_id", "")
    template = described_template(name, state)
    price = str(template.price)
    return success(
        {
            "templateId": template_id(name),
            "templateName": template.name,
            "status": template.status,
            "reason": "",
            "listParams": [param_fields(*item) for item in template.params.items()],
            "listButtons": [
                {"type": 1, "title": "Xem chi tiết", "content": content}
                for content in template.buttons
            ],
            "timeout": int(template.timeout * 1000),
            "previewUrl": "",
            "templateQuality": state.config.quality,
            "templateTag": template.tag or TAGS[0],
            "price": price,
            "price_sdt": price,
            # Seven tenths, as in the accounts that people have shown.
            "price_uid": str(template.price * 7 // 10),
            "applyTemplateQuota": template.quota is not None,
            "templateDailyQuota": template.quota,
            "templateRemainingQuota": state.template_remaining(name, template.quota),
        }
    )


@handles("/template/info")
def old_template_info(_state: SandboxState, _query: ZaloQuery) -> SandboxReply:
    """Refuse the address of before `/v2`, as the live host does."""
    return in_json({"error": -106, "message": WORDS[-106]})


@handles("/rating/get")
def ratings(state: SandboxState, query: ZaloQuery) -> SandboxReply:
    """Return a page of the ratings of a template's messages, in a span of time."""
    wanted = _answers_query(state, query)
    given = [
        {
            "rating_type": "csat",
            "option": "five_emotions",
            "note": rating.note,
            "rate": rating.stars,
            "submitDate": ms(rating.at),
            "msgId": message.msg_id,
            "feedbacks": list(rating.reasons),
            "trackingId": message.tracking_id,
            "oaId": "1",
        }
        for message, rating in _answered(state, wanted, state.answers.rating)
    ]
    return success({"total": len(given), "data": wanted.page(given)})


@handles("/response/get")
def quick_replies(state: SandboxState, query: ZaloQuery) -> SandboxReply:
    """Return the quick replies that were pressed of a template's messages, in a span of time."""
    wanted = _answers_query(state, query)
    given = [
        {
            "data": reply.text,
            "submitDate": ms(reply.at),
            "msgId": message.msg_id,
            "oaId": "1",
            "trackingId": message.tracking_id,
        }
        for message, reply in _answered(state, wanted, state.answers.reply)
    ]
    return success({"data": wanted.page(given)})


@dataclass(frozen=True, kw_only=True, slots=True)
class _AnswersQuery:
    template_id: str
    first: int
    last: int
    offset: int
    limit: int

    def covers(self, moment: float) -> bool:
        return self.first <= moment * 1000 <= self.last

    def page(self, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return items[self.offset : self.offset + self.limit]


def _answers_query(state: SandboxState, query: ZaloQuery) -> _AnswersQuery:
    """Read a question for answers.

    Raises:
        RefusedError: A number is missing or none (`-132`), or the account has no such template (`-117`).

    """
    name = query.get("template_id", "")
    if not name or (state.config.templates and name not in state.config.templates):
        raise refusal(-117)
    numbers = {
        "from_time": query.get("from_time", ""),
        "to_time": query.get("to_time", ""),
        "offset": query.get("offset", "") or "0",
        "limit": query.get("limit", "") or "100",
    }
    for field, text in numbers.items():
        if not (text.isascii() and text.isdecimal()):
            raise refusal(-132, f"Invalid {field}")
    return _AnswersQuery(
        template_id=name,
        first=int(numbers["from_time"]),
        last=int(numbers["to_time"]),
        offset=int(numbers["offset"]),
        limit=min(_ANSWERS_LIMIT, int(numbers["limit"])),
    )


def _answered(
    state: SandboxState,
    wanted: _AnswersQuery,
    draw: Callable[[str, float | None], _Answer | None],
) -> Iterator[tuple[Accepted, _Answer]]:
    """Yield the messages that a question is about and that were answered by now, with the answers."""
    now = state.clock.now()
    for message in state.messages.messages():
        if message.template_id == wanted.template_id:
            answer = draw(message.tracking_id or message.phone, message.delivered_at)
            if answer is not None and answer.at <= now and wanted.covers(answer.at):
                yield message, answer


@handles("/template/sample-data")
def sample_data(state: SandboxState, query: ZaloQuery) -> SandboxReply:
    """Return an example value for each parameter of a template."""
    template = described_template(query.get("template_id", ""), state)
    return success({name: template.sample.get(name, f"<{name}>") for name in template.params})


def described_template(name: str, state: SandboxState) -> SandboxTemplate:
    """Return a template as the account has it; one without parameters where it takes any."""
    known = template_of(name, state) or state.config.listed.get(name)
    return known or SandboxTemplate(price=state.config.price)


def param_fields(name: str, param: SandboxParam) -> dict[str, Any]:
    """Return a parameter as a list of a template's parameters has it."""
    return {
        "name": name,
        "require": param.required,
        "type": "STRING",
        "maxLength": param.longest,
        "minLength": param.min_length,
        "acceptNull": param.accept_empty or not param.required,
    }


def template_id(name: str) -> int | str:
    """Return a template's id as lists have it: numbers today; the older ones are hexadecimal."""
    return int(name) if name.isdecimal() else name


def requested_status(query: ZaloQuery) -> str | None:
    """Return the state of templates that a query names; `None` for all.

    Raises:
        RefusedError: It is none of 1 to 5 (`-132`).

    """
    text = query.get("status", "")
    if not text:
        return None
    if text not in {str(number) for number in range(1, len(STATUSES) + 1)}:
        raise refusal(-132, "Invalid status")
    return STATUSES[int(text) - 1]
