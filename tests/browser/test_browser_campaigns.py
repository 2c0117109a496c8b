"""Watching a campaign in a real browser, with a worker that sends it beside the pages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from browser_help import Watch, accessibility_faults, scrolls_sideways, watched_context
from openpyxl import load_workbook
from playwright.sync_api import Browser, BrowserContext, Download, Locator, Page, expect
from ports_help import free_port
from program_help import Program, Started, until
from program_worker import READY_WORKER

from zns_batch.core.clock import in_vietnam
from zns_batch.sandbox import RunningSandbox

LONG = 60_000
"""Milliseconds for what a busy machine may take."""


@dataclass
class Shop:
    """The pages with a worker, and the stand-in that it sends to."""

    program: Program
    zalo: RunningSandbox
    started: Started
    url: str
    link: str

    def restart(self) -> None:
        """End the server without a word and start it anew at the same address, with another worker."""
        self.started.kill()
        port = self.url.rpartition(":")[2]
        self.started = self.program.fresh().start("serve", "--port", port)
        until(lambda: self.url in self.started.answered() + self.started.told())

    def send(self, rows: int, *words: str, each_rejected: int = 0) -> str:
        """Leave a list to the worker; return the campaign's id.

        Args:
            rows: How long it is.
            words: More of the command line.
            each_rejected: Of so many customers one has no Zalo account; 0 for nobody.

        """

        def phone(n: int) -> str:
            struck = each_rejected and n % each_rejected == 0
            return f"0912{n:03d}918" if struck else f"0912{n:06d}"

        lines = [(f"Khách {n}", phone(n), f"DH-{n}", "01/12/2026", "125000") for n in range(rows)]
        found = self.program.write("khach.csv", lines)
        done = self.program.run(
            "send", found, "-t", "don-hang", "--yes", "--json", "--detach", *words
        )
        assert 0 == done.code, done.err
        campaign: str = done.json()["campaign"]
        return campaign


@pytest.fixture
def shop(program: Program, zalo: RunningSandbox) -> Iterator[Shop]:
    """A shop whose pages and worker run, pointed at the stand-in."""
    # A restarted server must be found where it was.
    started = program.start("serve", "--port", str(free_port()), **{READY_WORKER: "1"})
    try:
        until(lambda: "/welcome/" in started.answered() + started.told())
        link = re.search(r"http://\S+/welcome/\S+", started.answered() + started.told())
        assert link is not None
        url = link[0].partition("/welcome/")[0]
        found = Shop(program=program, zalo=zalo, started=started, url=url, link=link[0])
        yield found
        started = found.started
        started.signal(15)
        ended = started.ended()
        assert "Traceback" not in ended.err, ended.err
    finally:
        started.kill()


@pytest.fixture
def window(browser: Browser, shop: Shop) -> Iterator[tuple[BrowserContext, Page, Watch]]:
    """The first person's window."""
    context, watch = watched_context(browser, shop.url)
    page = context.new_page()
    page.goto(shop.link)
    page.fill("#name", "Nguyễn Thị An")
    page.fill("#login", "an")
    page.click("main button.btn-primary")
    page.wait_for_url(f"{shop.url}/")
    yield context, page, watch
    context.close()
    assert [] == watch.faults


Window = tuple[BrowserContext, Page, Watch]


def _rows(table: Locator) -> list[tuple[bool, Locator]]:
    """The rows of a table, each with whether it is the last."""
    count = table.count()
    return [(n == count - 1, table.nth(n)) for n in range(count)]


def _number(page: Page, kind: str) -> int:
    return int(page.locator(f'[data-number="{kind}"]').inner_text().replace(".", ""))


def _polls(watch: Watch) -> int:
    return sum(request.url.endswith("/live") for request in watch.requests)


def test_numbers_rise_and_never_fall(shop: Shop, window: Window) -> None:
    """Whoever watches sees the campaign go on by itself, to its end and its results (B20, B21)."""
    _, page, _ = window
    campaign = shop.send(60, "--rate", "4")
    page.goto(f"/campaigns/{campaign}")
    seen = [_number(page, "accepted")]

    def ended() -> bool:
        seen.append(_number(page, "accepted"))
        return seen[-1] == 60

    until(ended)
    assert sorted(seen) == seen
    assert len(set(seen)) > 2
    expect(page.locator("#todo")).to_be_visible(timeout=LONG)
    expect(page.locator('[data-part="line"]')).to_contain_text("Hoàn tất lúc")
    assert 60 == shop.zalo.counts().accepted
    assert page.title().startswith("100 %")


