"""The core of the pages as other people have them: another language, no scripts, colours of their own, paper."""

import re
from pathlib import Path

import openpyxl
from browser_help import (
    Pages,
    accessibility_faults,
    come_in,
    scrolls_sideways,
    watched_context,
)
from playwright.sync_api import Browser, Page, expect
from program_help import Line, orders, write_list

LONG = 90_000
BAD: Line = ("An", "0912", "DH-BAD", "22/11/2026", 5)


def _upload(page: Page, file: Path) -> str:
    """Upload a list; return the address of its pages."""
    page.goto("/new")
    page.set_input_files("#file", file)
    button = page.locator("[data-upload-go]")
    if "/lists/" not in page.url and button.is_visible():
        button.click()
    page.wait_for_url("**/lists/*/*")
    return "/".join(page.url.split("/")[:5])


def _state(page: Page) -> tuple[str, list[str]]:
    """What a page says and what was chosen on it."""
    chosen = [field.input_value() for field in page.locator("main select, main input[id]").all()]
    return page.locator("main").inner_text(), chosen


def _switch(page: Page, lang: str) -> None:
    """Change the language; the page stays where it is."""
    before = page.url
    page.click(f".langs button[value={lang}]")
    expect(page.locator("html")).to_have_attribute("lang", lang)
    assert before.partition("#")[0] == page.url.partition("#")[0]


def test_a_list_is_sent_in_english_and_the_language_can_be_changed_on_each_step(
    browser: Browser, served_pages: Pages, tmp_path: Path
) -> None:
    """Who reads English sends a list; a change of the language on any step loses nothing (B33)."""
    context, watch = watched_context(browser, served_pages.url, lang="en-US")
    page = context.new_page()
    page.goto(served_pages.link)
    expect(page.locator(".banner-practice")).to_contain_text("PRACTICE")
    page.fill("#name", "Ann")
    page.fill("#login", "ann")
    page.click("main button.btn-primary")
    page.wait_for_url(f"{served_pages.url}/")
    headers = ("Họ tên", "Số điện thoại", "Mã đơn", "Ngày đặt", "Tiền hàng")
    lines = [*orders(20), BAD]
    base = _upload(page, write_list(tmp_path / "orders.xlsx", lines, headers))
    page.wait_for_url("**/columns")
    page.select_option("#column-amount", "4")
    page.click("main form button.btn-primary")
    page.wait_for_url("**/problems")
    expect(page.locator("h1")).to_have_text("1 row to correct")
    for path in ("sheet", "columns", "problems?open=22"):
        page.goto(f"{base}/{path}")
        before = _state(page)
        _switch(page, "vi")
        _switch(page, "en")
        assert before == _state(page)
    page.check("#leave")
    page.click("form.leave button.btn-primary")
    page.wait_for_url("**/preview")
    page.goto(f"{base}/preview?row=5")
    _switch(page, "vi")
    expect(page.locator("main h2").first).to_contain_text("Dòng 5")
    _switch(page, "en")
    page.click("main .actions .btn-primary")
    page.click("#options summary")
    page.fill("#name", "Orders of November")
    page.click("#go")
    page.wait_for_selector("input[name=fingerprint]", state="attached")
    _switch(page, "vi")
    expect(page.locator("h1")).to_have_text("Gửi 20 tin?")
    _switch(page, "en")
    expect(page.locator("h1")).to_have_text("Send 20 messages?")
    page.click("text=Send 20 messages now")
    page.wait_for_url("**/campaigns/*")
    expect(page.locator('[data-part="line"]')).to_contain_text("Done at", timeout=LONG)
    expect(page.locator("main")).to_contain_text("Orders of November")
    assert 20 == served_pages.counts()["accepted"]
    # No sentence of the other language was left on the last page.
    words = _own_words(page)
    found = re.search(r"[ăđơưạảấầẩẫậắằẵặẹẻẽếềểễệịọỏốồổộớờởợụủứừửữựỳỵỷỹ]", words)
    assert found is None, words[found.start() - 60 : found.end() + 20]
    _see_in_every_colour_and_on_paper(page, f"{base}/problems")
    context.close()
    assert [] == watch.faults


