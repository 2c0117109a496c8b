"""The page of the never-send list: who is on it, adding, importing, taking off."""

from pathlib import Path

import httpx
import pytest
from ledger_help import campaign_of, planned
from program_help import until
from sheet_files import excel
from sqlalchemy import select
from web_campaign_help import move, now, sent
from web_help import Pages, Visitor, words_of

from zns_batch.domain.states import RowState
from zns_batch.domain.users import Role
from zns_batch.i18n import Lang
from zns_batch.ledger import audit, rows
from zns_batch.ledger.db.customer_tables import never_send
from zns_batch.services.customers.never_send import (
    add_numbers,
    audit_hash,
    keep_as_hashes,
    listed_numbers,
    never_sent_by,
)
from zns_batch.web.routes import suppressed

PHONE, TYPED = "84900000002", "0900 000 002"
EVIL = '<script>alert(1)</script>" onmouseover="x'


@pytest.fixture(autouse=True)
def _two_accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZNS_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    text = "".join(f'[accounts.{name}]\nprovider = "zalo"\n' for name in ("shop-a", "shop-b"))
    (tmp_path / "zns-batch.toml").write_text(text)


def _listed(pages: Pages) -> set[tuple[str | None, str | None]]:
    return {(each.account, each.recipient) for each in listed_numbers(pages.web.ledger)}


def _add(visitor: Visitor, numbers: str, account: str = "*", why: str = "") -> httpx.Response:
    return visitor.post(
        "/suppressed", {"numbers": numbers, "account": account, "why": why}, page="/suppressed"
    )


@pytest.mark.parametrize(
    "lang, answer, wrong",
    [
        ("vi", "Đã thêm 2 số, 1 số đã có sẵn, 1 dòng không phải số", "Có 1 dòng không phải số"),
        (
            "en",
            "Added: 2. On the list already: 1. Not numbers: 1",
            "Lines without a phone number: 1",
        ),
    ],
)
def test_each_line_is_answered(file_pages: Pages, lang: Lang, answer: str, wrong: str) -> None:
    """Who pastes numbers of complaints sees what became of each, and keeps the wrong ones to correct."""
    add_numbers(file_pages.web.ledger, ["0900000009"], now=now())
    an = file_pages.person("an", lang=lang)
    page = _add(an, f"{TYPED}\n\n0900000009\n+84 900 000 003\nchị Lan {EVIL}", why="khách gọi")
    words = words_of(page)
    assert 422 == page.status_code
    assert answer in words
    assert wrong in words
    assert "<script>alert" not in page.text
    assert "chị Lan" in page.text.partition("<textarea")[2].partition("</textarea>")[0]
    assert TYPED not in page.text.partition("<textarea")[2].partition("</textarea>")[0]
    assert {(None, PHONE), (None, "84900000003"), (None, "84900000009")} == _listed(file_pages)
    added = {each.recipient: each for each in listed_numbers(file_pages.web.ledger)}[PHONE]
    assert ("an", "khách gọi") == (added.added_by, added.why)


def test_numbers_that_are_added_stop_what_waits_for_them(pages: Pages) -> None:
    """A customer who complains while a campaign runs gets nothing of it any more."""
    campaign = campaign_of(pages.web.ledger, [planned(1), planned(2)], account="shop-a")
    words = words_of(_add(pages.person("an"), TYPED))
    assert "Số tin đang chờ sẽ không gửi nữa: 1" in words
    states = [row.state for row in rows.read_rows(pages.web.ledger, campaign.id)]
    assert [RowState.PENDING, RowState.SUPPRESSED] == states
    assert PHONE in never_sent_by(pages.web.ledger, "shop-a")


def test_nothing_typed_adds_nothing(file_pages: Pages) -> None:
    """An empty field, and a text that is no list of numbers, are told beside the field."""
    an = file_pages.person("an")
    assert "Vui lòng nhập ít nhất một số" in words_of(_add(an, " \n "))
    too_many = "\n".join(["0900000001"] * 2001)
    assert "Nhiều hơn 2.000 dòng" in words_of(_add(an, too_many))
    assert set() == _listed(file_pages)


