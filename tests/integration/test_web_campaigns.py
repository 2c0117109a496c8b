"""The pages of campaigns: the list, how one goes, what came of it, and its rows."""

import json
import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from unittest.mock import Mock

import pytest
from ledger_help import TestClock, campaign_of, planned
from sqlalchemy import update
from web_campaign_help import move, now, sent, stopped
from web_help import Pages, opened_pages, words_of

from zns_batch.domain.delivery import Receipt
from zns_batch.domain.planned_row import Problem
from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.domain.users import Role
from zns_batch.errors import LedgerError
from zns_batch.ledger import campaigns, leases, rows, work_queue
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import rows as row_table
from zns_batch.ledger.receipts import merge, row_snapshots
from zns_batch.services.campaigns.watching.progress import read_progress
from zns_batch.services.campaigns.watching.results import ResultReason
from zns_batch.web.view_models.live import Reader
from zns_batch.web.view_models.results import reason_view

EVIL = '<script>alert(1)</script>" onmouseover="x'


# ── the list ──


def test_the_list_shows_what_there_is(pages: Pages) -> None:
    """Whoever opens the list sees each campaign with its state and how many messages are done."""
    campaign = stopped(pages)
    an = pages.person("an")
    words = words_of(an.get("/campaigns"))
    assert campaign.name in words
    assert "tạm dừng" in words
    assert "3/5" in words


def test_a_campaign_is_downloaded_and_copied_from_the_list(pages: Pages) -> None:
    """Who needs last month's results, or the same again, gets it from the list; who may only look is not offered it."""
    campaign = stopped(pages)
    links = [f'href="/campaigns/{campaign.id}/{act}"' for act in ("report", "copy")]
    text = pages.person("an").get("/campaigns").text
    assert [] == [link for link in links if link not in text]
    seen = pages.person("binh", role=Role.VIEWER).get("/campaigns").text
    assert campaign.id in seen
    assert [] == [link for link in links if link in seen]


def test_a_pages_title_says_a_name_as_it_is(pages: Pages) -> None:
    """The browser's tab reads like the page: signs of a name are escaped once, and harm nobody."""
    campaign = campaign_of(pages.web.ledger, [planned(1)], name=f"A & B's {EVIL}")
    text = pages.person("an").get(f"/campaigns/{campaign.id}").text
    title = text.split("<title>")[1].split("</title>")[0]
    assert f"A & B's {EVIL}" in unescape(title)
    assert "<" not in title


def test_an_empty_list_says_how_to_begin(pages: Pages) -> None:
    """Somebody who has sent nothing yet is led to the first campaign."""
    words = words_of(pages.person("an").get("/campaigns"))
    assert "Chưa có chiến dịch nào." in words
    assert "Tạo chiến dịch" in words


def test_the_list_is_narrowed_by_its_address(pages: Pages) -> None:
    """A search can be linked, reloaded and sent to a colleague."""
    ledger = pages.web.ledger
    campaign_of(ledger, [planned(1)], name="Đơn hàng tháng mười một")
    campaign_of(ledger, [planned(2)], name="Nhắc lịch hẹn")
    an = pages.person("an")
    words = words_of(an.get("/campaigns?q=don+hang"))
    assert "Đơn hàng tháng mười một" in words
    assert "Nhắc lịch hẹn" not in words
    assert "Không có chiến dịch nào như vậy." in words_of(an.get("/campaigns?q=xyz%00%25"))
    assert 200 == an.get("/campaigns?state=nonsense&month=99&account=%27--").status_code


