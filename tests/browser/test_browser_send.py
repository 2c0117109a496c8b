"""From a list to its messages in a real browser: preview, cost, the button, and that it sends once."""

from pathlib import Path

from browser_help import (
    Pages,
    come_in,
    watched_context,
)
from browser_steps import accepted, to_confirm, to_preview
from playwright.sync_api import Browser, Page, expect
from program_help import Line, orders, until

BAD = ("An", "0912", "DH", "22/11/2026", 5)


def lines_of(count: int) -> list[Line]:
    """Rows that are right, one that is not, and one with a date of another year."""
    return [*orders(count), BAD, ("Trần Thị Bình An Nhiên", "0912000955", "DH99", "05/12/2020", 9)]


def test_a_list_is_sent_in_few_presses(page: Page, served_pages: Pages, tmp_path: Path) -> None:
    """The first campaign of a person: upload, look, send; the stand-in got each message once (B2)."""
    base = to_preview(page, tmp_path, orders(30), bad=False)
    expect(page.locator("h1")).to_contain_text("Xem trước tin")
    page.click("main .actions .btn-primary")
    expect(page.locator("h1")).to_have_text("Gửi")
    expect(page.locator(".cards")).to_contain_text("đủ cho cả danh sách")
    page.click("#go")
    expect(page.locator("h1")).to_have_text("Gửi 30 tin?")
    page.click("text=Gửi 30 tin ngay")
    page.wait_for_url("**/campaigns/*")
    until(lambda: accepted(served_pages) == 30)
    expect(page.locator("main")).to_contain_text("Hoàn tất")
    page.goto(f"{base}/confirm")
    page.wait_for_url("**/campaigns/*")
    assert 30 == accepted(served_pages)


def test_the_messages_can_be_gone_through(page: Page, tmp_path: Path) -> None:
    """First, last, next, longest, by chance, by row, by phone; a row that is not sent says why; a date of another year is told (B13, B14)."""
    base = to_preview(page, tmp_path, lines_of(5))
    heading = page.locator("main h2").first
    expect(heading).to_contain_text("Dòng 2 · gửi tới 84912000001")
    page.click("text=Tin sau")
    expect(heading).to_contain_text("Dòng 3")
    page.click("text=Tin cuối")
    expect(heading).to_contain_text("Dòng 8")
    page.click("text=Tin trước")
    expect(heading).to_contain_text("Dòng 6")
    seen = set()
    for _ in range(6):
        page.click("text=Ngẫu nhiên")
        seen.add(heading.inner_text().split("·")[0])
    assert 6 == len(seen)
    page.click("text=Tin dài nhất")
    expect(heading).to_contain_text("Dòng 8")
    page.fill("#row", "7")
    page.click("main .goto button")
    expect(page.locator("main .note-bad")).to_contain_text("Dòng 7 sẽ không được gửi")
    page.fill("#phone", "0912 000 003")
    page.click("main .goto button")
    expect(heading).to_contain_text("Dòng 4 · gửi tới 84912000003")
    assert "0912" not in page.url
    page.fill("#row", "999")
    page.click("main .goto button")
    expect(page.locator("main")).to_contain_text("Dòng 999 không có trong danh sách.")

    page.goto(f"{base}/preview")
    expect(page.locator(".odd")).to_contain_text("1 tin có ngày 05/12/2020")
    page.click("text=Xem các dòng này")
    expect(page.locator("main")).to_contain_text("Các dòng có “order_date” là 05/12/2020")
    page.click("main tbody >> text=Xem tin")
    expect(heading).to_contain_text("Dòng 8")


def test_two_windows_two_presses_and_the_back_button_send_once(
    page: Page, served_pages: Pages, tmp_path: Path
) -> None:
    """Pressed twice, in two windows, and once more after going back: one campaign, each message once (B19)."""
    base = to_preview(page, tmp_path, orders(20), bad=False)
    to_confirm(page, base)
    other = page.context.new_page()
    other.goto(f"{base}/confirm")
    button = page.locator("main button.btn-primary")
    button.dblclick(no_wait_after=True)
    page.wait_for_url("**/campaigns/*")
    campaign = page.url.partition("?")[0]
    other.click("main button.btn-primary")
    other.wait_for_url("**/campaigns/*")
    assert campaign == other.url.partition("?")[0]
    page.go_back()
    if "/confirm" in page.url and page.locator("input[name=fingerprint]").count():
        page.click("main button.btn-primary")
    page.wait_for_url("**/campaigns/*")
    until(lambda: accepted(served_pages) == 20)
    page.goto("/campaigns")
    expect(page.locator("main tbody tr")).to_have_count(1)
    assert 20 == accepted(served_pages)
    other.close()


