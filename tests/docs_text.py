"""The project's Markdown as tests read it: pages, links, headings, commands."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = tuple(sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]))

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_INLINE = re.compile(r"`(zns-batch [^`\n]*)`")


@dataclass(frozen=True, kw_only=True)
class Block:
    """A block of code: its language and its text."""

    language: str
    text: str


def shown(page: Path) -> str:
    """Return a page's name as it stands in the checkout."""
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path) -> list[Block]:
    """Return a page's blocks of code."""
    found = _FENCE.findall(page.read_text("utf-8"))
    return [Block(language=language, text=text) for language, text in found]


def links(page: Path) -> list[str]:
    """Return the addresses of a page's links."""
    prose = _CODE.sub("", _FENCE.sub("", page.read_text("utf-8")))
    return _LINK.findall(prose)


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives a page's headings."""
    prose = _FENCE.sub("", page.read_text("utf-8"))
    return {_anchor(heading) for heading in _HEADING.findall(prose)}


def _anchor(heading: str) -> str:
    kept = re.sub(r"[^\w\s-]", "", heading.strip().lower())
    return kept.replace(" ", "-")


def commands_in(text: str) -> Iterator[list[str]]:
    """Return the words of each command of ours in a block, without the program's name."""
    for line in text.splitlines():
        words = line.removeprefix("$ ").strip()
        if words.startswith("zns-batch "):
            yield _typed(words)


def examples(page: Path) -> list[list[str]]:
    """Return every command of ours that a page shows, in blocks and in running text."""
    text = page.read_text("utf-8")
    found = [words for block in blocks(page) for words in commands_in(block.text)]
    prose = _FENCE.sub("", text)
    # How a command is called in general, as `--help` has it, is nothing to type.
    return found + [_typed(line) for line in _INLINE.findall(prose) if "[OPTIONS]" not in line]


def _typed(line: str) -> list[str]:
    """Return a command line's words, up to where the shell sends the answer elsewhere."""
    words = shlex.split(line, comments=True)[1:]
    return words[: words.index(">")] if ">" in words else words
