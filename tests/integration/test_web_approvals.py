"""Approval on the pages: who asks, who approves, what is shown, and what nobody gets round."""

import re
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from program_help import orders
from sqlalchemy import update
from web_help import Pages, Visitor, opened_pages, words_of
from web_send_help import HIDDEN, go, shown, uploaded_by

from zns_batch.core.clock import in_vietnam
from zns_batch.domain.approval import ApprovalRule
from zns_batch.domain.states import CampaignState, Reason
from zns_batch.domain.users import Role
from zns_batch.ledger import audit, campaigns
from zns_batch.ledger.db.approval_tables import approvals as approvals_table
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.timestamps import to_ms
from zns_batch.ledger.people import approvals
from zns_batch.ledger.uploads import UploadState
from zns_batch.services.approvals.frozen import count_values, read_messages
from zns_batch.services.approvals.requests import DECIDED_WITHIN, expire_overdue
from zns_batch.services.people.management import Actor
from zns_batch.settings.web import WebSettings

pytestmark = pytest.mark.usefixtures("at_sandbox")

SHELL = Actor(name="root@server", face="cli")


def asked_by(
    visitor: Visitor, folder: Path, number: int = 2, *, left: int | None = None, **fields: str
) -> str:
    """Upload a list, ask for approval of what is left to be sent, and return the campaign."""
    uploaded = uploaded_by(visitor, folder, orders(number), name=f"{visitor.user.login}.xlsx")
    page = go(visitor, uploaded, **fields)
    assert f"Xin duyệt {left or number} tin" in words_of(page)
    fields_of_page = {**shown(page), "asks": "1"}
    answer = visitor.post(f"/lists/{uploaded.id}/confirm", fields_of_page)
    assert 303 == answer.status_code, words_of(answer)
    again = visitor.post(f"/lists/{uploaded.id}/confirm", fields_of_page)
    assert f"{answer.headers['location']}?once=1" == again.headers["location"]
    return answer.headers["location"].rpartition("/")[2]


def fields_of(page: httpx.Response) -> dict[str, str]:
    """The hidden fields of the form that approves."""
    found = dict(HIDDEN.findall(page.text))
    return {name: found[name] for name in ("fingerprint", "n")}


def test_a_preparer_asks_and_a_sender_approves(pages: Pages, tmp_path: Path) -> None:
    """A list goes from its preparer over the approver's one screen to the workers, each step on its page."""
    binh, lan = pages.person("binh", role=Role.PREPARER), pages.person("lan")
    campaign_id = asked_by(binh, tmp_path, note="kịp sáng mai giúp em")
    own = binh.get(f"/campaigns/{campaign_id}")
    assert "Nguyễn Binh xin duyệt lúc" in words_of(own)
    assert f'href="/campaigns/{campaign_id}/resume"' not in own.text
    home = lan.get("/")
    assert "Nguyễn Binh xin duyệt 2 tin" in words_of(home)
    assert f'href="/approvals/{campaign_id}"' in home.text
    pages.web.undecided.forget()
    lost = lan.get("/campaigns/khong-co")
    assert (404, True) == (lost.status_code, "Mã yêu cầu" in words_of(lost))
    listed = lan.get("/approvals")
    assert "kịp sáng mai giúp em" in words_of(listed)
    assert "Chờ duyệt 1" in words_of(listed)
    page = lan.get(f"/approvals/{campaign_id}")
    campaign = campaigns.get(pages.web.ledger, campaign_id)
    for words in (
        "Duyệt và gửi 2 tin",
        "Nguyễn Binh",
        campaign.fingerprint[:8],
        "kịp sáng mai giúp em",
        "Tin đầu, dòng 2",
        "Nội dung của tất cả các tin",
    ):
        assert words in words_of(page)
    answer = lan.post(f"/approvals/{campaign_id}/approve", fields_of(page))
    assert f"/campaigns/{campaign_id}" == answer.headers["location"]
    campaign = campaigns.get(pages.web.ledger, campaign_id)
    assert (CampaignState.SCHEDULED, lan.user.id) == (campaign.state, campaign.confirmed_by)
    history = words_of(binh.get(f"/campaigns/{campaign_id}"))
    assert "Nguyễn Binh xin duyệt 2 tin" in history
    assert "Nguyễn Lan duyệt 2 tin" in history
    again = lan.post(f"/approvals/{campaign_id}/approve", fields_of(page))
    assert 409 == again.status_code
    assert [] == pages.web.lists.open_lists(binh.user.id)
    acts = [entry.act for entry in audit.latest(pages.web.ledger) if entry.object == campaign_id]
    assert ["approve", "ask"] == acts
    assert audit.check_chain(pages.web.ledger).broken is None


