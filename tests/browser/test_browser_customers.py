"""The pages about customers in a real browser."""

from browser_help import Pages, accessibility_faults, come_in, scrolls_sideways, watched_context
from playwright.sync_api import Browser, Page, expect


def test_a_customer_is_found_from_every_page(page: Page) -> None:
    """The field in the head of each page leads to the customer, on a desk and on a phone (B28)."""
    page.fill("#head-number", "0912345678")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Tra cứu khách hàng")
    expect(page.locator("main")).to_contain_text("Không có tin nào gửi tới số này")
    assert "912345678" not in page.url
    assert [] == accessibility_faults(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert not scrolls_sideways(page)
    page.fill("#number", "abc")
    page.click("main button.btn-primary")
    expect(page.locator(".summary-box")).to_be_focused()
    assert [] == accessibility_faults(page)
    assert not scrolls_sideways(page)


def test_a_customer_is_found_without_scripts(browser: Browser, served_pages: Pages) -> None:
    """Where scripts are switched off a customer is found as well."""
    context, watch = watched_context(browser, served_pages.url, scripts=False)
    page = context.new_page()
    come_in(page, served_pages)
    page.fill("#head-number", "0912345678")
    page.click(".head-find button")
    expect(page.locator("main")).to_contain_text("Không có tin nào gửi tới số này")
    context.close()
    assert [] == watch.faults
