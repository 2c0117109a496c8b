"""The pages about people, in a real browser."""

import re

import pytest
from browser_help import (
    Pages,
    accessibility_faults,
    come_in,
    scrolls_sideways,
    watched_context,
)
from playwright.sync_api import Browser, expect


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_person_keeps_the_profile_on_a_phone(
    browser: Browser, served_pages: Pages, scripts: bool
) -> None:
    """On a phone, with and without scripts, the profile and a password are saved, and axe finds nothing."""
    context, watch = watched_context(
        browser, served_pages.url, width=320, height=640, scripts=scripts
    )
    page = context.new_page()
    come_in(page, served_pages)
    page.goto("/me")
    page.fill("#name", "Trần Thị Bình")
    page.fill("#phone", "0912345678")
    page.click("form:has(#phone) button.btn-primary")
    expect(page.locator("main div[role=status]")).to_contain_text("Đã lưu hồ sơ")
    page.fill("#password", "ngắn")
    page.fill("#again", "ngắn")
    page.click("form:has(#again) button.btn-primary")
    expect(page.locator(".summary-box")).to_contain_text("ít nhất 12 ký tự")
    if scripts:
        assert [] == accessibility_faults(page)
    page.fill("#password", "ba con vịt bơi dưới ao")
    page.fill("#again", "ba con vịt bơi dưới ao")
    page.click("form:has(#again) button.btn-primary")
    expect(page.locator("main div[role=status]")).to_contain_text("Đã đổi mật khẩu")
    expect(page.locator("#current")).to_be_visible()
    if scripts:
        assert [] == accessibility_faults(page)
        assert not scrolls_sideways(page)
    context.close()
    assert [] == watch.faults


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_an_administrator_invites_and_disables_on_a_phone(
    browser: Browser, served_pages: Pages, scripts: bool
) -> None:
    """On a phone, with and without scripts, a colleague is invited, given a right and disabled; axe finds nothing."""
    context, watch = watched_context(
        browser, served_pages.url, width=320, height=640, scripts=scripts
    )
    page = context.new_page()
    faults, wide = [], []

    def look() -> None:
        if scripts:
            faults.extend(accessibility_faults(page))
            wide.append(scrolls_sideways(page))

    come_in(page, served_pages)
    page.goto("/settings/users")
    look()
    page.click("main a.btn-primary")
    page.fill("#login", "binh")
    page.fill("#name", "Trần Bình")
    look()
    page.click("main button.btn-primary")
    expect(page.locator("#link")).to_have_value(re.compile("/welcome/"))
    look()
    page.goto("/settings/users")
    page.click("text=Trần Bình")
    look()
    page.select_option("select >> nth=0", "preparer")
    page.click("button[value=rights]")
    expect(page.locator("main div[role=status]")).to_contain_text("Đã lưu")
    expect(page.locator("dl.summary")).to_contain_text("Người soạn")
    page.click("button[value=disable]")
    expect(page.locator("dl.summary")).to_contain_text("đã khóa")
    look()
    context.close()
    assert [] == faults
    assert not any(wide)
    assert [] == watch.faults
