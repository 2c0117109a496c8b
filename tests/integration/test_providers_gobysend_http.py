"""What GobySend really receives from us, and what we make of its answers, over real HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from providers_loopback import MESSAGE, http, loopback, raw

from zns_batch.domain.journey import JourneyKind
from zns_batch.domain.message import Action, Address, Failure, OutcomeKind, Quota, Sms
from zns_batch.domain.states import Reason
from zns_batch.errors import ProviderError, RefusalError, UsageError, ZnsBatchError
from zns_batch.i18n.provider_errors import explain
from zns_batch.providers import HttpOptions, ProviderConfig
from zns_batch.providers.gobysend.client import GobySend
from zns_batch.sandbox import RunningSandbox, SandboxConfig, SandboxParam, SandboxTemplate, start

KEY = "goby-key-0123456789"
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
ACCEPTED = {"error": 0, "message": "Success", "data": {"msg_id": "a1b2"}}


def _sender(url: str, *, patience: float = 5.0, **changes: Any) -> ProviderConfig:
    options = {"base_url": url, "api_key": KEY, "key_header": "X-API-KEY", **changes}
    return ProviderConfig(
        **options, http=HttpOptions(connect_timeout=2.0, request_timeout=patience)
    )


@asynccontextmanager
async def _provider(url: str, **changes: Any) -> AsyncIterator[GobySend]:
    made = GobySend(_sender(url, **changes))
    try:
        yield made
    finally:
        await made.close()


@asynccontextmanager
async def _desk(url: str, **changes: Any) -> AsyncIterator[GobySend]:
    made = GobySend(_sender(url, **changes))
    try:
        yield made
    finally:
        await made.close()


@asynccontextmanager
async def _goby(**behaviour: Any) -> AsyncIterator[RunningSandbox]:
    running = await start(SandboxConfig(api_key=KEY, **behaviour), provider="gobysend")
    try:
        yield running
    finally:
        await running.stop()


async def test_a_message_arrives_as_gobysend_documents_it() -> None:
    """GobySend receives one POST with the key in the header that was named."""
    async with (
        loopback(http(ACCEPTED)) as server,
        _provider(f"{server.url}/gw/", key_header="Authorization", api_key=f"Bearer {KEY}") as goby,
    ):
        outcome = await goby.send(MESSAGE)
    (arrival,) = server.arrivals
    assert ("POST", "/gw/api/message/send") == (arrival.method, arrival.path)
    assert f"Bearer {KEY}" == arrival.headers["authorization"]
    assert "application/json" == arrival.headers["content-type"]
    assert "access_token" not in arrival.headers
    assert {"phone", "template_id", "template_data", "tracking_id"} == set(arrival.json())
    assert (OutcomeKind.ACCEPTED, "a1b2") == (outcome.kind, outcome.message_id)


async def test_a_message_is_sent_counted_and_found_again() -> None:
    """A message reaches the stand-in once, uses the quota, and its receipt says that it arrived."""
    async with _goby(quota=500, delivery=0.0) as running:
        async with _provider(running.url) as goby, _desk(running.url) as desk:
            outcome = await goby.send(MESSAGE)
            assert Quota(daily=500, remaining=499) == await goby.quota()
            assert outcome.message_id is not None
            receipt = await desk.receipt(outcome.message_id)
        (message,) = running.messages()
    assert (MESSAGE.phone, MESSAGE.data, MESSAGE.tracking_id, outcome.message_id) == (
        message.phone,
        message.template_data,
        message.tracking_id,
        message.msg_id,
    )
    assert receipt is not None
    assert outcome.message_id == receipt.message_id
    assert receipt.delivered_at is not None
    assert abs(receipt.delivered_at.timestamp() - message.time) < 0.01


@pytest.mark.parametrize("changes", [{"quota_in_answer": True}, {"quota_as_text": True}])
async def test_the_quota_is_read_in_every_form(changes: dict[str, bool]) -> None:
    """Text or numbers, in the answer or not: what is told of the quota is understood."""
    async with _goby(quota=500, **changes) as running, _provider(running.url) as goby:
        outcome = await goby.send(MESSAGE)
        assert Quota(daily=500, remaining=499) == await goby.quota()
    told = Quota(daily=500, remaining=499) if "quota_in_answer" in changes else None
    assert told == outcome.quota


async def test_the_sms_of_a_row_reaches_gobysend() -> None:
    """A row's SMS is taken up and goes when its message never arrives."""
    sms = Sms(brandname="TIEMSEN", content="Đơn hàng đã gửi", delay_seconds=0)
    async with (
        _goby(delivery=None) as running,
        _provider(running.url) as goby,
        _desk(running.url) as desk,
    ):
        outcome = await goby.send(MESSAGE._replace(sms=sms))
        assert OutcomeKind.ACCEPTED is outcome.kind
        receipt = await desk.receipt(str(outcome.message_id))
    assert receipt is not None
    assert receipt.delivered_at is not None