def test_the_list_is_shown_a_page_at_a_time(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many campaigns there are, each is on one page, and none on two."""
    monkeypatch.setattr("zns_batch.web.routes.campaigns.PAGE", 2)
    for n in range(5):
        made = now() + timedelta(seconds=n)
        campaign_of(pages.web.ledger, [planned(n + 1)], name=f"chiến dịch {n}", now=made)
    an, found, path = pages.person("an"), [], "/campaigns"
    while path:
        text = an.get(path).text
        found += re.findall(r"<b>(chiến dịch \d)</b>", text)
        following = re.search(r'rel="next" href="([^"]+)"', text)
        path = following[1].replace("&amp;", "&") if following else ""
    assert ["chiến dịch 4", "chiến dịch 3", "chiến dịch 2", "chiến dịch 1", "chiến dịch 0"] == found
    assert 303 == an.get("/campaigns?after=nonsense").status_code


def test_nobody_sees_another_accounts_campaigns(pages: Pages) -> None:
    """A client of an agency finds no trace of the other client's campaigns, by any address."""
    other = stopped(pages, account="shop-b")
    an = pages.person("an", grants={"shop-a": Role.SENDER})
    assert other.name not in an.get("/campaigns").text
    assert other.name not in an.get("/campaigns?account=shop-b&q=list").text
    never = an.get("/campaigns/z000000nothing")
    for path in ("", "/live", "/rows", "/rows/1", "/pause", "/resume", "/cancel", "/retry",
                 "/receipts", "/report", "/report.xlsx", "/copy"):  # fmt: skip
        answer = an.get(f"/campaigns/{other.id}{path}")
        assert 404 == answer.status_code, path
        assert other.name not in answer.text
    # It looks as an id that does not exist.
    said = words_of(an.get(f"/campaigns/{other.id}"))
    assert re.sub(r"\S*\d\S*", "", words_of(never)) == re.sub(r"\S*\d\S*", "", said)
    for act in ("pause", "resume", "cancel", "retry", "receipts", "report", "rows"):
        assert 404 == an.post(f"/campaigns/{other.id}/{act}").status_code, act
    assert '"campaigns": []' in an.get(f"/campaigns/live?ids={other.id}").text
    assert CampaignState.PAUSED is campaigns.get(pages.web.ledger, other.id).state


# ── one campaign ──


def test_a_running_campaign_shows_its_numbers(pages: Pages) -> None:
    """Whoever watches sees how many are done, and numbers that add up to the whole list."""
    campaign = sent(pages)
    leases.acquire(pages.web.ledger, campaign.account, campaign.id, now=now())
    words = words_of(pages.person("an").get(f"/campaigns/{campaign.id}"))
    assert "Đang gửi · 3/5" in words
    assert "60 %" in words
    assert "= 6 dòng" in words
    assert "Bạn có thể đóng trang này, việc gửi vẫn tiếp tục." in words
    assert "Tạm dừng" in words


@pytest.mark.parametrize(
    "state, reason, after, words, button",
    [
        (CampaignState.PAUSED, Reason.PERSON, None, "Đang tạm dừng; còn 2 tin", "Gửi tiếp"),
        (CampaignState.PAUSED, Reason.QUOTA, 1, "hạn mức", "tự gửi tiếp lúc"),
        (CampaignState.PAUSED, Reason.NIGHT, 1, "Ngoài khung giờ gửi. Tự gửi tiếp lúc", "Tạm dừng"),
        (CampaignState.PAUSED, Reason.NETWORK, 1, "Không kết nối được tới Zalo", "Thử ngay"),
        (CampaignState.PAUSED, Reason.RATE, 1, "yêu cầu gửi chậm lại", "Thử ngay"),
        (CampaignState.PAUSED, Reason.BALANCE, None, "hết tiền", "Gửi tiếp"),
        (CampaignState.PAUSED, Reason.APPROVAL, None, "Chờ duyệt", "Duyệt và gửi 2 tin"),
        (CampaignState.PAUSED, Reason.FAILURES, None, "Quá nhiều tin", "Gửi tiếp"),
        (CampaignState.ABORTED, Reason.AUTHORISATION, None, "từ chối phiên kết nối", "Gửi tiếp"),
        (CampaignState.ABORTED, Reason.TEMPLATE, None, "mẫu tin không dùng được", "Gửi tiếp"),
        (CampaignState.COMPLETED, None, None, "Hoàn tất lúc", "Gửi lại dòng chưa được nhận"),
        (CampaignState.CANCELLED, None, None, "Đã hủy lúc", "Gửi lại dòng chưa được nhận"),
    ],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_each_situation_says_why_and_what_helps(
    file_pages: Pages,
    state: CampaignState,
    reason: Reason | None,
    after: int | None,
    words: str,
    button: str,
    lang: str,
) -> None:
    """Whoever finds a campaign at rest reads why, until when, and has the button that helps (B23)."""
    later = now() + timedelta(hours=after) if after else None
    campaign = stopped(file_pages, state, reason, resume_after=later)
    an = file_pages.person("an", lang="vi" if lang == "vi" else "en")
    answer = an.get(f"/campaigns/{campaign.id}")
    assert 200 == answer.status_code
    if lang == "vi":
        assert words in words_of(answer)
        assert button in words_of(answer)


def test_rows_that_were_not_chosen_are_no_progress(pages: Pages) -> None:
    """A campaign of a few rows out of many does not look done before a message has left."""
    chosen = [planned(1), planned(2)]
    others = [planned(n, state=RowState.EXCLUDED) for n in range(3, 11)]
    campaign = campaign_of(pages.web.ledger, [*chosen, *others], now=now())
    leases.acquire(pages.web.ledger, campaign.account, campaign.id, now=now())
    an = pages.person("an")
    told = an.get(f"/campaigns/{campaign.id}/live").json()
    assert 0 == told["percent"]
    assert 10 == sum(map(int, told["numbers"].values()))
    assert "0/2" in words_of(an.get("/campaigns"))
    assert "0/2" in words_of(an.get("/"))


def test_results_say_what_is_to_be_done(pages: Pages) -> None:
    """When a campaign is over, the first thing on its page is what is left for a person."""
    campaign = stopped(pages, CampaignState.COMPLETED, None)
    words = words_of(pages.person("an").get(f"/campaigns/{campaign.id}"))
    assert "Việc cần làm" in words
    assert "1 dòng trong tệp có lỗi nên chưa gửi" in words
    assert "1 dòng chưa rõ đã gửi hay chưa" in words
    assert "Tải danh sách 1 dòng này" in words
    assert "Đến máy và tính tiền" in words


def test_a_reason_of_several_rows_names_the_row_that_its_values_are_of(pages: Pages) -> None:
    """Three wrong numbers are not told as if all three rows held the first one's."""
    campaign = stopped(pages, CampaignState.COMPLETED, None)
    progress = read_progress(pages.web.ledger, campaign.id, now=now())
    problem = Problem(
        row=1204, column="SĐT", code="phone-too-short", params={"shown": "091234", "digits": 6}
    )
    told = [
        reason_view(
            ResultReason(state=RowState.INVALID, code=None, problem=problem, rows=count),
            progress,
            Reader(lang="vi", role=Role.SENDER),
        ).reason.partition("; ")[0]
        for count in (1, 3)
    ]
    whole = "Cột “SĐT”: 091234 chỉ có 6 chữ số"
    assert [whole, f"Ví dụ dòng 1204: {whole}"] == told


def test_the_chart_says_the_same_as_its_table(pages: Pages) -> None:
    """Somebody who can't see the colours reads the same numbers in a table, and they add up."""
    campaign = stopped(pages, CampaignState.COMPLETED, None)
    text = pages.person("an").get(f"/campaigns/{campaign.id}").text
    table = text.partition("<caption")[2].partition("</table>")[0]
    counts = [int(n) for n in re.findall(r'data-label="Số dòng">(\d+)<', table)]
    assert 6 == sum(counts)
    bar = text.partition('aria-label="Kết quả các tin"')[2].partition("</svg>")[0]
    widths = [int(width) for width in re.findall(r'part-[a-z]+" x="\d+" y="0" width="(\d+)"', bar)]
    assert 1000 == sum(widths[1:])
    assert len(counts) == len(widths[1:])


def test_a_viewer_sees_no_whole_phone_and_no_download(pages: Pages) -> None:
    """Somebody who may only look finds no customer's number on any page of a campaign (S36)."""
    campaign = stopped(pages, CampaignState.COMPLETED, None)
    binh = pages.person("binh", role=Role.VIEWER)
    for path in ("", "/rows", "/rows?state=accepted", "/rows/1", "/rows/2", "/rows/6", "/live"):
        answer = binh.get(f"/campaigns/{campaign.id}{path}")
        assert 200 == answer.status_code
        assert not re.search(r"849\d{8}", answer.text), path
    assert "report" not in binh.get(f"/campaigns/{campaign.id}").text
    for path in ("/report", "/report.xlsx", "/pause", "/resume", "/cancel", "/retry", "/receipts"):
        assert 403 == binh.get(f"/campaigns/{campaign.id}{path}").status_code, path
    assert 403 == binh.post(f"/campaigns/{campaign.id}/rows", {"phone": "84900000001"}).status_code


# ── the poll ──


def test_the_poll_tells_what_the_page_shows(pages: Pages) -> None:
    """The numbers that move are those that a reload would show."""
    campaign = sent(pages)
    leases.acquire(pages.web.ledger, campaign.account, campaign.id, now=now())
    an = pages.person("an")
    answer = an.get(f"/campaigns/{campaign.id}/live")
    told = json.loads(answer.text)
    assert "application/json" == answer.headers["content-type"]
    assert "nosniff" == answer.headers["x-content-type-options"]
    assert len(answer.content) <= 1_200
    assert ("running", 60, 2_000) == (told["state"], told["percent"], told["next"])
    assert {"accepted": "1", "rejected": "1", "unknown": "1", "pending": "2", "sending": "0",
            "invalid": "1"} == told["numbers"]  # fmt: skip
    assert told["line"] in words_of(an.get(f"/campaigns/{campaign.id}"))
    assert "pause" in told["buttons"]


def test_nothing_new_is_told_in_no_bytes(pages: Pages) -> None:
    """A page that is left open all day costs next to nothing: unchanged counts are not sent again."""
    campaign = stopped(pages)
    an = pages.person("an")
    first = an.get(f"/campaigns/{campaign.id}/live")
    again = an.get(f"/campaigns/{campaign.id}/live", **{"If-None-Match": first.headers["etag"]})
    assert 304 == again.status_code
    assert b"" == again.content
    # Another reader's language is another answer.
    binh = pages.person("binh", lang="en")
    other = binh.get(f"/campaigns/{campaign.id}/live", **{"If-None-Match": first.headers["etag"]})
    assert 200 == other.status_code


def test_an_ended_campaign_is_not_asked_for_again(pages: Pages) -> None:
    """A page of a campaign that is over stops asking."""
    campaign = stopped(pages, CampaignState.CANCELLED, None)
    told = pages.person("an").get(f"/campaigns/{campaign.id}/live").json()
    assert (0, "cancelled") == (told["next"], told["state"])


def test_receipts_are_still_waited_for_after_the_end(pages: Pages) -> None:
    """A page that is open when a campaign ends goes on to show what arrives, at a slower pace."""
    campaign = stopped(pages, CampaignState.COMPLETED, None)
    told = pages.person("an").get(f"/campaigns/{campaign.id}/live").json()
    assert (15_000, "completed") == (told["next"], told["state"])


def test_a_ledger_that_was_away_is_back_by_itself(
    file_pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the ledger can't be reached the page says so, and it goes on without anybody's help."""
    campaign, an = stopped(file_pages), file_pages.person("an")
    read = "zns_batch.web.live.campaign_watch.read_progress"
    with monkeypatch.context() as away:
        away.setattr(read, Mock(side_effect=LedgerError("ledger.unreachable", path="x", why="")))
        answer = an.get(f"/campaigns/{campaign.id}/live", Accept="application/json")
        assert 503 == answer.status_code
        assert "error" in answer.json()
        assert 503 == an.get(f"/campaigns/{campaign.id}").status_code
    assert 200 == an.get(f"/campaigns/{campaign.id}/live").status_code


def test_a_receipt_that_comes_is_shown(pages: Pages) -> None:
    """While the page is open, what arrives at customers' phones is counted, with what it costs (B27)."""
    campaign, ledger = stopped(pages, CampaignState.COMPLETED, None), pages.web.ledger
    an = pages.person("an")
    before = an.get(f"/campaigns/{campaign.id}/live")
    assert "Đã đến máy 0 · chưa có tin báo 1" in words_of(an.get(f"/campaigns/{campaign.id}"))
    with ledger.write() as connection:
        row = row_snapshots(connection, campaign.id, [1])[1]
        receipt = Receipt(message_id="m", sent_at=now(), delivered_at=now())
        assert merge(connection, row, receipt, timeout=7_200, now=now(), asked=False)
    pages.web.watch.forget(campaign.id)
    after = an.get(f"/campaigns/{campaign.id}/live", **{"If-None-Match": before.headers["etag"]})
    assert 200 == after.status_code
    words = words_of(an.get(f"/campaigns/{campaign.id}"))
    assert "Đã đến máy 1 · chưa có tin báo 0 · không đến 0" in words
    assert "tối đa 200 đ" in words


def test_a_thousand_polls_a_second_are_held_back(file_ledger: Ledger, tmp_path: Path) -> None:
    """A page that has gone wild, or a script, slows down itself and nobody else (S80)."""
    with opened_pages(file_ledger, tmp_path / "home", clock=TestClock(now())) as pages:
        campaign = stopped(pages)
        an = pages.person("an")
        codes = [an.get(f"/campaigns/{campaign.id}/live").status_code for _ in range(130)]
        assert {200, 429} == set(codes)
        binh = pages.person("binh")
        assert 200 == binh.get(f"/campaigns/{campaign.id}/live").status_code


def test_the_list_is_kept_up_to_date_by_one_question(pages: Pages) -> None:
    """However many campaigns of the list are being sent, the page asks once for all of them."""
    first = sent(pages, name="một")
    second = stopped(pages)
    an = pages.person("an")
    told = an.get(f"/campaigns/live?ids={first.id},{second.id},nonsense,../x").json()
    assert {first.id, second.id} == {line["id"] for line in told["campaigns"]}


def test_the_list_goes_on_saying_that_nobody_sends_a_campaign(pages: Pages) -> None:
    """A campaign whose process was killed does not look as if it went on once the list asks again."""
    campaign, an = sent(pages), pages.person("an")
    (line,) = an.get(f"/campaigns/live?ids={campaign.id}").json()["campaigns"]
    assert "warn" == line["kind"]
    assert line["state"] in words_of(an.get("/campaigns"))


# ── rows ──


def test_rows_are_shown_by_state_and_reason(pages: Pages) -> None:
    """A click on a number or a reason shows the rows that it stands for, with Excel's row numbers."""
    campaign = stopped(pages, CampaignState.COMPLETED, None)
    an = pages.person("an")
    refused = words_of(an.get(f"/campaigns/{campaign.id}/rows?state=rejected&code=-118"))
    assert "Dòng 3" in refused
    assert "Dòng 2" not in refused
    invalid = words_of(an.get(f"/campaigns/{campaign.id}/rows?state=invalid&problem=phone-invalid"))
    assert "Dòng 7" in invalid
    assert "SĐT" in invalid
    nothing = words_of(an.get(f"/campaigns/{campaign.id}/rows?state=expired"))
    assert "Không có dòng nào như vậy." in nothing


def test_a_row_is_found_by_number_and_by_phone(pages: Pages) -> None:
    """The row of a customer who calls is found by phone, and no phone stands in any address."""
    campaign = stopped(pages)
    an = pages.person("an")
    assert "84900000003" in an.get(f"/campaigns/{campaign.id}/rows?row=4").text
    found = an.post(f"/campaigns/{campaign.id}/rows", {"phone": "0900 000 003"})
    assert "Dòng 4" in words_of(found)
    assert "Dòng 2 " not in words_of(found)
    found = an.post(f"/campaigns/{campaign.id}/rows", {"phone": "0912 345 678"})
    assert 200 == found.status_code
    assert "Không có dòng nào như vậy." in words_of(found)
    for typed in ("x", "", "'; drop table rows", "%"):
        assert 422 == an.post(f"/campaigns/{campaign.id}/rows", {"phone": typed}).status_code
    assert 422 == an.get(f"/campaigns/{campaign.id}/rows?row=%27x").status_code
    assert 200 == an.get(f"/campaigns/{campaign.id}/rows?after=99999999999&state=%00").status_code


def test_one_row_tells_its_whole_life(pages: Pages) -> None:
    """For the customer on the phone: what was sent, when it was tried, and what came of it."""
    campaign = stopped(pages)
    an = pages.person("an")
    words = words_of(an.get(f"/campaigns/{campaign.id}/rows/2"))
    assert "Dòng 3 của" in words
    assert "Lần 0: gửi tới nhà cung cấp" in words
    assert "Nhà cung cấp từ chối (-118)" in words
    assert "Khách 2" in words
    for seq in ("99", "0", "x", "-1", "1e3", "9" * 30):
        assert 404 == an.get(f"/campaigns/{campaign.id}/rows/{seq}").status_code, seq


def test_words_of_others_are_shown_as_words(pages: Pages) -> None:
    """Names, cells, codes and a provider's words that look like markup stay words (S45)."""
    ledger = pages.web.ledger
    row = planned(1)._replace(cells=(EVIL, "84900000001"), data={"a": EVIL})
    campaign = campaign_of(ledger, [row], name=f"tên {EVIL}", now=now())
    move(ledger, campaign, 1, RowState.REJECTED, EVIL)
    with ledger.write() as connection:
        connection.execute(update(row_table).values(said=EVIL))
    campaigns.stop(ledger, campaign.id, state=CampaignState.COMPLETED, now=now())
    an = pages.person("an")
    for path in ("/campaigns", f"/campaigns/{campaign.id}", f"/campaigns/{campaign.id}/rows",
                 f"/campaigns/{campaign.id}/rows/1", f"/campaigns/{campaign.id}/retry",
                 f"/campaigns/{campaign.id}/report", f"/campaigns/{campaign.id}/pause"):  # fmt: skip
        text = an.get(path).text
        assert "<script>alert" not in text, path
        assert '" onmouseover' not in text, path


def test_the_same_page_is_for_both_languages(pages: Pages) -> None:
    """An English reader gets every part of the page in English, and no key of the catalogue."""
    campaign = stopped(pages, CampaignState.COMPLETED, None)
    an = pages.person("an", lang="en")
    for path in ("", "/rows", "/rows/1", "/retry", "/report", "/receipts"):
        words = words_of(an.get(f"/campaigns/{campaign.id}{path}"))
        assert "web." not in words, path
        assert not re.search(
            "[ạảấầậắặđệộợụứừ]",
            words.replace("Đơn hàng", "")
            .replace("Nguyễn", "")
            .replace("Tiếng Việt", "")
            .replace("Họ tên", "")
            .replace("SĐT", "")
            .replace("Khách", ""),
        ), (path, words)


def test_a_plan_that_nobody_confirmed_has_no_page(pages: Pages) -> None:
    """A draft is not shown as a campaign: nothing of it was sent."""
    draft = campaign_of(pages.web.ledger, [planned(1)], confirmed=False)
    an = pages.person("an")
    assert 404 == an.get(f"/campaigns/{draft.id}").status_code
    assert 404 == an.post(f"/campaigns/{draft.id}/resume").status_code


def test_opening_pages_changes_nothing(pages: Pages) -> None:
    """A page that is opened, by a person or by a scanner of links, sends and stops nothing (S10)."""
    campaign, ledger = stopped(pages), pages.web.ledger
    before = campaigns.get(ledger, campaign.id), rows.state_counts(ledger, campaign.id)
    an = pages.person("an")
    for path in ("", "/live", "/rows", "/rows/1", "/pause", "/resume", "/cancel", "/retry",
                 "/receipts", "/report", "/report.xlsx", "/copy"):  # fmt: skip
        an.get(f"/campaigns/{campaign.id}{path}")
    after = campaigns.get(ledger, campaign.id), rows.state_counts(ledger, campaign.id)
    assert before == after
    assert [] == work_queue.list_due(ledger, now=now())
