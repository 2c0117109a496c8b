"""The page about customers' data, on each database: what is kept, old data and one customer taken out."""

import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from ledger_help import TestClock, campaign_of, planned
from receipts_help import event_of
from sqlalchemy import insert, select, update
from web_campaign_help import now, sent
from web_help import Pages, opened_pages, words_of

from zns_batch.domain.delivery import RATED
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.ledger import audit, campaigns, rows, uploads
from zns_batch.ledger.customers.recipient_index import find as find_places
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import inputs, journeys
from zns_batch.ledger.db.schema import rows as row_table
from zns_batch.ledger.records import Campaign
from zns_batch.ledger.retry import RetrySelection, count_rows
from zns_batch.ledger.uploads import UploadedList, UploadState
from zns_batch.ledger.webhook_events import store_events
from zns_batch.services.campaigns.jobs.purge_job import PURGE_KEY
from zns_batch.services.customers.history import find_customer
from zns_batch.services.customers.never_send import add_numbers, listed_numbers, never_send_scopes
from zns_batch.services.customers.settle import settle_rows

PAGE = "/settings/data"
SENTENCE = "bốn con mèo ngủ trưa"
PHONE, TYPED = "84900000002", "0900 000 002"


def finished(pages: Pages, count: int, *, name: str, age: timedelta) -> Campaign:
    """A campaign of accepted rows that ended some time ago."""
    ledger, at = pages.web.ledger, pages.web.clock.now() - age
    campaign = campaign_of(ledger, [planned(n) for n in range(1, count + 1)], name=name, now=at)
    with ledger.write() as connection:
        mine = row_table.c.campaign_id == campaign.id
        connection.execute(update(row_table).where(mine).values(state=RowState.ACCEPTED.value))
    campaigns.stop(ledger, campaign.id, state=CampaignState.COMPLETED, now=at)
    return campaigns.get(ledger, campaign.id)


def phones(ledger: Ledger, campaign: Campaign) -> list[str | None]:
    """The phones of a campaign's rows, as they are kept."""
    query = select(inputs.c.phone).where(inputs.c.campaign_id == campaign.id)
    with ledger.read() as connection:
        return list(connection.execute(query.order_by(inputs.c.seq)).scalars())


def uploaded(pages: Pages, name: str, phone: str) -> Path:
    """An unfinished list that was checked and has a number."""
    folder = pages.web.home / "uploads" / name
    folder.mkdir(parents=True)
    (folder / "list.csv").write_text(f"SĐT\n{phone}\n", encoding="utf-8")
    with closing(sqlite3.connect(folder / "check.db")) as check:
        check.execute("CREATE TABLE rows (phone TEXT)")
        check.execute("INSERT INTO rows VALUES (?)", (phone,))
        check.commit()
    at = pages.web.clock.now()
    uploads.add(
        pages.web.ledger,
        UploadedList(
            id=name,
            owner="binh",
            account="default",
            template="don-hang",
            name=f"{name}.csv",
            sha256="0" * 64,
            size=11,
            folder=str(folder),
            state=UploadState.CHECKED,
            created_at=at,
            touched_at=at,
        ),
    )
    return folder


def test_the_page_says_what_is_kept_how_long_and_how_much(pages: Pages) -> None:
    """An administrator answers an auditor: what is kept, for how long, how much, since when."""
    an = pages.person("an", admin=True)
    finished(pages, 3, name="cũ", age=timedelta(days=400))
    finished(pages, 2, name="mới", age=timedelta(days=1))
    add_numbers(pages.web.ledger, [TYPED], now=now())
    words = words_of(an.get(PAGE))
    for said in ("đến khi bạn xóa ở dưới 5", "24 giờ 0", "400 ngày"):
        assert said in words
    assert re.search(r"Danh sách không gửi đến khi có người bỏ ra 1", words)


def test_only_administrators_take_data_out(pages: Pages) -> None:
    """Whoever may send may not erase, on no path."""
    binh = pages.person("binh")
    for path in (PAGE, f"{PAGE}/purge?months=12", f"{PAGE}/customer?q=x", f"{PAGE}/job"):
        assert 403 == binh.get(path).status_code
    for path in (PAGE, f"{PAGE}/purge", f"{PAGE}/customer", f"{PAGE}/customer/erase"):
        assert 403 == binh.post(path).status_code


