"""The pages are connected: every link leads somewhere."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from docs_text import PAGES, ROOT, anchors, blocks, links, shown


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_every_link_inside_the_project_leads_to_a_file(page: Path) -> None:
    """A person who follows a link finds the page, the folder or the picture it names."""
    targets = [link.partition("#")[0] for link in links(page) if "://" not in link]
    assert [] == [one for one in targets if one and not (page.parent / one).exists()]


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_every_link_to_a_heading_leads_to_one(page: Path) -> None:
    """A person who follows a link into a page lands at the heading it names."""
    split = [link.partition("#") for link in links(page) if "://" not in link and "#" in link]
    pointed = [(page.parent / file if file else page, anchor) for file, _, anchor in split]
    assert [] == [(shown(to), anchor) for to, anchor in pointed if anchor not in anchors(to)]


@pytest.mark.parametrize(
    "name",
    ["quick-start", "sheet", "template", "settings", "schedules", "notifications", "errors"],
)
def test_the_pages_for_users_are_there_in_both_languages(name: str) -> None:
    """Whoever reads only Vietnamese finds each page that a user needs, and the way to the other."""
    english, vietnamese = (ROOT / "docs" / f"{name}{end}" for end in (".md", ".vi.md"))
    assert english.is_file()
    assert vietnamese.is_file()


@pytest.mark.parametrize("vietnamese", [page for page in PAGES if ".vi." in page.name], ids=shown)
def test_twin_pages_have_the_same_parts(vietnamese: Path) -> None:
    """Nothing is left out in one language: both pages have as many headings, tables and examples."""
    english = vietnamese.with_name(vietnamese.name.replace(".vi.md", ".md"))
    assert _parts(english) == _parts(vietnamese)


def _parts(page: Path) -> dict[str, int]:
    text = page.read_text("utf-8")
    marks = {"headings": "\n## ", "parts": "\n### ", "tables": "|---|", "examples": "\n```"}
    return {name: text.count(mark) for name, mark in marks.items()}


def test_the_drawing_can_be_drawn() -> None:
    """The drawing of the architecture is well-formed and says in words what it shows."""
    drawing = ET.parse(ROOT / "docs" / "architecture.svg").getroot()
    name = "{http://www.w3.org/2000/svg}"
    assert f"{name}svg" == drawing.tag
    assert "ledger" in (drawing.findtext(f"{name}desc") or "")


def test_every_page_is_linked() -> None:
    """No page lies where nobody who starts at the README can find it."""
    found, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        found.add(page)
        files = {link.partition("#")[0] for link in links(page) if "://" not in link}
        targets = {(page.parent / file).resolve() for file in files if file.endswith(".md")}
        waiting += targets - found
    assert set() == set(PAGES) - found


def test_the_sequences_can_be_drawn() -> None:
    """Each sequence of the architecture page is drawn by GitHub, from declared participants alone."""
    drawn = [block.text for block in blocks(ROOT / "docs" / "architecture.md")]
    drawings = [text for text in drawn if text.startswith("sequenceDiagram\n")]
    assert 4 == len(drawings)
    for text in drawings:
        declared = set(re.findall(r"^ +(?:participant|actor) (\w+)", text, re.MULTILINE))
        senders = re.findall(r"^ +(\w+)-{1,2}>>(\w+): ", text, re.MULTILINE)
        assert declared == {name for pair in senders for name in pair}
        # Mermaid ends a statement at a semicolon and a comment begins with a hash.
        assert not {";", "#"} & set(text)
