"""What Zalo really receives from us, and what we make of its answers, over real HTTP."""

import asyncio
import hashlib
import hmac
import random
from datetime import UTC, datetime

import pytest
from providers_loopback import ACCEPTED, MESSAGE, TOKEN, http, loopback, raw, zalo

from zns_batch.domain.message import OutcomeKind, Quota
from zns_batch.errors import ProviderError


async def test_a_message_arrives_as_zalo_documents_it() -> None:
    """Zalo receives one POST with the token as a header and the message as JSON."""
    async with loopback(http(ACCEPTED)) as server, zalo(server.url) as provider:
        await provider.send(MESSAGE)
    (arrival,) = server.arrivals
    assert (arrival.method, arrival.path) == ("POST", "/message/template")
    assert arrival.headers["access_token"] == TOKEN
    assert arrival.headers["content-type"] == "application/json"
    assert "appsecret_proof" not in arrival.headers
    assert arrival.headers["user-agent"].startswith("zns-batch/")
    expected = {
        "phone": "84912345678",
        "template_id": "217489",
        "template_data": {"customer_name": "Nguyễn Văn A", "amount": "150000"},
        "tracking_id": "c1-000001",
    }
    assert expected == arrival.json()


async def test_an_accepted_message_is_read() -> None:
    """The answer's id, moment and quota come back."""
    async with loopback(http(ACCEPTED)) as server, zalo(server.url) as provider:
        outcome = await provider.send(MESSAGE)
    assert OutcomeKind.ACCEPTED is outcome.kind
    assert outcome.message_id == "a1b2c3d4e5f6a7b8c9d0"
    assert datetime.fromtimestamp(1790000000, UTC) == outcome.sent_at
    assert Quota(daily=5000, remaining=4999) == outcome.quota


async def test_a_test_message_says_so() -> None:
    """A development message carries its mode, a real one carries none."""
    async with loopback(http(ACCEPTED)) as server, zalo(server.url) as provider:
        await provider.send(MESSAGE._replace(mode="development"))
        await provider.send(MESSAGE)
    assert server.arrivals[0].json()["mode"] == "development"
    assert "mode" not in server.arrivals[1].json()


async def test_the_proof_of_the_app_secret_is_sent_when_asked_for() -> None:
    """The proof is the lower-case HMAC-SHA256 of the token under the app secret."""
    expected = hmac.new(b"the-secret", TOKEN.encode(), hashlib.sha256).hexdigest()
    changes = {"app_secret": "the-secret", "appsecret_proof": True}
    async with loopback(http(ACCEPTED)) as server, zalo(server.url, **changes) as provider:
        await provider.send(MESSAGE)
    assert expected == server.arrivals[0].headers["appsecret_proof"]


async def test_the_app_secret_alone_proves_nothing() -> None:
    """An account with an app secret sends no proof unless it was asked for."""
    async with loopback(http(ACCEPTED)) as server, zalo(server.url, app_secret="s") as provider:
        await provider.send(MESSAGE)
    assert "appsecret_proof" not in server.arrivals[0].headers


async def test_a_base_url_with_a_path_is_kept() -> None:
    """A company's gateway may put Zalo under a path of its own."""
    async with loopback(http(ACCEPTED)) as server, zalo(f"{server.url}/gw/zalo/") as provider:
        await provider.send(MESSAGE)
    assert server.arrivals[0].path == "/gw/zalo/message/template"


@pytest.mark.parametrize("text", ['“Tết” & \\ " \n 🎁', "a" * 5000, "\ud83d", ""])
async def test_any_text_arrives_as_it_is(text: str) -> None:
    """Quotation marks, emoji and broken letters of a sheet never break the request."""
    message = MESSAGE._replace(data={"note": text})
    async with loopback(http(ACCEPTED)) as server, zalo(server.url) as provider:
        assert (await provider.send(message)).kind is OutcomeKind.ACCEPTED
    assert text == server.arrivals[0].json()["template_data"]["note"]


