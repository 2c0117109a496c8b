"""Preview, send and confirm on the pages: what people see, and that a list is sent once."""

import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from program_help import orders, write_list
from web_help import Pages, Visitor, words_of
from web_send_help import HIDDEN, go, shown, uploaded_by

from zns_batch.core.clock import in_vietnam
from zns_batch.domain.states import CampaignState, RowState
from zns_batch.domain.users import Role
from zns_batch.ledger import audit, campaigns, drafts, rows, uploads, work_queue
from zns_batch.ledger.people import users
from zns_batch.ledger.uploads import UploadedList, UploadState
from zns_batch.sandbox import RunningSandbox
from zns_batch.services.accounts.answers import AccountAnswers, TemplateAnswer

pytestmark = pytest.mark.usefixtures("at_sandbox")

BAD = ("An", "0912", "DH", "22/11/2026", 5)


@pytest.fixture
def lan(file_pages: Pages) -> Visitor:
    """A sender."""
    return file_pages.person("lan", lang="vi")


def test_from_preview_to_a_campaign(lan: Visitor, tmp_path: Path) -> None:
    """A person sees messages, cost, quota, time, the number on the button, and gets one campaign."""
    uploaded = uploaded_by(lan, tmp_path, orders(3))
    base = f"/lists/{uploaded.id}"
    preview = lan.get(f"{base}/preview")
    assert 200 == preview.status_code
    seen = words_of(preview)
    assert "Chưa có tin nào được gửi." in seen
    assert "Dòng 2 · gửi tới 84912000001" in seen
    assert "Khách 1" in seen

    send = words_of(lan.get(f"{base}/send"))
    for words in ("Số tin 3", "600 đ", "đủ cho cả danh sách", "Gửi ngay", "Hẹn giờ"):
        assert words in send, send
    confirm = go(lan, uploaded)
    assert 200 == confirm.status_code
    assert "Gửi 3 tin?" in words_of(confirm)
    assert "Gửi 3 tin ngay" in words_of(confirm)
    assert "Tập dượt: gửi tới máy giả lập." in words_of(confirm)

    answer = lan.post(f"{base}/confirm", shown(confirm))
    campaign_id = shown(confirm)["draft"]
    assert (303, f"/campaigns/{campaign_id}") == (
        answer.status_code,
        answer.headers["location"],
    )
    ledger = lan.pages.web.ledger
    campaign = campaigns.get(ledger, campaign_id)
    assert (CampaignState.SCHEDULED, lan.user.id, lan.user.id) == (
        campaign.state,
        campaign.made_by,
        campaign.confirmed_by,
    )
    assert not Path(uploaded.folder).exists()
    (entry,) = [one for one in audit.latest(ledger) if one.act == "confirm"]
    assert (campaign_id, 3, "default") == (entry.object, entry.number, entry.account)
    with ledger.read() as connection:
        user = users.find_user(connection, lan.user.id)
    assert "don-hang" == (user and user.last_choices["template"])


def test_a_second_press_leads_to_the_campaign_of_the_first(lan: Visitor, tmp_path: Path) -> None:
    """A double press, the other window and the back button all end at the one campaign."""
    uploaded = uploaded_by(lan, tmp_path, orders(2))
    confirm = go(lan, uploaded)
    fields = shown(confirm)
    first = lan.post(f"/lists/{uploaded.id}/confirm", fields)
    again = lan.post(f"/lists/{uploaded.id}/confirm", fields)
    assert f"/campaigns/{fields['draft']}" == first.headers["location"]
    assert f"/campaigns/{fields['draft']}?once=1" == again.headers["location"]
    back = lan.get(f"/lists/{uploaded.id}/confirm")
    assert f"/campaigns/{fields['draft']}" == back.headers["location"]
    # An old tab's link asks nothing about a list that is gone, and never says that nothing was sent.
    delete = lan.get(f"/lists/{uploaded.id}/delete")
    assert f"/lists/{uploaded.id}" == delete.headers["location"]
    assert 1 == len(campaigns.list_all(lan.pages.web.ledger))


def test_twenty_presses_at_once_make_one_campaign(pages: Pages, tmp_path: Path) -> None:
    """However often the button is pressed at the same time, one campaign is left to the workers."""
    lan = pages.person("lan")
    uploaded = uploaded_by(lan, tmp_path, orders(2))
    fields = shown(go(lan, uploaded))
    token = lan.token("/")

    def press(_: int) -> tuple[int, str]:
        answer = lan.post(f"/lists/{uploaded.id}/confirm", fields, token=token)
        return answer.status_code, answer.headers.get("location", "").partition("?")[0]

    with ThreadPoolExecutor(20) as threads:
        answers = set(threads.map(press, range(20)))
    assert {(303, f"/campaigns/{fields['draft']}")} == answers
    (turn,) = work_queue.list_due(pages.web.ledger, now=pages.web.clock.now())
    assert (fields["draft"], 0) == (turn.campaign_id, turn.number)
    assert {RowState.PENDING: 2} == rows.state_counts(pages.web.ledger, fields["draft"]).rows


