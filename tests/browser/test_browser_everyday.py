"""What happens on an ordinary day: the next list, another language, a session that ran out, a test to oneself."""

import base64
from pathlib import Path

import pytest
from browser_help import Pages
from browser_steps import accepted, messages, to_confirm, to_preview
from playwright.sync_api import Page, expect
from program_help import Line, orders, until, write_list

WORDS = "ba con mèo ngồi trên mái nhà"
MARKUP = 'Lan & "An" 1<2'
LONG = 30_000

_DROP = """async ([name, base64]) => {
  const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name));
  const event = new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true });
  document.querySelector("main").dispatchEvent(event);
}"""
"""Lets go of a file over the page, as a person does who drags it from a folder."""


def _send_first(page: Page, folder: Path, lines: list[Line]) -> None:
    base = to_preview(page, folder, lines, bad=False)
    to_confirm(page, base)
    page.click("form[action$='/confirm'] .btn-primary")
    page.wait_for_selector("#todo, .live-ok", timeout=LONG)


def test_the_next_list_is_dropped_at_home_and_sent_in_english(
    page: Page, served_pages: Pages, tmp_path: Path
) -> None:
    """Every month: drop the file on the first page, look, send, in few presses; the language may change at any step and nothing is lost (B3, B13, B21, B33)."""
    _send_first(page, tmp_path, orders(3))
    lines: list[Line] = [(MARKUP, *orders(1, start=50)[0][1:]), *orders(5, start=60)]
    path = write_list(tmp_path / "don-hang-thang-12.xlsx", lines)
    page.goto("/")
    page.evaluate(_DROP, [path.name, base64.b64encode(path.read_bytes()).decode()])
    expect(page.locator("main")).to_contain_text(path.name)
    page.click("[data-upload-go]")
    page.wait_for_url("**/preview")
    bubble = page.locator(".phone .bubble")
    expect(bubble).to_contain_text(MARKUP)
    assert MARKUP in bubble.inner_text(), "a cell is words, and nothing else"
    page.click("text=English")
    expect(page.locator("h1")).to_contain_text("Preview")
    expect(bubble).to_contain_text(MARKUP)
    page.click("main .actions .btn-primary")
    expect(page.locator("h1")).to_have_text("Send")
    page.click("text=Tiếng Việt")
    expect(page.locator("h1")).to_have_text("Gửi")
    page.click("text=English")
    page.click("#go")
    expect(page.locator("h1")).to_have_text("Send 6 messages?", timeout=LONG)
    page.click("text=Tiếng Việt")
    expect(page.locator("h1")).to_have_text("Gửi 6 tin?")
    page.click("text=English")
    page.click("text=Send 6 messages now")
    page.wait_for_url("**/campaigns/*")
    campaign = page.url
    # Nobody looks on: it is sent all the same.
    page.goto("about:blank")
    until(lambda: 9 == accepted(served_pages))
    page.goto(campaign)
    expect(page.locator('[data-part="line"]')).to_contain_text("Done at", timeout=LONG)
    expect(page.locator('[data-number="accepted"]')).to_have_text("6")
    assert {1} == set(messages(served_pages).values()), "each message once"
    assert page.locator("main").inner_text().count("Đã") == 0, "all of it in English"


def _run_out(page: Page) -> None:
    """Let the session end, as after an hour without a press."""
    page.context.clear_cookies()


def _sign_in(page: Page) -> None:
    expect(page.locator("main")).to_contain_text("Phiên làm việc đã hết hạn")
    page.click("main a.btn-primary")
    page.fill("#login", "an")
    page.fill("#password", WORDS)
    page.click("main button.btn-primary")


def test_a_session_that_runs_out_costs_no_work(
    page: Page, served_pages: Pages, tmp_path: Path
) -> None:
    """After lunch a person signs in again and is where the work was, also at the last button; nothing was sent, and then it is sent once (B32)."""
    page.goto("/me")
    page.fill("#password", WORDS)
    page.fill("#again", WORDS)
    page.click("text=Đổi mật khẩu")
    base = to_preview(page, tmp_path, orders(4), bad=False)
    page.goto(f"{base}/columns")
    _run_out(page)
    page.click("main form .btn-primary >> nth=-1")
    _sign_in(page)
    page.wait_for_url(f"{base}/columns")
    page.click("main form .btn-primary >> nth=-1")
    page.wait_for_url(f"{base}/*")
    to_confirm(page, base)
    _run_out(page)
    page.click("text=Gửi 4 tin ngay")
    _sign_in(page)
    page.wait_for_url(f"{base}/confirm")
    assert 0 == accepted(served_pages)
    page.click("text=Gửi 4 tin ngay")
    page.wait_for_url("**/campaigns/*")
    expect(page.locator('[data-part="line"]')).to_contain_text("Hoàn tất", timeout=LONG)
    assert 4 == accepted(served_pages)


@pytest.mark.parametrize("kind", ["development", "real"])
def test_a_person_sends_a_test_to_the_own_phone(
    page: Page, served_pages: Pages, tmp_path: Path, kind: str
) -> None:
    """Before 3,000 customers get it the person gets it; a phone that may get no free tests is told so in words (B16)."""
    served_pages.change_sandbox(admins=["84900000001"])
    base = to_preview(page, tmp_path, orders(2), bad=False)
    page.goto(f"{base}/send")
    page.click("#test summary")
    page.fill("#test-phone", "0987654321")
    page.check(f"#test-{kind}")
    page.click("#test button")
    words = {"development": "quản trị viên", "real": "Mở Zalo để xem"}[kind]
    expect(page.locator("#test")).to_contain_text(words, timeout=LONG)
    assert {"development": 0, "real": 1}[kind] == accepted(served_pages)
