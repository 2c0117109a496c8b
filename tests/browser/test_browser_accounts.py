"""Logging an account in, rehearsed in the practice mode with a stand-in for Zalo's consent page."""

from pathlib import Path

from browser_help import Pages, accessibility_faults, come_in, watched_context
from browser_steps import accepted, to_confirm, to_preview
from playwright.sync_api import Browser, expect
from program_help import orders

ENDS = (
    ("Từ chối", "Chưa được đồng ý"),
    ("Cho phép bằng một OA khác", "nhưng cấu hình ghi"),
    ("Trả lời bằng mã của một lần đăng nhập khác", "Chưa kết nối"),
    ("Bỏ dở", "Tài khoản gửi"),
)
"""How the consent page can end without a connection, and what the page then says."""


def test_a_login_is_rehearsed_with_every_end(
    browser: Browser, served_pages: Pages, tmp_path: Path
) -> None:
    """An administrator sees what happens after yes, no and a mistake before it matters, on a page that says it is not Zalo; afterwards messages leave with the new tokens."""
    context, watch = watched_context(browser, served_pages.url, width=360)
    page = context.new_page()
    come_in(page, served_pages)

    def to_consent() -> None:
        page.goto("/accounts")
        page.click("main a:has-text('Tập dượt')")
        page.click("a:has-text('Đăng nhập lại')")
        page.click("main form button.btn-primary")
        page.click("main a.btn-primary")
        expect(page.locator("body")).to_contain_text("đây không phải Zalo")
        assert page.url.startswith(served_pages.sandbox)

    to_consent()
    assert [] == accessibility_faults(page)
    for way, says in ENDS:
        to_consent()
        page.click(f"a:has-text('{way}')")
        expect(page.locator("main")).to_contain_text(says)
        assert page.locator("main button:has-text('Kết nối OA')").count() == 0
    to_consent()
    page.click("a.do")
    page.click("main button:has-text('Kết nối OA')")
    expect(page.locator("main")).to_contain_text("Đã kết nối OA.")
    page.click("button:has-text('Làm mới kết nối')")
    expect(page.locator("main")).to_contain_text("Đã làm mới kết nối.")

    base = to_preview(page, tmp_path, orders(2), bad=False)
    to_confirm(page, base)
    page.click("main form button.btn-primary")
    expect(page.locator("main")).to_contain_text("Hoàn tất", timeout=60_000)
    assert 2 == accepted(served_pages)
    context.close()
    assert [] == [each for each in watch.faults if served_pages.sandbox not in each]
