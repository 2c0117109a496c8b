"""Vietnamese and English: by `--lang`, by `ZNS_LANG`, by the locale; errors in one line."""

import re

import pytest
from program_help import Program, orders

VI, EN = "Không có mẫu tin", "There is no template"


@pytest.mark.parametrize(
    "words, env, said",
    [
        ((), {}, VI),
        ((), {"LANG": "en_US.UTF-8"}, EN),
        (("--lang", "vi"), {"LANG": "en_US.UTF-8", "ZNS_LANG": "en"}, VI),
    ],
)
def test_the_language_is_the_persons(
    alone: Program, words: tuple[str, ...], env: dict[str, str], said: str
) -> None:
    """The option comes before the variable, the variable before the locale; else Vietnamese."""
    done = alone.run("check", "x.csv", "-t", "none", *words, **{"ZNS_LANG": None, **env})
    assert 2 == done.code
    assert said in done.line()


def test_no_traceback_unless_asked_for(alone: Program) -> None:
    """An expected failure has no traceback; `--debug` or `ZNS_DEBUG` shows where it came from."""
    words = ("check", "x.csv", "-t", "don-hang")
    assert "x.csv: there is no such file" in alone.run(*words).line()
    for debugged in (
        alone.debugged().run(*words, "--debug"),
        alone.debugged().run(*words, ZNS_DEBUG="1"),
    ):
        assert "Traceback" in debugged.err
        assert 2 == debugged.code, "the same as without it"


def test_results_are_in_one_language(alone: Program) -> None:
    """A Vietnamese run has no English left in what a person reads."""
    alone.write("list.csv", [*orders(2), ("An", "0912", "DH", "22/11/2026", 5)])
    done = alone.run("check", "list.csv", "-t", "don-hang", "--lang", "vi")
    assert "3 dòng = 2 chờ gửi + 1 không hợp lệ" == done.out.strip()
    assert not re.search(r"\b(row|column|rows|template|problems|header|sheet)\b", done.err)


def test_text_survives_a_terminal_of_another_code_page(alone: Program) -> None:
    """Where the system's encoding knows no Vietnamese the output still is UTF-8 and no crash."""
    env = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "LANG": "C", "LC_ALL": "C"}
    done = alone.fresh().run("check", "x.csv", "-t", "don-hang", ZNS_LANG="vi", **env)
    assert "không có tệp này" in done.line()