def test_what_is_given_back_is_mended_and_asked_for_again(
    file_pages: Pages, tmp_path: Path
) -> None:
    """The preparer reads why, has the list again with its choices, and asks once more."""
    binh, lan = file_pages.person("binh", role=Role.PREPARER), file_pages.person("lan")
    campaign_id = asked_by(binh, tmp_path, name="Tháng 11")
    uploaded = file_pages.web.lists.latest(binh.user.id)
    assert uploaded is not None
    assert UploadState.WAITING is uploaded.state
    assert f"/campaigns/{campaign_id}" == binh.get(f"/lists/{uploaded.id}").headers["location"]
    empty = lan.post(f"/approvals/{campaign_id}/back", {"answer": " "})
    assert 422 == empty.status_code
    assert "Vui lòng ghi rõ cần sửa gì" in words_of(empty)
    back = lan.post(f"/approvals/{campaign_id}/back", {"answer": "sai ngày giao"})
    assert "/approvals" == back.headers["location"]
    why = "Nguyễn Lan trả lại: sai ngày giao"
    assert why in words_of(binh.get(f"/campaigns/{campaign_id}"))
    where = binh.get(f"/lists/{uploaded.id}").headers["location"]
    assert why in words_of(binh.get(where))
    assert f'href="/campaigns/{campaign_id}/retry"' not in lan.get(f"/campaigns/{campaign_id}").text
    # The same name and the same rows: what was given back stands in nobody's way.
    page = go(binh, file_pages.web.lists.find(uploaded.id), name="Tháng 11")
    answer = binh.post(f"/lists/{uploaded.id}/confirm", {**shown(page), "asks": "1"})
    second = answer.headers["location"].rpartition("/")[2]
    assert campaign_id != second
    assert "Tháng 11" == campaigns.get(file_pages.web.ledger, second).name
    withdrawn = binh.post(f"/approvals/{second}/withdraw")
    assert "/lists" == withdrawn.headers["location"]
    assert CampaignState.CANCELLED is campaigns.get(file_pages.web.ledger, second).state


def test_nobody_approves_the_own_campaign(file_ledger: Ledger, tmp_path: Path) -> None:
    """A sender under the rule asks like anybody; no button, and no form made by hand, lets it go."""
    settings = WebSettings(approval=ApprovalRule(least=2))
    with opened_pages(file_ledger, tmp_path / "home", settings=settings) as pages:
        lan = pages.person("lan", admin=True)
        campaign_id = asked_by(lan, tmp_path)
        page = lan.get(f"/approvals/{campaign_id}")
        assert "Bạn không thể tự duyệt chiến dịch của mình." in words_of(page)
        assert f'action="/approvals/{campaign_id}/approve"' not in page.text
        campaign = campaigns.get(file_ledger, campaign_id)
        form = {"fingerprint": campaign.fingerprint, "n": "2", "tick": "1"}
        refused = lan.post(f"/approvals/{campaign_id}/approve", form)
        assert 403 == refused.status_code
        assert "Bạn không thể tự duyệt" in words_of(refused)
        assert 403 == lan.post(f"/approvals/{campaign_id}/back", {"answer": "x"}).status_code
        assert 409 == lan.post(f"/campaigns/{campaign_id}/resume").status_code
        lan.post(f"/campaigns/{campaign_id}/pause")
        found = campaigns.get(file_ledger, campaign_id)
        assert (CampaignState.PAUSED, Reason.APPROVAL) == (found.state, found.reason)
        assert "Nguyễn Lan" not in words_of(lan.get("/")).partition("Cần bạn xử lý")[2][:200]