def test_who_may_only_look_sees_masked_numbers_and_changes_nothing(pages: Pages) -> None:
    """A viewer sees that somebody is on the list, and no whole number in any byte of the page."""
    add_numbers(pages.web.ledger, [TYPED], why=f"đã gọi từ {TYPED}", now=now())
    xem = pages.person("xem", role=Role.VIEWER)
    page = xem.get("/suppressed")
    assert 200 == page.status_code
    assert "84****002" in page.text
    assert "900000002" not in page.text.replace(" ", "")
    entry = listed_numbers(pages.web.ledger)[0]
    assert f"/suppressed/{entry.id}/remove" not in page.text
    for path in (f"/suppressed/{entry.id}/remove", "/suppressed/proposed"):
        assert 403 == xem.get(path).status_code
    assert 403 == _add(xem, "0900000001").status_code
    assert 403 == xem.post("/suppressed/find", {"number": TYPED}).status_code
    assert {(None, PHONE)} == _listed(pages)


def test_an_account_is_its_own_peoples(pages: Pages) -> None:
    """Who sends for one client of an agency neither sees nor changes the numbers of another."""
    ledger = pages.web.ledger
    add_numbers(ledger, ["0900000001"], account="shop-a", now=now())
    add_numbers(ledger, ["0900000002"], account="shop-b", now=now())
    add_numbers(ledger, ["0900000003"], now=now())
    an = pages.person("an", grants={"shop-a": Role.SENDER})
    page = an.get("/suppressed")
    assert "84900000001" in page.text
    assert "900000002" not in page.text
    # What holds for all may be another client's customer.
    assert "84****003" in page.text
    assert "84900000003" not in page.text
    by_account = {each.account: each.id for each in listed_numbers(ledger)}
    assert 404 == an.get(f"/suppressed/{by_account['shop-b']}/remove").status_code
    assert 403 == an.get(f"/suppressed/{by_account[None]}/remove").status_code
    for account, status in (("shop-b", 404), ("*", 403), ("", 400), ("nothing", 404)):
        assert status == _add(an, "0900000009", account=account).status_code
    assert 404 == an.get("/suppressed?account=shop-b").status_code
    _add(an, "0900000009", account="shop-a")
    assert ("shop-a", "84900000009") in _listed(pages)


def test_taking_a_number_off_asks_why(pages: Pages) -> None:
    """A number comes off the list only by somebody who says why, and the log keeps that without it."""
    add_numbers(pages.web.ledger, [TYPED], now=now())
    entry = listed_numbers(pages.web.ledger)[0]
    an = pages.person("an")
    path = f"/suppressed/{entry.id}/remove"
    assert f'href="{path}"' in an.get("/suppressed").text
    assert "Cho phép gửi lại tới 84900000002?" in words_of(an.get(path))
    asked = an.post(path, {"why": "  "}, page="/suppressed")
    assert 422 == asked.status_code
    assert "Vui lòng ghi lý do" in words_of(asked)
    assert {(None, PHONE)} == _listed(pages)
    gone = an.post(path, {"why": f"khách {TYPED} đổi ý"}, page="/suppressed")
    assert (303, "/suppressed?done=removed") == (gone.status_code, gone.headers["location"])
    assert set() == _listed(pages)
    noted = audit.latest(pages.web.ledger)[0]
    assert ("never-send-remove", audit_hash(PHONE)) == (noted.act, noted.params["customer"])
    assert "900000002" not in str(noted).replace(" ", "")
    assert 404 == an.get(path).status_code
    assert 404 == an.post(path, {"why": "x"}, page="/suppressed").status_code


