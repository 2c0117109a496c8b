"""What people come for, done from its beginning with presses counted: the targets of the usability page."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import openpyxl
from browser_help import Pages, accessibility_faults, watched_context
from browser_steps import confirm_schedule, to_preview
from page_shop import login_refused, open_shop
from playwright.sync_api import Browser, BrowserContext, Page, expect
from program_help import ROOT, Program, orders, until, write_list

USABILITY = (ROOT / "docs" / "usability.md").read_text("utf-8")

LONG = 90_000
"""Milliseconds for what a busy machine may take."""

TARGETS = {
    "T1": 14,
    "T2": 6,
    "T3": 4,
    "T4": 5,
    "T5": 2,
    "T6": 2,
    "T7": 1,
    "T8": 3,
    "T9": 3,
    "T10": 10,
    "T11": 4,
    "T12": 1,
}
"""The most presses of each task; `docs/usability.md` has what was counted."""

TYPED = {"T1": 2, "T9": 1, "T10": 1, "T12": 2}
"""The most fields that are typed into; tasks that are not here ask for none."""

_COUNT = """
for (const kind of ["pointerdown", "keydown"])
  document.addEventListener(kind, (event) => {
    if (event.isTrusted && (kind === "pointerdown" || event.key === "Enter")) window.countPress(kind);
  }, true);
