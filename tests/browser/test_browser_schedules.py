"""Schedules, sender accounts and templates in a real browser."""

import os
from pathlib import Path
from urllib.parse import quote

from browser_help import (
    Pages,
    accessibility_faults,
    scrolls_sideways,
)
from browser_steps import accepted, confirm_schedule, to_preview
from playwright.sync_api import Page, expect
from program_help import orders, until

TOMORROW = (
    "new Date(Date.now() + 26 * 3600e3).toLocaleDateString('sv', {timeZone: 'Asia/Ho_Chi_Minh'})"
)
DAY_AFTER = TOMORROW.replace("26 *", "50 *")


def looked_at(page: Page, folder: str = "") -> None:
    """Hold a page to what is asked of each: no fault for a screen reader, nothing cut off on a phone."""
    assert [] == accessibility_faults(page)
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    assert not scrolls_sideways(page), page.url
    _kept(page, folder, "-320")
    if size:
        page.set_viewport_size(size)
    _kept(page, folder, "")


def _kept(page: Page, folder: str, more: str) -> None:
    """Keep a picture for whoever asks for one."""
    kept = os.environ.get("ZNS_TEST_PICTURES")
    if kept and folder:
        page.screenshot(path=str(Path(kept) / f"{folder}{more}.png"), full_page=True)


def filled_in(page: Page, served_pages: Pages) -> None:
    """Fill the form of a new schedule; the next times follow each choice."""
    page.goto(f"{served_pages.url}/schedules")
    expect(page.locator(".empty")).to_contain_text("Chưa có lịch gửi nào")
    looked_at(page, "schedules-empty")
    page.click("a.btn-primary[href='/schedules/new']")
    assert 1 == page.locator("#folder option").count()
    expect(page.locator("#next")).to_contain_text("hằng ngày lúc 08:00")
    page.check("input[name=repeat][value=monthly]")
    page.select_option("#day", "31")
    expect(page.locator("#next")).to_contain_text("ngày 31 hằng tháng lúc 08:00")
    expect(page.locator("#next")).to_contain_text("Tháng không có ngày 31 sẽ bị bỏ qua")
    page.fill("#clock", "09:30")
    expect(page.locator("#next")).to_contain_text("lúc 09:30")
    page.check("input[name=repeat][value=weekly]")
    expect(page.locator("#next")).to_contain_text("chọn ít nhất một thứ")
    page.check("input[name=weekdays][value='2']")
    expect(page.locator("#next")).to_contain_text("thứ Ba lúc 09:30")
    page.fill("#file", "danh-sach-*.xlsx")
    expect(page.locator("#next")).to_contain_text("danh-sach-tap-duot.xlsx")
    looked_at(page, "schedule-new")


def test_a_recurring_schedule_is_made_paused_and_goes_on(page: Page, served_pages: Pages) -> None:
    """The next three times follow each choice, the folder is chosen, and the schedule rests and goes on (B29)."""
    filled_in(page, served_pages)
    page.fill("#emails", "nobody")
    page.click("main form button.btn-primary")
    expect(page.locator(".summary-box")).to_be_focused()
    expect(page.locator("#emails-error")).to_contain_text("email")
    assert page.title().startswith("Lỗi:")
    looked_at(page, "schedule-new-error")
    page.fill("#emails", "")
    page.select_option("#template", "don-hang")
    page.click("main form button.btn-primary")
    page.wait_for_url("**/lists/*/*")
    confirm_schedule(page)
    expect(page.locator("main")).to_contain_text("sẽ tự được gửi")
    expect(page.locator(".number-bad")).to_contain_text("15")
    looked_at(page, "schedule-confirm")
    page.click("main form button.btn-primary")
    page.wait_for_url("**/schedules/*?saved=added")
    looked_at(page, "schedule")
    page.click("a[href$='/pause']")
    looked_at(page)
    page.click("main form button")
    expect(page.locator("h1")).to_contain_text("tạm dừng")
    page.click("a[href$='/resume']")
    page.click("main form button")
    expect(page.locator("h1")).to_contain_text("đang bật")
    page.goto(f"{served_pages.url}/schedules")
    expect(page.locator("main tbody")).to_contain_text("thứ Ba lúc 09:30")
    looked_at(page, "schedules")
    assert 0 == accepted(served_pages)


