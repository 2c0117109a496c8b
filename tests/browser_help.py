"""The pages in a real browser: the program as it is served, and a page that forgives nothing."""

import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import httpx
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    expect,
)
from program_help import Program, Started, until
from program_worker import READY_WORKER

ROOT = Path(__file__).parent.parent

_NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "msedge",
    "chrome",
)
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
FETCHED = ROOT / ".venv" / "browser"
"""Where `make browser` puts one."""

PATIENCE = 30_000
"""Milliseconds that a page may take for anything on a busy machine; `expect` alone would give it 5,000."""

_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]

_WATCH_CSP = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error("CSP: " + event.violatedDirective + " " + event.blockedURI));
"""


def find_browser() -> str | None:
    """Return the browser's program: the one that is named, one of the machine, or the fetched one."""
    if named := os.environ.get("ZNS_TEST_BROWSER"):
        return named
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    places = [*map(Path, _PLACES), FETCHED / "chromium"]
    return next((str(place) for place in places if place.is_file()), None)


def launch(playwright: Playwright) -> Browser:
    """Start the browser; without one the tests are skipped, and fail where every change is checked."""
    program = find_browser()
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("no browser: make browser")
        pytest.skip("no browser: make browser")
    env = dict(os.environ)
    if program.startswith(str(FETCHED)):
        env["LD_LIBRARY_PATH"] = str(FETCHED / "lib")
    expect.set_options(timeout=PATIENCE)
    arguments = [*_ARGUMENTS, "--no-zygote"] if program.startswith(str(FETCHED)) else _ARGUMENTS
    return playwright.chromium.launch(executable_path=program, args=arguments, env={**env})


@dataclass
class Pages:
    """The program as it is served in practice mode.

    Attributes:
        program: Its folders and environment.
        started: The process.
        url: Where the pages are.
        link: The one-time link of the first person.
        sandbox: Where the stand-in for Zalo is.

    """

    program: Program
    started: Started
    url: str
    link: str
    sandbox: str

    def counts(self) -> dict[str, object]:
        """What the stand-in has counted."""
        found: dict[str, object] = httpx.get(f"{self.sandbox}/_sandbox/counts", timeout=30).json()
        return found

    def change_sandbox(self, **fields: object) -> None:
        """Change how the stand-in behaves, such as `latency=0.5` or `quota=100`."""
        answer = httpx.post(f"{self.sandbox}/_sandbox/set", json=fields, timeout=30)
        assert 200 == answer.status_code, answer.text


@contextmanager
def served(program: Program, *words: str, env: Mapping[str, str] | None = None) -> Iterator[Pages]:
    """Serve the pages in practice mode; they are ended as Ctrl-C would."""
    started = program.start(
        "demo",
        "--serve",
        "--port",
        "0",
        *words,
        ZNS_ACCESS_TOKEN=None,
        ZNS_BASE_URL=None,
        **{READY_WORKER: "1", **(env or {})},
    )
    try:
        until(
            lambda: (
                ("/welcome/" in started.answered() and "(http://" in started.told())
                or "Error:" in started.told()
            )
        )
        link = re.search(r"http://\S+/welcome/\S+", started.answered())
        sandbox = re.search(r"\((http://[^)]+)\)", started.told())
        assert link is not None, started.told()
        assert sandbox is not None, started.told()
        parts = urlsplit(link[0])
        yield Pages(
            program=program,
            started=started,
            url=f"{parts.scheme}://{parts.netloc}",
            link=link[0],
            sandbox=sandbox[1],
        )
        if sys.platform != "win32":
            started.signal(15)
            ended = started.ended()
            assert 0 == ended.code, ended.err
            assert "Traceback" not in ended.err, ended.err
            assert "Fatal Python error" not in ended.err, ended.err
    finally:
        started.kill()


Scheme = Literal["light", "dark"]


@dataclass
class Watch:
    """Everything that a page must not do, as it happens.

    Attributes:
        origin: Where the pages are; nothing else is asked.
        faults: What was seen.
        requests: What was asked for.

    """

    origin: str
    faults: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def on_request(self, request: Request) -> None:
        """Note a request; one to elsewhere is a fault."""
        self.requests.append(request)
        if not request.url.startswith((self.origin, "data:", "blob:")):
            self.faults.append(f"asked {request.url}")

    def on_console(self, message: ConsoleMessage) -> None:
        """Note what the console calls an error, but for a page's own status."""
        expected = "Failed to load resource" in message.text and "status of 4" in message.text
        if message.type == "error" and not expected:
            self.faults.append(f"console: {message.text}")

    def on_page_error(self, error: object) -> None:
        """Note an exception of a script."""
        self.faults.append(f"script: {error}")


def watched_context(
    browser: Browser,
    origin: str,
    *,
    width: int = 1280,
    height: int = 800,
    scheme: Scheme = "light",
    scripts: bool = True,
    lang: str = "vi-VN",
) -> tuple[BrowserContext, Watch]:
    """Open a browser window that notes every fault.

    Args:
        origin: Where the pages are.
        width: Of the window.
        height: Of the window.
        scheme: Light or dark.
        scripts: Whether JavaScript runs.
        lang: The browser's language.

    """
    context = browser.new_context(
        base_url=origin,
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        java_script_enabled=scripts,
        locale=lang,
        accept_downloads=True,
    )
    context.set_default_timeout(PATIENCE)
    watch = Watch(origin=origin)
    if scripts:
        context.add_init_script(_WATCH_CSP)
    context.on("request", watch.on_request)
    context.on("console", watch.on_console)
    context.on("weberror", lambda error: watch.on_page_error(error.error))
    return context, watch


def come_in(page: Page, pages: Pages, *, name: str = "Nguyễn Thị An", login: str = "an") -> None:
    """Open the one-time link and begin as the first person."""
    page.goto(pages.link)
    page.fill("#name", name)
    page.fill("#login", login)
    page.click("main button.btn-primary")
    page.wait_for_url(f"{pages.url}/")


_AXE = """async (options) => {
  const found = await axe.run(document, options);
  return found.violations.flatMap((one) => one.nodes.map((node) =>
    `${one.id}: ${node.html.slice(0, 160)} ${JSON.stringify((node.any || []).slice(0, 1)).slice(0, 300)}`));
}"""
"""Returns what is wrong and nothing else: all that is right would be a megabyte a page."""

_READ_COLOURS_ONCE = """
;(() => {
  const { prototype } = axe.commons.color.Color;
  const { parseString } = prototype;
  const known = new Map();
  prototype.parseString = function (text) {
    const found = known.get(text);
    if (!found) {
      parseString.call(this, text);
      known.set(text, [this.r, this.g, this.b, this.alpha]);
    } else [this.r, this.g, this.b, this.alpha] = found;
    return this;
  };
})();
"""
"""Reads each of a page's few colours once: a quarter of axe's time went into reading them for each element."""

_EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def accessibility_faults(page: Page, *, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds on a page: WCAG 2.2 A and AA, and best practice.

    Args:
        page: The page as it is now.
        rules: These rules alone, for what changes with colours or width only; empty for all.

    """
    options: dict[str, object] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": [*rules]}
    else:
        options["runOnly"] = {"type": "tag", "values": _EVERYTHING}
        options["rules"] = {"region": {"enabled": False}}
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT + _READ_COLOURS_ONCE)
    found: list[str] = page.evaluate(_AXE, options)
    return found


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than its window."""
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )
