"""The guide to the pages shows and names what is there."""

import re

import pytest
from docs_pages import DOCS

from zns_batch.i18n import Lang, catalogue_names, load_catalogue

GUIDES: dict[Lang, str] = {"en": "pages.md", "vi": "pages.vi.md"}
OTHER_WORDS = {
    "Your company has a server",
    "You work alone, on your own computer",
    "Correct and upload again",
    "Send the good rows first",
    "Công ty bạn đã có máy chủ",
    "Bạn dùng một mình trên máy của mình",
    "Sửa rồi tải lên lại",
    "Gửi các dòng đúng trước",
}
"""What is emphasised and is no button or title."""

LARGEST = 80 * 1024


def _said(lang: Lang) -> list[str]:
    place = 0 if lang == "en" else 1
    return [
        words[place]
        for name in catalogue_names()
        for key, words in load_catalogue(name).items()
        if key.startswith("web.")
    ]


@pytest.mark.parametrize("lang", GUIDES)
def test_each_button_that_the_guide_names_is_on_the_pages(lang: Lang) -> None:
    """Nobody looks for a button that is called otherwise."""
    text = (DOCS / GUIDES[lang]).read_text("utf-8")
    named = {one.rstrip(":") for one in re.findall(r"\*\*([^*]+)\*\*", text)} - OTHER_WORDS
    assert len(named) > 15
    said = _said(lang)
    assert [] == sorted(one for one in named if not any(each.startswith(one) for each in said))


@pytest.mark.parametrize("lang", GUIDES)
def test_each_picture_is_there_in_the_readers_language_and_said_in_words(lang: Lang) -> None:
    """Pictures show the reader's own language, weigh little, and have words for who can't see them."""
    text = (DOCS / GUIDES[lang]).read_text("utf-8")
    pictures = re.findall(r"!\[([^\]]*)\]\((images/[^)]+)\)", text)
    assert len(pictures) >= 10
    for words, name in pictures:
        assert name.endswith(f".{lang}.webp")
        assert len(words) > 20, name
        content = (DOCS / name).read_bytes()
        assert (b"RIFF", b"WEBP") == (content[:4], content[8:12]), name
        assert len(content) < LARGEST, name


def test_every_picture_is_used_in_both_languages() -> None:
    """No picture lies about, and none is missing in one of the languages."""
    there = {path.name.split(".")[0] for path in (DOCS / "images").iterdir()}
    for lang, guide in GUIDES.items():
        text = (DOCS / guide).read_text("utf-8")
        assert there == set(re.findall(rf"images/([\w-]+)\.{lang}\.webp", text))