def test_old_data_go_after_a_look_and_the_typed_number(pages: Pages) -> None:
    """First the numbers by campaign, then the number typed, then it is done as a job; totals stay."""
    an, ledger = pages.person("an", admin=True), pages.web.ledger
    old = finished(pages, 3, name="cũ", age=timedelta(days=400))
    new = finished(pages, 2, name="mới", age=timedelta(days=30))
    looked = an.post(PAGE, {"months": "12"}, page=PAGE)
    assert (303, f"{PAGE}/purge?months=12") == (looked.status_code, looked.headers["location"])
    shown = words_of(an.get(looked.headers["location"]))
    assert "của 3 dòng trong 1 chiến dịch" in shown
    assert "Gõ 3 để xác nhận" in shown
    for typed in ("", "2", "5"):
        answer = an.post(f"{PAGE}/purge", {"months": "12", "number": typed}, page=PAGE)
        assert 422 == answer.status_code
        assert 'id="number-error"' in answer.text
    assert None not in phones(ledger, old)
    answer = an.post(f"{PAGE}/purge", {"months": "12", "number": " 3 "}, page=PAGE)
    assert (303, f"{PAGE}/job") == (answer.status_code, answer.headers["location"])
    status = pages.web.jobs.wait(PURGE_KEY, 60)
    assert status is not None
    assert status.error is None
    assert [None] * 3 == phones(ledger, old)
    assert None not in phones(ledger, new)
    assert 3 == rows.state_counts(ledger, old.id).count(RowState.ACCEPTED)
    assert "Xong: 3 dòng của 1 chiến dịch." in words_of(an.get(f"{PAGE}/job"))
    assert "Xong" in an.get(f"{PAGE}/job?part=1").text
    entry = next(one for one in audit.latest(ledger) if one.act == "purge")
    assert ("an", "web", 3) == (entry.actor, entry.face, entry.number)


@pytest.mark.parametrize("months", ["", "0", "-1", "121", "12.5", "mười", "１２", "9" * 30])
def test_a_span_that_is_none_is_told(file_pages: Pages, months: str) -> None:
    """A slip of the hand takes nothing out and is told at its field."""
    an = file_pages.person("an", admin=True)
    answer = an.post(PAGE, {"months": months}, page=PAGE)
    assert 422 == answer.status_code
    assert 'id="months-error"' in answer.text
    assert 400 == an.get(f"{PAGE}/purge?months={months}").status_code


def test_where_nothing_is_old_there_is_nothing_to_confirm(pages: Pages) -> None:
    """Nobody types a zero: where nothing is that old the page says so, and what is beside is told."""
    an = pages.person("an", admin=True)
    finished(pages, 2, name="mới", age=timedelta(days=30))
    path = f"{PAGE}/purge?months=12"
    shown = an.get(path)
    assert "Không có gì để xóa" in words_of(shown)
    assert 'id="number"' not in shown.text
    campaign = finished(pages, 1, name="cũ", age=timedelta(days=400))
    event = event_of(f"{campaign.id}-1", name=RATED, told={"rate": 1, "note": "chậm"})
    store_events(pages.web.ledger, [event], now=now() - timedelta(days=399))
    assert "trong 1 tin báo" in words_of(an.get(path))


def test_after_ten_minutes_it_asks_for_the_password(timed: Pages, clock: TestClock) -> None:
    """At a browser left open nobody takes customers' data out."""
    an = timed.person("an", admin=True, password=SENTENCE)
    old = finished(timed, 2, name="cũ", age=timedelta(days=400))
    clock.turn(601)
    form = {"months": "12", "number": "2"}
    for proof in ("", "sai mật khẩu rồi"):
        answer = an.post(f"{PAGE}/purge", {**form, "proof": proof}, page=PAGE)
        assert 422 == answer.status_code
    assert None not in phones(timed.web.ledger, old)
    answer = an.post(f"{PAGE}/purge", {**form, "proof": SENTENCE}, page=PAGE)
    assert 303 == answer.status_code
    timed.web.jobs.wait(PURGE_KEY, 60)