const typed = new WeakSet();
document.addEventListener("input", ({ target }) => {
  if (target.matches("textarea, input:not([type=checkbox], [type=radio], [type=file])") && !typed.has(target)) {
    typed.add(target);
    window.countTyped(target.name);
  }
}, true);
"""


@dataclass
class Counter:
    """Counts what a hand does: presses of a pointer or Enter in the browser, each file that is chosen, and
    each field that is typed into.
    """

    presses: int = 0
    typed: int = 0
    counted: dict[str, int] = field(default_factory=dict)
    typed_in: dict[str, int] = field(default_factory=dict)

    def watch(self, context: BrowserContext) -> None:
        """Count in every page that is opened from now on."""

        def count(*_: object) -> None:
            self.presses += 1

        def count_typed(*_: object) -> None:
            self.typed += 1

        context.expose_binding("countPress", count)
        context.expose_binding("countTyped", count_typed)
        context.add_init_script(_COUNT)

    @contextmanager
    def task(self, name: str) -> Iterator[None]:
        """Count one task."""
        before, typed = self.presses, self.typed
        yield
        self.counted[name] = self.presses - before
        self.typed_in[name] = self.typed - typed

    def hold(self, *names: str) -> None:
        """Hold what was counted to the targets."""
        assert {*names} == set(self.counted)
        assert {} == {name: n for name, n in self.counted.items() if n > TARGETS[name]}, (
            self.counted
        )
        above = {name: n for name, n in self.typed_in.items() if n > TYPED.get(name, 0)}
        assert {} == above, self.typed_in

    def choose(self, page: Page, selector: str, file: Path) -> None:
        """Choose a file as a person does: a press on the field, and one in the window that opens."""
        page.set_input_files(selector, file)
        self.presses += 2

    def drop(self, page: Page, selector: str, file: Path) -> None:
        """Drop a file: one movement of the hand."""
        page.set_input_files(selector, file)
        self.presses += 1


def _first_campaign(page: Page, pages: Pages, hand: Counter, folder: Path) -> Path:
    """T1: from the printed link to the first campaign, with the sample list and its mistakes."""
    with hand.task("T1"):
        page.goto(pages.link)
        expect(page.locator(".banner-practice")).to_be_visible()
        page.fill("#name", "Nguyễn Thị An")
        page.fill("#login", "an")
        page.click("main button.btn-primary")
        page.wait_for_url(f"{pages.url}/")
        expect(page.locator(".tour")).to_contain_text("Gợi ý 1/5")
        with page.expect_download() as caught:
            page.click(".tour a[download]")
        sample = folder / caught.value.suggested_filename
        caught.value.save_as(sample)
        page.click(".tour a[href='/new']")
        expect(page.locator(".tour")).to_contain_text("Gợi ý 2/5")
        hand.choose(page, "#file", sample)
        _press_upload(page)
        page.wait_for_url("**/lists/*/problems")
        expect(page.locator(".tour")).to_contain_text("Gợi ý 3/5")
        expect(page.locator("h1")).to_have_text("15 dòng cần sửa")
        page.check("#leave")
        page.locator("form.leave button.btn-primary").click()
        page.wait_for_url("**/preview")
        expect(page.locator(".tour")).to_contain_text("Gợi ý 4/5")
        _to_confirm(page)
        # It is still being sent when it is to be stopped, however long a busy machine takes for the page.
        pages.change_sandbox(latency=3.0)
        page.click("main button.btn-primary")
        page.wait_for_url("**/campaigns/*")
        expect(page.locator(".tour")).to_contain_text("Gợi ý 5/5")
    return sample


def _press_upload(page: Page) -> None:
    button = page.locator("[data-upload-go]")
    if "/lists/" not in page.url and button.is_visible():
        button.click()


def _to_confirm(page: Page) -> None:
    """From the preview to the page with the number on its button, and the tick that it asks for."""
    page.click("main .actions .btn-primary")
    page.click("#go")
    page.wait_for_selector("input[name=fingerprint]", state="attached")
    page.check("#tick")


def _upload_sample(page: Page, sample: Path, folder: Path) -> None:
    page.goto("/new")
    page.set_input_files("#file", _renamed(sample, folder))
    _press_upload(page)
    page.wait_for_url("**/lists/*/problems")


def test_the_tasks_people_come_for(fresh_page: Page, served_pages: Pages, tmp_path: Path) -> None:
    """Each task of a day takes no more presses than its target, from the first link to a customer's call.
    On the way: the hints of the practice mode (B37), a row in doubt that was not sent and goes again
    (B26), and customers who are never sent to again (B30).
    """
    page, hand = fresh_page, Counter()
    hand.watch(page.context)
    sample = _first_campaign(page, served_pages, hand, tmp_path)
    first = page.url.partition("?")[0]
    _stop_and_go_on(page, served_pages, hand)
    _look_what_became_of_it(page, hand)
    _send_a_row_in_doubt_again(page)
    _leave_customers_alone(page, tmp_path)
    _send_the_monthly_list(page, served_pages, hand, tmp_path)
    _mend_fifteen_rows(page, hand, sample, tmp_path)
    _send_good_rows_first(page, hand, sample, tmp_path)
    page.goto(page.url.rpartition("/")[0] + "/preview")
    with hand.task("T5"):
        # Is the date right? What all messages say taken together stands on their page.
        expect(page.locator("main")).to_contain_text("order_date")
        expect(page.locator("main")).to_contain_text("01/11/2026")
    page.goto(first)
    with hand.task("T9"):
        page.click("#head-number")
        page.keyboard.type("0912000005")
        page.keyboard.press("Enter")
        page.wait_for_url("**/find?q=*")
        expect(page.locator("main tbody tr").first).to_contain_text("đã nhận")
    page.goto("/")
    page.click(".tour button")
    expect(page.locator(".tour")).to_have_count(0)
    page.click("text=Hiện lại gợi ý")
    expect(page.locator(".tour")).to_contain_text("Gợi ý 1/5")
    hand.hold("T1", "T2", "T3", "T4", "T5", "T6", "T7", "T9")


def test_a_colleague_is_approved_and_a_schedule_made_in_few_presses(
    browser: Browser, page: Page, served_pages: Pages, tmp_path: Path
) -> None:
    """The second pair of eyes, and the list of each 5th of the month, take no more presses than their targets."""
    campaign = _asked_by_a_colleague(browser, page, served_pages, tmp_path)
    hand = Counter()
    hand.watch(page.context)
    page.goto(f"/approvals/{campaign}")
    with hand.task("T8"):
        expect(page.locator("main")).to_contain_text("Gửi tới 84912000001")
        page.check("#tick")
        page.click("#approve")
        page.wait_for_url("**/campaigns/*")
    expect(page.locator('[data-part="line"]')).to_contain_text("Hoàn tất lúc", timeout=LONG)
    page.goto("/schedules")
    with hand.task("T10"):
        page.locator("main a[href='/schedules/new']").first.click()
        page.select_option("#template", "don-hang")
        page.fill("#file", "danh-sach-*.xlsx")
        page.check("input[name=repeat][value=monthly]")
        page.select_option("#day", "5")
        hand.presses += 4
        expect(page.locator("#next")).to_contain_text("mùng 5 hằng tháng lúc 08:00")
        page.click("main form button.btn-primary")
        page.wait_for_url("**/lists/*/*")
        confirm_schedule(page)
        page.click("main form button.btn-primary")
        page.wait_for_url("**/schedules/*?saved=added")
    hand.hold("T8", "T10")


def test_an_account_is_logged_in_again_from_the_line_above_the_page(
    browser: Browser, tmp_path: Path
) -> None:
    """When Zalo refused the account an administrator is four presses from a connection that works."""
    with open_shop(tmp_path, filled=False) as shop:
        login_refused(shop)
        context, watch = watched_context(browser, shop.url)
        name, value = shop.pages.cookie, shop.cookie("an")
        context.add_cookies([{"name": name, "value": value, "url": shop.url}])
        hand, page = Counter(), context.new_page()
        hand.watch(context)
        page.goto("/templates")
        with hand.task("T11"):
            page.click(".banner a[href='/accounts/default/login']")
            page.click("main form button.btn-primary")
            # The stand-in's page of consent agrees by itself and leads back.
            page.click("main a.btn-primary[rel~=noreferrer]")
            page.wait_for_url("**/oauth/zalo?*")
            page.click("main form button.btn-primary")
            page.wait_for_url("**/accounts/default?saved=logged-in")
        expect(page.locator("main")).to_contain_text("Đã kết nối OA.")
        context.close()
    assert [] == [fault for fault in watch.faults if "/v4/oa/permission" not in fault]
    hand.hold("T11")


def test_from_the_shell_to_the_first_page(browser: Browser, shop_program: Program) -> None:
    """Who installed it types one command, opens what it prints, and is in with one press."""
    started = shop_program.start("serve", "--port", "0", "--no-worker")
    try:
        until(lambda: "/welcome/" in started.answered())
        links = re.findall(r"http://\S+/welcome/\S+", started.answered())
        assert 1 == len(links)
        context, watch = watched_context(browser, links[0].partition("/welcome/")[0])
        hand, page = Counter(), context.new_page()
        hand.watch(context)
        with hand.task("T12"):
            page.goto(links[0])
            page.fill("#name", "Nguyễn Thị An")
            page.fill("#login", "an")
            page.click("main button.btn-primary")
            page.wait_for_url(f"{watch.origin}/")
        expect(page.locator("h1")).to_contain_text("Nguyễn Thị An")
        context.close()
    finally:
        started.kill()
    assert [] == watch.faults
    hand.hold("T12")


def test_every_task_is_counted() -> None:
    """The page on usability has a line for each of the twelve tasks, with the number that is held to here."""
    told = re.findall(
        r"^\| (T\d+) \|[^|]*\|[^|]*\| (\S+) \| (\d+) \| (\d+) \|", USABILITY, re.MULTILINE
    )
    assert [f"T{n}" for n in range(1, 13)] == [name for name, *_ in told]
    assert {name: str(most) for name, most in TARGETS.items()} == {
        name: target for name, target, *_ in told
    }
    assert TYPED == {name: int(typed) for name, _, _, typed in told if int(typed)}


def _asked_by_a_colleague(browser: Browser, page: Page, pages: Pages, folder: Path) -> str:
    """Invite a preparer, who asks for approval of a list; return the campaign."""
    page.goto("/settings/users/new")
    page.fill("#login", "binh")
    page.fill("#name", "Trần Bình")
    page.click("main button.btn-primary")
    link = page.locator("#link").input_value()
    page.goto("/settings/users")
    page.click("text=Trần Bình")
    page.select_option("select >> nth=0", "preparer")
    page.click("button[value=rights]")
    expect(page.locator("dl.summary")).to_contain_text("Người soạn")
    context, watch = watched_context(browser, pages.url)
    other = context.new_page()
    other.goto(link)
    other.fill("#password", "một câu dài dễ nhớ 2026")
    other.fill("#again", "một câu dài dễ nhớ 2026")
    other.click("main button.btn-primary")
    other.wait_for_url(f"{pages.url}/")
    base = to_preview(other, folder, orders(120), bad=False)
    other.goto(f"{base}/send")
    other.click("#go")
    other.wait_for_selector("input[name=fingerprint]", state="attached")
    if other.locator("#tick").count():
        other.check("#tick")
    other.click("main button.btn-primary")
    other.wait_for_url("**/campaigns/*")
    campaign = other.url.partition("?")[0].rpartition("/")[2]
    context.close()
    assert [] == watch.faults
    return campaign


def _stop_and_go_on(page: Page, pages: Pages, hand: Counter) -> None:
    """T6: stop it, now."""
    with hand.task("T6"):
        page.click("#act-pause")
        page.click("dialog button.btn-primary")
        expect(page.locator("#act-resume")).to_be_visible(timeout=LONG)
    pages.change_sandbox(latency=0.05)
    page.click("#act-resume")
    page.locator("dialog button.btn-primary, main form button.btn-primary").first.click()
    expect(page.locator('[data-part="line"]')).to_contain_text("Hoàn tất lúc", timeout=LONG)


def _look_what_became_of_it(page: Page, hand: Counter) -> None:
    """T7: did everybody get it, and what must I do?"""
    page.goto("/campaigns")
    with hand.task("T7"):
        page.locator("main table a").first.click()
        expect(page.locator(".todo")).to_contain_text("chưa rõ đã gửi hay chưa")


def _send_a_row_in_doubt_again(page: Page) -> None:
    """B26: the row in doubt was not sent, by a person's word, and is sent again."""
    page.click(".todo a[href$='/settle']")
    expect(page.locator("main")).to_contain_text("Mã đối soát")
    assert [] == accessibility_faults(page)
    page.locator("input[name=row]").first.check()
    page.fill("#note", "không có trong lịch sử gửi")
    page.click("button[value='not-sent']")
    expect(page.locator(".summary-box")).to_be_focused()
    page.check("#risk")
    page.click("button[value='not-sent']")
    page.wait_for_url("**/retry")
    assert ["rejected:settled-not-sent"] == [
        box.get_attribute("value") for box in page.locator("input[name=reason]:checked").all()
    ]
    page.click("main button.btn-primary")
    page.click("text=Gửi lại 1 tin")
    page.wait_for_url("**/campaigns/*")
    expect(page.locator('[data-part="line"]')).to_contain_text("Hoàn tất lúc", timeout=LONG)
    page.click("text=Xem chi tiết đến máy và tính tiền")
    expect(page.locator("main")).to_contain_text("chưa có tin báo")
    assert [] == accessibility_faults(page)