def test_a_page_that_is_out_of_date_approves_nothing(file_pages: Pages, tmp_path: Path) -> None:
    """Another fingerprint or another number in the form: the page as it is now, and nothing is sent."""
    binh, lan = file_pages.person("binh", role=Role.PREPARER), file_pages.person("lan")
    campaign_id = asked_by(binh, tmp_path)
    right = fields_of(lan.get(f"/approvals/{campaign_id}"))
    for wrong in ({"fingerprint": "0" * 64}, {"n": "3"}, {"n": ""}, {"fingerprint": ""}):
        answer = lan.post(f"/approvals/{campaign_id}/approve", right | wrong)
        assert 409 == answer.status_code
        assert "Chưa có tin nào được gửi" in words_of(answer)
    assert Reason.APPROVAL is campaigns.get(file_pages.web.ledger, campaign_id).reason


def test_an_approver_names_another_time(file_pages: Pages, tmp_path: Path) -> None:
    """The approver may put it off; a time that can't be is told beside its field."""
    binh, lan = file_pages.person("binh", role=Role.PREPARER), file_pages.person("lan")
    campaign_id = asked_by(binh, tmp_path)
    fields = fields_of(lan.get(f"/approvals/{campaign_id}"))
    past = {"when": "other", "date": "2020-01-01", "clock": "08:00"}
    wrong = lan.post(f"/approvals/{campaign_id}/approve", fields | past)
    assert 422 == wrong.status_code
    assert "Thời điểm này đã qua." in words_of(wrong)
    day = in_vietnam(file_pages.web.clock.now() + timedelta(days=2))
    other = {"when": "other", "date": f"{day:%Y-%m-%d}", "clock": "08:00"}
    assert 303 == lan.post(f"/approvals/{campaign_id}/approve", fields | other).status_code
    campaign = campaigns.get(file_pages.web.ledger, campaign_id)
    assert campaign.start_at is not None
    assert (CampaignState.SCHEDULED, f"{day:%Y-%m-%d} 01:00") == (
        campaign.state,
        f"{campaign.start_at:%Y-%m-%d %H:%M}",
    )


def test_a_request_that_nobody_decided_says_so(file_pages: Pages, tmp_path: Path) -> None:
    """After a day it is over, and who asked reads that it must be asked for again."""
    binh = file_pages.person("binh", role=Role.PREPARER)
    campaign_id = asked_by(binh, tmp_path)
    ledger = file_pages.web.ledger
    assert 1 == expire_overdue(ledger, now=file_pages.web.clock.now() + DECIDED_WITHIN)
    file_pages.web.watch.forget(campaign_id)
    assert "Không ai duyệt kịp hạn" in words_of(binh.get(f"/campaigns/{campaign_id}"))