@pytest.mark.parametrize(
    "changed", [{"n": "2"}, {"n": "abc"}, {"fingerprint": "1-0"}, {"draft": "z1"}]
)
def test_a_page_that_is_out_of_date_sends_nothing_and_shows_the_numbers(
    lan: Visitor, tmp_path: Path, changed: dict[str, str]
) -> None:
    """A number that is not the ledger's, or another draft: the page says what changed, and asks again."""
    uploaded = uploaded_by(lan, tmp_path, orders(3))
    fields = shown(go(lan, uploaded))
    answer = lan.post(f"/lists/{uploaded.id}/confirm", {**fields, **changed})
    assert 409 == answer.status_code
    assert "Có thay đổi từ lúc bạn mở trang" in words_of(answer)
    assert "Chưa có tin nào được gửi." in words_of(answer)
    assert fields == shown(answer)
    assert [] == campaigns.list_all(lan.pages.web.ledger)
    assert 303 == lan.post(f"/lists/{uploaded.id}/confirm", shown(answer)).status_code


def test_nobody_confirms_what_is_not_theirs_or_not_there(
    lan: Visitor, file_pages: Pages, tmp_path: Path
) -> None:
    """Another person's list, a list without a plan, a deleted one: nothing is sent, nothing is told."""
    uploaded = uploaded_by(lan, tmp_path, orders(2))
    base = f"/lists/{uploaded.id}"
    without_plan = lan.post(f"{base}/confirm", {"draft": "z", "fingerprint": "1", "n": "2"})
    assert (303, f"{base}/send?again=1") == (
        without_plan.status_code,
        without_plan.headers["location"],
    )
    fields = shown(go(lan, uploaded))
    stranger = file_pages.person("minh", grants={"other": Role.SENDER})
    for answer in (
        stranger.post(f"{base}/confirm", fields),
        stranger.get(f"{base}/confirm"),
        stranger.get(f"{base}/send"),
        stranger.get(f"{base}/preview"),
    ):
        assert 404 == answer.status_code
    colleague = file_pages.person("hoa")
    pressed = colleague.post(f"{base}/confirm", fields)
    assert f"{base}/send?again=1" == pressed.headers["location"]
    lan.pages.web.lists.delete(lan.pages.web.lists.find(uploaded.id))
    assert 404 == lan.post(f"{base}/confirm", fields).status_code
    assert [] == campaigns.list_all(lan.pages.web.ledger)


def test_who_may_only_prepare_is_told_who_may_send(file_pages: Pages, tmp_path: Path) -> None:
    """A preparer sees cost and time, is told why there is no button that sends, and asks for approval."""
    binh = file_pages.person("binh", role=Role.PREPARER)
    uploaded = uploaded_by(binh, tmp_path, orders(2))
    page = binh.get(f"/lists/{uploaded.id}/send")
    assert 200 == page.status_code
    assert "Bạn là Người soạn" in words_of(page)
    assert "Gửi ngay" not in words_of(page)
    last = go(binh, uploaded)
    assert "Xin duyệt 2 tin" in words_of(last)
    assert "Gửi 2 tin ngay" not in words_of(last)
    # A form that was made for somebody who may send: nothing is sent by it.
    pressed = binh.post(f"/lists/{uploaded.id}/confirm", shown(last))
    assert 409 == pressed.status_code
    assert [] == campaigns.list_all(file_pages.web.ledger)


def test_what_changed_since_the_plan_is_told_before_anything_leaves(
    lan: Visitor, tmp_path: Path
) -> None:
    """A template that was changed in between: the press says what, and the new numbers are one press away."""
    uploaded = uploaded_by(lan, tmp_path, orders(2))
    fields = shown(go(lan, uploaded))
    (tmp_path / "templates").mkdir()
    source = Path(__file__).parents[2] / "templates" / "don-hang.toml"
    text = source.read_text(encoding="utf-8").replace("Cảm ơn", "Chào")
    (tmp_path / "templates" / "don-hang.toml").write_text(text, encoding="utf-8")
    answer = lan.post(f"/lists/{uploaded.id}/confirm", fields)
    assert 409 == answer.status_code
    assert "nội dung mẫu tin đã đổi" in words_of(answer)
    assert [] == campaigns.list_all(lan.pages.web.ledger)
    again = lan.post(f"/lists/{uploaded.id}/confirm/replan")
    assert 303 == again.status_code
    lan.pages.web.jobs.wait(f"plan:{uploaded.id}", 120)
    page = lan.get(again.headers["location"])
    assert "Chào Khách 1" in words_of(page)
    assert fields["draft"] != shown(page)["draft"]
    assert 303 == lan.post(f"/lists/{uploaded.id}/confirm", shown(page)).status_code