def _leave_customers_alone(page: Page, folder: Path) -> None:
    """B30: who refused is proposed, and added by a press; others by lines and by a file."""
    page.click(".menu-open a[href='/suppressed']")
    page.click("text=Xem và thêm")
    expect(page.locator("main tbody tr")).to_have_count(1)
    assert [] == accessibility_faults(page)
    refused = page.locator("main tbody label").inner_text()
    page.click("main form button.btn-primary")
    expect(page.locator("main tbody")).to_contain_text(refused)
    page.click("#add summary")
    page.fill("#numbers", "0912 000 001\nchị Lan")
    page.click("main form[action='/suppressed'] button.btn-primary")
    expect(page.locator("main")).to_contain_text(
        "Đã thêm 1 số, 0 số đã có sẵn, 1 dòng không phải số"
    )
    assert [] == accessibility_faults(page)
    numbers = folder / "khieu-nai.txt"
    numbers.write_text("0912000002\n0912000003\n")
    page.set_input_files("#file", numbers)
    button = page.locator("[data-upload-go]")
    if "/import/" not in page.url and button.is_visible():
        button.click()
    expect(page.locator("main")).to_contain_text("khieu-nai.txt: đã thêm 2 số", timeout=LONG)
    page.goto("/suppressed")
    page.locator("main tbody a").first.click()
    assert [] == accessibility_faults(page)