def _saved_results(page: Page, folder: Path) -> Path:
    """Have the results workbook made on the campaign's page, and keep it."""
    link = page.locator("a[download]")
    came: list[Download] = []

    def noted(download: Download) -> None:
        came.append(download)

    page.once("download", noted)
    with page.expect_download(timeout=LONG) as waiting:
        page.click("#act-report")
        page.click("main button:has-text('Tạo tệp')")
        # One that is ready soon comes by itself, any other one by a link on the page that waits for it.
        until(lambda: bool(came) or link.is_visible())
        if not came:
            link.click(timeout=LONG)
    saved = folder / "results.xlsx"
    waiting.value.save_as(saved)
    return saved


def test_a_page_that_is_closed_in_the_middle_leaves_everything_to_the_worker(
    shop: Shop, window: Window, tmp_path: Path
) -> None:
    """Whoever closes the browser while half is sent finds it complete later, each message once, and the workbook says of every row what came of it (B21)."""
    context, page, watch = window
    campaign = shop.send(40, "--rate", "3", each_rejected=5)
    page.goto(f"/campaigns/{campaign}")
    until(lambda: 0 < _number(page, "accepted") < 40)
    page.close()
    asked = len(watch.requests)
    assert shop.zalo.counts().requests < 40, "it is closed in the middle"
    until(lambda: 40 == shop.zalo.counts().requests and not shop.zalo.counts().in_flight)
    assert len(watch.requests) == asked, "no page of it is open anywhere"
    came = shop.zalo.counts().accepted
    assert 32 == came
    later = context.new_page()
    later.goto(f"/campaigns/{campaign}")
    expect(later.locator('[data-part="line"]')).to_contain_text("Hoàn tất lúc", timeout=LONG)
    assert (came, 40 - came) == (_number(later, "accepted"), _number(later, "rejected"))
    lines = (
        load_workbook(_saved_results(later, tmp_path))
        .worksheets[0]
        .iter_rows(min_row=2, values_only=True)
    )
    told = [[str(cell) for cell in line] for line in lines if line[0]]
    names = [next(cell for cell in line if cell.startswith("Khách ")) for line in told]
    assert [f"Khách {n}" for n in range(40)] == sorted(names, key=lambda name: int(name[6:]))
    rejected = {name for name, line in zip(names, told, strict=True) if "bị từ chối" in line}
    accepted = {name for name, line in zip(names, told, strict=True) if "đã nhận" in line}
    assert (came, 40 - came, 40) == (len(accepted), len(rejected), len(rejected | accepted))
    assert 40 == shop.zalo.counts().requests, "nobody was written to twice"