@pytest.mark.parametrize(
    "data, expected",
    [
        ({"dailyQuota": 5000, "remainingQuota": 4000}, Quota(daily=5000, remaining=4000)),
        ({"dailyQuota": "5000", "remainingQuota": "4000"}, Quota(daily=5000, remaining=4000)),
        ({"dailyQuota": None, "remainingQuota": None, "dailyQuotaPromotion": 0}, None),
        ({}, None),
    ],
)
async def test_the_quota_is_asked_for(data: object, expected: Quota | None) -> None:
    """The quota of the day is read from Zalo's own page for it."""
    answer = http({"error": 0, "message": "success", "data": data})
    async with loopback(answer) as server, zalo(server.url) as provider:
        assert expected == await provider.quota()
    (arrival,) = server.arrivals
    assert (arrival.method, arrival.path) == ("GET", "/message/quota")
    assert arrival.headers["access_token"] == TOKEN


@pytest.mark.parametrize(
    "body, status, key, code",
    [
        ({"error": -124, "message": "Access token is invalid"}, "200 OK", "refused", "-124"),
        ({"error": -124}, "200 OK", "refused", "-124"),
        ("<html>", "200 OK", "unanswered", "unreadable"),
        ("", "502 Bad Gateway", "unanswered", "http-502"),
        ({"error": -100}, "500 Oops", "unanswered", "http-500"),
        ("", "302 Found", "unanswered", "redirect"),
        ("", "404 Not Found", "unanswered", "http-404"),
    ],
)
async def test_a_quota_that_nobody_tells_is_an_error(
    body: object, status: str, key: str, code: str
) -> None:
    """A question without a usable answer is one line that names the code."""
    async with loopback(http(body, status=status)) as server, zalo(server.url) as provider:
        with pytest.raises(ProviderError) as raised:
            await provider.quota()
    assert f"provider.{key}" == raised.value.key
    assert code == raised.value.params["code"]
    assert code in raised.value.text("vi")


async def test_a_quota_without_a_server_is_an_error() -> None:
    """A question that can't even be asked is one line too."""
    async with loopback(http("")) as server:
        address = server.url
    async with zalo(address) as provider:
        with pytest.raises(ProviderError) as raised:
            await provider.quota()
    assert raised.value.key == "provider.unanswered"


async def test_closing_is_enough_and_may_be_first() -> None:
    """A provider that never sent anything can be closed, and closed again."""
    async with zalo("https://business.openapi.zalo.me") as provider:
        await provider.close()


async def test_no_answer_at_all_makes_sending_fail() -> None:
    """Whatever bytes a server sends back, sending ends in an outcome and never in an exception."""
    dice = random.Random(20261122)
    starts = [b"", b"HTTP/1.1 ", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: "]
    starts += [b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"HTTP/1.1 200 \xff\r\n"]
    for _ in range(60):
        noise = dice.choice(starts) + dice.randbytes(dice.randrange(60))
        async with loopback(raw(noise, close=True)) as server:
            async with zalo(server.url, request_timeout=2) as provider:
                outcome = await provider.send(MESSAGE)
            assert OutcomeKind.UNKNOWN is outcome.kind, noise
            assert len(server.arrivals) == 1


async def test_many_messages_at_once_all_arrive_once() -> None:
    """Two hundred messages with twenty in flight arrive as two hundred different ones."""
    messages = [MESSAGE._replace(tracking_id=f"c1-{number}") for number in range(200)]
    async with loopback(http(ACCEPTED)) as server, zalo(server.url, concurrency=20) as provider:
        outcomes = await asyncio.gather(*map(provider.send, messages))
    assert [outcome.kind for outcome in outcomes] == [OutcomeKind.ACCEPTED] * 200
    arrived = [arrival.json()["tracking_id"] for arrival in server.arrivals]
    assert sorted(message.tracking_id for message in messages) == sorted(arrived)
