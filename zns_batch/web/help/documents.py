"""The shipped documentation as pages: which documents there are, and how Markdown becomes HTML.

No document is trusted with HTML of its own: everything is escaped, and of the links only those to
other pages of help and to `https` addresses stay links. The anchor of a heading is made of the English
heading in both languages, so that a link leads to the same place whoever reads it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from zns_batch.i18n import LANGS, Lang
from zns_batch.settings.paths import examples

HELP_PAGES = (
    "pages",
    "sheet",
    "errors",
    "receipts",
    "schedules",
    "quick-start",
    "template",
    "settings",
    "operations",
    "notifications",
    "journey",
    "gobysend",
    "etelecom",
    "python",
)
"""In the order of the index: first what people need who send, then what those need who install."""

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_OTHER_LANGUAGE = re.compile(
    r"^\*?(?:English: )?(?:Tiếng Việt: )?\[[^\]]*\]\([a-z-]+(?:\.vi)?\.md\)\*?$", re.MULTILINE
)
_CODE = re.compile(r"-?[0-9]{1,5}|[a-z][a-z0-9_]*(?:-[a-z0-9_]+)*", re.ASCII)
_DROPPED = frozenset({"image"})


@dataclass(frozen=True, kw_only=True, slots=True)
class HelpDocument:
    """One document.

    Attributes:
        name: What its address ends with.
        title: Its heading.
        lead: Its first sentences, as text.
        body: What follows the heading, as HTML.
        anchors: Every place in it that a link can lead to.

    """

    name: str
    title: str
    lead: str
    body: Markup
    anchors: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Heading:
    """A heading: where it stands among the tokens, what it says, and its two anchors."""

    at: int
    text: str
    #: As a link within the document names it.
    own: str
    #: As every link to a page of help names it.
    stable: str


def help_folder() -> Path:
    """Return the folder with the documents."""
    return examples() / "docs"


@cache
def help_page(name: str, lang: Lang) -> HelpDocument | None:
    """Return a document in a language; `None` when there is none of that name.

    Args:
        name: One of `HELP_PAGES`; anything else is answered with `None` and opens no file.
        lang: The language.

    """
    if name not in HELP_PAGES:
        return None
    tokens = _parsed(name, lang)
    headings = _headings(name, lang)
    anchors = {heading.stable for heading in headings}
    for heading in headings:
        tokens[heading.at].attrSet("id", heading.stable)
    anchors |= _name_codes(tokens, anchors)
    for token in tokens:
        if token.children:
            token.children = list(_linked(token.children, name, lang))
    title, rest = _without_title(tokens)
    body = _markdown().renderer.render(_framed(rest), _markdown().options, {})
    return HelpDocument(
        name=name,
        title=title,
        lead=_first_text(rest),
        body=Markup(body),  # noqa: S704 — made here, of shipped text whose every character is escaped
        anchors=frozenset(anchors),
    )


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _source(name: str, lang: Lang) -> str:
    suffix = ".md" if lang == "en" else f".{lang}.md"
    text = (help_folder() / f"{name}{suffix}").read_text("utf-8")
    return _OTHER_LANGUAGE.sub("", _COMMENT.sub("", text))


def _parsed(name: str, lang: Lang) -> list[Token]:
    return _markdown().parse(_source(name, lang))


def _slug(text: str) -> str:
    """Return the anchor of a heading, as it is made where the documents are read as files."""
    return re.sub(r"[^\w\s-]", "", text.strip().lower()).replace(" ", "-")


@cache
def _headings(name: str, lang: Lang) -> tuple[_Heading, ...]:
    english = _titles(_parsed(name, "en"))
    own = _titles(_parsed(name, lang))
    taken: dict[str, int] = {}
    found = []
    for (at, text), (_, meant) in zip(own, english, strict=True):
        stable = _slug(meant)
        taken[stable] = taken.get(stable, 0) + 1
        if taken[stable] > 1:
            stable = f"{stable}-{taken[stable] - 1}"
        found.append(_Heading(at=at, text=text, own=_slug(text), stable=stable))
    return tuple(found)


def _titles(tokens: Sequence[Token]) -> list[tuple[int, str]]:
    """Return the place and the text of each heading; code in it counts as text."""
    return [
        (at, _text(tokens[at + 1]))
        for at, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def _text(inline: Token) -> str:
    return "".join(
        " " if child.type in {"softbreak", "hardbreak"} else child.content
        for child in inline.children or ()
        if child.type in {"text", "code_inline", "softbreak", "hardbreak"}
    )


def _name_codes(tokens: Sequence[Token], taken: set[str]) -> set[str]:
    """Give each row of a table that begins with a code an anchor; return the anchors."""
    found: set[str] = set()
    for at, token in enumerate(tokens[:-2]):
        if token.type != "tr_open" or tokens[at + 1].type != "td_open":
            continue
        children = tokens[at + 2].children or []
        codes = [child.content for child in children if child.type == "code_inline"]
        if codes and children[0].type == "code_inline":
            anchor = code_anchor(codes[0])
            if anchor and anchor not in taken | found:
                token.attrSet("id", anchor)
                found.add(anchor)
    return found


def code_anchor(text: str) -> str:
    """Return the anchor of the row of a table that explains a code; empty for what is none."""
    # One row may stand for several codes, and for all that begin alike: `http-408, http-5…`.
    code = text.partition(", ")[0].rstrip("…-")
    return f"code-{code}" if _CODE.fullmatch(code) else ""


def _linked(children: Sequence[Token], name: str, lang: Lang) -> Iterator[Token]:
    """Yield the parts of a line with links that lead somewhere, and without pictures."""
    dead = 0
    for child in children:
        if child.type in _DROPPED:
            continue
        if child.type == "link_open":
            target = _target(str(child.attrGet("href") or ""), name, lang)
            if not target:
                dead += 1
                continue
            link = replace(child, attrs={"href": target})
            if target.startswith("https://"):
                link.attrSet("rel", "noopener noreferrer")
            yield link
        elif child.type == "link_close" and dead:
            dead -= 1
        else:
            yield child


def _target(href: str, name: str, lang: Lang) -> str:
    """Return where a link of a document leads among the pages; empty where it leads to no page."""
    if href.startswith("https://"):
        return href
    file, _, anchor = href.partition("#")
    page = name
    if file:
        page = file.removesuffix(".md")
        for other in LANGS:
            page = page.removesuffix(f".{other}")
        if not file.endswith(".md") or page not in HELP_PAGES:
            return ""
    path = f"/help/{page}" if file else ""
    if not anchor:
        return path
    own = {heading.own: heading.stable for heading in _headings(page, lang)}
    stable = own.get(unquote(anchor))
    return f"{path}#{stable}" if stable else path


def _without_title(tokens: list[Token]) -> tuple[str, list[Token]]:
    """Take the document's heading off; the page has it already."""
    return _text(tokens[1]), tokens[3:]


def _first_text(tokens: Sequence[Token]) -> str:
    return next((_text(token) for token in tokens if token.type == "inline"), "")


def _framed(tokens: Sequence[Token]) -> list[Token]:
    """Leave empty paragraphs out, and let wide tables scroll in frames of their own."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == "paragraph_open" and not (tokens[at + 1].children or ()):
            at += 3
            continue
        if token.type in {"th_open", "td_open"}:
            # How a column is aligned is a style in the page, which the policy forbids.
            token.attrs.pop("style", None)
        if token.type == "table_open":
            token.attrSet("class", "table")
            found.append(_html('<div class="help-table">'))
        found.append(token)
        if token.type == "table_close":
            found.append(_html("</div>"))
        at += 1
    return found


def _html(text: str) -> Token:
    return Token("html_block", "", 0, content=f"{text}\n")
