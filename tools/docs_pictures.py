"""Takes the pictures of the pages that stand in `docs/images/`, from the practice mode in a real browser.

Run it after the looks of a page have changed: `python tools/docs_pictures.py`. It needs a browser (see
`make browser`). What differs from run to run (the clock, numbers of a moment) is left out of the
pictures or given a fixed name.
"""

import base64
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
sys.path.insert(0, str(ROOT / "tests"))

from browser_help import Pages, come_in, launch, served, watched_context  # noqa: E402
from browser_steps import to_preview  # noqa: E402
from program_help import orders, program_in, until  # noqa: E402

WIDTH = 1080
CAMPAIGNS = {"vi": "Đơn hàng tháng 11", "en": "Orders of November"}
QUALITY = 0.7
NEVER_SEND = ("0912000998", "0912000999")
COLLEAGUE = ("binh", "Trần Thị Bình")
NOTES = {"vi": "Kịp sáng mai giúp em.", "en": "In time for tomorrow morning, please."}
_OTHER_PAGES = (
    ("/accounts", "accounts", 560),
    ("/templates/don-hang", "template", 900),
    ("/settings/audit", "audit", 800),
    ("/settings/data", "data", 620),
    ("/system", "system", 620),
)
"""Address, name and height of pages that need nothing but what was done before."""

PERCENT_DONE = 40
"""How many per cent are done when the live page is taken."""

_AS_WEBP = """async ([png, quality]) => {
  const image = new Image();
  image.src = "data:image/png;base64," + png;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/webp", quality).split(",")[1];
}"""


_FOLDERS = ((r"/\S*zns-batch-practice-\w+", "/srv/zns-batch"),)
_AS_ON_A_SERVER = """(folders) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (const [found, shown] of folders) {
      node.data = node.data.replaceAll(new RegExp(found, "g"), shown);
    }
  }
}"""
"""Where this machine has its folders is no business of the docs."""


