"""How the pages are made: words only from the catalogue, nothing inline, a permission for each route."""

import ast
import gzip
import hashlib
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import trim_css
from fastapi import APIRouter
from fastapi.routing import APIRoute

from zns_batch.i18n import LANGS, has_translation
from zns_batch.web import dependencies
from zns_batch.web.app import ROUTERS
from zns_batch.web.icons import PATHS
from zns_batch.web.rendering import environment
from zns_batch.web.security.headers import CSP, security_headers
from zns_batch.web.static_files import static_files, static_url

WEB = Path(__file__).parents[2] / "zns_batch" / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SCRIPTS = sorted((WEB / "static").glob("*.js"))
STYLES = sorted((WEB / "static").glob("*.css"))
VENDOR = WEB / "static" / "vendor"

_JINJA = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
_WORDS_IN = {"alt", "title", "placeholder", "aria-label", "aria-description", "value", "content"}
_CONTENTS = {"width=device-width, initial-scale=1", "light dark"}


def _names(paths: list[Path]) -> list[str]:
    return [path.relative_to(WEB).as_posix() for path in paths]


class _Parsed(HTMLParser):
    """The texts, attributes and elements of a template without its code."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.inline: list[str] = []
        self._within = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = tag
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        if self._within in {"script", "style"} and data.strip():
            self.inline.append(data)
        self.texts.append(data)


def _parsed(path: Path) -> _Parsed:
    # A placeholder, so that an attribute with code in it keeps its quotes.
    return _Parsed(_JINJA.sub(lambda found: "\n" * found[0].count("\n"), path.read_text("utf-8")))


@pytest.mark.parametrize("path", TEMPLATES, ids=_names(TEMPLATES))
def test_templates_have_no_words(path: Path) -> None:
    """Each word of a page stands in the catalogue, in both languages."""
    parsed = _parsed(path)
    texts = [text.strip() for text in parsed.texts if re.search(r"[^\W\d_]{2,}", text)]
    # A macro that gives attributes looks like text.
    words = [text for text in texts if not re.fullmatch(r'(aria-[\w-]+="[^"]*"\s*)+', text)]
    spoken = [
        (name, value)
        for tag, name, value in parsed.attributes
        if name in _WORDS_IN and re.search(r"[^\W\d_]{2,}", value) and value not in _CONTENTS
        if not (name == "content" and value.startswith("{"))
        if not (name == "value" and re.fullmatch(r"[a-z0-9_-]+", value))
    ]
    assert [] == words
    assert [] == spoken


@pytest.mark.parametrize("path", SCRIPTS, ids=_names(SCRIPTS))
def test_scripts_have_no_words(path: Path) -> None:
    """What a script says comes from the page, in the reader's language."""
    source = re.sub(r"^\s*//.*$", "", path.read_text("utf-8"), flags=re.MULTILINE)
    texts = re.findall(r'"([^"\n]*)"|\'([^\'\n]*)\'|`([^`]*)`', source)
    said = [
        text for group in texts for text in group if re.search(r"[^\W\d_]{2,} [^\W\d_]{2,}", text)
    ]
    # Selectors and names of classes are no words.
    assert [] == [text for text in said if not re.search(r"[\[\].#=(:]|\w-[\w$]", text)]
    assert not re.search(r"[^\x00-\x7f–…“”×·→]", source)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", source)


@pytest.mark.parametrize("path", TEMPLATES, ids=_names(TEMPLATES))
def test_nothing_stands_in_the_page_that_the_policy_forbids(path: Path) -> None:
    """A cell of a list can never become a script: nothing inline, nothing unescaped."""
    source, parsed = path.read_text("utf-8"), _parsed(path)
    assert [] == parsed.inline
    assert [] == [one for one in parsed.attributes if one[1].startswith("on") or one[1] == "style"]
    assert not re.search(r"\|\s*safe\b|autoescape|Markup|javascript:|hx-on|hx-vals='js:", source)
    assert not re.search(r"https?://", source)


@pytest.mark.parametrize("path", TEMPLATES, ids=_names(TEMPLATES))
def test_every_sentence_of_a_template_exists(path: Path) -> None:
    """No page breaks because nobody wrote its sentence; and every template can be read."""
    source = re.sub(r"{#.*?#}", "", path.read_text("utf-8"), flags=re.DOTALL)
    keys = re.findall(r'\bt\("([^"]+)"\s*[,)]', source) + re.findall(
        r"\bt\('([^']+)'\s*[,)]", source
    )
    assert set() == {key for key in keys if not has_translation(key)}
    environment().get_template(path.relative_to(WEB / "templates").as_posix())