def test_one_customer_is_taken_out_everywhere(pages: Pages) -> None:
    """Cells, phone, message and notes of a customer go in every campaign; counts and other customers stay."""
    an, ledger = pages.person("an", admin=True), pages.web.ledger
    first = sent(pages, name="Đơn hàng")
    event = event_of(f"{first.id}-2", name=RATED, told={"rate": 4, "note": "gọi 0900000002"})
    store_events(ledger, [event], now=now())
    add_numbers(ledger, [TYPED], now=now())
    second = campaign_of(ledger, [planned(1), planned(2)], name="Nhắc", now=now())
    token = {
        "account": "default",
        "provider": "zalo",
        "kind": "otp",
        "phone": PHONE,
        "state": "good",
        "asks": 1,
        "asked_at": 0,
        "owner": "",
    }
    with ledger.write() as connection:
        connection.execute(insert(journeys).values(**token))
    mine, others = uploaded(pages, "cua-khach", PHONE), uploaded(pages, "khac", "84900000009")
    before = rows.state_counts(ledger, first.id).rows
    answer = an.post(f"{PAGE}/customer", {"customer": TYPED}, page=PAGE)
    assert 303 == answer.status_code
    address = answer.headers["location"]
    assert "900000002" not in address
    shown = words_of(an.get(address))
    assert "84****002" in shown
    assert "900000002" not in shown
    assert "1 dòng còn chờ gửi" in shown
    assert "1 danh sách soạn dở" in shown
    key = address.partition("q=")[2]
    assert 422 == an.post(f"{PAGE}/customer/erase", {"q": key}, page=PAGE).status_code
    answer = an.post(f"{PAGE}/customer/erase", {"q": key, "sure": "1"}, page=PAGE)
    assert (303, f"{PAGE}/job") == (answer.status_code, answer.headers["location"])
    status = pages.web.jobs.wait(PURGE_KEY, 60)
    assert status is not None
    assert status.error is None
    assert "đã xóa dữ liệu của khách" in words_of(an.get(f"{PAGE}/job"))
    assert ["84900000001", None, "84900000003"] == phones(ledger, first)[:3]
    assert before == rows.state_counts(ledger, first.id).rows
    # What is still to be sent needs its number, and is found again.
    assert {second.id: [2]} == _places(ledger)
    assert {None} == set(list(rows.read_rows(ledger, first.id))[1].cells)
    with ledger.read() as connection:
        assert [] == connection.execute(select(journeys)).all()
    assert [None] == [each.recipient for each in listed_numbers(ledger)]
    assert [None] == never_send_scopes(ledger, PHONE)
    assert (False, True) == (mine.exists(), others.exists())
    entry = next(one for one in audit.latest(ledger) if one.act == "purge-person")
    assert ("an", 1) == (entry.actor, entry.number)
    assert "900000002" not in str(entry)


def _places(ledger: Ledger) -> dict[str, list[int]]:
    with ledger.read() as connection:
        return find_places(connection, PHONE)


def test_a_row_of_an_erased_customer_is_never_sent_again(pages: Pages) -> None:
    """Sending the refused rows again leaves out whoever was taken out: there is no message any more."""
    an, ledger, campaign = pages.person("an", admin=True), pages.web.ledger, sent(pages)
    rejected = RetrySelection(states={RowState.REJECTED})
    assert 1 == count_rows(ledger, campaign.id, rejected)
    _erase(pages, TYPED)
    assert 0 == count_rows(ledger, campaign.id, rejected)
    assert () == find_customer(ledger, TYPED).messages
    assert 200 == an.get(f"/campaigns/{campaign.id}/rows/2").status_code


def _erase(pages: Pages, number: str) -> None:
    an = pages.person("quan-tri", admin=True)
    address = an.post(f"{PAGE}/customer", {"customer": number}, page=PAGE).headers["location"]
    key = address.partition("q=")[2]
    answer = an.post(f"{PAGE}/customer/erase", {"q": key, "sure": "1"}, page=PAGE)
    assert 303 == answer.status_code
    status = pages.web.jobs.wait(PURGE_KEY, 60)
    assert status is not None
    assert status.error is None


def test_no_byte_of_an_erased_phone_is_left_in_the_files(
    file_ledger: Ledger, tmp_path: Path
) -> None:
    """Neither the database's file, nor SQLite's log, nor uploads and workbooks hold the number (S77)."""
    with opened_pages(file_ledger, tmp_path / "home") as pages:
        campaign = finished(pages, 5, name="cũ", age=timedelta(days=3))
        settle = campaign_of(file_ledger, [planned(2)], name="chưa rõ", now=now())
        with file_ledger.write() as connection:
            mine = row_table.c.campaign_id == settle.id
            told = {"state": RowState.UNKNOWN.value, "said": f"{PHONE} did not answer"}
            connection.execute(update(row_table).where(mine).values(**told))
        settle_rows(file_ledger, settle, [3], "accepted", "gọi 84900000002", now=now())
        uploaded(pages, "cua-khach", PHONE)
        downloads = pages.web.home / "downloads"
        downloads.mkdir()
        (downloads / "report.xlsx").write_bytes(PHONE.encode())
        add_numbers(file_ledger, [TYPED], now=now())
        assert PHONE.encode() in _bytes(tmp_path)
        _erase(pages, TYPED)
    file_ledger.close()
    everything = _bytes(tmp_path)
    assert b"900000002" not in everything
    assert b"84900000003" in everything
    assert campaign.id.encode() in everything


def _bytes(folder: Path) -> bytes:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"".join(path.read_bytes() for path in files)


def test_a_number_that_is_nowhere_is_told(pages: Pages) -> None:
    """Who asks about a stranger's number learns that nothing is kept; a slip is told at its field."""
    an = pages.person("an", admin=True)
    answer = an.post(f"{PAGE}/customer", {"customer": "12"}, page=PAGE)
    assert 422 == answer.status_code
    assert 'id="customer-error"' in answer.text
    address = an.post(f"{PAGE}/customer", {"customer": TYPED}, page=PAGE).headers["location"]
    assert "không có trong chiến dịch" in words_of(an.get(address))
    other = pages.person("binh", admin=True)
    assert 404 == other.get(address).status_code
