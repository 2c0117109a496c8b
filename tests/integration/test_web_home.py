"""The home page and the lines above every page: what runs, what needs somebody, what comes."""

import re
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from ledger_help import NOW, TestClock, campaign_of, planned
from sqlalchemy import update
from web_help import Pages, opened_pages, words_of

from zns_batch.domain.states import CampaignState, Reason, RowState
from zns_batch.domain.tokens import REFRESH_LIFE, TokenPair
from zns_batch.domain.users import Role
from zns_batch.errors import LedgerError
from zns_batch.i18n import Lang
from zns_batch.ledger import row_counts, schedules
from zns_batch.ledger.db.engine import Ledger
from zns_batch.ledger.db.schema import campaigns
from zns_batch.ledger.db.schema import rows as table
from zns_batch.ledger.db.timestamps import to_ms
from zns_batch.ledger.oauth_tokens import LedgerTokenStore
from zns_batch.ledger.schedules import (
    BadRows,
    RunState,
    Schedule,
    ScheduleRun,
    ScheduleState,
)
from zns_batch.services.campaigns.overview import read_overview


def put(
    ledger: Ledger,
    name: str,
    state: CampaignState,
    *rows: RowState,
    account: str = "default",
    **values: object,
) -> None:
    """A campaign in a state, with rows in theirs."""
    campaign = campaign_of(ledger, [planned(n) for n in range(1, len(rows) + 1)], account=account)
    with ledger.write() as connection:
        connection.execute(
            update(campaigns)
            .where(campaigns.c.id == campaign.id)
            .values(name=name, state=state.value, created_at=to_ms(NOW), **values)
        )
        for seq, row in enumerate(rows, 1):
            mine = (table.c.campaign_id == campaign.id) & (table.c.seq == seq)
            connection.execute(update(table).where(mine).values(state=row.value))
        row_counts.refresh(connection, campaign.id)


_R, _C = RowState, CampaignState


def _everything(ledger: Ledger) -> None:
    put(ledger, "đang chạy", _C.RUNNING, _R.ACCEPTED, _R.PENDING, detached=True)
    put(ledger, "đã dừng", _C.ABORTED, _R.PENDING, reason=Reason.AUTHORISATION.value, detached=True)
    put(ledger, "chưa rõ", _C.COMPLETED, _R.ACCEPTED, _R.UNKNOWN)
    put(ledger, "xong", _C.COMPLETED, _R.ACCEPTED)
    soon = to_ms(NOW + timedelta(hours=1))
    put(ledger, "hẹn giờ", _C.SCHEDULED, _R.PENDING, start_at=soon, detached=True)
    put(ledger, "chờ hạn mức", _C.PAUSED, _R.PENDING, reason="quota", resume_after=soon)


def test_the_overview_has_what_somebody_should_know(ledger: Ledger) -> None:
    """What runs, what stopped and needs a person, what is in doubt, and what goes on by itself."""
    assert read_overview(ledger, {"default"}, now=NOW).is_first
    _everything(ledger)
    found = read_overview(ledger, {"default"}, now=NOW)

    def names(entries: object) -> list[str]:
        return [campaign.name for campaign, _ in entries]  # type: ignore[attr-defined]  # entries of the overview

    assert ["đang chạy"] == names(found.running)
    assert ["đã dừng"] == names(found.stopped)
    assert ["chưa rõ"] == names(found.undecided)
    assert {"hẹn giờ", "chờ hạn mức"} == set(names(found.coming))
    assert not found.is_first
    assert () == read_overview(ledger, {"shop-2"}, now=NOW).running


def test_the_home_page_shows_it(timed: Pages) -> None:
    """Who opens the pages in the morning sees at once what needs somebody."""
    _everything(timed.web.ledger)
    said = words_of(timed.person("an").get("/"))
    for name in ("đang chạy", "đã dừng", "chưa rõ", "hẹn giờ", "chờ hạn mức"):
        assert name in said
    assert "Cần bạn xử lý" in said
    assert "1/2" in said


def test_hundreds_that_wait_for_approval_hide_nothing_else(timed: Pages) -> None:
    """A campaign that was stopped is told beside them; of them the oldest are shown, and how many more."""
    put(timed.web.ledger, "đã dừng", _C.ABORTED, _R.PENDING, reason="authorisation", detached=True)
    for place in range(23):
        name, waits = f"phần số {place}", Reason.APPROVAL.value
        put(timed.web.ledger, name, _C.PAUSED, _R.PENDING, reason=waits, detached=True)
    said = words_of(timed.person("an").get("/"))
    assert "đã dừng" in said
    assert 20 == len(set(re.findall(r"phần số \d+", said)))
    assert "còn 3 chiến dịch khác chờ bạn duyệt" in said