def _calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node


def test_no_pages_value_hides_what_every_page_has() -> None:
    """A page that calls its own value `number` would break the menu as soon as it counts something there."""
    source = ast.parse((WEB / "rendering.py").read_text("utf-8"))
    (words,) = (
        node.value
        for node in ast.walk(source)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id == "words"
    )
    assert isinstance(words, ast.Dict)
    of_all = {key.value for key in words.keys if isinstance(key, ast.Constant)}
    assert {"t", "number", "nav"} <= of_all
    hidden = [
        (path.name, call.lineno, each.arg)
        for path in WEB.rglob("*.py")
        for call in _calls(path)
        if isinstance(call.func, ast.Name) and call.func.id in {"render", "render_text"}
        for each in call.keywords
        if each.arg in of_all
    ]
    assert [] == hidden


@pytest.mark.parametrize("path", TEMPLATES, ids=_names(TEMPLATES))
def test_every_form_that_changes_something_has_its_token(path: Path) -> None:
    """Each form that is posted carries the token that another site can't know."""
    source = path.read_text("utf-8")
    for form in re.findall(r"<form\b[^>]*method=\"post\"[^>]*>.*?</form>", source, re.DOTALL):
        assert "csrf_field()" in form


@pytest.mark.parametrize("path", TEMPLATES, ids=_names(TEMPLATES))
def test_every_icon_and_file_of_a_template_exists(path: Path) -> None:
    """No page breaks because of a picture or a file that is not there."""
    source = path.read_text("utf-8")
    assert set() == set(re.findall(r'\bicon\("([^"]+)"\)', source)) - set(PATHS)
    for name in re.findall(r"\bstatic\('([^']+)'\)", source):
        assert static_url(name).endswith(name)


def _routes() -> Iterator[tuple[APIRouter, APIRoute]]:
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            yield router, route


def _permissions(route: APIRoute) -> list[str]:
    found = []
    for one in route.dependant.dependencies:
        name = getattr(one.call, "__qualname__", "")
        if name in {"anybody", "public", "signed_in", "enrolling"} or name.startswith("requires."):
            found.append(name)
    return found


def test_each_route_asks_for_one_permission() -> None:
    """No page is open because somebody forgot to say who may see it."""
    found = {route.path: _permissions(route) for _, route in _routes()}
    assert len(found) > 10
    assert {} == {path: names for path, names in found.items() if len(names) != 1}


OPEN = {
    "/static/{version}/{name:path}",
    "/login",
    "/login/code",
    "/welcome/{token}",
    "/language",
}
"""All that somebody can see who is not signed in."""


def test_only_these_pages_are_open_to_strangers() -> None:
    """Whoever adds a page for strangers says so here."""
    assert OPEN == {
        route.path for _, route in _routes() if _permissions(route) in (["public"], ["anybody"])
    }


def test_pages_are_read_or_posted() -> None:
    """A page is opened by GET and acts by POST; nothing else is answered."""
    methods = {method for _, route in _routes() for method in route.methods or ()}
    assert {"GET", "POST", "HEAD"} >= methods
    twice: dict[tuple[str, str], list[str]] = {}
    for _, route in _routes():
        for method in route.methods or ():
            twice.setdefault((method, route.path), []).append(route.name)
    assert {} == {key: names for key, names in twice.items() if len(names) > 1}


def test_the_permissions_are_those_that_the_pages_use() -> None:
    """A permission that is renamed is renamed here too, so that the test above keeps its sense."""
    for name in ("anybody", "public", "signed_in", "enrolling", "requires"):
        assert callable(getattr(dependencies, name))


HASHES = WEB / "static" / "vendor" / "SHA256SUMS"


def test_what_others_wrote_is_what_they_published() -> None:
    """The libraries in the pages are byte for byte those whose hashes were noted, with their licences."""
    lines = [line.split("  ", 1) for line in HASHES.read_text("utf-8").splitlines()]
    noted = {name: digest for digest, name in lines}
    files = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path != HASHES
    }
    assert noted == files
    for folder in VENDOR.iterdir():
        assert folder == HASHES or (folder / "LICENSE").is_file()