def _own_words(page: Page) -> str:
    """What the page says itself: names that come from lists, templates and accounts are not translated."""
    text = page.locator("main").inner_text().lower()
    for name in ("tập dượt", "xác nhận đơn hàng", "tiệm nhà sen", "số điện thoại"):
        text = text.replace(name, "")
    return text


def _see_in_every_colour_and_on_paper(page: Page, problems: str) -> None:
    """B35: dark, colours of the system, no movement, large text, and a printed sheet without buttons."""
    campaign = page.url
    for address in (campaign, problems, "/suppressed", "/help", "/help/errors"):
        page.goto(address)
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        assert [] == accessibility_faults(page), address
        moving = "[...document.querySelectorAll('*')].filter((one) => parseFloat(getComputedStyle(one).transitionDuration) > 0).length"
        assert 0 == page.evaluate(moving)
        page.emulate_media(forced_colors="active", color_scheme="light")
        bordered = "[...document.querySelectorAll('.banner, .number, .tag, .note')].every((one) => getComputedStyle(one).borderTopStyle === 'solid' || getComputedStyle(one).borderLeftStyle === 'solid')"
        assert page.evaluate(bordered), address
        page.emulate_media(forced_colors="none", reduced_motion="no-preference")
        page.set_viewport_size({"width": 640, "height": 800})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert not scrolls_sideways(page), address
        page.set_viewport_size({"width": 1280, "height": 800})
    for address in (campaign, problems):
        page.goto(address)
        page.emulate_media(media="print")
        for hidden in (".top", ".menu", ".bottom", ".tour", "main button", "main .btn"):
            assert 0 == page.locator(f"{hidden}:visible").count(), (address, hidden)
        assert page.locator("main h1").is_visible()
        assert page.locator(".banner-practice").is_visible()
        assert page.locator("main table:visible").count()
        assert len(page.pdf()) > 5_000
        page.emulate_media(media="screen")


def test_without_scripts_a_marked_copy_is_mended_and_the_hints_are_closed(
    browser: Browser, served_pages: Pages, tmp_path: Path
) -> None:
    """Where scripts are switched off the marked copy is downloaded, mended in Excel and taken back (B34)."""
    context, watch = watched_context(browser, served_pages.url, scripts=False)
    page = context.new_page()
    come_in(page, served_pages)
    _upload(page, write_list(tmp_path / "thang-11.xlsx", [*orders(5), BAD]))
    page.wait_for_url("**/problems")
    expect(page.locator("h1")).to_have_text("1 dòng cần sửa")
    with page.expect_download() as caught:
        page.click("text=Tải bản đánh dấu lỗi")
    marked = tmp_path / "marked.xlsx"
    caught.value.save_as(marked)
    book = openpyxl.load_workbook(marked)
    sheet = book.worksheets[0]
    sheet.cell(7, 2).value = "0912000777"
    book.save(marked)
    page.set_input_files("#file", marked)
    page.click("[data-upload-go]")
    page.wait_for_url("**/preview*")
    page.goto(page.url.rpartition("/")[0] + "/problems")
    expect(page.locator(".note").first).to_contain_text("Đã sửa 1/1 · còn 0 · lỗi mới 0")
    page.click(".tour button")
    expect(page.locator(".tour")).to_have_count(0)
    page.click(".menu-open a[href='/suppressed']")
    page.click("#add summary")
    page.fill("#numbers", "0912000888")
    page.click("main form[action='/suppressed'] button.btn-primary")
    expect(page.locator("main tbody").last).to_contain_text("84912000888")
    context.close()
    assert [] == watch.faults