def test_an_expired_request_is_told_in_the_list_and_can_not_be_decided(
    pages: Pages, tmp_path: Path
) -> None:
    """From its last moment on: no button, no number in the menu, and a line of its own, though nothing swept."""
    binh, lan = pages.person("binh", role=Role.PREPARER), pages.person("lan")
    campaign_id = asked_by(binh, tmp_path)
    fields = fields_of(lan.get(f"/approvals/{campaign_id}"))
    over = to_ms(pages.web.clock.now() - timedelta(seconds=1))
    with pages.web.ledger.write() as connection:
        connection.execute(update(approvals_table).values(ends_at=over))
    pages.web.undecided.forget()
    pages.web.watch.forget(campaign_id)
    listed = words_of(lan.get("/approvals"))
    assert "Đã quá hạn, không ai duyệt" in listed
    assert "Nguyễn Binh xin duyệt 2 tin, hạn duyệt" in listed
    assert "Không có chiến dịch nào chờ duyệt." in listed
    assert "Chờ duyệt 1" not in listed
    page = lan.get(f"/approvals/{campaign_id}")
    assert "đã quá hạn" in words_of(page)
    assert "<form" not in page.text.partition("<main")[2].partition("</main")[0]
    for act in ("approve", "back"):
        answer = lan.post(f"/approvals/{campaign_id}/{act}", fields | {"answer": "x"})
        assert (409, True) == (answer.status_code, "đã quá hạn" in words_of(answer))
    assert "Không ai duyệt kịp hạn" in words_of(binh.get(f"/campaigns/{campaign_id}"))
    assert f'href="/approvals/{campaign_id}"' not in lan.get("/").text
    assert Reason.APPROVAL is campaigns.get(pages.web.ledger, campaign_id).reason


def test_the_menu_counts_what_the_person_may_decide_on(file_ledger: Ledger, tmp_path: Path) -> None:
    """Who waits for others is not told to decide: the own requests and other accounts' don't count."""
    settings = WebSettings(approval=ApprovalRule(least=1))
    with opened_pages(file_ledger, tmp_path / "home", settings=settings) as pages:
        lan, minh = pages.person("lan"), pages.person("minh")
        stranger = pages.person("hoa", grants={"other": Role.SENDER})
        asked_by(lan, tmp_path)
        pages.web.undecided.forget()
        menus = [words_of(each.get("/help")) for each in (lan, minh, stranger)]
        assert [False, True, False] == ["Chờ duyệt 1" in menu for menu in menus]
        # The page of an error has the same menu.
        missing = minh.get("/campaigns/none")
        assert (404, True) == (missing.status_code, "Chờ duyệt 1" in words_of(missing))


def test_all_messages_are_counted_for_the_approver(file_ledger: Ledger, tmp_path: Path) -> None:
    """The summary is of every row, also where a page would wait too long: then it says that it counts."""
    with opened_pages(file_ledger, tmp_path / "home") as pages:
        binh, lan = pages.person("binh", role=Role.PREPARER), pages.person("lan")
        campaign_id = asked_by(binh, tmp_path, number=5)
        counted = count_values(file_ledger, campaigns.get(file_ledger, campaign_id))
        assert {5} == {each.filled + each.empty for each in counted.statistics}
        seen = set()
        for turn in range(4):
            shown_now = read_messages(
                file_ledger, campaigns.get(file_ledger, campaign_id), counted, turn=turn
            )
            assert shown_now.first is not None
            assert shown_now.random is not None
            assert shown_now.random.row != shown_now.first.row
            seen.add(shown_now.random.row)
        assert 3 <= len(seen), "chance shows each of the others in turn"

        async def counting(*_: object) -> None:
            return None

        pages.web.frozen.values = counting  # type: ignore[method-assign,assignment]
        page = lan.get(f"/approvals/{campaign_id}")
        assert "Đang đếm giá trị của 5 tin" in words_of(page)
        assert 'http-equiv="refresh"' in page.text
        assert f'action="/approvals/{campaign_id}/approve"' not in page.text


def test_only_the_accounts_people_see_and_decide(file_pages: Pages, tmp_path: Path) -> None:
    """Another account's sender finds nothing; preparer and viewer of the account can't approve."""
    binh = file_pages.person("binh", role=Role.PREPARER)
    campaign_id = asked_by(binh, tmp_path)
    fields = fields_of(file_pages.person("lan").get(f"/approvals/{campaign_id}"))
    stranger = file_pages.person("minh", grants={"other": Role.SENDER})
    assert "Không có chiến dịch nào chờ duyệt." in words_of(stranger.get("/approvals"))
    for answer in (
        stranger.get(f"/approvals/{campaign_id}"),
        stranger.post(f"/approvals/{campaign_id}/approve", fields),
        stranger.post(f"/approvals/{campaign_id}/back", {"answer": "x"}),
    ):
        assert 404 == answer.status_code
    mixed = file_pages.person("hoa", grants={"default": Role.PREPARER, "other": Role.SENDER})
    assert 403 == mixed.post(f"/approvals/{campaign_id}/approve", fields).status_code
    assert 403 == mixed.post(f"/approvals/{campaign_id}/withdraw").status_code
    looking = file_pages.person("nam", role=Role.VIEWER)
    assert 403 == looking.get(f"/approvals/{campaign_id}").status_code
    assert re.search(r"849\d{8}", looking.get(f"/campaigns/{campaign_id}").text) is None
    assert Reason.APPROVAL is campaigns.get(file_pages.web.ledger, campaign_id).reason


