"""The pages about customers: one customer's messages, found by phone."""

from datetime import timedelta
from pathlib import Path

import pytest
from ledger_help import TestClock, campaign_of, planned
from receipts_help import event_of
from web_campaign_help import now, sent
from web_help import Pages, opened_pages, words_of

from zns_batch.domain.delivery import RATED
from zns_batch.domain.users import Role
from zns_batch.i18n import Lang
from zns_batch.ledger import audit
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.webhook_events import store_events
from zns_batch.services.customers.never_send import add_numbers, audit_hash
from zns_batch.services.customers.settle import settle_rows

EVIL = '<script>alert(1)</script>" onmouseover="x'
PHONE, TYPED = "84900000002", "0900 000 002"


# ── find a customer ──


def test_a_customer_is_found_in_every_campaign(pages: Pages) -> None:
    """Who answers a customer's call sees what was sent, the newest first, with the way to each message."""
    ledger = pages.web.ledger
    older = sent(pages, name="Đơn hàng")
    newer = campaign_of(ledger, [planned(2)], name="Nhắc lịch", now=now() + timedelta(minutes=1))
    add_numbers(ledger, [TYPED], now=now())
    an = pages.person("an", role=Role.PREPARER)
    answer = an.post("/find", {"number": TYPED})
    address = answer.headers["location"]
    assert (303, "/find?q=") == (answer.status_code, address[:8])
    assert "900000002" not in address
    page = an.get(address)
    words = words_of(page)
    assert "Số tin tới số này: 2" in words
    assert words.index("Nhắc lịch") < words.index("Đơn hàng")
    assert "bị từ chối" in words
    assert "danh sách không gửi của: mọi tài khoản" in words
    for campaign, seq in ((older, 2), (newer, 1)):
        assert f'href="/campaigns/{campaign.id}/rows/{seq}"' in page.text
    assert 200 == an.get(f"/campaigns/{newer.id}/rows/1").status_code


@pytest.mark.parametrize("lang, stars", [("vi", "4/5 sao"), ("en", "4 of 5 stars")])
def test_what_a_customer_answered_and_a_person_settled_is_shown(
    file_pages: Pages, lang: Lang, stars: str
) -> None:
    """Who answers the call knows what the customer said, and what a colleague found out."""
    ledger, campaign = file_pages.web.ledger, sent(file_pages)
    told = {"rate": 4, "note": "hơi chậm <b>", "feedbacks": ["Giao nhanh"]}
    event = event_of(f"{campaign.id}-1", name=RATED, told=told)
    store_events(ledger, [event], now=now())
    settle_rows(ledger, campaign, [4], "accepted", "khách đã nhận", now=now())
    an = file_pages.person("an", lang=lang)
    answered, settled = (
        an.get(an.post("/find", {"number": number}).headers["location"])
        for number in ("0900000001", "0900000003")
    )
    for word in (stars, "Giao nhanh", "hơi chậm"):
        assert word in words_of(answered)
    assert "<b>" not in answered.text
    assert "khách đã nhận" in words_of(settled)


@pytest.mark.parametrize(
    "lang, none, bad",
    [
        ("vi", "Không có tin nào gửi tới số này từ", "không phải số di động Việt Nam"),
        ("en", "No message to this number since", "is neither a Vietnamese mobile number"),
    ],
)
def test_nothing_found_and_nothing_to_find(
    file_pages: Pages, lang: str, none: str, bad: str
) -> None:
    """A number without messages, and a word that is no number, are each answered in the reader's words."""
    an = file_pages.person("an", lang="vi" if lang == "vi" else "en")
    none_yet = an.get(an.post("/find", {"number": "0912345678"}).headers["location"])
    assert none not in words_of(none_yet)
    sent(file_pages)
    assert none in words_of(an.get(none_yet.request.url.raw_path.decode()))
    answer = an.post("/find", {"number": EVIL})
    assert 422 == answer.status_code
    assert bad in words_of(answer)
    assert "<script>alert" not in answer.text


def test_names_from_a_list_do_nothing_on_the_page(file_pages: Pages) -> None:
    """A campaign's name that is written to do harm is shown as it is, and does nothing."""
    campaign_of(file_pages.web.ledger, [planned(2)], name=EVIL)
    an = file_pages.person("an")
    page = an.get(an.post("/find", {"number": TYPED}).headers["location"])
    assert "alert(1)" in page.text
    assert "<script>alert" not in page.text


def test_only_ones_own_accounts_are_searched(pages: Pages) -> None:
    """A client of an agency learns nothing of a number from another client's campaigns."""
    mine = sent(pages, account="shop-a", name="Của tôi")
    sent(pages, account="shop-b", name="Của người khác")
    sent(pages, account="shop-c", name="Chỉ được xem")
    an = pages.person("an", grants={"shop-a": Role.PREPARER, "shop-c": Role.VIEWER})
    page = an.get(an.post("/find", {"number": TYPED}).headers["location"])
    assert mine.name in page.text
    assert "Của người khác" not in page.text
    # Whose numbers are hidden from somebody are not found by them either.
    assert "Chỉ được xem" not in page.text
    binh = pages.person("binh", grants={"shop-d": Role.SENDER})
    page = binh.get(binh.post("/find", {"number": TYPED}).headers["location"])
    assert "Không có tin nào gửi tới số này: chưa có chiến dịch nào" in words_of(page)


def test_who_may_only_look_finds_nobody(pages: Pages) -> None:
    """Who sees masked numbers can't try numbers one by one either, and has no field for it (B28)."""
    sent(pages)
    xem = pages.person("xem", role=Role.VIEWER)
    assert 403 == xem.get("/find").status_code
    assert 403 == xem.post("/find", {"number": TYPED}).status_code
    assert "/find" not in xem.get("/").text
    assert 403 == pages.person("sep", role=None, admin=True).get("/find").status_code
    assert 'action="/find"' in pages.person("an", role=Role.PREPARER).get("/").text


def test_a_search_is_its_own_sessions(pages: Pages) -> None:
    """An address that is handed on, or guessed, shows nobody else which number was searched."""
    sent(pages)
    an, binh = pages.person("an"), pages.person("binh")
    address = an.post("/find", {"number": TYPED}).headers["location"]
    assert PHONE in an.get(address).text
    for path in (address, "/find?q=x", "/find?q=%00"):
        answer = binh.get(path)
        assert 200 == answer.status_code
        assert "Lần tra cứu này đã hết hạn" in words_of(answer)
        assert PHONE not in answer.text


def test_a_search_is_over_after_a_quarter_of_an_hour(file_ledger: Ledger, tmp_path: Path) -> None:
    """A number that was searched is not left lying in a browser's history."""
    clock = TestClock(now())
    with opened_pages(file_ledger, tmp_path, clock=clock) as pages:
        an = pages.person("an")
        address = an.post("/find", {"number": TYPED}).headers["location"]
        clock.turn(14 * 60)
        assert PHONE in an.get(address).text
        clock.turn(2 * 60)
        assert PHONE not in an.get(address).text


def test_a_search_is_noted_without_the_number(pages: Pages) -> None:
    """It can be told who searched for a customer, and the log itself tells nobody the number."""
    an = pages.person("an")
    an.post("/find", {"number": TYPED})
    entry = audit.latest(pages.web.ledger)[0]
    assert ("an", "find", {"customer": audit_hash(PHONE)}) == (entry.actor, entry.act, entry.params)
    assert "900000002" not in str(entry)