def test_numbers_of_an_hour_ago_are_looked_at_once_more(lan: Visitor, tmp_path: Path) -> None:
    """Who comes back from lunch presses twice: the first time the page says that its numbers are old."""
    uploaded = uploaded_by(lan, tmp_path, orders(2))
    fields = shown(go(lan, uploaded))
    ledger = lan.pages.web.ledger
    owner = drafts.owner_of(ledger, fields["draft"])
    assert owner is not None
    past = lan.pages.web.clock.now() - timedelta(seconds=1)
    drafts.renew_draft(ledger, fields["draft"], replace(owner, expires_at=past))
    answer = lan.post(f"/lists/{uploaded.id}/confirm", fields)
    assert 409 == answer.status_code
    assert "quá 60 phút" in words_of(answer)
    assert 303 == lan.post(f"/lists/{uploaded.id}/confirm", shown(answer)).status_code


def test_a_list_that_was_sent_is_told_with_its_campaign(lan: Visitor, tmp_path: Path) -> None:
    """The same list under another name leads to the campaign that has sent it, and sends nothing."""
    first = uploaded_by(lan, tmp_path, orders(3))
    sent = shown(go(lan, first))
    lan.post(f"/lists/{first.id}/confirm", sent)
    same = uploaded_by(lan, tmp_path, orders(3), name="khác.csv")
    page = lan.get(f"/lists/{same.id}/send")
    assert "Danh sách này đã được gửi" in words_of(page)
    assert f'href="/campaigns/{sent["draft"]}"' in page.text
    refused = go(lan, same)
    assert 409 == refused.status_code
    assert f'href="/campaigns/{sent["draft"]}"' in refused.text
    assert "Chưa có tin nào được gửi." in words_of(refused)
    assert "--again" not in refused.text
    assert "zns-batch " not in words_of(refused).replace("zns-batch Số của khách", "")
    both = go(lan, same, again="1")
    assert "sẽ nhận lần hai" in words_of(both)


def test_two_drafts_of_one_list_are_sent_once(lan: Visitor, tmp_path: Path) -> None:
    """A list that was uploaded in two windows: the second press hears which campaign has sent it."""
    first = uploaded_by(lan, tmp_path, orders(3))
    second = uploaded_by(lan, tmp_path, orders(3), name="hai.xlsx")
    one, two = shown(go(lan, first)), shown(go(lan, second))
    assert 303 == lan.post(f"/lists/{first.id}/confirm", one).status_code
    refused = lan.post(f"/lists/{second.id}/confirm", two)
    assert 409 == refused.status_code
    assert f'href="/campaigns/{one["draft"]}"' in refused.text
    assert 1 == len(campaigns.list_all(lan.pages.web.ledger))


def test_a_large_list_asks_for_a_look(lan: Visitor, tmp_path: Path) -> None:
    """From 100 messages on the box is ticked first; without it nothing is sent and the box is named."""
    uploaded = uploaded_by(lan, tmp_path, orders(100))
    page = go(lan, uploaded)
    assert "Tôi đã xem tin và số lượng ở trên." in words_of(page)
    refused = lan.post(f"/lists/{uploaded.id}/confirm", shown(page))
    assert 422 == refused.status_code
    assert "100 tin sẽ được gửi" in words_of(refused)
    answer = lan.post(f"/lists/{uploaded.id}/confirm", {**shown(page), "tick": "1"})
    assert 303 == answer.status_code


