"""Two people in two browsers: one asks, the other approves; and an administrator's people and rights."""

import re
from pathlib import Path

from browser_help import (
    Pages,
    accessibility_faults,
    come_in,
    scrolls_sideways,
    watched_context,
)
from browser_steps import accepted, to_confirm, to_preview
from playwright.sync_api import Browser, Page, expect
from program_help import orders, until

PASSWORD = "ba con vịt bơi dưới ao"


def invite(page: Page, login: str, name: str, *, role: str = "", at: int = 0) -> str:
    """Invite somebody as the administrator that the page belongs to; return the link."""
    page.goto("/settings/users/new")
    page.fill("#login", login)
    page.fill("#name", name)
    if role:
        page.select_option(f"select[name^=role-] >> nth={at}", role)
    page.click("main button.btn-primary")
    return page.input_value("#link")


def take(page: Page, link: str) -> None:
    """Open an invitation and choose a password."""
    page.goto(link)
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    page.click("main button.btn-primary")
    page.wait_for_url(re.compile(r"/$"))


def ask(page: Page, base: str, number: int) -> str:
    """Ask for approval of a list; return the path of its campaign."""
    to_confirm(page, base)
    expect(page.locator("h1")).to_have_text(f"Xin duyệt {number} tin?")
    page.click(f"main .actions .btn-primary:has-text('Xin duyệt {number} tin')")
    page.wait_for_url("**/campaigns/*")
    return "/campaigns/" + page.url.rpartition("/")[2].partition("?")[0]


class Look:
    """What axe and a narrow window find on the pages that two people see."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def at(self, page: Page) -> None:
        """Look at a page as it is now."""
        self.faults += [f"{page.url} {one}" for one in accessibility_faults(page)]
        if scrolls_sideways(page):
            self.faults.append(f"{page.url} is too wide")


def ask_the_first_time(page: Page, folder: Path, look: Look) -> tuple[str, str]:
    """Prepare a list and ask for approval of it; return the paths of list and campaign."""
    base = to_preview(page, folder, orders(30), bad=False)
    page.goto(f"{base}/send")
    expect(page.locator("main")).to_contain_text("chiến dịch này cần người có quyền “Người gửi”")
    page.fill("#note", "kịp sáng mai giúp em")
    look.at(page)
    page.click("#go")
    page.wait_for_selector("input[name=asks]", state="attached")
    look.at(page)
    campaign = ask(page, base, 30)
    expect(page.locator("main")).to_contain_text("đang chờ người khác duyệt")
    look.at(page)
    page.click("#act-approval")
    expect(page.locator("main")).to_contain_text("Bạn không thể tự duyệt chiến dịch của mình.")
    expect(page.locator("#approve")).to_have_count(0)
    look.at(page)
    return base, campaign


def give_back(page: Page, look: Look) -> None:
    """Find the request at home, look at it, and give it back with a note."""
    page.goto("/")
    todo = page.locator("section[aria-labelledby=todo]")
    expect(todo).to_contain_text("Trần Thị Bình xin duyệt 30 tin")
    todo.locator("a").first.click()
    expect(page.locator("h1")).to_have_text("Duyệt 30 tin?")
    for words in ("kịp sáng mai giúp em", "Tin đầu, dòng 2", "Dấu nhận dạng"):
        expect(page.locator("main")).to_contain_text(words)
    seen = page.locator("#m3").inner_text()
    page.click("text=Xem tin khác")
    expect(page.locator("#m3")).not_to_have_text(seen)
    page.click("summary#back")
    page.fill("#answer", "sai ngày giao")
    look.at(page)
    page.click("form[action$='/back'] button")
    page.wait_for_url("**/approvals")
    expect(page.locator("main")).to_contain_text("Không có chiến dịch nào chờ duyệt.")
    look.at(page)


def test_one_asks_and_another_approves(
    browser: Browser, served_pages: Pages, tmp_path: Path
) -> None:
    """A preparer asks, a sender gives back with a note, the preparer asks again, the sender approves (B18)."""
    senders, watch = watched_context(browser, served_pages.url, scheme="dark")
    preparers, other = watched_context(browser, served_pages.url, width=360, height=740)
    look = Look()
    an, binh = senders.new_page(), preparers.new_page()
    come_in(an, served_pages)
    take(binh, invite(an, "binh", "Trần Thị Bình", role="preparer"))
    base, first = ask_the_first_time(binh, tmp_path, look)
    give_back(an, look)
    binh.goto(first)
    expect(binh.locator("main")).to_contain_text("trả lại: sai ngày giao")
    # The preparer has the list again, reads why, and asks once more.
    binh.goto("/lists")
    binh.click("text=don-hang-thang-11.xlsx")
    expect(binh.locator(".banner-warn").last).to_contain_text("trả lại: sai ngày giao")
    second = ask(binh, base, 30)
    assert first != second
    an.goto("/approvals")
    look.at(an)
    an.click("text=don-hang >> nth=0")
    an.click("#approve")
    an.wait_for_url(f"**{second}")
    until(lambda: accepted(served_pages) == 30)
    binh.goto(second)
    expect(binh.locator("main")).to_contain_text("Hoàn tất")
    binh.click("details.more summary >> nth=0")
    expect(binh.locator(".timeline")).to_contain_text("duyệt 30 tin")
    # The back button shows no button that could be pressed once more.
    an.go_back()
    expect(an.locator("#approve")).to_have_count(0)
    assert 30 == accepted(served_pages)
    an.goto("/approvals")
    an.click("button[lang=en]")
    expect(an.locator("h1")).to_have_text("Approvals")
    look.at(an)
    senders.close()
    preparers.close()
    assert [] == look.faults
    assert [] == watch.faults + other.faults


def test_people_see_their_accounts_only_and_leave_at_once(
    browser: Browser, served_pages: Pages, tmp_path: Path
) -> None:
    """Invited with one account's right: its pages open, others are not there; disabled: the next click signs out (B31)."""
    administrators, watch = watched_context(browser, served_pages.url)
    others, other = watched_context(browser, served_pages.url)
    strangers, third = watched_context(browser, served_pages.url)
    an, binh, chi = administrators.new_page(), others.new_page(), strangers.new_page()
    come_in(an, served_pages)
    base = to_preview(an, tmp_path, orders(3), bad=False)
    to_confirm(an, base)
    an.click("text=Gửi 3 tin ngay")
    an.wait_for_url("**/campaigns/*")
    campaign = "/campaigns/" + an.url.rpartition("/")[2]
    # The select after “all accounts” is the one account there is.
    take(binh, invite(an, "binh", "Trần Bình", role="viewer", at=1))
    take(chi, invite(an, "chi", "Lê Chi"))
    binh.goto(campaign)
    expect(binh.locator("main")).to_contain_text("don-hang")
    binh.goto(f"{campaign}/rows")
    assert not re.search(r"849\d{8}", binh.content())
    for path in (campaign, f"{campaign}/rows", f"{campaign}/rows/1", "/approvals"):
        answer = chi.goto(path)
        assert answer is not None
        assert answer.status in {403, 404}, path
    binh.goto("/campaigns")
    an.goto("/settings/users")
    an.click("text=Trần Bình")
    an.click("button[value=disable]")
    expect(an.locator("dl.summary")).to_contain_text("đã khóa")
    binh.click("nav a[href='/me'] >> visible=true")
    binh.wait_for_url("**/login**")
    for each in (administrators, others, strangers):
        each.close()
    assert [] == watch.faults + other.faults + third.faults
