"""The pages of schedules, over a real ledger: list, form, last look, one schedule, its acts."""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from ledger_help import NOW, TestClock
from program_help import Line, orders, write_list
from web_help import Pages, Visitor, opened_pages, words_of

from zns_batch.domain.approval import ApprovalRule
from zns_batch.domain.states import CampaignState
from zns_batch.domain.users import Role
from zns_batch.ledger import campaigns, schedules
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.schedules import BadRows, RunState, Schedule, ScheduleState
from zns_batch.services.schedules.run import ScheduleRunner
from zns_batch.services.schedules.saved_request import SavedRequest
from zns_batch.settings.web import WebSettings

pytestmark = pytest.mark.usefixtures("silent_account")

BAD: Line = ("An", "0912", "DH1", "22/11/2026", 5)
FORM = {
    "account": "default",
    "template": "don-hang",
    "file": "don-hang-*.csv",
    "name": "Đơn hàng hằng tháng",
    "repeat": "monthly",
    "day": "5",
    "clock": "08:00",
    "bad-rows": "hold",
    "misfire": "2h",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that the settings allow."""
    found = tmp_path / "erp"
    found.mkdir()
    return found


@pytest.fixture
def allowed(ledger: Ledger, folder: Path, clock: TestClock, tmp_path: Path) -> Iterator[Pages]:
    """The pages with a folder for schedules, on each database."""
    settings = WebSettings(list_folders=(folder, tmp_path / "away"))
    with opened_pages(ledger, tmp_path / "home", clock=clock, settings=settings) as found:
        yield found


def listed(folder: Path, name: str, lines: list[Line]) -> Path:
    """Put a list into a folder, finished a while ago."""
    path = write_list(folder / name, lines)
    os.utime(path, (NOW.timestamp() - 3600,) * 2)
    return path


def filled(person: Visitor, place: Path, /, **more: str | list[str]) -> httpx.Response:
    """Send the form."""
    fields: dict[str, str | list[str]] = {**FORM, "folder": str(place), **more}
    return person.post("/schedules/new", fields, page="/schedules/new")


def to_last_look(person: Visitor, answer: httpx.Response) -> str:
    """Go on from the form to the last look; return its address."""
    assert 303 == answer.status_code, words_of(answer)
    list_id = answer.headers["location"].rpartition("/")[2]
    lists = person.pages.web.lists
    lists.wait(lists.find(list_id), 60)
    preview = person.get(answer.headers["location"])
    assert f"/lists/{list_id}/preview" == preview.headers["location"]
    assert 200 == person.get(f"/lists/{list_id}/preview").status_code
    sent_on = person.get(f"/lists/{list_id}/send")
    assert f"/schedules/new/{list_id}" == sent_on.headers["location"]
    return f"/schedules/new/{list_id}"


def made(person: Visitor, place: Path, /, **more: str) -> Schedule:
    """Make a schedule for a folder without a list."""
    answer = filled(person, place, act="add", **more)
    assert 303 == answer.status_code, words_of(answer)
    schedule_id = answer.headers["location"].partition("?")[0].rpartition("/")[2]
    found = schedules.get(person.pages.web.ledger, schedule_id)
    assert found is not None
    return found


def kept(ledger: Ledger, schedule: Schedule) -> RunState:
    """Let a worker keep the next time of a schedule."""
    found = schedules.get(ledger, schedule.id)
    assert found is not None
    assert found.next_at is not None
    runner = ScheduleRunner(
        ledger=ledger,
        clock=TestClock(found.next_at),
        on_run=lambda _schedule, _run: None,
        is_stopping=lambda: False,
    )
    asyncio.run(runner.run_due(schedule.id, found.next_at, seen_at=found.next_at))
    run = schedules.run_of(ledger, schedule.id, found.next_at)
    assert run is not None
    return run.state


def test_a_schedule_is_made_by_the_columns_of_the_newest_list(allowed: Pages, folder: Path) -> None:
    """A person sees the next times and what the newest list comes to, and then a worker sends the lists."""
    listed(folder, "don-hang-1.csv", orders(3))
    an = allowed.person("an")
    assert "Chưa có lịch gửi nào" in words_of(an.get("/schedules"))
    path = to_last_look(an, filled(an, folder))
    page = an.get(path)
    words = words_of(page)
    assert "mùng 5 hằng tháng lúc 08:00" in words
    assert "08:00 05/12/2026 (thứ Bảy); 08:00 05/01/2027 (thứ Ba)" in words
    assert "3 dòng đúng 0 dòng lỗi" in words
    assert "Chưa có tin nào được gửi" in words
    assert [] == schedules.list_all(allowed.web.ledger)

    answer = an.post(path, {"act": "add"}, page=path)
    assert 303 == answer.status_code, words_of(answer)
    (schedule,) = schedules.list_all(allowed.web.ledger)
    assert f"/schedules/{schedule.id}?saved=added" == answer.headers["location"]
    assert ("0 8 5 * *", "2h", BadRows.HOLD) == (
        schedule.cron,
        schedule.misfire,
        schedule.bad_rows,
    )
    assert [] == allowed.web.lists.open_lists(an.user.id)
    own = words_of(an.get(f"/schedules/{schedule.id}?saved=added"))
    assert "Đã tạo lịch gửi." in own
    assert "giờ bị lỡ được gửi bù trong vòng 2 giờ" in own
    assert "Lịch chưa chạy lần nào." in own

    assert RunState.PLANNED is kept(allowed.web.ledger, schedule)
    run = schedules.last_runs(allowed.web.ledger, schedule.id)[0]
    campaign = campaigns.get(allowed.web.ledger, run.campaign_id or "")
    page_of_campaign = f"http://127.0.0.1:8484/campaigns/{campaign.id}"
    assert (CampaignState.SCHEDULED, page_of_campaign) == (campaign.state, campaign.page)


def test_columns_are_chosen_for_all_lists_to_come(allowed: Pages, folder: Path) -> None:
    """Headers that nobody knows are matched once, by hand, and hold for each later list."""
    headers = ("Họ tên", "Máy", "Số đơn lạ", "Ngày đặt", "Tổng tiền")
    path = write_list(folder / "don-hang-1.csv", orders(2), headers)
    os.utime(path, (NOW.timestamp() - 3600,) * 2)
    an = allowed.person("an")
    answer = filled(an, folder)
    list_id = answer.headers["location"].rpartition("/")[2]
    allowed.web.lists.wait(allowed.web.lists.find(list_id), 60)
    columns = f"/lists/{list_id}/columns"
    assert columns == an.get(f"/lists/{list_id}").headers["location"]
    # The last look can't be forced while the columns are open.
    assert columns == an.get(f"/schedules/new/{list_id}").headers["location"]
    early = an.post(f"/schedules/new/{list_id}", {"act": "add"}, page=columns)
    assert columns == early.headers["location"]
    page = an.get(columns).text
    assert 'name="column-order_code"' in page
    chosen = {
        "phone": "1",
        "column-customer_name": "0",
        "column-order_code": "2",
        "column-order_date": "3",
        "column-amount": "4",
    }
    assert 303 == an.post(columns, chosen, page=columns).status_code
    allowed.web.lists.wait(allowed.web.lists.find(list_id), 60)
    answer = an.post(f"/schedules/new/{list_id}", {"act": "add"}, page="/schedules")
    assert 303 == answer.status_code, words_of(answer)
    (schedule,) = schedules.list_all(allowed.web.ledger)
    assert RunState.PLANNED is kept(allowed.web.ledger, schedule)


def test_a_recurring_run_with_bad_rows_waits_for_a_person(allowed: Pages, folder: Path) -> None:
    """A list with a wrong row at night is not sent: its campaign waits, and its page has the button."""
    listed(folder, "don-hang-1.csv", [*orders(2), BAD])
    an = allowed.person("an")
    path = to_last_look(an, filled(an, folder))
    assert "2 dòng đúng 1 dòng lỗi" in words_of(an.get(path))
    an.post(path, {"act": "add"}, page=path)
    (schedule,) = schedules.list_all(allowed.web.ledger)
    assert RunState.HELD is kept(allowed.web.ledger, schedule)
    clock = allowed.web.clock
    assert isinstance(clock, TestClock)
    assert schedule.next_at is not None
    clock.turn((schedule.next_at - clock.now()).total_seconds() + 60)
    an = allowed.person("binh")
    words = words_of(an.get(f"/schedules/{schedule.id}"))
    assert "chờ duyệt" in words
    assert "1 dòng không gửi được; chiến dịch đang chờ người xem" in words
    assert "zns-batch" not in words.partition("Lịch gửi")[2].replace("– zns-batch", "")
    run = schedules.last_runs(allowed.web.ledger, schedule.id)[0]
    campaign = f"/campaigns/{run.campaign_id}"
    assert campaign in an.get(f"/schedules/{schedule.id}").text
    assert 200 == an.get(f"{campaign}/resume").status_code
    assert 303 == an.post(f"{campaign}/resume", page=f"{campaign}/resume").status_code
    assert CampaignState.SCHEDULED is campaigns.get(allowed.web.ledger, run.campaign_id or "").state


def test_pause_go_on_and_remove(allowed: Pages, folder: Path) -> None:
    """A schedule rests, goes on without making up for what passed, and goes away; the CLI sees the same."""
    an, ledger = allowed.person("an"), allowed.web.ledger
    schedule = made(an, folder, repeat="daily")
    page = f"/schedules/{schedule.id}"
    assert "trôi qua mà không gửi gì" in words_of(an.get(f"{page}/pause"))
    assert 303 == an.post(f"{page}/pause", page=f"{page}/pause").status_code
    assert ScheduleState.PAUSED is schedules.find(ledger, schedule.id).state
    clock = allowed.web.clock
    assert isinstance(clock, TestClock)
    clock.turn(2 * 86_400)
    an = allowed.person("binh")
    assert "tạm dừng" in words_of(an.get("/schedules"))
    asked = words_of(an.get(f"{page}/resume"))
    assert "Các lần đã qua sẽ không được gửi bù: 08:00 23/11/2026 (thứ Hai)" in asked
    assert 303 == an.post(f"{page}/resume", page=f"{page}/resume").status_code
    active = schedules.find(ledger, schedule.id)
    assert ScheduleState.ACTIVE is active.state
    assert active.next_at is not None
    assert active.next_at > clock.now()
    asked = words_of(an.get(f"{page}/remove"))
    assert "Lịch chưa tạo chiến dịch nào; lần hẹn " in asked
    assert "/schedules?removed=1" == an.post(f"{page}/remove", page=page).headers["location"]
    assert [] == schedules.list_all(ledger)
    assert 404 == an.get(page).status_code


@pytest.mark.parametrize(
    "more, field",
    [
        ({"folder": "/etc"}, "folder"),
        ({"folder": "{root}/../erp"}, "folder"),
        ({"folder": "{root}/sub"}, "folder"),
        ({"folder": "C:\\lists"}, "folder"),
        ({"folder": ""}, "folder"),
        ({"file": "../secret.csv"}, "file"),
        ({"file": "..\\secret.csv"}, "file"),
        ({"file": "/etc/passwd.csv"}, "file"),
        ({"file": "C:x.csv"}, "file"),
        ({"file": "sub/*.csv"}, "file"),
        ({"file": "**.csv"}, "file"),
        ({"file": ".hidden.csv"}, "file"),
        ({"file": "a\tb.csv"}, "file"),
        ({"file": "passwd"}, "file"),
        ({"file": ""}, "file"),
        ({"clock": "25:00"}, "day"),
        ({"day": "32"}, "day"),
        ({"repeat": "weekly"}, "weekdays"),
        ({"repeat": "cron", "cron": "0 8 31 2 *"}, "cron"),
        ({"repeat": "daily", "clock": "x"}, "clock"),
        ({"emails": "an"}, "emails"),
        ({"template": "../../etc/x"}, "template"),
        ({"template": ""}, "template"),
        ({"name": "x" * 101}, "name"),
    ],
)
def test_what_is_not_allowed_is_said_beside_its_field(
    file_ledger: Ledger, folder: Path, tmp_path: Path, more: dict[str, str], field: str
) -> None:
    """No path of a person's leads out of the folders of the settings; each mistake names its field."""
    (folder / "sub").mkdir()
    settings = WebSettings(list_folders=(folder,))
    with opened_pages(file_ledger, tmp_path / "home", settings=settings) as found:
        an = found.person("an")
        sent = {name: value.replace("{root}", str(folder)) for name, value in more.items()}
        answer = filled(an, folder, act="add", **sent)
        assert 422 == answer.status_code
        assert f'id="{field}-error"' in answer.text or f'href="#{field}"' in answer.text
        assert "<title>Lỗi:" in answer.text
        assert [] == schedules.list_all(file_ledger)


def test_a_link_out_of_the_folder_is_never_taken(
    allowed: Pages, folder: Path, tmp_path: Path
) -> None:
    """Who can write into the folder can't have another file of the server sent, now or at night."""
    outside = listed(tmp_path, "elsewhere.csv", orders(3))
    an = allowed.person("an")
    (folder / "don-hang-9.csv").symlink_to(outside)
    first = filled(an, folder)
    assert (200, True) == (first.status_code, "Chưa có danh sách nào như vậy" in words_of(first))
    schedule = made(an, folder)
    assert RunState.NO_FILE is kept(allowed.web.ledger, schedule)
    listed(folder, "don-hang-1.csv", orders(2))
    assert RunState.PLANNED is kept(allowed.web.ledger, schedule)


def test_the_next_times_follow_the_form(allowed: Pages, folder: Path) -> None:
    """What the form means is told before it is sent: in words, with times, months left out, the list."""
    listed(folder, "don-hang-1.csv", orders(1))
    an = allowed.person("an", lang="vi")
    token = an.token("/schedules/new")

    def told(**more: str | list[str]) -> str:
        fields: dict[str, str | list[str]] = {**FORM, "folder": str(folder), **more}
        answer = an.post("/schedules/new/next", fields, token=token)
        assert 200 == answer.status_code
        return " ".join(answer.text.split())

    assert "Tháng không có ngày 31 sẽ bị bỏ qua." in told(day="31")
    assert "ngày cuối mỗi tháng lúc 08:00" in told(day="L")
    assert "thứ Hai đến thứ Sáu lúc 08:00" in told(repeat="workdays")
    assert "thứ Ba, Chủ nhật lúc 08:00" in told(repeat="weekly", weekdays=["2", "7"])
    assert "theo dòng cron 0 8 * * 1#2" in told(repeat="cron", cron="0 8 * * 1#2")
    assert "don-hang-1.csv" in told()
    assert "Vui lòng chọn ít nhất một thứ" in told(repeat="weekly")
    # Without scripts the same stands in the whole page after a press.
    page = filled(an, folder, act="look", day="30")
    assert (200, True) == (page.status_code, "không có ngày 30" in words_of(page))


def test_a_role_decides_what_is_offered(allowed: Pages, folder: Path) -> None:
    """Who may only look sees schedules without buttons; other accounts' schedules are not there."""
    schedule = made(allowed.person("an"), folder)
    viewer = allowed.person("vy", role=Role.VIEWER)
    assert "Đơn hàng hằng tháng" in words_of(viewer.get("/schedules"))
    own = viewer.get(f"/schedules/{schedule.id}")
    assert (200, False) == (own.status_code, "/remove" in own.text)
    assert 403 == viewer.get("/schedules/new").status_code
    for act in ("pause", "resume", "remove"):
        page = f"/schedules/{schedule.id}/{act}"
        assert (403, 403) == (viewer.get(page).status_code, viewer.post(page).status_code)
    other = allowed.person("xuan", role=Role.SENDER, account="shop-b")
    assert "Đơn hàng hằng tháng" not in words_of(other.get("/schedules"))
    assert 404 == other.get(f"/schedules/{schedule.id}").status_code
    assert 404 == other.post(f"/schedules/{schedule.id}/remove").status_code
    stolen = other.post("/schedules/new", {**FORM, "folder": str(folder), "act": "add"})
    assert 404 == stolen.status_code
    assert ScheduleState.ACTIVE is schedules.find(allowed.web.ledger, schedule.id).state


def test_an_example_is_its_owners_alone(allowed: Pages, folder: Path) -> None:
    """Nobody finishes another person's schedule, and an example list can't be sent."""
    listed(folder, "don-hang-1.csv", orders(2))
    an, binh = allowed.person("an"), allowed.person("binh")
    path = to_last_look(an, filled(an, folder))
    assert 404 == binh.get(path).status_code
    assert 404 == binh.post(path, {"act": "add"}).status_code
    list_id = path.rpartition("/")[2]
    for step in ("send", "test"):
        answer = an.post(f"/lists/{list_id}/{step}", {"way": "now"}, page="/schedules")
        assert (303, path) == (answer.status_code, answer.headers.get("location")), step
    answer = an.post(f"/lists/{list_id}/confirm", page="/schedules")
    assert (303, f"/lists/{list_id}/send?again=1") == (
        answer.status_code,
        answer.headers["location"],
    )
    assert 0 == campaigns.count(allowed.web.ledger)
    back = an.post(path, {"act": "back"}, page=path)
    assert (200, True) == (back.status_code, 'value="don-hang-*.csv"' in back.text)
    assert [] == allowed.web.lists.open_lists(an.user.id)


def test_without_folders_the_page_says_who_sets_them(pages: Pages) -> None:
    """A new installation has no folder; the page says where it is set and offers no form."""
    words = words_of(pages.person("an").get("/schedules/new"))
    assert "[web] list_folders" in words
    assert "Tên tệp" not in words


def test_a_name_that_is_taken_is_told_and_english_reads_english(
    allowed: Pages, folder: Path
) -> None:
    """Two schedules can't bear one name, which is said before any list is read, in the reader's language."""
    an = allowed.person("an", lang="en")
    made(an, folder)
    listed(folder, "don-hang-1.csv", orders(1))
    answer = filled(an, folder)
    assert 422 == answer.status_code
    assert "Đơn hàng hằng tháng" in words_of(answer)
    words = words_of(an.get("/schedules"))
    assert "on day 5 of each month at 08:00" in words
    assert "Saturday" in words


def test_the_list_of_the_command_line_is_shown_too(allowed: Pages, folder: Path) -> None:
    """A schedule that was added by a command, with a cron line of its own, has its page."""
    an, ledger = allowed.person("an"), allowed.web.ledger
    schedule = made(an, folder)
    odd = replace(schedule, id="sodd", name="Lạ", cron="*/5 8-9 1,15 * *")
    schedules.add(ledger, odd)
    assert "theo dòng cron */5 8-9 1,15 * *" in words_of(an.get("/schedules"))
    assert 200 == an.get("/schedules/sodd").status_code


def test_under_the_rule_of_four_eyes_a_schedule_says_who_decides(
    ledger: Ledger, folder: Path, clock: TestClock, tmp_path: Path
) -> None:
    """Where campaigns need approval, a schedule says that before it is made, and its campaign waits."""
    settings = WebSettings(list_folders=(folder,), approval=ApprovalRule(least=1))
    with opened_pages(ledger, tmp_path / "home", clock=clock, settings=settings) as found:
        listed(folder, "don-hang-1.csv", orders(2))
        an, binh = found.person("an"), found.person("binh")
        path = to_last_look(an, filled(an, folder))
        assert "cần người khác duyệt trước khi gửi" in words_of(an.get(path))
        an.post(path, {"act": "add"}, page=path)
        (schedule,) = schedules.list_all(ledger)
        own = f"/schedules/{schedule.id}"
        assert "cần người khác duyệt trước khi gửi" in words_of(an.get(own))
        approval = f"/approvals/schedules/{schedule.id}"
        assert approval in an.get(own).text
        an.post(f"{approval}/ask", {"ceiling": "100", "note": "x"}, page=approval)
        assert "Đã xin duyệt cho mọi lần, tối đa 100 tin" in words_of(an.get(own))
        shown = binh.get(approval).text
        digest = shown.partition('name="digest" value="')[2].partition('"')[0]
        answer = binh.post(f"{approval}/approve", {"n": "100", "digest": digest}, page=approval)
        assert 303 == answer.status_code, words_of(answer)
        assert "Đã được duyệt cho mọi lần" in words_of(an.get(own))
        # Who made it can't approve it, whoever asks.
        assert an.user.id == SavedRequest.load(schedule.asked).made_by