@pytest.mark.parametrize(
    "fields, name, words",
    [
        ({"rate": "0"}, "rate", "số lớn hơn 0"),
        ({"rate": "nhanh"}, "rate", "số lớn hơn 0"),
        ({"window": "sáng"}, "window", "08:00-21:30"),
        ({"canary": "0"}, "canary", "số nguyên từ 1"),
        ({"canary": "9"}, "canary", "chỉ có 2 tin"),
        ({"reserve": "-1"}, "reserve", "số nguyên từ 0"),
        ({"expires": "hôm qua"}, "expires", "thời điểm trong tương lai"),
        ({"emails": "lan"}, "emails", "Đây không phải địa chỉ email: lan"),
        ({"name": "x" * 121}, "name", "Tối đa 120 ký tự"),
        ({"way": "later"}, "date", "chọn ngày và giờ"),
        ({"way": "later", "date": "2020-01-01", "clock": "08:00"}, "date", "đã qua"),
        ({"way": "later", "date": "2999-01-01", "clock": "08:00"}, "date", "Xa hơn 60 ngày"),
        ({"way": "later", "date": "2026-99-01", "clock": "08:00"}, "date", "chọn ngày và giờ"),
    ],
)
def test_what_can_not_be_kept_is_told_beside_its_field(
    lan: Visitor, tmp_path: Path, fields: dict[str, str], name: str, words: str
) -> None:
    """A slip in an option is named at its field, with what was typed still there, and nothing is planned."""
    uploaded = uploaded_by(lan, tmp_path, orders(2))
    form = {"way": "now", "duplicates": "skip", "lang": "vi", "act": "go", **fields}
    answer = lan.post(f"/lists/{uploaded.id}/send", form)
    assert 422 == answer.status_code
    assert words in words_of(answer)
    assert f'id="{name}-error"' in answer.text
    assert f'href="#{name}"' in answer.text
    assert "Lỗi: Gửi" in answer.text
    assert UploadState.CHECKED is lan.pages.web.lists.find(uploaded.id).state


def test_options_are_kept_shown_and_used(lan: Visitor, tmp_path: Path) -> None:
    """A slower pace, sending hours, a canary and a name stand on the last page and in the campaign."""
    uploaded = uploaded_by(lan, tmp_path, orders(5))
    page = go(
        lan,
        uploaded,
        name="Đơn tháng 11",
        rate="2,5",
        window="00:00-24:00",
        canary="2",
        expires="2d",
        reserve="7",
        emails="a@b.vn, c@d.vn",
        note="đã hỏi chị Hoa",
    )
    assert "2,5 tin/giây" in words_of(page)
    assert "gửi trước 2 tin" in words_of(page)
    back = lan.get(f"/lists/{uploaded.id}/send").text
    assert 'value="2,5"' in back
    assert 'value="a@b.vn, c@d.vn"' in back
    lan.post(f"/lists/{uploaded.id}/confirm", shown(page))
    ledger = lan.pages.web.ledger
    campaign = campaigns.get(ledger, shown(page)["draft"])
    options = campaign.options
    assert ("Đơn tháng 11", 2.5, 2, 7, "a@b.vn;c@d.vn") == (
        campaign.name,
        options["rate"],
        options["canary"],
        options["quota_reserve"],
        options["emails"],
    )
    (entry,) = [one for one in audit.latest(ledger) if one.act == "confirm"]
    assert "đã hỏi chị Hoa" == entry.params["note"]


def test_a_campaign_like_another_begins_with_its_columns_and_options(
    lan: Visitor, tmp_path: Path
) -> None:
    """“New campaign like this one” takes a colleague's columns and options, sends nothing by itself, and never those of another account."""
    file = write_list(
        tmp_path / "first.xlsx", orders(3), headers=("Khach", "SĐT", "Mã", "Ngày đặt", "Tổng tiền")
    )
    columns = {"column-customer_name": "0", "column-order_code": "2"}

    def upload(person: Visitor, path: Path, **fields: str) -> UploadedList:
        chosen = {"account": "default", "template": "don-hang", **fields}
        answer = person.upload("/new", path, chosen)
        assert 303 == answer.status_code, words_of(answer)
        lists = person.pages.web.lists
        return lists.wait(lists.find(answer.headers["location"].rpartition("/")[2]), 60)

    uploaded = upload(lan, file)
    base = f"/lists/{uploaded.id}"
    answer = lan.post(f"{base}/columns", columns, page=f"{base}/columns")
    assert 303 == answer.status_code, words_of(answer)
    lists = lan.pages.web.lists
    assert {"pending": 3} == (lists.wait(lists.find(uploaded.id), 60).result or {})["counts"]
    page = go(lan, uploaded, name="Đơn tháng 11", rate="2,5", canary="2")
    lan.post(f"{base}/confirm", shown(page))
    campaign = shown(page)["draft"]

    minh = lan.pages.person("minh")
    address = minh.get(f"/campaigns/{campaign}/copy").headers["location"]
    offered = minh.get(address)
    assert "Như với “first.xlsx”" in words_of(offered)
    like = dict(HIDDEN.findall(offered.text))["like"]
    assert campaign == like
    second = write_list(
        tmp_path / "second.xlsx",
        orders(4, start=50),
        headers=("Khach", "SĐT", "Mã", "Ngày đặt", "Tổng tiền"),
    )
    again = upload(minh, second, like=like)
    assert UploadState.CHECKED is again.state
    assert {"pending": 4} == (again.result or {})["counts"]
    send = minh.get(f"/lists/{again.id}/send").text
    assert 'value="2,5"' in send
    assert "Đơn tháng 11" not in send, "a name is one campaign's"
    # Without that word, or with a made-up one, it is a list like any other.
    for made_up in ("", "z000000", "../etc"):
        other = upload(lan.pages.person(f"hoa{len(made_up)}"), second, like=made_up)
        assert UploadState.COLUMNS is other.state


