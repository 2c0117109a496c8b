"""What a browser loads of the pages, and what it is kept from."""

import ast
import re
from pathlib import Path
from urllib.parse import urlsplit

from browser_help import Pages, come_in, find_browser, scrolls_sideways, watched_context
from playwright.sync_api import Browser, Page, expect

LOGIN_BYTES, PAGE_BYTES, AGAIN_BYTES, MOST_REQUESTS = 25_000, 60_000, 15_000, 6


def _weight(browser: Browser, pages: Pages, path: str, *, cookies: Page | None = None) -> list[int]:
    """Open a page with nothing kept from before; return the bytes of each answer."""
    context, watch = watched_context(browser, pages.url)
    if cookies is not None:
        context.add_cookies(cookies.context.cookies())  # type: ignore[arg-type]  # as the browser gave them
    page = context.new_page()
    page.goto(path)
    page.wait_for_load_state("networkidle")
    sizes = [
        sum(request.sizes()[part] for part in ("responseBodySize", "responseHeadersSize"))
        for request in watch.requests
        if request.response() is not None
    ]
    context.close()
    assert [] == watch.faults
    return sizes


def test_pages_are_light(browser: Browser, served_pages: Pages, page: Page) -> None:
    """On a slow line the login page is there after 25 KB, and any other after 60 KB, in a few requests."""
    login = _weight(browser, served_pages, "/login")
    assert (True, True) == (sum(login) <= LOGIN_BYTES, len(login) <= MOST_REQUESTS), login
    for path in ("/", "/new", "/campaigns", "/help", "/lists"):
        sizes = _weight(browser, served_pages, path, cookies=page)
        assert (True, True) == (sum(sizes) <= PAGE_BYTES, len(sizes) <= MOST_REQUESTS), (
            path,
            sizes,
        )


def test_files_are_loaded_once(page: Page) -> None:
    """The second page loads no style and no script again: a page that was seen before weighs 15 KB."""
    page.goto("/help")
    loaded: list[str] = []
    page.on(
        "response",
        lambda answer: (
            loaded.append(urlsplit(answer.url).path) if not answer.from_service_worker else None
        ),
    )
    page.goto("/")
    page.goto("/help")
    sizes = page.evaluate(
        "performance.getEntriesByType('resource').filter((one) => one.name.includes('/static/'))"
        ".map((one) => one.transferSize)"
    )
    assert loaded
    assert {0} == set(sizes)
    page.goto("/new")
    page.goto("/help")
    page.goto("/new")
    weight = page.evaluate(
        "['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind))"
        ".reduce((sum, one) => sum + one.transferSize, 0)"
    )
    assert 0 < weight <= AGAIN_BYTES


def test_a_name_that_leads_here_gets_nothing(browser: Browser, served_pages: Pages) -> None:
    """A site that lets its own name lead to this machine reads none of our pages in a browser."""
    port = urlsplit(served_pages.url).port
    program = find_browser()
    assert program is not None
    rules = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP evil.test 127.0.0.1"]
    other = browser.browser_type.launch(executable_path=program, args=rules)
    try:
        page = other.new_page()
        answer = page.goto(f"http://evil.test:{port}/login")
        assert answer is not None
        assert 421 == answer.status
        assert page.locator("input[type=password]").count() == 0
    finally:
        other.close()


def test_another_site_can_not_post(browser: Browser, served_pages: Pages) -> None:
    """A page of another port of this machine can't send a form in the name of who is signed in."""
    context = browser.new_context(locale="vi-VN")
    page, foreign = context.new_page(), context.new_page()
    come_in(page, served_pages)
    # The stand-in for Zalo is another origin on the same machine.
    foreign.goto(f"{served_pages.sandbox}/_sandbox/counts")
    foreign.evaluate(
        """(target) => {
          const form = document.createElement("form");
          form.method = "post";
          form.action = target + "/logout";
          document.body.append(form);
          form.submit();
        }""",
        served_pages.url,
    )
    foreign.wait_for_url(f"{served_pages.url}/logout")
    expect(foreign.locator("main")).to_contain_text("không đến từ trang")
    page.reload()
    expect(page.locator("h1")).to_contain_text("Nguyễn Thị An")
    context.close()


def test_the_menu_is_reached_by_keyboard(page: Page) -> None:
    """The first press of Tab offers the way to the content; Enter goes there."""
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_menu_of_a_phone_opens_by_keyboard_and_without_scripts(
    browser: Browser, served_pages: Pages, page: Page
) -> None:
    """On a phone, or where scripts are off, the menu unfolds, its entries are reached and lead on."""
    for scripts, width in ((True, 360), (False, 360)):
        context, watch = watched_context(browser, served_pages.url, width=width, scripts=scripts)
        context.add_cookies(page.context.cookies())  # type: ignore[arg-type]  # as the browser gave them
        phone = context.new_page()
        phone.goto("/campaigns")
        expect(phone.locator(".menu-fold a[href='/suppressed']")).to_be_hidden()
        phone.focus(".menu-fold summary")
        phone.keyboard.press("Enter")
        expect(phone.locator(".menu-fold a[href='/suppressed']")).to_be_visible()
        phone.keyboard.press("Tab")
        expect(phone.locator(".menu-fold a[href='/']")).to_be_focused()
        phone.keyboard.press("Tab")
        phone.keyboard.press("Enter")
        phone.wait_for_url("**/new")
        assert not scrolls_sideways(phone)
        context.close()
        assert [] == watch.faults


def test_a_button_that_was_pressed_rests(page: Page) -> None:
    """Two presses in a row send one form."""
    posts: list[str] = []
    page.on(
        "request", lambda request: posts.append(request.url) if request.method == "POST" else None
    )
    page.evaluate(
        """() => {
          const button = document.querySelector(".langs button[value=en]");
          button.click();
          button.click();
        }"""
    )
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert 1 == len(posts)


def test_every_scenario_is_shown() -> None:
    """No scenario is left without a test that names it; none is named that there is not."""
    folder = Path(__file__).parent
    listed = re.findall(r"^(B\d+): ", (folder / "__init__.py").read_text("utf-8"), re.MULTILINE)
    named: set[str] = set()
    for path in (*folder.glob("test_*.py"), *folder.parent.glob("integration/test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                words = ast.get_docstring(node) or ""
                for inside in re.findall(r"\(((?:B\d+(?:, )?)+)\)", words):
                    named.update(inside.split(", "))
    assert [f"B{n}" for n in range(1, 39)] == listed
    assert {*listed} == named
