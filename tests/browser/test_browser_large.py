"""A list of a hundred thousand rows in a browser: each page is as light as with ten."""

import csv
from pathlib import Path

from browser_help import Pages
from playwright.sync_api import Page, expect
from program_help import HEADERS

LONG = 240_000
_GOOD, _WRONG = 49_900, 50_100
_MOST_MB = 80


def _write(path: Path) -> Path:
    """Write a list whose last rows have no usable phone, five hundred pages of them."""
    with path.open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out)
        lines.writerow(HEADERS)
        for n in range(_GOOD):
            lines.writerow((f"Khách {n}", f"09{n:08d}", f"DH-{n}", "22/11/2026", "150000"))
        for n in range(_WRONG):
            lines.writerow((f"Khách {n}", f"091{n:05d}", f"DX-{n}", "22/11/2026", "150000"))
    return path


def _used_mb(page: Page) -> float:
    """What the page holds of the browser's memory, after what nothing needs was thrown away."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    session.send("HeapProfiler.collectGarbage")
    told = session.send("Performance.getMetrics")["metrics"]
    session.detach()
    return float(next(one["value"] for one in told if one["name"] == "JSHeapTotalSize")) / (1 << 20)


def test_a_hundred_thousand_rows(page: Page, served_pages: Pages, tmp_path: Path) -> None:
    """The check shows how far it is, the last problem and the last message open at once, and no page grows (B36)."""
    page.goto("/new")
    page.set_input_files("#file", _write(tmp_path / "tram-nghin.csv"))
    go = page.locator("[data-upload-go]")
    if "/lists/" not in page.url and go.is_visible():
        go.click()
    page.wait_for_url("**/lists/*/*", timeout=LONG)
    base = "/".join(page.url.split("/")[:5])
    page.goto(f"{base}/problems")
    used = []
    expect(page.locator("#live")).to_contain_text("dòng", timeout=LONG)
    page.wait_for_selector("#leave", timeout=LONG)
    expect(page.locator("h1")).to_have_text("50.100 dòng cần sửa")
    used.append(_used_mb(page))
    # Page 500 of 501, and the way to a row.
    page.goto(f"{base}/problems?after=49900")
    expect(page.locator(".problem-row")).to_have_count(100)
    expect(page.locator(".pager").last).to_contain_text("50.000")
    page.fill("#from", "100001")
    page.click(".filters button")
    expect(page.locator(".problem-row")).to_have_count(1)
    used.append(_used_mb(page))
    page.goto(f"{base}/problems")
    page.check("#leave")
    page.click("form.leave button.btn-primary")
    page.wait_for_url("**/preview")
    page.click("text=Tin cuối")
    expect(page.locator("main h2").first).to_contain_text("Dòng 49901")
    used.append(_used_mb(page))
    page.click("main .actions .btn-primary")
    page.click("#go")
    page.wait_for_selector("input[name=fingerprint]", state="attached", timeout=LONG)
    expect(page.locator("h1")).to_have_text("Gửi 49.900 tin?")
    used.append(_used_mb(page))
    assert max(used) <= _MOST_MB, used
    assert 0 == served_pages.counts()["accepted"]
