"""The whole way by keyboard alone, as people do who can't use a mouse."""

import re
from pathlib import Path

from browser_help import Pages
from playwright.sync_api import Page, expect
from program_help import Line, orders, write_list

LONG = 60_000
"""Milliseconds for what a busy machine may take."""


def _reach(page: Page, selector: str) -> None:
    """Press Tab until something has the focus; what has it can be seen to have it."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement?.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} can't be reached by keyboard on {page.url}")


def test_a_campaign_is_sent_and_stopped_by_keyboard_alone(
    page: Page, served_pages: Pages, tmp_path: Path
) -> None:
    """From the home page to the sent campaign, each thing can be reached and pressed without a mouse; so can
    the tick for a wrong row, and the pause of what is being sent (B4, B12, B22).
    """
    bad: Line = ("An", "0912", "DH-BAD", "22/11/2026", 5)
    file = write_list(tmp_path / "list.xlsx", [*orders(60), bad])
    # So slow that there is time to stop it.
    served_pages.change_sandbox(latency=0.5)
    _reach(page, 'main a[href="/new"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/new")
    _reach(page, "#file")
    # The dialog that Enter opens is the browser's own; without a screen it does not always come.
    page.set_input_files("#file", file)
    expect(page.locator("[data-drop-name]")).to_contain_text("list.xlsx")
    _reach(page, "[data-upload-go]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/problems"), timeout=LONG)
    _reach(page, "form.leave button.btn-primary")
    page.keyboard.press("Enter")
    expect(page.locator(".summary-box")).to_be_focused()
    _reach(page, ".summary-box a")
    page.keyboard.press("Enter")
    expect(page.locator("#leave")).to_be_focused()
    page.keyboard.press("Space")
    _reach(page, "form.leave button.btn-primary")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/preview"), timeout=LONG)
    _reach(page, 'main a[href$="/send"].btn-primary')
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/send"))
    _reach(page, "#go")
    page.keyboard.press("Enter")
    expect(page.locator("form[action$='/confirm'] .btn-primary")).to_have_text(
        "Gửi 60 tin ngay", timeout=LONG
    )
    _reach(page, "form[action$='/confirm'] .btn-primary")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/campaigns/"), timeout=LONG)
    _reach(page, "#act-pause")
    page.keyboard.press("Enter")
    expect(page.locator("dialog h1")).to_have_text("Tạm dừng chiến dịch?")
    page.keyboard.press("Escape")
    expect(page.locator("#act-pause")).to_be_focused()
    page.keyboard.press("Enter")
    _reach(page, "dialog button.btn-primary")
    page.keyboard.press("Enter")
    expect(page.locator("#act-resume")).to_be_visible(timeout=LONG)
    _reach(page, "#act-resume")
    page.keyboard.press("Enter")
    _reach(page, "dialog button.btn-primary, main form button.btn-primary")
    page.keyboard.press("Enter")
    expect(page.locator('[data-part="line"]')).to_contain_text("Hoàn tất lúc", timeout=LONG)
    assert 60 == served_pages.counts()["accepted"]