def test_the_stylesheet_has_what_the_templates_use() -> None:
    """A page that has got a new class of Bootstrap's is not unstyled: run tools/trim_css.py."""
    assert trim_css.trimmed() == (WEB / "static" / "bootstrap.css").read_text("utf-8")


def test_no_file_comes_from_elsewhere() -> None:
    """The pages ask no other host: they work in an office without internet, and tell nobody of it."""
    for path in (*STYLES, *SCRIPTS):
        source = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert [] == re.findall(
            r"(?:https?:)?//[\w.-]+\.\w+", source.replace("http://www.w3.org", "")
        )
    assert "'self'" in CSP
    assert "unsafe" not in CSP


def _packed(*names: str) -> int:
    return sum(len(gzip.compress(static_files()[name].content)) for name in names)


def test_the_login_page_is_light() -> None:
    """On a slow line the login page is there at once: 25 KB in all, of which this is most."""
    assert _packed("frame.css", "app.js") < 20_000


def test_a_page_is_light() -> None:
    """Any page with all of its styles and scripts stays under 60 KB."""
    common = ("frame.css", "frame.js")
    others = {path.name for path in (*STYLES, *SCRIPTS)} - {"bootstrap.css", "app.css", "app.js"}
    heaviest = {
        suffix: max((_packed(name) for name in others if name.endswith(suffix)), default=0)
        for suffix in (".css", ".js")
    }
    assert _packed(*common) + 2 * sum(heaviest.values()) < 55_000


def test_our_own_styles_and_scripts_stay_small() -> None:
    """A page's own part of what a browser must read first stays under 7 KB a kind, libraries aside."""
    for kind, files in (("css", STYLES), ("js", SCRIPTS)):
        sizes = {
            path.name: len(gzip.compress(path.read_bytes()))
            for path in files
            if path.name != "bootstrap.css"
        }
        page = max(size for name, size in sizes.items() if name != f"app.{kind}")
        assert sizes[f"app.{kind}"] + page < 7 * 1024, sizes


_STATIC = re.compile(r"\bstatic\('([^']+)'\)")


@pytest.mark.parametrize("path", TEMPLATES, ids=_names(TEMPLATES))
def test_a_page_loads_few_files(path: Path) -> None:
    """On a far-away server a first visit waits for few answers: the page, and four files at most."""
    common = _STATIC.findall((WEB / "templates" / "base.html").read_text("utf-8"))
    files = {*common, *_STATIC.findall(path.read_text("utf-8"))}
    assert len(files) <= 4, files


def test_strict_transport_is_told_only_where_there_is_https() -> None:
    """A browser is not locked out of a machine that speaks http on loopback."""
    names = {https: [name for name, _ in security_headers(https=https)] for https in (False, True)}
    assert b"strict-transport-security" not in names[False]
    assert b"strict-transport-security" in names[True]


_TOKEN = re.compile(r"--([\w-]+): (#[0-9a-f]{3,6})")
TEXT_ON = (
    ("text", "page"),
    ("muted", "page"),
    ("link", "page"),
    ("text", "panel"),
    ("muted", "panel"),
    ("on-primary", "primary"),
    ("on-danger", "danger"),
    *((kind, f"{kind}-bg") for kind in ("ok", "warn", "bad", "info", "unknown", "neutral")),
)
PART_ON = (
    ("border", "page"),
    *((f"bar-{kind}", "page") for kind in ("ok", "bad", "unknown", "wait", "warn")),
)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_told_apart(scheme: str) -> None:
    """Weak eyes read every text, and see every bar, in light and in dark."""
    light, _, dark = (
        (WEB / "static" / "app.css").read_text("utf-8").partition("prefers-color-scheme: dark")
    )
    colours = dict(_TOKEN.findall(light))
    if scheme == "dark":
        colours |= dict(_TOKEN.findall(dark.partition("\n}\n")[0]))
    faint = [
        (one, other, round(_contrast(colours[one], colours[other]), 2))
        for pairs, least in ((TEXT_ON, 4.5), (PART_ON, 3.0))
        for one, other in pairs
        if _contrast(colours[one], colours[other]) < least
    ]
    assert [] == faint


def test_both_languages_are_offered() -> None:
    """The switch of the language has exactly the languages of the catalogue."""
    from zns_batch.web.i18n import LANG_NAMES

    assert set(LANGS) == {lang for lang, _ in LANG_NAMES}