def _send_the_monthly_list(page: Page, pages: Pages, hand: Counter, folder: Path) -> None:
    """T2: the list of the month, with the columns of the last one; who is never sent to is left out."""
    page.goto("/")
    monthly = write_list(folder / "don-hang-thang-12.xlsx", orders(120))
    with hand.task("T2"):
        hand.drop(page, "#file", monthly)
        _press_upload(page)
        page.wait_for_url("**/preview")
        _to_confirm(page)
        expect(page.locator("h1")).to_have_text("Gửi 117 tin?")
        page.click("main button.btn-primary")
        page.wait_for_url("**/campaigns/*")
    expect(page.locator('[data-part="line"]')).to_contain_text("Hoàn tất lúc", timeout=LONG)
    told = httpx.get(f"{pages.sandbox}/_sandbox/messages", timeout=30).json()
    phones = {one["phone"] for one in told}
    assert set() == phones & {"84912000001", "84912000002", "84912000003"}
    assert "84912000004" in phones


def _mend_fifteen_rows(page: Page, hand: Counter, sample: Path, folder: Path) -> None:
    """T3: fifteen wrong rows: the marked copy, mended in Excel, uploaded again."""
    _upload_sample(page, sample, folder)
    with hand.task("T3"):
        with page.expect_download() as caught:
            page.click("text=Tải bản đánh dấu lỗi")
        marked = folder / "marked.xlsx"
        caught.value.save_as(marked)
        _mend(marked)
        hand.choose(page, "#file", marked)
        page.click("[data-upload-go]")
        expect(page.locator("h1")).not_to_have_text("15 dòng cần sửa", timeout=LONG)