def test_a_right_that_is_taken_away_before_the_press_approves_nothing(
    pages: Pages, tmp_path: Path
) -> None:
    """Between the page and the press the right is gone: nothing is sent; so for who asks."""
    binh, lan = pages.person("binh", role=Role.PREPARER), pages.person("lan")
    uploaded = uploaded_by(binh, tmp_path, orders(3), name="khác.xlsx")
    last = shown(go(binh, uploaded))
    campaign_id = asked_by(binh, tmp_path)
    fields = fields_of(lan.get(f"/approvals/{campaign_id}"))
    pages.web.people.grant("lan", "*", Role.PREPARER, actor=SHELL)
    assert 403 == lan.post(f"/approvals/{campaign_id}/approve", fields).status_code
    pages.web.people.grant("binh", "*", Role.VIEWER, actor=SHELL)
    assert 403 == binh.post(f"/lists/{uploaded.id}/confirm", {**last, "asks": "1"}).status_code
    assert [campaign_id] == [each.id for each in campaigns.list_all(pages.web.ledger)]


def test_a_right_that_is_given_after_the_asking_approves_nothing_of_ones_own(
    file_pages: Pages, tmp_path: Path
) -> None:
    """Who asked as a preparer and becomes a sender, under whatever name, still needs a second pair of eyes (S38)."""
    ledger, people = file_pages.web.ledger, file_pages.web.people
    binh, lan = file_pages.person("binh", role=Role.PREPARER), file_pages.person("lan")
    campaign_id = asked_by(binh, tmp_path)
    fields = {**fields_of(lan.get(f"/approvals/{campaign_id}")), "tick": "1"}
    people.grant("binh", "*", Role.SENDER, actor=SHELL)
    binh.post("/me", {"do": "profile", "name": "Người Khác", "lang": "vi"}, page="/me")
    for path, form in (
        (f"/approvals/{campaign_id}/approve", fields),
        (f"/approvals/{campaign_id}/back", {"answer": "x"}),
        (f"/campaigns/{campaign_id}/resume", {}),
        (f"/campaigns/{campaign_id}/retry", {"reason": "pending", "tick": "1"}),
        (f"/campaigns/{campaign_id}/when", {"date": "2030-01-01", "clock": "08:00"}),
    ):
        assert binh.post(path, form).status_code in {403, 409, 422}, path
        found = campaigns.get(ledger, campaign_id)
        assert (CampaignState.PAUSED, Reason.APPROVAL) == (found.state, found.reason), path
    assert 303 == lan.post(f"/approvals/{campaign_id}/approve", fields).status_code


def test_a_sender_who_lost_the_right_asks_in_place_of_sending(
    file_pages: Pages, tmp_path: Path
) -> None:
    """A button that sent is no longer one that sends: the page says so, and one press more asks."""
    lan = file_pages.person("lan")
    uploaded = uploaded_by(lan, tmp_path, orders(2))
    page = go(lan, uploaded)
    assert "Gửi 2 tin ngay" in words_of(page)
    file_pages.web.people.grant("lan", "*", Role.PREPARER, actor=SHELL)
    changed = lan.post(f"/lists/{uploaded.id}/confirm", shown(page))
    assert 409 == changed.status_code
    assert "Xin duyệt 2 tin" in words_of(changed)
    assert [] == campaigns.list_all(file_pages.web.ledger)
    asked = lan.post(f"/lists/{uploaded.id}/confirm", {**shown(changed), "asks": "1"})
    assert 303 == asked.status_code
    (campaign,) = campaigns.list_all(file_pages.web.ledger)
    assert Reason.APPROVAL is campaign.reason