def test_a_plan_that_failed_says_so_although_an_earlier_one_is_there(
    lan: Visitor, tmp_path: Path
) -> None:
    """Who chooses a name that another campaign has reads that, and not the numbers of the plan before."""
    go(lan, uploaded_by(lan, tmp_path, orders(1)), name="Tháng 11")
    uploaded = uploaded_by(lan, tmp_path, orders(2), name="b.xlsx")
    assert shown(go(lan, uploaded))["draft"]
    page = go(lan, uploaded, name="Tháng 11")
    assert 'name="draft"' not in page.text
    assert "tên “Tháng 11”" in words_of(page)


def test_a_change_of_what_is_checked_checks_again(lan: Visitor, tmp_path: Path) -> None:
    """Who wants each of several numbers in a cell to get the message sees the list checked that way first."""
    uploaded = uploaded_by(lan, tmp_path, orders(2))
    form = {"way": "now", "duplicates": "send", "lang": "vi", "act": "go", "rate": "3"}
    answer = lan.post(f"/lists/{uploaded.id}/send", form)
    assert (303, f"/lists/{uploaded.id}/problems") == (
        answer.status_code,
        answer.headers["location"],
    )
    lists = lan.pages.web.lists
    checked = lists.wait(lists.find(uploaded.id), 60)
    assert "send" == checked.choices["duplicates"]
    assert 3.0 == checked.choices["run"]["rate"]


def test_a_campaign_for_later_is_named_with_its_day_and_waits(lan: Visitor, tmp_path: Path) -> None:
    """The button names day and time, and no worker begins before."""
    uploaded = uploaded_by(lan, tmp_path, orders(2))
    day = in_vietnam(lan.pages.web.clock.now() + timedelta(days=2))
    at = day.replace(hour=8, minute=0, second=0, microsecond=0)
    page = go(lan, uploaded, way="later", date=f"{at:%Y-%m-%d}", clock="08:00")
    assert "Hẹn gửi 2 tin?" in words_of(page)
    assert f"08:00 {at:%d/%m/%Y}" in words_of(page)
    assert 303 == lan.post(f"/lists/{uploaded.id}/confirm", shown(page)).status_code
    ledger = lan.pages.web.ledger
    assert [] == work_queue.list_due(ledger, now=at - timedelta(seconds=1))
    assert 1 == len(work_queue.list_due(ledger, now=at))
    assert "schedule" in {one.act for one in audit.latest(ledger)}


def test_a_list_whose_rows_have_mistakes_names_them_on_the_last_page(
    lan: Visitor, tmp_path: Path
) -> None:
    """Rows that stay behind are counted where the button is, and only with consent."""
    uploaded = uploaded_by(lan, tmp_path, [*orders(2), BAD])
    assert f"/lists/{uploaded.id}/problems" == lan.get(f"/lists/{uploaded.id}/send").headers.get(
        "location"
    )
    agreed = uploaded_by(lan, tmp_path, [*orders(2), BAD], leave=True, name="b.xlsx")
    page = go(lan, agreed)
    assert "1 có lỗi" in words_of(page)
    assert 303 == lan.post(f"/lists/{agreed.id}/confirm", shown(page)).status_code