def test_enter_pressed_twice_sends_once(page: Page, served_pages: Pages, tmp_path: Path) -> None:
    """By keyboard: the button has the focus, Enter and Enter again, one campaign (B19)."""
    base = to_preview(page, tmp_path, orders(10), bad=False)
    to_confirm(page, base)
    page.focus("main button.btn-primary")
    page.keyboard.press("Enter", delay=1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/campaigns/*")
    until(lambda: accepted(served_pages) == 10)
    page.goto("/campaigns")
    expect(page.locator("main tbody tr")).to_have_count(1)


def test_the_quota_is_told_in_days(page: Page, served_pages: Pages, tmp_path: Path) -> None:
    """A quota that is too small for the list: what goes today, and that the rest goes by itself; none left (B15)."""
    base = to_preview(page, tmp_path, orders(12), bad=False)
    served_pages.change_sandbox(quota=5)
    words = "hôm nay gửi được 5; phần còn lại tự gửi tiếp"
    cards = page.locator(".cards")

    def ask_again() -> None:
        # An answer of the account's is kept for half a minute, unless a person asks again.
        page.goto(f"{served_pages.url}/accounts")
        page.get_by_role("link", name="Tập dượt").click()
        page.get_by_role("button", name="Kiểm tra lại").click()
        expect(page.locator("main")).to_contain_text("Vừa hỏi lại xong.")
        page.goto(f"{base}/send")

    ask_again()
    expect(cards).to_contain_text(words)
    served_pages.change_sandbox(quota=0)
    ask_again()
    expect(cards).to_contain_text("hôm nay gửi được 0; hạn mức mỗi ngày của tài khoản không đủ")


def test_first_some_then_a_look_then_the_rest(
    page: Page, served_pages: Pages, tmp_path: Path
) -> None:
    """The first messages go, the campaign waits for a look, and the rest goes when the person says so."""
    base = to_preview(page, tmp_path, orders(12), bad=False)
    page.goto(f"{base}/send")
    page.click("#options summary")
    page.fill("#canary", "4")
    page.click("#go")
    page.wait_for_selector("input[name=fingerprint]", state="attached")
    expect(page.locator("main")).to_contain_text("gửi trước 4 tin")
    page.click("main button.btn-primary")
    page.wait_for_url("**/campaigns/*")
    until(lambda: accepted(served_pages) == 4)
    expect(page.locator("main")).to_contain_text("Đã gửi 4 tin đầu")
    assert 4 == accepted(served_pages)
    page.locator("main .actions a, main .actions button").filter(has_text="Gửi tiếp").first.click()
    page.locator("main form button.btn-primary").first.click()
    until(lambda: accepted(served_pages) == 12)


def test_a_campaign_is_scheduled_and_named_with_its_day(
    page: Page, served_pages: Pages, tmp_path: Path
) -> None:
    """A day and a time without them is told at the field; with them the button names both, and nothing leaves."""
    base = to_preview(page, tmp_path, orders(3), bad=False)
    page.goto(f"{base}/send")
    page.check("#way-later")
    page.click("#go")
    expect(page.locator(".summary-box")).to_be_focused()
    expect(page.locator("#date-error")).to_contain_text("chọn ngày và giờ")
    tomorrow = page.evaluate(
        "new Date(Date.now() + 26 * 3600e3).toLocaleDateString('sv', {timeZone: 'Asia/Ho_Chi_Minh'})"
    )
    page.fill("#date", tomorrow)
    page.fill("#clock", "08:00")
    page.click("#go")
    year, month, day = tomorrow.split("-")
    expect(page.locator("main button.btn-primary")).to_contain_text(
        f"Hẹn gửi 3 tin lúc 08:00 {day}/{month}/{year}"
    )
    page.click("main button.btn-primary")
    page.wait_for_url("**/campaigns/*")
    expect(page.locator("main")).to_contain_text("08:00")
    assert 0 == accepted(served_pages)


def test_without_scripts_a_list_is_sent(
    browser: Browser, served_pages: Pages, tmp_path: Path
) -> None:
    """Where scripts are switched off every step works by forms and links, on a phone's width (B34, B35)."""
    context, watch = watched_context(browser, served_pages.url, width=320, scripts=False)
    page = context.new_page()
    come_in(page, served_pages)
    base = to_preview(page, tmp_path, lines_of(10))
    page.click("main .actions .btn-primary")
    page.click("#go")
    # The page that counts loads itself anew.
    page.wait_for_selector("input[name=fingerprint]", state="attached")
    page.click("main button.btn-primary")
    page.wait_for_url("**/campaigns/*")
    until(lambda: accepted(served_pages) == 11)
    assert base
    context.close()
    assert [] == watch.faults
