"""What a foreign page could try in the browser of somebody who uses ours."""

from urllib.parse import urlsplit

from browser_help import Pages, find_browser
from playwright.sync_api import Browser, BrowserType, Page, expect

FOREIGN = "evil.test"


def test_a_foreign_name_that_leads_here_gets_nothing(
    browser: Browser, page: Page, served_pages: Pages
) -> None:
    """A foreign page whose name is made to lead to this machine reads nothing of ours, though somebody is signed in (S5)."""
    port = urlsplit(served_pages.url).port
    kind: BrowserType = browser.browser_type
    arguments = ["--no-sandbox", "--disable-gpu", f"--host-resolver-rules=MAP {FOREIGN} 127.0.0.1"]
    other = kind.launch(executable_path=find_browser(), args=arguments)
    try:
        context = other.new_context()
        context.add_cookies(page.context.cookies())  # type: ignore[arg-type] # the same shape
        foreign = context.new_page()
        for path in ("/", "/campaigns", "/login", "/metrics", "/static/x/app.js"):
            answer = foreign.goto(f"http://{FOREIGN}:{port}{path}")
            assert answer is not None
            assert 421 == answer.status, path
            assert "Nguyễn" not in foreign.content(), path
    finally:
        other.close()
    page.reload()
    expect(page.locator("h1")).to_contain_text("Nguyễn Thị An")
