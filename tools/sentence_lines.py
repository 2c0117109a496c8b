"""Keeps one sentence a line in Markdown, so that a changed sentence is a changed line in a diff.

`python tools/sentence_lines.py` rewrites the repository's pages; with names of files, only those.
Tables, headings, code, HTML and link definitions stay as they are. A test keeps the pages so.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent

_FENCE = re.compile(r"\s*(```|~~~)")
_VERBATIM = re.compile(r"\s*(\||#{1,6} |</?\w+[ />]|\[[^\]]+\]: |(?:---+|\*\*\*+|===+)\s*$)")
_QUOTE = re.compile(r"\s*> ?")
_ITEM = re.compile(r"(\s*(?:[-*+]|\d+[.)])\s+)(?=\S)")
_OPAQUE = re.compile(r"(`+)(?:(?!\1).)+\1|\]\([^)\s]*\)|<[^>\s]+>")
"""Code spans, the addresses of links, and tags: no sentence ends in them."""

_END = re.compile(
    r"""(?P<last>\S*)          # the last word, up to
        (?P<stop>[.!?…])       # its stop
        [)\]"'”’*_]*           # and what closes with the sentence
        (?P<gap>\s+)
        (?=[("'“‘*_\[`]*(?:\w|[`°<\x00…]))""",
    re.VERBOSE,
)
_ABBREVIATIONS = frozenset(
    {"e.g", "i.e", "etc", "vs", "cf", "ca", "no", "v.v", "tp", "tt", "st", "p", "q", "dr", "mr"}
)


def sentences(text: str) -> list[str]:
    """Split running text into sentences.

    A stop ends a sentence when a capital letter, a figure, code or a link follows. Before a small
    letter only a full stop does; abbreviations and initials never do.

    Args:
        text: A paragraph without line breaks.

    """
    blanked = _OPAQUE.sub(lambda span: "\0" * len(span[0]), text)
    cuts = [match.span("gap") for match in _END.finditer(blanked) if _ends(match, blanked)]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _ends(match: re.Match[str], text: str) -> bool:
    following = text[match.end() :].lstrip("(\"'“‘*_[")
    word = match["last"].lstrip("(\"'“‘*_[").lower()
    if word in _ABBREVIATIONS or not word or _ITEM.match(text, match.end()):
        return False
    return match["stop"] == "." or not following[:1].islower()


def formatted(text: str) -> str:
    """Return Markdown with each sentence of its running text on a line of its own."""
    return "".join(f"{line}\n" for line in _formatted(text.splitlines()))


def _formatted(lines: list[str]) -> Iterator[str]:
    paragraph: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        block = _block(lines, number)
        if not paragraph and not block and line.strip():
            paragraph = [line]
        elif block or not line.strip() or _ITEM.match(line):
            yield from _split(paragraph)
            paragraph = [line] if not block and line.strip() else []
            if not line.strip():
                yield line
        else:
            paragraph.append(line)
        if block and _QUOTE.match(line):
            inner = [_QUOTE.sub("", quoted, count=1) for quoted in lines[number : number + block]]
            yield from (f"> {quoted}".rstrip() for quoted in _formatted(inner))
        elif block:
            yield from lines[number : number + block]
        number += block or 1
    yield from _split(paragraph)


def _block(lines: list[str], first: int) -> int:
    """Return how many lines from here on are a quotation or are no running text."""
    line = lines[first]
    rest = lines[first + 1 :]
    if _FENCE.match(line):
        return 2 + next(n for n, other in enumerate(rest) if _FENCE.match(other))
    if line.lstrip().startswith("<!--"):
        return 1 + next(n for n, other in enumerate([line, *rest]) if "-->" in other)
    if _QUOTE.match(line):
        return 1 + next((n for n, o in enumerate(rest) if not _QUOTE.match(o)), len(rest))
    return 1 if _VERBATIM.match(line) else 0


def _split(paragraph: list[str]) -> Iterator[str]:
    if not paragraph:
        return
    marker = _ITEM.match(paragraph[0])
    first = marker[1] if marker else re.match(r"\s*", paragraph[0])[0]  # type: ignore[index]
    text = " ".join(line.strip() for line in [paragraph[0][len(first) :], *paragraph[1:]])
    found = sentences(text)
    yield first + found[0]
    yield from (" " * len(first) + sentence for sentence in found[1:])


def pages() -> list[Path]:
    """Return every page of the repository."""
    folders = (ROOT, ROOT / ".github", ROOT / "docs", ROOT / "tests")
    found = [*ROOT.glob("*.md")]
    for folder in folders[1:]:
        found += folder.rglob("*.md")
    return sorted(found)


if __name__ == "__main__":
    for page in [Path(name) for name in sys.argv[1:]] or pages():
        page.write_text(formatted(page.read_text("utf-8")), "utf-8", newline="\n")