def test_two_parts_below_the_limit_stand_on_the_approvers_page(
    file_ledger: Ledger, tmp_path: Path
) -> None:
    """Who splits a list to go round the rule is named to those who approve, and in the log."""
    settings = WebSettings(approval=ApprovalRule(least=4))
    with opened_pages(file_ledger, tmp_path / "home", settings=settings) as pages:
        lan, minh = pages.person("lan"), pages.person("minh")
        ids = []
        for part in range(2):
            rows = orders(6)[part * 3 : part * 3 + 3]
            uploaded = uploaded_by(lan, tmp_path, rows, name=f"phần {part}.xlsx")
            answer = lan.post(f"/lists/{uploaded.id}/confirm", shown(go(lan, uploaded)))
            ids.append(answer.headers["location"].rpartition("/")[2])
        page = words_of(minh.get("/approvals"))
        assert "Đã gửi thành nhiều phần dưới mức phải duyệt" in page
        assert "3 tin, cộng các phần trước là 6" in page
        assert [ids[1]] == [
            each.id
            for each, _ in approvals.list_not_asked(
                file_ledger, ["default"], since=pages.web.clock.now() - timedelta(hours=1)
            )
        ]
        # A request of the same person shows what went just before.
        waiting = asked_by(lan, tmp_path, number=12, left=6)
        assert "Cùng người này, cùng mẫu tin" in words_of(minh.get(f"/approvals/{waiting}"))
        assert "đạt 6 tin, mức phải duyệt" in words_of(lan.get(f"/campaigns/{ids[1]}"))


def test_large_numbers_ask_for_a_look_and_messages_can_be_gone_through(
    file_pages: Pages, tmp_path: Path
) -> None:
    """From a hundred messages on the approver says that they have looked; chance shows others."""
    binh, lan = file_pages.person("binh", role=Role.PREPARER), file_pages.person("lan")
    uploaded = uploaded_by(binh, tmp_path, orders(120))
    page = go(binh, uploaded)
    fields = {**shown(page), "asks": "1", "tick": "1"}
    answer = binh.post(f"/lists/{uploaded.id}/confirm", fields)
    campaign_id = answer.headers["location"].rpartition("/")[2]
    page = lan.get(f"/approvals/{campaign_id}")
    without = lan.post(f"/approvals/{campaign_id}/approve", fields_of(page))
    assert 422 == without.status_code
    assert "Vui lòng đánh dấu vào ô này trước: 120 tin" in words_of(without)
    seen = set()
    for turn in range(3):
        words = words_of(lan.get(f"/approvals/{campaign_id}?turn={turn}"))
        seen.add(words.partition("Một tin bất kỳ, dòng ")[2].split(" ")[0])
    assert 3 == len(seen)
    ticked = {**fields_of(page), "tick": "1"}
    assert 303 == lan.post(f"/approvals/{campaign_id}/approve", ticked).status_code


def test_a_sender_may_ask_without_a_rule_and_the_pages_speak_english(
    file_pages: Pages, tmp_path: Path
) -> None:
    """Who wants a second pair of eyes asks for it, also where the settings ask for none."""
    an, lan = file_pages.person("an"), file_pages.person("lan", lang="en")
    campaign_id = asked_by(an, tmp_path, ask="1")
    page = words_of(lan.get(f"/approvals/{campaign_id}"))
    for words in ("Approve and send 2 messages", "What all messages say", "Fingerprint"):
        assert words in page
    assert "waiting for another" not in page
    assert "Nguyễn An asked for approval at" in words_of(lan.get(f"/campaigns/{campaign_id}"))