def test_nobody_sees_the_campaigns_of_another_account(timed: Pages) -> None:
    """An agency's client reads nothing of the next one, not even a number."""
    _everything(timed.web.ledger)
    binh = timed.person("binh", grants={"shop-2": Role.SENDER})
    said = words_of(binh.get("/"))
    assert "đã dừng" not in said
    assert "cần người xử lý" not in words_of(binh.get("/me"))


def test_who_may_nothing_is_told_whom_to_ask(pages: Pages) -> None:
    """A new colleague without rights sees no dead end."""
    said = words_of(pages.person("binh", role=None).get("/"))
    assert "Bạn chưa có quyền" in said
    assert "Tạo chiến dịch" not in said


def test_campaigns_that_wait_for_nobody_are_told(ledger: Ledger, tmp_path: Path) -> None:
    """When something is due and no worker runs, everybody who opens a page reads it; stopped campaigns too."""
    clock = TestClock()
    with opened_pages(ledger, tmp_path / "home", clock=clock) as pages:
        an = pages.person("an")
        assert "worker" not in words_of(an.get("/me"))
        _everything(ledger)
        put(ledger, "đến giờ", _C.SCHEDULED, _R.PENDING, start_at=to_ms(NOW), detached=True)
        clock.turn(10)
        said = words_of(an.get("/me"))
        assert "Chưa có chương trình gửi (worker) nào chạy" in said
        assert "1 chiến dịch đã dừng" in said


def test_who_can_start_a_worker_is_told_how_and_others_whom_to_ask(
    ledger: Ledger, tmp_path: Path
) -> None:
    """Before the button that sends everybody reads that nobody would send; who can mend it finds out how."""
    clock = TestClock()
    with opened_pages(ledger, tmp_path / "home", clock=clock) as pages:
        put(ledger, "đến giờ", _C.SCHEDULED, _R.PENDING, start_at=to_ms(NOW), detached=True)
        admin, an = pages.person("quan", admin=True), pages.person("an")
        assert 'href="/help/operations#a-worker-that-is-always-there"' in admin.get("/help").text
        said = an.get("/help")
        assert "#a-worker-that-is-always-there" not in said.text
        assert "báo quản trị viên" in words_of(said)