def test_the_preview_finds_rows_and_phones_and_shows_what_is_odd(
    lan: Visitor, tmp_path: Path
) -> None:
    """By row, by phone, by chance; a row that is not sent says why; a date of another year stands out."""
    script = 'Lan" onmouseover="x & y'
    today = f"{in_vietnam(lan.pages.web.clock.now()):%d/%m/%Y}"
    lines = [
        *((*line[:3], today, line[4]) for line in orders(2)),
        BAD,
        (script, "0912000077", "DH9", "05/12/2020", 9),
    ]
    uploaded = uploaded_by(lan, tmp_path, lines, leave=True)
    base = f"/lists/{uploaded.id}/preview"
    page = lan.get(base)
    assert "1 tin có ngày 05/12/2020" in words_of(page)
    assert "Tin 1/3" in words_of(page)
    odd = re.search(r'href="([^"]*odd=[^"]*)"', page.text)
    assert odd is not None
    rows_shown = lan.get(odd[1])
    assert "Các dòng có “order_date” là 05/12/2020" in words_of(rows_shown)

    by_phone = lan.post(base, {"row": "", "phone": "0912 000 077"})
    assert 303 == by_phone.status_code
    assert "0912" not in by_phone.headers["location"]
    found = lan.get(by_phone.headers["location"])
    assert "Dòng 5 · gửi tới 84912000077" in words_of(found)
    assert script not in found.text
    assert "&amp; y" in found.text

    bad = lan.get(f"{base}?row=4")
    assert 200 == bad.status_code
    assert "Dòng 4 sẽ không được gửi" in words_of(bad)
    assert 404 == lan.get(f"{base}?row=99").status_code
    assert "Dòng 99 không có trong danh sách." in words_of(lan.get(f"{base}?row=99"))
    past = "odd=order_date.0000009"
    for query in ("at=3", "at=999", "turn=0", "turn=7", "longest=1", "row=2&part=5", past):
        assert 200 == lan.get(f"{base}?{query}").status_code, query
    for form, words in (
        ({"row": "x", "phone": ""}, "Dòng x không có"),
        ({"row": "000000000002" + "0" * 5_000, "phone": ""}, "không có trong danh sách"),
        ({"row": "", "phone": "12"}, "không phải số điện thoại"),
        ({"row": "", "phone": "0987654321"}, "Không dòng nào có số điện thoại này"),
        ({"row": "", "phone": ""}, "nhập số dòng"),
    ):
        answer = lan.post(base, form)
        assert 422 == answer.status_code
        assert words in words_of(answer)


def test_all_messages_that_say_the_same_are_told(lan: Visitor, tmp_path: Path) -> None:
    """3,000 valid rows with one wrong date: the summary says that all have it."""
    uploaded = uploaded_by(lan, tmp_path, orders(3))
    words = words_of(lan.get(f"/lists/{uploaded.id}/preview"))
    assert "tất cả 3 tin cùng giá trị “22/11/2026”" in words


def test_the_pages_speak_english(file_pages: Pages, tmp_path: Path) -> None:
    """The same steps in English, with no Vietnamese left."""
    ann = file_pages.person("ann", lang="en")
    uploaded = uploaded_by(ann, tmp_path, orders(2))
    base = f"/lists/{uploaded.id}"
    for page, words in (
        (ann.get(f"{base}/preview"), "The whole list at a glance"),
        (ann.get(f"{base}/send"), "enough for the whole list"),
        (go(ann, uploaded), "Send 2 messages now"),
    ):
        assert 200 == page.status_code
        assert words in words_of(page)


def test_a_restart_of_the_pages_loses_no_draft(lan: Visitor, tmp_path: Path) -> None:
    """Who reloads after a restart finds the draft; a plan that was cut off is asked for again, in words."""
    uploaded = uploaded_by(lan, tmp_path, orders(2))
    page = go(lan, uploaded)
    lan.pages.web.jobs._jobs.clear()  # what a restart forgets
    assert shown(page) == shown(lan.get(f"/lists/{uploaded.id}/confirm"))
    ledger = lan.pages.web.ledger
    drafts.drop_draft(ledger, shown(page)["draft"])
    answer = lan.get(f"/lists/{uploaded.id}/confirm")
    assert f"/lists/{uploaded.id}/send?again=1" == answer.headers["location"]
    assert "bấm nút một lần nữa" in words_of(lan.get(answer.headers["location"]))
    assert uploads.get(ledger, uploaded.id) is not None


