"""The pages about customers in a real browser."""

from pathlib import Path

from browser_help import Pages, accessibility_faults, come_in, scrolls_sideways, watched_context
from page_shop import open_shop
from playwright.sync_api import Browser, Page, expect
from web_campaign_help import now, stopped

from zns_batch.domain.delivery import Receipt
from zns_batch.domain.states import CampaignState
from zns_batch.ledger.receipts import merge, row_snapshots


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


def test_a_receipt_is_counted_while_the_page_is_open(browser: Browser, tmp_path: Path) -> None:
    """Whoever leaves the campaign's page open sees how many messages reached their phones, and the most they cost (B27)."""
    with open_shop(tmp_path, filled=False) as shop:
        campaign, ledger = (
            stopped(shop.pages, CampaignState.COMPLETED, None),
            shop.pages.web.ledger,
        )
        context, watch = watched_context(browser, shop.url)
        cookie = {"name": shop.pages.cookie, "value": shop.cookie("an"), "url": shop.url}
        context.add_cookies([cookie])  # type: ignore[list-item]  # as Playwright takes it
        page = context.new_page()
        page.goto(f"/campaigns/{campaign.id}")
        arrived = page.locator("section[aria-labelledby=arrived]")
        expect(arrived).to_contain_text("Đã đến máy 0 · chưa có tin báo 1")
        with ledger.write() as connection:
            row = row_snapshots(connection, campaign.id, [1])[1]
            receipt = Receipt(message_id="m", sent_at=now(), delivered_at=now())
            assert merge(connection, row, receipt, timeout=7_200, now=now(), asked=False)
        shop.pages.web.watch.forget(campaign.id)
        # A page that comes to the front asks at once.
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(arrived).to_contain_text("Đã đến máy 1 · chưa có tin báo 0", timeout=60_000)
        expect(page.locator("main")).to_contain_text("tối đa 200 đ")
        context.close()
    assert [] == watch.faults


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
