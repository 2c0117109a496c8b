"""The steps that a person takes in a browser from a list to its last page."""

from collections import Counter
from pathlib import Path

import httpx
from browser_help import Pages
from playwright.sync_api import Page
from program_help import Line, write_list


def upload(page: Page, file: Path) -> str:
    """Upload a list; return the address of its pages."""
    page.goto("/new")
    page.set_input_files("input[type=file]", str(file))
    if "/lists/" not in page.url:
        send = page.locator("main form[enctype] button.btn-primary")
        if send.is_visible():
            send.click()
    page.wait_for_url("**/lists/*/*")
    return "/".join(page.url.split("/")[:5])


def to_preview(page: Page, folder: Path, lines: list[Line], *, bad: bool = True) -> str:
    """Upload a list and go on to its messages."""
    base = upload(page, write_list(folder / "don-hang-thang-11.xlsx", lines))
    if bad:
        page.wait_for_selector("#leave")
        page.check("#leave")
        page.locator("main form:has(#leave) button.btn-primary").last.click()
        page.wait_for_url("**/preview")
    else:
        page.goto(f"{base}/preview")
    return base


def to_confirm(page: Page, base: str) -> None:
    """Go on to the page with the number on its button."""
    page.goto(f"{base}/send")
    page.click("#go")
    page.wait_for_selector("input[name=fingerprint]", state="attached")


def confirm_schedule(page: Page) -> None:
    """Go through the steps of a schedule's list to the page that confirms the schedule."""
    for _ in range(4):
        if page.url.endswith("/preview"):
            break
        page.click("main form button.btn-primary")
        page.wait_for_load_state()
    page.wait_for_url("**/preview")
    page.click("main .actions a.btn-primary")
    page.wait_for_url("**/schedules/new/*")


def messages(pages: Pages) -> Counter[str]:
    """How many messages arrived at the stand-in for each phone."""
    found = httpx.get(f"{pages.sandbox}/_sandbox/messages", timeout=30).json()
    return Counter(one["phone"] for one in found)


def accepted(pages: Pages) -> int:
    """How many messages the stand-in took."""
    return int(str(pages.counts()["accepted"]))