def test_a_number_is_looked_for_without_standing_in_an_address(pages: Pages) -> None:
    """Whether one customer is on the list is told at once, and the log has no number."""
    add_numbers(pages.web.ledger, [TYPED, "0900000005"], now=now())
    an = pages.person("an")
    page = an.post("/suppressed/find", {"number": TYPED}, page="/suppressed")
    assert (200, True, False) == (
        page.status_code,
        PHONE in page.text,
        "84900000005" in page.text,
    )
    assert "Số này không có trong danh sách" in words_of(
        an.post("/suppressed/find", {"number": "0912345678"}, page="/suppressed")
    )
    wrong = an.post("/suppressed/find", {"number": EVIL}, page="/suppressed")
    assert 422 == wrong.status_code
    assert "<script>alert" not in wrong.text
    assert {"never-send-find"} == {each.act for each in audit.latest(pages.web.ledger)}


def test_numbers_that_are_kept_as_hashes_are_still_found_and_removed(file_pages: Pages) -> None:
    """A person who asked to be forgotten stays on the list, unreadable, and can be taken off it."""
    ledger = file_pages.web.ledger
    add_numbers(ledger, [TYPED], now=now())
    keep_as_hashes(ledger)
    an = file_pages.person("an")
    for page in (
        an.get("/suppressed"),
        an.post("/suppressed/find", {"number": TYPED}, page="/suppressed"),
    ):
        assert "(giữ dạng mã băm)" in words_of(page)
        assert PHONE not in page.text
    entry = listed_numbers(ledger)[0]
    an.post(f"/suppressed/{entry.id}/remove", {"why": "nhầm"}, page="/suppressed")
    assert set() == _listed(file_pages)


