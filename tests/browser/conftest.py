"""Real pages in a real browser: each page is watched for whatever it must not do."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_help import Pages, come_in, launch, served, watched_context
from playwright.sync_api import Browser, Page, sync_playwright
from program_help import Program, program_in

HERE = Path(__file__).parent
LONGEST = "test_browser_tasks.py"
"""A day's tasks, one after another."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here, so that it can be left out; what takes longest begins first, so that several
    processes end together.
    """
    here = [item for item in items if HERE in item.path.parents]
    for item in here:
        item.add_marker(pytest.mark.browser)
    if here == items:
        items.sort(key=lambda item: item.path.name != LONGEST)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The machine's browser, one process for all tests of a worker.

    It ends with the tests of this folder: Playwright runs an event loop in this thread meanwhile, and
    other tests start their own.
    """
    with sync_playwright() as playwright:
        found = launch(playwright)
        yield found
        found.close()


@pytest.fixture
def shop_program(tmp_path: Path) -> Program:
    """The program with folders of its own."""
    return program_in(tmp_path)


@pytest.fixture
def served_pages(shop_program: Program) -> Iterator[Pages]:
    """The pages in practice mode, with a worker, fresh for each test."""
    with served(shop_program) as found:
        yield found


@pytest.fixture
def fresh_page(browser: Browser, served_pages: Pages) -> Iterator[Page]:
    """A window on a desk, in Vietnamese, of somebody who is not signed in."""
    context, watch = watched_context(browser, served_pages.url)
    try:
        yield context.new_page()
    finally:
        context.close()
    assert [] == watch.faults


@pytest.fixture
def page(fresh_page: Page, served_pages: Pages) -> Page:
    """The same window after the first person has come in: at the home page."""
    come_in(fresh_page, served_pages)
    return fresh_page
