"""Customers' answers as Zalo tells them: by either method, page by page, and only ours kept."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ledger_help import NOW
from providers_loopback import http_bytes, loopback, zalo
from receipts_help import ms, sent_campaign

from zns_batch.domain.delivery import RATED, REPLIED, GivenAnswer
from zns_batch.domain.states import RowState
from zns_batch.ledger.customers.answers import answers_of, store_answers
from zns_batch.ledger.db.engine import Ledger
from zns_batch.providers.zalo import client

_RATING = {
    "rating_type": "csat",
    "note": "tốt",
    "rate": 4,
    "submitDate": str(ms(NOW)),
    "msgId": "m-1",
    "feedbacks": ["Nhanh", "Thân thiện"],
    "trackingId": "c-1",
}
_REPLY = {"data": "Xác nhận", "submitDate": ms(NOW), "msgId": "m-2", "trackingId": "c-2"}


def _asked(*answers: object) -> tuple[list[GivenAnswer], list[str]]:
    """Ask a Zalo that answers so, one after the other; return the answers and the requests."""

    async def ask() -> tuple[list[GivenAnswer], list[str]]:
        async def reply(writer: asyncio.StreamWriter, number: int) -> None:
            last: Any = {"error": 0, "data": {"data": []}}
            body = answers[number - 1] if number <= len(answers) else last
            writer.write(http_bytes(body))
            await writer.drain()

        async with loopback(reply) as server, zalo(server.url) as provider:
            since = NOW - timedelta(days=1)
            given = await provider.answers("217489", since=since, until=NOW)
            return given, [f"{one.method} {one.path.split('?')[0]}" for one in server.arrivals]

    return asyncio.run(ask())


def _listed(*items: object, **more: int) -> dict[str, object]:
    return {"error": 0, "message": "Success", "data": {"data": list(items), **more}}


def test_ratings_and_replies_are_read_with_whose_message_they_answer() -> None:
    """Stars, note, reasons and the pressed reply arrive whole, with the moment they were given."""
    given, asked = _asked(_listed(_RATING, total=1), _listed(_REPLY), _listed())
    assert ["GET /rating/get", "POST /response/get", "POST /response/get"] == asked
    rating, reply = given
    told = {"rate": 4, "note": "tốt", "feedbacks": ["Nhanh", "Thân thiện"]}
    assert (RATED, NOW, "m-1", "c-1", told) == (
        rating.name,
        rating.at,
        rating.message_id,
        rating.tracking_id,
        rating.told,
    )
    assert (REPLIED, NOW, "c-2", {"data": "Xác nhận"}) == (
        reply.name,
        reply.at,
        reply.tracking_id,
        reply.told,
    )


def test_where_get_is_refused_ratings_are_asked_for_by_post() -> None:
    """Copies of Zalo's pages disagree on the method; either way the answers come."""
    refused = {"error": -106, "message": "Method unsupported"}
    given, asked = _asked(refused, _listed(_RATING, total=1), _listed())
    assert ["GET /rating/get", "POST /rating/get", "POST /response/get"] == asked
    assert [RATED] == [answer.name for answer in given]


def test_all_pages_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A campaign with more answers than Zalo lists at once loses none of them."""
    monkeypatch.setattr(client, "ANSWERS_PAGE", 2)
    pages = [
        _listed({**_RATING, "msgId": f"m-{n}"}, {**_RATING, "msgId": f"n-{n}"}, total=6)
        for n in range(3)
    ]
    given, asked = _asked(*pages, _listed())
    assert (6, 4) == (len(given), len(asked))


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"rate": 5, "submitDate": "yesterday", "msgId": "m"},
        {"rate": 5, "submitDate": str(ms(NOW))},
        {"rate": {"a": 1}, "note": ["x"], "submitDate": str(ms(NOW)), "msgId": "a" * 200},
        "text",
    ],
)
def test_what_is_no_answer_is_passed_over(item: object) -> None:
    """A broken item in a list spoils none of the others."""
    given, _ = _asked(_listed(item, _RATING, total=2), _listed())
    assert ["m-1"] == [answer.message_id for answer in given]


def _given(**changes: Any) -> GivenAnswer:
    values: dict[str, Any] = {"name": RATED, "at": NOW, "submitted": "1", "told": {"rate": 5}}
    return GivenAnswer(**values | changes)


def test_only_answers_to_our_own_messages_are_kept(ledger: Ledger) -> None:
    """Another system's messages of the same template are none of ours, and none comes twice."""
    campaign = sent_campaign(ledger, RowState.ACCEPTED, RowState.ACCEPTED, RowState.ACCEPTED)
    given = [
        _given(tracking_id=f"{campaign.id}-1", message_id="x"),
        _given(message_id=f"m-{campaign.id}-2", told={"rate": 1, "note": "chậm"}),
        _given(tracking_id="order-17", message_id="y"),
        _given(message_id="z"),
    ]
    assert 2 == store_answers(ledger, campaign, given, now=datetime.now(UTC))
    assert 0 == store_answers(ledger, campaign, given, now=datetime.now(UTC))
    kept = answers_of(ledger, campaign.id)
    assert {1: 5, 2: 1} == {seq: answer.stars for seq, answer in kept.items()}
    assert "chậm" == kept[2].note