def test_every_entry_is_on_one_page(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a long list each number is seen once, however many came at the same moment."""
    monkeypatch.setattr(suppressed, "PAGE", 4)
    ledger, at = pages.web.ledger, now()
    for start in (0, 100):
        numbers = [f"0900000{n:03d}" for n in range(start, start + 6)]
        add_numbers(ledger, numbers, now=at)
    an, path, seen = pages.person("an"), "/suppressed", []
    for _ in range(3):
        page = an.get(path)
        seen += [number for number in _phones() if number in page.text]
        path = page.text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
        assert not any(number in path for number in _phones())
    assert "" == path
    assert sorted(_phones()) == sorted(seen)
    assert 200 == an.get("/suppressed?after=x").status_code


def _phones() -> list[str]:
    return [f"84900000{n:03d}" for start in (0, 100) for n in range(start, start + 6)]


def _imported(visitor: Visitor, answer: httpx.Response) -> str:
    assert 303 == answer.status_code, words_of(answer)
    path = answer.headers["location"]
    assert path.startswith("/suppressed/import/")
    until(lambda: "Đang đọc" not in words_of(visitor.get(path)))
    return words_of(visitor.get(path))


def test_a_file_of_numbers_is_added_whole(file_pages: Pages, tmp_path: Path) -> None:
    """The complaints' workbook goes in as it is, by its column of phones, and the log has the number of them."""
    book = tmp_path / "khiếu nại.xlsx"
    excel(book, [["Tên", "Số điện thoại"], ["An", "0900000001"], ["Bình", "0900000002"]])
    an = file_pages.person("an")
    words = _imported(an, an.upload("/suppressed/import", book, {"account": "shop-a", "why": ""}))
    assert "khiếu nại.xlsx: đã thêm 2 số, 0 số đã có sẵn" in words
    assert {("shop-a", "84900000001"), ("shop-a", PHONE)} == _listed(file_pages)
    entry = listed_numbers(file_pages.web.ledger)[0]
    assert ("an", "khiếu nại.xlsx") == (entry.added_by, entry.why)
    noted = audit.latest(file_pages.web.ledger)[0]
    assert ("never-send-import", "shop-a", 2) == (noted.act, noted.account, noted.number)
    assert [] == list((file_pages.web.home / "number-files").iterdir())


@pytest.mark.parametrize(
    "name, content, told",
    [
        ("a.txt", b"0900000001\nchua co\n", "a.txt: 1 dòng không đọc được số điện thoại (dòng 2)"),
        ("b.csv", b"Ten,Dia chi\nAn,HN\n", "b.csv: không rõ cột nào chứa các số không gửi"),
        ("c.xlsx", b"%PDF-1.7 ...", "c.xlsx"),
    ],
)
def test_a_file_that_can_not_be_read_adds_nothing(
    file_pages: Pages, tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    """One wrong line is told with its row, and no folder of the server is named."""
    (tmp_path / name).write_bytes(content)
    an = file_pages.person("an")
    answer = an.upload("/suppressed/import", tmp_path / name, {"account": "*"})
    words = words_of(answer) if answer.status_code == 422 else _imported(an, answer)
    assert told in words
    assert str(tmp_path) not in words
    assert set() == _listed(file_pages)


def test_a_file_is_taken_from_who_may_and_shown_to_who_sent_it(
    file_pages: Pages, tmp_path: Path
) -> None:
    """No account's list is filled by others, and what a file held is shown to nobody else."""
    file = tmp_path / "a.txt"
    file.write_text("0900000001\n")
    an = file_pages.person("an", grants={"shop-a": Role.SENDER})
    binh = file_pages.person("binh")
    assert 404 == an.upload("/suppressed/import", file, {"account": "shop-b"}).status_code
    answer = an.upload("/suppressed/import", file, {"account": "shop-a"})
    assert "đã thêm 1 số" in _imported(an, answer)
    assert 404 == binh.get(answer.headers["location"]).status_code
    nothing = an.upload("/suppressed/import", file, {"account": "shop-a"}, field_name="other")
    assert nothing.status_code in {303, 422}
    assert {("shop-a", "84900000001")} == _listed(file_pages)


def test_who_refused_is_proposed_and_never_added_by_itself(pages: Pages) -> None:
    """Customers who do not want messages are one look and one press away from the list."""
    ledger = pages.web.ledger
    campaign = campaign_of(
        ledger, [planned(n) for n in range(1, 4)], account="shop-a", name="Đơn", now=now()
    )
    other = campaign_of(ledger, [planned(4)], account="shop-b", now=now())
    for which, seq in ((campaign, 1), (campaign, 2), (other, 1)):
        move(ledger, which, seq, RowState.REJECTED, "-141")
    move(ledger, campaign, 3, RowState.REJECTED, "-118")
    an = pages.person("an", grants={"shop-a": Role.SENDER})
    assert "2 số đã từ chối nhận tin" in an.get("/suppressed/proposed/count").text
    page = an.get("/suppressed/proposed")
    assert ("84900000001" in page.text, "84900000004" in page.text) == (True, False)
    assert set() == _listed(pages)
    # Of another account nothing is added, whatever a form says.
    chosen = ["shop-a/84900000001", "shop-b/84900000004", "shop-a/84900000009"]
    done = an.post("/suppressed/proposed", {"number": chosen}, page="/suppressed")
    assert "/suppressed?done=added" == done.headers["location"]
    assert {("shop-a", "84900000001")} == _listed(pages)
    an.post("/suppressed/proposed", {"all": "1"}, page="/suppressed")
    assert {("shop-a", "84900000001"), ("shop-a", PHONE)} == _listed(pages)
    assert "Trong 90 ngày qua không có số nào" in words_of(an.get("/suppressed/proposed"))


def test_ids_of_entries_say_nothing(pages: Pages) -> None:
    """An address that is handed on tells nobody a number, and ids that are made up find nothing."""
    sent(pages)
    add_numbers(pages.web.ledger, [TYPED], now=now())
    with pages.web.ledger.read() as connection:
        [entry_id] = connection.execute(select(never_send.c.entry_id)).scalars()
    assert entry_id > 0
    an = pages.person("an")
    for wrong in ("0", "-1", "x", "9" * 19, "9" * 30, PHONE, "%00", "1%20or%201=1"):
        assert 404 == an.get(f"/suppressed/{wrong}/remove").status_code, wrong
