"""Coming in, in a real browser."""

import pytest
from browser_help import (
    Pages,
    come_in,
    scrolls_sideways,
    watched_context,
)
from playwright.sync_api import Browser, Page, expect


def test_the_first_person_comes_in_by_the_printed_link(
    fresh_page: Page, served_pages: Pages
) -> None:
    """The link that the program prints leads to the home page in one form; later it says that it was used (B1)."""
    come_in(fresh_page, served_pages)
    expect(fresh_page.locator("h1")).to_contain_text("Nguyễn Thị An")
    expect(fresh_page.locator(".banner-practice")).to_contain_text("CHẾ ĐỘ TẬP DƯỢT")
    fresh_page.goto(served_pages.link)
    expect(fresh_page.locator("main")).to_contain_text("Liên kết này đã được dùng")


def test_signing_out_leaves_nothing_behind_the_back_button(page: Page) -> None:
    """At a shared computer the next person can't go back into the pages of the one before."""
    page.click("footer button")
    expect(page.locator("h1")).to_have_text("Đăng nhập")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Đăng nhập")


def test_a_password_can_be_looked_at_and_its_length_is_told(
    page: Page, served_pages: Pages
) -> None:
    """A Vietnamese keyboard makes other letters of what is typed: one sees them, and how many are still needed."""
    page.goto(f"{served_pages.url}/me")
    field, told = page.locator("#password"), page.locator("[data-counts=password]")
    field.press_sequentially("mật khẩu")
    expect(told).to_have_text("Còn thiếu 4 ký tự")
    field.press_sequentially(" dài")
    expect(told).to_have_text("Đủ dài")
    page.click("[data-shows=password]")
    expect(field).to_have_attribute("type", "text")
    page.click("[data-shows=password]")
    expect(field).to_have_attribute("type", "password")


def test_the_language_changes_at_once(page: Page) -> None:
    """Who reads English presses one button, and the page is English."""
    page.click("text=English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_contain_text("Hello")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_pages_of_the_frame_work_at_a_phones_width(
    browser: Browser, served_pages: Pages, scripts: bool
) -> None:
    """On a phone, and where scripts are switched off, one can come in and read every page of the frame."""
    context, watch = watched_context(
        browser, served_pages.url, width=320, height=640, scripts=scripts
    )
    page = context.new_page()
    come_in(page, served_pages)
    for path in ("/", "/help", "/khong-co"):
        page.goto(path)
        assert "" != page.locator("h1").inner_text()
        assert not scripts or not scrolls_sideways(page)
    context.close()
    assert [] == watch.faults
