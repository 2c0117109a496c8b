"""The pages of help: every document in both languages, and every link to a place in one leads there."""

import re
from pathlib import Path

import pytest

from zns_batch.i18n import LANGS, Lang
from zns_batch.web.help.documents import HELP_PAGES, HelpDocument, help_folder, help_page
from zns_batch.web.help.links import code_help, error_help, problem_help

ROOT = Path(__file__).parents[2]
_HELP = re.compile(r"/help/([a-z-]+)(?:#([a-z0-9-]+))?")
_MACRO = re.compile(r"help_link\(\"([a-z-]+)(?:#([a-z0-9-]+))?\"")
_HREF = re.compile(r'href="([^"]*)"')


def _page(name: str, lang: Lang) -> HelpDocument:
    found = help_page(name, lang)
    assert found is not None, name
    return found


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", HELP_PAGES)
def test_each_document_is_a_page(name: str, lang: Lang) -> None:
    """Whoever presses help reads the document: no link of it is dead, and nothing in it breaks the policy."""
    page = _page(name, lang)
    assert page.title
    assert page.lead
    for target in _HREF.findall(page.body):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        other = _page(path.removeprefix("/help/") or name, lang)
        assert not anchor or anchor in other.anchors, target
    assert set() == {sign for sign in ("<img", "<script", " style=", "<!--") if sign in page.body}
    assert 'href="http:' not in page.body


@pytest.mark.parametrize("name", HELP_PAGES)
def test_an_anchor_is_the_same_in_both_languages(name: str) -> None:
    """A link that a colleague sends leads to the same place in the other language."""
    headings = [re.findall(r"<h\d id=\"([^\"]+)\"", _page(name, lang).body) for lang in LANGS]
    assert headings[0] == headings[1]
    assert len(headings[0]) == len(set(headings[0]))


@pytest.mark.parametrize("name", ["sheet", "errors"])
def test_each_code_has_its_place_in_both_languages(name: str) -> None:
    """The question mark beside a problem or an error leads to its row, whoever reads it."""
    assert _page(name, "en").anchors == _page(name, "vi").anchors


def test_a_code_leads_to_its_row() -> None:
    """What is wrong with a row, and what the provider refused, are each one press away from what to do."""
    assert "/help/sheet#code-phone-too-short" == problem_help("phone-too-short")
    assert "/help/errors#code--118" == error_help("-118")
    assert "/help/errors#code-http-408" == error_help("http-503")
    assert "/help/errors#code-http-4" == error_help("http-404")
    assert "/help/errors#code-timeout" == error_help("timeout", "etelecom")
    assert "/help/sheet#code-duplicate" == code_help("duplicate")
    assert ["", "", ""] == [error_help(None), code_help(""), code_help('"><script>')]


def test_only_documents_of_the_index_are_read() -> None:
    """No address opens another file of the server."""
    for name in ("../README", "..%2fREADME", "security", "/etc/passwd", "pages.vi", ""):
        assert help_page(name, "vi") is None


def test_each_link_to_help_leads_somewhere() -> None:
    """No question mark of a page leads to a place that a document no longer has."""
    package = ROOT / "zns_batch"
    found = {
        (path.relative_to(ROOT).as_posix(), name, anchor)
        for suffix in ("py", "html", "js")
        for path in package.rglob(f"*.{suffix}")
        for pattern in (_HELP, _MACRO)
        for name, anchor in pattern.findall(path.read_text("utf-8"))
    }
    assert found
    dead = {
        (path, name, anchor)
        for path, name, anchor in found
        if (page := help_page(name, "en")) is None or (anchor and anchor not in page.anchors)
    }
    assert set() == dead


def test_the_documents_are_in_the_package() -> None:
    """Who installs the wheel has the same pages of help as a checkout."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    packed = set(re.findall(r'^"docs/([^"]+)" = "zns_batch/examples/docs/\1"$', text, re.MULTILINE))
    assert {f"{name}{end}" for name in HELP_PAGES for end in (".md", ".vi.md")} == packed
    assert {path.name for path in help_folder().glob("*.md")} >= packed