FAULTS = [
    (951, OutcomeKind.UNKNOWN, "connection-reset", 1),
    (952, OutcomeKind.UNKNOWN, "http-502", 1),
    (953, OutcomeKind.UNKNOWN, "connection-reset", 0),
    (954, OutcomeKind.UNKNOWN, "timeout", 1),
    (955, OutcomeKind.UNKNOWN, "unreadable", 1),
    (956, OutcomeKind.UNKNOWN, "redirect", 0),
    (957, OutcomeKind.UNKNOWN, "unreadable", 1),
    (959, OutcomeKind.UNKNOWN, "connection-reset", 1),
    (960, OutcomeKind.UNKNOWN, "unreadable", 1),
    (961, OutcomeKind.UNKNOWN, "unreadable", 1),
    (962, OutcomeKind.UNKNOWN, "unreadable", 1),
    (950, OutcomeKind.UNKNOWN, "http-500", 0),
    (903, OutcomeKind.NOT_SENT, "http-503", 0),
    (929, OutcomeKind.NOT_SENT, "http-429", 0),
    (932, OutcomeKind.NOT_SENT, "-32", 0),
    (904, OutcomeKind.NOT_SENT, "http-404", 0),
    (965, OutcomeKind.NOT_SENT, "http-403", 0),
    (915, OutcomeKind.NOT_SENT, "-115", 0),
    (924, OutcomeKind.NOT_SENT, "-124", 0),
    (944, OutcomeKind.NOT_SENT, "-144", 0),
    (918, OutcomeKind.REJECTED, "-118", 0),
    (997, OutcomeKind.REJECTED, "-9999", 0),
    (963, OutcomeKind.ACCEPTED, None, 1),
    (980, OutcomeKind.ACCEPTED, None, 1),
    (999, OutcomeKind.ACCEPTED, None, 1),
]


@pytest.mark.parametrize("ending, kind, code, accepted", FAULTS)
async def test_a_fault_never_leads_to_a_wrong_word(
    ending: int, kind: OutcomeKind, code: str | None, accepted: int
) -> None:
    """A message is called accepted or refused only when that is certain, and is sent once."""
    message = MESSAGE._replace(phone=f"84912345{ending}")
    patience = 1.0 if code == "timeout" else 60.0
    async with _goby() as running, _provider(running.url, patience=patience) as goby:
        outcome = await goby.send(message)
        await asyncio.sleep(0.05)
        counted = running.counts()
    assert (kind, code) == (outcome.kind, outcome.failure and outcome.failure.code)
    assert (1, accepted) == (counted.requests, counted.accepted)


async def test_a_refused_key_stops_before_anything_is_sent() -> None:
    """A wrong key or header makes the message not sent, with what a person must look at."""
    async with _goby() as running:
        async with _provider(running.url, api_key="another-key-000") as goby:
            outcome = await goby.send(MESSAGE)
            with pytest.raises(ProviderError) as raised:
                await goby.quota()
        assert 0 == running.counts().accepted
    assert outcome.failure is not None
    assert (OutcomeKind.NOT_SENT, Action.ABORT, Reason.AUTHORISATION) == (
        outcome.kind,
        outcome.failure.action,
        outcome.failure.reason,
    )
    assert "gobysend.key-refused" == raised.value.key
    assert "X-API-KEY" in raised.value.text("vi")
    assert "another-key-000" not in raised.value.text("en")


@pytest.mark.parametrize(
    "changes",
    [
        {"mode": "development"},
        {"address": Address.HASH},
        {"address": Address.USER},
        {"beyond_quota": True},
        {"journey": "a-token"},
    ],
)
async def test_what_gobysend_has_no_field_for_is_never_sent(changes: dict[str, Any]) -> None:
    """A test message must not reach a customer because a provider knows no tests."""
    async with _goby() as running, _provider(running.url) as goby:
        outcome = await goby.send(MESSAGE._replace(**changes))
        assert 0 == running.counts().requests
    assert outcome.failure is not None
    assert (OutcomeKind.NOT_SENT, Action.ABORT) == (outcome.kind, outcome.failure.action)
    reason, remedy = explain("gobysend", outcome.failure.code, "vi")
    assert "GobySend" in reason
    assert remedy


async def test_there_is_nothing_to_renew() -> None:
    """A key lasts; a refusal of Zalo's stays one until the OA is connected again."""
    refusal = Failure(code="-124", action=Action.AUTH, reason=Reason.AUTHORISATION)
    async with _provider("https://zns.api.gobysend.com") as goby:
        assert None is await goby.authorise(NOW)
        assert refusal == await goby.renew(refusal)


async def test_all_templates_are_told_page_by_page() -> None:
    """More templates than a page holds all come, once each, in GobySend's order."""
    many = {str(number): SandboxTemplate(name=f"Mẫu {number}") for number in range(1250, 1000, -1)}
    async with _goby(templates=many) as running, _desk(running.url) as desk:
        found = await desk.templates()
        assert 3 == running.counts().queries["/api/template/all"]
    assert list(many) == [one.template_id for one in found]


