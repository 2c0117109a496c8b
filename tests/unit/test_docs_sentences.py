"""A changed sentence is a changed line: Markdown has one sentence a line."""

from pathlib import Path

import pytest
from sentence_lines import ROOT, formatted, pages, sentences


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_each_sentence_of_a_page_has_a_line_of_its_own(page: Path) -> None:
    """Whoever reviews a change of the pages sees the sentences that changed, and no others."""
    # `make format` or `python tools/sentence_lines.py` sets the lines right.
    text = page.read_text("utf-8")
    assert formatted(text) == text


@pytest.mark.parametrize(
    "expected, text",
    [
        (["One.", "Two."], "One. Two."),
        (["One.", "`two` is code."], "One. `two` is code."),
        (["**One.**", "Two!", "(Three?)"], "**One.** Two! (Three?)"),
        (["It ends.", "zns-batch begins."], "It ends. zns-batch begins."),
        (["Một.", "Đây là hai."], "Một. Đây là hai."),
        (["Lists, e.g. Excel, v.v. stay."], "Lists, e.g. Excel, v.v. stay."),
        (["What? is not an end."], "What? is not an end."),
        (["Version 1.2 of `a. B` is one."], "Version 1.2 of `a. B` is one."),
    ],
)
def test_sentences_are_found(expected: list[str], text: str) -> None:
    """A full stop inside a number, an abbreviation or code ends no line."""
    assert expected == sentences(text)


@pytest.mark.parametrize(
    "text",
    [
        "| One. Two. | Three. Four. |\n",
        "```text\nOne. Two.\n```\n",
        "# One. Two.\n",
        "<!-- One. Two. -->\n",
        "- One.\n  Two.\n",
        "> One.\n> Two.\n",
    ],
)
def test_what_is_no_running_text_stays_as_it_is(text: str) -> None:
    """Tables, code, headings and comments are left alone, and lists keep their indent."""
    assert text == formatted(text)
