"""Questions at the terminal: what counts as yes and no, and what is asked again."""

import unicodedata

import pytest

from zns_batch.cli import console


def answers(monkeypatch: pytest.MonkeyPatch, *lines: str) -> list[str]:
    """Let a person answer with these lines; returns those that are left."""
    left = list(lines)

    def read() -> str:
        if not left:
            raise EOFError
        return left.pop(0)

    monkeypatch.setattr("builtins.input", read)
    return left


@pytest.mark.parametrize(
    "word",
    ["yes", "Y", "có", "co", "vâng", "vang", "dạ", "Dạ vâng", "đồng ý", "dong y", "ok", "Có."],
)
def test_people_say_yes_in_many_words(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    """A Vietnamese yes in any of its usual words is a yes, also in decomposed letters."""
    answers(monkeypatch, unicodedata.normalize("NFD", word))
    assert console.ask("cli.ask-send", n=3)


@pytest.mark.parametrize("word", ["", "n", "không", "khong", "thôi", "huỷ", "no"])
def test_everything_that_means_no_is_a_no(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    """Who says no, or nothing, sends nothing."""
    left = answers(monkeypatch, word, "yes")
    assert not console.ask("cli.ask-send", n=3)
    assert ["yes"] == left


def test_an_unknown_word_is_asked_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A slip of the fingers neither sends nor throws the campaign away."""
    answers(monkeypatch, "yse", "vâng")
    assert console.ask("cli.ask-send", n=3)
    assert "yse" in capsys.readouterr().err


def test_no_answer_is_a_no(monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed input sends nothing."""
    answers(monkeypatch)
    assert not console.ask("cli.ask-send", n=3)