async def test_a_template_is_told_whole_by_its_id() -> None:
    """One template comes with its parameters, price and time limit; an unknown id is none."""
    known = {
        "300001": SandboxTemplate(price=250, timeout=15.0, tag="PROMOTION"),
        "217489": SandboxTemplate(status="DISABLE", params={"otp": SandboxParam(max_length=6)}),
    }
    async with _goby(templates=known) as running, _desk(running.url) as desk:
        promotion, disabled, none = [
            await desk.template(name) for name in ("300001", "217489", "1")
        ]
    assert none is None
    assert promotion is not None
    assert disabled is not None
    assert (250, 15.0, "PROMOTION") == (
        promotion.price,
        promotion.timeout_seconds,
        promotion.tag,
    )
    assert ("DISABLE", [("otp", True, 6)]) == (
        disabled.status,
        [(one.name, one.required, one.max_length) for one in disabled.params],
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"metadata": {"total": 1000}},
        {"metadata": {}},
        {},
    ],
)
async def test_a_list_that_repeats_itself_comes_to_an_end(fields: dict[str, Any]) -> None:
    """A server that leaves the offset aside, or counts wrongly, does not keep us for ever."""
    items = [{"templateId": number, "templateName": "x"} for number in range(100)]
    answer = http({"error": 0, "message": "success", "data": items, **fields})
    async with loopback(answer) as server, _desk(server.url) as desk:
        assert 100 == len(await desk.templates())
        assert 2 == len(server.arrivals)


async def test_the_account_tells_its_quota_and_its_oa() -> None:
    """A person sees which OA the key belongs to, and what it may still send today."""
    async with _goby(quota=500, used=20) as running, _desk(running.url) as desk:
        state = await desk.account()
    assert ("1234567890123456789", Quota(daily=500, remaining=480)) == (state.oa_id, state.quota)


async def test_a_message_that_nobody_knows_has_no_receipt() -> None:
    """An unknown id is none; one on its way is a receipt without a moment."""
    async with (
        _goby(delivery=None) as running,
        _provider(running.url) as goby,
        _desk(running.url) as desk,
    ):
        sent = await goby.send(MESSAGE)
        on_its_way = await desk.receipt(str(sent.message_id))
        assert None is await desk.receipt("of & = nobody?")
    assert on_its_way is not None
    assert None is on_its_way.delivered_at


@pytest.mark.parametrize(
    "reply, key",
    [
        (http({"error": -100, "message": "Unknown"}), "provider.refused"),
        (http({"error": 5, "message": "No"}, status="400 Bad"), "provider.refused"),
        (http({"error": 401}, status="401 Unauthorized"), "gobysend.key-refused"),
        (http("", status="403 Forbidden"), "gobysend.key-refused"),
        (http("<html>", kind="text/html"), "provider.unanswered"),
        (http("", status="502 Bad Gateway"), "provider.unanswered"),
        (http("", status="302 Found"), "provider.unanswered"),
        (http({"error": 0}, status="404 Not Found"), "provider.unanswered"),
        (http([]), "provider.unanswered"),
        (raw(b"", close=True), "provider.unanswered"),
    ],
)
async def test_a_question_without_an_answer_is_one_line(reply: Any, key: str) -> None:
    """Whatever goes wrong with a question is one error in the person's language."""
    async with loopback(reply) as server, _desk(server.url) as desk:
        for ask in (desk.receipt("m"), desk.templates(), desk.template("1"), desk.account()):
            with pytest.raises(ProviderError) as raised:
                await ask
            assert key == raised.value.key
            assert 1 == len(raised.value.text("vi").splitlines())


async def test_an_odd_state_is_no_answer_and_a_wrong_id_is_no_message() -> None:
    """A state that is in no document is an error; Zalo's -107 is a message that does not exist."""
    odd = http({"error": 0, "message": "Success", "data": {"status": 5}})
    async with loopback(odd) as server, _desk(server.url) as desk:
        with pytest.raises(ProviderError) as raised:
            await desk.receipt("m")
    assert "unreadable" == raised.value.params["code"]
    wrong = http({"error": -107, "message": "Message ID invalid"})
    async with loopback(wrong) as server, _desk(server.url) as desk:
        assert None is await desk.receipt("m")


async def test_a_refusal_says_what_to_do() -> None:
    """The words of a refusal are GobySend's, the advice is ours, and the key is in neither."""
    told = http({"error": -124, "message": f"Access token of {KEY} is invalid"})
    async with loopback(told) as server, _desk(server.url) as desk:
        with pytest.raises(RefusalError) as raised:
            await desk.templates()
    said = raised.value.text("en")
    assert "-124" in said
    assert "connect the OA again" in said
    assert KEY not in said


async def test_what_gobysend_lacks_is_refused_by_name() -> None:
    """Journeys, sample data and looking up by tracking id are declined clearly."""
    async with _desk("https://zns.api.gobysend.com") as desk:
        asked = [
            desk.find("c1-1", since=NOW),
            desk.create_journey("84912345678", JourneyKind.LOGISTICS_7),
            desk.journey("token"),
            desk.sample("217489"),
        ]
        for one in asked:
            with pytest.raises(UsageError) as raised:
                await one
            error: ZnsBatchError = raised.value
            assert "gobysend" in error.text("vi")
