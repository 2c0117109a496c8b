"""The administrators' pages and the second step at sign-in, in a real browser."""

import time

import pytest
from browser_help import (
    Pages,
    accessibility_faults,
    come_in,
    scrolls_sideways,
    watched_context,
)
from playwright.sync_api import Browser, expect

from zns_batch.services.people.one_time_codes import STEP_SECONDS, code_at

SENTENCE = "ba con vịt bơi dưới ao"


def next_code(secret: str, used: set[int]) -> str:
    """The code of a step that was not used yet, of this moment or the one that follows."""
    step = int(time.time()) // STEP_SECONDS
    fresh = next(each for each in (step, step + 1) if each not in used)
    used.add(fresh)
    return code_at(secret, fresh)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_person_signs_in_with_a_second_step_on_a_phone(
    browser: Browser, served_pages: Pages, scripts: bool
) -> None:
    """On a phone, with and without scripts: the picture, the codes, and signing in with one; axe finds nothing."""
    context, watch = watched_context(
        browser, served_pages.url, width=320, height=640, scripts=scripts
    )
    page = context.new_page()
    faults, wide = list[str](), list[bool]()

    def look() -> None:
        if scripts:
            faults.extend(map(str, accessibility_faults(page)))
            wide.append(scrolls_sideways(page))

    come_in(page, served_pages)
    page.goto("/me")
    page.fill("#password", SENTENCE)
    page.fill("#again", SENTENCE)
    page.click("form:has(#again) button.btn-primary")
    login = page.inner_text("main > p").partition(":")[2].strip()
    page.click("a[href='/me/second-factor']")
    look()
    page.click("button[value=begin]")
    expect(page.locator("svg.qr")).to_be_visible()
    look()
    secret, used = page.inner_text("code.secret").replace(" ", ""), set[int]()
    page.fill("#code", "000000")
    page.click("button[value=confirm]")
    expect(page.locator(".summary-box")).to_be_visible()
    look()
    page.fill("#code", next_code(secret, used))
    page.click("button[value=confirm]")
    expect(page.locator(".secret-codes li")).to_have_count(10)
    look()
    recovery = page.inner_text(".secret-codes li >> nth=0")
    page.click("main a.btn-primary")
    page.click("footer form[action='/logout'] button")
    page.fill("#login", login)
    page.fill("#password", SENTENCE)
    page.click("main button.btn-primary")
    expect(page.locator("#code")).to_be_visible()
    look()
    page.fill("#code", recovery)
    page.click("main button.btn-primary")
    page.goto("/me/second-factor")
    expect(page.locator("main")).to_contain_text("9 mã dự phòng")
    look()
    context.close()
    assert [] == faults
    assert not any(wide)
    assert [] == watch.faults