def test_a_test_send_is_a_campaign_of_one_row_to_my_phone(lan: Visitor, tmp_path: Path) -> None:
    """One message to the phone that was typed, once however often it is pressed, and its result on the page."""
    uploaded = uploaded_by(lan, tmp_path, [*orders(2), BAD], leave=True)
    base = f"/lists/{uploaded.id}"
    page = lan.get(f"{base}/send")
    assert "Gửi thử ít nhất một tin" in words_of(page)
    press = dict(HIDDEN.findall(page.text))["press"]
    form = {"test-phone": "0987 654 321", "test-row": "3", "test-kind": "real", "press": press}
    answer = lan.post(f"{base}/test", form)
    again = lan.post(f"{base}/test", form)
    assert answer.headers["location"] == again.headers["location"]
    ledger = lan.pages.web.ledger
    (campaign,) = campaigns.list_all(ledger)
    assert f"{base}/send?test={campaign.id}#test" == answer.headers["location"]
    (row,) = rows.due(ledger, campaign.id, after=0, most=5)
    assert ("84987654321", "150002") == (row.phone, row.data["amount"])
    shown_again = lan.get(answer.headers["location"])
    assert "84****321: Đang chờ chương trình gửi" in words_of(shown_again)
    assert 'value="0987 654 321"' in shown_again.text
    part = lan.get(f"{base}/test/{campaign.id}")
    assert 200 == part.status_code
    assert "hx-get" in part.text
    assert 404 == lan.pages.person("minh").get(f"{base}/test/{campaign.id}").status_code
    assert 404 == lan.get(f"{base}/test/zzz").status_code
    assert "test-send" in {one.act for one in audit.latest(ledger)}
    assert 2 == int(shown(go(lan, uploaded))["n"])


@pytest.mark.parametrize(
    "fields, name, words",
    [
        ({"test-phone": "12"}, "test-phone", "không phải số điện thoại"),
        ({"test-row": "4"}, "test-row", "Dòng 4 không có"),
        ({"test-row": "x"}, "test-row", "Dòng x không có"),
    ],
)
def test_a_test_that_can_not_be_sent_is_told_beside_its_field(
    lan: Visitor, tmp_path: Path, fields: dict[str, str], name: str, words: str
) -> None:
    """A wrong phone or a row that is not sent: one sentence there, and nothing leaves."""
    uploaded = uploaded_by(lan, tmp_path, [*orders(2), BAD], leave=True)
    form = {
        "test-phone": "0987654321",
        "test-row": "2",
        "test-kind": "real",
        "press": "a",
        **fields,
    }
    answer = lan.post(f"/lists/{uploaded.id}/test", form)
    assert 422 == answer.status_code
    assert words in words_of(answer)
    assert f'id="{name}-error"' in answer.text
    assert [] == campaigns.list_all(lan.pages.web.ledger)


def test_the_figures_follow_what_is_chosen(lan: Visitor, tmp_path: Path) -> None:
    """Another pace and another day change time and words at once, and nothing is kept by that."""
    uploaded = uploaded_by(lan, tmp_path, orders(2))
    path = f"/lists/{uploaded.id}/send/figures"
    at = in_vietnam(lan.pages.web.clock.now() + timedelta(days=2))
    form = {"way": "later", "date": f"{at:%Y-%m-%d}", "clock": "08:00", "rate": "2"}
    answer = lan.post(path, form).json()
    assert "2 tin/giây" in answer["figures"]
    assert f"08:00 {at:%d/%m/%Y} (" in answer["words"]
    assert "), giờ Việt Nam · còn " in answer["words"]
    night = lan.post(path, {**form, "window": "09:00-21:00"}).json()
    assert "tin đầu tiên sẽ đi lúc 09:00" in night["words"]
    past = lan.post(path, {**form, "date": "2020-01-01"}).json()
    assert "đã qua" in past["words"]
    assert "2 tin/giây" in past["figures"]
    wrong = lan.post(path, {"way": "now", "rate": "x"}).json()
    assert ("", "") == (wrong["figures"], wrong["words"].strip())
    assert {} == lan.pages.web.lists.find(uploaded.id).choices["run"]


def test_who_pressed_twice_reads_that_nothing_is_sent_twice(lan: Visitor, tmp_path: Path) -> None:
    """The campaign's page says when the button was pressed, to whoever comes by the second press."""
    uploaded = uploaded_by(lan, tmp_path, orders(2))
    fields = shown(go(lan, uploaded))
    lan.post(f"/lists/{uploaded.id}/confirm", fields)
    again = lan.post(f"/lists/{uploaded.id}/confirm", fields)
    assert "Không có gì gửi hai lần." in words_of(lan.get(again.headers["location"]))