class Screenshots:
    """Takes pictures of a page and keeps them small."""

    def __init__(self, browser: Browser, page: Page, lang: str) -> None:
        """Take pictures of `page` for the docs in `lang`."""
        self._page, self._lang = page, lang
        self._converter = browser.new_page()

    def take(self, name: str, height: int = 0, *, width: int = WIDTH) -> None:
        """Write a picture of the page from its top on; without a height up to the footer."""
        page = self._page
        page.evaluate("document.activeElement?.blur()")
        page.mouse.move(0, 0)
        page.evaluate(_AS_ON_A_SERVER, [[str(ROOT), "/opt/zns-batch"], *_FOLDERS])
        # A part of the page that arrives while the picture is taken would be in it by halves.
        page.wait_for_timeout(1_200)
        page.wait_for_load_state("networkidle")
        end = page.evaluate("document.querySelector('footer').offsetTop")
        clip = {"x": 0, "y": 0, "width": width, "height": min(height or end, end)}
        png = page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]
        text = self._converter.evaluate(_AS_WEBP, [base64.b64encode(png).decode("ascii"), QUALITY])
        IMAGES.mkdir(exist_ok=True)
        path = IMAGES / f"{name}.{self._lang}.webp"
        path.write_bytes(base64.b64decode(text))
        sys.stdout.write(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KiB\n")


def take_all(browser: Browser, pages: Pages, lang: str) -> None:
    """Go through the pages as a person does, and take a picture of each.

    Args:
        browser: The browser.
        pages: The program in practice mode.
        lang: The language of the pictures.

    """
    context, watch = watched_context(
        browser, pages.url, width=WIDTH, height=760, lang={"vi": "vi-VN", "en": "en-GB"}[lang]
    )
    page = context.new_page()
    screenshots = Screenshots(browser, page, lang)
    page.goto(pages.link)
    screenshots.take("welcome")
    come_in(page, pages)
    screenshots.take("home")
    with page.expect_download() as found:
        page.click('a[href="/practice/list.xlsx"]')
    with TemporaryDirectory() as folder:
        path = Path(folder) / found.value.suggested_filename
        found.value.save_as(path)
        listed = _a_phone_of(path)
        page.goto("/new")
        page.set_input_files("#file", path)
        screenshots.take("upload")
        page.click("[data-upload-go]")
        page.wait_for_url(re.compile("/problems"))
        page.wait_for_selector(".problem-row")
    base = page.url.partition("/problems")[0]
    screenshots.take("problems", 800)
    page.goto(f"{base}/columns")
    screenshots.take("columns", 800)
    page.goto(f"{base}/problems")
    _take_the_last_steps(page, screenshots, lang)
    _take_customers(page, screenshots, listed)
    _take_schedules(page, screenshots)
    _take_an_approval(browser, pages, page, screenshots, lang)
    for address, name, height in _OTHER_PAGES:
        page.goto(address)
        screenshots.take(name, height)
    context.close()
    if watch.faults:
        raise SystemExit("\n".join(watch.faults))


def _a_phone_of(path: Path) -> str:
    """Return the first phone of the practice list; every number there is invented."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    cells = (str(cell) for row in sheet.values for cell in row)
    return next(cell for cell in cells if re.fullmatch(r"0\d{9}", cell))


def _take_customers(page: Page, screenshots: Screenshots, listed: str) -> None:
    """Find a customer of the practice list, and put two invented numbers on the never-send list."""
    page.goto("/")
    page.fill("#head-number", listed)
    page.click(".head-find button")
    page.wait_for_url("**/find**")
    screenshots.take("find", 620)
    page.goto("/suppressed")
    page.click("#add summary")
    page.fill("#numbers", "\n".join(NEVER_SEND))
    page.click("form[action='/suppressed'] .btn-primary")
    page.goto("/suppressed")
    screenshots.take("never-send", 620)


def _take_schedules(page: Page, screenshots: Screenshots) -> None:
    """Fill the form of a schedule in, take its picture, make the schedule, and take the one of the list."""
    page.goto("/schedules/new")
    page.select_option("#template", "don-hang")
    page.fill("#file", "danh-sach-*.xlsx")
    page.check("input[name=repeat][value=monthly]")
    page.select_option("#day", "5")
    page.wait_for_timeout(1_000)
    screenshots.take("schedule-new", 900)
    page.click("main form button.btn-primary")
    page.wait_for_url("**/lists/*/*")
    while not page.url.endswith("/preview"):
        page.click("main form button.btn-primary")
        page.wait_for_load_state()
    page.click("main .actions a.btn-primary")
    page.wait_for_url("**/schedules/new/*")
    page.click("main form button.btn-primary")
    page.wait_for_url("**/schedules/*?saved=added")
    page.goto("/schedules")
    screenshots.take("schedules", 420)


def _take_an_approval(
    browser: Browser, pages: Pages, page: Page, screenshots: Screenshots, lang: str
) -> None:
    """Invite a colleague who prepares and asks; take what the one who decides sees."""
    page.goto("/settings/users/new")
    page.fill("#login", COLLEAGUE[0])
    page.fill("#name", COLLEAGUE[1])
    page.select_option("select[name^=role-] >> nth=0", "preparer")
    page.click("main button.btn-primary")
    link = page.input_value("#link")
    page.goto("/settings/users")
    screenshots.take("users", 460)
    context, _ = watched_context(browser, pages.url, lang={"vi": "vi-VN", "en": "en-GB"}[lang])
    other = context.new_page()
    other.goto(link)
    for field in ("#password", "#again"):
        other.fill(field, "ba con vịt bơi dưới ao")
    other.click("main button.btn-primary")
    other.wait_for_url(f"{pages.url}/")
    with TemporaryDirectory() as folder:
        base = to_preview(other, Path(folder), orders(30), bad=False)
    other.goto(f"{base}/send")
    other.fill("#note", NOTES[lang])
    other.click("#go")
    other.wait_for_selector("input[name=asks]", state="attached")
    other.click("main .actions .btn-primary")
    other.wait_for_url("**/campaigns/*")
    campaign = other.url.rpartition("/")[2].partition("?")[0]
    context.close()
    page.goto(f"/approvals/{campaign}")
    screenshots.take("approval", 900)


def _take_the_last_steps(page: Page, screenshots: Screenshots, lang: str) -> None:
    page.check("#leave")
    page.click("form:has(#leave) .btn-primary")
    page.wait_for_url(re.compile("/preview"))
    screenshots.take("preview", 1060)
    page.click('a.btn-primary[href$="/send"]')
    page.click("#options summary")
    page.fill("#name", CAMPAIGNS[lang])
    page.click("#options summary")
    screenshots.take("send")
    page.click("#go")
    page.wait_for_url(re.compile("/confirm"))
    page.wait_for_selector("form[action$='/confirm'] .btn-primary")
    screenshots.take("confirm")
    page.check("main input[type=checkbox]")
    page.click("form[action$='/confirm'] .btn-primary")
    page.wait_for_url(re.compile("/campaigns/"))
    until(
        lambda: int(re.sub(r"\D", "", page.locator(".percent").inner_text()) or 0) >= PERCENT_DONE
    )
    screenshots.take("live", 620)
    page.set_viewport_size({"width": 360, "height": 740})
    screenshots.take("live-phone", 740, width=360)
    page.set_viewport_size({"width": WIDTH, "height": 760})
    page.wait_for_selector("#todo", timeout=120_000)
    page.reload()
    screenshots.take("results", 760)


def main() -> None:
    """Take every picture in both languages."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for lang in ("vi", "en"):
            with TemporaryDirectory() as folder, served(program_in(Path(folder)).fresh()) as pages:
                take_all(browser, pages, lang)
        browser.close()


if __name__ == "__main__":
    main()