def _send_good_rows_first(page: Page, hand: Counter, sample: Path, folder: Path) -> None:
    """T4: the good rows now, the others later."""
    _upload_sample(page, sample, folder)
    with hand.task("T4"):
        page.check("#leave")
        page.click("form.leave button[value=send]")
        page.click("#go")
        page.wait_for_selector("input[name=fingerprint]", state="attached")
        page.check("#tick")
        # The last press is not made: what follows looks at the same list once more.
        expect(page.locator("main button.btn-primary")).to_be_visible()
        hand.presses += 1


def _renamed(sample: Path, folder: Path) -> Path:
    """The sample list with another order in each row, so that it was not sent before."""
    book = openpyxl.load_workbook(sample)
    sheet = book.worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    place = headers.index("Mã đơn hàng") + 1
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, place).value = f"L2-{row}"
    out = folder / f"danh-sach-{len(list(folder.iterdir()))}.xlsx"
    book.save(out)
    return out


def _mend(marked: Path) -> None:
    book = openpyxl.load_workbook(marked)
    sheet = book.worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    place = headers.index("Số điện thoại") + 1
    for n, row in enumerate(range(2, sheet.max_row + 1)):
        if not str(sheet.cell(row, place).value or "").startswith(("09", "03", "07", "08")):
            sheet.cell(row, place).value = f"0912111{n:03d}"
    book.save(marked)