def test_an_account_that_has_to_be_logged_in_again_is_told(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refresh token that ends is on every page and among what waits, a week before nothing can be sent; who has nothing to do with the account hears nothing."""
    monkeypatch.setenv("ZNS_HOME", str(tmp_path))
    monkeypatch.setenv("ZNS_KEYRING", "0")
    monkeypatch.setenv("ZNS_ACCESS_TOKEN", "a0")
    monkeypatch.setenv("ZNS_REFRESH_TOKEN", "r0")
    monkeypatch.chdir(tmp_path)
    store = LedgerTokenStore(
        "default", access="a0", refresh="r0", ledger=lambda: nullcontext(ledger)
    )
    clock = TestClock()
    with opened_pages(ledger, tmp_path / "home", clock=clock) as pages:
        an = pages.person("an")
        stranger = pages.person("binh", grants={"shop-2": Role.SENDER})

        def told(days: float) -> str:
            renewed = clock.now() - REFRESH_LIFE + timedelta(days=days)
            store.save(TokenPair(access="access-1", refresh="refresh-1", renewed_at=renewed))
            pages.web.logins.forget()
            return words_of(an.get("/help"))

        assert "phiên kết nối Zalo" not in told(8)
        assert "Tài khoản default: phiên kết nối Zalo hết hạn" in told(6)
        assert "phiên kết nối Zalo" not in words_of(stranger.get("/help"))
        home = an.get("/")
        assert "phiên kết nối Zalo hết hạn" in words_of(home)
        assert 1 == home.text.count("Xem cách đăng nhập lại"), "once: among what waits"
        assert 'href="/help/settings#logging-in"' in home.text
        admin = pages.person("quan", admin=True, grants={})
        assert 'href="/accounts/default/login"' in admin.get("/help").text
        assert 'href="/accounts/default/login"' in admin.get("/").text
        assert "phiên kết nối Zalo đã hết hạn" in told(-1)
        assert "access-1" not in home.text
        assert "refresh-1" not in home.text


def test_a_refused_connection_is_told_on_every_page(ledger: Ledger, tmp_path: Path) -> None:
    """Whoever prepares the next list reads that its account can't send before the list is ready."""
    with opened_pages(ledger, tmp_path / "home", clock=TestClock()) as pages:
        _everything(ledger)
        said = words_of(pages.person("an").get("/help"))
        assert "Tài khoản default: Zalo từ chối phiên kết nối" in said
        stranger = pages.person("binh", grants={"shop-2": Role.SENDER})
        assert "từ chối phiên" not in words_of(stranger.get("/help"))


def test_what_waits_has_its_button_and_the_oldest_comes_first(timed: Pages) -> None:
    """Each thing that needs a person is one press away; who may not decide is led to the rows."""
    _everything(timed.web.ledger)
    text = timed.person("an").get("/").text
    todo = text.partition('id="todo"')[2].partition("</section>")[0]
    assert "Quyết định 1 dòng chưa rõ" in todo
    assert "/settle" in todo
    assert "Xem chiến dịch" in todo
    viewer = timed.person("binh", role=Role.VIEWER).get("/").text
    assert "/settle" not in viewer
    assert "rows?state=unknown" in viewer


def test_a_ledger_that_is_away_is_told_and_frightens_nobody(
    file_pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the database is restarted people read that nothing is lost, and the page tries again."""
    an = file_pages.person("an")

    def away(*_args: object, **_more: object) -> None:
        raise LedgerError("ledger.unreachable", path="db", why="connection refused")

    with monkeypatch.context() as patch:
        patch.setattr("zns_batch.web.routes.home.read_overview", away)
        answer = an.get("/")
        assert 503 == answer.status_code
        said = words_of(answer)
        assert "không mất gì" in said
        assert 'href="/help/pages#when-something-goes-wrong"' in answer.text
        assert 'http-equiv="refresh"' in answer.text
        assert "5" == answer.headers["retry-after"]
    assert 200 == an.get("/").status_code


def test_a_page_that_takes_too_long_is_given_up_and_the_next_one_comes(
    file_pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody looks at an empty browser for minutes: the page says to try again, and it does by itself."""
    an = file_pages.person("an")
    goes_on = Event()
    with monkeypatch.context() as patch:
        patch.setattr("zns_batch.web.runtime.ANSWER_SECONDS", 0.2)
        patch.setattr(
            "zns_batch.web.routes.home.read_overview", lambda *_args, **_more: goes_on.wait(60)
        )
        answer = an.get("/")
        goes_on.set()
    assert (503, "5") == (answer.status_code, answer.headers["retry-after"])
    assert "thử lại" in words_of(answer)
    assert 200 == an.get("/").status_code


def test_the_practice_list_is_there_in_practice_only(file_ledger: Ledger, tmp_path: Path) -> None:
    """Nobody is offered an invented list among real campaigns."""
    from zns_batch.services.campaigns.demo_data import PRACTICE_LIST, write_practice_list

    home = tmp_path / "home"
    home.mkdir()
    write_practice_list(home / PRACTICE_LIST)
    with opened_pages(file_ledger, home, practice=True) as pages:
        an = pages.person("an")
        assert "CHẾ ĐỘ TẬP DƯỢT" in words_of(an.get("/"))
        answer = an.get("/practice/list.xlsx")
        assert (200, b"PK") == (answer.status_code, answer.content[:2])
        assert PRACTICE_LIST in answer.headers["content-disposition"]
        assert 303 == pages.stranger().get("/practice/list.xlsx").status_code
    with opened_pages(file_ledger, home) as pages:
        assert 404 == pages.person("binh").get("/practice/list.xlsx").status_code


def test_the_practice_list_has_fifteen_mistakes(tmp_path: Path) -> None:
    """What is planted is what a check finds: nine phones, four dates, two names that are too long."""
    from zns_batch.api import App
    from zns_batch.services.campaigns.demo_data import write_practice_list

    write_practice_list(tmp_path / "list.xlsx")
    with App(home=tmp_path / "home") as app:
        found = app.check(tmp_path / "list.xlsx", template="don-hang")
    wanted = {"total": 300, "invalid": 15, "duplicate": 2, "pending": 283}
    assert wanted == {state: n for state, n in found.counts.items() if n}


def test_a_schedule_that_sent_nothing_is_told(ledger: Ledger, tmp_path: Path) -> None:
    """The list that the other program forgot to write is noticed in the morning, until the next time went well."""
    clock = TestClock()
    schedule = Schedule(
        id=schedules.new_id(),
        name="đơn hằng ngày",
        account="default",
        state=ScheduleState.ACTIVE,
        file="don-hang-*.xlsx",
        asked={},
        cron="0 9 * * *",
        zone="Asia/Ho_Chi_Minh",
        next_at=NOW + timedelta(days=1),
        misfire="once",
        bad_rows=BadRows.HOLD,
        folder="",
        digest=None,
        created_at=NOW,
    )
    schedules.add(ledger, schedule)

    def run(hours: int, state: RunState) -> None:
        at = NOW + timedelta(hours=hours)
        schedules.note_run(
            ledger, ScheduleRun(schedule_id=schedule.id, due_at=at, state=state, at=at)
        )

    run(-48, RunState.FAILED)
    run(-24, RunState.NO_FILE)
    with opened_pages(ledger, tmp_path / "home", clock=clock) as pages:
        an, stranger = pages.person("an"), pages.person("binh", grants={"shop-2": Role.SENDER})
        page = an.get("/")
        assert "không có danh sách" in words_of(page)
        assert "thất bại" not in words_of(page)
        assert f'href="/schedules/{schedule.id}"' in page.text
        assert schedule.id not in stranger.get("/").text
        run(-1, RunState.PLANNED)
        assert schedule.id not in an.get("/").text.partition('id="schedules"')[0]


def test_the_next_times_of_schedules_and_the_quota_of_accounts_are_there(timed: Pages) -> None:
    """What goes out by itself tomorrow, and what may still leave today, is seen without a command."""
    for name, account, cron, state in (
        ("nhắc lịch", "default", "0 9 * * *", ScheduleState.ACTIVE),
        ("dừng rồi", "default", "0 9 * * *", ScheduleState.PAUSED),
        ("của người khác", "other", "0 9 * * *", ScheduleState.ACTIVE),
        ("một lần", "default", None, ScheduleState.ACTIVE),
    ):
        schedules.add(
            timed.web.ledger,
            Schedule(
                id=schedules.new_id(),
                name=name,
                account=account,
                state=state,
                file="danh-sach.xlsx",
                cron=cron,
                zone="Asia/Ho_Chi_Minh",
                next_at=datetime(2026, 12, 1, 2, tzinfo=UTC),
                misfire="once",
                bad_rows=BadRows.HOLD,
                folder="",
                digest=None,
                created_at=NOW,
            ),
        )
    an = timed.person("an", role=Role.PREPARER, lang="vi", grants={"default": Role.PREPARER})
    page = an.get("/")
    seen = words_of(page)
    assert "Lịch gửi sắp tới nhắc lịch default · 09:00 01/12/2026 (thứ Ba)" in seen, seen
    for other in ("dừng rồi", "của người khác", "một lần"):
        assert other not in seen
    assert 'hx-get="/new/quota?account=default"' in page.text
    viewer = timed.person("xem", grants={"default": Role.VIEWER})
    assert "/new/quota" not in viewer.get("/").text


_GROUPS = re.compile(r'<ul aria-label="([^"]+)">(.*?)</ul>', re.DOTALL)


def _menu_groups(text: str) -> dict[str, list[str]]:
    """The groups of a page's menu: the addresses below each heading."""
    menu = text.partition('<div class="menu-open">')[2].partition("</nav>")[0]
    return {name: re.findall(r'href="([^"]+)"', part) for name, part in _GROUPS.findall(menu)}


@pytest.mark.parametrize(
    "lang, words",
    [
        (
            "vi",
            ["Gửi tin", "Khách hàng", "Tài khoản và mẫu tin", "Quản trị", "Cá nhân và trợ giúp"],
        ),
        (
            "en",
            ["Sending", "Customers", "Accounts and templates", "Administration", "You and help"],
        ),
    ],
)
def test_the_menu_is_grouped_daily_work_first(pages: Pages, lang: Lang, words: list[str]) -> None:
    """Somebody who looks for a thing finds it under a heading, in the same order in both languages."""
    groups = _menu_groups(pages.person("an", admin=True, lang=lang).get("/").text)
    assert words == list(groups)
    send = ["/new", "/lists", "/campaigns", "/schedules", "/approvals"]
    assert send == groups[words[0]]
    assert ["/suppressed", "/find"] == groups[words[1]]
    assert "/settings/users" in groups[words[3]]
    assert ["/me", "/system", "/help"] == groups[words[4]]


def test_a_heading_of_the_menu_has_something_below_it(pages: Pages) -> None:
    """Who has few rights sees no heading that leads nowhere."""
    viewer = _menu_groups(pages.person("an", role=Role.VIEWER).get("/").text)
    assert ["Gửi tin", "Khách hàng", "Tài khoản và mẫu tin", "Cá nhân và trợ giúp"] == list(viewer)
    assert ["/campaigns", "/schedules"] == viewer["Gửi tin"]
    nobody = _menu_groups(pages.person("binh", role=None).get("/").text)
    assert ["Tài khoản và mẫu tin", "Cá nhân và trợ giúp"] == list(nobody)
