"""Requirements of OWASP's ASVS that no other test of the pages holds: kinds of answers, passwords, signing out."""

import re
from pathlib import Path

from web_help import Pages

from zns_batch.web.static_files import static_url

WEB = Path(__file__).parents[2] / "zns_batch" / "web"
_PAGES = ("/", "/campaigns", "/lists", "/new", "/suppressed", "/find", "/me", "/help", "/schedules")
_PASSWORD = re.compile(
    r"(?:field\(\"[a-z]*password[a-z-]*\"|<input[^>]*name=\"[a-z]*password)[^\n]*"
)


def test_each_answer_says_what_it_is(file_pages: Pages) -> None:
    """No browser guesses what an answer is, or in which letters it is written (V4.1.1)."""
    an = file_pages.person("an")
    kinds = {path: an.get(path).headers["content-type"] for path in (*_PAGES, "/nothing")}
    assert {"text/html; charset=utf-8"} == set(kinds.values()), kinds
    for name, kind in (
        ("app.css", "text/css; charset=utf-8"),
        ("app.js", "text/javascript; charset=utf-8"),
        ("favicon.svg", "image/svg+xml"),
    ):
        assert an.get(static_url(name)).headers["content-type"].startswith(kind.partition(";")[0])
    told = an.get("/campaigns/zzz/live", Accept="application/json")
    assert told.headers["content-type"].startswith("application/json")


def test_passwords_are_masked_and_can_be_pasted() -> None:
    """Nobody reads a password over a shoulder, and a password manager can fill it in (V6.2.6, V6.2.7)."""
    found = [
        (path.name, line)
        for path in (WEB / "templates").rglob("*.html")
        for line in _PASSWORD.findall(path.read_text("utf-8"))
    ]
    assert len(found) >= 3
    assert [] == [each for each in found if "password" not in each[1].partition("kind=")[2]]
    assert [] == [each for each in found if 'autocomplete="off"' in each[1]]
    scripts = "".join(path.read_text("utf-8") for path in (WEB / "static").glob("*.js"))
    assert "paste" not in scripts


def test_signing_out_stands_on_each_page(file_pages: Pages) -> None:
    """Who leaves a shared computer signs out from wherever that is (V7.4.4)."""
    an = file_pages.person("an", admin=True)
    for path in (*_PAGES, "/settings/users", "/nothing"):
        assert 'action="/logout"' in an.get(path).text, path


def test_nothing_is_kept_in_the_browser() -> None:
    """What somebody saw is not left in a browser that others use (V14.3.3)."""
    scripts = "".join(path.read_text("utf-8") for path in (WEB / "static").glob("*.js"))
    for store in ("localStorage", "sessionStorage", "indexedDB", "caches.", "document.cookie"):
        assert store not in scripts