def test_a_hidden_page_asks_nothing_and_a_lost_one_says_so(shop: Shop, window: Window) -> None:
    """A tab in the background costs nothing, and one without connection says that sending goes on; a server that was started anew is found again (B20)."""
    context, page, watch = window
    campaign = shop.send(400, "--rate", "3")
    page.goto(f"/campaigns/{campaign}")
    expect(page.locator('[data-part="line"]')).to_contain_text("Đang gửi", timeout=LONG)
    page.evaluate(
        "Object.defineProperty(document, 'hidden', {configurable: true, get: () => true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    page.wait_for_timeout(500)
    before = _polls(watch)
    page.wait_for_timeout(5_000)
    assert before == _polls(watch)
    page.evaluate(
        "Object.defineProperty(document, 'hidden', {configurable: true, get: () => false});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    until(lambda: _polls(watch) > before)
    faults = list(watch.faults)
    context.set_offline(True)
    expect(page.locator("#live-off")).to_contain_text(
        "Mất kết nối tới máy chủ. Việc gửi vẫn tiếp tục.", timeout=LONG
    )
    context.set_offline(False)
    expect(page.locator("#live-off")).to_have_count(0, timeout=LONG)
    expect(page.locator("#live-back")).to_contain_text("Máy chủ đã trả lời lại")
    shop.restart()
    shown = _number(page, "accepted")
    until(lambda: _number(page, "accepted") > shown)
    # The browser itself notes each question that got no answer.
    lost = ("ERR_INTERNET", "ERR_CONNECTION", "ERR_EMPTY")
    watch.faults[:] = [
        fault
        for fault in watch.faults
        if fault in faults or not any(each in fault for each in lost)
    ]


def test_pause_go_on_and_cancel(shop: Shop, window: Window) -> None:
    """Two presses stop a campaign, two let it go on, and two end it for good; each question stands over the page and can be left by Escape (B22)."""
    _, page, _ = window
    campaign = shop.send(600, "--rate", "2")
    page.goto(f"/campaigns/{campaign}")
    expect(page.locator('[data-part="line"]')).to_contain_text("Đang gửi", timeout=LONG)
    page.click("#act-cancel")
    expect(page.locator("dialog h1")).to_contain_text("Hủy")
    assert [] == accessibility_faults(page)
    assert "Thôi, quay lại chiến dịch" == page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    assert "act-cancel" == page.evaluate("document.activeElement.id")
    page.click("#act-pause")
    expect(page.locator("dialog h1")).to_have_text("Tạm dừng chiến dịch?")
    page.click("dialog button.btn-primary")
    expect(page.locator('[data-part="line"]')).to_contain_text(
        "Tạm dừng bởi Nguyễn Thị An lúc", timeout=LONG
    )
    after_pause = shop.zalo.counts().accepted
    page.wait_for_timeout(2_000)
    assert after_pause == shop.zalo.counts().accepted
    page.click("#act-resume")
    expect(page.locator("main button.btn-primary")).to_contain_text("Gửi 5")
    page.click("main button.btn-primary")
    expect(page.locator('[data-part="line"]')).to_contain_text("Đang gửi", timeout=LONG)
    page.click("#act-cancel")
    page.click("main button.btn-danger")
    expect(page.locator('[data-part="line"]')).to_contain_text("Đã hủy lúc", timeout=LONG)
    counts = shop.zalo.counts()
    assert counts.accepted == _number(page, "accepted")
    assert 600 == _number(page, "accepted") + _number(page, "cancelled")


def test_pauses_say_why_and_what_helps(shop: Shop, window: Window) -> None:
    """A used-up quota names its numbers, and a refused connection and the night say how the campaign goes on (B23)."""
    _, page, _ = window
    shop.zalo.change(quota=20)
    campaign = shop.send(40, "--rate", "100")
    page.goto(f"/campaigns/{campaign}")
    line = page.locator('[data-part="line"]')
    expect(line).to_contain_text("Hết hạn mức hôm nay", timeout=LONG)
    expect(line).to_contain_text("còn 20 tin")
    page.click("#act-cancel")
    page.click("main button.btn-danger")
    expect(line).to_contain_text("Đã hủy", timeout=LONG)

    shop.zalo.change(quota=5_000, token_valid=False)
    campaign = shop.send(30, "--rate", "100", "--again")
    page.goto(f"/campaigns/{campaign}")
    expect(line).to_contain_text("từ chối phiên kết nối", timeout=LONG)
    shop.zalo.change(token_valid=True)
    page.click("#act-resume")
    page.click("main button.btn-primary")
    expect(line).to_contain_text("Hoàn tất lúc", timeout=LONG)

    opens = in_vietnam(datetime.now(UTC)) + timedelta(hours=3)
    shuts = opens + timedelta(hours=1)
    campaign = shop.send(20, "--window", f"{opens:%H:%M}-{shuts:%H:%M}", "--again")
    page.goto(f"/campaigns/{campaign}")
    expect(line).to_contain_text(
        f"Ngoài khung giờ gửi. Tự gửi tiếp lúc {opens:%H:%M}", timeout=LONG
    )


def test_the_first_messages_are_a_trial(shop: Shop, window: Window) -> None:
    """After the first five a person looks, and one more press sends the rest (B24)."""
    _, page, _ = window
    campaign = shop.send(25, "--rate", "100", "--canary", "5")
    page.goto(f"/campaigns/{campaign}")
    line = page.locator('[data-part="line"]')
    expect(line).to_contain_text("Đã gửi 5 tin đầu theo yêu cầu", timeout=LONG)
    assert 5 == shop.zalo.counts().accepted
    expect(page.locator("#act-resume")).to_have_text("Gửi tiếp 20 tin")
    page.click("#act-resume")
    page.click("main button.btn-primary")
    expect(line).to_contain_text("Hoàn tất lúc", timeout=LONG)
    assert 25 == shop.zalo.counts().accepted


def test_results_are_filtered_downloaded_and_sent_again(
    shop: Shop, window: Window, tmp_path: Path
) -> None:
    """Reasons lead to their rows, the workbook opens and sums up, and the helpful reason goes again (B25, B26)."""
    _, page, _ = window
    campaign = shop.send(30, "--rate", "100", each_rejected=3)
    page.goto(f"/campaigns/{campaign}")
    expect(page.locator('[data-part="line"]')).to_contain_text("Hoàn tất lúc", timeout=LONG)
    rejected = _number(page, "rejected")
    assert 10 == rejected
    link = page.locator("section[aria-labelledby=why] td a").first
    assert str(rejected) == link.inner_text()
    link.click()
    expect(page.locator("tbody tr")).to_have_count(rejected)
    page.go_back()
    # The chart's own table says the same numbers, and their sum is the list.
    page.click("section[aria-labelledby=came] summary")
    table = page.locator("section[aria-labelledby=came] tbody tr")
    told = [int(row.locator("td").nth(0 if last else 1).inner_text()) for last, row in _rows(table)]
    assert (30, 30) == (told[-1], sum(told[:-1]))
    assert {rejected, 30 - rejected} <= set(told)
    sheet = load_workbook(_saved_results(page, tmp_path)).worksheets[0]
    assert 30 == sum(1 for row in sheet.iter_rows(min_row=2) if row[0].value)
    shop.zalo.change(by_suffix=False)
    page.goto(f"/campaigns/{campaign}/retry")
    page.locator("input[name=reason]").first.check()
    page.click("main button.btn-primary")
    page.click(f"text=Gửi lại {rejected} tin")
    expect(page.locator('[data-part="line"]')).to_contain_text("30 đã nhận", timeout=LONG)


def test_the_provider_is_asked_what_arrived(shop: Shop, window: Window) -> None:
    """One press asks about every message, and the page then says how many reached their phones (B27)."""
    _, page, _ = window
    campaign = shop.send(12, "--rate", "100")
    page.goto(f"/campaigns/{campaign}")
    expect(page.locator('[data-part="line"]')).to_contain_text("Hoàn tất lúc", timeout=LONG)
    page.click("#act-receipts")
    page.click("main button.btn-primary")
    expect(page.locator("#job")).to_contain_text("Đã hỏi về 12 tin", timeout=LONG)
    page.click("#job a.btn-primary")
    expect(page.locator("section[aria-labelledby=arrived]")).to_contain_text("Đã đến máy 12")


def test_the_list_follows_what_runs(shop: Shop, window: Window) -> None:
    """The list of campaigns shows by itself that one has gone on and ended."""
    _, page, _ = window
    shop.send(60, "--rate", "12")
    page.goto("/campaigns")
    state = page.locator('[data-part="state"]').first
    expect(state).to_have_text("hoàn tất", timeout=LONG)
    expect(page.locator('[data-part="progress"]').first).to_have_text("60/60")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_campaigns_can_be_watched_and_stopped_on_a_phone(
    browser: Browser, shop: Shop, window: Window, scripts: bool
) -> None:
    """On a phone, and with scripts off, one can see how it goes and stop it."""
    first, _, _ = window
    campaign = shop.send(400, "--rate", "3")
    context, watch = watched_context(browser, shop.url, width=320, height=640, scripts=scripts)
    context.add_cookies(first.cookies())  # type: ignore[arg-type] # the same shape, twice named
    page = context.new_page()
    paths = ("", "/rows", "/rows/1", "/pause", "/cancel", "/report", "/retry", "/receipts")
    for path in ("/campaigns", *(f"/campaigns/{campaign}{path}" for path in paths)):
        page.goto(path)
        assert "" != page.locator("h1").inner_text()
        assert not scripts or not scrolls_sideways(page), path
    page.goto(f"/campaigns/{campaign}/pause")
    page.click("main button.btn-primary")
    for _ in range(30):
        page.goto(f"/campaigns/{campaign}")
        if "Tạm dừng bởi" in page.locator('[data-part="line"]').inner_text():
            break
        page.wait_for_timeout(1_000)
    expect(page.locator('[data-part="line"]')).to_contain_text("Tạm dừng bởi Nguyễn Thị An")
    context.close()
    assert [] == watch.faults