def test_what_the_provider_can_is_offered_and_kept(lan: Visitor, tmp_path: Path) -> None:
    """A journey is chosen by its words and stands in the campaign; what Zalo can't do is not offered."""
    uploaded = uploaded_by(lan, tmp_path, orders(2))
    page = words_of(lan.get(f"/lists/{uploaded.id}/send"))
    assert "giao hàng, 7 ngày" in page
    assert "Brandname" not in page
    confirm = go(lan, uploaded, journey="token_logistics_7")
    campaign = campaigns.get(lan.pages.web.ledger, shown(confirm)["draft"])
    assert "token_logistics_7" == campaign.options["journey"]
    form = {"way": "now", "duplicates": "skip", "lang": "vi", "act": "go", "users": "1"}
    answer = lan.post(f"/lists/{uploaded.id}/send", form)
    assert f"/lists/{uploaded.id}/problems" == answer.headers["location"]
    lan.pages.web.lists.wait(lan.pages.web.lists.find(uploaded.id), 60)
    assert lan.pages.web.lists.find(uploaded.id).choices["delivery"]["uid"]


def test_rows_that_only_the_account_refuses_lead_back_with_the_reason(
    lan: Visitor, tmp_path: Path, at_sandbox: RunningSandbox
) -> None:
    """Where Zalo's template is stricter than the file, the person sees which rows, and why they are there again."""
    del at_sandbox
    uploaded = uploaded_by(lan, tmp_path, orders(2))
    answers = lan.pages.web.sending.answers

    async def stricter(account: str, ref: str) -> TemplateAnswer:
        found = await AccountAnswers.template(answers, account, ref)
        assert found.comparison is not None
        template = found.comparison.template
        short = replace(template.params["customer_name"], max_length=2)
        held = replace(template, params={**template.params, "customer_name": short})
        return TemplateAnswer(comparison=replace(found.comparison, template=held))

    lan.pages.web.sending.answers = Stricter(clock=lan.pages.web.clock, ask=stricter)
    page = go(lan, uploaded)
    assert f"/lists/{uploaded.id}/problems?why=account" == page.headers["location"]
    lan.pages.web.lists.wait(lan.pages.web.lists.find(uploaded.id), 60)
    problems = words_of(lan.get(page.headers["location"]))
    assert "Mẫu tin trên tài khoản yêu cầu chặt hơn" in problems
    assert [] == campaigns.list_all(lan.pages.web.ledger)


@dataclass(kw_only=True, slots=True)
class Stricter(AccountAnswers):
    """An account whose template is stricter than its file."""

    ask: Callable[[str, str], Awaitable[TemplateAnswer]]

    async def template(self, account: str, ref: str) -> TemplateAnswer:
        """Return the stricter template."""
        return await self.ask(account, ref)


def test_who_is_not_reached_gets_an_sms_and_that_is_told_with_its_cost(
    lan: Visitor, tmp_path: Path, at_sandbox: RunningSandbox
) -> None:
    """An account with a second channel: the page with the button says whom it reaches, when, and for how much."""
    (tmp_path / "zns-batch.toml").write_text(
        f"""
[accounts.default]
provider = "zalo"
base_url = "{at_sandbox.url}"
fallback = "sms"
fallback_text = "Don <order_code>"

[accounts.sms]
provider = "gobysend"
sms_price = 300
""",
        encoding="utf-8",
    )
    uploaded = uploaded_by(lan, tmp_path, orders(2))
    assert "chưa gồm SMS thay thế" in words_of(lan.get(f"/lists/{uploaded.id}/send"))
    page = words_of(go(lan, uploaded))
    assert "Khách mà Zalo không gửi tới được sẽ nhận SMS qua tài khoản sms" in page
    assert "600 VNĐ" in page


def test_a_promotion_says_why_it_waits_for_the_day_and_for_tomorrow(
    lan: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hours of a promotion and the customers who wait until tomorrow are told before the press."""
    ask = AccountAnswers.template

    async def promotion(answers: AccountAnswers, account: str, ref: str) -> TemplateAnswer:
        answer = await ask(answers, account, ref)
        assert answer.comparison is not None
        template = replace(answer.comparison.template, tag="PROMOTION")
        return TemplateAnswer(comparison=replace(answer.comparison, template=template))

    one, same = orders(1)[0], ("Khách 1", "0912000001", "DH00099", "23/11/2026", 5)
    uploaded = uploaded_by(lan, tmp_path, [one, same, *orders(2, start=5)])
    plain = words_of(lan.get(f"/lists/{uploaded.id}/send"))
    assert "chờ đến ngày mai" not in plain
    assert "chỉ gửi ban ngày" not in plain
    monkeypatch.setattr(AccountAnswers, "template", promotion)
    confirm = words_of(go(lan, uploaded))
    for seen in (words_of(lan.get(f"/lists/{uploaded.id}/send")), confirm):
        assert "vì đây là mẫu tin hậu mãi: chỉ gửi ban ngày" in seen, seen
        assert "trong đó 1 tin chờ đến ngày mai" in seen, seen