def test_a_campaign_waits_for_its_time_gets_another_and_goes_at_once(
    page: Page, served_pages: Pages, tmp_path: Path
) -> None:
    """For tomorrow at 08:00, then another day, then at once; another one is cancelled (B17)."""
    campaigns = []
    for n, start in enumerate((1, 11)):
        folder = tmp_path / str(n)
        folder.mkdir()
        base = to_preview(page, folder, orders(3, start=start), bad=False)
        page.goto(f"{base}/send")
        page.check("#way-later")
        page.fill("#date", page.evaluate(TOMORROW))
        page.fill("#clock", "08:00")
        page.click("#go")
        page.click("main button.btn-primary")
        page.wait_for_url("**/campaigns/*")
        campaigns.append(page.url)
    page.goto(f"{served_pages.url}/schedules")
    rows = page.locator("main tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("08:00")
    expect(rows.first).to_contain_text("còn")
    looked_at(page, "schedules-timed")
    page.locator("a[href$='/when']").first.click()
    page.fill("#date", page.evaluate(DAY_AFTER))
    page.fill("#clock", "10:15")
    page.click("main form button.btn-primary")
    page.wait_for_url("**/campaigns/*")
    expect(page.locator("main")).to_contain_text("10:15")
    assert 0 == accepted(served_pages)
    page.goto(campaigns[0])
    page.locator("main a, main button").filter(has_text="Gửi ngay").first.click()
    page.locator("main form button.btn-primary").first.click()
    until(lambda: accepted(served_pages) == 3)
    page.goto(f"{campaigns[1]}/cancel")
    page.locator("main form button.btn-danger").first.click()
    page.wait_for_url("**/campaigns/*")
    page.goto(f"{served_pages.url}/schedules")
    expect(page.locator(".empty")).to_contain_text("Chưa có lịch gửi nào")
    assert 3 == accepted(served_pages)


def test_accounts_and_templates_are_for_everybody(page: Page, served_pages: Pages) -> None:
    """Accounts and templates can be read, copied from and used by people with disabilities."""
    page.goto("/accounts")
    expect(page.locator(".account-card")).to_contain_text("Hạn mức hôm nay")
    expect(page.locator(".account-card")).to_contain_text("máy giả lập")
    looked_at(page, "accounts")
    page.click(".account-card a")
    webhook = f"{served_pages.url}/webhook/zalo/{quote('Tập dượt')}"
    expect(page.locator("#webhook")).to_have_value(webhook)
    expect(page.locator("[data-copy=webhook]")).to_be_visible()
    looked_at(page, "account")
    page.goto("/templates")
    row = page.locator("tbody tr").filter(has_text="don-hang").first
    expect(row).to_contain_text("đã duyệt")
    expect(page.locator("tbody")).not_to_contain_text("chưa so sánh")
    looked_at(page, "templates")
    row.locator("a").click()
    expect(page.locator(".bubble")).to_be_visible()
    looked_at(page, "template")
    page.click("a[href*='/templates/pull']")
    expect(page.locator("h1")).to_have_text("Tải mẫu tin về")
    looked_at(page, "template-pull")
    page.click("main form button.btn-primary")
    page.wait_for_url("**saved=pulled")
    page.click("a[href*='/text']")
    page.fill("#text", "Chào <ho_ten>")
    expect(page.locator("#message")).to_contain_text("không phải tham số")
    page.click("main form button.btn-primary")
    expect(page.locator(".summary-box")).to_be_focused()
    looked_at(page, "template-text")
    name = page.locator("main p code").first.inner_text()
    page.fill("#text", f"Chào {name}, cửa hàng cảm ơn")
    expect(page.locator("#message .bubble")).to_contain_text("cửa hàng cảm ơn")
    page.click("main form button.btn-primary")
    page.wait_for_url("**saved=text")
    expect(page.locator(".bubble")).to_contain_text("cửa hàng cảm ơn")
